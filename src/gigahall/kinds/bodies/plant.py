"""Plant: heat rejection, chillers, pumps, exchangers and vessels."""

from __future__ import annotations

from functools import lru_cache

from gigahall.kinds.bodies.parts import STEP_M, Primitives, cabinet, front, screen, stub
from gigahall.kinds.shape import Box, Cylinder, Facing, Fan, Plate, Primitive, Quad, Repeat
from gigahall.scene.record import Vec3


@lru_cache(maxsize=64)
def dry_cooler(size: Vec3, fans: int = 10) -> Primitives:
    """A flat-bed cooler along x: legs, finned sides, two rows of fans on top, headers at one end."""
    w, d, h = size
    bays = max(1, -(-fans // 2))
    low = 0.36 * h
    found: list[Primitive] = [
        Box((-w / 2, -d / 2, low), (w / 2, d / 2, h - 0.12), bevel_m=0.02, carries=True, top="top", edges=True),
        Box((-w / 2 - 0.02, -d / 2 - 0.02, h - 0.28), (w / 2 + 0.02, d / 2 + 0.02, h - 0.12), "top", bevel_m=0.015, carries=True),
    ]
    for share in (-1.0, -0.33, 0.33, 1.0):
        for side in (-1, 1):
            x, y = share * (w / 2 - 0.12), side * (d / 2 - 0.1)
            found.append(Box((x - 0.06, y - 0.06, 0.0), (x + 0.06, y + 0.06, low), "steel", bevel_m=0.01))
    pitch_m = (w - 0.2) / bays
    for out in ("-y", "+y"):
        found.append(Repeat(_finned_bay(size, pitch_m, out), bays, (pitch_m, 0.0, 0.0)))
    radius_m = min(0.46, 0.4 * pitch_m, 0.2 * d)
    pair = tuple(Fan((0.1 - w / 2 + pitch_m / 2, side * d / 4, h - 0.12), radius_m, "+z") for side in (-1, 1))
    found.append(Repeat(pair, bays, (pitch_m, 0.0, 0.0)))
    for side, color in ((-1, "fws_supply"), (1, "fws_return")):
        found.extend(_header(-w / 2, side * 0.23 * d, low + 0.15, h - 0.45, color))
    return tuple(found)


def _finned_bay(size: Vec3, pitch_m: float, out: Facing) -> Primitives:
    """One dark coil window with eleven light slats, at the west end of a long side."""
    w, d, h = size
    side = 1 if out == "+y" else -1
    x = (0.12 - w / 2, 0.06 - w / 2 + pitch_m)
    low, high = 0.393 * h, h - 0.36
    window = Plate((x[0], side * (d / 2 + 0.004), low), (x[1], side * (d / 2 + 0.004), high), out, "#5D6871", detail=0)
    step_m = (high - low - 0.06) / 11
    y = side * (d / 2 + 0.012)
    slat = Plate((x[0] + 0.02, y, low + 0.06), (x[1] - 0.02, y, low + 0.06 + 0.38 * step_m), out, "#98A3AC")
    return (window, Repeat((slat,), 11, (0.0, 0.0, step_m)))


def _header(x: float, y: float, low: float, high: float, color: str) -> Primitives:
    riser = Cylinder((x - 0.14, y, low), (x - 0.14, y, high), 0.18, color, "pipe")
    step_m = (high - low - 0.15) / 5
    branch = Cylinder((x - 0.14, y, low + 0.15), (x, y, low + 0.15), 0.06, color, "pipe", detail=1)
    return (riser, Repeat((branch,), 5, (0.0, 0.0, step_m)))


@lru_cache(maxsize=64)
def chiller(size: Vec3) -> Primitives:
    """An air-cooled screw chiller: skid, two shells, two compressors, V coils, fan deck, control cabinet."""
    w, d, h = size
    x, y = w / 2, d / 2
    deck = h - 0.34
    found: list[Primitive] = [
        Box((-x, -y, 0.0), (x, y, 0.16), "#4A535C", bevel_m=0.01),
        Box((-x, -y, deck), (x, y, h - 0.14), "top", bevel_m=0.02, carries=True, edges=True),
        Box((-x, -y + 0.15, 0.16), (-x + 0.125 * w, y - 0.15, deck), bevel_m=0.015, carries=True, edges=True),
        Cylinder((-x + 0.19 * w, -0.24 * d, 0.22 * h), (x - 0.075 * w, -0.24 * d, 0.22 * h), 0.256 * h, "#5B6C7A", carries=True, detail=0),
        Cylinder((-x + 0.19 * w, 0.22 * d, 0.2 * h), (x - 0.075 * w, 0.22 * d, 0.2 * h), 0.208 * h, "chw_supply", carries=True, detail=0),
    ]
    for share in (-0.125, 0.15):
        found.append(Cylinder((share * w, 0.0, 0.38 * h), ((share + 0.19) * w, 0.0, 0.38 * h), 0.192 * h, "#4F7C6A"))
        found.append(Cylinder((share * w + 0.1, 0.0, 0.46 * h), (share * w + 0.1, 0.0, 0.56 * h), 0.08, "steel", "pipe"))
    for shell_x in (-0.3, 0.4):
        found.append(Box((shell_x * w - 0.05, -0.4 * d, 0.16), (shell_x * w + 0.05, 0.4 * d, 0.14 * h), "#4A535C", bevel_m=0.01, detail=1))
    for sx in (-1, 1):
        for sy in (-1, 1):
            cx, cy = sx * (x - 0.06), sy * (y - 0.06)
            found.append(Box((cx - 0.05, cy - 0.05, 0.16), (cx + 0.05, cy + 0.05, deck), "panel", bevel_m=0.01))
    bays = max(2, round(w / 1.33))
    pitch_m = (w - 0.2) / bays
    for side in (-1, 1):
        found.append(Repeat(_coil_bay(size, pitch_m, deck, side), bays, (pitch_m, 0.0, 0.0)))
    fans = tuple(Fan((0.1 - x + pitch_m / 2, side * d / 4, h - 0.14), min(0.46, 0.4 * pitch_m, 0.2 * d), "+z") for side in (-1, 1))
    found.append(Repeat(fans, bays, (pitch_m, 0.0, 0.0)))
    found.append(Plate((-x - 0.004, -0.22 * d, 0.2 * h), (-x - 0.004, 0.22 * d, 0.76 * h), "-x", "panel"))
    found.append(Plate((-x - 0.008, -0.087 * d, 0.56 * h), (-x - 0.008, 0.087 * d, 0.67 * h), "-x", "#2C6E8F", "emissive"))
    return tuple(found)


def _coil_bay(size: Vec3, pitch_m: float, deck: float, side: int) -> Primitives:
    """One slanted coil of the V: dark face with eight slats, at the west end of side `side` (-1 south, 1 north)."""
    w, d, h = size
    left, right = 0.12 - w / 2, 0.05 - w / 2 + pitch_m
    low = 0.465 * h

    def face(a: float, b: float, x0: float, x1: float, proud_m: float, color: str, detail: int) -> Quad:
        def at(x: float, share: float) -> Vec3:
            return (x, side * (d / 2 * (0.62 + 0.38 * share) + proud_m), low + (deck - low) * share)

        corners = (at(x0, a), at(x1, a), at(x1, b), at(x0, b))
        if side > 0:
            corners = (corners[1], corners[0], corners[3], corners[2])
        return Quad(corners, color, detail=detail, both_sides=detail == 0)

    slats = tuple(face(k / 8 + 0.03, k / 8 + 0.09, left + 0.02, right - 0.02, 0.01, "#B4BDC5", 1) for k in range(8))
    return (face(0.0, 1.0, left, right, 0.0, "#7C8791", 0), *slats)


@lru_cache(maxsize=64)
def tower(size: Vec3) -> Primitives:
    """An open cooling tower: basin, louvred sides, one big fan stack."""
    w, d, h = size
    basin = Box((-w / 2, -d / 2, 0.0), (w / 2, d / 2, 0.16 * h), "#7F8B94", bevel_m=0.02, edges=True)
    body = Box((-0.97 * w / 2, -0.97 * d / 2, 0.16 * h), (0.97 * w / 2, 0.97 * d / 2, 0.86 * h), bevel_m=0.02, carries=True, top="top", edges=True)
    radius_m = 0.4 * min(w, d)
    stack = Cylinder((0.0, 0.0, 0.86 * h), (0.0, 0.0, 0.97 * h), 2.1 * radius_m, "panel", detail=0, end_diameter_m=2.3 * radius_m)
    found: list[Primitive] = [basin, body, stack, Fan((0.0, 0.0, 0.972 * h), radius_m, "+z")]
    sides: tuple[tuple[Facing, int], ...] = (("-y", -1), ("+y", 1))
    for out, side in sides:
        y = side * (0.97 * d / 2 + 0.006)
        slat = Plate((-0.44 * w, y, 0.2 * h), (0.44 * w, y, 0.226 * h), out, "#7C8791")
        found.append(Repeat((slat,), 13, (0.0, 0.0, 0.045 * h)))
    found.extend(stub((-0.3 * w, -0.36 * d, 0.86 * h), 0.1 * h, 0.16, "fws_return"))
    ladder = Box((w / 2 - 0.01, -0.1, 0.0), (w / 2 + 0.03, -0.07, h), "steel", bevel_m=0.004, detail=1)
    return (*found, Repeat((ladder,), 2, (0.0, 0.35, 0.0)))


@lru_cache(maxsize=64)
def pump(size: Vec3) -> Primitives:
    """An end-suction pump along x: base, finned motor, volute, terminal box, discharge stub."""
    w, d, h = size
    axis, drum = 0.44 * h, 0.36 * min(h, 1.6 * d)
    blue = "#3E6E9E"
    found: list[Primitive] = [
        Box((-w / 2, -d / 2, 0.0), (w / 2, d / 2, 0.1 * h), "graphite", bevel_m=0.01),
        Box((-0.23 * w, -0.36 * d, 0.1 * h), (0.41 * w, 0.36 * d, 0.25 * h), "#4A535C", bevel_m=0.01, detail=1),
        Cylinder((-0.09 * w, 0.0, axis), (0.46 * w, 0.0, axis), drum, blue, carries=True, detail=0),
        Cylinder((-0.18 * w, 0.0, axis), (-0.09 * w, 0.0, axis), 0.5 * drum, "steel"),
        Cylinder((-0.38 * w, 0.0, axis), (-0.18 * w, 0.0, axis), 1.1 * drum, "steel", carries=True, detail=0),
        Box((0.05 * w, -0.22 * d, axis + 0.45 * drum), (0.29 * w, 0.22 * d, axis + 0.8 * drum), "#4A535C", bevel_m=0.01, detail=1),
        Cylinder((-0.28 * w, 0.0, axis), (-0.28 * w, 0.0, h), 0.42 * drum, "steel", "pipe"),
        Cylinder((-0.28 * w, 0.0, 0.93 * h), (-0.28 * w, 0.0, h), 0.65 * drum, "steel", "pipe"),
        Cylinder((-0.5 * w, 0.0, axis), (-0.38 * w, 0.0, axis), 0.42 * drum, "steel", "pipe"),
        Cylinder((-0.5 * w, 0.0, axis), (-0.47 * w, 0.0, axis), 0.65 * drum, "steel", "pipe"),
    ]
    fin = Cylinder((-0.02 * w, 0.0, axis), (0.01 * w, 0.0, axis), 1.13 * drum, blue)
    found.append(Repeat((fin,), 6, (0.073 * w, 0.0, 0.0)))
    return tuple(found)


@lru_cache(maxsize=64)
def plate_exchanger(size: Vec3) -> Primitives:
    """A gasketed plate heat exchanger along x: 22 plates between two frames, bars, bolts, four ports."""
    w, d, h = size
    blue = "#4E7FAE"
    frames = tuple(
        Box((x * w, -0.46 * d, 0.03 * h), ((x + 0.065) * w, 0.46 * d, h), blue, bevel_m=0.008, carries=True, edges=True)
        for x in (-0.42, 0.42)
    )
    pitch_m = 0.77 * w / 11
    plates = []
    for k, color in enumerate(("#A8B1B9", "#C9D0D6")):
        x = 0.5 * k * pitch_m - 0.35 * w
        lo, hi = (x, -0.4 * d, 0.07 * h), (x + 0.36 * pitch_m, 0.4 * d, 0.94 * h)
        one = Box(lo, hi, color, bevel_m=0.002, carries=True, detail=1)
        plates.append(Repeat((one,), 11, (pitch_m, 0.0, 0.0)))
    core = Box((-0.35 * w, -0.38 * d, 0.08 * h), (0.42 * w, 0.38 * d, 0.93 * h), "#8D979F", bevel_m=0.004, carries=True)
    bars = tuple(Cylinder((-w / 2, 0.0, z * h), (w / 2, 0.0, z * h), 0.08, "steel") for z in (0.06, 0.975))
    bolts = tuple(
        Cylinder((-0.49 * w, side * 0.5 * d, z * h), (0.5 * w, side * 0.5 * d, z * h), 0.044, "steel", detail=2)
        for side in (-1, 1) for z in (0.2, 0.5, 0.8)
    )
    ports = tuple(
        Cylinder((-0.42 * w, side * 0.24 * d, z * h), (-0.55 * w, side * 0.24 * d, z * h), 0.16 * d + 0.04, color, "pipe")
        for side, z, color in ((-1, 0.85, "fws_return"), (1, 0.85, "chw_return"), (-1, 0.18, "fws_supply"), (1, 0.18, "chw_supply"))
    )
    return (*frames, core, *plates, *bars, *bolts, *ports)


@lru_cache(maxsize=64)
def tank(size: Vec3) -> Primitives:
    """An upright insulated buffer tank: domed shell on a ring foot, bands, two ports."""
    w, d, h = size
    across = min(w, d)
    found: list[Primitive] = [
        Cylinder((0.0, 0.0, 0.0), (0.0, 0.0, 0.08 * h), 0.8 * across, "graphite", detail=0),
        Cylinder((0.0, 0.0, 0.07 * h), (0.0, 0.0, 0.13 * h), 0.72 * across, "body", carries=True, detail=0, end_diameter_m=across),
        Cylinder((0.0, 0.0, 0.13 * h), (0.0, 0.0, 0.88 * h), across, "body", carries=True, detail=0),
        Cylinder((0.0, 0.0, 0.88 * h), (0.0, 0.0, 0.95 * h), across, "top", carries=True, detail=0, end_diameter_m=0.7 * across),
        Cylinder((0.0, 0.0, 0.95 * h), (0.0, 0.0, 0.975 * h), 0.7 * across, "top", carries=True, detail=0, end_diameter_m=0.24 * across),
        Cylinder((0.0, 0.0, 0.97 * h), (0.0, 0.0, h), 0.1 * across, "steel"),
    ]
    found.extend(Cylinder((0.0, 0.0, z * h), (0.0, 0.0, z * h + 0.03), 1.015 * across, "steel") for z in (0.3, 0.7))
    for z, color in ((0.2, "fws_supply"), (0.8, "fws_return")):
        found.append(Cylinder((0.0, -0.46 * across, z * h), (0.0, -0.56 * across, z * h), 0.12 * across, color, "pipe"))
    gauge = Box((-0.04, -0.54 * across, 0.48 * h), (0.04, -0.49 * across, 0.56 * h), "graphite", bevel_m=0.006, detail=1)
    return (*found, gauge)


@lru_cache(maxsize=64)
def vessel(size: Vec3) -> Primitives:
    """A red diaphragm expansion vessel on three legs."""
    w, d, h = size
    across = min(w, d)
    red = "#B4443A"
    legs = tuple(
        Box((x * across - 0.02, y * across - 0.02, 0.0), (x * across + 0.02, y * across + 0.02, 0.3 * h), "graphite", bevel_m=0.004)
        for x, y in ((-0.36, 0.2), (0.36, 0.2), (0.0, -0.4))
    )
    shell = tuple(
        Cylinder((0.0, 0.0, a * h), (0.0, 0.0, b * h), p * across, red, carries=True, detail=0, end_diameter_m=q * across)
        for a, b, p, q in ((0.14, 0.26, 0.45, 0.92), (0.26, 0.32, 0.92, 1.0), (0.32, 0.84, 1.0, 1.0), (0.84, 0.91, 1.0, 0.9), (0.91, 1.0, 0.9, 0.36))
    )
    seam = Cylinder((0.0, 0.0, 0.57 * h), (0.0, 0.0, 0.6 * h), 1.03 * across, "#8E352D")
    port = Cylinder((0.0, 0.0, 0.04 * h), (0.0, 0.0, 0.15 * h), 0.09 * across, "steel", "pipe")
    return (*legs, *shell, seam, port)


@lru_cache(maxsize=64)
def valve(size: Vec3, system: str = "", line: str = "") -> Primitives:
    """A motorised control valve: flanged body along x, yoke and actuator head."""
    w, d, h = size
    axis = 0.3 * h
    across = min(0.5 * h, d)
    return (
        Cylinder((-w / 2, 0.0, axis), (w / 2, 0.0, axis), 0.62 * across, "steel", "pipe", carries=True, detail=0),
        Cylinder((-w / 2, 0.0, axis), (-0.4 * w, 0.0, axis), across, "#7F8B94", "pipe"),
        Cylinder((0.4 * w, 0.0, axis), (w / 2, 0.0, axis), across, "#7F8B94", "pipe"),
        Cylinder((0.0, 0.0, axis), (0.0, 0.0, 0.66 * h), 0.22 * across, "steel"),
        Box((-0.26 * w, -0.4 * d, 0.64 * h), (0.26 * w, 0.4 * d, h), "#E0A63A", bevel_m=0.015, carries=True),
        front((-0.14 * w, 0.14 * w), (0.74 * h, 0.9 * h), -0.4 * d - STEP_M, "graphite"),
    )


@lru_cache(maxsize=64)
def ideal_source(size: Vec3, system: str = "") -> Primitives:
    """A fixed supply standing in for a plant: a plain block with a broad ring, unlike any machine."""
    w, d, h = size
    y = -d / 2
    color = f"{system.lower()}_supply" if system in ("TCS", "FWS", "CHW") else "#5E7FA8"
    ring = Box((-w / 2 - 0.01, y - 0.01, 0.62 * h), (w / 2 + 0.01, d / 2 + 0.01, 0.74 * h), color, bevel_m=0.01, carries=True)
    panel_ = front((-0.3 * w, 0.3 * w), (0.2 * h, 0.5 * h), y - STEP_M, "panel")
    stubs = stub((-0.22 * w, 0.0, h), 0.1 * h, 0.14 * min(w, d) + 0.04, color) + stub((0.22 * w, 0.0, h), 0.1 * h, 0.14 * min(w, d) + 0.04, "steel")
    return (*cabinet(size, 0.05 * h), ring, panel_, *screen((-0.2 * w, 0.2 * w), (0.82 * h, 0.94 * h), y - STEP_M), *stubs)
