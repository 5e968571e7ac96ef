"""How the open scene is looked at: hidden and locked elements, layers that are off, bookmarks. No part of the scene.

The desk holds it; the view and the outliner hear `changed`, actions.py asks what is locked, `Keeper` writes it down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from gigahall.app.layers import layer_of
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element, Record
from gigahall.storage import scene_view
from gigahall.storage.atomic import SaveError
from gigahall.storage.scene_view import EMPTY, Bookmark, SceneView

UNLOCK = "unlock it first (Shift L)"
UNLOCK_ALL = "unlock them first (Shift L)"


class ViewState(QObject):
    """One for the open scene; `kept` is all of it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kept = EMPTY

    @property
    def hidden(self) -> frozenset[str]:
        return self.kept.hidden

    @property
    def locked(self) -> frozenset[str]:
        return self.kept.locked

    @property
    def layers(self) -> frozenset[str]:
        """The layers that are off."""
        return self.kept.layers

    @property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        return self.kept.bookmarks

    def take(self, kept: SceneView) -> None:
        if kept != self.kept:
            self.kept = kept
            self.changed.emit()

    def out_of_sight(self, elements: Iterable[Element]) -> frozenset[str]:
        """Hidden by themselves or with their layer."""
        if not self.layers:
            return self.hidden
        return self.hidden | {element.id for element in elements if layer_of(element) in self.layers}

    def hide(self, keys: Collection[str], on: bool = True) -> None:
        self._set(hidden=self.hidden | frozenset(keys) if on else self.hidden - frozenset(keys))

    def show_only(self, keys: Collection[str], others: Iterable[str]) -> None:
        """Hide the others, and show these whatever was hidden before."""
        self._set(hidden=(self.hidden - frozenset(keys)) | (frozenset(others) - frozenset(keys)))

    def show_all(self) -> None:
        self._set(hidden=frozenset(), layers=frozenset())

    def lock(self, keys: Collection[str], on: bool = True) -> None:
        self._set(locked=self.locked | frozenset(keys) if on else self.locked - frozenset(keys))

    def show_layer(self, layer: str, shown: bool) -> None:
        self._set(layers=self.layers - {layer} if shown else self.layers | {layer})

    def add_bookmark(self, mark: Bookmark) -> None:
        """At the end, or in the place of the one with the same name."""
        names = [known.name for known in self.bookmarks]
        if mark.name in names:
            self._set(bookmarks=tuple(mark if known.name == mark.name else known for known in self.bookmarks))
        else:
            self._set(bookmarks=(*self.bookmarks, mark))

    def drop_bookmark(self, name: str) -> None:
        self._set(bookmarks=tuple(known for known in self.bookmarks if known.name != name))

    def follow(self, diff: Diff) -> None:
        """What is made anew under an id is neither hidden nor locked, whatever had the id before."""
        new = frozenset(diff.added)
        if new & (self.hidden | self.locked):
            self._set(hidden=self.hidden - new, locked=self.locked - new)

    def _set(self, **changes: object) -> None:
        self.take(msgspec.structs.replace(self.kept, **changes))


def locked_refusal(locked: Collection[str], diff: Diff) -> str:
    """Why an edit cannot be made: it moves, turns or removes what is locked. "" when it may."""
    if not locked:
        return ""
    held = [old for key, old in diff.removed.items() if key in locked]
    held += [old for key, (old, new) in diff.updated.items() if key in locked and _place(old) != _place(new)]
    return held_words(held)


def held_words(held: Collection[Record]) -> str:
    names = [record.name for record in held if isinstance(record, Element)]
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} is locked; {UNLOCK}"
    return f"{names[0]} and {len(names) - 1} more are locked; {UNLOCK_ALL}"


def _place(record: Record) -> tuple[object, ...]:
    return tuple(getattr(record, name, None) for name in ("at_m", "turn_deg", "route_m"))


class Keeper(QObject):
    """Loads the state with a scene's file, keeps every change of it, and takes it along to another name."""

    def __init__(self, state: ViewState, path: Callable[[], Path | None], say: Callable[[str], object]) -> None:
        super().__init__()
        self._state, self._path, self._say = state, path, say
        self._for: Path | None = None
        self._told = False
        state.changed.connect(self._keep)

    def opened(self) -> None:
        """Another scene is on the desk."""
        self._for = None  # what follows is no change of it
        path = self._path()
        self._state.take(scene_view.load(path) if path is not None else EMPTY)
        self._for = path

    def named(self) -> None:
        """The scene may have been saved under another name."""
        path = self._path()
        if path != self._for:
            self._for = path
            self._keep()

    def _keep(self) -> None:
        if self._for is None:
            return
        try:
            scene_view.save(self._for, self._state.kept)
        except (SaveError, OSError) as error:
            if not self._told:
                self._told = True
                self._say(f"What is hidden, locked and bookmarked is not kept: {error}")
