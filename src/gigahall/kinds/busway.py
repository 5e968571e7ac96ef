"""Busway: a sandwich bus along its route with tap-offs anywhere on it.

Tapped loads see the drop of the effective length, measured from the feed end ("a") to where the tapped load acts as one
("tap"); the rest lies between there and the far end ("b"). For N equal taps the sum of the drops to them equals that of
their joint load at the middle of the tapped part.
"""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies, electrical
from gigahall.kinds.electrical import HeatTo, Lineup
from gigahall.kinds.fields import CableRoute, Points
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import Bar, Line, PowerParts
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Busway(Element, frozen=True, kw_only=True, tag="busway"):
    length_m: Annotated[float, field("m", "Length", "power", ge=0, le=2_000)] = 20.0
    effective_m: Annotated[
        float, field("m", "Effective length to the taps", "power", ge=0, le=2_000, help="0 = the whole length")
    ] = 0.0
    r_ohm_m: Annotated[float, field("ohm/m", "Resistance per metre", "power", ge=0, le=0.1)] = 7.2e-5
    x_ohm_m: Annotated[float, field("ohm/m", "Reactance per metre", "power", ge=0, le=0.1)] = 6.0e-5
    rating_a: Annotated[float, field("A", "Rating", "power", ge=0, le=20_000, help="0 = no limit")] = 800.0
    heat_to: HeatTo = "air"
    lineup: Lineup = ""
    route_m: CableRoute = ()
    width_m: Annotated[float, field("m", "Width", "look", ge=0.01, le=1)] = 0.12
    height_m: Annotated[float, field("m", "Height", "look", ge=0.01, le=1)] = 0.2


class BuswayKind(Kind[Busway]):
    name = "busway"
    label = "Busway"
    category = "Power"
    icon = "busway"
    record = Busway
    loss_case = True
    is_route = True
    keys = ("power.loading_frac", "power.i_a", "power.v_v", "power.p_w", "power.loss_w")

    def ports(self, rec: Busway) -> tuple[Port, ...]:
        first, last, middle = _ends(rec.route_m)
        return (
            Port("a", "electrical", "input", "LV", first, label="Feed end", current_a=rec.rating_a),
            Port("b", "electrical", "output", "LV", last, label="Far end", current_a=rec.rating_a),
            Port("tap", "electrical", "output", "LV", middle, (0.0, 0.0, -1.0), many=True, label="Tap-offs",
                 current_a=rec.rating_a),
        )

    def size_m(self, rec: Busway) -> Vec3:
        return (rec.width_m, rec.width_m, rec.height_m)

    def power(self, rec: Busway, env: Env) -> PowerParts:
        near = min(rec.effective_m, rec.length_m) or rec.length_m
        far = rec.length_m - near
        return PowerParts(
            (
                Bar("tap", rec.rating_a, is_run=True),
                Line("a", "tap", rec.r_ohm_m * near, rec.x_ohm_m * near, rating_a=rec.rating_a),
                Line("tap", "b", rec.r_ohm_m * far, rec.x_ohm_m * far, rating_a=rec.rating_a),
            ),
            meter="tap", heat_to=rec.heat_to,
        )

    def limits(self, rec: Busway) -> tuple[Limit, ...]:
        return (electrical.loading_limit(f"IEC 61439-6:2012 rated current; {electrical.CONTINUOUS}"),)

    def band(self, rec: Busway) -> tuple[Limit, ...]:
        return electrical.low_voltage()

    def shape(self, rec: Busway) -> Shape:
        return Shape(bodies.busway(rec.route_m, rec.lineup, rec.width_m, rec.height_m))


def _ends(route: Points) -> tuple[Vec3, Vec3, Vec3]:
    """First, last and middle point."""
    if not route:
        return (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    return route[0], route[-1], route[len(route) // 2]
