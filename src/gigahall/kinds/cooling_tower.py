"""Cooling tower: rejects heat to the wet bulb by evaporation. Airflow and UA follow from the rating point with the
enthalpy slope of saturated air as its effective heat capacity (Braun, Klein, Mitchell, ASHRAE Trans. 95, 1989)."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import CoolantSystem, Depth, Feeds, Height, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.coolant import AirCooler, CoolantParts, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.rating import beyond_reach, crossflow_ua_w_k
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port, motor
from gigahall.physics.moist_air import density_kg_m3, saturated_slope_j_kg_k
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541
WATER_J_KG_K = 4184.0


class CoolingTower(Element, frozen=True, kw_only=True, tag="cooling_tower"):
    system: CoolantSystem = "FWS"
    rated_w: Annotated[float, field("W", "Rated heat", "coolant", ge=1, le=50e6)] = 1e6
    rated_in_c: Annotated[float, field("degC", "Entering water at rating", "coolant", ge=5, le=60)] = 35.0
    rated_out_c: Annotated[float, field("degC", "Leaving water at rating", "coolant", ge=5, le=60)] = 30.0
    rated_wet_bulb_c: Annotated[float, field("degC", "Wet bulb at rating", "coolant", ge=0, le=40)] = 24.0
    water_to_air: Annotated[float, field("1", "Water to air", "coolant", ge=0.2, le=4, help="Mass flows at rating")] = 1.08
    fan_w: Annotated[float, field("W", "Fan power, full speed", "coolant power", ge=0, le=1e6)] = 16.25e3
    min_speed_frac: Annotated[float, field("1", "Least fan speed", "coolant", ge=0, le=1)] = 0.0
    hold_c: Annotated[float, field("degC", "Leaving set point", "coolant", ge=2, le=60)] = 30.0
    flow_m3_s: Annotated[float, field("m3/s", "Design flow", "coolant", ge=1e-6, le=5)] = 0.048
    dp_pa: Annotated[float, field("Pa", "Pressure drop", "coolant", ge=1, le=1e6, help="At the design flow, with static head")] = 40e3
    nameplate_w: MotorRating = 18.5e3
    pf: Pf = 0.9
    feeds: Feeds = 1
    supply_v: SupplyV | None = None
    volume_m3: Volume = 1.5
    width_m: Width = 3.0
    depth_m: Depth = 3.0
    height_m: Height = 4.0
    mass_kg: Mass = 0.0


def air_kg_s(rec: CoolingTower) -> float:
    """Air mass flow at full speed [kg/s]: the rated water flow over the water to air ratio."""
    return rec.rated_w / (WATER_J_KG_K * max(rec.rated_in_c - rec.rated_out_c, 0.5)) / rec.water_to_air


def air_m3_s(rec: CoolingTower) -> float:
    """Airflow at full speed [m3/s], at outdoor density."""
    return air_kg_s(rec) / float(density_kg_m3(rec.rated_wet_bulb_c))


def ua_w_k(rec: CoolingTower) -> float:
    """UA at full fan speed [W/K] against an air stream that enters at wet bulb with the enthalpy slope as heat capacity."""
    slope = saturated_slope_j_kg_k((rec.rated_wet_bulb_c + rec.rated_in_c) / 2)
    water = rec.rated_w / max(rec.rated_in_c - rec.rated_out_c, 0.5)
    return crossflow_ua_w_k(rec.rated_w, water, air_kg_s(rec) * slope, max(rec.rated_in_c - rec.rated_wet_bulb_c, 1.0))


class CoolingTowerKind(Kind[CoolingTower]):
    name = "cooling_tower"
    label = "Cooling tower"
    category = "Heat rejection"
    icon = "cooling_tower"
    record = CoolingTower
    loss_case = True
    keys = ("coolant.out_c", "coolant.heat_w", "power.p_w", "coolant.fan_speed_frac", "coolant.flow_m3_s")

    def ports(self, rec: CoolingTower) -> tuple[Port, ...]:
        w, d, h, flow = rec.width_m, rec.depth_m, rec.height_m, rec.flow_m3_s
        return (
            coolant_port("supply", "supply", rec.system, (-0.3 * w, -0.5 * d, 0.08 * h), STUB_M, flow, (0.0, -1.0, 0.0)),
            coolant_port("return", "return", rec.system, (-0.3 * w, -0.36 * d, 0.96 * h), STUB_M, flow),
            *feed_ports(rec.feeds, (0.3 * w, -0.5 * d, 0.3 * h), 0.2, rec.supply_v),
        )

    def size_m(self, rec: CoolingTower) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: CoolingTower) -> float:
        return 1.5

    def power(self, rec: CoolingTower, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: CoolingTower, env: Env) -> CoolantParts:
        fill = Restriction("return", "supply", rec.dp_pa, rec.flow_m3_s, non_return=True)
        cooler = AirCooler(
            rec.hold_c, ua_w_k(rec), air_m3_s(rec), rec.fan_w,
            rating_w=rec.rated_w, min_speed=rec.min_speed_frac, tower=True,
        )
        return CoolantParts((fill, cooler), (("", "return", "supply"),), rec.volume_m3)

    def limits(self, rec: CoolingTower) -> tuple[Limit, ...]:
        if rec.nameplate_w <= 0:
            return ()
        return (Limit("power.loading_frac", "Supply group load", "1", None, 1.0, "nameplate power of the fan"),)

    def contradictions(self, rec: CoolingTower) -> tuple[Finding, ...]:
        air = air_kg_s(rec) * saturated_slope_j_kg_k((rec.rated_wet_bulb_c + rec.rated_in_c) / 2)
        water = rec.rated_w / max(rec.rated_in_c - rec.rated_out_c, 0.5)
        return beyond_reach(rec.id, rec.rated_w, min(air, water) * (rec.rated_in_c - rec.rated_wet_bulb_c))

    def band(self, rec: CoolingTower) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def shape(self, rec: CoolingTower) -> Shape:
        return Shape(bodies.tower(self.size_m(rec)))
