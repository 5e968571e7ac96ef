"""Painted straight on the picture: labels with their leaders, the selection's ring, ports, rulers, the scale bar."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from gigahall.app import icons, paint
from gigahall.app.clearing import Rect, moved_clear
from gigahall.app.theme import STALE_OPACITY, THEME, text_width
from gigahall.app.viewport.floats import ground
from gigahall.view3d.clearing import hull
from gigahall.view3d.labels import HEIGHT_PX, Anchor, Label

Points = NDArray[np.float64]


def label_width(anchor: Anchor) -> float:
    """Width of a label's pill [px]."""
    sign = 14.0 if anchor.state else 0.0
    gap = 6.0 if anchor.value else 0.0
    return 18.0 + sign + gap + text_width(anchor.name, "hint_strong") + text_width(anchor.value, "hint_medium")


def pill_of(anchor: Anchor, stale: bool, ratio: float) -> QPixmap:
    """The picture of a label: drawn once, moved with its thing."""
    width, height = label_width(anchor), HEIGHT_PX
    pixmap = QPixmap(math.ceil((width + 4) * ratio), math.ceil((height + 6) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint.smooth(painter)
    _draw_pill(painter, anchor, QRectF(2, 2, width, height), stale)
    painter.end()
    return pixmap


def draw_labels(painter: QPainter, labels: Sequence[Label], pills: Sequence[QPixmap], shifts: Points) -> None:
    """Each label moved by its shift [n, 2]; leaders first, so that none crosses a pill."""
    for label, (dx, dy) in zip(labels, shifts.tolist(), strict=True):
        _draw_leader(painter, label, dx, dy)
    for label, pill, (dx, dy) in zip(labels, pills, shifts.tolist(), strict=True):
        painter.drawPixmap(QPointF(round(label.rect[0] + dx) - 2, round(label.rect[1] + dy) - 2), pill)


def _draw_leader(painter: QPainter, label: Label, dx: float, dy: float) -> None:
    x, y, w, h = label.rect
    spot = QPointF(label.spot[0] + dx, label.spot[1] + dy)
    start = QPointF(min(max(label.spot[0], x + 6), x + w - 6) + dx, (y + h if label.spot[1] > y + h / 2 else y) + dy)
    painter.setPen(QPen(paint.color("text2"), 1))
    painter.drawLine(start, spot)
    painter.setPen(QPen(paint.color("panel"), 1.4))
    painter.setBrush(paint.color("text"))
    painter.drawEllipse(spot, 2.8, 2.8)


def _draw_pill(painter: QPainter, anchor: Anchor, rect: QRectF, stale: bool) -> None:
    paint.box(painter, rect.translated(0, 1.5).adjusted(-1, -0.5, 1, 1), 6, paint.color("#0B1420", 0.10 if THEME.is_dark else 0.06))
    paint.box(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, THEME.color("panel", 0.95), "line2")
    base = rect.y() + 14.6
    left = rect.x() + 9
    if anchor.state:
        draw_sign(painter, left + 3.5, rect.center().y(), anchor.state)
        left += 14
    left += paint.text(painter, left, base, anchor.name, "hint_strong", "text") + 6
    paint.text(painter, left, base, anchor.value, "hint_medium", "text2", opacity=STALE_OPACITY if stale else 1.0)


def draw_sign(painter: QPainter, x: float, y: float, state: str) -> None:
    """Dot, triangle or cross: the state is told by shape too."""
    color = paint.color({"ok": "ok", "warn": "warn"}.get(state, "bad"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if state == "ok":
        painter.drawEllipse(QPointF(x, y), 3.4, 3.4)
    elif state == "warn":
        painter.drawPolygon(QPolygonF([QPointF(x - 5, y + 4), QPointF(x, y - 5), QPointF(x + 5, y + 4)]))
    else:
        painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(x - 3.5, y - 3.5), QPointF(x + 3.5, y + 3.5))
        painter.drawLine(QPointF(x - 3.5, y + 3.5), QPointF(x + 3.5, y - 3.5))


def draw_scale(painter: QPainter, x: float, y: float, length: float, words: str) -> None:
    """On a pale ground of its own: dark racks stand below it as often as the floor does."""
    paint.box(painter, QRectF(x - 10, y - 24, length + 20, 33), 6, THEME.color("panel", 0.78))
    painter.setPen(QPen(paint.color("text"), 1.6))
    painter.drawLine(QPointF(x, y), QPointF(x + length, y))
    for end in (x, x + length):
        painter.drawLine(QPointF(end, y - 5), QPointF(end, y))
    paint.text(painter, x + length / 2, y - 7, words, "hint_medium", "text", Qt.AlignmentFlag.AlignHCenter)


def draw_hull(painter: QPainter, points: Points) -> None:
    """A ring around a box while the camera moves: accent on a wider pale line."""
    shape = QPolygonF([QPointF(float(x), float(y)) for x, y in hull(points)])
    painter.setBrush(THEME.color("accent", 0.10))
    for color, width in ((paint.color("#FFFFFF", 0.85), 5.5), (paint.color("accent"), 2.4)):
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_band(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """The selection rectangle."""
    painter.setPen(QPen(paint.color("accent"), 1.2))
    painter.setBrush(THEME.color("accent", 0.10))
    painter.drawRect(QRectF(start, end).normalized())


def draw_port(painter: QPainter, at: QPointF, lit: bool, hot: bool = False) -> None:
    """A free port: a small ring; lit when it fits what is being joined, filled under the pointer."""
    radius = 6.5 if hot else 5.0 if lit else 3.2
    painter.setPen(QPen(paint.color("#FFFFFF"), 3.4))
    painter.setBrush(paint.color("accent" if hot else "panel"))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(paint.color("accent" if lit or hot else "text3"), 1.8))
    painter.drawEllipse(at, radius, radius)


def draw_way(painter: QPainter, points: Sequence[QPointF], tone: str = "accent", dashed: bool = False) -> None:
    """A line along points, on a pale ground."""
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    for color, width, pen in ((paint.color("#FFFFFF", 0.8), 4.6, Qt.PenStyle.SolidLine), (paint.color(tone), 2.0, style)):
        painter.setPen(QPen(color, width, pen, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(list(points)))


def draw_knob(painter: QPainter, at: QPointF, along: QPointF) -> None:
    """A handle with two arrow heads that show the way it is dragged."""
    size = max(math.hypot(along.x(), along.y()), 1e-6)
    step = QPointF(along.x() / size, along.y() / size)
    across = QPointF(-step.y(), step.x())
    painter.setPen(QPen(paint.color("#FFFFFF"), 2))
    painter.setBrush(paint.color("accent"))
    for way in (1.0, -1.0):
        tip, base = at + step * (20 * way), at + step * (11 * way)
        painter.drawPolygon(QPolygonF([tip, base + across * 6, base - across * 6]))
    painter.drawEllipse(at, 8, 8)


def draw_note(painter: QPainter, at: QPointF, room: tuple[float, float], words: str, tone: str, taken: Sequence[Rect] = ()) -> None:
    """Words beside the pointer, kept inside the view and off what is taken; `tone` is "bad", "info" or "ok"."""
    shown = paint.elided(words, "label_medium", min(room[0] - 60, 520))
    width, height = text_width(shown, "label_medium") + 40, 28.0
    x = min(max(at.x() + 18, 8), room[0] - width - 8)
    y = at.y() + 20 if at.y() + 20 + height < room[1] - 8 else at.y() - 20 - height
    rect = moved_clear(QRectF(x, y, width, height), taken, QRectF(8, 8, room[0] - 16, room[1] - 16))
    x, y = rect.x(), rect.y()
    ground(painter, rect, 7)
    icon = {"bad": "error", "warn": "warning", "ok": "check"}.get(tone, "info")
    icons.draw(painter, icon, x + 9, y + 7, 14, tone)
    paint.text(painter, x + 29, y + 18.3, shown, "label_medium", "text" if tone == "info" else tone)
