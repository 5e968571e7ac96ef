"""Dry cooler: fans blow outdoor air over a coil; their speed holds the leaving coolant. Adiabatic ones wet pads before the
coil on hot days. UA and airflow follow from the rating point (cross-flow, both streams unmixed)."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import CoolantSystem, Depth, Feeds, Height, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.coolant import AirCooler, CoolantParts, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.rating import beyond_reach, crossflow_ua_w_k, outdoor_j_m3_k
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port, motor
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541


class DryCooler(Element, frozen=True, kw_only=True, tag="dry_cooler"):
    system: CoolantSystem = "FWS"
    rated_w: Annotated[float, field("W", "Rated heat", "coolant", ge=1, le=20e6)] = 600e3
    rated_in_c: Annotated[float, field("degC", "Entering coolant at rating", "coolant", ge=5, le=95)] = 46.0
    rated_out_c: Annotated[float, field("degC", "Leaving coolant at rating", "coolant", ge=5, le=90)] = 36.0
    rated_air_c: Annotated[float, field("degC", "Outdoor air at rating", "coolant", ge=-20, le=60)] = 29.0
    rated_air_rise_k: Annotated[float, field("K", "Air rise at rating", "coolant", ge=2, le=40)] = 12.0
    fan_w: Annotated[float, field("W", "Fan power, full speed", "coolant power", ge=0, le=1e6)] = 13.5e3
    min_speed_frac: Annotated[float, field("1", "Least fan speed", "coolant", ge=0, le=1)] = 0.0
    hold_c: Annotated[float, field("degC", "Leaving set point", "coolant", ge=5, le=80)] = 36.0
    is_adiabatic: Annotated[bool, field("", "Adiabatic pads", "coolant look")] = False
    wet_above_c: Annotated[float, field("degC", "Wetted above", "coolant", ge=0, le=60, help="Outdoor dry bulb")] = 34.0
    pad_effectiveness: Annotated[float, field("1", "Pad effectiveness", "coolant", ge=0, le=0.98, help="Of the way to the wet bulb")] = 0.7

    flow_m3_s: Annotated[float, field("m3/s", "Design flow", "coolant", ge=1e-6, le=2)] = 0.01515
    dp_pa: Annotated[float, field("Pa", "Pressure drop", "coolant", ge=1, le=1e6, help="At the design flow")] = 50e3
    nameplate_w: MotorRating = 15e3
    pf: Pf = 0.9
    feeds: Feeds = 1
    supply_v: SupplyV | None = None
    fans: Annotated[int, field("1", "Fans", "look", ge=1, le=40)] = 10
    volume_m3: Volume = 0.25
    width_m: Width = 6.1
    depth_m: Depth = 2.4
    height_m: Height = 2.8
    mass_kg: Mass = 0.0


def air_m3_s(rec: DryCooler) -> float:
    """Airflow at full speed [m3/s]: rated heat over the air's heat capacity at the rated temperature and its rise."""
    return rec.rated_w / (outdoor_j_m3_k(rec.rated_air_c) * rec.rated_air_rise_k)


def ua_w_k(rec: DryCooler) -> float:
    """UA at full fan speed [W/K], cross-flow both unmixed: air warms by its rise, coolant cools from entering to leaving.

    600 kW, 46 -> 36 degC in 29 degC air, rise 12 K: 130 kW/K.
    """
    air = rec.rated_w / rec.rated_air_rise_k
    liquid = rec.rated_w / max(rec.rated_in_c - rec.rated_out_c, 0.5)
    return crossflow_ua_w_k(rec.rated_w, liquid, air, max(rec.rated_in_c - rec.rated_air_c, 1.0))


class DryCoolerKind(Kind[DryCooler]):
    name = "dry_cooler"
    label = "Dry cooler"
    category = "Heat rejection"
    icon = "dry_cooler"
    record = DryCooler
    loss_case = True
    keys = ("coolant.out_c", "coolant.heat_w", "power.p_w", "coolant.fan_speed_frac", "coolant.flow_m3_s")

    def ports(self, rec: DryCooler) -> tuple[Port, ...]:
        x, y, top, west = -rec.width_m / 2 - 0.14, 0.23 * rec.depth_m, rec.height_m - 0.45, (-1.0, 0.0, 0.0)
        return (
            coolant_port("supply", "supply", rec.system, (x, -y, top), STUB_M, rec.flow_m3_s, west),
            coolant_port("return", "return", rec.system, (x, y, top), STUB_M, rec.flow_m3_s, west),
            *feed_ports(rec.feeds, (-rec.width_m / 2, 0.0, 0.36 * rec.height_m), 0.2, rec.supply_v),
        )

    def size_m(self, rec: DryCooler) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: DryCooler) -> float:
        return 1.5

    def power(self, rec: DryCooler, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: DryCooler, env: Env) -> CoolantParts:
        coil = Restriction("return", "supply", rec.dp_pa, rec.flow_m3_s, non_return=True)
        cooler = AirCooler(
            rec.hold_c, ua_w_k(rec), air_m3_s(rec), rec.fan_w, rating_w=rec.rated_w, min_speed=rec.min_speed_frac,
            wet_above_c=rec.wet_above_c if rec.is_adiabatic else None,
            pad_effectiveness=rec.pad_effectiveness if rec.is_adiabatic else 0.0,
        )
        return CoolantParts((coil, cooler), (("", "return", "supply"),), rec.volume_m3)

    def limits(self, rec: DryCooler) -> tuple[Limit, ...]:
        if rec.nameplate_w <= 0:
            return ()
        return (Limit("power.loading_frac", "Supply group load", "1", None, 1.0, "nameplate power of the fans"),)

    def contradictions(self, rec: DryCooler) -> tuple[Finding, ...]:
        least = rec.rated_w / max(rec.rated_air_rise_k, rec.rated_in_c - rec.rated_out_c, 0.5)
        return beyond_reach(rec.id, rec.rated_w, least * (rec.rated_in_c - rec.rated_air_c))

    def band(self, rec: DryCooler) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def shape(self, rec: DryCooler) -> Shape:
        return Shape(bodies.dry_cooler(self.size_m(rec), rec.fans))
