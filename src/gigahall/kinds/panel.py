"""Power panel (RPP, rack PDU): a main of given rating in front of the bus its branch circuits hang on."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Bar, Line, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Panel(Element, frozen=True, kw_only=True, tag="panel"):
    main_a: Annotated[float, field("A", "Main rating", "power", ge=0, le=10_000, help="0 = no limit")] = 400.0
    rating_w: Annotated[float, field("W", "Power rating", "power", ge=0, le=1e7, help="0 = only the main limits")] = 0.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=5)] = 0.6
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=5)] = 0.6
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=4)] = 2.0


class PanelKind(Kind[Panel]):
    name = "panel"
    label = "Power panel"
    category = "Power"
    icon = "panel"
    record = Panel
    loss_case = True
    keys = ("power.loading_frac", "power.v_v", "power.i_a", "power.p_w")

    def ports(self, rec: Panel) -> tuple[Port, ...]:
        w, _, h = self.size_m(rec)
        return (
            Port("in", "electrical", "input", "LV", (-w / 4, 0.0, h), label="Main", current_a=rec.main_a),
            Port("out", "electrical", "output", "LV", (w / 4, 0.0, h), many=True, label="Branch circuits"),
        )

    def size_m(self, rec: Panel) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Panel) -> float:
        return 1.0

    def power(self, rec: Panel, env: Env) -> PowerParts:
        main = Line("in", "out", rating_a=rec.main_a, rating_w=rec.rating_w)
        return PowerParts((Bar("out", rec.main_a), main), meter="out", heat_to=rec.heat_to)

    def limits(self, rec: Panel) -> tuple[Limit, ...]:
        return (electrical.loading_limit(f"Main and power rating of the panel; {electrical.CONTINUOUS}"),)

    def band(self, rec: Panel) -> tuple[Limit, ...]:
        return electrical.low_voltage()

    def shape(self, rec: Panel) -> Shape:
        return Shape(bodies.panel(self.size_m(rec), rec.lineup))
