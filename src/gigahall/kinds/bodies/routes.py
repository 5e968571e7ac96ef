"""What runs along a path: pipes, busways, cables and trays. Points are in the element's own axes."""

from __future__ import annotations

import math
from itertools import pairwise

from gigahall.kinds.bodies.parts import LOOP_BANDS, Primitives, feed_color, loop_color
from gigahall.kinds.shape import Bar, Box, Cylinder, Plate, Primitive, Repeat, Tube
from gigahall.scene.record import Vec3

Points = tuple[Vec3, ...]


def pipe(points: Points, diameter_m: float, system: str = "", line: str = "") -> Primitives:
    """A pipe in the colour of its loop, with one (TCS), two (FWS) or three (CHW) white bands."""
    if len(points) < 2:
        return ()
    bands = LOOP_BANDS.get(system, 0)
    return (Tube(points, max(diameter_m, 0.012), loop_color(system, line), bands=bands, carries=True, detail=0),)


def manifold(points: Points, diameter_m: float, system: str = "", line: str = "") -> Primitives:
    """A header: a pipe with a cap flange at each end."""
    body = pipe(points, diameter_m, system, line)
    if not body:
        return ()
    caps: list[Primitive] = []
    for end, inner in ((points[0], points[1]), (points[-1], points[-2])):
        length_m = math.dist(end, inner) or 1.0
        ux, uy, uz = ((b - a) / length_m for a, b in zip(end, inner, strict=True))
        thick_m = 0.3 * diameter_m
        caps.append(Cylinder(end, (end[0] + ux * thick_m, end[1] + uy * thick_m, end[2] + uz * thick_m), 1.35 * diameter_m, "steel", "pipe"))
    return (*body, *caps)


def busway(points: Points, lineup: str = "", width_m: float = 0.10, height_m: float = 0.15) -> Primitives:
    """A coloured busbar trunking."""
    if len(points) < 2:
        return ()
    return (Bar(points, width_m, height_m, feed_color(lineup), carries=True),)


def tap_off(lineup: str = "") -> Primitives:
    """A tap-off box that hangs under a busway at its origin."""
    box = Box((-0.09, -0.10, -0.24), (0.09, 0.10, -0.07), "#E2E6E9", bevel_m=0.01, detail=1)
    return (box, Plate((-0.09, -0.104, -0.13), (0.09, -0.104, -0.10), "-y", feed_color(lineup)))


def cable(points: Points, lineup: str = "", diameter_m: float = 0.028) -> Primitives:
    """A cable or whip: dark sheath, ends in the lineup's colour."""
    if len(points) < 2:
        return ()
    sheath = Tube(points, diameter_m, "#2B323A", "pipe", carries=True, detail=0)
    if lineup not in ("A", "B", "C", "D"):
        return (sheath,)
    a, b = points[-1], points[-2]
    length_m = math.dist(a, b)
    if length_m < 0.02:
        return (sheath,)
    share = min(0.12, 0.4 * length_m) / length_m
    back_at = tuple(p + (q - p) * share for p, q in zip(a, b, strict=True))
    collar = Cylinder((back_at[0], back_at[1], back_at[2]), a, 1.5 * diameter_m, feed_color(lineup), "pipe")
    return (sheath, collar)


def tray(points: Points, width_m: float = 0.3) -> Primitives:
    """A ladder tray: two rails, rungs every 0.3 m, three cables."""
    found: list[Primitive] = []
    for a, b in pairwise(points):
        length_m = math.dist(a, b)
        if length_m < 0.1:
            continue
        ux, uy, uz = ((q - p) / length_m for p, q in zip(a, b, strict=True))
        vx, vy = (-uy, ux) if abs(uz) < 0.9 else (1.0, 0.0)
        for side in (-0.5, 0.5):
            found.append(Bar(_aside((a, b), vx, vy, side * width_m), 0.024, 0.08, "#AAB3BB"))
        rung = Bar(((a[0] + ux * 0.1 - vx * width_m / 2, a[1] + uy * 0.1 - vy * width_m / 2, a[2] + uz * 0.1),
                    (a[0] + ux * 0.1 + vx * width_m / 2, a[1] + uy * 0.1 + vy * width_m / 2, a[2] + uz * 0.1)), 0.03, 0.02, "#AAB3BB", detail=1)
        found.append(Repeat((rung,), max(1, int((length_m - 0.1) / 0.3)), (ux * 0.3, uy * 0.3, uz * 0.3)))
        for offset, color in ((-0.09, "#3E4750"), (-0.01, "#2F3841"), (0.07, "#58626B")):
            found.append(Tube(_aside((a, b), vx, vy, offset, 0.05), 0.056, color))
    return tuple(found)


def _aside(ends: tuple[Vec3, Vec3], vx: float, vy: float, offset_m: float, up_m: float = 0.0) -> Points:
    return tuple((x + vx * offset_m, y + vy * offset_m, z + up_m) for x, y, z in ends)
