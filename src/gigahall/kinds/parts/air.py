"""What an element adds to its hall's air. Boxes and faces are in the element's own axes (front -y), metres.

A face is a flat box (one extent zero). `compile.air` turns and moves it into the hall's grid, snaps it to the nearest
cell faces and makes it open on the side that looks away from the element's body (on a wall of the room: into the room).

Conventions
- An element stands at `at_m`, the centre of its footprint on the floor: x -w/2..w/2, y -d/2..d/2, z 0..h.
- A hall stands at `at_m` with its inner south-west corner: its room is x 0..size x, y 0..size y, z 0..size z, and z = 0 is
  the floor one walks on (the top of a raised floor; the plenum below is no part of the grid).
- Elements belong to the hall named in their `hall` field, also when they stand outside its walls (a fan unit in the
  gallery blows through the wall): boxes are clipped to the room and faces outside it move to the nearest wall.
- Heats here are defaults: the session overrides them per element (`AirModel.solve(heat_w=...)`) and the total is divided
  over the element's `Through` and `Warm` parts in proportion to their own `heat_w` (or evenly, if those are all 0).
- A touching pair of boxes or panels never leaks, on or off the grid. A `Panel` that lies on a rack's side or rear is
  harmless, so a containment may run its side panels from the floor to the ceiling behind the racks: gaps between racks
  are then blanked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gigahall.scene.record import Vec3


@dataclass(frozen=True, slots=True)
class Solid:
    """A body no air passes through."""

    lo: Vec3
    hi: Vec3


@dataclass(frozen=True, slots=True)
class Panel:
    """A thin sheet (one extent zero): containment wall, roof, door, blank.

    `open_frac` (1) is its porosity, open area by sheet area: air passes as through that part of its area; 0 = tight. A
    well sealed containment has 0.01-0.03, curtains 0.1. A tight sheet around racks that move more air than the fan units
    of that side is still solvable: the difference is passed through the sheet and reported.
    """

    lo: Vec3
    hi: Vec3
    open_frac: float = 0.0


@dataclass(frozen=True, slots=True)
class Through:
    """Air drawn in at one face and blown out at another, warmed by `heat_w` (a rack, a rear door).

    `leaving_c` not None: the outlet is cooled to that temperature by the element's coil instead (a rear door); the
    session then gives the true leaving temperature as it does for fan units.
    """

    inlet_lo: Vec3
    inlet_hi: Vec3
    outlet_lo: Vec3
    outlet_hi: Vec3
    flow_m3_s: float
    heat_w: float
    leaving_c: float | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """A fan unit: takes air at its return face (None: from the hall's return path, see `Room.return_path`) and blows it
    out at `outlet` (None: into the hall's floor plenum), cooled to `supply_c` by the element's coil.

    Fans follow affinity laws: flow goes with speed, power with its cube (`fan_w` at `rated_m3_s`); the fan's heat enters
    the air before the coil. `hold`:
    - "flow": the unit moves `set_m3_s`;
    - "share": the running units of its group (same `group` field in the hall; no group is one group too) share
      `set_m3_s` of the whole group in proportion to their ratings, each up to its rating;
    - "plenum": all running units that blow into the floor plenum share the flow that holds it at `Room.plenum_pa`;
    - "demand": as "share", but the set flow is `set_frac` times what the hall's `Through` parts draw.
    """

    outlet_lo: Vec3 | None
    outlet_hi: Vec3 | None
    inlet_lo: Vec3 | None
    inlet_hi: Vec3 | None
    rated_m3_s: float
    fan_w: float
    supply_c: float
    hold: Literal["flow", "share", "plenum", "demand"] = "flow"
    set_m3_s: float = 0.0
    min_speed: float = 0.2
    set_frac: float = 1.1


@dataclass(frozen=True, slots=True)
class Tile:
    """A perforated floor tile (flat box in the floor; its z does not matter): dp = K rho v^2 / 2 over its area, K of its
    open fraction (Idelchik form)."""

    lo: Vec3
    hi: Vec3
    open_frac: float


@dataclass(frozen=True, slots=True)
class Return:
    """An opening in the false ceiling into the hall's return plenum (flat box; its z does not matter): give one above
    every contained hot aisle. `open_frac` (1) as for a panel. Used with `Room.return_path` "plenum"."""

    lo: Vec3
    hi: Vec3
    open_frac: float = 0.5


@dataclass(frozen=True, slots=True)
class Warm:
    """Heat released into the room at a box (lights, people, losses)."""

    lo: Vec3
    hi: Vec3
    heat_w: float


@dataclass(frozen=True, slots=True)
class Room:
    """The hall itself: the white space box, its floor plenum and where fan units without a return face take their air.

    `plenum_pa` is the pressure units with hold "plenum" keep under the floor; `plenum_leak_frac` (1) the part of the air
    blown under the floor that comes up through gaps all over the floor. `return_path`: "plenum" = through the `Return`
    openings into a common plenum above the ceiling (no opening: the whole ceiling), "ceiling" = evenly through the whole
    ceiling, "open" = at the units' own return faces (a unit without one: evenly through the whole ceiling).
    `cell_m` is the wanted cell size; the grid uses the nearest size that divides the room.
    """

    size_m: Vec3
    cell_m: float
    plenum_pa: float = 0.0
    plenum_leak_frac: float = 0.0
    floor: Literal["slab", "raised"] = "slab"
    return_path: Literal["plenum", "open", "ceiling"] = "open"


AirPart = Solid | Panel | Through | Supply | Tile | Return | Warm | Room


@dataclass(frozen=True, slots=True)
class AirParts:
    parts: tuple[AirPart, ...] = ()
    inlet_limits_c: tuple[float, float] | None = None
    """(recommended, allowable) inlet of air-cooled equipment."""
