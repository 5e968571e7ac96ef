"""The life of a scene file: new, open, save, recent files, read-only newer versions, autosave and recovery."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from gigahall import paths
from gigahall.app.desk import Desk
from gigahall.scene.record import Record
from gigahall.storage import recovery, scene_file, settings
from gigahall.storage.atomic import SaveError
from gigahall.storage.fault import SceneError
from gigahall.storage.recovery import Recoverable
from gigahall.storage.scene_file import ChangedOnDisk
from gigahall.storage.settings import Settings
from gigahall.storage.trail import Trail

Answer = Literal["save", "discard", "cancel"]
READ_ONLY = "The file was saved by a newer Gigahall and is read-only; save it under another name to edit"


class Asker(Protocol):
    """The questions only a user can answer."""

    def save_changes(self, name: str) -> Answer: ...

    def path_to_open(self, folder: str) -> Path | None: ...

    def path_to_save(self, suggested: Path) -> Path | None: ...

    def overwrite(self, reason: str) -> bool: ...

    def complain(self, title: str, reason: str) -> None: ...


class Files(QObject):
    """The open file of a desk. Every step that would lose work asks first."""

    changed = Signal()
    """Name, place or saved state."""
    opened = Signal()
    """Another scene is on the desk."""
    recents_changed = Signal()

    def __init__(self, desk: Desk, asker: Asker) -> None:
        super().__init__()
        self._desk, self.asker = desk, asker
        self.path: Path | None = None
        self.is_read_only = False
        self.is_open = False
        self._sha256 = ""
        self._trail: Trail | None = None
        self.settings: Settings = settings.load()
        desk.document_changed.connect(lambda diff: self.changed.emit())

    # ------------------------------------------------------------ what is open

    @property
    def name(self) -> str:
        if self.path is not None:
            return self.path.stem
        return self._desk.document.scene.title or "Untitled"

    @property
    def is_modified(self) -> bool:
        return self.is_open and not self._desk.document.is_saved

    @property
    def trouble(self) -> str:
        """Why autosave does not work just now, or ""."""
        return self._trail.trouble if self._trail else ""

    def refusal(self) -> str:
        """Why nothing may be edited, or ""."""
        return READ_ONLY if self.is_read_only else ""

    # ------------------------------------------------------------ opening

    def new(self, records: Iterable[Record] = (), is_template: bool = False) -> bool:
        """An empty scene, or one from a template, not yet saved anywhere."""
        if not self.may_leave():
            return False
        self._take(list(records), None)
        if is_template:
            self._desk.document.mark_unsaved()
        self.changed.emit()
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open a file; without one the user picks it. A bad file leaves everything as it was."""
        if not self.may_leave():
            return False
        chosen = path or self.asker.path_to_open(self.settings.last_folder or str(paths.scenes_dir()))
        if chosen is None:
            return False
        try:
            loaded = scene_file.load(chosen)
        except SceneError as error:
            self._drop_recent(chosen)
            self.asker.complain(f"{chosen.name} cannot be opened", str(error))
            return False
        self._take(loaded.records, chosen, loaded.read_only, loaded.file_sha256)
        self._remember(chosen)
        for note in loaded.notes:
            self._desk.say(note)
        return True

    def _take(self, records: Iterable[Record], path: Path | None, read_only: bool = False, sha256: str = "") -> None:
        self._end_trail()
        self._desk.document.load(records)
        self._desk.forget()
        self.path, self.is_read_only, self._sha256, self.is_open = path, read_only, sha256, True
        self._begin_trail()
        self.opened.emit()
        self.changed.emit()

    # ------------------------------------------------------------ saving

    def save(self) -> bool:
        """Save in place; asks for a place when there is none or it is read-only."""
        if self.path is None or self.is_read_only:
            return self.save_as()
        return self._write(self.path, self._sha256)

    def save_as(self, path: Path | None = None) -> bool:
        folder = paths.from_text(self.settings.last_folder) if self.settings.last_folder else Path.home()
        suggested = self.path or folder / f"{paths.file_stem(self.name)}{paths.SCENE_SUFFIX}"
        chosen = path or self.asker.path_to_save(suggested)
        if chosen is None:
            return False
        if chosen.suffix != paths.SCENE_SUFFIX:
            chosen = chosen.with_name(chosen.name + paths.SCENE_SUFFIX)
        return self._write(chosen, self._sha256 if chosen == self.path else "")

    def _write(self, path: Path, expected: str) -> bool:
        try:
            self._sha256 = scene_file.save(path, self._desk.document.records.values(), expected)
        except ChangedOnDisk as error:
            return self.asker.overwrite(str(error)) and self._write(path, "")
        except (SceneError, SaveError) as error:
            self.asker.complain("The scene was not saved", str(error))
            return False
        self._desk.document.mark_saved()
        self.path, self.is_read_only = path, False
        if self._trail:
            self._trail.saved(path)
        self._remember(path)
        self.changed.emit()
        self._desk.say(f"Saved {path.name}", "ok")
        return True

    def may_leave(self) -> bool:
        """Ask about unsaved changes; False = stay."""
        if not self.is_modified:
            return True
        answer = self.asker.save_changes(self.name)
        return self.save() if answer == "save" else answer == "discard"

    # ------------------------------------------------------------ autosave and recovery

    def _begin_trail(self) -> None:
        try:
            self._trail = Trail(self._desk.document, self.path)
        except OSError as error:
            self._trail = None
            self._desk.say(f"Autosave does not work: {error.strerror or error}", "warn")

    def _end_trail(self, keep: bool = False) -> None:
        trail, self._trail = self._trail, None
        if trail is not None:
            trail.close(keep)

    def rescue(self) -> Path | None:
        """A copy of the scene as it is, after an uncaught error."""
        return self._trail.rescue() if self._trail else None

    def recoverable(self) -> list[Recoverable]:
        """Unsaved work of sessions that ended without closing."""
        return recovery.stale_sessions()

    def restore(self, item: Recoverable) -> bool:
        """Take unsaved work back as an unsaved document over its file."""
        try:
            back = recovery.restore(item)
        except SceneError as error:
            self.asker.complain(f"{item.title} cannot be recovered", str(error))
            return False
        self._end_trail()
        self._desk.document.load(back.records)
        self._desk.document.mark_unsaved()
        self._desk.forget()
        self.path, self.is_read_only, self._sha256, self.is_open = back.scene, False, back.file_sha256, True
        try:
            self._trail = Trail(self._desk.document, self.path, back.edits, back.digest)
        except OSError:
            self._trail = None
        else:
            recovery.discard(back)
        self.opened.emit()
        self.changed.emit()
        return True

    def discard(self, item: Recoverable) -> None:
        recovery.discard(item)

    def leave(self) -> None:
        """Close the scene without another question."""
        self._end_trail()
        self.is_open, self.path, self.is_read_only = False, None, False

    # ------------------------------------------------------------ settings

    @property
    def recent(self) -> list[Path]:
        return [paths.from_text(text) for text in self.settings.recent]

    def clear_recent(self) -> None:
        self.change_settings(recent=())
        self.recents_changed.emit()

    def _drop_recent(self, path: Path) -> None:
        self.settings = settings.without_recent(self.settings, path)
        self._store()
        self.recents_changed.emit()

    def _remember(self, path: Path) -> None:
        self.settings = settings.with_recent(self.settings, path)
        self.change_settings(last_folder=paths.as_text(path.parent))
        self.recents_changed.emit()

    def change_settings(self, **changes: object) -> None:
        self.settings = msgspec.structs.replace(self.settings, **changes)
        self._store()

    def _store(self) -> None:
        try:
            settings.save(self.settings)
        except SaveError as error:
            self._desk.say(f"Settings were not saved: {error}", "warn")
