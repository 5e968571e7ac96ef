"""Air-cooled rack: all of its heat leaves with the room's air.

Airflow is imposed by the servers' fans: a fixed flow, or the flow that warms the air by a given rise. It follows the load
down to a least flow.
"""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.electrical import LeastV, MostV, feed_names, feed_ports, range_band
from gigahall.kinds.fields import Depth, Feeds, Height, InletAdvice, InletLimit, LoadFrac, Mass, Pf, Width
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import AirParts, Solid, Through
from gigahall.kinds.parts.power import Load, PowerParts
from gigahall.kinds.rating import idle_above_rated
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners
from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

MAX_OUTLET_C = 90.0
"""No server's exhaust is that hot: the insulation of cables behind it is rated for 90 degC at most (UL 758 styles)."""

Style = Literal["server", "network", "storage", "blank"]


class RackAir(Element, frozen=True, kw_only=True, tag="rack_air"):
    style: Annotated[Style, field("", "Appearance", "look")] = "server"
    rated_w: Annotated[float, field("W", "Rated power", "power air", ge=0, le=2e6, help="AC at the rack")] = 20e3
    idle_w: Annotated[float, field("W", "Idle power", "power air", ge=0, le=2e6)] = 6e3
    load_frac: LoadFrac | None = None
    pf: Pf = 0.98
    feeds: Feeds = 2
    supply_least_v: LeastV = 200.0
    supply_most_v: MostV = 415.0
    feed_rating_w: Annotated[float, field(
        "W", "Rating per group", "power", ge=0, le=500e3, help="Of one supply group; 0 = none")] = 0.0

    airflow_law: Annotated[Literal["rise", "fixed"], field(
        "", "Airflow from", "air", help="The air's rise at rated power, or a given flow")] = "rise"
    air_rise_k: Annotated[float, field("K", "Air rise", "air", ge=2, le=60)] = 12.0
    airflow_m3_s: Annotated[float, field("m3/s air", "Airflow at rated power", "air", ge=0, le=20)] = 1.4
    airflow_min_frac: Annotated[float, field("1", "Least airflow", "air", ge=0, le=1, help="Of the flow at rated power")] = 0.4
    recommended_inlet_c: InletAdvice = 27.0
    allowable_inlet_c: InletLimit = 32.0

    width_m: Width = 0.6
    depth_m: Depth = 1.2
    height_m: Height = 2.2
    mass_kg: Mass = 900.0


def rated_airflow_m3_s(rec: RackAir) -> float:
    """Airflow at rated power [m3/s]: as given, or rated power over rho c_p and the air's rise (0.069 m3/s per kW at
    12 K)."""
    return rec.airflow_m3_s if rec.airflow_law == "fixed" else rec.rated_w / (ROOM_J_M3_K * rec.air_rise_k)


class RackAirKind(Kind[RackAir]):
    name = "rack_air"
    label = "Air-cooled rack"
    category = "IT"
    icon = "rack_air"
    record = RackAir
    keys = ("air.inlet_max_c", "air.outlet_mean_c", "power.p_w", "air.flow_m3_s")

    def ports(self, rec: RackAir) -> tuple[Port, ...]:
        if rec.rated_w <= 0:
            return ()
        return feed_ports(rec.feeds, (0.0, 0.3 * rec.depth_m, rec.height_m), 0.5 * rec.width_m)

    def size_m(self, rec: RackAir) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: RackAir) -> float:
        return 1.2

    def it_w(self, rec: RackAir, env: Env) -> float:
        load = env.scene.it_load_frac if rec.load_frac is None else rec.load_frac
        return rec.idle_w + max(rec.rated_w - rec.idle_w, 0.0) * load

    def power(self, rec: RackAir, env: Env) -> PowerParts:
        if rec.rated_w <= 0:
            return PowerParts()
        load = Load(feed_names(rec.feeds), self.it_w(rec, env), rec.pf, rating_w=rec.feed_rating_w)
        return PowerParts((load,), heat_to="air")

    def air(self, rec: RackAir, env: Env) -> AirParts:
        half_w, half_d, top = rec.width_m / 2, rec.depth_m / 2, rec.height_m
        power = self.it_w(rec, env)
        share = min(max(power / rec.rated_w if rec.rated_w else 0.0, rec.airflow_min_frac), 1.0)
        body = Solid(*box_corners(rec.width_m, rec.depth_m, rec.height_m))
        if rated_airflow_m3_s(rec) <= 0:
            return AirParts((body,))
        through = Through(
            (-half_w, -half_d, 0.0), (half_w, -half_d, top), (-half_w, half_d, 0.0), (half_w, half_d, top),
            share * rated_airflow_m3_s(rec), power,
        )
        return AirParts((body, through), (rec.recommended_inlet_c, rec.allowable_inlet_c))

    def contradictions(self, rec: RackAir) -> tuple[Finding, ...]:
        return idle_above_rated(rec.id, rec.idle_w, rec.rated_w)

    def limits(self, rec: RackAir) -> tuple[Limit, ...]:
        inlet = "ASHRAE TC 9.9 (2021) recommended; allowable of the equipment"
        found = [Limit("air.inlet_max_c", "Air inlet", "degC", rec.recommended_inlet_c, rec.allowable_inlet_c, inlet)]
        found.append(Limit("air.outlet_mean_c", "Air outlet", "degC", None, MAX_OUTLET_C, "rating of cables behind servers, 90 °C, estimate"))
        if rec.feed_rating_w > 0:
            found.append(Limit("power.loading_frac", "Supply group load", "1", 0.8, 1.0, "rating of the supply group"))
        return tuple(found)

    def band(self, rec: RackAir) -> tuple[Limit, ...]:
        return range_band(rec.supply_least_v, rec.supply_most_v)

    def shape(self, rec: RackAir) -> Shape:
        return Shape(bodies.air_rack(self.size_m(rec), rec.style))
