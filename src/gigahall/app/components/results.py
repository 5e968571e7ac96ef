"""Numbers with their limits: the result bar, the key figure, the plain result row."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gigahall.app import paint
from gigahall.app.components.buttons import ClickArea
from gigahall.app.components.labels import plain
from gigahall.app.theme import KEY_FIGURES, STALE_OPACITY, text_width

DELTA_MS = 4000
RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Reading:
    """One number ready to be shown."""

    name: str
    value: str
    unit: str
    frac: float | None = None
    """Where the value lies on its bar, 0-1; None = no bar."""
    tick: float | None = None
    """Where the limit lies on the bar."""
    limit: str = ""
    tone: str = "accent"
    delta: str = ""
    tip: str = ""
    is_stale: bool = False
    ticks: tuple[float, ...] = ()
    """Where its other limits lie on the bar."""
    was: str = ""
    """What it was before what is being tried."""
    is_cut: bool = False
    """The bar begins above zero: its left end shows a break."""


class ResultBar(QWidget):
    """Name left, value right, a bar to the limit below; what changed since the last edit shows for four seconds."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading
        self._show_delta = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._forget_delta)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_reading(reading)

    @property
    def reading(self) -> Reading:
        return self._reading

    def show_reading(self, reading: Reading) -> None:
        if (reading.delta and reading.delta != self._reading.delta) or (reading.delta and not self._show_delta):
            self._show_delta = True
            self._timer.start(DELTA_MS)
        self._reading = reading
        self.setToolTip(plain(reading.tip))
        self.setAccessibleName(f"{reading.name} {reading.value} {reading.unit}")
        self.setFixedHeight(self._height())
        self.update()

    def _height(self) -> int:
        if self._reading.frac is None:
            return 27
        return 46 if self._reading.limit else 36

    def _forget_delta(self) -> None:
        self._show_delta = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        shown, width = self._reading, self.width()
        painter.setOpacity(STALE_OPACITY if shown.is_stale else 1.0)
        unit_width = paint.text(painter, width, 15, shown.unit, "label", "text3", RIGHT) if shown.unit else -4.0
        x = width - unit_width - 4
        tone = shown.tone if shown.tone in ("warn", "bad") else "text"
        x -= paint.text(painter, x, 15, shown.value, "value", tone, RIGHT) + 8
        if shown.was:
            x -= paint.text(painter, x, 15, shown.was, "hint_medium", "accent", RIGHT) + 8
        elif self._show_delta and shown.delta:
            x -= paint.text(painter, x, 15, shown.delta, "hint_medium", "accent", RIGHT) + 8
        paint.text(painter, 0, 15, paint.elided(shown.name, "label", x), "label", "text2")
        if shown.frac is None:
            return
        paint.bar(painter, QRectF(0, 24, width, 5), shown.frac, shown.tone, shown.tick)
        painter.setPen(QPen(paint.color("text2"), 1))
        for other in shown.ticks:
            painter.drawLine(QPointF(width * other, 23), QPointF(width * other, 30))
        if shown.is_cut:
            painter.setPen(QPen(paint.color("panel"), 2))
            for left in (7.0, 11.0):
                painter.drawLine(QPointF(left - 2, 31), QPointF(left + 2, 22))
        if shown.tick is not None and shown.limit:
            words = text_width(shown.limit, "hint")
            left = min(max(width * shown.tick - words / 2, 0.0), width - words)
            paint.text(painter, left, 42, shown.limit, "hint", "text3")


class KeyFigure(ClickArea):
    """Name above, figure below; a link to what it speaks of."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._value, self._unit, self._note, self._note_tone = "–", "", "", "accent"
        self._of = ""
        self._stale = False
        self._compact = False
        self.setFixedHeight(KEY_FIGURES)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        return self._value

    @property
    def unit(self) -> str:
        return self._unit

    def show_value(self, value: str, unit: str, note: str = "", note_tone: str = "accent", of: str = "") -> None:
        """`of` names the element the figure stands for; `note` is a short word beside it (a change, a limit)."""
        self._value, self._unit, self._note, self._note_tone, self._of = value, unit, note, note_tone, of
        self.setAccessibleName(f"{self._title()} {value} {unit}")
        self.updateGeometry()
        self.update()

    def set_stale(self, stale: bool) -> None:
        self._stale = stale
        self.update()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()
        self.update()

    def _title(self) -> str:
        return f"{self.name} · {self._of}" if self._of else self.name

    def _role(self) -> str:
        return "figure_compact" if self._compact else "figure"

    def content_width(self) -> float:
        figure = text_width(self._value, self._role()) + (4 + text_width(self._unit, "label_medium") if self._unit else 0)
        note = 8 + text_width(self._note, "hint_medium") if self._note else 0
        return max(text_width(self._title(), "hint_medium"), figure + note)

    def sizeHint(self) -> QSize:
        return QSize(round(self.content_width()) + 4, KEY_FIGURES)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        hot = self.underMouse() or self.hasFocus()
        width = self.width()
        title = paint.elided(self._title(), "hint_medium", width)
        paint.text(painter, 0, 20, title, "hint_medium", "accent" if hot else "text3")
        painter.setOpacity(STALE_OPACITY if self._stale else 1.0)
        x = paint.text(painter, 0, 44, self._value, self._role(), "text")
        if self._unit:
            x += 4 + paint.text(painter, x + 4, 44, self._unit, "label_medium", "text2")
        if self._note:
            paint.text(painter, x + 8, 44, self._note, "hint_medium", self._note_tone)
        if self.hasFocus():
            painter.setOpacity(1.0)
            painter.setPen(QPen(paint.color("accent"), 1.5))
            painter.drawLine(QPointF(0, 52), QPointF(width, 52))
