"""Rear-door exchanger: a coil behind an air-cooled rack that takes the heat out of its exhaust.

It moves the airflow of the rack it stands behind (`airflow_m3_s`); an active door helps with fans, a passive one does not.
Put it against the rack's rear, looking the same way.
"""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import CoolantSystem, Depth, Feeds, Height, LoopFluid, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import AirParts, Supply
from gigahall.kinds.parts.coolant import AirCoil, CoolantParts, FlowValve, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.rating import beyond_reach, counterflow_ua_w_k, liquid_j_m3_k
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners, coolant_port, motor
from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.0266


class RearDoor(Element, frozen=True, kw_only=True, tag="rear_door"):
    system: CoolantSystem = "CHW"
    rated_w: Annotated[float, field("W", "Rated cooling", "coolant", ge=1, le=500e3)] = 30e3
    rated_air_c: Annotated[float, field("degC", "Entering air at rating", "coolant", ge=20, le=70)] = 45.0
    rated_water_c: Annotated[float, field("degC", "Entering water at rating", "coolant", ge=2, le=50)] = 16.0
    rated_fluid: LoopFluid = "water"
    rated_m3_s: Annotated[float, field("m3/s air", "Airflow at rating", "coolant", ge=1e-4, le=20)] = 1.66
    water_m3_s: Annotated[float, field("m3/s", "Water flow at rating", "coolant", ge=1e-6, le=0.05)] = 0.0009
    coil_dp_pa: Annotated[float, field("Pa", "Coil pressure drop", "coolant", ge=1, le=1e6)] = 50e3
    valve_dp_pa: Annotated[float, field("Pa", "Open valve", "coolant", ge=1, le=1e6)] = 20e3
    volume_m3: Volume = 0.006
    leaving_c: Annotated[float, field("degC", "Leaving air set point", "coolant air", ge=5, le=60)] = 27.0
    airflow_m3_s: Annotated[float, field("m3/s air", "Airflow", "air", ge=0.01, le=20, help="That of the rack in front")] = 1.4
    fan_w: Annotated[float, field("W", "Fan power at rated airflow", "air power", ge=0, le=10e3, help="0 = passive")] = 0.0
    pf: Pf = 0.9
    feeds: Feeds = 1
    supply_v: SupplyV | None = None
    nameplate_w: MotorRating = 0.0
    width_m: Width = 0.6
    depth_m: Depth = 0.3
    height_m: Height = 2.2
    mass_kg: Mass = 0.0


def ua_w_k(rec: RearDoor) -> float:
    """UA of the coil at rated flows [W/K], counter-flow from the rating's entering temperatures."""
    air, water = ROOM_J_M3_K * rec.rated_m3_s, liquid_j_m3_k(rec.rated_fluid) * rec.water_m3_s
    return counterflow_ua_w_k(rec.rated_w, air, water, rec.rated_air_c - rec.rated_water_c)


class RearDoorKind(Kind[RearDoor]):
    name = "rear_door"
    label = "Rear-door exchanger"
    category = "Air"
    icon = "rear_door"
    record = RearDoor
    loss_case = True
    keys = ("coolant.heat_w", "air.outlet_mean_c", "air.inlet_mean_c", "coolant.flow_m3_s")

    def ports(self, rec: RearDoor) -> tuple[Port, ...]:
        w, top = rec.width_m, rec.height_m
        feeds = feed_ports(rec.feeds, (0.3 * w, 0.0, top), 0.2 * w, rec.supply_v) if rec.fan_w > 0 else ()
        return (
            coolant_port("supply", "supply", rec.system, (-0.4 * w, 0.0, top), STUB_M, rec.water_m3_s),
            coolant_port("return", "return", rec.system, (-0.22 * w, 0.0, top), STUB_M, rec.water_m3_s),
            *feeds,
        )

    def size_m(self, rec: RearDoor) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def power(self, rec: RearDoor, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w) if rec.fan_w > 0 else PowerParts()

    def coolant(self, rec: RearDoor, env: Env) -> CoolantParts:
        coil = Restriction("supply", "coil", rec.coil_dp_pa, rec.water_m3_s)
        valve = FlowValve("coil", "return", rec.water_m3_s, rec.valve_dp_pa, rec.leaving_c, "air")
        exchange = AirCoil("", ua_w_k(rec), rec.rated_m3_s, rec.leaving_c, rec.rated_w, rec.water_m3_s)
        return CoolantParts((coil, valve, exchange), (("", "supply", "return"),), rec.volume_m3)

    def air(self, rec: RearDoor, env: Env) -> AirParts:
        lo, hi = box_corners(rec.width_m, rec.depth_m, rec.height_m)
        inlet, outlet = (lo, (hi[0], lo[1], hi[2])), ((lo[0], hi[1], lo[2]), hi)
        fan = Supply(
            *outlet, *inlet, rec.airflow_m3_s, rec.fan_w, rec.leaving_c, "flow", rec.airflow_m3_s, min_speed=0.0
        )
        return AirParts((fan,))

    def contradictions(self, rec: RearDoor) -> tuple[Finding, ...]:
        least = min(ROOM_J_M3_K * rec.rated_m3_s, liquid_j_m3_k(rec.rated_fluid) * rec.water_m3_s)
        return beyond_reach(rec.id, rec.rated_w, least * (rec.rated_air_c - rec.rated_water_c))

    def limits(self, rec: RearDoor) -> tuple[Limit, ...]:
        return (Limit("coolant.heat_w", "Heat moved", "W", None, rec.rated_w, "rated cooling of the door at its temperatures", is_duty=True),)

    def band(self, rec: RearDoor) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def shape(self, rec: RearDoor) -> Shape:
        return Shape(bodies.rear_door(self.size_m(rec)))
