"""Shapes as data: primitives with material and colour role, in an element's own axes (origin: footprint centre on the
floor, front -y, metres). `view3d` turns them into a few merged meshes; nothing here knows VTK.

A colour is a role (body, top, panel, graphite, dark, steel, led, sand, glass, wall, slab, feed_a ..) or "#RRGGBB".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gigahall.scene.record import Vec3

Material = Literal["matte", "pipe", "glass", "emissive", "floor", "wall"]
Facing = Literal["-x", "+x", "-y", "+y", "-z", "+z"]


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
    """0 = main body, kept at every level of detail; 1 = drawn at normal distance; 2 = near only; 3 = at normal
    distance but not near, where detail 2 takes its place."""
    top: str = ""
    """Colour of the top face; "" = as the rest."""
    edges: bool = False
    """Its twelve edges are drawn as fine lines."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A quad a few mm in front of its panel, facing `out` (one of +-x, +-y, +-z), between two corners."""

    lo: Vec3
    hi: Vec3
    out: Facing
    color: str = "panel"
    material: Material = "matte"
    carries: bool = False
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Quad:
    """A flat four-cornered face; its front is where the corners run counter-clockwise."""

    corners: tuple[Vec3, Vec3, Vec3, Vec3]
    color: str = "panel"
    material: Material = "matte"
    carries: bool = False
    detail: int = 1
    both_sides: bool = False


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
    end_diameter_m: float = -1.0
    """Diameter at `b` of a cone; negative = the same."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A flat collar standing `height_m` proud of its panel."""

    at: Vec3
    inner_m: float
    outer_m: float
    height_m: float
    out: Facing
    color: str = "steel"
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Fan:
    """Ring, dark disc, blades, hub and guard, facing `out`."""

    at: Vec3
    radius_m: float
    out: Facing
    detail: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines on a floor between two corners, every `pitch_m`; each fifth stronger."""

    lo: Vec3
    hi: Vec3
    pitch_m: float = 0.6
    detail: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """`count` copies of primitives, each moved by `step` from the one before."""

    of: tuple[Primitive, ...]
    count: int
    step: Vec3


Primitive: TypeAlias = "Box | Plate | Quad | Tube | Bar | Cylinder | Ring | Fan | Grid | Repeat"


@dataclass(frozen=True, slots=True)
class Shape:
    primitives: tuple[Primitive, ...] = ()
