"""Badges: a tinted pill with icon and words; the live badge of the tool strip with its running bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import ClickArea
from gigahall.app.theme import BADGE, BUTTON, text_width

ICONS = {"ok": "check", "warn": "warning", "bad": "error", "info": "info", "stale": "history"}


def draw_badge(painter: QPainter, x: float, y: float, words: str, tone: str, role: str = "label_medium") -> float:
    """Paint a badge with its icon at (x, y); returns its width."""
    width = text_width(words, role) + 33
    paint.box(painter, QRectF(x, y, width, BADGE), BADGE / 2, f"{tone}bg")
    icons.draw(painter, ICONS[tone], x + 7, y + 4, 14, tone)
    paint.text(painter, x + 25, y + 15.5, words, role, tone)
    return width


class Badge(QWidget):
    """`tone` is ok, warn, bad, info or stale."""

    def __init__(self, words: str = "", tone: str = "ok") -> None:
        super().__init__()
        self._words, self._tone = words, tone
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return self._words

    def show_state(self, words: str, tone: str) -> None:
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self._words, "label_medium") + 34), BADGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        if self._words:
            draw_badge(painter, 0, 0, paint.elided(self._words, "label_medium", self.width() - 33), self._tone)


class LiveBadge(ClickArea):
    """State of the solution: dot, state, model, time. While stale a thin bar runs along its lower edge."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = ["Loading"]
        self._tone = "stale"
        self._compact = False
        self._phase = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._step)
        self.setFixedHeight(BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return " ".join(self._shown())

    def show_state(self, parts: list[str], tone: str) -> None:
        """The first part is the state; the second, the model, gives way when there is little room."""
        self._parts, self._tone = parts, tone
        self.setAccessibleName(", ".join(parts))
        self._run()
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()
        self.update()

    def _run(self) -> None:
        if self._tone == "stale" and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _step(self) -> None:
        self._phase = (self._phase + 0.025) % 1.4
        self.update(0, self.height() - 3, self.width(), 3)

    def _shown(self) -> list[str]:
        return [self._parts[0], *self._parts[2:]] if self._compact and len(self._parts) > 2 else self._parts

    def _role(self, index: int) -> str:
        return "label_strong" if index == 0 else "label_medium"

    def sizeHint(self) -> QSize:
        width = sum(text_width(part, self._role(i)) + 12 for i, part in enumerate(self._shown()))
        return QSize(round(width + 28), BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 6, f"{self._tone}bg", "accent" if self.hasFocus() else None)
        words = "text2" if self._tone == "stale" else self._tone
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paint.color(self._tone))
        painter.drawEllipse(QRectF(10, 11, 8, 8))
        x = 26.0
        for index, part in enumerate(self._shown()):
            x += paint.text(painter, x, 19.5, part, self._role(index), words) + 12
        if self._tone == "stale":
            self._paint_run(painter, rect)

    def _paint_run(self, painter: QPainter, rect: QRectF) -> None:
        start = (self._phase - 0.4) * rect.width()
        painter.setClipRect(rect.adjusted(4, 0, -4, 0))
        paint.box(painter, QRectF(start, rect.bottom() - 2, rect.width() * 0.4, 2), 1, "accent")
