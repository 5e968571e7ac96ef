"""Rooms and yards: slab, walls cut low so that one looks in, raised floor grid."""

from __future__ import annotations

from functools import lru_cache

from gigahall.kinds.bodies.parts import Primitives
from gigahall.kinds.shape import Box, Grid, Primitive
from gigahall.scene.record import Vec3

CUT_M = 0.6
"""Walls are drawn up to here and closed with a darker cap."""
SLAB_M = 0.25
RIM_M = 0.35


@lru_cache(maxsize=64)
def hall(
    size: Vec3, *, walls: bool = True, wall_m: float = 0.2, raised_m: float = 0.0, grid_m: float = 0.6,
    doors: tuple[tuple[str, float, float], ...] = (),
) -> Primitives:
    """A room whose inside is `size`, its finished floor at z 0; `walls` False gives a yard.

    `raised_m` is the depth of the raised floor below z 0, shown as a step of the slab's rim. `doors` are gaps in the
    walls: (side "south" | "north" | "west" | "east", from, to), measured along the wall from its west or south end.
    """
    w, d, _ = size
    rim_m = RIM_M if walls else 0.0
    outer = (w / 2 + rim_m, d / 2 + rim_m)
    slab = Box((-outer[0], -outer[1], -SLAB_M - raised_m), (outer[0], outer[1], 0.0), "slab", "floor", bevel_m=0.01, edges=True)
    found: list[Primitive] = [slab, Grid((-w / 2, -d / 2, 0.002), (w / 2, d / 2, 0.002), grid_m if walls else 3.0)]
    if walls:
        for side in ("south", "north", "west", "east"):
            found.extend(_wall(size, side, wall_m, doors))
    return tuple(found)


def _wall(size: Vec3, side: str, wall_m: float, doors: tuple[tuple[str, float, float], ...]) -> list[Primitive]:
    w, d, _ = size
    along_x = side in ("south", "north")
    reach = w / 2 + wall_m if along_x else d / 2
    start = -w / 2 if along_x else -d / 2
    gaps = sorted((start + a, start + b) for where, a, b in doors if where == side)
    ends = [-reach, *(edge for gap in gaps for edge in gap), reach]
    near, far = {
        "south": (-d / 2 - wall_m, -d / 2), "north": (d / 2, d / 2 + wall_m),
        "west": (-w / 2 - wall_m, -w / 2), "east": (w / 2, w / 2 + wall_m),
    }[side]
    pieces: list[Primitive] = []
    for low, high in zip(ends[::2], ends[1::2], strict=True):
        if high - low < 0.02:
            continue
        lo = (low, near, 0.0) if along_x else (near, low, 0.0)
        hi = (high, far, CUT_M) if along_x else (far, high, CUT_M)
        pieces.append(Box(lo, hi, "wall", "wall", bevel_m=0.004, top="wall_cap", edges=True))
    return pieces
