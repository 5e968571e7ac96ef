"""What every kind of equipment answers. One file per kind subclasses `Kind`; `registry.py` lists them.

A kind's record says everything a user can set; the kind turns it into ports, parts of the three networks, and a shape.
Nothing outside a kind's file asks which kind an element is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Generic, Literal, TypeVar

from gigahall.kinds.finding import Change, Finding, SetField
from gigahall.kinds.parts.air import AirParts
from gigahall.kinds.parts.coolant import CoolantParts
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Ambient, Element, Scene, Vec3

E = TypeVar("E", bound=Element)

Category = Literal["Rooms", "IT", "Air", "Liquid", "Heat rejection", "Power", "Plant"]
ROUNDING = 1e-6
"""A value is no further beyond a limit than a settled solution is sure of: it stands at it."""


@dataclass(frozen=True, slots=True)
class Env:
    """The scene's conditions a kind may depend on, and what earlier stages found."""

    scene: Scene
    ambient: Ambient


@dataclass(frozen=True, slots=True)
class Limit:
    """A rating or allowable value shown beside a result and checked by the alarms.

    `quantity` is a path in the element's result: "power.loading_frac", "power.i_a", "coolant.out_c",
    "air.inlet_max_c" ... Above `warn` is a warning, above `error` an error.
    """

    quantity: str
    label: str
    unit: str
    warn: float | None
    error: float | None
    source: str
    is_floor: bool = False
    """A lower limit: below `warn` is a warning, below `error` an error; 0 (dead) is none of its business."""
    is_duty: bool = False
    """A nameplate duty at its own temperatures: more heat at larger differences is worth knowing, no fault."""
    of: str = ""
    """A column of the same block whose value `warn` and `error` are fractions of ("nominal_v"); "" = they are values."""

    def is_beyond(self, value: float, bound: float | None) -> bool:
        """Is a value further than rounding above `warn` or `error`, or below it where it is a floor."""
        if bound is None:
            return False
        return value < bound * (1.0 - ROUNDING) if self.is_floor else value > bound * (1.0 + ROUNDING)

    def of_value(self, base: float) -> Limit:
        """The limit with its bounds as values, where they are fractions of this one."""
        if not self.of:
            return self
        warn, error = (None if bound is None else bound * base for bound in (self.warn, self.error))
        return replace(self, warn=warn, error=error, of="")


class Kind(Generic[E]):
    """Base: every answer has an empty default, so a kind's file holds only what is true of it."""

    name: ClassVar[str]
    """The record's tag in the file: "rack_liquid"."""
    label: ClassVar[str]
    """Sentence case, singular: "Liquid-cooled rack"."""
    category: ClassVar[Category]
    icon: ClassVar[str]
    """Name of the line icon in assets/icons."""
    record: ClassVar[type[Element]]
    keys: ClassVar[tuple[str, ...]] = ()
    """Result paths worth a bar in the inspector, the hover card and the outliner, most telling first."""
    is_room: ClassVar[bool] = False
    loss_case: ClassVar[bool] = False
    """Its loss is one of the cases a report and the N-1 list solve."""
    is_route: ClassVar[bool] = False
    """Runs along `route_m` instead of standing at `at_m` (pipe, cable, busway)."""
    is_hollow: ClassVar[bool] = False
    """Others may stand inside its bounding box (containment)."""
    joins: ClassVar[str] = ""
    """The domain ("electrical", "thermal") whose ports it joins over a distance: connecting two ports lays one of it."""

    def ports(self, rec: E) -> tuple[Port, ...]:
        """Connection points, in the element's own axes. Names are stable."""
        return ()

    def size_m(self, rec: E) -> Vec3:
        """Width (x), depth (y), height (z) of the bounding box at turn 0, for collision, picking and snapping."""
        return (0.0, 0.0, 0.0)

    def clearance_m(self, rec: E) -> float:
        """Free depth wanted in front [m]."""
        return 0.0

    def it_w(self, rec: E, env: Env) -> float:
        """IT power when supplied and cooled [W AC]; 0 for what is no IT."""
        return 0.0

    def power(self, rec: E, env: Env) -> PowerParts:
        return PowerParts()

    def coolant(self, rec: E, env: Env) -> CoolantParts:
        return CoolantParts()

    def air(self, rec: E, env: Env) -> AirParts:
        return AirParts()

    def limits(self, rec: E) -> tuple[Limit, ...]:
        return ()

    def band(self, rec: E) -> tuple[Limit, ...]:
        """Limits a value is meant to stay between, checked by the alarms but no measure of use (a bus voltage)."""
        return ()

    def contradictions(self, rec: E) -> tuple[Finding, ...]:
        """Values of the record that cannot both be right."""
        return ()

    def put_back(self, rec: E) -> tuple[Change, ...]:
        """The edit that lets through again what the element stops by a setting of its own; empty = it stops nothing."""
        return () if rec.in_service else (SetField(rec.id, "in_service", True),)

    def states(self, rec: E) -> tuple[Finding, ...]:
        """States of its own setting that others may follow from: an open switch, a shut valve."""
        return ()

    def shape(self, rec: E) -> Shape:
        """What it looks like: primitives in the element's own axes."""
        return Shape()
