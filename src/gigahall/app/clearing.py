"""Words that come and go lie on nothing that stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF

GAP_PX = 8.0
Rect = tuple[float, float, float, float]


def moved_clear(box: QRectF, taken: Iterable[Rect], room: QRectF) -> QRectF:
    """The box moved as little as can be, so that it lies in the room and on nothing of what is taken; unmoved where there is no such place."""
    kept = [QRectF(*rect).adjusted(-GAP_PX, -GAP_PX, GAP_PX, GAP_PX) for rect in taken]
    across = _starts(box.x(), box.width(), [(rect.left(), rect.right()) for rect in kept], room.left(), room.right())
    down = _starts(box.y(), box.height(), [(rect.top(), rect.bottom()) for rect in kept], room.top(), room.bottom())
    places = [QRectF(x, y, box.width(), box.height()) for x in across for y in down]
    free = [place for place in places if not any(place.intersects(rect) for rect in kept)]
    return min(free, key=lambda place: (place.topLeft() - box.topLeft()).manhattanLength(), default=box)


def _starts(start: float, size: float, taken: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Where it may begin: where it does, or just before or after what is taken."""
    wanted = [min(max(start, low), high - size)] + [end for a, b in taken for end in (a - size, b)]
    return [at for at in wanted if low <= at <= high - size]
