"""The place of the 3D view: an empty state until the view is loaded, short notes over it, drops from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from gigahall.app.clearing import Rect, moved_clear
from gigahall.app.components.rows import EmptyState, Toast
from gigahall.scene.record import Element
from gigahall.view3d.camera import Camera

NOTE_MS = 5000


class View(Protocol):
    """What the window asks of the 3D view."""

    def show_view(self, name: str) -> None:
        """"iso", "top", "front", "side", "fit" (the selection, or the hall) or "fit_all"."""

    def frame(self, ids: Sequence[str]) -> None: ...

    def set_tool(self, name: str) -> None:
        """"select", "move", "place", "connect", "measure" or "section"."""

    def arm(self, item: str) -> None:
        """Place this catalogue item with the next click; "" puts it down."""

    def set_labels(self, on: bool) -> None: ...

    def preview(self, elements: Sequence[Element] = (), refused: bool = False) -> None:
        """Ghosts for a dialog; () takes them away."""

    def is_settled(self) -> bool:
        """Is the finished picture of the newest results and the last camera on the screen."""

    def hold_still(self, done: Callable[[], None]) -> None:
        """Put the picture of the still preset on the screen."""

    def picture(self) -> QImage: ...

    def looks(self) -> tuple[tuple[int, int], dict[str, object]]:
        """Size in pixels, and what a picture of the view takes over: camera and hidden elements."""

    def look_from(self, camera: Camera) -> None: ...

    def taken(self) -> Sequence[Rect]:
        """Where bars, legend, axes, scale and the card lie on it: notes keep off them."""


class Slot(QWidget):
    """Holds any widget as the view."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(320, 200)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._host = QWidget()
        self._layers = QStackedLayout(self._host)
        self.empty = EmptyState("iso", "The 3D view is loading.")
        self._layers.addWidget(self.empty)
        outer.addWidget(self._host)
        self.invitation = EmptyState("hall", "This scene is empty. A room comes first, then what stands in it.", "Choose a room")
        self.invitation.setParent(self)
        self.invitation.hide()
        self.setAcceptDrops(True)
        self._note = Toast(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._note.hide)

    @property
    def note(self) -> str:
        return self._note.words if self._note.isVisible() else ""

    def set_view(self, view: QWidget) -> None:
        """Show the view instead of the empty state."""
        self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)
        self.setFocusProxy(view)

    def picture(self) -> QPixmap:
        """What the view shows, without the words that come and go over it."""
        return (self._layers.currentWidget() or self).grab()

    # What is dragged over the words on the view is the view's: a drop on "this scene is empty" is a drop on the scene.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._hand_on(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._hand_on(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hand_on(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._hand_on(event)

    def _hand_on(self, event: QEvent) -> None:
        view = self._layers.currentWidget()
        if view is not None and view.acceptDrops():
            view.event(event)

    def invite(self, wanted: bool) -> None:
        """What to begin with, over the empty view."""
        self.invitation.setVisible(wanted)
        self._place_invitation()

    def say(self, words: str, tone: str) -> None:
        """A note that goes by itself; no words take the last one away."""
        if not words:
            self._note.hide()
            return
        self._note.say(words, tone)
        self._place_note()
        self._timer.start(NOTE_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_note()
        self._place_invitation()

    def _place_invitation(self) -> None:
        size = self.invitation.sizeHint().expandedTo(QSize(280, 120))
        self.invitation.setGeometry((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height())
        self.invitation.raise_()

    def _place_note(self) -> None:
        """In the middle of the lower edge, or as near to it as leaves legend and scale in sight."""
        note = self._note
        box = note.body.translated((self.width() - note.width()) / 2, self.height() - note.height() - 8.0)
        view = self._layers.currentWidget()
        taken = cast(View, view).taken() if view is not self.empty else ()
        place = moved_clear(box, taken, QRectF(self.rect()).adjusted(8, 8, -8, -8))
        note.move((place.topLeft() - note.body.topLeft()).toPoint())
