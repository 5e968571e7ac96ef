"""Concrete pads under equipment that stands outside every room, so that nothing floats over the ground."""

from __future__ import annotations

import numpy as np

from gigahall.kinds.shape import Box
from gigahall.view3d.ground import Area, area_of
from gigahall.view3d.mesh import mesh_of
from gigahall.view3d.pool import Placed
from gigahall.view3d.sync import Item, Sync

RIM_M = 0.7
JOIN_M = 1.6
"""Pads nearer than this become one."""
WASTE = 1.3
"""... unless their common rectangle covers this much more than they do."""
LAYER = "pads"
TOP_M, DEPTH_M = -0.004, 0.25


class Pads:
    """Remade when a body outside came, went or moved."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync
        self.areas: tuple[Area, ...] = ()
        self.wanted = True
        """False for pictures of single things."""

    def remake(self) -> bool:
        """True where the pads changed."""
        areas = tuple(_joined([] if not self.wanted else [area_of(item.lo, item.hi).grown(RIM_M) for item in self._outside()]))
        if areas == self.areas:
            return False
        self.areas = areas
        if LAYER in self._sync.layers:
            self._sync.drop_layer(LAYER)
        for area in areas:
            box = Box((area.x0, area.y0, TOP_M - DEPTH_M), (area.x1, area.y1, TOP_M), "pad", "floor", bevel_m=0.01)
            self._sync.layer(LAYER).add(mesh_of((box,)), Placed(0, np.zeros(3)))
        return True

    def _outside(self) -> list[Item]:
        rooms = [item for item in self._sync.items.values() if item.is_room]
        found = []
        for item in self._sync.items.values():
            if item.stands and abs(float(item.lo[2])) < 0.3:
                x, y = (item.lo[:2] + item.hi[:2]) / 2
                if not any((room.lo[0] <= x <= room.hi[0]) and (room.lo[1] <= y <= room.hi[1]) for room in rooms):
                    found.append(item)
        return found


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
