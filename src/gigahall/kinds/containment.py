"""Aisle containment: panels along both sides of an aisle from the floor up, doors at its ends, and a lid or a chimney.

"chimney" leads a hot aisle to the return plenum: its panels reach the ceiling, where it has an opening. "roof" closes an
aisle over the racks. "wall" is one panel along x: a blank for an empty rack place, a baffle, a curtain. The side panels
lie on the racks' backs, which stay open; where no rack stands they blank the gap.
"""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.air import AirPart, AirParts, Panel, Return
from gigahall.kinds.shape import Quad, Shape
from gigahall.scene.record import Element, Vec3, field


class Containment(Element, frozen=True, kw_only=True, tag="containment"):
    style: Annotated[Literal["chimney", "roof", "wall"], field("", "Style", "look air")] = "chimney"
    length_m: Annotated[float, field("m", "Length", "look air", ge=0.01, le=60, help="Along the aisle")] = 4.8
    breadth_m: Annotated[float, field("m", "Aisle width", "look air", ge=0.01, le=10)] = 1.8
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=12, help="Chimney: floor to ceiling")] = 4.0
    rack_m: Annotated[float, field("m", "Rack height", "look", ge=0.01, le=4, help="Where the panes start")] = 2.236
    leak_frac: Annotated[float, field("1", "Open area of the panels", "air", ge=0, le=0.5, help="Well sealed 0.01-0.03, curtains 0.1")] = 0.02
    opening_frac: Annotated[float, field("1", "Open area to the plenum", "air", ge=0.05, le=1)] = 0.8


class ContainmentKind(Kind[Containment]):
    name = "containment"
    label = "Aisle containment"
    category = "Air"
    icon = "containment"
    record = Containment
    is_hollow = True

    def size_m(self, rec: Containment) -> Vec3:
        return (rec.length_m, 0.04 if rec.style == "wall" else rec.breadth_m, rec.height_m)

    def air(self, rec: Containment, env: Env) -> AirParts:
        x, y, top = rec.length_m / 2, rec.breadth_m / 2, rec.height_m
        leak = rec.leak_frac
        if rec.style == "wall":
            return AirParts((Panel((-x, 0.0, 0.0), (x, 0.0, top), leak),))
        parts: list[AirPart] = [Panel((-x, side, 0.0), (x, side, top), leak) for side in (-y, y)]
        parts += [Panel((end, -y, 0.0), (end, y, top), leak) for end in (-x, x)]
        lid = ((-x, -y, top), (x, y, top))
        parts.append(Return(*lid, rec.opening_frac) if rec.style == "chimney" else Panel(*lid, leak))
        return AirParts(tuple(parts))

    def shape(self, rec: Containment) -> Shape:
        if rec.style == "wall":
            x, top = rec.length_m / 2, rec.height_m
            pane = ((-x, 0.0, 0.0), (x, 0.0, 0.0), (x, 0.0, top), (-x, 0.0, top))
            return Shape((Quad(pane, "glass", "glass", carries=False, detail=0, both_sides=True),))
        size = (rec.length_m, rec.breadth_m, rec.height_m)
        return Shape(bodies.containment(size, rec.rack_m, chimney=rec.style == "chimney"))
