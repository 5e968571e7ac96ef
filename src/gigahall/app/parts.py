"""F6 walks through the parts of the window: view, lower side, inspector, scene, catalogue; each takes the keys where they are of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from gigahall.app.window import Window

TAB = Qt.FocusPolicy.TabFocus


def step(window: Window, by: int) -> None:
    """The keys go to the next visible part (1) or to the one before (-1)."""
    if not window.is_working:
        return
    parts = [part for part in (window.slot, window.bottom, window.inspector, window.scene_dock, window.shelf_dock) if part.isVisible()]
    focused = QApplication.focusWidget()
    at = next((number for number, part in enumerate(parts) if part is focused or (focused is not None and part.isAncestorOf(focused))), -by)
    part = parts[(at + by) % len(parts)]
    (_target(window, part) or first_in(part) or part).setFocus(Qt.FocusReason.TabFocusReason)


def _target(window: Window, part: QWidget) -> QWidget | None:
    """Where the keys are of most use in a part; None leaves it to its first widget."""
    if part is window.bottom:
        return window.bottom.target()
    if part is window.scene_dock:
        tree = window.outliners[window.scene_dock.stack.currentIndex()].tree
        return tree if tree.isVisible() else None
    if part is window.shelf_dock:
        return window.shelf.search.edit if window.shelf.search.isVisible() else window.shelf.view
    return window.slot if part is window.slot else None


def first_in(part: QWidget) -> QWidget | None:
    """The first widget in it that Tab would reach."""
    widget = part.nextInFocusChain()
    while widget is not None and widget is not part:
        takes_keys = bool(widget.focusPolicy() & TAB) and widget.focusProxy() is None
        if takes_keys and part.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None
