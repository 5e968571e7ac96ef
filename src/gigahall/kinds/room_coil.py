"""Room coil: a fan coil that takes the heat of a plant or electrical room, drawing at its rear, blowing at its front."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.air_unit import AirUnit, AirUnitKind, Hold, supply
from gigahall.kinds.fields import Depth, Height, MotorRating, Volume, Width
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners
from gigahall.scene.record import field


class RoomCoil(AirUnit, frozen=True, kw_only=True, tag="room_coil"):
    rated_w: Annotated[float, field("W", "Rated sensible cooling", "coolant", ge=1, le=5e6)] = 40e3
    rated_return_c: Annotated[float, field("degC", "Entering air at rating", "coolant", ge=10, le=60)] = 35.0
    water_m3_s: Annotated[float, field("m3/s", "Water flow at rating", "coolant", ge=1e-6, le=0.5)] = 0.00096
    rated_m3_s: Annotated[float, field("m3/s air", "Rated airflow", "air coolant", ge=1e-4, le=200)] = 3.3
    fan_w: Annotated[float, field("W", "Fan power at rated airflow", "air power", ge=0, le=500e3)] = 1.2e3
    hold: Annotated[Hold, field("", "Fans hold", "air")] = "flow"
    set_m3_s: Annotated[float, field("m3/s air", "Airflow set point", "air", ge=0, le=500)] = 3.3
    supply_c: Annotated[float, field("degC", "Supply air set point", "coolant air", ge=5, le=45)] = 25.0
    nameplate_w: MotorRating = 1.5e3
    volume_m3: Volume = 0.02
    width_m: Width = 1.8
    depth_m: Depth = 0.6
    height_m: Height = 1.9


class RoomCoilKind(AirUnitKind[RoomCoil]):
    name = "room_coil"
    label = "Room coil"
    icon = "coil"
    record = RoomCoil
    loss_case = True
    stub_x = 0.3
    stub_y = 0.0

    def air(self, rec: RoomCoil, env: Env) -> AirParts:
        lo, hi = box_corners(rec.width_m, rec.depth_m, rec.height_m)
        front, rear = (lo, (hi[0], lo[1], hi[2])), ((lo[0], hi[1], lo[2]), hi)
        return AirParts((Solid(lo, hi), supply(rec, front, rear)))

    def shape(self, rec: RoomCoil) -> Shape:
        return Shape(bodies.room_coil(self.size_m(rec)))
