"""Perforated floor tile or grate: air comes up by the plenum's pressure, dp = K rho v2 / 2 with K of its open area."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts import air
from gigahall.kinds.shape import Shape
from gigahall.scene.record import Element, Vec3, field

THICK_M = 0.004


class Tile(Element, frozen=True, kw_only=True, tag="tile"):
    open_frac: Annotated[float, field("1", "Open area", "look air", ge=0.02, le=0.9)] = 0.25
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=2)] = 0.6
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=2)] = 0.6


class TileKind(Kind[Tile]):
    name = "tile"
    label = "Perforated tile"
    category = "Air"
    icon = "tile"
    record = Tile
    keys = ("air.flow_m3_s", "air.outlet_mean_c")

    def size_m(self, rec: Tile) -> Vec3:
        return (rec.width_m, rec.depth_m, THICK_M)

    def air(self, rec: Tile, env: Env) -> air.AirParts:
        lo = (-rec.width_m / 2, -rec.depth_m / 2, 0.0)
        return air.AirParts((air.Tile(lo, (rec.width_m / 2, rec.depth_m / 2, 0.0), rec.open_frac),))

    def shape(self, rec: Tile) -> Shape:
        return Shape(bodies.tile(self.size_m(rec), rec.open_frac))
