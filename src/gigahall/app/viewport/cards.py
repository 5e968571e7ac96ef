"""The hover card: what a thing is, and its three most telling results beside their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gigahall.app import paint
from gigahall.app.components.results import Reading
from gigahall.app.desk import Desk
from gigahall.app.theme import STALE_OPACITY, text_width
from gigahall.app.values import reading
from gigahall.app.viewport.floats import ground
from gigahall.kinds import catalogue
from gigahall.kinds.prose import sentence, words
from gigahall.kinds.registry import kind_of
from gigahall.kinds.tone import SEVERITY_TONE
from gigahall.scene.record import Element
from gigahall.session.results import HallAir
from gigahall.units import System, format_value
from gigahall.view3d.cut import supply_c, value_at

WIDTH, PAD, HEAD, ROW, PLAIN_ROW = 236.0, 14.0, 50.0, 36.0, 25.0
MOST = 3
LEADER_PX, EDGE = 22.0, 12.0
Rect = tuple[float, float, float, float]
RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    words: str
    readings: tuple[Reading, ...] = ()
    note: str = ""
    tone: str = "bad"
    """Of the note."""
    stale: bool = False

    @property
    def height(self) -> float:
        rows = sum(ROW if item.frac is not None else PLAIN_ROW for item in self.readings)
        return HEAD + rows + (18 if self.note else 0) + 8


def card_of(desk: Desk, element: Element) -> Card:
    """What is known of an element now."""
    kind = kind_of(element)
    item = _item_name(element)
    title = f"{element.name} · {item}" if item else element.name
    if text_width(title, "label_strong") > WIDTH - 2 * PAD:
        title = element.name
    state = "out of service" if not element.in_service else "out" if desk.is_out(element) else ""
    place = " · ".join(part for part in (kind.label, _place(desk, element), state) if part)
    stale = desk.is_stale
    found = [
        reading(path, value, desk.limits(element, path), desk.units, is_stale=stale)
        for path in kind.keys if (value := desk.value(element.id, path)) is not None
    ]
    problem = next((problem for problem in desk.problems_of(element.id) if problem.severity != "info"), None)
    note = sentence(words(problem, desk.name_of, desk.units)) if problem is not None else ""
    tone = SEVERITY_TONE[problem.severity] if problem is not None else "bad"
    return Card(title, place, tuple(found[:MOST]), note, tone, stale)


def _item_name(element: Element) -> str:
    if not element.item:
        return ""
    try:
        return catalogue.item(element.item).name
    except KeyError:
        return ""


def _place(desk: Desk, element: Element) -> str:
    hall = desk.element(element.hall)
    return hall.name if hall is not None else ""


def probe_card(air: HallAir, at: tuple[float, float, float], units: System, model: str) -> Card | None:
    """The air at a point of a slice."""
    value = value_at(air, at)
    if value is None:
        return None
    place = ", ".join(format_value(part, "m", units)[0] for part in at)
    unit = format_value(at[0], "m", units)[1]
    rise = value - supply_c(air)
    rows = []
    for name, number, code, frac in (("Air temperature", value, "degC", (value - 15) / 30), ("Above supply", rise, "K", rise / 20)):
        text, symbol = format_value(number, code, units)
        rows.append(Reading(name, text, symbol, min(max(frac, 0.0), 1.0), (27 - 15) / 30 if code == "degC" else None))
    return Card(f"Point at {place} {unit}", model, tuple(rows))


def place_card(card: Card, thing: Rect, size: tuple[float, float], clear: Sequence[Rect]) -> tuple[QRectF, QPointF, QPointF] | None:
    """Below the thing where there is room, else above, beside, or in a corner; with the leader's two ends.

    Never over the thing: where it leaves no room, there is no card.
    """
    x, y, w, h = thing
    width, height = WIDTH, card.height
    middle = QPointF(min(max(x + w / 2, 14.0), size[0] - 14.0), min(max(y + h / 2, 14.0), size[1] - 14.0))
    left, right, low = middle.x() - width / 3, size[0] - width - EDGE, size[1] - height - EDGE
    options = [
        QRectF(left, y + h + LEADER_PX, width, height), QRectF(left, y - LEADER_PX - height, width, height),
        QRectF(x + w + LEADER_PX, middle.y() - height / 2, width, height), QRectF(x - LEADER_PX - width, middle.y() - height / 2, width, height),
        *(QRectF(px, py, width, height) for px in (EDGE, right) for py in (EDGE, low)),
    ]
    for rect in options:
        rect.moveLeft(min(max(rect.x(), EDGE), max(right, EDGE)))
        rect.moveTop(min(max(rect.y(), EDGE), max(low, EDGE)))
    free = [rank for rank, rect in enumerate(options) if _overlap(rect, thing) == 0.0]
    if not free:
        return None
    rank = min(free, key=lambda rank: sum(_overlap(options[rank], other) for other in clear) + 12 * rank)
    return options[rank], *_leader(middle, thing, options[rank])


def _leader(middle: QPointF, thing: Rect, card: QRectF) -> tuple[QPointF, QPointF]:
    """From the nearest side of the thing to the card."""
    x, y, w, h = thing
    if card.y() >= y + h:
        return QPointF(middle.x(), y + h), QPointF(min(max(middle.x(), card.x() + 10), card.right() - 10), card.y())
    if card.bottom() <= y:
        return QPointF(middle.x(), y), QPointF(min(max(middle.x(), card.x() + 10), card.right() - 10), card.bottom())
    if card.x() >= x + w:
        return QPointF(x + w, middle.y()), QPointF(card.x(), min(max(middle.y(), card.y() + 10), card.bottom() - 10))
    return QPointF(x, middle.y()), QPointF(card.right(), min(max(middle.y(), card.y() + 10), card.bottom() - 10))


def _overlap(rect: QRectF, other: Rect) -> float:
    both = rect.intersected(QRectF(*other))
    return max(0.0, both.width()) * max(0.0, both.height()) / 100


def draw_card(painter: QPainter, card: Card, rect: QRectF) -> None:
    ground(painter, rect, 10)
    left, right = rect.x() + PAD, rect.right() - PAD
    room = right - left
    paint.text(painter, left, rect.y() + 23, paint.elided(card.title, "label_strong", room), "label_strong", "text")
    paint.text(painter, left, rect.y() + 40, paint.elided(card.words, "hint", room), "hint", "text3")
    y = rect.y() + HEAD
    for item in card.readings:
        _draw_reading(painter, item, left, right, y, card.stale)
        y += ROW if item.frac is not None else PLAIN_ROW
    if card.note:
        paint.text(painter, left, y + 11, paint.elided(card.note, "hint_medium", room), "hint_medium", card.tone)


def _draw_reading(painter: QPainter, item: Reading, left: float, right: float, y: float, stale: bool) -> None:
    painter.save()
    painter.setOpacity(STALE_OPACITY if stale else 1.0)
    x = right
    if item.unit:
        x -= paint.text(painter, x, y + 14, item.unit, "hint", "text3", RIGHT) + 4
    tone = item.tone if item.tone in ("warn", "bad") else "text"
    x -= paint.text(painter, x, y + 14, item.value, "body_strong", tone, RIGHT) + 8
    paint.text(painter, left, y + 14, paint.elided(item.name, "hint", x - left), "hint", "text2")
    if item.frac is not None:
        paint.bar(painter, QRectF(left, y + 21, right - left, 4), item.frac, item.tone, item.tick)
    painter.restore()


def draw_leader(painter: QPainter, start: QPointF, end: QPointF) -> None:
    painter.setPen(QPen(paint.color("accent"), 1.4))
    painter.drawLine(start, end)
