"""Switchboard: one busbar at which any number of feeds, feeders, ties and generators meet."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup, voltage_system
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Bar, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Switchboard(Element, frozen=True, kw_only=True, tag="switchboard"):
    voltage_v: Annotated[float, field("V", "Rated voltage", "label", ge=50, le=800_000)] = 415.0
    rating_a: Annotated[float, field("A", "Busbar rating", "power", ge=0, le=20_000, help="0 = no limit")] = 1_600.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=20)] = 1.6
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=5)] = 0.8
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=4)] = 2.2


class SwitchboardKind(Kind[Switchboard]):
    name = "switchboard"
    label = "Switchboard"
    category = "Power"
    icon = "switchboard"
    record = Switchboard
    loss_case = True
    keys = ("power.loading_frac", "power.v_v", "power.i_a", "power.p_w")

    def ports(self, rec: Switchboard) -> tuple[Port, ...]:
        return (
            Port("bus", "electrical", "bidirectional", voltage_system(rec.voltage_v), (0.0, 0.0, rec.height_m), many=True,
                 label="Busbar", voltage_v=rec.voltage_v, current_a=rec.rating_a),
        )

    def size_m(self, rec: Switchboard) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Switchboard) -> float:
        return 1.1

    def power(self, rec: Switchboard, env: Env) -> PowerParts:
        return PowerParts((Bar("bus", rec.rating_a),), meter="bus", heat_to=rec.heat_to)

    def limits(self, rec: Switchboard) -> tuple[Limit, ...]:
        return (electrical.loading_limit(f"IEC 61439-1:2020 rated current of the busbar; {electrical.CONTINUOUS}"),)

    def band(self, rec: Switchboard) -> tuple[Limit, ...]:
        return electrical.bus_band(rec.voltage_v)

    def shape(self, rec: Switchboard) -> Shape:
        return Shape(bodies.switchboard(self.size_m(rec), max(1, round(rec.width_m / 0.8)), rec.lineup))
