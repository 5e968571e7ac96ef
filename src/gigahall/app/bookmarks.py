"""Camera bookmarks: the view saved under a name, in a menu of their own, the first nine with a key each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from gigahall.app.commands import shown_keys
from gigahall.app.components.field import Field
from gigahall.app.dialogs import Dialog
from gigahall.app.palette import Entry
from gigahall.app.window import Window
from gigahall.storage.scene_view import Bookmark
from gigahall.view3d.camera import Camera

N_KEYS = 9
MOST = 50
MOST_LETTERS = 80


class Bookmarks:
    """Saves, recalls and deletes the bookmarks of the open scene."""

    def __init__(self, window: Window) -> None:
        self._window, self._state = window, window.desk.view_state
        for place in range(N_KEYS):
            action = QAction(f"Bookmark {place + 1}", window)
            action.setShortcut(QKeySequence(_key(place)))
            action.triggered.connect(lambda _=False, place=place: self._recall_place(place))
            window.addAction(action)

    def fill(self, menu: QMenu) -> None:
        """Every bookmark, and a menu to delete them from."""
        menu.clear()
        for place, mark in enumerate(self._state.bookmarks):
            keys = f"\t{shown_keys([_key(place)])}" if place < N_KEYS else ""
            menu.addAction(_shown(mark) + keys).triggered.connect(lambda _=False, mark=mark: self.recall(mark))
        if not self._state.bookmarks:
            menu.addAction("No bookmarks").setEnabled(False)
            return
        menu.addSeparator()
        gone = menu.addMenu("Delete")
        for mark in self._state.bookmarks:
            gone.addAction(_shown(mark)).triggered.connect(lambda _=False, name=mark.name: self._state.drop_bookmark(name))

    def entries(self) -> list[Entry]:
        """What the palette offers of them."""
        marks = self._state.bookmarks
        found = [Entry(f"Go to {mark.name}", "Camera bookmark", "camera", lambda mark=mark: self.recall(mark),  # type: ignore[misc]
                       shown_keys([_key(place)]) if place < N_KEYS else "", 1) for place, mark in enumerate(marks)]
        return found + [Entry(f"Delete bookmark {mark.name}", "Camera bookmark", "delete",
                              lambda name=mark.name: self._state.drop_bookmark(name), "", 1) for mark in marks]  # type: ignore[misc]

    def recall(self, mark: Bookmark) -> None:
        if self._window.view is not None:
            camera = Camera(mark.focal_m, mark.azimuth_deg, mark.elevation_deg, mark.distance_m, mark.angle_deg, mark.parallel)
            self._window.view.look_from(camera)

    def _recall_place(self, place: int) -> None:
        marks = self._state.bookmarks
        if place < len(marks):
            self.recall(marks[place])
        else:
            self._window.desk.say(f"There is no bookmark {place + 1} yet; B saves the view as one")

    def ask(self) -> Dialog | None:
        """The dialog that names the view as it is now; None while there is no view."""
        if self._window.view is None:
            self._window.desk.say("The 3D view is not there yet", "warn")
            return None
        camera = self._window.view.looks()[1]["camera"]
        assert isinstance(camera, Camera)
        return BookmarkDialog(self._window, self._free_name(), lambda name: self.add(name, camera))

    def add(self, name: str, camera: Camera) -> str:
        """Why it was not saved, or "". A name that is there gets the new view."""
        words = name.strip()
        known = {mark.name for mark in self._state.bookmarks}
        if not words:
            return "A bookmark needs a name"
        if len(words) > MOST_LETTERS:
            return f"The name has {len(words)} letters; {MOST_LETTERS} at most"
        if len(known) >= MOST and words not in known:
            return f"There are {MOST} bookmarks; delete one first"
        x, y, z = (float(part) for part in camera.focal_m)
        self._state.add_bookmark(Bookmark(
            words, (x, y, z), float(camera.azimuth_deg), float(camera.elevation_deg), float(camera.distance_m),
            float(camera.angle_deg), camera.parallel))
        return ""

    def _free_name(self) -> str:
        known = {mark.name for mark in self._state.bookmarks}
        return next(name for number in range(1, MOST + 2) if (name := f"View {number}") not in known)


class BookmarkDialog(Dialog):
    """A name for the view."""

    def __init__(self, parent: Window, name: str, save: Callable[[str], str]) -> None:
        super().__init__(parent, "Save view as bookmark", 360)
        self._save = save
        self.field = Field(name)
        self.row("Name", self.field, "A name that is taken gets this view instead")
        self.button("Cancel", self.reject)
        self.button("Save bookmark", self.finish, primary=True)
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def finish(self) -> None:
        """A refusal stays in the dialog."""
        reason = self._save(self.field.text)
        self.field.refuse(reason)
        if not reason:
            self.accept()


def _key(place: int) -> str:
    return f"Alt+{place + 1}"


def _shown(mark: Bookmark) -> str:
    return mark.name.replace("&", "&&").replace("\t", " ")
