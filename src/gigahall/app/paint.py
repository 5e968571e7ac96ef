"""Strokes that every painted widget shares: text on a baseline, rounded boxes, soft shadows, bars."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gigahall.app.theme import THEME, font, metrics, text_width


def smooth(painter: QPainter) -> None:
    hint = QPainter.RenderHint
    painter.setRenderHints(hint.Antialiasing | hint.TextAntialiasing | hint.SmoothPixmapTransform)


def text(
    painter: QPainter, x: float, baseline: float, words: str, role: str, token: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, opacity: float = 1.0,
) -> float:
    """Draw words with their baseline at y; x is the left end, the right end or the middle. Returns the width."""
    painter.setFont(font(role))
    painter.setPen(color(token, opacity))
    width = text_width(words, role)
    if align == Qt.AlignmentFlag.AlignRight:
        x -= width
    elif align == Qt.AlignmentFlag.AlignHCenter:
        x -= width / 2
    painter.drawText(QPointF(x, baseline), words)
    return width


def elided(words: str, role: str, width: float) -> str:
    return metrics(role).elidedText(words, Qt.TextElideMode.ElideRight, width)


def broken(words: str, role: str, width: float) -> tuple[str, str]:
    """As many whole words as fit, and the rest; all of them where not even one fits."""
    if text_width(words, role) <= width:
        return words, ""
    parts = words.split()
    count = next((k for k in range(len(parts) - 1, 0, -1) if text_width(" ".join(parts[:k]), role) <= width), 0)
    return (" ".join(parts[:count]), " ".join(parts[count:])) if count else (words, "")


def lines(painter: QPainter, rect: QRectF, words: str, role: str, token: str) -> None:
    """At most two lines of words at the top of a box, the second one cut with "…" where needed."""
    first, rest = broken(words, role, rect.width())
    height = metrics(role).height()
    text(painter, rect.x(), rect.y() + metrics(role).ascent(), elided(first, role, rect.width()), role, token)
    if rest:
        base = rect.y() + height + metrics(role).ascent()
        text(painter, rect.x(), base, elided(rest, role, rect.width()), role, token)


def color(token: str, alpha: float = 1.0) -> QColor:
    """A token's colour, or a literal "#rrggbb"."""
    if token.startswith("#"):
        made = QColor(token)
        made.setAlphaF(alpha)
        return made
    return THEME.color(token, alpha)


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: str | QColor | None, edge: str | QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box; fill and edge are tokens or colours."""
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else _as_color(fill))
    painter.setPen(Qt.PenStyle.NoPen if edge is None else QPen(_as_color(edge), width))
    painter.drawRoundedRect(rect, radius, radius)


def _as_color(value: str | QColor) -> QColor:
    return value if isinstance(value, QColor) else color(value)


def shadow(painter: QPainter, rect: QRectF, radius: float, blur: int = 14, drop: float = 4.0) -> None:
    """The one soft shadow of floating things; any stronger reads as a border."""
    layer = QColor("#0B1420")
    layer.setAlphaF(0.0084 if THEME.is_dark else 0.0042)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(layer)
    for grow in range(blur, 0, -1):
        grown = rect.adjusted(-grow, -grow + drop, grow, grow + drop)
        painter.drawRoundedRect(grown, radius + grow, radius + grow)


LEAST_PX = 0.05
"""Shorter than this is zero."""


def bar(
    painter: QPainter, rect: QRectF, frac: float | None, token: str = "accent", limit: float | None = None,
) -> None:
    """A track filled to `frac`, with a tick at `limit` (both 0-1). Nothing fills nothing, the least there is shows as a dot."""
    radius = rect.height() / 2
    box(painter, rect, radius, "barbg")
    if frac is not None and frac * rect.width() >= LEAST_PX:
        filled = max(rect.height(), rect.width() * min(max(frac, 0.0), 1.0))
        box(painter, QRectF(rect.x(), rect.y(), filled, rect.height()), radius, token)
    if limit is not None:
        x = rect.x() + rect.width() * limit
        painter.setPen(QPen(color("text"), 1.5))
        painter.drawLine(QPointF(x, rect.y() - 3), QPointF(x, rect.bottom() + 3))
