"""Breaker or switch. With `standby` it is a tie: open, and closes when exactly one of its sides is dead."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import Lineup
from gigahall.kinds.finding import Change, Cure, Finding, SetField, find
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Line, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Breaker(Element, frozen=True, kw_only=True, tag="breaker"):
    closed: Annotated[bool, field("", "Closed", "power", help="A standby breaker stays open until it is needed")] = True
    rating_a: Annotated[float, field("A", "Rating", "power", ge=0, le=20_000, help="0 = none")] = 800.0
    lineup: Lineup = ""
    width_m: Annotated[float, field("m", "Width", "look air", ge=0.01, le=5)] = 0.8
    depth_m: Annotated[float, field("m", "Depth", "look air", ge=0.01, le=5)] = 0.8
    height_m: Annotated[float, field("m", "Height", "look air", ge=0.01, le=4)] = 2.2


class BreakerKind(Kind[Breaker]):
    name = "breaker"
    label = "Breaker or switch"
    category = "Power"
    icon = "breaker"
    record = Breaker
    loss_case = True
    keys = ("power.loading_frac", "power.i_a", "power.p_w", "power.v_v")

    def ports(self, rec: Breaker) -> tuple[Port, ...]:
        w, _, h = self.size_m(rec)
        return (
            Port("a", "electrical", "bidirectional", "", (-w / 4, 0.0, h), label="Side 1", current_a=rec.rating_a),
            Port("b", "electrical", "bidirectional", "", (w / 4, 0.0, h), label="Side 2", current_a=rec.rating_a),
        )

    def size_m(self, rec: Breaker) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Breaker) -> float:
        return 1.0

    def power(self, rec: Breaker, env: Env) -> PowerParts:
        line = Line("a", "b", rating_a=rec.rating_a, closed=rec.closed and not rec.standby, standby=rec.standby)
        return PowerParts((line,), meter="b", heat_to="none")

    def limits(self, rec: Breaker) -> tuple[Limit, ...]:
        return (electrical.loading_limit("NEC 2023 210.20(A), 215.3: a breaker carries 80 % of its rating continuously"),)

    def put_back(self, rec: Breaker) -> tuple[Change, ...]:
        closing = () if rec.closed or rec.standby else (SetField(rec.id, "closed", True),)
        return (*super().put_back(rec), *closing)

    def states(self, rec: Breaker) -> tuple[Finding, ...]:
        closing = () if rec.closed or rec.standby else (SetField(rec.id, "closed", True),)
        return (find("switch-open", rec.id, cure=Cure("Close it", closing)),) if closing else ()

    def shape(self, rec: Breaker) -> Shape:
        return Shape(bodies.breaker(self.size_m(rec), rec.lineup))
