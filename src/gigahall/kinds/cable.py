"""Cable: equal conductors in parallel. A whip is one; length 0 is an ideal joint that still has a current and ratings."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies, electrical, wire
from gigahall.kinds.electrical import HeatTo, Lineup
from gigahall.kinds.fields import CableRoute
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Line, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Cable(Element, frozen=True, kw_only=True, tag="cable"):
    length_m: Annotated[float, field("m", "Length", "power", ge=0, le=100_000, help="0 = an ideal joint")] = 10.0
    parallel: Annotated[int, field("1", "Conductors in parallel", "power", ge=1, le=100)] = 1
    section_mm2: Annotated[float, field("mm2", "Cross-section", "power look", ge=0.05, le=3_000)] = 16.0
    metal: Annotated[Literal["copper", "aluminium"], field("", "Metal", "power")] = "copper"
    r_ohm_m: Annotated[
        float, field("ohm/m", "Resistance per metre", "power", ge=0, le=1, help="Of one conductor; 0 = from the cross-section")
    ] = 0.0
    x_ohm_m: Annotated[float, field("ohm/m", "Reactance per metre", "power", ge=0, le=0.01)] = 8.0e-5
    rating_a: Annotated[float, field("A", "Current rating", "power", ge=0, le=10_000, help="Of one conductor; 0 = from its size")] = 0.0
    rating_w: Annotated[float, field("W", "Power rating", "power", ge=0, le=1e8, help="Of one conductor; 0 = none")] = 0.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    route_m: CableRoute = ()
    diameter_m: Annotated[float, field("m", "Diameter", "look", ge=0.001, le=0.5)] = 0.03


SIZE_SOURCE = "Rating from the conductor's size, IEC 60364-5-52:2009 table B.52.5, method B1"


def rated_a(rec: Cable) -> float:
    """Current rating of one conductor [A]; 0 = not known.

    The typed one, else that of its size by IEC 60364-5-52: of the size its typed resistance belongs to, where there is one. A
    cable of no length is no conductor but an ideal joint; one with a power rating is bounded by that.
    """
    if rec.rating_a > 0 or rec.rating_w > 0 or rec.length_m <= 0:
        return rec.rating_a
    section = wire.section_of_mm2(rec.r_ohm_m, rec.metal) if rec.r_ohm_m > 0 else rec.section_mm2
    return wire.capacity_a(section, rec.metal)


class CableKind(Kind[Cable]):
    name = "cable"
    label = "Cable"
    category = "Power"
    icon = "cable"
    record = Cable
    is_route = True
    joins = "electrical"
    keys = ("power.loading_frac", "power.i_a", "power.p_w", "power.v_v", "power.loss_w")

    def ports(self, rec: Cable) -> tuple[Port, ...]:
        first = rec.route_m[0] if rec.route_m else (0.0, 0.0, 0.0)
        last = rec.route_m[-1] if rec.route_m else (0.0, 0.0, 0.0)
        amps = rated_a(rec) * rec.parallel
        return (
            Port("a", "electrical", "bidirectional", "", first, label="From", current_a=amps),
            Port("b", "electrical", "bidirectional", "", last, label="To", current_a=amps),
        )

    def size_m(self, rec: Cable) -> Vec3:
        return (rec.diameter_m, rec.diameter_m, rec.diameter_m)

    def power(self, rec: Cable, env: Env) -> PowerParts:
        r_ohm_m = rec.r_ohm_m or wire.resistance_ohm_m(rec.section_mm2, rec.metal)
        scale = rec.length_m / rec.parallel
        line = Line(
            "a", "b", r_ohm_m * scale, rec.x_ohm_m * scale, parallel=rec.parallel, rating_a=rated_a(rec), rating_w=rec.rating_w,
            needs_rating=True,
        )
        return PowerParts((line,), meter="b", heat_to=rec.heat_to)

    def limits(self, rec: Cable) -> tuple[Limit, ...]:
        if rec.rating_a <= 0 and rec.rating_w <= 0:
            return (electrical.loading_limit(f"{SIZE_SOURCE}; {electrical.CONTINUOUS}"),) if rated_a(rec) > 0 else ()
        return (electrical.loading_limit(f"Rating of the conductor; {electrical.CONTINUOUS}, 210.19(A)(1) for branch circuits"),)

    def shape(self, rec: Cable) -> Shape:
        return Shape(bodies.cable(rec.route_m, rec.lineup, rec.diameter_m))
