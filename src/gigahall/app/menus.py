"""Menus that are filled as they open: recent files, bookmarks, layers, colours, equipment, and the selection's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from gigahall.app.bookmarks import Bookmarks
from gigahall.app.layer_menu import fill_layers
from gigahall.app.window import Window
from gigahall.kinds import catalogue
from gigahall.kinds.registry import BY_NAME

MENU_OF_SELECTION = (
    "fit", "hide", "isolate", "lock", "-", "service", "rename", "-", "turn", "duplicate", "array", "cut", "copy", "paste", "-",
    "nearest", "disconnect", "-", "delete",
)  # fmt: skip


class Menus:
    """`arm` takes a catalogue item in hand."""

    def __init__(self, window: Window, bookmarks: Bookmarks, arm: Callable[[str], None]) -> None:
        self._window, self._bookmarks, self._arm = window, bookmarks, arm

    def add_recent(self, menu: QMenu) -> None:
        recent = QMenu("Open recent", menu)
        menu.insertMenu(self._window.commands["save"], recent)
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._window.files.recent:
            menu.addAction(path.stem.replace("&", "&&")).triggered.connect(lambda _=False, path=path: self._window.files.fetch(path))
        if not self._window.files.recent:
            menu.addAction("No recent files").setEnabled(False)

    def add_views(self, menu: QMenu) -> None:
        """Bookmarks, layers and colours."""
        commands = self._window.commands
        bookmarks, layers = QMenu("Bookmarks", menu), QMenu("Layers", menu)
        entries = menu.actions()
        menu.insertMenu(entries[entries.index(commands["bookmark"]) + 1], bookmarks)
        bookmarks.aboutToShow.connect(lambda: self._bookmarks.fill(bookmarks))
        menu.insertMenu(commands["labels"], layers)
        layers.aboutToShow.connect(lambda: self._fill_layers(layers))
        self._add_colors(menu)

    def _fill_layers(self, menu: QMenu) -> None:
        menu.clear()
        fill_layers(menu, self._window.desk.view_state, self._window.desk.document.elements())
        if menu.isEmpty():
            menu.addAction("No layers yet").setEnabled(False)

    def _add_colors(self, menu: QMenu) -> None:
        colors = QMenu("Colour by", menu)
        menu.insertMenu(self._window.commands["left_dock"], colors)
        colors.aboutToShow.connect(lambda: self._fill_colors(colors))

    def _fill_colors(self, menu: QMenu) -> None:
        menu.clear()
        for key, words in self._window.colors:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key == self._window.desk.color_by)
            action.triggered.connect(lambda _=False, key=key: self._window.desk.set_color(key))

    def fill_insert(self, menu: QMenu) -> None:
        menu.clear()
        for category in dict.fromkeys(BY_NAME[item.kind].category for item in catalogue.items()):
            inner = menu.addMenu(category)
            for item in catalogue.items():
                if BY_NAME[item.kind].category == category:
                    name = item.name.replace("&", "&&")
                    inner.addAction(name).triggered.connect(lambda _=False, key=item.id: self._arm(key))

    def open_for_selection(self, at: QPoint) -> None:
        """The menu of the selection."""
        menu = QMenu(self._window)
        for name in MENU_OF_SELECTION:
            if name == "-":
                menu.addSeparator()
            else:
                menu.addAction(self._window.commands[name])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
