"""IT racks: one closed body, told apart by the front."""

from __future__ import annotations

from functools import lru_cache

from gigahall.kinds.bodies.parts import STEP_M, Primitives, front, stub
from gigahall.kinds.shape import Box, Plate, Primitive, Repeat
from gigahall.scene.record import Vec3

BANDS = ((2, "power"), (4, "compute"), (3, "switch"), (5, "compute"), (2, "power"))
"""A GB300 front from below, in bands; each compute and power band is two or so trays."""
TRAYS = ((4, "power"), (8, "compute"), (9, "switch"), (10, "compute"), (4, "power"))
TRAY_COLORS = {"power": "#868F97", "compute": "#5F6972", "switch": "sand"}


@lru_cache(maxsize=64)
def liquid_rack(size: Vec3) -> Primitives:
    """An NVL72 class rack: power, compute and switch trays, coolant stubs on top."""
    w, _, h = size
    bands = _stack(size, BANDS, 3)
    trays = _stack(size, TRAYS, 2)
    stubs = (
        *stub((-0.22 * w, 0.375 * size[1], h), 0.064, 0.08, "tcs_supply", flange=False),
        *stub((0.22 * w, 0.375 * size[1], h), 0.064, 0.08, "tcs_return", flange=False),
    )
    return (*_closed(size), *bands, *trays, *_led_strip(size), *stubs)


@lru_cache(maxsize=64)
def air_rack(size: Vec3, style: str = "server") -> Primitives:
    """An air-cooled rack; `style`: "server", "network", "storage" or "blank"."""
    fronts = {"network": _switches, "storage": _shelves, "blank": _blank}
    return (*_closed(size), *fronts.get(style, _servers)(size))


def _closed(size: Vec3) -> Primitives:
    """Body, base, dark front, rear door with vents and brush plates: common to every rack."""
    w, d, h = size
    y = -d / 2
    base = Box((-w / 2 + 0.01, y + 0.03, 0.0), (w / 2 - 0.01, d / 2 - 0.02, 0.035), "graphite", bevel_m=0.004)
    body = Box((-w / 2, y + 0.015, 0.03), (w / 2, d / 2 - 0.025, h), carries=True, top="top", edges=True)
    frame = Box((-w / 2, y, 0.03), (w / 2, y + 0.02, h), "graphite", bevel_m=0.006, detail=1)
    opening = Plate((-0.437 * w, y - 0.003, 0.07), (0.437 * w, y - 0.003, h - 0.046), "-y", "dark", detail=0)
    door = Box(
        (-w / 2 + 0.015, d / 2 - 0.025, 0.05), (w / 2 - 0.015, d / 2, h - 0.036), "#59626B", bevel_m=0.006, detail=1
    )
    pitch_m = (h - 0.2) / 22
    vent = Plate((-0.4 * w, d / 2 + 0.003, 0.12), (0.4 * w, d / 2 + 0.003, 0.12 + 0.54 * pitch_m), "+y", "#2A3138")
    vents = Repeat((vent,), 22, (0.0, 0.0, pitch_m))
    brushes = tuple(
        Plate((-w / 3, low * d, h + STEP_M), (w / 3, (low + 0.125) * d, h + STEP_M), "+z", "#5B646C")
        for low in (-0.29, 0.045)
    )
    return (base, body, frame, opening, door, vents, *brushes)


def _stack(size: Vec3, groups: tuple[tuple[int, str], ...], detail: int) -> tuple[Primitive, ...]:
    """Trays from below. A group's share of the height follows the tray counts, also where bands stand for them."""
    w, d, h = size
    low, high = 0.07, h - 0.046
    shares = [count for count, _ in TRAYS]
    found: list[Primitive] = []
    z = low
    for (count, use), share in zip(groups, shares, strict=True):
        pitch_m = (high - low) * share / sum(shares) / count
        found.append(Repeat(_tray(w, -d / 2 - 0.003, z, pitch_m, use, detail), count, (0.0, 0.0, pitch_m)))
        z += pitch_m * count
    return tuple(found)


def _tray(w: float, y: float, z: float, pitch_m: float, use: str, detail: int) -> Primitives:
    gap_m = min(0.007, 0.12 * pitch_m)
    face = front((-0.425 * w, 0.425 * w), (z + gap_m, z + pitch_m - gap_m), y - STEP_M, TRAY_COLORS[use], detail=detail)
    mid, half = z + pitch_m / 2, min(0.020, 0.22 * pitch_m)
    y -= 1.5 * STEP_M
    if use == "switch":
        return (face, front((-0.367 * w, 0.367 * w), (mid - half, mid + half), y, "#7C745D", detail=detail))
    if use == "power":
        slots = [(-0.383 + 0.195 * k, -0.225 + 0.195 * k) for k in range(4)]
        return (face, *(front((a * w, b * w), (mid - 1.2 * half, mid + 1.2 * half), y, "#59626B", detail=detail) for a, b in slots))
    handles = tuple(
        front((a * w, b * w), (mid - 1.3 * half, mid + 1.3 * half), y, "panel", detail=detail)
        for a, b in ((-0.392, -0.342), (0.342, 0.392))
    )
    slot = front((-0.3 * w, 0.167 * w), (mid - 0.8 * half, mid + 0.8 * half), y, "#343C44", detail=detail)
    led = front((0.217 * w, 0.292 * w), (mid - 0.6 * half, mid + 0.6 * half), y, "led", material="emissive", detail=detail)
    return (face, *handles, slot, led)


def _led_strip(size: Vec3) -> Primitives:
    w, d, h = size
    y = -d / 2
    rail = Box((-w / 2, y - 0.012, 0.09 * h), (-0.447 * w, y, 0.894 * h), "#5D6770", bevel_m=0.004, detail=1)
    strip = front((-0.482 * w, -0.465 * w), (0.224 * h, 0.76 * h), y - 0.0135, "led", material="emissive")
    return (rail, strip)


def _switches(size: Vec3) -> Primitives:
    """Six switch blocks of two rows of nine ports, and a patch panel."""
    w, d, h = size
    y = -d / 2 - 0.003
    z = 0.157 * h
    face = front((-0.425 * w, 0.425 * w), (z, z + 0.09 * h), y - STEP_M, "#5D6770")
    port = front((-0.392 * w, -0.333 * w), (z + 0.018 * h, z + 0.038 * h), y - 1.5 * STEP_M, "#2C333A")
    ports = Repeat((Repeat((port,), 9, (0.0833 * w, 0.0, 0.0)),), 2, (0.0, 0.0, 0.0335 * h))
    led = front((0.358 * w, 0.408 * w), (z + 0.04 * h, z + 0.049 * h), y - 1.5 * STEP_M, "led", material="emissive")
    patch = front((-0.425 * w, 0.425 * w), (0.045 * h, 0.134 * h), y - STEP_M, "#444C54")
    return (Repeat((face, ports, led), 6, (0.0, 0.0, 0.121 * h)), patch)


def _shelves(size: Vec3) -> Primitives:
    """Seven drive shelves of ten bays."""
    w, d, h = size
    y = -d / 2 - 0.003
    z = 0.0626 * h
    face = front((-0.425 * w, 0.425 * w), (z, z + 0.112 * h), y - STEP_M, "#6C757D")
    bay = front((-0.4 * w, -0.338 * w), (z + 0.011 * h, z + 0.1 * h), y - 1.5 * STEP_M, "#39414A")
    led = front((-0.4 * w, 0.4 * w), (z + 0.0027 * h, z + 0.0063 * h), y - 1.5 * STEP_M, "led", material="emissive")
    return (Repeat((face, Repeat((bay,), 10, (0.0808 * w, 0.0, 0.0)), led), 7, (0.0, 0.0, 0.1275 * h)),)


def _servers(size: Vec3) -> Primitives:
    """Sixteen servers, every fourth in a lighter bezel."""
    w, d, h = size
    y = -d / 2 - 0.003
    pitch_m = 0.0546 * h

    def server(z: float, color: str) -> Primitives:
        return (
            front((-0.425 * w, 0.425 * w), (z, z + 0.0438 * h), y - STEP_M, color),
            front((-0.383 * w, 0.133 * w), (z + 0.0134 * h, z + 0.0304 * h), y - 1.5 * STEP_M, "#313940"),
            front((0.333 * w, 0.392 * w), (z + 0.0179 * h, z + 0.025 * h), y - 1.5 * STEP_M, "led", material="emissive"),
        )

    z = 0.0626 * h
    light = Repeat(server(z, "#8B949C"), 4, (0.0, 0.0, 4 * pitch_m))
    dark = Repeat(server(z + pitch_m, "#68727B"), 3, (0.0, 0.0, pitch_m))
    return (light, Repeat((dark,), 4, (0.0, 0.0, 4 * pitch_m)))


def _blank(size: Vec3) -> Primitives:
    w, d, h = size
    return (front((-0.425 * w, 0.425 * w), (0.1, h - 0.076), -d / 2 - 0.003 - STEP_M, "#8C959D"),)
