"""Small pieces the bodies are made of: fronts, louvres, stubs, colours by lineup and loop."""

from __future__ import annotations

from gigahall.kinds.shape import Box, Cylinder, Facing, Material, Plate, Primitive, Repeat
from gigahall.scene.record import Vec3

Primitives = tuple[Primitive, ...]

STEP_M = 0.004
"""How far each layer of plates stands in front of the one below, so that no two share a plane."""


def front(
    x: tuple[float, float], z: tuple[float, float], y: float, color: str, *,
    material: Material = "matte", detail: int = 1, carries: bool = False,
) -> Plate:
    """A plate facing -y at depth `y`."""
    return Plate((x[0], y, z[0]), (x[1], y, z[1]), "-y", color, material, carries, detail)


def back(x: tuple[float, float], z: tuple[float, float], y: float, color: str, *, detail: int = 1) -> Plate:
    """A plate facing +y at depth `y`."""
    return Plate((x[0], y, z[0]), (x[1], y, z[1]), "+y", color, detail=detail)


def louvres(
    x: tuple[float, float], z: tuple[float, float], y: float, color: str, pitch_m: float,
    *, out: Facing = "-y", detail: int = 1,
) -> Repeat:
    """Horizontal slats covering just over half of each pitch."""
    count = max(1, int((z[1] - z[0]) / pitch_m))
    pitch_m = (z[1] - z[0]) / count
    slat = Plate((x[0], y, z[0]), (x[1], y, z[0] + 0.55 * pitch_m), out, color, detail=detail)
    return Repeat((slat,), count, (0.0, 0.0, pitch_m))


def plinth(size: Vec3, height_m: float = 0.1) -> Box:
    """The dark recessed foot of a cabinet."""
    w, d, _ = size
    return Box(
        (-w / 2 + 0.03, -d / 2 + 0.03, 0.0), (w / 2 - 0.03, d / 2 - 0.03, height_m + 0.005), "graphite", bevel_m=0.004
    )


def cabinet(size: Vec3, foot_m: float = 0.1, color: str = "body", bevel_m: float = 0.014) -> Primitives:
    """A closed body on a plinth."""
    w, d, h = size
    body = Box(
        (-w / 2, -d / 2, foot_m), (w / 2, d / 2, h), color, bevel_m=bevel_m, carries=True, top="top", edges=True
    )
    return (plinth(size, foot_m), body)


def stub(at: Vec3, length_m: float, diameter_m: float, color: str, *, flange: bool = True, detail: int = 1) -> Primitives:
    """An upright pipe connection with its flange."""
    x, y, z = at
    pipe = Cylinder(at, (x, y, z + length_m), diameter_m, color, "pipe", detail=detail)
    if not flange:
        return (pipe,)
    low = z + 0.28 * length_m
    ring = Cylinder((x, y, low), (x, y, low + 0.22 * length_m), 1.5 * diameter_m, "steel", "pipe", detail=detail)
    return (pipe, ring)


def screen(x: tuple[float, float], z: tuple[float, float], y: float, *, lit: str = "#2C6E8F") -> Primitives:
    """A framed display facing -y."""
    rim_m = 0.12 * min(x[1] - x[0], z[1] - z[0])
    inner = front((x[0] + rim_m, x[1] - rim_m), (z[0] + rim_m, z[1] - rim_m), y - STEP_M, lit, material="emissive")
    return (front(x, z, y, "dark"), inner)


def feed_color(lineup: str) -> str:
    """Colour role of a lineup "A".."D"; grey without one."""
    return f"feed_{lineup.lower()}" if lineup in ("A", "B", "C", "D") else "steel"


def loop_color(system: str, line: str) -> str:
    """Colour role of a coolant line."""
    if system in ("TCS", "FWS", "CHW") and line in ("supply", "return"):
        return f"{system.lower()}_{line}"
    return "steel"


LOOP_BANDS = {"TCS": 1, "FWS": 2, "CHW": 3}
"""White bands around a pipe say its loop without colour."""
