"""The bar that moves the air slice: its axis, its place, a slider."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gigahall.app import paint
from gigahall.app.theme import text_width
from gigahall.app.viewport.floats import Floating
from gigahall.units import System, format_value
from gigahall.view3d.cut import STEP_M, Axis

WIDTH, HEIGHT, AXIS_PX = 246.0, 34.0, 24.0
AXES: tuple[Axis, ...] = ("x", "y", "z")


class SliceBar(Floating):
    moved = Signal(str, float)
    """Axis and place [m]."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.axis: Axis = "z"
        self.at_m = 1.5
        self._reach: dict[Axis, float] = {"x": 10.0, "y": 10.0, "z": 3.0}
        self._units: System = "SI"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Axis and place of the section and the air slice; arrow keys move it")
        self.setAccessibleName("Air slice")
        self.fit(WIDTH, HEIGHT)

    def set_reach(self, reach: tuple[float, float, float]) -> None:
        """How far the halls reach along each axis [m]."""
        self._reach = dict(zip(AXES, reach, strict=True))
        self.renew()

    def show_place(self, axis: Axis, at_m: float, units: System) -> None:
        self.axis, self.at_m, self._units = axis, at_m, units
        self.renew()

    def clamped(self, axis: Axis, at_m: float) -> float:
        return min(max(round(at_m / STEP_M) * STEP_M, 0.0), self._reach[axis])

    def _track(self) -> QRectF:
        body = self.body
        left = body.x() + 8 + 3 * AXIS_PX + 12
        return QRectF(left, body.center().y() - 2, body.right() - 58 - left, 4)

    def draw(self, painter: QPainter, body: QRectF) -> None:
        for index, axis in enumerate(AXES):
            cell = QRectF(body.x() + 6 + AXIS_PX * index, body.y() + 5, AXIS_PX, 24)
            if axis == self.axis:
                paint.box(painter, cell.adjusted(1, 0, -1, 0), 5, "sel")
            tone = "accent" if axis == self.axis else "text2"
            paint.text(painter, cell.center().x(), cell.y() + 16.5, axis.upper(), "label_strong", tone, Qt.AlignmentFlag.AlignHCenter)
        track = self._track()
        share = self.at_m / self._reach[self.axis] if self._reach[self.axis] > 0 else 0.0
        paint.bar(painter, track, min(share, 1.0))
        knob = QPointF(track.x() + track.width() * min(share, 1.0), track.center().y())
        painter.setPen(QPen(paint.color("accent"), 2 if not self.hasFocus() else 3))
        painter.setBrush(paint.color("panel"))
        painter.drawEllipse(knob, 6, 6)
        number, unit = format_value(self.at_m, "m", self._units)
        paint.text(painter, body.right() - 10 - text_width(unit, "hint") - 3, body.y() + 21.5, number, "label_strong", "text", Qt.AlignmentFlag.AlignRight)
        paint.text(painter, body.right() - 10, body.y() + 21.5, unit, "hint", "text3", Qt.AlignmentFlag.AlignRight)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.renew()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.renew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x() - self.body.x() - 6
        if 0 <= x < 3 * AXIS_PX:
            axis = AXES[int(x // AXIS_PX)]
            middle = 1.5 if axis == "z" else self._reach[axis] / 2
            self.moved.emit(axis, self.clamped(axis, middle))
        else:
            self._to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and event.position().x() > self.body.x() + 6 + 3 * AXIS_PX:
            self._to(event.position().x())

    def _to(self, x: float) -> None:
        track = self._track()
        share = min(max((x - track.x()) / track.width(), 0.0), 1.0)
        self.moved.emit(self.axis, self.clamped(self.axis, share * self._reach[self.axis]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.moved.emit(self.axis, self.clamped(self.axis, self.at_m + 2 * STEP_M * step))
