"""Valve in a line: open by a stroke, or a pressure-independent valve that holds a flow."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, Depth, Height, LineRole, Width
from gigahall.kinds.finding import Change, Cure, Finding, SetField, find
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.coolant import SHUT_M3_S, CoolantPart, CoolantParts, FlowValve, Restriction
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import through_ports
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Valve(Element, frozen=True, kw_only=True, tag="valve"):
    system: CoolantSystem = "FWS"
    line: LineRole = "supply"
    mode: Annotated[Literal["stroke", "flow"], field("", "Mode", "coolant", help="Fixed stroke, or holds a flow")] = "stroke"
    open_dp_pa: Annotated[float, field("Pa", "Pressure drop, open", "coolant", ge=1, le=1e6, help="At the flow below")] = 1e3
    rated_m3_s: Annotated[float, field("m3/s", "At flow", "coolant", ge=1e-6, le=5)] = 0.01
    stroke_frac: Annotated[float, field("1", "Stroke", "coolant", ge=0.02, le=1, help="Flow coefficient goes with it")] = 1.0
    set_m3_s: Annotated[float, field("m3/s", "Flow set point", "coolant", ge=0, le=5)] = 0.01
    is_check: Annotated[bool, field("", "Check valve", "coolant", help="No flow from b to a")] = False
    bore_m: Annotated[float, field("m", "Bore", "look", ge=0.004, le=3)] = 0.10226
    width_m: Width = 0.35
    depth_m: Depth = 0.25
    height_m: Height = 0.45


class ValveKind(Kind[Valve]):
    name = "valve"
    label = "Valve"
    category = "Liquid"
    icon = "valve"
    record = Valve
    keys = ("coolant.flow_m3_s", "coolant.opening_frac", "coolant.in_c", "coolant.in_pa", "coolant.out_pa")

    def ports(self, rec: Valve) -> tuple[Port, ...]:
        return through_ports(rec.system, rec.width_m / 2, 0.3 * rec.height_m, rec.bore_m, rec.rated_m3_s)

    def size_m(self, rec: Valve) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def coolant(self, rec: Valve, env: Env) -> CoolantParts:
        if rec.mode == "flow":
            loss_pa = rec.open_dp_pa * max(rec.set_m3_s / rec.rated_m3_s, 0.01) ** 2
            part: CoolantPart = FlowValve("a", "b", rec.set_m3_s, max(loss_pa, 1.0))
        else:
            loss_pa = rec.open_dp_pa / rec.stroke_frac**2
            part = Restriction("a", "b", loss_pa, rec.rated_m3_s, non_return=rec.is_check)
        return CoolantParts((part,), (("", "a", "b"),))

    def put_back(self, rec: Valve) -> tuple[Change, ...]:
        return (*super().put_back(rec), *_opening(rec))

    def states(self, rec: Valve) -> tuple[Finding, ...]:
        opening = _opening(rec)
        return (find("valve-shut", rec.id, cure=Cure("Open it to its stroke", opening)),) if opening else ()

    def shape(self, rec: Valve) -> Shape:
        return Shape(bodies.valve(self.size_m(rec), rec.system, rec.line))


def _opening(rec: Valve) -> tuple[Change, ...]:
    """The edit that opens a valve told to hold no flow."""
    return (SetField(rec.id, "mode", "stroke"),) if rec.mode == "flow" and rec.set_m3_s <= SHUT_M3_S else ()
