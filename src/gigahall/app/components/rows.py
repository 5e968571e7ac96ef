"""Rows of lists: a connection, a progress item, an empty state, a toast."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import ClickArea
from gigahall.app.components.labels import Elided, Link, label, wrapped
from gigahall.app.theme import text_width
from gigahall.app.work import Shown

RIGHT = Qt.AlignmentFlag.AlignRight
LONG_S = 90.0
"""A longer time left is told in minutes."""


class ConnectionRow(ClickArea):
    """A coloured mark, the port, what it leads to as a link, and the flow or current there."""

    def __init__(self, token: str, port: str, other: str, value: str, free: bool = False) -> None:
        super().__init__()
        self.token, self.port, self.other, self.value, self._free = token, port, other, value, free
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{port} to {other}")

    def show_value(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        width = self.width()
        if self.underMouse() or self.hasFocus():
            paint.box(painter, QRectF(-4, 1, width + 8, 24), 6, "hover", "accent" if self.hasFocus() else None)
        mark = "line2" if self._free else self.token
        paint.box(painter, QRectF(0, 7, 4, 12), 2, mark)
        value = paint.text(painter, width, 17.5, self.value, "label_medium", "text", RIGHT)
        x = 12 + paint.text(painter, 12, 17.5, paint.elided(self.port, "label", width / 2.6), "label", "text2") + 6
        role, tone = ("label", "text3") if self._free else ("label_medium", "accent")
        paint.text(painter, x, 17.5, paint.elided(self.other, role, width - x - value - 10), role, tone)


class EmptyState(QWidget):
    """What to do where there is nothing yet: icon, one sentence, one action."""

    acted = Signal()

    def __init__(self, icon: str, sentence: str, action: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addStretch(1)
        self._picture = _Picture(icon)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._words = wrapped(sentence, "label", "text2")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        self._link = Link(action)
        self._link.clicked.connect(self.acted)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignHCenter)
        self._link.setVisible(bool(action))
        column.addStretch(1)

    @property
    def sentence(self) -> str:
        return self._words.text()

    @property
    def icon(self) -> str:
        return self._picture.icon

    def say(self, sentence: str, icon: str = "") -> None:
        """Another sentence, and with it another icon where one is given."""
        self._words.setText(sentence)
        if icon:
            self._picture.show_icon(icon)


class _Picture(QWidget):
    def __init__(self, icon: str, size: int = 32, token: str = "text3") -> None:
        super().__init__()
        self.icon, self._token = icon, token
        self.setFixedSize(size, size)

    def show_icon(self, icon: str) -> None:
        self.icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        icons.draw(painter, self.icon, 0, 0, self.width(), self._token)


class ProgressItem(QWidget):
    """Long work in the status line: what, share, time left, Cancel. Never modal."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._compact = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._what = Elided("", "label", "text2", least=60)
        self._what.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._track = _Track()
        self._left = label("", "hint", "text3")
        self.cancel = Link("Cancel")
        self.cancel.clicked.connect(self.cancelled)
        for widget in (self._what, self._track, self._left, self.cancel):
            row.addWidget(widget)
        self.hide()

    @property
    def words(self) -> str:
        return self._what.text

    @property
    def left(self) -> str:
        return self._left.text()

    def set_compact(self, compact: bool) -> None:
        """The time left gives way first."""
        self._compact = compact
        self._left.setVisible(not compact)

    def show_work(self, shown: Shown | None) -> None:
        """None hides it."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        self._what.set_text(shown.words)
        self._track.show_frac(shown.frac)
        self._left.setText(_left_words(shown.left_s))
        self.cancel.setVisible(shown.cancel is not None)
        self.setAccessibleName(shown.words)


def _left_words(left_s: float | None) -> str:
    if left_s is None:
        return ""
    return f"{left_s:.0f} s left" if left_s < LONG_S else f"{left_s / 60.0:.0f} min left"


class _Track(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.frac: float | None = None
        self.setFixedSize(96, 14)

    def show_frac(self, frac: float | None) -> None:
        self.frac = frac
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        paint.bar(painter, QRectF(0, 5, self.width(), 4), self.frac)


class Toast(QWidget):
    """A refusal or a note at the lower edge of the view: says why, goes by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._tone = "", "info"
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def words(self) -> str:
        return self._words

    def say(self, words: str, tone: str) -> None:
        self._words, self._tone = words, tone
        self.resize(self.sizeHint())
        self.show()
        self.raise_()
        self.update()

    @property
    def body(self) -> QRectF:
        """The box in the widget, without its shadow."""
        return QRectF(14.5, 10.5, self.width() - 29, 35)

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        most = parent.width() - 40 if parent else 900
        return QSize(round(min(text_width(self._words, "body_medium") + 58, most)) + 28, 36 + 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = self.body
        paint.shadow(painter, body, 8, 12)
        paint.box(painter, body, 8, "panel", "line2")
        name = {"bad": "error", "warn": "warning", "info": "info", "ok": "check"}[self._tone]
        icons.draw(painter, name, body.x() + 10, body.y() + 9, 17, self._tone)
        words = paint.elided(self._words, "body_medium", body.width() - 46)
        paint.text(painter, body.x() + 35, body.y() + 22, words, "body_medium", "text")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()


