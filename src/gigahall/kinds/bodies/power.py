"""Power equipment: transformers, boards, UPS, batteries, generators, panels, and the grid itself."""

from __future__ import annotations

from functools import lru_cache

from gigahall.kinds.bodies.parts import STEP_M, Primitives, cabinet, feed_color, front, louvres, plinth, screen
from gigahall.kinds.shape import Box, Cylinder, Fan, Plate, Primitive, Repeat, Tube
from gigahall.scene.record import Vec3

GREEN_GREY = "#97A39B"
GREEN_LIGHT = "#B1BAB4"
PORCELAIN = "#7A4A34"


@lru_cache(maxsize=64)
def transformer(size: Vec3, lineup: str = "") -> Primitives:
    """An oil transformer: finned tank, ribbed high- and low-voltage bushings, conservator, cable box."""
    w, d, h = size
    tank_top = 0.675 * h
    found: list[Primitive] = [
        Box((-w / 2, -d / 2, 0.0), (w / 2, d / 2, 0.05 * h), "#4A535C", bevel_m=0.01),
        Box((-0.36 * w, -0.3 * d, 0.05 * h), (0.36 * w, 0.3 * d, tank_top), GREEN_GREY, bevel_m=0.02, carries=True, top=GREEN_LIGHT, edges=True),
        Box((-0.38 * w, -0.33 * d, 0.65 * h), (0.38 * w, 0.33 * d, 0.68 * h), GREEN_LIGHT, bevel_m=0.01, carries=True, detail=1),
        Box((0.36 * w, -0.19 * d, 0.15 * h), (0.49 * w, 0.19 * d, 0.55 * h), GREEN_LIGHT, bevel_m=0.012, carries=True),
        Cylinder((-0.3 * w, 0.25 * d, 0.84 * h), (0.3 * w, 0.25 * d, 0.84 * h), 0.17 * h, GREEN_GREY, carries=True, detail=0),
        front((-0.2 * w, 0.2 * w), (0.36 * h, 0.4 * h), -0.3 * d - 0.006, feed_color(lineup)),
    ]
    found.extend(Box((x * w - 0.03, 0.22 * d, 0.66 * h), (x * w + 0.03, 0.28 * d, 0.78 * h), GREEN_GREY, bevel_m=0.006, detail=1) for x in (-0.2, 0.2))
    for low, high in ((-0.49, -0.3), (0.3, 0.49)):
        fin = Box((-0.33 * w - 0.018, low * d, 0.15 * h), (-0.33 * w + 0.018, high * d, 0.6 * h), GREEN_LIGHT, bevel_m=0.002, carries=True, detail=1)
        found.append(Repeat((fin,), 11, (0.066 * w, 0.0, 0.0)))
        y = (low + high) / 2 * d
        found.extend(Cylinder((-0.36 * w, y, z * h), (0.36 * w, y, z * h), 0.07, GREEN_GREY) for z in (0.17, 0.58))
    found.append(Repeat(_bushings(size, tank_top), 3, (0.19 * w, 0.0, 0.0)))
    return tuple(found)


def _bushings(size: Vec3, z: float) -> Primitives:
    w, d, h = size
    x = -0.19 * w
    high, low = -0.14 * d, 0.07 * d
    rib = Cylinder((x, high, z + 0.04 * h), (x, high, z + 0.055 * h), 0.19, PORCELAIN)
    return (
        Cylinder((x, high, z), (x, high, z + 0.25 * h), 0.10, PORCELAIN),
        Repeat((rib,), 4, (0.0, 0.0, 0.05 * h)),
        Cylinder((x, high, z + 0.25 * h), (x, high, z + 0.3 * h), 0.05, "steel"),
        Cylinder((x, low, z), (x, low, z + 0.125 * h), 0.09, "#D9D3C6"),
        Cylinder((x, low, z + 0.05 * h), (x, low, z + 0.075 * h), 0.14, "#D9D3C6"),
    )


def _row(size: Vec3, count: int, lineup: str, color: str = "body") -> list[Primitive]:
    """`count` joined cabinets with the lineup's stripe near the top."""
    w, d, h = size
    pitch_m = w / count
    x = (0.004 - w / 2, -0.004 - w / 2 + pitch_m)
    body = Box((x[0], -d / 2, 0.09), (x[1], d / 2, h), color, bevel_m=0.014, carries=True, top="top", edges=True)
    stripe = Plate((x[0], -d / 2 - STEP_M, h - 0.16), (x[1], -d / 2 - STEP_M, h - 0.06), "-y", feed_color(lineup), detail=0)
    return [plinth(size, 0.09), Repeat((body, stripe), count, (pitch_m, 0.0, 0.0))]


@lru_cache(maxsize=64)
def switchboard(size: Vec3, cabinets: int = 4, lineup: str = "") -> Primitives:
    """A low-voltage board: cabinets of four withdrawable breakers each."""
    w, d, h = size
    cabinets = max(1, cabinets)
    pitch_m, y = w / cabinets, -d / 2
    left, right = -w / 2, -w / 2 + pitch_m
    mid, step_m = (left + right) / 2, (h - 0.5) / 4
    unit = (
        front((left + 0.06, right - 0.06), (0.22, 0.22 + 0.86 * step_m), y - STEP_M, "#E3E7EA"),
        front((mid - 0.1, mid + 0.1), (0.22 + 0.21 * step_m, 0.22 + 0.64 * step_m), y - 1.5 * STEP_M, "dark"),
        front((mid - 0.02, mid + 0.02), (0.22 + 0.31 * step_m, 0.22 + 0.55 * step_m), y - 2 * STEP_M, "#D9DEE2", detail=2),
        front((right - 0.12, right - 0.09), (0.22 + 0.38 * step_m, 0.22 + 0.48 * step_m), y - 2 * STEP_M, "led", material="emissive"),
    )
    column = Repeat(unit, 4, (0.0, 0.0, step_m))
    return (*_row(size, cabinets, lineup), Repeat((column,), cabinets, (pitch_m, 0.0, 0.0)))


@lru_cache(maxsize=64)
def ups(size: Vec3, lineup: str = "", cabinets: int = 3) -> Primitives:
    """A static UPS: a control cabinet with display beside ventilated power cabinets."""
    w, d, h = size
    cabinets = max(2, cabinets)
    pitch_m, y = w / cabinets, -d / 2
    left, right = -w / 2, -w / 2 + pitch_m
    found = _row(size, cabinets, lineup)
    found.extend(screen((left + 0.12, right - 0.12), (0.61 * h, 0.8 * h), y - STEP_M, lit="#1E6E57"))
    found.extend(
        front((left + 0.2, left + 0.2 + share * pitch_m), (z * h, (z + 0.0125) * h), y - 3 * STEP_M, "#8EF3CF", material="emissive", detail=2)
        for z, share in ((0.755, 0.36), (0.715, 0.23), (0.675, 0.3))
    )
    found.append(louvres((left + 0.08, right - 0.08), (0.1 * h, 0.345 * h), y - STEP_M, "#848E97", 0.07))
    vents = louvres((right + 0.08, right + pitch_m - 0.08), (0.1 * h, 0.88 * h), y - STEP_M, "#848E97", 0.078)
    found.append(Repeat((vents,), cabinets - 1, (pitch_m, 0.0, 0.0)))
    handle = front((right - 0.06, right - 0.04), (0.45 * h, 0.575 * h), y - 1.5 * STEP_M, "#4A535C")
    found.append(Repeat((handle,), cabinets, (pitch_m, 0.0, 0.0)))
    return tuple(found)


@lru_cache(maxsize=64)
def battery(size: Vec3, lineup: str = "", cabinets: int = 3) -> Primitives:
    """A battery bank: cabinets of five shelves with six blocks each."""
    w, d, h = size
    cabinets = max(1, cabinets)
    pitch_m, y = w / cabinets, -d / 2
    left, right = -w / 2, -w / 2 + pitch_m
    step_m = (h - 0.4) / 5
    shelf = front((left + 0.06, right - 0.06), (0.2, 0.2 + 0.84 * step_m), y - STEP_M, "#8A949D")
    block_m = (pitch_m - 0.16) / 6
    block = front((left + 0.08, left + 0.08 + 0.75 * block_m), (0.2 + 0.1 * step_m, 0.2 + 0.75 * step_m), y - 1.5 * STEP_M, "#59636C")
    column = Repeat((shelf, Repeat((block,), 6, (block_m, 0.0, 0.0))), 5, (0.0, 0.0, step_m))
    return (*_row(size, cabinets, lineup, "#BFC7CD"), Repeat((column,), cabinets, (pitch_m, 0.0, 0.0)))


@lru_cache(maxsize=64)
def genset(size: Vec3) -> Primitives:
    """A containerised generator: ribbed sides, doors, louvres, roof silencer with exhaust, radiator fan."""
    w, d, h = size
    x, y = w / 2, d / 2
    paint = "#D0D5D2"
    roof = h - 0.139 * h
    found: list[Primitive] = [
        Box((-x, -y, 0.0), (x, y, 0.153 * h), "#4A535C", bevel_m=0.02),
        Box((-x, -y, 0.153 * h), (x, y, roof), paint, bevel_m=0.03, carries=True, top="top", edges=True),
        Box((-0.123 * w, -0.18 * d, roof), (0.18 * w, 0.18 * d, roof + 0.12 * h), "panel", bevel_m=0.05),
        Cylinder((-0.123 * w, 0.0, roof + 0.083 * h), (0.18 * w, 0.0, roof + 0.083 * h), 0.23 * h, "steel", detail=0),
        Tube(((0.18 * w, 0.0, roof + 0.083 * h), (0.225 * w, 0.0, roof + 0.083 * h), (0.225 * w, 0.0, 1.22 * h)), 0.094 * h, "#7D878F", "matte", detail=0),
        Cylinder((0.225 * w, 0.0, 1.21 * h), (0.225 * w, 0.0, 1.24 * h), 0.11 * h, "graphite"),
        Fan((x - 0.115 * w, 0.0, roof), min(0.95, 0.32 * d), "+z"),
    ]
    count = max(8, int(w / 0.277))
    pitch_m = (w - 0.2) / count
    for side in (-1, 1):
        lo, hi = (0.1 - x, side * y - 0.02, 0.2 * h), (0.1 - x + 0.43 * pitch_m, side * y + 0.02, roof - 0.05 * h)
        rib = Box(lo, hi, paint, carries=True, detail=1)
        found.append(Repeat((rib,), count, (pitch_m, 0.0, 0.0)))
    face = -y - 0.028
    door = (
        front((-0.156 * w, -0.017 * w), (0.222 * h, 0.722 * h), face, "#C3C9C6"),
        louvres((-0.143 * w, -0.028 * w), (0.278 * h, 0.7 * h), face - STEP_M, "#78827F", 0.031 * h),
    )
    found.append(Repeat(door, 3, (0.172 * w, 0.0, 0.0)))
    found.append(front((-0.443 * w, -0.369 * w), (0.194 * h, 0.75 * h), face - 0.002, "#B8BFBB"))
    found.append(front((-0.384 * w, -0.379 * w), (0.444 * h, 0.5 * h), face - 0.006, "graphite"))
    slat = Plate((x + 0.012, -0.4 * d, 0.222 * h), (x + 0.012, 0.4 * d, 0.244 * h), "+x", "#6C7673")
    found.append(Repeat((slat,), 15, (0.0, 0.0, 0.039 * h)))
    return tuple(found)


@lru_cache(maxsize=64)
def panel(size: Vec3, lineup: str = "") -> Primitives:
    """A distribution panel or rack PDU: one cabinet, two columns of breakers behind a door frame."""
    w, d, h = size
    y = -d / 2
    foot_m = 0.09 if h > 1.2 else 0.0
    body = cabinet(size, foot_m) if foot_m else (Box((-w / 2, y, 0.0), (w / 2, d / 2, h), carries=True, top="top", edges=True),)
    stripe = Plate((0.004 - w / 2, y - STEP_M, 0.92 * h), (w / 2 - 0.004, y - STEP_M, 0.965 * h), "-y", feed_color(lineup), detail=0)
    door = front((-0.42 * w, 0.42 * w), (0.08 * h, 0.9 * h), y - STEP_M, "#E0E4E8")
    field_ = front((-0.34 * w, 0.34 * w), (0.16 * h, 0.74 * h), y - 1.5 * STEP_M, "#AAB3BA")
    step_m = 0.56 * h / 12
    breakers = tuple(
        front((a * w, b * w), (0.17 * h, 0.17 * h + 0.7 * step_m), y - 2 * STEP_M, "dark") for a, b in ((-0.31, -0.03), (0.03, 0.31))
    )
    toggles = tuple(
        front((a * w, b * w), (0.17 * h + 0.15 * step_m, 0.17 * h + 0.55 * step_m), y - 2.5 * STEP_M, "#D9DEE2", detail=2)
        for a, b in ((-0.13, -0.08), (0.08, 0.13))
    )
    led = front((0.22 * w, 0.32 * w), (0.8 * h, 0.82 * h), y - 2 * STEP_M, "led", material="emissive")
    return (*body, stripe, door, field_, Repeat((*breakers, *toggles), 12, (0.0, 0.0, step_m)), led)


@lru_cache(maxsize=64)
def breaker(size: Vec3, lineup: str = "") -> Primitives:
    """A single breaker in its box: lineup stripe, dark face, toggle, state light."""
    w, d, h = size
    y = -d / 2
    return (
        Box((-w / 2, y, 0.0), (w / 2, d / 2, h), "#DDE2E6", bevel_m=0.01, carries=True, edges=True),
        Plate((0.004 - w / 2, y - 0.002, 0.86 * h), (w / 2 - 0.004, y - 0.002, 0.95 * h), "-y", feed_color(lineup), detail=0),
        front((-0.34 * w, 0.34 * w), (0.16 * h, 0.78 * h), y - 0.003, "dark"),
        Box((-0.09 * w, y - 0.05 * d - 0.02, 0.42 * h), (0.09 * w, y, 0.66 * h), "#D9DEE2", bevel_m=0.005, detail=1),
        front((-0.06 * w, 0.06 * w), (0.24 * h, 0.3 * h), y - 0.005, "led", material="emissive"),
    )


@lru_cache(maxsize=64)
def utility(size: Vec3) -> Primitives:
    """The grid connection: a ring main kiosk with three cable bushings and a danger triangle's yellow plate."""
    w, d, h = size
    y = -d / 2
    doors = tuple(front(x, (0.14 * h, 0.78 * h), y - STEP_M, "#8FA096") for x in ((-0.45 * w, -0.01 * w), (0.01 * w, 0.45 * w)))
    roof = Box((-0.54 * w, -0.54 * d, 0.84 * h), (0.54 * w, 0.54 * d, 0.9 * h), "#5F6B64", bevel_m=0.015)
    mast = Cylinder((0.0, 0.0, 0.9 * h), (0.0, 0.0, h), 0.05, "steel")
    sign = front((-0.32 * w, -0.14 * w), (0.5 * h, 0.64 * h), y - 1.5 * STEP_M, "#F0C23C")
    bushing = Cylinder((-0.25 * w, 0.0, 0.9 * h), (-0.25 * w, 0.0, h), 0.09, PORCELAIN)
    return (
        plinth(size, 0.06 * h),
        Box((-w / 2, y, 0.06 * h), (w / 2, d / 2, 0.84 * h), "#A3B1A8", bevel_m=0.02, carries=True, edges=True),
        roof, *doors, sign, mast, Repeat((bushing,), 3, (0.25 * w, 0.0, 0.0)),
        louvres((0.08 * w, 0.38 * w), (0.2 * h, 0.4 * h), y - 1.5 * STEP_M, "#63706A", 0.05),
    )


@lru_cache(maxsize=64)
def fixed_load(size: Vec3) -> Primitives:
    """A load of constant power: a junction box with a lamp bar, as for lighting."""
    w, d, h = size
    y = -d / 2
    return (
        Box((-w / 2, y, 0.0), (w / 2, d / 2, h), "#E3E7EA", bevel_m=0.012, carries=True, edges=True),
        front((-0.4 * w, 0.4 * w), (0.62 * h, 0.78 * h), y - STEP_M, "#FFF3C9", material="emissive", detail=0),
        front((-0.4 * w, 0.4 * w), (0.16 * h, 0.5 * h), y - STEP_M, "panel"),
        Cylinder((0.0, 0.0, h), (0.0, 0.0, h + 0.06), 0.05, "graphite"),
    )
