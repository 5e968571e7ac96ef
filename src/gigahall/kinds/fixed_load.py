"""Fixed load: lights, offices, anything of constant power. Its heat is spread over the room's air, or goes outdoors."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import HeatTo, Lineup, feed_names, feed_ports, loading_limit, network_band, supply_band
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Load, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class FixedLoad(Element, frozen=True, kw_only=True, tag="fixed_load"):
    p_w: Annotated[float, field("W", "Power", "power air", ge=0, le=1e9)] = 10_000.0
    pf: Annotated[float, field("1", "Power factor", "power", ge=0.1, le=1.0)] = 0.95
    feeds: Annotated[int, field("1", "Feeds", "power", ge=1, le=8, help="The live ones share the load")] = 1
    supply_v: Annotated[
        float, field("V", "Rated supply voltage", "power", ge=50, le=40_000, help="Line to line; empty = that of its network")
    ] | None = None
    feed_rating_w: Annotated[float, field("W", "Rating per feed", "power", ge=0, le=1e9, help="0 = none")] = 0.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=100)] = 0.8
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=100)] = 0.4
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=10)] = 1.2


class FixedLoadKind(Kind[FixedLoad]):
    name = "fixed_load"
    label = "Fixed load"
    category = "Power"
    icon = "load"
    record = FixedLoad
    keys = ("power.p_w", "power.v_v", "power.i_a")

    def ports(self, rec: FixedLoad) -> tuple[Port, ...]:
        return feed_ports(rec.feeds, (0.0, 0.0, rec.height_m), rec.width_m / 2, rec.supply_v)

    def size_m(self, rec: FixedLoad) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def power(self, rec: FixedLoad, env: Env) -> PowerParts:
        load = Load(feed_names(rec.feeds), rec.p_w, rec.pf, rating_w=rec.feed_rating_w)
        return PowerParts((load,), heat_to=rec.heat_to)

    def limits(self, rec: FixedLoad) -> tuple[Limit, ...]:
        return (loading_limit("Rating of the feed"),) if rec.feed_rating_w > 0 else ()

    def band(self, rec: FixedLoad) -> tuple[Limit, ...]:
        return network_band() if rec.supply_v is None else supply_band(rec.supply_v)

    def shape(self, rec: FixedLoad) -> Shape:
        return Shape(bodies.fixed_load(self.size_m(rec)))
