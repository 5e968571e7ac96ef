"""What floats over the picture: breadcrumb, view bar, legend, axes and slice bar, each a small widget with its own events."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import ToolButton
from gigahall.app.theme import THEME, text_width
from gigahall.app.viewport.crumbs import Part
from gigahall.view3d.legend import Axis

MARGIN = 14
"""Room around a floating thing for its shadow."""
GIZMO_PX = 76


@lru_cache(maxsize=48)
def _ground(width: int, height: int, radius: int, theme: str, ratio: float) -> QPixmap:
    """Shadow and box of a floating thing, made once per size and theme."""
    pixmap = QPixmap(round((width + 2 * MARGIN) * ratio), round((height + 2 * MARGIN) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint.smooth(painter)
    rect = QRectF(MARGIN, MARGIN, width, height)
    paint.shadow(painter, rect, radius, MARGIN - 2)
    paint.box(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, THEME.color("panel", 0.96), "line")
    painter.end()
    return pixmap


def ground(painter: QPainter, rect: QRectF, radius: int = 9) -> None:
    """Paint the ground of a floating thing whose box is `rect`."""
    width, height = round(rect.width()), round(rect.height())
    pixmap = _ground(width, height, radius, THEME.name, painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(rect.x() - MARGIN, rect.y() - MARGIN), pixmap)


class Floating(QWidget):
    """A box with a soft shadow; its margins let the shadow be seen and the pointer through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shot: QPixmap | None = None
        THEME.changed.connect(self.renew)

    def renew(self) -> None:
        """Its content is another: draw it anew. A repaint of the view below only shows the last drawing again."""
        self._shot = None
        self.update()

    @property
    def body(self) -> QRectF:
        """The box in the widget's own pixels."""
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def area(self) -> tuple[float, float, float, float]:
        """The box in the view's pixels: x, y, width, height."""
        box = self.body.translated(self.x(), self.y())
        return (box.x(), box.y(), box.width(), box.height())

    def put(self, x: float, y: float) -> None:
        """Place the upper left corner of the box."""
        self.move(round(x) - MARGIN, round(y) - MARGIN)

    def fit(self, width: float, height: float) -> None:
        self.resize(round(width) + 2 * MARGIN, round(height) + 2 * MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._shot is None or self._shot.size() != size:
            self._shot = QPixmap(size)
            self._shot.setDevicePixelRatio(ratio)
            self._shot.fill(Qt.GlobalColor.transparent)
            drawing = QPainter(self._shot)
            paint.smooth(drawing)
            ground(drawing, self.body)
            self.draw(drawing, self.body)
            drawing.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._shot)

    def draw(self, painter: QPainter, body: QRectF) -> None:
        """The content."""


class Crumbs(Floating):
    """Where the selection is: scene, room, row, name. Each part is a link."""

    picked = Signal(tuple)
    """The ids a part stands for; () = the whole scene."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self._places: list[tuple[float, float]] = []
        self._hot = -1
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def parts(self) -> list[str]:
        return [words for words, _ in self._parts]

    def show_parts(self, parts: Sequence[Part], room: float) -> None:
        """Parts that do not fit give way from the second on."""
        kept = list(parts)
        while len(kept) > 2 and self._width([words for words, _ in kept]) > room:
            del kept[1]
        if kept:
            words, ids = kept[-1]
            last = max(room - self._width([*(before for before, _ in kept[:-1]), ""]), 40.0)
            kept[-1] = (paint.elided(words, "label_strong", last), ids)
        self._parts = kept
        self.setVisible(bool(kept))
        self.setAccessibleName(" › ".join(self.parts))
        self.fit(self._width(self.parts), 30)
        self.renew()

    @staticmethod
    def _width(parts: Sequence[str]) -> float:
        last = len(parts) - 1
        return 24 + sum(text_width(part, "label_strong" if k == last else "label") for k, part in enumerate(parts)) + 18 * last

    def draw(self, painter: QPainter, body: QRectF) -> None:
        x, base = body.x() + 12, body.y() + 19.5
        self._places = []
        for index, part in enumerate(self.parts):
            last = index == len(self._parts) - 1
            tone = "text" if last else "accent" if index == self._hot else "text2"
            width = paint.text(painter, x, base, part, "label_strong" if last else "label", tone)
            self._places.append((x, x + width))
            x += width
            if not last:
                icons.draw(painter, "expand", x + 4, body.y() + 10, 10, "text3")
                x += 18

    def _at(self, x: float) -> int:
        return next((k for k, (left, right) in enumerate(self._places) if left - 5 <= x <= right + 5), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hot = self._at(event.position().x())
        self.renew()

    def leaveEvent(self, event: object) -> None:
        self._hot = -1
        self.renew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (part := self._at(event.position().x())) >= 0:
            self.picked.emit(self._parts[part][1])


class ViewBar(Floating):
    """Fit, iso, top, front, section, layers."""

    def __init__(self, parent: QWidget, actions: Sequence[QAction], layers: ToolButton) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN + 4, MARGIN + 2, MARGIN + 4, MARGIN + 2)
        row.setSpacing(0)
        self.buttons = [ToolButton.of(action) for action in actions]
        for button in (*self.buttons, layers):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setFixedSize(QSize(30, 30))
            row.addWidget(button)
        self.fit(8 + 30 * (len(self.buttons) + 1), 34)


class Gizmo(QWidget):
    """The axes as seen now; a click on one looks along it."""

    looked = Signal(str)
    VIEWS = {"X": "side", "Y": "front", "Z": "top"}

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._axes: Sequence[Axis] = ()
        self.setFixedSize(GIZMO_PX, GIZMO_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click an axis to look along it")
        self.setAccessibleName("Axes")

    def show_axes(self, axes: Sequence[Axis]) -> None:
        if axes != self._axes:
            self._axes = axes
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        middle = QPointF(GIZMO_PX / 2, GIZMO_PX / 2)
        painter.setPen(QPen(paint.color("line"), 1))
        painter.setBrush(paint.color("panel", 0.94))
        painter.drawEllipse(middle, 36.5, 36.5)
        for axis in self._axes:
            end = middle + QPointF(24 * axis.x, 24 * axis.y)
            color = QColor(axis.color)
            painter.setPen(QPen(color, 2))
            painter.drawLine(middle, end)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(end, 7.5, 7.5)
            paint.text(painter, end.x(), end.y() + 3.3, axis.letter, "tag", "#FFFFFF", Qt.AlignmentFlag.AlignHCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position() - QPointF(GIZMO_PX / 2, GIZMO_PX / 2)
        for axis in reversed(self._axes):
            off = at - QPointF(24 * axis.x, 24 * axis.y)
            if off.x() ** 2 + off.y() ** 2 < 100:
                self.looked.emit(self.VIEWS[axis.letter])
                return


__all__ = ["MARGIN", "Crumbs", "Floating", "Gizmo", "ViewBar", "ground"]
