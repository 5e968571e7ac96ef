"""Shapes as data: primitives with material and colour role, in an element's own axes (origin: footprint centre on the
floor, front -y, metres). `view3d` turns them into a few merged meshes; nothing here knows VTK.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gigahall.scene.record import Vec3

Material = Literal["matte", "pipe", "glass", "emissive", "floor"]


@dataclass(frozen=True, slots=True)
class Box:
    """Bevelled box. `carries` True: its faces take the colour of the shown quantity."""

    lo: Vec3
    hi: Vec3
    color: str = "body"
    material: Material = "matte"
    bevel_m: float = 0.012
    carries: bool = False
    detail: int = 0
    """0 = main body, kept at every level of detail; 1 = drawn at normal distance; 2 = near only."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A quad a few mm in front of its panel, facing `out` (one of +-x, +-y, +-z), between two corners."""

    lo: Vec3
    hi: Vec3
    out: Literal["-x", "+x", "-y", "+y", "-z", "+z"]
    color: str = "panel"
    material: Material = "matte"
    carries: bool = False
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Tube:
    """A round pipe along points with true elbows. `bands`: white bands along it."""

    points: tuple[Vec3, ...]
    diameter_m: float
    color: str = "steel"
    material: Material = "pipe"
    bands: int = 0
    carries: bool = False
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangular bar along points (busway, tray)."""

    points: tuple[Vec3, ...]
    width_m: float
    height_m: float
    color: str = "steel"
    material: Material = "matte"
    carries: bool = False
    detail: int = 0


@dataclass(frozen=True, slots=True)
class Cylinder:
    """An upright or lying drum with caps: from `a` to `b`."""

    a: Vec3
    b: Vec3
    diameter_m: float
    color: str = "steel"
    material: Material = "matte"
    carries: bool = False
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Fan:
    """Ring, dark disc, blades, hub and guard, facing `out`."""

    at: Vec3
    radius_m: float
    out: Literal["-x", "+x", "-y", "+y", "-z", "+z"]
    detail: int = 1


Primitive = Box | Plate | Tube | Bar | Cylinder | Fan


@dataclass(frozen=True, slots=True)
class Shape:
    primitives: tuple[Primitive, ...] = ()
