"""Someone at the window: looks, clicks, drags and types, and waits for what a person would wait for.

Set GIGAHALL_PICTURES to a folder to keep a picture of every step that says `look`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gigahall.app.components.buttons import Button
from gigahall.app.components.problem_row import ProblemRow
from gigahall.app.dialogs import Dialog
from gigahall.app.start import Program
from gigahall.app.viewport.viewport import Viewport
from gigahall.app.window import Window
from gigahall.kinds import catalogue, joining
from gigahall.kinds.prose import text
from gigahall.scene.record import Element, Vec3

WAIT_S = 90.0
"""Two cores shared with other work: patience is no measure of speed."""
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class Person:
    """Drives the window of a program as it stands."""

    def __init__(self, program: Program, name: str = "") -> None:
        self.program = program
        self.window: Window = program.window
        self.desk = program.window.desk
        self._name = name
        self._looks = 0

    # ------------------------------------------------------------ waiting

    def wait(self, until: Callable[[], object], what: str = "", seconds: float = WAIT_S) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, f"waited in vain: {what or until}"
            QTest.qWait(10)

    @property
    def view(self) -> Viewport:
        view = self.window.view
        assert isinstance(view, Viewport)
        return view

    @property
    def is_solved(self) -> bool:
        desk = self.desk
        newest = desk.results.revision == desk.document.revision and desk.results.state == "settled"
        return desk.has_results and newest and desk.state == "settled"

    def come_forward(self) -> None:
        """The window in front, as after a click on it."""
        def is_active() -> bool:
            self.window.activateWindow()
            return QApplication.activeWindow() is self.window

        self.wait(is_active, "the window in front")

    def settle(self) -> None:
        """The newest edit is solved, settled and drawn."""
        self.wait(lambda: self.desk.state != "failed" and self.is_solved, "a settled solution")
        self.wait(self._is_drawn, "a settled picture")

    def _is_drawn(self) -> bool:
        return isinstance(self.window.view, Viewport) and self.window.view.is_settled()

    def look(self, what: str) -> None:
        """Keep a picture of the window when pictures are wanted."""
        folder = os.environ.get("GIGAHALL_PICTURES")
        if folder:
            QTest.qWait(250)
            self._looks += 1
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = self.window.grab()
            painter = QPainter(picture)
            for dialog in self._dialogs():
                painter.drawPixmap(self.window.rect().center() - dialog.rect().center(), dialog.grab())
            painter.end()
            picture.save(str(Path(folder) / f"{self._name}-{self._looks:02d}-{what}.png"))

    # ------------------------------------------------------------ hands

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        """A key for whoever has the focus."""
        if not self._dialogs():
            self.come_forward()  # where no window manager gives it back after a dialog
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def type(self, field: QWidget, words: str) -> None:
        """Click into a field, replace what stands there, Enter."""
        self.reveal(field)
        QTest.mouseClick(field, LEFT)
        QTest.keyClick(field, Key.Key_A, CONTROL)
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Key.Key_Return)

    def write(self, field: QWidget, words: str) -> None:
        """Letters into a field, without Enter."""
        QTest.keyClicks(field, words)

    def click(self, widget: QWidget, keys: Qt.KeyboardModifier = NONE) -> None:
        self.reveal(widget)
        assert widget.isVisible(), f"{widget} cannot be clicked: it is not on screen"
        QTest.mouseClick(widget, LEFT, keys, widget.rect().center())

    def reveal(self, widget: QWidget) -> None:
        """Scroll the inspector so that the widget is seen."""
        inspector = self.window.inspector
        if inspector.isAncestorOf(widget):
            QTest.qWait(0)
            inspector._scroll.ensureWidgetVisible(widget, 0, 40)

    def choose(self, menu: str, words: str) -> None:
        """An entry of the menu bar, by the beginning of its words."""
        found = self.action(menu, words)
        assert found.isEnabled(), f"{menu} > {words} is not to be had"
        found.trigger()

    def action(self, menu: str, words: str) -> QAction:
        bar = next(action for action in self.window.top.menus.actions() if action.text().replace("&", "") == menu)
        held = bar.menu()
        assert isinstance(held, QMenu)
        held.aboutToShow.emit()
        found = [action for action in held.actions() if action.text().startswith(words)]
        assert found, f"{menu} has no entry {words}"
        return found[0]

    def dialog(self) -> Dialog:
        """The dialog that is open."""
        self.wait(lambda: self._dialogs(), "a dialog")
        return self._dialogs()[-1]

    @property
    def has_dialog(self) -> bool:
        return bool(self._dialogs())

    def _dialogs(self) -> list[Dialog]:
        return [dialog for dialog in self.window.findChildren(Dialog) if dialog.isVisible()]

    def answer(self, words: str) -> None:
        """A button of the open dialog."""
        button = next(button for button in self.dialog().findChildren(Button) if button.text() == words)
        QTest.mouseClick(button, LEFT)
        QTest.qWait(0)

    # ------------------------------------------------------------ lists

    def find(self, name: str) -> Element:
        return self.desk.document.find(name)

    def problem_rows(self, of: str = "") -> list[ProblemRow]:
        """Rows of the problems list, all or those of one element."""
        rows = self.window.bottom.problems.rows
        return [row for row in rows if not of or self.desk.name_of(str(row.property("element"))) == of]

    def problems(self, severity: str = "") -> list[str]:
        """What the list says: severity, element, words."""
        found = self.desk.results.problems
        return [f"{p.severity} {text(p, self.desk.name_of)}" for p in found if severity in ("", p.severity)]

    def pick_in_list(self, *names: str) -> None:
        """Click names in the scene tree; from the second on with Ctrl."""
        dock = self.window.scene_dock
        pages = [dock.stack.currentIndex(), *range(dock.stack.count())]
        keys = [self.find(name).id for name in names]
        page = next((page for page in pages if self._lists(page, keys)), None)
        assert page is not None, f"{names} are in no list"
        dock.header.bar.setCurrentIndex(page)
        outliner = self.window.outliners[page]
        for number, key in enumerate(keys):
            index = outliner.model.index_of(key)
            outliner.tree.scrollTo(index)
            place = outliner.tree.visualRect(index).center()
            QTest.mouseClick(outliner.tree.viewport(), LEFT, CONTROL if number else NONE, place)

    def _lists(self, page: int, keys: Sequence[str]) -> bool:
        self.window.scene_dock.header.bar.setCurrentIndex(page)
        return all(self.window.outliners[page].model.index_of(key).isValid() for key in keys)

    def value(self, name: str, path: str) -> float:
        """What the newest solution says of an element."""
        value = self.desk.value(self.find(name).id, path)
        assert value is not None, f"{name} has no {path}"
        return value

    def bar(self, path: str) -> str:
        """A result as the inspector writes it."""
        for key, bar in self.window.inspector.bars.items():
            if key.endswith(path):
                assert not bar.reading.is_stale, f"{path} is shown as stale"
                return f"{bar.reading.value} {bar.reading.unit}"
        raise AssertionError(f"the inspector shows no {path}: {list(self.window.inspector.bars)}")

    def take(self, item: str) -> None:
        """Click an item in the catalogue."""
        shelf = self.window.shelf
        words = catalogue.item(item).name
        if shelf.search.text != words:
            self.type(shelf.search.edit, words)
        row = next(row for row in range(shelf.model.rowCount()) if shelf.model.item(shelf.model.index(row)).id == item)
        index = shelf.model.index(row)
        shelf.view.scrollTo(index)
        QTest.qWait(0)
        QTest.mouseClick(shelf.view.viewport(), LEFT, NONE, shelf.view.visualRect(index).center())

    # ------------------------------------------------------------ the 3D view

    def floor_pixel(self, at_m: Vec3) -> QPointF:
        """Where a point of the hall is drawn."""
        found = self.view.eye.pixels([at_m])[0]
        assert found is not None
        assert self.view.rect().contains(found.toPoint()), f"{at_m} is out of sight at {found}"
        return found

    def pixel_of(self, name: str) -> QPointF:
        """A point of the picture where the element is seen."""
        key = self.find(name).id
        self.settle()
        box = self.view.eye.box(key)
        assert box is not None, f"{name} is out of sight"
        x, y, width, height = box
        for across, down in _spread(9):
            at = QPointF(round(x + across * width), round(y + down * height))
            if self.view.rect().contains(at.toPoint()) and self._is_free(at) and self.view.eye.pick(at, 1.0) == key:
                return at
        raise AssertionError(f"{name} is hidden behind other things")

    def _is_free(self, at: QPointF) -> bool:
        return self.view.childAt(at.toPoint()) is None

    def port_pixel(self, name: str, port: str) -> QPointF:
        """Where a port of an element is drawn."""
        self.settle()
        found = self.floor_pixel(joining.spot(self.find(name), port).at_m)
        assert self._is_free(found), f"{port} of {name} lies under a panel of the view"
        return found

    def place(self, item: str, x: float, y: float, turns: int = 0) -> str:
        """From the catalogue into the hall: click the item, R as often as wanted, click the floor, Esc; the new name."""
        before = set(self.desk.document.records)
        self.take(item)
        self.settle()
        at = self.floor_pixel((x, y, 0.0))
        self.hover(at)
        for _ in range(turns):
            self.press(Key.Key_R)
        self.click_at(at)
        new = set(self.desk.document.records) - before
        assert len(new) == 1, f"{item} was not placed: {self.view.overlay.words or self.window.slot.note}"
        self.press(Key.Key_Escape)
        return self.desk.name_of(new.pop())

    def hover(self, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
        self._mouse(QEvent.Type.MouseMove, at, keys, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)

    def click_at(self, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
        self.hover(at, keys)
        QTest.qWait(0)
        self._mouse(QEvent.Type.MouseButtonPress, at, keys, LEFT, LEFT)
        self._mouse(QEvent.Type.MouseButtonRelease, at, keys, LEFT, Qt.MouseButton.NoButton)
        QTest.qWait(0)

    def click_on(self, name: str, keys: Qt.KeyboardModifier = NONE) -> None:
        self.click_at(self.pixel_of(name), keys)

    def drag(self, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = NONE, steps: int = 12, drop: bool = True) -> None:
        """Press, move in steps, let go; the window lives between the steps."""
        self.hover(start, keys)
        self._mouse(QEvent.Type.MouseButtonPress, start, keys, LEFT, LEFT)
        for step in range(1, steps + 1):
            self._mouse(QEvent.Type.MouseMove, start + (end - start) * step / steps, keys, Qt.MouseButton.NoButton, LEFT)
            QTest.qWait(5)
        if drop:
            self.drop(end, keys)

    def drop(self, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
        self._mouse(QEvent.Type.MouseButtonRelease, at, keys, LEFT, Qt.MouseButton.NoButton)
        QTest.qWait(0)

    def _mouse(
        self, kind: QEvent.Type, at: QPointF, keys: Qt.KeyboardModifier, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        event = QMouseEvent(kind, at, QPointF(self.view.mapToGlobal(at)), button, held, keys)
        QApplication.sendEvent(self.view, event)

    def is_framed(self, names: Sequence[str]) -> bool:
        """Are the elements whole in the picture, and not as specks."""
        boxes = [self.view.eye.box(self.find(name).id) for name in names]
        width, height = self.view.eye.size
        whole = all(box is not None and box[0] >= 0 and box[1] >= 0 and box[0] + box[2] <= width and box[1] + box[3] <= height for box in boxes)
        return whole and max(box[3] for box in boxes if box is not None) > 0.15 * height


def _spread(count: int) -> list[tuple[float, float]]:
    """Places in a box, from its middle outwards."""
    steps = np.linspace(0.1, 0.9, count)
    places = [(float(x), float(y)) for x in steps for y in steps]
    return sorted(places, key=lambda place: (place[0] - 0.5) ** 2 + (place[1] - 0.5) ** 2)
