"""Expansion vessel: fixes the loop's pressure where it is joined, and says what the loop is filled with."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, Depth, Height, LoopFluid, Width
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.coolant import Anchor, CoolantParts, Fill
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class ExpansionVessel(Element, frozen=True, kw_only=True, tag="expansion_vessel"):
    system: CoolantSystem = "FWS"
    fluid: LoopFluid = "PG30"
    fill_pa: Annotated[float, field("Pa", "Fill pressure", "coolant", ge=0, le=2e6, help="Gauge, where it is joined")] = 150e3
    tank_m3: Annotated[float, field("m3", "Vessel volume", "label", ge=0.001, le=50)] = 0.5
    width_m: Width = 0.8
    depth_m: Depth = 0.8
    height_m: Height = 1.6


class ExpansionVesselKind(Kind[ExpansionVessel]):
    name = "expansion_vessel"
    label = "Expansion vessel"
    category = "Plant"
    icon = "vessel"
    record = ExpansionVessel

    def ports(self, rec: ExpansionVessel) -> tuple[Port, ...]:
        at = (0.0, 0.0, 0.04 * rec.height_m)
        return (coolant_port("a", "bidirectional", rec.system, at, 0.0266, out=(0.0, 0.0, -1.0), label="Loop"),)

    def size_m(self, rec: ExpansionVessel) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def coolant(self, rec: ExpansionVessel, env: Env) -> CoolantParts:
        return CoolantParts((Anchor("a", rec.fill_pa), Fill("a", rec.fluid)))

    def shape(self, rec: ExpansionVessel) -> Shape:
        return Shape(bodies.vessel(self.size_m(rec)))
