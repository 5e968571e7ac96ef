"""Liquid-cooled rack: most of its heat leaves through cold plates, the rest with the room's air.

Power follows utilisation between idle and rated, or base + slope x EDP where the maker gives that. It is AC power at the
rack: shelf losses lie inside it and become heat like the rest. The supply groups share it; with none left the rack is
dark. Its branch holds a flow with a pressure-independent valve; without flow the rack trips.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from gigahall.kinds import bodies
from gigahall.kinds.electrical import LeastV, MostV, feed_names, feed_ports, range_band
from gigahall.kinds.fields import (
    Depth,
    Feeds,
    Height,
    InletAdvice,
    InletLimit,
    LoadFrac,
    Mass,
    Pf,
    Volume,
    Width,
)
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import AirParts, Solid, Through
from gigahall.kinds.parts.coolant import CoolantParts, FlowValve, Restriction
from gigahall.kinds.parts.power import Load, PowerParts
from gigahall.kinds.rating import idle_above_rated
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.0409
"""Bore of the branch stubs: NPS 1.5 Sch 40."""

FlowAt = tuple[Annotated[float, msgspec.Meta(ge=0, le=90)], Annotated[float, msgspec.Meta(ge=0, le=0.05)]]
"""Supply temperature [degC] and the flow at it [m3/s]."""


class RackLiquid(Element, frozen=True, kw_only=True, tag="rack_liquid"):
    """What a user can say about a liquid-cooled rack."""

    law: Annotated[
        Literal["utilisation", "edp"],
        field("", "Power law", "power coolant air", help="Idle to rated by utilisation, or base + slope x EDP"),
    ] = "utilisation"
    rated_w: Annotated[float, field("W", "Rated power", "power coolant air", ge=0, le=2e6, help="AC at the rack")] = 135e3
    idle_w: Annotated[float, field("W", "Idle power", "power coolant air", ge=0, le=2e6)] = 40.8e3
    base_w: Annotated[
        float, field("W", "Base power", "power coolant air", ge=0, le=2e6, help="Does not scale with EDP")
    ] = 48e3
    slope_w: Annotated[float, field("W", "Power per EDP", "power coolant air", ge=0, le=2e6)] = 106.7e3
    edp: Annotated[
        float, field("1", "EDP", "power coolant air", ge=0, le=3, help="Electrical design point: peak by rated power")
    ] = 1.0
    load_frac: LoadFrac | None = None
    liquid_frac: Annotated[float, field("1", "Heat to liquid", "coolant air", ge=0, le=1)] = 0.9

    pf: Pf = 0.98
    feeds: Feeds = 4
    supply_least_v: LeastV = 346.0
    supply_most_v: MostV = 480.0
    shelves_per_feed: Annotated[int, field("1", "Shelves per group", "power", ge=1, le=8)] = 2
    shelf_w: Annotated[float, field("W", "Shelf rating", "power", ge=0, le=200e3, help="Of one power shelf; 0 = none")] = 33e3

    design_supply_c: Annotated[
        float, field("degC", "Design supply", "coolant", ge=2, le=60, help="Picks the flow from the maker's table")
    ] = 40.0
    flow_table: Annotated[
        tuple[FlowAt, ...],
        field("m3/s", "Flow by supply temperature", "coolant", longest=100, help="Pairs of supply [degC] and flow [m3/s], rising"),
    ] = ()
    flow_m3_s: Annotated[
        float, field("m3/s", "Flow set point", "coolant", ge=0, le=0.05, help="Held by its valve; empty = from the table")
    ] | None = None
    plates_dp_pa: Annotated[
        float, field("Pa", "Pressure drop", "coolant", ge=0, le=1e6, help="Supply to return stub, at the flow below")
    ] = 58.6e3
    plates_m3_s: Annotated[float, field("m3/s", "At flow", "coolant", ge=1e-6, le=0.05)] = 0.00198333
    plates_exponent: Annotated[float, field("1", "Pressure drop exponent", "coolant", ge=1, le=2)] = 1.89
    fittings_dp_pa: Annotated[
        float, field("Pa", "Strainer, hoses, couplings", "coolant", ge=0, le=1e6, help="Quadratic, at the same flow")
    ] = 20e3
    valve_dp_pa: Annotated[
        float, field("Pa", "Open valve", "coolant", ge=1, le=1e6, help="Loss of the open flow valve at its set point")
    ] = 20e3
    volume_m3: Volume = 0.025

    airflow_m3_s: Annotated[float, field("m3/s air", "Airflow at rated power", "air", ge=0, le=20)] = 0.85
    airflow_min_frac: Annotated[
        float, field("1", "Least airflow", "air", ge=0, le=1, help="Of the flow at rated power")
    ] = 0.4

    max_supply_c: Annotated[float, field("degC", "Allowable supply", "coolant", ge=5, le=80)] = 45.0
    max_return_c: Annotated[float, field("degC", "Allowable return", "coolant", ge=5, le=90)] = 65.0
    recommended_inlet_c: InletAdvice = 27.0
    allowable_inlet_c: InletLimit = 32.0

    width_m: Width = 0.6
    depth_m: Depth = 1.2
    height_m: Height = 2.236
    mass_kg: Mass = 1580.0


def design_flow_m3_s(rec: RackLiquid) -> float:
    """The flow the rack's valve holds [m3/s]: its own set point, else the maker's table at the design supply, linear
    between the rows and flat outside, else the flow of its pressure drop."""
    if rec.flow_m3_s is not None:
        return rec.flow_m3_s
    table = rec.flow_table
    if not table:
        return rec.plates_m3_s
    if rec.design_supply_c <= table[0][0]:
        return table[0][1]
    for (cool_c, small), (warm_c, large) in pairwise(table):
        if rec.design_supply_c <= warm_c:
            return small + (large - small) * (rec.design_supply_c - cool_c) / (warm_c - cool_c)
    return table[-1][1]


class RackLiquidKind(Kind[RackLiquid]):
    name = "rack_liquid"
    label = "Liquid-cooled rack"
    category = "IT"
    icon = "rack"
    record = RackLiquid
    keys = ("coolant.out_c", "air.inlet_max_c", "power.loading_frac", "power.p_w")

    def ports(self, rec: RackLiquid) -> tuple[Port, ...]:
        x, y, top = 0.22 * rec.width_m, 0.375 * rec.depth_m, rec.height_m
        flow = design_flow_m3_s(rec)
        return (
            coolant_port("supply", "supply", "TCS", (-x, y, top), STUB_M, flow),
            coolant_port("return", "return", "TCS", (x, y, top), STUB_M, flow),
            *feed_ports(rec.feeds, (0.0, 0.0, top), 0.7 * rec.width_m),
        )

    def size_m(self, rec: RackLiquid) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: RackLiquid) -> float:
        return 1.2

    def it_w(self, rec: RackLiquid, env: Env) -> float:
        load = env.scene.it_load_frac if rec.load_frac is None else rec.load_frac
        if rec.law == "edp":
            return rec.base_w + rec.slope_w * rec.edp * load
        return rec.idle_w + max(rec.rated_w - rec.idle_w, 0.0) * load

    def power(self, rec: RackLiquid, env: Env) -> PowerParts:
        rating = rec.shelves_per_feed * rec.shelf_w
        load = Load(feed_names(rec.feeds), self.it_w(rec, env), rec.pf, rating_w=rating)
        return PowerParts((load,), heat_to="none", heat_note="the session splits it between liquid and air")

    def coolant(self, rec: RackLiquid, env: Env) -> CoolantParts:
        set_m3_s = design_flow_m3_s(rec)
        plates = Restriction(
            "supply", "plates", rec.plates_dp_pa, rec.plates_m3_s, rec.plates_exponent,
            heat_w=rec.liquid_frac * self.it_w(rec, env),
        )
        fittings = Restriction("plates", "valve", rec.fittings_dp_pa, rec.plates_m3_s)
        valve = FlowValve("valve", "return", set_m3_s, rec.valve_dp_pa)
        return CoolantParts(
            (plates, fittings, valve), (("", "supply", "return"),), rec.volume_m3,
            needs_flow=rec.liquid_frac > 0, max_in_c=rec.max_supply_c, max_out_c=rec.max_return_c,
        )

    def air(self, rec: RackLiquid, env: Env) -> AirParts:
        """Fans follow the load: airflow goes with power, down to the least airflow."""
        half_w, half_d = rec.width_m / 2, rec.depth_m / 2
        power = self.it_w(rec, env)
        share = min(max(power / rec.rated_w if rec.rated_w else 0.0, rec.airflow_min_frac), 1.0)
        through = Through(
            (-half_w, -half_d, 0.0), (half_w, -half_d, rec.height_m),
            (-half_w, half_d, 0.0), (half_w, half_d, rec.height_m),
            share * rec.airflow_m3_s, (1 - rec.liquid_frac) * power,
        )
        body = Solid((-half_w, -half_d, 0.0), (half_w, half_d, rec.height_m))
        return AirParts((body, through), (rec.recommended_inlet_c, rec.allowable_inlet_c))

    def contradictions(self, rec: RackLiquid) -> tuple[Finding, ...]:
        return idle_above_rated(rec.id, rec.idle_w, rec.rated_w) if rec.law == "utilisation" else ()

    def limits(self, rec: RackLiquid) -> tuple[Limit, ...]:
        inlet = "ASHRAE TC 9.9 (2021) class A1"
        return (
            Limit("coolant.in_c", "Coolant supply", "degC", None, rec.max_supply_c, "coolant class of the rack"),
            Limit("coolant.out_c", "Coolant return", "degC", None, rec.max_return_c, "allowable return of the rack"),
            Limit("air.inlet_max_c", "Air inlet", "degC", rec.recommended_inlet_c, rec.allowable_inlet_c, inlet),
            Limit("power.loading_frac", "Supply group load", "1", 0.8, 1.0, "rating of its power shelves"),
        )

    def band(self, rec: RackLiquid) -> tuple[Limit, ...]:
        return range_band(rec.supply_least_v, rec.supply_most_v)

    def shape(self, rec: RackLiquid) -> Shape:
        return Shape(bodies.liquid_rack(self.size_m(rec)))
