"""The legend: loops and lineups while equipment shows its own paint, else the colour map with its unit and limits. It folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gigahall.app import icons, paint
from gigahall.app.theme import THEME, text_width
from gigahall.app.viewport.floats import Floating
from gigahall.view3d.legend import KeyRow, Legend
from gigahall.view3d.palette import EQUIPMENT

WIDTH, HEIGHT, LEAST_BAR = 164.0, 262.0, 90.0
ROW_PX, HEAD_PX = 22.0, 34.0
BAR_PX = 14.0
RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the key: one colour, or supply and return."""

    roles: tuple[str, ...]
    bands: int
    label: str
    value: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.value}".strip()


class LegendCard(Floating):
    """Shows a Legend, or the systems' key; a click on its head folds it to one line."""

    changed = Signal()
    """It takes another size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.legend: Legend | None = None
        self.rows: tuple[tuple[KeyRow, str], ...] = ()
        self.is_folded = False
        self._room = HEIGHT
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def title(self) -> str:
        return self.legend.title if self.legend is not None else "Systems"

    def show_content(self, legend: Legend | None, rows: Sequence[tuple[KeyRow, str]]) -> None:
        self.legend, self.rows = legend, tuple(rows)
        self.setVisible(legend is not None or bool(rows))
        self.setAccessibleName(f"Legend: {self.title}")
        self.limit(self._room)
        self.renew()

    def limit(self, room_px: float) -> None:
        """How high it may be; a key that is higher says supply and return of a loop in one line."""
        self._room = room_px
        self.fit(self._width(), self._height())

    def fold(self, folded: bool) -> None:
        self.is_folded = folded
        self.setToolTip("Show the legend" if folded else "Fold the legend")
        self.limit(self._room)
        self.changed.emit()
        self.renew()

    def _width(self) -> float:
        if self.is_folded:
            return text_width(self.title, "label_strong") + 44
        if self.legend is not None:
            words = max(text_width(self.legend.title, "body_strong") + 22, text_width(self.legend.subtitle, "hint")) + 32
            marks = [text_width(m.text, "hint_strong") + text_width(m.word, "hint") + 78 for m in self.legend.marks]
            return max(WIDTH, words, *marks)
        widest = max((text_width(line.words, "label") for line in self._shown()), default=0.0)
        return max(150.0, widest + 70)

    def _height(self) -> float:
        if self.is_folded:
            return 30.0
        if self.legend is not None:
            return min(HEIGHT, max(self._room, LEAST_BAR + 100))
        return HEAD_PX + ROW_PX * len(self._shown()) + 8

    def _shown(self) -> list[Line]:
        lines = [Line((row.role,), row.bands, row.label, value) for row, value in self.rows]
        if HEAD_PX + ROW_PX * len(lines) + 8 <= self._room:
            return lines
        most = max(3, int((self._room - HEAD_PX - 8) // ROW_PX))
        return _merged(lines)[:most]

    # ------------------------------------------------------------ painting

    def draw(self, painter: QPainter, body: QRectF) -> None:
        if self.is_folded:
            icons.draw(painter, "expand", body.x() + 10, body.y() + 8, 14, "text3")
            paint.text(painter, body.x() + 30, body.y() + 19.5, self.title, "label_strong", "text")
        elif self.legend is not None:
            self._draw_legend(painter, body, self.legend)
        else:
            self._draw_key(painter, body)

    def _draw_key(self, painter: QPainter, body: QRectF) -> None:
        paint.text(painter, body.x() + 14, body.y() + 23, self.title, "label_strong", "text")
        icons.draw(painter, "collapse", body.right() - 26, body.y() + 12, 14, "text3")
        for k, line in enumerate(self._shown()):
            y = body.y() + HEAD_PX + ROW_PX * k + ROW_PX / 2
            _draw_swatch(painter, QRectF(body.x() + 14, y - (4 if line.bands else 2), 28, 8 if line.bands else 4), line)
            paint.text(painter, body.x() + 54, y + 4.3, line.words, "label", "text2")

    def _draw_legend(self, painter: QPainter, body: QRectF, legend: Legend) -> None:
        x = body.x() + 16
        paint.text(painter, x, body.y() + 24, legend.title, "body_strong", "text")
        paint.text(painter, x, body.y() + 41, legend.subtitle, "hint", "text3")
        icons.draw(painter, "collapse", body.right() - 26, body.y() + 13, 14, "text3")
        bar = QRectF(x, body.y() + 56, BAR_PX, body.height() - 100)
        _draw_bar(painter, bar, legend)
        for tick in legend.ticks_beside(bar.height()):
            y = bar.bottom() - tick.share * bar.height()
            painter.setPen(QPen(paint.color("text3"), 1))
            painter.drawLine(QPointF(bar.right() + 2, y), QPointF(bar.right() + 6, y))
            paint.text(painter, bar.right() + 11, y + 4, tick.text, "hint_medium", "text2")
        for mark in legend.marks:
            _draw_mark(painter, bar, bar.bottom() - mark.share * bar.height(), mark.text, mark.word, mark.severity)
        _draw_missing(painter, QRectF(x, body.bottom() - 30, BAR_PX, 14))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.body.contains(event.position()):
            self.fold(not self.is_folded)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Supply and return of a loop as one line: "TCS 40.0 → 55.3 °C"."""
    found: dict[str, Line] = {}
    for line in lines:
        name = line.label.removesuffix(" supply").removesuffix(" return")
        first = found.get(name)
        if first is None:
            found[name] = replace(line, label=name)
        else:
            values = " → ".join(value for value in (first.value.rpartition(" ")[0], line.value) if value)
            found[name] = Line((*first.roles, *line.roles), line.bands, name, values)
    return list(found.values())


def _draw_swatch(painter: QPainter, box: QRectF, line: Line) -> None:
    radius = box.height() / 2
    paint.box(painter, box, radius, EQUIPMENT[line.roles[0]])
    if len(line.roles) > 1:
        painter.save()
        painter.setClipRect(QRectF(box.center().x(), box.y() - 1, box.width(), box.height() + 2))
        paint.box(painter, box, radius, EQUIPMENT[line.roles[1]])
        painter.restore()
    for band in range(line.bands):
        x = box.center().x() + 4 * (band - (line.bands - 1) / 2)
        painter.fillRect(QRectF(x - 1, box.y(), 2, box.height()), Qt.GlobalColor.white)


def _draw_bar(painter: QPainter, bar: QRectF, legend: Legend) -> None:
    count = len(legend.colors)
    strip = QImage(1, count, QImage.Format.Format_RGB32)
    for k, (r, g, b) in enumerate(legend.colors.tolist()):
        strip.setPixel(0, count - 1 - k, 0xFF000000 | r << 16 | g << 8 | b)
    brush = QBrush(strip.scaled(round(bar.width()) + 1, round(bar.height()) + 1))
    painter.save()
    painter.translate(bar.topLeft())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRoundedRect(QRectF(0, 0, bar.width(), bar.height()), 3, 3)
    painter.restore()
    if legend.over:
        top = QRectF(bar.x(), bar.y() - 8, bar.width(), 6)
        paint.box(painter, top, 2, legend.over)


def _draw_mark(painter: QPainter, bar: QRectF, y: float, number: str, word: str, severity: str) -> None:
    color = paint.color(severity)
    painter.setPen(QPen(color, 1.6))
    painter.drawLine(QPointF(bar.x() - 4, y), QPointF(bar.right() + 4, y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    tip = bar.right() + 1
    painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(tip + 7, y - 4.5), QPointF(tip + 7, y + 4.5)]))
    width = paint.text(painter, tip + 11, y + 4, number, "hint_strong", severity)
    paint.text(painter, tip + 15 + width, y + 4, word, "hint", "text2")


def _draw_missing(painter: QPainter, box: QRectF) -> None:
    painter.save()
    paint.box(painter, box, 2, "panel", "stale")
    painter.setClipRect(box.adjusted(1, 1, -1, -1))
    painter.setPen(QPen(THEME.color("stale"), 1.2))
    for k in range(-2, 4):
        painter.drawLine(QPointF(box.x() + 5 * k, box.bottom()), QPointF(box.x() + 5 * k + 14, box.y()))
    painter.restore()
    paint.text(painter, box.right() + 11, box.center().y() + 4, "no data", "hint", "text2")
