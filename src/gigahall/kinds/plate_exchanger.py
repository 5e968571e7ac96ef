"""Plate heat exchanger between two loops, counter-flow. A valve on its cold side holds the hot side's outlet: a trim
exchanger that lets chilled water in only when the facility loop comes back too warm."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.fields import Depth, Height, LoopFluid, Mass, System, Volume, Width
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.parts.coolant import CoolantPart, CoolantParts, Exchanger, FlowValve, Restriction
from gigahall.kinds.rating import beyond_reach, counterflow_ua_w_k, liquid_j_m3_k
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners, coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541
"""Bore of the flanges: NPS 6 Sch 40."""


class PlateExchanger(Element, frozen=True, kw_only=True, tag="plate_exchanger"):
    hot_system: Annotated[System, field("", "Hot side", "look coolant")] = "FWS"
    cold_system: Annotated[System, field("", "Cold side", "look coolant")] = "CHW"
    rated_w: Annotated[float, field("W", "Rated heat", "coolant", ge=1, le=20e6)] = 600e3
    hot_in_c: Annotated[float, field("degC", "Hot inlet at rating", "coolant", ge=2, le=95)] = 42.0
    cold_in_c: Annotated[float, field("degC", "Cold inlet at rating", "coolant", ge=1, le=90)] = 18.0
    hot_m3_s: Annotated[float, field("m3/s", "Hot flow at rating", "coolant", ge=1e-6, le=2)] = 0.0248
    cold_m3_s: Annotated[float, field("m3/s", "Cold flow at rating", "coolant", ge=1e-6, le=2, help="Also the most the valve lets through")] = 0.0145
    hot_fluid: LoopFluid = "PG30"
    cold_fluid: LoopFluid = "water"
    hot_dp_pa: Annotated[float, field("Pa", "Hot side pressure drop", "coolant", ge=1, le=1e6)] = 30e3
    cold_dp_pa: Annotated[float, field("Pa", "Cold side pressure drop", "coolant", ge=1, le=1e6)] = 30e3
    has_valve: Annotated[bool, field("", "Control valve", "coolant", help="On the cold side; off: always in full flow")] = True
    valve_dp_pa: Annotated[float, field("Pa", "Open valve", "coolant", ge=1, le=1e6)] = 20e3
    hold_c: Annotated[float, field("degC", "Hot outlet set point", "coolant", ge=2, le=90)] = 36.0
    volume_m3: Volume = 0.1
    width_m: Width = 1.4
    depth_m: Depth = 0.6
    height_m: Height = 1.6
    mass_kg: Mass = 0.0


def ua_w_k(rec: PlateExchanger) -> float:
    """UA at rated flows [W/K], counter-flow, from rated heat and entering temperatures."""
    hot = rec.hot_m3_s * liquid_j_m3_k(rec.hot_fluid)
    cold = rec.cold_m3_s * liquid_j_m3_k(rec.cold_fluid)
    return counterflow_ua_w_k(rec.rated_w, hot, cold, max(rec.hot_in_c - rec.cold_in_c, 0.1))


class PlateExchangerKind(Kind[PlateExchanger]):
    name = "plate_exchanger"
    label = "Plate heat exchanger"
    category = "Plant"
    icon = "exchanger"
    record = PlateExchanger
    loss_case = True
    keys = ("coolant.secondary.out_c", "coolant.heat_w", "coolant.primary.flow_m3_s", "coolant.secondary.in_c")

    def ports(self, rec: PlateExchanger) -> tuple[Port, ...]:
        x, y, low, high = -0.55 * rec.width_m, 0.24 * rec.depth_m, 0.18 * rec.height_m, 0.85 * rec.height_m
        west = (-1.0, 0.0, 0.0)

        def port(name: str, system: str, y_m: float, z_m: float, flow: float) -> Port:
            return coolant_port(name, "bidirectional", system, (x, y_m, z_m), STUB_M, flow, west)

        return (
            port("hot_in", rec.hot_system, -y, high, rec.hot_m3_s),
            port("hot_out", rec.hot_system, -y, low, rec.hot_m3_s),
            port("cold_in", rec.cold_system, y, low, rec.cold_m3_s),
            port("cold_out", rec.cold_system, y, high, rec.cold_m3_s),
        )

    def size_m(self, rec: PlateExchanger) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def coolant(self, rec: PlateExchanger, env: Env) -> CoolantParts:
        hot = Restriction("hot_in", "hot_out", rec.hot_dp_pa, rec.hot_m3_s, side="secondary")
        cold = Restriction("plates", "cold_out", rec.cold_dp_pa, rec.cold_m3_s, side="primary")
        inlet: CoolantPart = Restriction("cold_in", "plates", rec.valve_dp_pa, rec.cold_m3_s, side="primary")
        if rec.has_valve:
            inlet = FlowValve("cold_in", "plates", rec.cold_m3_s, rec.valve_dp_pa, rec.hold_c, "secondary", "primary")
        exchanger = Exchanger(
            "secondary", "primary", ua_w_k(rec), rec.hot_m3_s, rec.cold_m3_s, rating_w=rec.rated_w
        )
        return CoolantParts(
            (hot, cold, inlet, exchanger),
            (("primary", "cold_in", "cold_out"), ("secondary", "hot_in", "hot_out")), rec.volume_m3,
        )

    def air(self, rec: PlateExchanger, env: Env) -> AirParts:
        return AirParts((Solid(*box_corners(rec.width_m, rec.depth_m, rec.height_m)),))

    def limits(self, rec: PlateExchanger) -> tuple[Limit, ...]:
        return (Limit("coolant.heat_w", "Heat moved", "W", None, rec.rated_w, "rating at its temperatures", is_duty=True),)

    def contradictions(self, rec: PlateExchanger) -> tuple[Finding, ...]:
        least = min(rec.hot_m3_s * liquid_j_m3_k(rec.hot_fluid), rec.cold_m3_s * liquid_j_m3_k(rec.cold_fluid))
        return beyond_reach(rec.id, rec.rated_w, least * (rec.hot_in_c - rec.cold_in_c))

    def shape(self, rec: PlateExchanger) -> Shape:
        return Shape(bodies.plate_exchanger(self.size_m(rec)))
