"""Pump with speed control: suction "a", discharge "b", a non-return valve inside. Units of one group stand by for each
other and, running together, turn at one speed."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import CoolantSystem, Depth, Feeds, Height, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.finding import Change, Cure, Finding, SetField, find
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts import coolant
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.parts.coolant import CoolantParts, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners, coolant_port, motor
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

PREFERRED = "120 % of rated flow: end of the preferred operating region, ANSI/HI 9.6.3"


class Pump(Element, frozen=True, kw_only=True, tag="pump"):
    system: CoolantSystem = "FWS"
    rated_m3_s: Annotated[float, field("m3/s", "Rated flow", "coolant", ge=1e-6, le=5)] = 0.025
    rated_pa: Annotated[float, field("Pa", "Head at rated flow", "coolant", ge=1, le=5e6)] = 400e3
    shutoff_pa: Annotated[float, field("Pa", "Head at no flow", "coolant", ge=1, le=8e6)] = 500e3
    efficiency: Annotated[float, field("1", "Efficiency", "coolant power", ge=0.05, le=0.95, help="Pump, motor and drive together")] = 0.686
    check_valve_pa: Annotated[float, field("Pa", "Check and isolation valves", "coolant", ge=1, le=1e6, help="At rated flow")] = 11e3

    control: Annotated[Literal["dp", "flow", "speed"], field("", "Holds", "coolant")] = "dp"
    set_dp_pa: Annotated[float, field("Pa", "Differential pressure", "coolant", ge=0, le=5e6, help="Discharge over suction")] = 250e3
    set_m3_s: Annotated[float, field("m3/s", "Flow", "coolant", ge=0, le=5)] = 0.025
    set_speed_frac: Annotated[float, field("1", "Speed", "coolant", ge=0, le=1)] = 1.0
    min_speed_frac: Annotated[float, field("1", "Least speed", "coolant", ge=0, le=1)] = 0.3
    nameplate_w: MotorRating = 15e3
    pf: Pf = 0.9
    feeds: Feeds = 2
    supply_v: SupplyV | None = None

    bore_m: Annotated[float, field("m", "Flange bore", "look", ge=0.001, le=1)] = 0.10226
    volume_m3: Volume = 0.02
    width_m: Width = 1.2
    depth_m: Depth = 0.6
    height_m: Height = 0.9
    mass_kg: Mass = 0.0


class PumpKind(Kind[Pump]):
    name = "pump"
    label = "Pump"
    category = "Liquid"
    icon = "pump"
    record = Pump
    loss_case = True
    keys = ("coolant.flow_m3_s", "power.loading_frac", "power.p_w", "coolant.pump_speed_frac", "coolant.out_pa")

    def ports(self, rec: Pump) -> tuple[Port, ...]:
        west = (-1.0, 0.0, 0.0)
        suction, discharge = (-0.5 * rec.width_m, 0.0, 0.44 * rec.height_m), (-0.28 * rec.width_m, 0.0, rec.height_m)
        return (
            coolant_port("a", "bidirectional", rec.system, suction, rec.bore_m, rec.rated_m3_s, west, "Suction"),
            coolant_port("b", "bidirectional", rec.system, discharge, rec.bore_m, rec.rated_m3_s, label="Discharge"),
            *feed_ports(rec.feeds, (0.17 * rec.width_m, 0.0, 0.8 * rec.height_m), 0.15 * rec.width_m, rec.supply_v),
        )

    def size_m(self, rec: Pump) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def power(self, rec: Pump, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: Pump, env: Env) -> CoolantParts:
        drive = coolant.Pump(
            "a", "check", rec.shutoff_pa, rec.rated_pa, rec.rated_m3_s, rec.efficiency, min_speed=rec.min_speed_frac,
            hold=rec.control, hold_from="b", hold_to="a",
            hold_value={"dp": rec.set_dp_pa, "flow": rec.set_m3_s, "speed": rec.set_speed_frac}[rec.control],
        )
        check = Restriction("check", "b", rec.check_valve_pa, rec.rated_m3_s, non_return=True)
        return CoolantParts((drive, check), (("", "a", "b"),), rec.volume_m3)

    def air(self, rec: Pump, env: Env) -> AirParts:
        return AirParts((Solid(*box_corners(rec.width_m, rec.depth_m, rec.height_m)),))

    def limits(self, rec: Pump) -> tuple[Limit, ...]:
        return (
            Limit("power.loading_frac", "Motor load", "1", None, 1.0, "nameplate power of the motor"),
            Limit("coolant.flow_m3_s", "Flow", "m3/s", 1.2 * rec.rated_m3_s, None, PREFERRED),
        )

    def band(self, rec: Pump) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def put_back(self, rec: Pump) -> tuple[Change, ...]:
        return (*super().put_back(rec), *starting(rec.id, rec.control, rec.set_speed_frac, rec.set_m3_s, rec.rated_m3_s))

    def states(self, rec: Pump) -> tuple[Finding, ...]:
        return stopped(rec.id, starting(rec.id, rec.control, rec.set_speed_frac, rec.set_m3_s, rec.rated_m3_s))

    def shape(self, rec: Pump) -> Shape:
        return Shape(bodies.pump(self.size_m(rec)))


def starting(key: str, control: str, speed_frac: float, flow_m3_s: float, rated_m3_s: float) -> tuple[Change, ...]:
    """The edit that lets a pump turn which is told to stand still; empty where it is not."""
    if control == "speed" and speed_frac <= 0.0:
        return (SetField(key, "set_speed_frac", 1.0),)
    return (SetField(key, "set_m3_s", rated_m3_s),) if control == "flow" and flow_m3_s <= 0.0 else ()


def stopped(key: str, start: tuple[Change, ...]) -> tuple[Finding, ...]:
    """The row of a pump that is told to stand still; `start`: the edit that lets it turn."""
    return (find("pump-stopped", key, cure=Cure("Let it turn", start)),) if start else ()
