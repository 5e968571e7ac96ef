"""Coolant distribution unit: a plate heat exchanger between facility and technology loop, with the loop's pumps.

Technology side: return -> pumps -> plates -> supply. Facility side: control valve -> plates. The valve moves as much
facility water as holds the technology supply at its set point; fully open, the unit reports how far it is short.
"""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import Depth, Feeds, Fluid, Height, LoopFluid, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.finding import Change, Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.parts.coolant import (
    Anchor,
    CoolantParts,
    Exchanger,
    Fill,
    FlowValve,
    Pump,
    Restriction,
)
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.pump import starting, stopped
from gigahall.kinds.rating import approach_ua_w_k, beyond_reach, liquid_j_m3_k
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners, coolant_port, motor
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1082
"""Bore of the stubs: NPS 4 Sch 10S."""

PLATES_PA = 1e3
"""Loss of the technology side of the plates at rated flow: makers state the head left outside the unit, so only a token
is kept for what the pump curve already contains."""

FWS_REFERENCE: Fluid = "PG25"


class Cdu(Element, frozen=True, kw_only=True, tag="cdu"):
    rated_w: Annotated[float, field("W", "Rated heat", "coolant", ge=1, le=10e6, help="At the approach and flows below")] = 1.367e6
    approach_k: Annotated[float, field(
        "K", "Approach", "coolant", ge=0.5, le=30, help="Technology supply above facility supply at rated heat")] = 4.0
    rated_tcs_m3_s: Annotated[float, field("m3/s", "Technology flow at rating", "coolant", ge=1e-6, le=0.5)] = 0.02
    rated_fws_m3_s: Annotated[float, field("m3/s", "Facility flow at rating", "coolant", ge=1e-6, le=0.5)] = 0.02

    supply_c: Annotated[float, field("degC", "Supply set point", "coolant", ge=5, le=60, help="Of the technology loop")] = 40.0
    max_supply_c: Annotated[float, field("degC", "Highest supply", "label", ge=5, le=80)] = 52.0
    fws_max_m3_s: Annotated[float, field("m3/s", "Facility flow, valve open", "coolant", ge=1e-6, le=0.5)] = 0.025
    fws_plates_pa: Annotated[float, field("Pa", "Facility side, plates", "coolant", ge=1, le=1e6, help="At that flow")] = 40e3
    fws_valve_pa: Annotated[float, field("Pa", "Facility side, open valve", "coolant", ge=1, le=1e6, help="At that flow")] = 20e3

    control: Annotated[Literal["dp", "flow", "speed"], field("", "Pumps hold", "coolant")] = "dp"
    set_dp_pa: Annotated[float, field("Pa", "Differential pressure", "coolant", ge=0, le=2e6, help="Supply over return stub")] = 110e3
    set_m3_s: Annotated[float, field("m3/s", "Flow", "coolant", ge=0, le=0.5)] = 0.02
    set_speed_frac: Annotated[float, field("1", "Speed", "coolant", ge=0, le=1)] = 1.0
    pump_m3_s: Annotated[float, field("m3/s", "Pump flow at rating", "coolant", ge=1e-6, le=0.5, help="All pumps of the unit")] = 0.02
    pump_pa: Annotated[float, field("Pa", "Head at rating", "coolant", ge=1, le=2e6, help="Left outside the unit")] = 250e3
    shutoff_pa: Annotated[float, field("Pa", "Head at no flow", "coolant", ge=1, le=3e6)] = 312.5e3
    base_w: Annotated[float, field("W", "Controls", "power coolant", ge=0, le=100e3)] = 1e3
    pump_w: Annotated[float, field("W", "Pump power at rating", "power coolant", ge=0, le=500e3)] = 13.7e3
    nameplate_w: MotorRating = 20.5e3
    pf: Pf = 0.9
    feeds: Feeds = 2
    supply_v: SupplyV | None = None

    fluid: LoopFluid = "PG25"
    fill_pa: Annotated[float, field("Pa", "Fill pressure", "coolant", ge=0, le=1e6, help="Gauge, at the return stub")] = 150e3
    volume_m3: Volume = 0.3
    width_m: Width = 0.9
    depth_m: Depth = 1.243
    height_m: Height = 2.122
    mass_kg: Mass = 1086.0


def ua_w_k(rec: Cdu) -> float:
    """UA of the plates [W/K] from the rating: counter-flow, the technology side leaving `approach_k` above the entering
    facility water at rated heat and flows. 1,367 kW at 4 K with equal flows of 1,200 L/min give 342 kW/K."""
    hot = rec.rated_tcs_m3_s * liquid_j_m3_k(rec.fluid)
    cold = rec.rated_fws_m3_s * liquid_j_m3_k(FWS_REFERENCE)
    return approach_ua_w_k(rec.rated_w, rec.approach_k, hot, cold)


class CduKind(Kind[Cdu]):
    name = "cdu"
    label = "Coolant distribution unit"
    category = "Liquid"
    icon = "cdu"
    record = Cdu
    loss_case = True
    keys = ("coolant.secondary.out_c", "coolant.heat_w", "coolant.secondary.flow_m3_s", "coolant.primary.in_c", "coolant.pump_speed_frac")

    def ports(self, rec: Cdu) -> tuple[Port, ...]:
        x, top = 0.31 * rec.width_m, rec.height_m
        near, far = 0.12 * rec.depth_m, 0.36 * rec.depth_m
        return (
            coolant_port("tcs_supply", "supply", "TCS", (-x, near, top), STUB_M, rec.pump_m3_s, label="TCS supply"),
            coolant_port("tcs_return", "return", "TCS", (x, near, top), STUB_M, rec.pump_m3_s, label="TCS return"),
            coolant_port("fws_supply", "supply", "FWS", (-x, far, top), STUB_M, rec.fws_max_m3_s, label="FWS supply"),
            coolant_port("fws_return", "return", "FWS", (x, far, top), STUB_M, rec.fws_max_m3_s, label="FWS return"),
            *feed_ports(rec.feeds, (0.0, -0.2 * rec.depth_m, top), 0.4 * rec.width_m, rec.supply_v),
        )

    def size_m(self, rec: Cdu) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Cdu) -> float:
        return 1.0

    def power(self, rec: Cdu, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: Cdu, env: Env) -> CoolantParts:
        pump = Pump(
            "tcs_return", "plates_in", rec.shutoff_pa, rec.pump_pa, rec.pump_m3_s, hold=rec.control,
            hold_value={"dp": rec.set_dp_pa, "flow": rec.set_m3_s, "speed": rec.set_speed_frac}[rec.control],
            hold_from="tcs_supply", hold_to="tcs_return", idle_w=rec.base_w, rated_w=rec.pump_w, wet=True,
            side="secondary",
        )
        plates = Restriction("plates_in", "tcs_supply", PLATES_PA, rec.pump_m3_s, side="secondary")
        valve = FlowValve(
            "fws_supply", "valve_out", rec.fws_max_m3_s, rec.fws_valve_pa, rec.supply_c, "secondary", "primary"
        )
        cold = Restriction("valve_out", "fws_return", rec.fws_plates_pa, rec.fws_max_m3_s, side="primary")
        exchanger = Exchanger(
            "secondary", "primary", ua_w_k(rec), rec.rated_tcs_m3_s, rec.rated_fws_m3_s, rating_w=rec.rated_w
        )
        return CoolantParts(
            (pump, plates, valve, cold, exchanger, Fill("tcs_return", rec.fluid), Anchor("tcs_return", rec.fill_pa)),
            (("primary", "fws_supply", "fws_return"), ("secondary", "tcs_return", "tcs_supply")),
            rec.volume_m3,
        )

    def air(self, rec: Cdu, env: Env) -> AirParts:
        return AirParts((Solid(*box_corners(rec.width_m, rec.depth_m, rec.height_m)),))

    def limits(self, rec: Cdu) -> tuple[Limit, ...]:
        return (
            Limit("coolant.heat_w", "Heat moved", "W", None, rec.rated_w, "rating at its approach", is_duty=True),
            Limit("coolant.secondary.out_c", "TCS supply", "degC", None, rec.max_supply_c, "supply range of the unit"),
            Limit("coolant.secondary.flow_m3_s", "TCS flow", "m3/s", None, rec.pump_m3_s, "rated flow of its pumps"),
            Limit("power.loading_frac", "Supply group load", "1", 0.8, 1.0, "nameplate power of the unit"),
        )

    def contradictions(self, rec: Cdu) -> tuple[Finding, ...]:
        hot, cold = rec.rated_tcs_m3_s * liquid_j_m3_k(rec.fluid), rec.rated_fws_m3_s * liquid_j_m3_k(FWS_REFERENCE)
        return beyond_reach(rec.id, rec.rated_w, min(hot, cold) * (rec.approach_k + rec.rated_w / hot))

    def band(self, rec: Cdu) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def put_back(self, rec: Cdu) -> tuple[Change, ...]:
        return (*super().put_back(rec), *starting(rec.id, rec.control, rec.set_speed_frac, rec.set_m3_s, rec.pump_m3_s))

    def states(self, rec: Cdu) -> tuple[Finding, ...]:
        return stopped(rec.id, starting(rec.id, rec.control, rec.set_speed_frac, rec.set_m3_s, rec.pump_m3_s))

    def shape(self, rec: Cdu) -> Shape:
        return Shape(bodies.cdu(self.size_m(rec)))
