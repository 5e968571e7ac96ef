"""Generator: holds its voltage while it runs. A standby one starts when a duty source of its group is lost or a bus it
can reach is unsupplied; generators on one bus share by rating."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import Lineup, loading_limit, voltage_system
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import PowerParts, Source
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Generator(Element, frozen=True, kw_only=True, tag="generator"):
    voltage_v: Annotated[float, field("V", "Voltage", "power", ge=100, le=40_000)] = 13_800.0
    rating_w: Annotated[float, field("W", "Rating", "power", ge=1, le=1e9)] = 2_500_000.0
    rated_pf: Annotated[float, field("1", "Rated power factor", "power", ge=0.5, le=1.0)] = 0.8
    start_s: Annotated[float, field("s", "Start time", "label", ge=0, le=600)] = 10.0
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=40)] = 12.2
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=10)] = 3.0
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=10)] = 3.6


class GeneratorKind(Kind[Generator]):
    name = "generator"
    label = "Generator"
    category = "Power"
    icon = "generator"
    record = Generator
    loss_case = True
    keys = ("power.loading_frac", "power.p_w", "power.v_v", "power.i_a")

    def ports(self, rec: Generator) -> tuple[Port, ...]:
        amps = rec.rating_w / rec.rated_pf / (3**0.5 * rec.voltage_v)
        return (
            Port("out", "electrical", "output", voltage_system(rec.voltage_v), (0.0, 0.0, rec.height_m), label="Terminals",
                 voltage_v=rec.voltage_v, current_a=amps),
        )

    def size_m(self, rec: Generator) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Generator) -> float:
        return 1.5

    def power(self, rec: Generator, env: Env) -> PowerParts:
        source = Source(
            "out", rec.voltage_v, rating_va=rec.rating_w / rec.rated_pf, rating_w=rec.rating_w, role="generator"
        )
        return PowerParts((source,), meter="out", heat_to="none")

    def limits(self, rec: Generator) -> tuple[Limit, ...]:
        return (loading_limit("ISO 8528-1:2018 rated power; warning at 80 % of it", "Load"),)

    def shape(self, rec: Generator) -> Shape:
        return Shape(bodies.genset(self.size_m(rec)))
