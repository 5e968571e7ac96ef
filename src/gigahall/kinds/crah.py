"""CRAH or fan wall: a perimeter unit that cools the room's air and blows it into the room or under the floor."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.air_unit import AirUnit, AirUnitKind, supply
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import AirParts, Solid
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import box_corners
from gigahall.scene.record import Vec3, field

OUTLET_FROM, OUTLET_TO = 0.04, 0.72
"""The fan field by the unit's height."""


class Crah(AirUnit, frozen=True, kw_only=True, tag="crah"):
    outlet: Annotated[Literal["front", "floor"], field("", "Blows", "air", help="Out of its front, or under the floor")] = "front"
    intake: Annotated[Literal["return", "top", "rear"], field(
        "", "Draws from", "air", help="The hall's return path, or its own top or rear face")] = "return"
    fans: Annotated[int, field("1", "Fans", "look", ge=1, le=40)] = 4


class CrahKind(AirUnitKind[Crah]):
    name = "crah"
    label = "CRAH or fan wall"
    icon = "crah"
    record = Crah
    loss_case = True

    def clearance_m(self, rec: Crah) -> float:
        return 0.9

    def air(self, rec: Crah, env: Env) -> AirParts:
        lo, hi = box_corners(rec.width_m, rec.depth_m, rec.height_m)
        front = ((lo[0], lo[1], OUTLET_FROM * hi[2]), (hi[0], lo[1], OUTLET_TO * hi[2]))
        inlets: dict[str, tuple[Vec3, Vec3] | None] = {
            "return": None,
            "top": ((lo[0], lo[1], hi[2]), hi),
            "rear": ((lo[0], hi[1], OUTLET_FROM * hi[2]), hi),
        }
        outlet = front if rec.outlet == "front" else None
        return AirParts((Solid(lo, hi), supply(rec, outlet, inlets[rec.intake])))

    def shape(self, rec: Crah) -> Shape:
        return Shape(bodies.crah(self.size_m(rec), rec.fans))
