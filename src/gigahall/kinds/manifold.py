"""Manifold: a header that feeds or collects many branches along its length.

Branches take their flow evenly along the header, so its friction equals that of the full flow over a third of its length
(integral of (1 - x)2); the effective length says which part of the header that stands for. A supply header flows from
"in" to "tap", a return header from "tap" to "in".
"""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.fields import CoolantSystem, Route
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts import coolant
from gigahall.kinds.parts.coolant import CoolantParts
from gigahall.kinds.pipe import Pipe, outer_diameter_m, velocity_limit, volume_m3
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element, Vec3, field


class Manifold(Element, frozen=True, kw_only=True, tag="manifold"):
    system: CoolantSystem = "TCS"
    line: Annotated[Literal["supply", "return"], field("", "Line", "look coolant", help="Supply flows from the main to the branches")] = "supply"
    length_m: Annotated[float, field("m", "Length", "coolant", ge=0.1, le=1000, help="Of the header with its branches")] = 5.0
    effective_frac: Annotated[float, field("1", "Effective length", "coolant", ge=0.05, le=1, help="Even branches: one third")] = 0.333
    bore_m: Annotated[float, field("m", "Bore", "look coolant", ge=0.01, le=3)] = 0.1615
    outer_m: Annotated[float, field("m", "Outer diameter", "look", ge=0, le=3.2, help="0 = a little over the bore")] = 0.0
    roughness_m: Annotated[float, field("m", "Roughness", "coolant", ge=0, le=0.005)] = 1.5e-5
    k_minor: Annotated[float, field("1", "Minor losses", "coolant", ge=0, le=1000, help="Sum of K, at the full flow")] = 1.0
    route_m: Route = ()


def branch(
    header: Manifold, end: str, pipe: Pipe, ids: tuple[str, str],
) -> tuple[Pipe, Connection, Connection]:
    """A branch of a header: the pipe and its two joints, flowing away from a supply header and towards a return header.

    Args:
        header: the manifold.
        end: the other end, "ELEMENT.port".
        pipe: the branch, with its own id.
        ids: ids of the two connections.
    """
    near, far = ("a", "b") if header.line == "supply" else ("b", "a")
    return (
        pipe,
        Connection(id=ids[0], a=f"{header.id}.tap", b=f"{pipe.id}.{near}"),
        Connection(id=ids[1], a=f"{pipe.id}.{far}", b=end),
    )


class ManifoldKind(Kind[Manifold]):
    name = "manifold"
    label = "Manifold"
    category = "Liquid"
    icon = "manifold"
    record = Manifold
    loss_case = True
    is_route = True
    keys = ("coolant.flow_m3_s", "coolant.in_c", "coolant.in_pa", "coolant.out_pa")

    def ports(self, rec: Manifold) -> tuple[Port, ...]:
        points = rec.route_m or ((0.0, 0.0, 0.0),)
        middle = points[len(points) // 2]
        return (
            coolant_port("in", rec.line, rec.system, points[0], rec.bore_m, label="Main", many=True),
            coolant_port("tap", rec.line, rec.system, middle, rec.bore_m, label="Branches", many=True),
        )

    def size_m(self, rec: Manifold) -> Vec3:
        across = outer_diameter_m(rec.outer_m, rec.bore_m)
        return (across, across, across)

    def coolant(self, rec: Manifold, env: Env) -> CoolantParts:
        tail, head = ("in", "tap") if rec.line == "supply" else ("tap", "in")
        run = coolant.Pipe(
            tail, head, rec.effective_frac * rec.length_m, rec.bore_m, rec.roughness_m, rec.k_minor
        )
        return CoolantParts((run,), (("", tail, head),), volume_m3(rec.length_m, rec.bore_m))

    def limits(self, rec: Manifold) -> tuple[Limit, ...]:
        return (velocity_limit(rec.bore_m),)

    def shape(self, rec: Manifold) -> Shape:
        return Shape(bodies.manifold(rec.route_m, outer_diameter_m(rec.outer_m, rec.bore_m), rec.system, rec.line))
