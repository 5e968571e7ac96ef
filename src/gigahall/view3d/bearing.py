"""Which way equipment faces and air goes, as marks that belong to its mesh: a dark bar along the front edge of its top, and
arrows on the floor before the faces that draw or blow air, blue where it is cool and red where it is warm.

What draws and blows is what the kind tells the room's air; nothing here knows kinds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Supply, Through
from gigahall.kinds.registry import kind_of
from gigahall.kinds.shape import Primitive, Quad
from gigahall.scene.record import Ambient, Element, Scene, Vec3
from gigahall.view3d.point import vec3

HERE = Env(Scene(), Ambient())
BAR_M, LIFT_M = 0.07, 0.006
GAP_M, LENGTH_M, HALF_M = 0.07, 0.28, 0.15
"""Of an arrow: from the face, along, and half across."""
FLOOR_M = 0.012
Face = tuple[Vec3, Vec3]


def marks(element: Element) -> tuple[Primitive, ...]:
    """For a body that has a front or moves air; nothing for rooms and routes."""
    kind = kind_of(element)
    if kind.is_room or kind.is_route or kind.is_hollow:
        return ()
    found = [_arrow(face, inward, "air_cool" if cool else "air_warm") for face, inward, cool in _faces(element)]
    if kind.clearance_m(element) > 0.0 or found:
        found.append(_bar(kind.size_m(element)))
    return tuple(mark for mark in found if mark is not None)


def _faces(element: Element) -> Iterator[tuple[Face, bool, bool]]:
    """Every face that air passes: does it go in, is it cool."""
    for part in kind_of(element).air(element, HERE).parts:
        if isinstance(part, Through):
            yield (part.inlet_lo, part.inlet_hi), True, True
            yield (part.outlet_lo, part.outlet_hi), False, part.leaving_c is not None
        elif isinstance(part, Supply):
            if part.inlet_lo is not None and part.inlet_hi is not None:
                yield (part.inlet_lo, part.inlet_hi), True, False
            if part.outlet_lo is not None and part.outlet_hi is not None:
                yield (part.outlet_lo, part.outlet_hi), False, True


def _arrow(face: Face, inward: bool, color: str) -> Quad | None:
    """On the floor before an upright face; a face that lies flat has no arrow."""
    lo, hi = np.asarray(face[0], float), np.asarray(face[1], float)
    axis = int(np.argmin(hi - lo))
    if axis == 2:
        return None
    foot = (lo + hi) / 2
    out = np.zeros(3)
    out[axis] = 1.0 if foot[axis] > 0 else -1.0
    across = np.array([-out[1], out[0], 0.0]) * min(HALF_M, 0.3 * float(hi[1 - axis] - lo[1 - axis]))
    foot[2] = FLOOR_M
    near, away = foot + GAP_M * out, foot + (GAP_M + LENGTH_M) * out
    tip, base = (near, away) if inward else (away, near)
    left, right = (base + across, base - across) if inward else (base - across, base + across)
    notch = base + 0.3 * (tip - base)
    return Quad((vec3(tip), vec3(left), vec3(notch), vec3(right)), color, "emissive", both_sides=True)


def _bar(size: Vec3) -> Quad | None:
    width, depth, height = size
    if min(size) <= 0.0:
        return None
    x, y, z = width / 2, -depth / 2, height + LIFT_M
    deep = min(BAR_M, 0.2 * depth)
    return Quad(((-x, y, z), (x, y, z), (x, y + deep, z), (-x, y + deep, z)), "front", "emissive")
