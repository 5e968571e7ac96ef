"""What CRAHs, fan walls and room coils share: a chilled-water coil with a valve and fans, rated by their maker's data.

The valve lets as much water through as holds the leaving air at the set point. UA of the coil follows from the rating:
heat, entering air, airflow, entering water and water flow fix the effectiveness of a counter-flow coil, hence NTU and UA.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import Depth, Feeds, Height, LoopFluid, Mass, MotorRating, Pf, System, Volume, Width
from gigahall.kinds.finding import Cure, Finding, SetField, find
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import Supply
from gigahall.kinds.parts.coolant import AirCoil, CoolantParts, FlowValve, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.rating import beyond_reach, counterflow_ua_w_k, liquid_j_m3_k
from gigahall.kinds.stubs import coolant_port, motor
from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.0779
"""Bore of the stubs: NPS 3 Sch 40."""

Hold = Literal["flow", "share", "plenum", "demand"]


class AirUnit(Element, frozen=True, kw_only=True):
    """Fields of every unit with a coil and fans."""

    system: Annotated[System, field("", "System", "look coolant", help="Loop that feeds the coil")] = "CHW"
    rated_w: Annotated[float, field("W", "Rated sensible cooling", "coolant", ge=1, le=5e6)] = 233e3
    rated_return_c: Annotated[float, field("degC", "Entering air at rating", "coolant", ge=10, le=60)] = 42.0
    rated_water_c: Annotated[float, field("degC", "Entering water at rating", "coolant", ge=2, le=50)] = 18.0
    rated_fluid: LoopFluid = "water"
    water_m3_s: Annotated[float, field("m3/s", "Water flow at rating", "coolant", ge=1e-6, le=0.5, help="Also the most its valve lets through")] = 0.0029167
    coil_dp_pa: Annotated[float, field("Pa", "Coil pressure drop", "coolant", ge=1, le=1e6, help="At the rated water flow")] = 40e3
    valve_dp_pa: Annotated[float, field("Pa", "Open valve", "coolant", ge=1, le=1e6, help="At the rated water flow")] = 20e3
    volume_m3: Volume = 0.05

    supply_c: Annotated[float, field("degC", "Supply air set point", "coolant air", ge=5, le=45)] = 24.0
    rated_m3_s: Annotated[float, field("m3/s air", "Rated airflow", "air coolant", ge=1e-4, le=200)] = 13.725
    fan_w: Annotated[float, field("W", "Fan power at rated airflow", "air power", ge=0, le=500e3)] = 13.5e3
    hold: Annotated[Hold, field("", "Fans hold", "air", help="Own flow, share of the group's, plenum pressure, or what racks draw")] = "share"
    set_m3_s: Annotated[float, field("m3/s air", "Airflow set point", "air", ge=0, le=500, help="Own, or of the whole group")] = 5.5
    set_frac: Annotated[float, field("1", "Supply over demand", "air", ge=0, le=3, help="For \"demand\": group flow by rack flow")] = 1.1
    min_speed_frac: Annotated[float, field("1", "Least fan speed", "air", ge=0, le=1)] = 0.2
    pf: Pf = 0.9
    feeds: Feeds = 2
    supply_v: SupplyV | None = None
    nameplate_w: MotorRating = 15e3

    width_m: Width = 2.2
    depth_m: Depth = 1.1
    height_m: Height = 3.0
    mass_kg: Mass = 0.0


def ua_w_k(rec: AirUnit) -> float:
    """UA of the coil at rated flows [W/K]: counter-flow, entering temperatures `rated_return_c` and `rated_water_c`.

    Sensible heat only; data that asks for more than 97 % effectiveness is cut there.
    """
    air = ROOM_J_M3_K * rec.rated_m3_s
    water = liquid_j_m3_k(rec.rated_fluid) * rec.water_m3_s
    return counterflow_ua_w_k(rec.rated_w, air, water, rec.rated_return_c - rec.rated_water_c)


U = TypeVar("U", bound=AirUnit)


class AirUnitKind(Kind[U], Generic[U]):
    """Base of the kinds with coil and fans: ports, power, coolant, limits."""

    category = "Air"
    keys = ("air.outlet_mean_c", "coolant.heat_w", "air.inlet_mean_c", "coolant.flow_m3_s", "air.flow_m3_s", "air.fan_speed_frac")
    stub_x = 0.16
    stub_y = 0.18

    def ports(self, rec: U) -> tuple[Port, ...]:
        x, y, top = self.stub_x * rec.width_m, self.stub_y * rec.depth_m, rec.height_m
        return (
            coolant_port("supply", "supply", rec.system, (-x, y, top), STUB_M, rec.water_m3_s),
            coolant_port("return", "return", rec.system, (x, y, top), STUB_M, rec.water_m3_s),
            *feed_ports(rec.feeds, (0.38 * rec.width_m, y, top), 0.15 * rec.width_m, rec.supply_v),
        )

    def size_m(self, rec: U) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def power(self, rec: U, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: U, env: Env) -> CoolantParts:
        coil = Restriction("supply", "coil", rec.coil_dp_pa, rec.water_m3_s)
        valve = FlowValve("coil", "return", rec.water_m3_s, rec.valve_dp_pa, rec.supply_c, "air")
        exchange = AirCoil(
            "", ua_w_k(rec), rec.rated_m3_s, rec.supply_c, rec.rated_w, coolant_m3_s=rec.water_m3_s
        )
        return CoolantParts((coil, valve, exchange), (("", "supply", "return"),), rec.volume_m3)

    def band(self, rec: U) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def states(self, rec: U) -> tuple[Finding, ...]:
        if rec.hold not in ("flow", "share") or rec.set_m3_s > 0.0:
            return ()
        return (find("fans-stopped", rec.id, cure=Cure("Let them turn", (SetField(rec.id, "set_m3_s", rec.rated_m3_s),))),)

    def contradictions(self, rec: U) -> tuple[Finding, ...]:
        least = min(ROOM_J_M3_K * rec.rated_m3_s, liquid_j_m3_k(rec.rated_fluid) * rec.water_m3_s)
        return beyond_reach(rec.id, rec.rated_w, least * (rec.rated_return_c - rec.rated_water_c))

    def limits(self, rec: U) -> tuple[Limit, ...]:
        return (
            Limit("coolant.heat_w", "Heat moved", "W", None, rec.rated_w, "rated sensible cooling at its temperatures", is_duty=True),
            Limit("power.loading_frac", "Supply group load", "1", 0.8, 1.0, "nameplate power of the unit"),
        )


def supply(rec: AirUnit, outlet: tuple[Vec3, Vec3] | None, inlet: tuple[Vec3, Vec3] | None) -> Supply:
    """The unit's fans between two faces of its body; None: floor plenum or the hall's return path."""
    out_lo, out_hi = outlet or (None, None)
    in_lo, in_hi = inlet or (None, None)
    return Supply(
        out_lo, out_hi, in_lo, in_hi, rec.rated_m3_s, rec.fan_w, rec.supply_c, rec.hold, rec.set_m3_s,
        rec.min_speed_frac, rec.set_frac,
    )
