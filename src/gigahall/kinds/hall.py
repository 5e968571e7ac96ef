"""Hall: a room with its floor, ceiling and return path. It stands at `at_m` with its inner south-west corner and is never
turned; equipment belongs to it by its `hall` field. Without `walls` it is a yard, which has no room air."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.air import AirParts, Room
from gigahall.kinds.shape import Box, Grid, Primitive, Shape
from gigahall.scene.record import Element, Vec3, field


class Hall(Element, frozen=True, kw_only=True, tag="hall"):
    length_m: Annotated[float, field("m", "Length", "look air", ge=0.5, le=500, help="Inner size along x")] = 12.0
    breadth_m: Annotated[float, field("m", "Breadth", "look air", ge=0.5, le=500, help="Inner size along y")] = 9.0
    ceiling_m: Annotated[float, field("m", "Ceiling height", "look air", ge=2, le=30, help="Floor to (false) ceiling")] = 4.0
    slab_m: Annotated[float, field("m", "Height to the slab above", "look", ge=2, le=40, help="Above it lies the return plenum")] = 4.0
    walls: Annotated[bool, field("", "Walls", "look air", help="Off: a yard outdoors")] = True
    floor: Annotated[Literal["slab", "raised"], field("", "Floor", "look air")] = "slab"
    floor_depth_m: Annotated[float, field("m", "Raised floor height", "look", ge=0, le=3)] = 0.0
    plenum_pa: Annotated[float, field("Pa", "Floor plenum pressure", "air", ge=0, le=200, help="Set point of units that hold it")] = 12.45
    leak_frac: Annotated[float, field("1", "Floor leakage", "air", ge=0, le=0.9, help="Of the air blown under the floor")] = 0.1
    return_path: Annotated[Literal["open", "plenum", "ceiling"], field(
        "", "Return", "air", help="At the units' own faces, through ceiling openings, or through the whole ceiling")] = "open"
    cell_m: Annotated[float, field("m", "Air cell", "air", ge=0.1, le=1.0, help="Wanted grid size of the room air")] = 0.3


class HallKind(Kind[Hall]):
    name = "hall"
    label = "Hall"
    category = "Rooms"
    icon = "hall"
    record = Hall
    keys = ("air.plenum_pa",)
    is_room = True

    def size_m(self, rec: Hall) -> Vec3:
        return (rec.length_m, rec.breadth_m, rec.ceiling_m)

    def air(self, rec: Hall, env: Env) -> AirParts:
        if not rec.walls:
            return AirParts()
        raised = rec.floor == "raised"
        return AirParts((Room(
            self.size_m(rec), rec.cell_m, rec.plenum_pa if raised else 0.0, rec.leak_frac if raised else 0.0,
            rec.floor, rec.return_path,
        ),))

    def shape(self, rec: Hall) -> Shape:
        depth = rec.floor_depth_m if rec.floor == "raised" else 0.0
        body = bodies.hall(self.size_m(rec), walls=rec.walls, raised_m=depth)
        return Shape(tuple(_from_corner(piece, rec.length_m / 2, rec.breadth_m / 2) for piece in body))


def _from_corner(piece: Primitive, x_m: float, y_m: float) -> Primitive:
    """Bodies are centred, halls start at their corner."""
    if not isinstance(piece, Box | Grid):
        raise TypeError(f"a hall is made of boxes and grids, not of {type(piece).__name__}")
    lo, hi = piece.lo, piece.hi
    return replace(piece, lo=(lo[0] + x_m, lo[1] + y_m, lo[2]), hi=(hi[0] + x_m, hi[1] + y_m, hi[2]))
