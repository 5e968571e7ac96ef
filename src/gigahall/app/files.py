"""The life of a scene file: new, open, save, recent files, read-only newer versions, autosave and recovery."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from gigahall import paths
from gigahall.app import earlier
from gigahall.app.asking import SHIPPED, Answer, Asker, place_to_write
from gigahall.app.desk import Desk
from gigahall.app.reading import Outcome, Reading, outcome_of, refusal_of
from gigahall.scene.contents import Contents
from gigahall.scene.record import Record
from gigahall.storage import recovery, scene_file, settings
from gigahall.storage.atomic import SaveError
from gigahall.storage.backups import Backup, list_backups
from gigahall.storage.fault import SceneError, one_line
from gigahall.storage.recovery import Recoverable
from gigahall.storage.scene_file import ChangedOnDisk, Loaded
from gigahall.storage.settings import Settings
from gigahall.storage.trail import Trail

__all__ = ["Answer", "Asker", "Files"]

READ_ONLY = "The file was saved by a newer Gigahall and is read-only; save it under another name to edit"
BEYOND = "Fields of the file are beyond their bounds and it is read-only; save it under another name to edit"
ELSEWHERE = "The scene is open in another window and read-only here; save it under another name to edit"
BEING_OPENED = "{} is being opened"
KINDS = {paths.SCENE_SUFFIX: "Gigahall scenes"}

class Files(QObject):
    """The open file of a desk. Every step that would lose work asks first."""

    changed = Signal()
    """Name, place or saved state."""
    opened = Signal()
    """Another scene is on the desk."""
    recents_changed = Signal()
    _troubled = Signal(str)
    """From the trail's thread, and with every edit while autosave does not work."""
    autosave_lost = Signal(str)
    """Autosave has stopped working: why, said once until it works again."""

    def __init__(self, desk: Desk, asker: Asker) -> None:
        super().__init__()
        self._desk, self.asker = desk, asker
        self.path: Path | None = None
        self._read_only = ""
        self.is_open = False
        self._sha256 = ""
        self._trail: Trail | None = None
        self.reading = Reading()
        self.settings: Settings = settings.load()
        self._has_told = False
        self._troubled.connect(self._tell_trouble)
        desk.document_changed.connect(lambda diff: self.changed.emit())

    # ------------------------------------------------------------ what is open

    @property
    def name(self) -> str:
        if self.path is not None:
            return self.path.stem
        return self._desk.document.scene.title or "Untitled"

    @property
    def stem(self) -> str:
        """A file name for what is made of this scene."""
        return paths.file_stem(self.name)

    @property
    def is_read_only(self) -> bool:
        return bool(self._read_only)

    @property
    def sha256(self) -> str:
        """Of the file as it was read or saved last."""
        return self._sha256

    @property
    def is_modified(self) -> bool:
        return self.is_open and not self._desk.document.is_saved

    def refusal(self) -> str:
        """Why nothing may be edited, or ""."""
        return BEING_OPENED.format(self.reading.path.stem) if self.reading.path is not None else self._read_only

    # ------------------------------------------------------------ opening

    def new(self, records: Iterable[Record] = (), is_template: bool = False) -> bool:
        """An empty scene, or one from a template, not yet saved anywhere."""
        if not self.may_leave():
            return False
        self._put(list(records), None)
        self.opened.emit()
        if is_template:
            self._desk.document.mark_unsaved()
        self.changed.emit()
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open a file; without one the user picks it. A bad file leaves everything as it was.

        A file of the program itself is opened as an untitled copy.
        """
        chosen = self._chosen(path)
        found = self._admitted(chosen, outcome_of(chosen)) if chosen is not None else None
        if chosen is None or found is None:
            return False
        self._show(*found, chosen)
        return True

    def fetch(self, path: Path | None = None, done: Callable[[bool | None], object] = lambda is_open: None) -> None:
        """Like `open`, but the window answers while the file is read, and edits are refused.

        `done` hears whether it was opened; None = the user thought better of it.
        """
        chosen = self._chosen(path)
        if chosen is None:
            done(None)
            return
        revision = self._desk.document.revision

        def take(outcome: Outcome | None) -> None:
            has_changed = self._desk.document.revision != revision  # by undo, say
            if outcome is None or (has_changed and not self.may_leave()):
                done(None)
            elif (found := self._admitted(chosen, outcome)) is None:
                done(False)
            else:
                self._put_read(*found, chosen)
                QTimer.singleShot(1, lambda: self._present(found[0], chosen, done))  # the panels in a turn of their own

        self.reading.begin(chosen, take)

    def _present(self, loaded: Loaded, path: Path, done: Callable[[bool | None], object]) -> None:
        if self.is_open:  # else the window was closed meanwhile
            self._announce(loaded, path)
            done(True)

    def _chosen(self, path: Path | None) -> Path | None:
        """The file to open, once what is open may be left."""
        return (path or self.asker.path_to_open(str(self._folder(paths.scenes_dir())))) if self.may_leave() else None

    def _admitted(self, chosen: Path, outcome: Outcome) -> tuple[Loaded, str] | None:
        """What was read and why it is read-only; None when it cannot be opened, or shall not be opened twice."""
        loaded = self._told(chosen, outcome)
        if loaded is None:
            self._drop_recent(chosen)
            return None
        reason = _read_only_reason(loaded)
        if recovery.open_elsewhere(chosen) and not paths.is_shipped(chosen):
            answer = self.asker.open_twice(chosen.name)
            if answer == "cancel":
                return None
            reason = reason or (ELSEWHERE if answer == "read-only" else "")
        return loaded, reason

    def revert(self) -> bool:
        """The file once more as it is on the disk, after asking about edits that would be lost."""
        if self.path is None:
            return False
        words = "Every edit since the last save is lost, and cannot be brought back by undo."
        if self.is_modified and not self.asker.sure(f"Go back to the saved {self.name}?", words, "Revert"):
            return False
        loaded = self._told(self.path, outcome_of(self.path))
        if loaded is None:
            return False
        self._show(loaded, self._read_only if self._read_only == ELSEWHERE else _read_only_reason(loaded), self.path)
        return True

    def backups(self) -> list[Backup]:
        """Earlier saves of the open file, newest first."""
        return list_backups(self.path) if self.path is not None else []

    def _told(self, path: Path, outcome: Outcome) -> Loaded | None:
        """What was read; where it cannot be, the user is told why and may take an earlier save."""
        return outcome if isinstance(outcome, Loaded) else earlier.instead(self.asker, path, refusal_of(outcome))

    def _show(self, loaded: Loaded, read_only: str, path: Path) -> None:
        self._put_read(loaded, read_only, path)
        self._announce(loaded, path)

    def _put_read(self, loaded: Loaded, read_only: str, path: Path) -> None:
        is_shipped = paths.is_shipped(path)
        self._put(loaded.contents or loaded.records, None if is_shipped else path, "" if is_shipped else read_only, loaded.file_sha256)

    def _announce(self, loaded: Loaded, path: Path) -> None:
        """Tell everyone of the file that is on the desk, and the user what there is to say of it."""
        self.opened.emit()
        self.changed.emit()
        self._remember(path)
        if loaded.is_earlier:
            self._desk.document.mark_unsaved()
            self.changed.emit()
        for note in loaded.notes:
            self._desk.say(note)
        if loaded.beyond:
            words = "These fields of the file are beyond their bounds and are shown at the bound. The file itself stays as it is."
            self.asker.tell(f"{one_line(path.name, 80)} is open read-only", words, loaded.beyond)

    def _folder(self, otherwise: Path) -> Path:
        """Where the user last opened or saved something."""
        return paths.from_text(self.settings.last_folder) if self.settings.last_folder else otherwise

    @property
    def folder(self) -> Path:
        """Where something written from this scene is offered a place first."""
        return self.path.parent if self.path is not None and not paths.is_shipped(self.path) else self._folder(Path.home())

    def place_to_export(self, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
        """A file to write something of this scene to, `name` suggested; None when the user does not want to."""
        return place_to_write(self.asker, title, self.folder / f"{name}{next(iter(kinds))}", kinds)

    def _put(self, records: Iterable[Record] | Contents, path: Path | None, read_only: str = "", sha256: str = "") -> None:
        self.reading.cancel()
        self._end_trail()
        self._desk.document.load(records)
        self._desk.forget()
        self.path, self._read_only, self._sha256, self.is_open = path, read_only, sha256, True
        self._begin_trail()

    # ------------------------------------------------------------ saving

    def save(self) -> bool:
        """Save in place; asks for a place when there is none or it is read-only."""
        if self.path is None or self.is_read_only:
            return self.save_as()
        return self._write(self.path, self._sha256)

    def save_as(self, path: Path | None = None) -> bool:
        """Save in a place of the user's choice; one that is given has been asked about."""
        suggested = self.path or self._folder(Path.home()) / f"{self.stem}{paths.SCENE_SUFFIX}"
        chosen = path or place_to_write(self.asker, "Save the scene", suggested, KINDS, self.path)
        return chosen is not None and self._write(chosen, self._sha256 if chosen == self.path else "")

    def _write(self, path: Path, expected: str) -> bool:
        if paths.is_shipped(path) or (self._read_only and path == self.path):
            self.asker.complain("The scene was not saved", self._read_only or SHIPPED)
            return False
        try:
            self._sha256 = scene_file.save(path, self._desk.document.records.values(), expected)
        except ChangedOnDisk as error:
            return self.asker.overwrite(str(error)) and self._write(path, "")
        except (SceneError, SaveError) as error:
            self.asker.complain("The scene was not saved", str(error))
            return False
        self._desk.document.mark_saved()
        self.path, self._read_only = path, ""
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
            self._trail = Trail(self._desk.document, self.path, on_trouble=self._troubled.emit)
        except OSError as error:
            self._trail = None
            self._troubled.emit(f"Autosave is not working: {error.strerror or error}")

    def _tell_trouble(self, reason: str) -> None:
        """In the window's thread; "" when autosave works again."""
        if reason and not self._has_told:
            self.autosave_lost.emit(reason)
        self._has_told = bool(reason)

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
        self.reading.cancel()
        self._end_trail()
        self._desk.document.load(back.records)
        self._desk.document.mark_unsaved()
        self._desk.forget()
        self.path, self._read_only, self._sha256, self.is_open = back.scene, "", back.file_sha256, True
        try:
            self._trail = Trail(self._desk.document, self.path, back.edits, back.digest, on_trouble=self._troubled.emit)
        except OSError as error:
            self._trail = None
            self._troubled.emit(f"Autosave is not working: {error.strerror or error}")
        else:
            self._trail.wait()
            recovery.discard(back)
        self.opened.emit()
        self.changed.emit()
        return True

    def discard(self, item: Recoverable) -> None:
        recovery.discard(item)

    def leave(self) -> None:
        """Close the scene without another question."""
        self.reading.close()
        self._end_trail()
        self.is_open, self.path, self._read_only = False, None, ""

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
        folder = self.settings.last_folder if paths.is_shipped(path) else paths.as_text(path.parent)
        self.change_settings(last_folder=folder)
        self.recents_changed.emit()

    def change_settings(self, **changes: object) -> None:
        self.settings = msgspec.structs.replace(self.settings, **changes)
        self._store()

    def _store(self) -> None:
        try:
            settings.save(self.settings)
        except SaveError as error:
            self._desk.say(f"Settings were not saved: {error}", "warn")


def _read_only_reason(loaded: Loaded) -> str:
    if loaded.beyond:
        return BEYOND
    return READ_ONLY if loaded.read_only else ""
