"""Concrete pads under equipment that stands outside every room, so that nothing floats over the ground."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.shape import Box
from gigahall.view3d.ground import Area, area_of
from gigahall.view3d.mesh import build
from gigahall.view3d.pool import Placed
from gigahall.view3d.sync import Item, Sync

RIM_M = 0.7
JOIN_M = 1.6
"""Pads nearer than this become one."""
WASTE = 1.3
"""... unless their common rectangle covers this much more than they do."""
LAYER = "~pads"
"""No id of a hall."""
TOP_M, DEPTH_M = -0.004, 0.25


Corner = tuple[float, float]


def _corner(point: NDArray[np.float64]) -> Corner:
    return (float(point[0]), float(point[1]))


class Pads:
    """Remade when a body outside came, went or moved."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync
        self.areas: tuple[Area, ...] = ()
        self._prints: dict[str, Area] = {}
        self._rooms: list[tuple[Corner, Corner]] = []
        self.bottom_m = TOP_M - DEPTH_M
        """The pads reach down to the ground that the lowest floor of a room lies on."""
        self.wanted = True
        """False for pictures of single things."""

    def remake(self, touched: Iterable[str]) -> None:
        """Bring the pads up to date after these elements changed."""
        before = dict(self._prints)
        rooms = [item for item in self._sync.items.values() if item.is_room]
        boxes = [(_corner(room.lo), _corner(room.hi)) for room in rooms]
        if boxes != self._rooms:
            self._rooms = boxes
            touched = self._sync.items
            self._prints.clear()
        for key in touched:
            self._prints.pop(key, None)
            item = self._sync.items.get(key)
            if item is not None and self._is_outside(item):
                self._prints[key] = area_of(item.lo, item.hi).grown(RIM_M)
        undersides = [float(room.placed.points(np.array([lo], np.float32))[0, 2]) for room in rooms for lo, _ in room.mesh.slabs]
        bottom_m = min([TOP_M - DEPTH_M, *undersides])
        if self._prints != before or bottom_m != self.bottom_m:
            self.bottom_m = bottom_m
            self._lay(tuple(_joined(list(self._prints.values()))))

    def _lay(self, areas: tuple[Area, ...]) -> None:
        self.areas = areas
        if LAYER in self._sync.layers:
            self._sync.drop_layer(LAYER)
        for area in areas:
            box = Box((area.x0, area.y0, self.bottom_m), (area.x1, area.y1, TOP_M), "pad", "floor", bevel_m=0.01)
            self._sync.layer(LAYER).add(build((box,)), Placed(0, np.zeros(3)))

    def _is_outside(self, item: Item) -> bool:
        if not (self.wanted and item.stands and abs(float(item.lo[2])) < 0.3):
            return False
        x, y = (item.lo[:2] + item.hi[:2]) / 2
        return not any(lo[0] <= x <= hi[0] and lo[1] <= y <= hi[1] for lo, hi in self._rooms)


def _joined(areas: list[Area]) -> list[Area]:
    """Rectangles that are near to each other become their common one."""
    found: list[Area] = []
    for area in sorted(areas, key=lambda one: (one.y0, one.x0)):
        while (k := next((k for k, other in enumerate(found) if _joins(area, other)), None)) is not None:
            other = found.pop(k)
            area = _common(area, other)
        found.append(area)
    return found


def _common(a: Area, b: Area) -> Area:
    return Area(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _joins(a: Area, b: Area) -> bool:
    near = a.x0 < b.x1 + JOIN_M and b.x0 < a.x1 + JOIN_M and a.y0 < b.y1 + JOIN_M and b.y0 < a.y1 + JOIN_M
    return near and _common(a, b).size_m2 < WASTE * (a.size_m2 + b.size_m2)
