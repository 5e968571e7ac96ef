"""Utility feed: the grid at the site's point of connection, a stiff voltage behind its short-circuit impedance."""

from __future__ import annotations

from typing import Annotated

from gigahall.kinds import bodies
from gigahall.kinds.electrical import Lineup, loading_limit, voltage_system
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts.power import PowerParts, Source
from gigahall.kinds.shape import Shape
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field


class Utility(Element, frozen=True, kw_only=True, tag="utility"):
    voltage_v: Annotated[float, field("V", "Voltage", "power", ge=100, le=800_000)] = 13_800.0
    fault_va: Annotated[
        float, field("VA", "Fault level", "power", ge=0, le=1e11, help="Three-phase short-circuit power; 0 = ideal")
    ] = 500e6
    x_over_r: Annotated[float, field("1", "X/R", "power", ge=0, le=100)] = 15.0
    rating_va: Annotated[float, field("VA", "Contracted power", "power", ge=0, le=1e11, help="0 = no limit")] = 0.0
    follows_grid: Annotated[bool, field("", "Follows the grid voltage", "power")] = True
    is_ideal: Annotated[
        bool, field("", "Ideal source", "power label", help="Stands for a supply that is not modelled, such as a UPS output")
    ] = False
    lineup: Lineup = ""


class UtilityKind(Kind[Utility]):
    name = "utility"
    label = "Utility feed"
    category = "Power"
    icon = "utility"
    record = Utility
    loss_case = True
    keys = ("power.p_w", "power.v_v", "power.i_a", "power.loading_frac")

    def ports(self, rec: Utility) -> tuple[Port, ...]:
        system = voltage_system(rec.voltage_v)
        return (
            Port("out", "electrical", "output", system, (0.0, 0.0, self.size_m(rec)[2]), many=True,
                 label="To the site", voltage_v=rec.voltage_v),
        )

    def size_m(self, rec: Utility) -> Vec3:
        return (1.2, 1.2, 2.2)

    def power(self, rec: Utility, env: Env) -> PowerParts:
        source = Source(
            "out", rec.voltage_v, 0.0 if rec.is_ideal else rec.fault_va, rec.x_over_r, rating_va=rec.rating_va,
            role="ideal" if rec.is_ideal else "utility", follows_grid=rec.follows_grid and not rec.is_ideal,
        )
        return PowerParts((source,), meter="out", heat_to="none")

    def limits(self, rec: Utility) -> tuple[Limit, ...]:
        return (loading_limit("Contracted power of the connection"),) if rec.rating_va > 0 else ()

    def shape(self, rec: Utility) -> Shape:
        return Shape(bodies.utility(self.size_m(rec)))
