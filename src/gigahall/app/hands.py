"""Where the keys are: never nowhere, and shown where keys brought them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
PRESSED_KEY = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
PRESSED_BUTTON = (QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress, QEvent.Type.TouchBegin)


class Hands(QObject):
    """Which of keyboard and pointer was used last in a window."""

    def __init__(self) -> None:
        super().__init__()
        self.are_on_keys = False

    def watch(self, handle: QWindow | None) -> None:
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in PRESSED_KEY:
            self.are_on_keys = True
        elif event.type() in PRESSED_BUTTON:
            self.are_on_keys = False
        return False

    def led(self, event: QFocusEvent) -> bool:
        """Did keys bring the focus: Tab, a command given by its keys, a dialog or menu answered by them."""
        return event.reason() in BY_TAB or (event.reason() != Qt.FocusReason.MouseFocusReason and self.are_on_keys)


HANDS = Hands()


def let_go(part: QWidget) -> None:
    """Before a part goes: keys that are in it do not wander to whatever comes next."""
    focused = QApplication.focusWidget()
    if focused is not None and (focused is part or part.isAncestorOf(focused)):
        focused.clearFocus()


class FocusKeeper(QObject):
    """What had the keys is gone (a button that has done its work, a field left with Esc): the page of the window has them."""

    def __init__(self, window: QWidget, page: Callable[[], QWidget]) -> None:
        super().__init__(window)
        self._window, self._page = window, page
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._catch)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._changed)

    def _changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            self._soon.start()

    def _catch(self) -> None:
        if self._window.isActiveWindow() and QApplication.focusWidget() is None and QApplication.activePopupWidget() is None:
            self._page().setFocus(Qt.FocusReason.OtherFocusReason)
