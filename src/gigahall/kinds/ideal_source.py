"""Ideal coolant source: fixed supply temperature and pressure, takes any heat. For scenes about something else; it is
marked "ideal" wherever it is shown."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, Depth, Height, LoopFluid, Width
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.coolant import CoolantParts, Fill, IdealLoop
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541


class IdealSource(Element, frozen=True, kw_only=True, tag="ideal_source"):
    system: CoolantSystem = "TCS"
    fluid: LoopFluid = "PG25"
    supply_c: Annotated[float, field("degC", "Supply temperature", "coolant", ge=2, le=80)] = 40.0
    dp_pa: Annotated[float, field("Pa", "Differential pressure", "coolant", ge=0, le=2e6, help="Supply over return")] = 200e3
    return_pa: Annotated[float, field("Pa", "Return pressure", "coolant", ge=0, le=2e6, help="Gauge")] = 150e3
    width_m: Width = 1.2
    depth_m: Depth = 1.0
    height_m: Height = 2.0


class IdealSourceKind(Kind[IdealSource]):
    name = "ideal_source"
    label = "Ideal coolant source"
    category = "Plant"
    icon = "source"
    record = IdealSource
    loss_case = True
    keys = ("coolant.out_c", "coolant.heat_w", "coolant.flow_m3_s", "coolant.in_c")

    def ports(self, rec: IdealSource) -> tuple[Port, ...]:
        x, top = 0.22 * rec.width_m, rec.height_m
        return (
            coolant_port("supply", "supply", rec.system, (-x, 0.0, top), STUB_M, many=True),
            coolant_port("return", "return", rec.system, (x, 0.0, top), STUB_M, many=True),
        )

    def size_m(self, rec: IdealSource) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def coolant(self, rec: IdealSource, env: Env) -> CoolantParts:
        loop = IdealLoop("return", "supply", rec.supply_c, rec.dp_pa, rec.return_pa)
        return CoolantParts((loop, Fill("return", rec.fluid)), (("", "return", "supply"),))

    def shape(self, rec: IdealSource) -> Shape:
        return Shape(bodies.ideal_source(self.size_m(rec), rec.system))
