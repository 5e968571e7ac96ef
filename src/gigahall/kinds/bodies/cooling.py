"""Equipment in the room that moves heat: CDUs, air handlers, coils, doors, tiles and containment."""

from __future__ import annotations

from functools import lru_cache

from gigahall.kinds.bodies.parts import STEP_M, Primitives, cabinet, front, louvres, plinth, screen, stub
from gigahall.kinds.shape import Box, Facing, Fan, Plate, Primitive, Quad, Repeat, Ring
from gigahall.scene.record import Vec3

GLASS = "glass"
FRAME = "#4B545D"


@lru_cache(maxsize=64)
def cdu(size: Vec3) -> Primitives:
    """A coolant distribution unit: white doors, dark head with display, two gauges, four flanged stubs."""
    w, d, h = size
    y = -d / 2
    doors = tuple(front(x, (0.075 * h, h - 0.05), y - 0.003, "#DCE1E5") for x in ((0.03 - w / 2, -0.005), (0.005, w / 2 - 0.03)))
    head = front((0.02 - w / 2, w / 2 - 0.02), (0.83 * h, 0.972 * h), y - 0.006, "graphite", detail=0)
    lit = front((-0.2 * w, 0.2 * w), (0.844 * h, 0.958 * h), y - 0.008, "#12384A", material="emissive")
    lines = tuple(
        front((-0.167 * w, (-0.167 + share) * w), (low * h, (low + 0.0118) * h), y - 0.010, color, material="emissive", detail=2)
        for low, share, color in ((0.929, 0.29, "#7BE0FF"), (0.9, 0.18, "#58B7D6"), (0.87, 0.23, "#7BE0FF"))
    )
    led = front((0.278 * w, 0.4 * w), (0.892 * h, 0.91 * h), y - 0.008, "led", material="emissive")
    slats = louvres((0.09 - w / 2, w / 2 - 0.09), (0.12 * h, 0.33 * h), y - 0.005, "#8B959E", 0.055)
    handles = tuple(
        Box((side * 0.05 - 0.012, y - 0.035, 0.47 * h), (side * 0.05 + 0.012, y - 0.004, 0.6 * h), "#4A535C", bevel_m=0.006, detail=1)
        for side in (-1, 1)
    )
    stripes = (
        front((0.03 - w / 2, -0.005), (0.377 * h, 0.405 * h), y - 0.005, "tcs_supply"),
        front((0.005, w / 2 - 0.03), (0.377 * h, 0.405 * h), y - 0.005, "tcs_return"),
    )
    stubs = tuple(
        piece
        for x, depth, color in ((-1, 0.12, "tcs_supply"), (1, 0.12, "tcs_return"), (-1, 0.36, "fws_supply"), (1, 0.36, "fws_return"))
        for piece in stub((0.31 * w * x, depth * d, h), 0.18, 0.15, color)
    )
    body = cabinet(size, color="#EEF1F3", bevel_m=0.018)
    gauges = _gauge(-0.278 * w, y, 0.7 * h, -1) + _gauge(0.278 * w, y, 0.7 * h, 1)
    return (*body, *doors, head, lit, *lines, led, slats, *handles, *gauges, *stripes, *stubs)


def _gauge(x: float, y: float, z: float, lean: int) -> Primitives:
    """A dial: collar, white face, red hand."""
    face = y - 0.012
    hand = Quad((
        (x - 0.008, face - 0.003, z), (x + 0.008, face - 0.003, z),
        (x + 0.05 * lean + 0.008, face - 0.003, z + 0.045), (x + 0.05 * lean - 0.008, face - 0.003, z + 0.045),
    ), "#C63A2E", detail=1, both_sides=True)
    dial = Ring((x, face, z), 0.0, 0.076, 0.0, "-y", "#F4F6F7")
    return (Ring((x, y - 0.004, z), 0.075, 0.095, 0.03, "-y", "steel"), dial, hand)


@lru_cache(maxsize=64)
def crah(size: Vec3, fans: int = 4) -> Primitives:
    """A room air handler or fan wall: fans in square plates, a louvre band above, display, two chilled-water stubs."""
    w, d, h = size
    y = -d / 2
    columns, rows = fan_grid(fans, w, 0.62 * h)
    pitch_x, pitch_z = (w - 0.06) / columns, 0.60 * h / rows
    half = 0.47 * min(pitch_x, pitch_z)
    found: list[Primitive] = [*cabinet(size, 0.12, bevel_m=0.02)]
    for k in range(min(fans, columns * rows)):
        x = -w / 2 + 0.03 + pitch_x * (k % columns + 0.5)
        z = 0.09 * h + pitch_z * (k // columns + 0.5)
        found.append(Box((x - half, y - 0.03, z - half), (x + half, y + 0.01, z + half), "panel", detail=1, edges=True))
        found.append(Fan((x, y - 0.032, z), 0.82 * half, "-y"))
    found.append(front((0.08 - w / 2, w / 2 - 0.62), (0.733 * h, 0.953 * h), y - STEP_M, "#6B747D", detail=0))
    slat = Box((0.09 - w / 2, y - 0.03, 0.738 * h), (w / 2 - 0.63, y - STEP_M, 0.751 * h), "#AEB7BE", bevel_m=0.002, detail=1)
    found.append(Repeat((slat,), 9, (0.0, 0.0, 0.024 * h)))
    found.extend(screen((w / 2 - 0.5, w / 2 - 0.12), (0.807 * h, 0.907 * h), y - STEP_M))
    found.append(front((w / 2 - 0.46, w / 2 - 0.26), (0.767 * h, 0.777 * h), y - STEP_M, "led", material="emissive"))
    found.extend(stub((-0.16 * w, 0.18 * d, h), 0.22, 0.13, "chw_supply", flange=False))
    found.extend(stub((0.16 * w, 0.18 * d, h), 0.22, 0.13, "chw_return", flange=False))
    return tuple(found)


def fan_grid(fans: int, width_m: float, height_m: float) -> tuple[int, int]:
    """Columns and rows that give `fans` fans the largest squares in a field."""
    fans = max(1, fans)

    def side_m(columns: int) -> float:
        return min(width_m / columns, height_m / -(-fans // columns))

    best = max(range(1, fans + 1), key=lambda columns: (side_m(columns), -columns))
    return best, -(-fans // best)


@lru_cache(maxsize=64)
def room_coil(size: Vec3) -> Primitives:
    """A passive or fan coil hung in the room: finned face, drip tray, two stubs."""
    w, d, h = size
    y = -d / 2
    body = Box((-w / 2, y, 0.06 * h), (w / 2, d / 2, h), carries=True, top="top", edges=True)
    tray = Box((-w / 2, y - 0.01, 0.0), (w / 2, d / 2, 0.06 * h), "graphite", bevel_m=0.006)
    face = front((0.06 - w / 2, w / 2 - 0.06), (0.12 * h, 0.92 * h), y - 0.003, "#5D6871", detail=0)
    fins = max(6, int(w / 0.09))
    pitch_m = (w - 0.16) / fins
    fin = front((0.08 - w / 2, 0.08 - w / 2 + 0.5 * pitch_m), (0.14 * h, 0.9 * h), y - 0.006, "#98A3AC")
    stubs = stub((-0.3 * w, 0.0, h), 0.12, 0.06, "chw_supply", flange=False) + stub((0.3 * w, 0.0, h), 0.12, 0.06, "chw_return", flange=False)
    return (tray, body, face, Repeat((fin,), fins, (pitch_m, 0.0, 0.0)), *stubs)


@lru_cache(maxsize=64)
def rear_door(size: Vec3) -> Primitives:
    """A rear-door exchanger: a door finned on both faces, with hoses at the hinge side."""
    w, d, h = size
    y = d / 2
    frame = Box((-w / 2, -y, 0.03), (w / 2, y, h), "#D3D9DD", bevel_m=0.012, carries=True, edges=True)
    count = int((h - 0.24) / 0.045)
    faces: list[Primitive] = []
    sides: tuple[tuple[Facing, int], ...] = (("+y", 1), ("-y", -1))
    for out, side in sides:
        near, proud = side * (y + 0.003), side * (y + 0.006)
        faces.append(Plate((0.05 - w / 2, near, 0.1), (w / 2 - 0.05, near, h - 0.1), out, "#4E5963", detail=0))
        fin = Plate((0.06 - w / 2, proud, 0.12), (w / 2 - 0.06, proud, 0.142), out, "#98A3AC")
        faces.append(Repeat((fin,), count, (0.0, 0.0, 0.045)))
    handle = Box((w / 2 - 0.09, y, 0.45 * h), (w / 2 - 0.06, y + 0.04, 0.56 * h), "graphite", bevel_m=0.005, detail=1)
    hoses = stub((-0.4 * w, 0.0, h), 0.1, 0.05, "tcs_supply", flange=False) + stub((-0.22 * w, 0.0, h), 0.1, 0.05, "tcs_return", flange=False)
    return (frame, *faces, handle, *hoses)


@lru_cache(maxsize=64)
def tile(size: Vec3, open_frac: float = 0.25) -> Primitives:
    """A perforated floor tile or grate; the more open, the wider its dark slots."""
    w, d, h = size
    top_m = max(h, 0.004)
    plate = Box((0.004 - w / 2, 0.004 - d / 2, -0.03), (w / 2 - 0.004, d / 2 - 0.004, top_m), "#BAC3CA", bevel_m=0.003, carries=True, edges=True)
    dark = Plate((0.03 - w / 2, 0.03 - d / 2, top_m + 0.002), (w / 2 - 0.03, d / 2 - 0.03, top_m + 0.002), "+z", "#414A53", detail=0)
    count = 10
    pitch_m = (d - 0.06) / count
    solid_m = pitch_m * min(0.9, max(0.15, 1.0 - open_frac))
    slat = Plate((0.03 - w / 2, 0.03 - d / 2, top_m + 0.004), (w / 2 - 0.03, 0.03 - d / 2 + solid_m, top_m + 0.004), "+z", "#AEB8C0", carries=True)
    return (plate, dark, Repeat((slat,), count, (0.0, pitch_m, 0.0)))


@lru_cache(maxsize=64)
def containment(size: Vec3, rack_m: float = 2.236, open_top: bool = False, chimney: bool = False) -> Primitives:
    """Glass over an aisle along x: panes above the racks (`rack_m` high) on both long sides, doors at the ends.

    `open_top` leaves the roof off, `chimney` likewise: the panes then lead to the return plenum at `size[2]`.
    """
    w, d, h = size
    low = min(rack_m, h - 0.05)
    found: list[Primitive] = [*_panes(w, d, low, h, not (open_top or chimney))]
    count = max(1, round(w / 1.2))
    pitch_m = w / count
    for y in (-d / 2, d / 2):
        found.append(_bar((-w / 2, y, low), (w / 2, y, low), 0.04, 1))
        found.append(_bar((-w / 2, y, h), (w / 2, y, h), 0.04, 0))
        found.append(Repeat((_bar((-w / 2, y, low), (-w / 2, y, h), 0.036, 1),), count + 1, (pitch_m, 0.0, 0.0)))
    found.append(Repeat((_bar((-w / 2, -d / 2, h), (-w / 2, d / 2, h), 0.036, 1),), count + 1, (pitch_m, 0.0, 0.0)))
    for x in (-w / 2, w / 2):
        found.extend(_bar((x, y, 0.0), (x, y, h), 0.044, 1 if y == 0 else 0) for y in (0.02 - d / 2, 0.0, d / 2 - 0.02))
        found.append(_bar((x, -d / 2, min(2.12, low)), (x, d / 2, min(2.12, low)), 0.05, 1))
        found.extend(
            Box((x - 0.05, side * 0.08 - 0.012, 0.95), (x + 0.05, side * 0.08 + 0.012, 1.25), "#C9D0D6", bevel_m=0.004, detail=1)
            for side in (-1, 1)
        )
    return tuple(found)


def _panes(w: float, d: float, low: float, h: float, roof: bool) -> list[Primitive]:
    x, y = w / 2, d / 2
    panes: list[Primitive] = [
        Quad(((-x, side * y, low), (x, side * y, low), (x, side * y, h), (-x, side * y, h)), GLASS, "glass", True, 0)
        for side in (-1, 1)
    ]
    panes += [
        Quad(((side * x, -y, 0.0), (side * x, y, 0.0), (side * x, y, h), (side * x, -y, h)), GLASS, "glass", True, 0)
        for side in (-1, 1)
    ]
    if roof:
        panes.append(Quad(((-x, -y, h), (x, -y, h), (x, y, h), (-x, y, h)), GLASS, "glass", True, 0))
    return panes


def _bar(a: Vec3, b: Vec3, thick_m: float, detail: int) -> Box:
    """A frame member along one axis."""
    half = thick_m / 2
    return Box(
        (min(a[0], b[0]) - half, min(a[1], b[1]) - half, max(0.0, min(a[2], b[2]) - half)),
        (max(a[0], b[0]) + half, max(a[1], b[1]) + half, max(a[2], b[2]) + half), FRAME, bevel_m=0.004, detail=detail,
    )


__all__ = ["cdu", "containment", "crah", "fan_grid", "plinth", "rear_door", "room_coil", "tile"]
