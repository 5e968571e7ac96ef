"""What an element adds to its hall's air. Boxes and faces are in the element's own axes (front -y), metres.

A face is a flat box (one extent zero). `compile.air` turns and moves them into the hall's grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gigahall.scene.record import Vec3


@dataclass(frozen=True, slots=True)
class Solid:
    lo: Vec3
    hi: Vec3


@dataclass(frozen=True, slots=True)
class Panel:
    """A thin sheet; `leak_m3_s_m2` is the flow per area at 1 Pa... of a porous panel, 0 = tight."""

    lo: Vec3
    hi: Vec3
    open_frac: float = 0.0


@dataclass(frozen=True, slots=True)
class Through:
    """Air drawn in at one face and blown out at another, warmed by `heat_w` (a rack, a rear door)."""

    inlet_lo: Vec3
    inlet_hi: Vec3
    outlet_lo: Vec3
    outlet_hi: Vec3
    flow_m3_s: float
    heat_w: float


@dataclass(frozen=True, slots=True)
class Supply:
    """A fan unit: takes air at its return face (or from the hall's return plenum) and blows it out at `outlet` (or into
    the hall's floor plenum), cooled to `supply_c` by the element's coil. Fans follow affinity laws.

    `hold`: "flow" at `set_m3_s`; "plenum": speed holds the floor plenum at the hall's set pressure.
    """

    outlet_lo: Vec3 | None
    outlet_hi: Vec3 | None
    inlet_lo: Vec3 | None
    inlet_hi: Vec3 | None
    rated_m3_s: float
    fan_w: float
    supply_c: float
    hold: Literal["flow", "share", "plenum"] = "flow"
    """"share": the units of a group share `set_m3_s` of the whole group equally."""
    set_m3_s: float = 0.0
    min_speed: float = 0.2


@dataclass(frozen=True, slots=True)
class Tile:
    """A perforated floor tile: dp = K rho v^2 / 2 over its area, K of its open fraction (Idelchik form)."""

    lo: Vec3
    hi: Vec3
    open_frac: float


@dataclass(frozen=True, slots=True)
class Warm:
    """Heat released into the room at a box (lights, people, losses)."""

    lo: Vec3
    hi: Vec3
    heat_w: float


@dataclass(frozen=True, slots=True)
class Room:
    """The hall itself: white space box (world = hall axes), floor plenum and return."""

    size_m: Vec3
    cell_m: float
    plenum_pa: float = 0.0
    plenum_leak_frac: float = 0.0
    floor: Literal["slab", "raised"] = "slab"
    return_path: Literal["plenum", "open", "ceiling"] = "open"


AirPart = Solid | Panel | Through | Supply | Tile | Warm | Room


@dataclass(frozen=True, slots=True)
class AirParts:
    parts: tuple[AirPart, ...] = ()
    inlet_limits_c: tuple[float, float] | None = None
    """(recommended, allowable) inlet of air-cooled equipment."""
