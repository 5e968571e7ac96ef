"""Cable: equal conductors in parallel. A whip is one; length 0 is an ideal joint that still has a current and ratings."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup
from gigahall.kinds.fields import CableRoute
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Line, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

COPPER_OHM_KM = {
    1.5: 12.1, 2.5: 7.41, 4.0: 4.61, 6.0: 3.08, 10.0: 1.83, 16.0: 1.15, 25.0: 0.727, 35.0: 0.524, 50.0: 0.387, 70.0: 0.268,
    95.0: 0.193, 120.0: 0.153, 150.0: 0.124, 185.0: 0.0991, 240.0: 0.0754, 300.0: 0.0601, 400.0: 0.0470, 500.0: 0.0366,
    630.0: 0.0283,
}
"""Largest d.c. resistance at 20 degC by mm2, plain annealed copper, class 1 and 2 (IEC 60228:2004, tables 1 and 2)."""

ALUMINIUM_OHM_KM = {
    10.0: 3.08, 16.0: 1.91, 25.0: 1.20, 35.0: 0.868, 50.0: 0.641, 70.0: 0.443, 95.0: 0.320, 120.0: 0.253, 150.0: 0.206,
    185.0: 0.164, 240.0: 0.125, 300.0: 0.100, 400.0: 0.0778, 500.0: 0.0605, 630.0: 0.0469,
}
"""The same for aluminium."""


class Cable(Element, frozen=True, kw_only=True, tag="cable"):
    length_m: Annotated[float, field("m", "Length", "power", ge=0, le=100_000, help="0 = an ideal joint")] = 10.0
    parallel: Annotated[int, field("1", "Conductors in parallel", "power", ge=1, le=100)] = 1
    section_mm2: Annotated[float, field("mm2", "Cross-section", "power look", ge=0.05, le=3_000)] = 16.0
    metal: Annotated[Literal["copper", "aluminium"], field("", "Metal", "power")] = "copper"
    r_ohm_m: Annotated[
        float, field("ohm/m", "Resistance per metre", "power", ge=0, le=1, help="Of one conductor; 0 = from the cross-section")
    ] = 0.0
    x_ohm_m: Annotated[float, field("ohm/m", "Reactance per metre", "power", ge=0, le=0.01)] = 8.0e-5
    rating_a: Annotated[float, field("A", "Current rating", "power", ge=0, le=10_000, help="Of one conductor; 0 = none")] = 0.0
    rating_w: Annotated[float, field("W", "Power rating", "power", ge=0, le=1e8, help="Of one conductor; 0 = none")] = 0.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    route_m: CableRoute = ()
    diameter_m: Annotated[float, field("m", "Diameter", "look", ge=0.001, le=0.5)] = 0.03


def resistance_ohm_m(section_mm2: float, metal: str) -> float:
    """Resistance per metre of a conductor at 20 degC [ohm/m].

    Standard sections are those of IEC 60228:2004. Between two of them resistance times section (the resistivity with the
    allowance for stranding, within 13 % of the bare metal's) is taken as linear; beyond the ends as that of the end.

    Args:
        section_mm2: nominal cross-section [mm2], > 0.
        metal: "copper" or "aluminium".
    """
    table = COPPER_OHM_KM if metal == "copper" else ALUMINIUM_OHM_KM
    sections = sorted(table)
    low = max((s for s in sections if s <= section_mm2), default=sections[0])
    high = min((s for s in sections if s >= section_mm2), default=sections[-1])
    share = (section_mm2 - low) / (high - low) if high > low else 0.0
    return ((1 - share) * table[low] * low + share * table[high] * high) / section_mm2 * 1e-3


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
        amps = rec.rating_a * rec.parallel
        return (
            Port("a", "electrical", "bidirectional", "", first, label="From", current_a=amps),
            Port("b", "electrical", "bidirectional", "", last, label="To", current_a=amps),
        )

    def size_m(self, rec: Cable) -> Vec3:
        return (rec.diameter_m, rec.diameter_m, rec.diameter_m)

    def power(self, rec: Cable, env: Env) -> PowerParts:
        r_ohm_m = rec.r_ohm_m or resistance_ohm_m(rec.section_mm2, rec.metal)
        scale = rec.length_m / rec.parallel
        line = Line(
            "a", "b", r_ohm_m * scale, rec.x_ohm_m * scale, parallel=rec.parallel, rating_a=rec.rating_a, rating_w=rec.rating_w
        )
        return PowerParts((line,), meter="b", heat_to=rec.heat_to)

    def limits(self, rec: Cable) -> tuple[Limit, ...]:
        if rec.rating_a <= 0 and rec.rating_w <= 0:
            return ()
        return (electrical.loading_limit(f"Rating of the conductor; {electrical.CONTINUOUS}, 210.19(A)(1) for branch circuits"),)

    def shape(self, rec: Cable) -> Shape:
        return Shape(bodies.cable(rec.route_m, rec.lineup, rec.diameter_m))
