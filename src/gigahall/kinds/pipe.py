"""Pipe run from "a" to "b": Darcy-Weisbach friction over its length plus minor losses."""

from __future__ import annotations

from math import pi
from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, LineRole, Route
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts import coolant
from gigahall.kinds.parts.coolant import CoolantParts
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

GOOD_PRACTICE_M_S = 2.4
"""Velocity designers stay below in hydronic mains (OCP technology cooling band 2.3 m/s, common practice 2.4 m/s)."""


class Pipe(Element, frozen=True, kw_only=True, tag="pipe"):
    system: CoolantSystem = "FWS"
    line: LineRole = "supply"
    length_m: Annotated[float, field("m", "Length", "coolant", ge=0.01, le=20e3, help="Straight pipe, for friction")] = 10.0
    bore_m: Annotated[float, field("m", "Bore", "look coolant", ge=0.004, le=3)] = 0.10226
    outer_m: Annotated[float, field("m", "Outer diameter", "look", ge=0, le=3.2, help="0 = a little over the bore")] = 0.0
    roughness_m: Annotated[float, field("m", "Roughness", "coolant", ge=0, le=0.005)] = 4.5e-5
    k_minor: Annotated[float, field("1", "Minor losses", "coolant", ge=0, le=1000, help="Sum of K of bends, tees, fittings")] = 0.0
    route_m: Route = ()


def volume_m3(length_m: float, bore_m: float) -> float:
    return pi / 4 * bore_m**2 * length_m


def outer_diameter_m(outer_m: float, bore_m: float) -> float:
    """What is drawn [m]: as given, else the bore with a Sch 40 like wall."""
    return outer_m if outer_m > bore_m else 1.08 * bore_m + 0.003


def velocity_limit(bore_m: float) -> Limit:
    """Flow at the velocity of good practice: above it a warning, never an error."""
    most = GOOD_PRACTICE_M_S * pi / 4 * bore_m**2
    return Limit("coolant.flow_m3_s", "Flow", "m3/s", most, None, f"{GOOD_PRACTICE_M_S} m/s in the bore, good practice")


class PipeKind(Kind[Pipe]):
    name = "pipe"
    label = "Pipe run"
    category = "Liquid"
    icon = "pipe"
    record = Pipe
    is_route = True
    joins = "thermal"
    keys = ("coolant.flow_m3_s", "coolant.velocity_m_s", "coolant.in_c", "coolant.in_pa", "coolant.out_pa")

    def ports(self, rec: Pipe) -> tuple[Port, ...]:
        first, last = (rec.route_m[0], rec.route_m[-1]) if rec.route_m else ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
        return (
            coolant_port("a", "bidirectional", rec.system, first, rec.bore_m, label="From"),
            coolant_port("b", "bidirectional", rec.system, last, rec.bore_m, label="To"),
        )

    def size_m(self, rec: Pipe) -> Vec3:
        across = outer_diameter_m(rec.outer_m, rec.bore_m)
        return (across, across, across)

    def coolant(self, rec: Pipe, env: Env) -> CoolantParts:
        run = coolant.Pipe("a", "b", rec.length_m, rec.bore_m, rec.roughness_m, rec.k_minor)
        return CoolantParts((run,), (("", "a", "b"),), volume_m3(rec.length_m, rec.bore_m))

    def limits(self, rec: Pipe) -> tuple[Limit, ...]:
        return (velocity_limit(rec.bore_m),)

    def shape(self, rec: Pipe) -> Shape:
        return Shape(bodies.pipe(rec.route_m, outer_diameter_m(rec.outer_m, rec.bore_m), rec.system, rec.line))
