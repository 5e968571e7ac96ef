"""Double-conversion UPS with battery: holds its output voltage, draws output / efficiency.

The steady state has no battery discharge: an output is live while its input is. When the input is lost, the result
notes how long the battery carries what hangs on it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Converter, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

Fractions = tuple[Annotated[float, msgspec.Meta(ge=1e-3, le=2.0)], ...]


class Ups(Element, frozen=True, kw_only=True, tag="ups"):
    rating_w: Annotated[float, field("W", "Output rating", "power", ge=1, le=1e8)] = 500_000.0
    rating_va: Annotated[
        float, field("VA", "Apparent output rating", "power", ge=1, le=1e8, help="Empty = as many kVA as kW")
    ] | None = None
    input_v: Annotated[
        float, field("V", "Rated input voltage", "power", ge=50, le=40_000, help="Empty = that of its output")
    ] | None = None
    output_v: Annotated[float, field("V", "Output voltage", "power", ge=50, le=40_000)] = 415.0
    load_frac: Annotated[Fractions, field("1", "Curve: load", "power", longest=100, help="Load fractions of the efficiency curve, rising")] = (
        0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    )
    efficiency: Annotated[Fractions, field("1", "Curve: efficiency", "power", longest=100, help="One value per load fraction, 0 to 1")] = (
        0.85, 0.90, 0.93, 0.945, 0.955, 0.96, 0.962, 0.96, 0.955,
    )
    input_pf: Annotated[float, field("1", "Input power factor", "power", ge=0.5, le=1.0)] = 0.99
    battery_string_j: Annotated[float, field("J", "Energy per battery string", "power", ge=0, le=1e12)] = 60e6
    battery_strings: Annotated[int, field("1", "Battery strings", "power look", ge=0, le=64)] = 2
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=20)] = 1.8
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=5)] = 0.9
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=4)] = 2.0

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.load_frac, self.load_frac[1:], strict=False))
        if len(self.load_frac) != len(self.efficiency) or not self.load_frac or not rising:
            raise ValueError("the efficiency curve needs as many efficiencies as load fractions, and these rising")
        if not all(0.0 < value <= 1.0 for value in self.efficiency):
            raise ValueError("efficiencies lie above 0 and at most 1")


class UpsKind(Kind[Ups]):
    name = "ups"
    label = "UPS with battery"
    category = "Power"
    icon = "ups"
    record = Ups
    loss_case = True
    keys = ("power.loading_frac", "power.p_w", "power.loss_w", "power.v_v", "power.i_a")

    def ports(self, rec: Ups) -> tuple[Port, ...]:
        w, _, h = self.size_m(rec)
        into_v = rec.input_v or rec.output_v
        amps = (rec.rating_va or rec.rating_w) / (3**0.5 * rec.output_v)
        return (
            Port("in", "electrical", "input", electrical.voltage_system(into_v), (-w / 4, 0.0, h), label="Input",
                 voltage_v=into_v, current_a=amps * rec.output_v / into_v),
            Port("out", "electrical", "output", electrical.voltage_system(rec.output_v), (w / 4, 0.0, h), many=True,
                 label="Output", voltage_v=rec.output_v, current_a=amps),
        )

    def size_m(self, rec: Ups) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Ups) -> float:
        return 1.1

    def power(self, rec: Ups, env: Env) -> PowerParts:
        part = Converter(
            "in", "out", rec.output_v, rec.rating_w, rec.load_frac, rec.efficiency, rec.input_pf,
            rec.battery_string_j * rec.battery_strings, rating_va=rec.rating_va or 0.0,
        )
        return PowerParts((part,), meter="out", heat_to=rec.heat_to, heat_note="conversion loss")

    def limits(self, rec: Ups) -> tuple[Limit, ...]:
        return (electrical.loading_limit("IEC 62040-3:2021 rated output in kW and kVA; warning at 80 % of it", "Load"),)

    def band(self, rec: Ups) -> tuple[Limit, ...]:
        source = "IEC 62040-3:2021 input within 10 % of its rated voltage; warning at half of it"
        return electrical.input_band(rec.input_v or rec.output_v, source)

    def shape(self, rec: Ups) -> Shape:
        return Shape(bodies.ups(self.size_m(rec), rec.lineup, max(2, round(rec.width_m / 0.6))))
