"""Buffer tank in a line: its content slows the loop's warming when cooling is lost."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, Depth, Height, LineRole, Mass, Volume, Width
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.parts.coolant import CoolantParts, Restriction
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners, coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541


class BufferTank(Element, frozen=True, kw_only=True, tag="buffer_tank"):
    system: CoolantSystem = "FWS"
    line: LineRole = "supply"
    volume_m3: Volume = 10.0
    dp_pa: Annotated[float, field("Pa", "Pressure drop", "coolant", ge=1, le=1e6)] = 2e3
    at_m3_s: Annotated[float, field("m3/s", "At flow", "coolant", ge=1e-6, le=5)] = 0.025
    width_m: Width = 2.0
    depth_m: Depth = 2.0
    height_m: Height = 3.6
    mass_kg: Mass = 0.0


class BufferTankKind(Kind[BufferTank]):
    name = "buffer_tank"
    label = "Buffer tank"
    category = "Plant"
    icon = "tank"
    record = BufferTank
    loss_case = True
    keys = ("coolant.out_c", "coolant.flow_m3_s", "coolant.in_pa")

    def ports(self, rec: BufferTank) -> tuple[Port, ...]:
        y, south = -0.56 * min(rec.width_m, rec.depth_m), (0.0, -1.0, 0.0)
        return (
            coolant_port("a", "bidirectional", rec.system, (0.0, y, 0.8 * rec.height_m), STUB_M, rec.at_m3_s, south, "Inlet"),
            coolant_port("b", "bidirectional", rec.system, (0.0, y, 0.2 * rec.height_m), STUB_M, rec.at_m3_s, south, "Outlet"),
        )

    def size_m(self, rec: BufferTank) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def coolant(self, rec: BufferTank, env: Env) -> CoolantParts:
        return CoolantParts((Restriction("a", "b", rec.dp_pa, rec.at_m3_s),), (("", "a", "b"),), rec.volume_m3)

    def air(self, rec: BufferTank, env: Env) -> AirParts:
        return AirParts((Solid(*box_corners(rec.width_m, rec.depth_m, rec.height_m)),))

    def shape(self, rec: BufferTank) -> Shape:
        return Shape(bodies.tank(self.size_m(rec)))
