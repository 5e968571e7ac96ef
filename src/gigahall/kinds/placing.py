"""Where equipment may stand: footprints, the tile grid, and the reasons for refusing a place.

A footprint is the bounding box of an element in world axes. Two solid things may not share space; nothing stands across
the wall of a room; the free depth a kind wants in front stays free. Routes (pipes, cables) and hollow kinds (containment)
do not block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Supply
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Ambient, Element, Scene, Vec3
from gigahall.units import System, format_value

TILE_M = 0.6
"""Pitch of the floor grid: 600 mm access-floor panels (EN 12825)."""
TOUCH_M = 0.004
"""Neighbours may overlap by less than this: racks of a row touch, and positions are typed in millimetres."""
THIN_M = 0.001
"""The same in height: tiles are 4 mm thick and must still exclude each other."""
WALL_M = 0.3
"""What stands outside a room nearer than this to it stands at its wall."""
BENEATH_M = 1.5
"""How far below the floor one walks on a room reaches: access floors are no deeper."""
FLAT_M = 0.15
"""What is lower than this (tiles) can be walked over and does not take clearance away."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """A box in world axes [m]."""

    lo: Vec3
    hi: Vec3

    @property
    def center(self) -> tuple[float, float]:
        return (self.lo[0] + self.hi[0]) / 2, (self.lo[1] + self.hi[1]) / 2

    def overlaps(self, other: Footprint, slack: float = TOUCH_M) -> bool:
        (ax, ay, az), (bx, by, bz) = self.lo, self.hi
        (cx, cy, cz), (dx, dy, dz) = other.lo, other.hi
        flat = ax < dx - slack and cx < bx - slack and ay < dy - slack and cy < by - slack
        return flat and az < dz - THIN_M and cz < bz - THIN_M

    def holds(self, x: float, y: float) -> bool:
        return self.lo[0] <= x <= self.hi[0] and self.lo[1] <= y <= self.hi[1]


def turned(point: Vec3, turn_deg: int) -> Vec3:
    """A point of an element's own axes after its turn, counter-clockwise seen from above."""
    if turn_deg == 0:
        return point
    x, y, z = point
    c, s = round(cos(radians(turn_deg))), round(sin(radians(turn_deg)))
    return (x * c - y * s, x * s + y * c, z)


def world(element: Element, point: Vec3) -> Vec3:
    """A point of the element's own axes (origin: footprint centre on the floor) in world axes."""
    x, y, z = turned(point, element.turn_deg)
    return (element.at_m[0] + x, element.at_m[1] + y, element.at_m[2] + z)


def footprint(element: Element) -> Footprint:
    """The bounding box where the element stands. A room stands with its corner at `at_m`, all else with its middle."""
    kind = kind_of(element)
    width, depth, height = kind.size_m(element)
    x, y, z = element.at_m
    if kind.is_room:
        return Footprint((x, y, z), (x + width, y + depth, z + height))
    if element.turn_deg in (90, 270):
        width, depth = depth, width
    return Footprint((x - width / 2, y - depth / 2, z), (x + width / 2, y + depth / 2, z + height))


def clearance(element: Element) -> Footprint | None:
    """The box in front that wants to stay free; None where the kind wants none."""
    kind = kind_of(element)
    depth_free = kind.clearance_m(element)
    if depth_free <= 0:
        return None
    width, depth, _ = kind.size_m(element)
    ax, ay, az = world(element, (-width / 2, -depth / 2, FLAT_M))
    bx, by, bz = world(element, (width / 2, -depth / 2 - depth_free, 2.0))
    return Footprint((min(ax, bx), min(ay, by), az), (max(ax, bx), max(ay, by), bz))


def _shares_space(box: Footprint, room: Footprint) -> bool:
    flat = all(box.lo[k] < room.hi[k] - TOUCH_M and room.lo[k] < box.hi[k] - TOUCH_M for k in (0, 1))
    return flat and box.lo[2] <= room.hi[2] and box.hi[2] >= room.lo[2] - BENEATH_M


def opens_into(element: Element, room: Element) -> bool:
    """Does an air unit that stands outside blow through the wall it stands at: its outlet looks into the room from no further
    than a wall's thickness, and no intake of its own looks elsewhere."""
    if not is_enclosed(room):
        return False
    inside = footprint(room)
    parts = kind_of(element).air(element, Env(Scene(), Ambient())).parts
    units = [part for part in parts if isinstance(part, Supply) and part.outlet_lo is not None and part.outlet_hi is not None]
    return bool(units) and all(
        _looks_into(element, unit.outlet_lo, unit.outlet_hi, inside) and _looks_into(element, unit.inlet_lo, unit.inlet_hi, inside)
        for unit in units
    )


def _looks_into(element: Element, lo: Vec3 | None, hi: Vec3 | None, room: Footprint) -> bool:
    """Is a wall's thickness in front of an upright face of an element within a room; the return path and its top may be anywhere."""
    if lo is None or hi is None or lo[2] == hi[2]:
        return True
    x, y, z = ((a + b) / 2 for a, b in zip(lo, hi, strict=True))
    step = WALL_M + TOUCH_M
    ahead = (x, y + (step if y > 0.0 else -step), z) if lo[1] == hi[1] else (x + (step if x > 0.0 else -step), y, z)
    at = world(element, ahead)
    return room.holds(at[0], at[1]) and room.lo[2] <= at[2] <= room.hi[2]


def is_in(element: Element, room: Element) -> bool:
    """Does an element of this room stand in it, or blow into it through the wall it stands at? Routes go anywhere."""
    return not stands(element) or _shares_space(footprint(element), footprint(room)) or opens_into(element, room)


def is_enclosed(room: Element) -> bool:
    """Does a room have walls and air of its own; a yard has not."""
    return bool(kind_of(room).air(room, Env(Scene(), Ambient())).parts)


def stands(element: Element) -> bool:
    """Does it take floor space: no room, no route, nothing without a size."""
    kind = kind_of(element)
    return not (kind.is_room or kind.is_route) and min(kind.size_m(element)[:2]) > 0


def snapped(element: Element, at_m: Vec3, step_m: float = TILE_M, origin_m: Vec3 = (0.0, 0.0, 0.0)) -> Vec3:
    """The nearest place whose south-west corner lies on the grid; millimetres, floor level kept."""
    width, depth, _ = kind_of(element).size_m(element)
    if element.turn_deg in (90, 270):
        width, depth = depth, width
    x, y = (
        round(origin + round((at - half - origin) / step_m) * step_m + half, 3)
        for at, half, origin in ((at_m[0], width / 2, origin_m[0]), (at_m[1], depth / 2, origin_m[1]))
    )
    return (x, y, round(at_m[2], 3))


def _is_within(box: Footprint, room: Footprint) -> bool:
    """Seen from above, with the room's walls as thick as people build to."""
    west, south, east, north = room.lo[0] - 0.02, room.lo[1] - 0.02, room.hi[0] + 0.02, room.hi[1] + 0.02
    return west <= box.lo[0] and south <= box.lo[1] and box.hi[0] <= east and box.hi[1] <= north


def _ends(boxes: Sequence[Footprint]) -> NDArray[np.float64]:
    """[n, 6]: where each box begins, and where it ends with the sign turned."""
    return np.array([(*box.lo, *(-end for end in box.hi)) for box in boxes], dtype=float).reshape(-1, 6)


def _reach(box: Footprint) -> NDArray[np.float64]:
    """[6] What overlaps the box begins and ends below all of these; see `_ends`."""
    (ax, ay, az), (bx, by, bz) = box.lo, box.hi
    return np.array((bx - TOUCH_M, by - TOUCH_M, bz - THIN_M, -ax - TOUCH_M, -ay - TOUCH_M, -az - THIN_M))


class Floor:
    """Everything that stands somewhere, ready to be asked many times during a drag."""

    def __init__(self, elements: Iterable[Element], units: System = "SI") -> None:
        every = list(elements)
        self.units: System = units
        """What the reasons speak in."""
        rooms = [(e, footprint(e)) for e in every if kind_of(e).is_room]
        self.rooms = sorted(rooms, key=lambda room: not is_enclosed(room[0]))
        self._walled = [(room, box) for room, box in self.rooms if is_enclosed(room)]
        self._standing = [e for e in every if stands(e)]
        self._boxes = [footprint(e) for e in self._standing]
        self._row_of_id = {element.id: row for row, element in enumerate(self._standing)}
        self._ends = _ends(self._boxes)
        self._every = np.arange(len(self._boxes))
        self._fronts: list[tuple[str, Footprint]] | None = None

    def with_rooms(self, rooms: Sequence[Element]) -> Floor:
        """The floor with more rooms on it."""
        return Floor((*(room for room, _ in self.rooms), *rooms, *self._standing), self.units)

    def room_of(self, element: Element) -> Element | None:
        """The room an element belongs to where it stands: the one that holds its middle. What blows through a wall from
        outside belongs to the room behind it, the one it names before others."""
        box = footprint(element)
        is_air = kind_of(element).category == "Air"
        behind = [room for room, inside in self._walled if box.overlaps(inside) or opens_into(element, room)] if is_air else []
        named = next((room for room in behind if room.id == element.hall), None)
        return named or self.room_at(*box.center) or next(iter(behind), None)

    def room_at(self, x: float, y: float) -> Element | None:
        """The room whose inside holds this point, a walled one before a yard."""
        return next((room for room, box in self.rooms if box.holds(x, y)), None)

    def refusal(self, moved: Sequence[Element]) -> str:
        """Why these elements cannot stand where they are, or "" when they can. Their old selves do not count."""
        own = [self._row_of_id[element.id] for element in moved if element.id in self._row_of_id]
        others = np.delete(self._every, own) if own else self._every
        for element in moved:
            if stands(element):
                reason = self._wall(element) or self._collision(element, others) or self._clearance(element, others)
                if reason:
                    return reason
        return self._among(moved)

    def _wall(self, element: Element) -> str:
        box = footprint(element)
        for room, inside in self._walled:
            if _is_within(box, inside):
                if box.hi[2] > inside.hi[2] + 0.02:
                    return f"{element.name} is taller than {room.name}"
            elif box.overlaps(inside, 0.02):
                return f"{element.name} would stand across the wall of {room.name}"
        if kind_of(element).category == "IT" and not any(inside.holds(*box.center) for _, inside in self._walled):
            return f"{element.name} must stand in a hall"
        return ""

    def _near(self, box: Footprint, others: NDArray[np.int64]) -> list[int]:
        if not others.size:
            return []
        ends = self._ends if others is self._every else self._ends[others]
        return [int(others[k]) for k in np.flatnonzero((ends < _reach(box)).all(axis=1))]

    def _collision(self, element: Element, others: NDArray[np.int64]) -> str:
        hollow = kind_of(element).is_hollow
        for index in self._near(footprint(element), others):
            other = self._standing[index]
            if hollow != kind_of(other).is_hollow:
                continue
            return f"{element.name} would stand in {other.name}"
        return ""

    def _clearance(self, element: Element, others: NDArray[np.int64]) -> str:
        free = clearance(element) if others.size else None
        for index in self._near(free, others) if free else ():
            other = self._standing[index]
            if not kind_of(other).is_hollow and self._boxes[index].hi[2] - self._boxes[index].lo[2] > FLAT_M:
                depth = " ".join(format_value(kind_of(element).clearance_m(element), "m", self.units))
                return f"{element.name} needs {depth} free in front; {other.name} is there"
        return ""

    def blocked(self, element: Element) -> str:
        """Whose free depth in front an element would take away, or "" when nobody's."""
        box = footprint(element)
        if kind_of(element).is_hollow or box.hi[2] - box.lo[2] <= FLAT_M:
            return ""
        if self._fronts is None:
            self._fronts = [(e.name, free) for e in self._standing if (free := clearance(e)) is not None]
        return next((name for name, free in self._fronts if box.overlaps(free)), "")

    def _among(self, moved: Sequence[Element]) -> str:
        """Sorted along x, so that of many only neighbours are compared."""
        solid = sorted(((footprint(e), e) for e in moved if stands(e)), key=lambda pair: pair[0].lo[0])
        ends = _ends([box for box, _ in solid])
        last = np.searchsorted(ends[:, 0], [box.hi[0] for box, _ in solid]).tolist()
        for i, (box, one) in enumerate(solid):
            near = (ends[i + 1 : last[i]] < _reach(box)).all(axis=1) if last[i] > i + 1 else ()
            for k in np.flatnonzero(near):
                other = solid[i + 1 + int(k)][1]
                if kind_of(one).is_hollow == kind_of(other).is_hollow:
                    return f"{one.name} would stand in {other.name}"
        return ""
