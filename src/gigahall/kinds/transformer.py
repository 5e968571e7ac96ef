"""Power transformer, two windings, balanced: series impedance, no-load and load loss."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup, voltage_system
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.parts.power import Transformer as TransformerPart
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Transformer(Element, frozen=True, kw_only=True, tag="transformer"):
    rating_va: Annotated[float, field("VA", "Rating", "power", ge=1, le=2e9)] = 1_000_000.0
    primary_v: Annotated[float, field("V", "Primary voltage", "power", ge=50, le=800_000)] = 13_800.0
    secondary_v: Annotated[float, field("V", "Secondary voltage", "power", ge=50, le=800_000)] = 415.0
    z_frac: Annotated[float, field("1", "Impedance", "power", ge=0.001, le=0.5, help="Short-circuit impedance by rated impedance")] = 0.0575
    x_over_r: Annotated[float, field("1", "X/R", "power", ge=0, le=200, help="Sets R where no load loss is given")] = 9.0
    no_load_w: Annotated[float, field("W", "No-load loss", "power", ge=0, le=1e7)] = 1_500.0
    load_loss_w: Annotated[float, field("W", "Load loss at rating", "power", ge=0, le=1e8, help="0 = from X/R")] = 9_000.0
    heat_to: HeatTo = "outside"
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=20)] = 2.2
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=20)] = 1.8
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=15)] = 2.0


class TransformerKind(Kind[Transformer]):
    name = "transformer"
    label = "Transformer"
    category = "Power"
    icon = "transformer"
    record = Transformer
    loss_case = True
    keys = ("power.loading_frac", "power.v_v", "power.i_a", "power.p_w", "power.loss_w")

    def ports(self, rec: Transformer) -> tuple[Port, ...]:
        w, _, h = self.size_m(rec)
        primary, secondary = voltage_system(rec.primary_v), voltage_system(rec.secondary_v)
        amps = rec.rating_va / (3**0.5)
        return (
            Port("in", "electrical", "input", primary, (-w / 4, 0.0, h), label="Primary", voltage_v=rec.primary_v,
                 current_a=amps / rec.primary_v),
            Port("out", "electrical", "output", secondary, (w / 4, 0.0, h), label="Secondary", voltage_v=rec.secondary_v,
                 current_a=amps / rec.secondary_v),
        )

    def size_m(self, rec: Transformer) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Transformer) -> float:
        return 1.0

    def power(self, rec: Transformer, env: Env) -> PowerParts:
        part = TransformerPart(
            "in", "out", rec.rating_va, rec.primary_v, rec.secondary_v, rec.z_frac, rec.x_over_r, rec.no_load_w, rec.load_loss_w
        )
        return PowerParts((part,), meter="out", heat_to=rec.heat_to)

    def limits(self, rec: Transformer) -> tuple[Limit, ...]:
        return (electrical.loading_limit("IEC 60076-1:2011 rated current; 80 % for continuous load, NEC 2023 215.2(A)(1)"),)

    def band(self, rec: Transformer) -> tuple[Limit, ...]:
        """Above its rated voltage the core saturates: IEC 60076-1:2011, 5.4.3 has 105 % at rated current, 110 % without load."""
        return electrical.input_band(rec.primary_v, "IEC 60076-1:2011, 5.4.3 and IEC 60038:2009: within 10 % of the primary's voltage")

    def shape(self, rec: Transformer) -> Shape:
        return Shape(bodies.transformer(self.size_m(rec), rec.lineup))
