"""Chiller: cools its loop to a set point, to outdoor air or to a condenser water loop.

COP at the set point: rated COP plus a part per kelvin of warmer supply than rated; the coolant stage takes off a part per
kelvin of warmer outdoor air (or condenser water) than rated. Both linear laws hold for some 15 K around the rating.
"""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds import bodies
from gigahall.kinds.electrical import SupplyV, feed_ports, supply_band
from gigahall.kinds.fields import CoolantSystem, Depth, Feeds, Height, Mass, MotorRating, Pf, Volume, Width
from gigahall.kinds.kind import Env, Kind, Limit
from gigahall.kinds.parts import coolant
from gigahall.kinds.parts.coolant import CoolantPart, CoolantParts, Restriction
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.shape import Shape
from gigahall.kinds.stubs import coolant_port, motor
from gigahall.scene.port import Port
from gigahall.scene.record import Element, Vec3, field

STUB_M = 0.1541


class Chiller(Element, frozen=True, kw_only=True, tag="chiller"):
    system: CoolantSystem = "CHW"
    condenser: Annotated[Literal["air", "water"], field("", "Condenser", "coolant")] = "air"
    capacity_w: Annotated[float, field("W", "Capacity", "coolant", ge=1, le=20e6)] = 400e3
    supply_c: Annotated[float, field("degC", "Supply set point", "coolant", ge=1, le=40)] = 18.0
    cop: Annotated[float, field("1", "Rated COP", "coolant power", ge=0.5, le=20)] = 4.0
    rated_supply_c: Annotated[float, field("degC", "Supply at rating", "coolant", ge=1, le=40)] = 18.0
    rated_sink_c: Annotated[float, field("degC", "Outdoor air at rating", "coolant", ge=-20, le=60, help="Or entering condenser water")] = 34.0
    cop_per_supply_k: Annotated[float, field("1/K", "COP per warmer supply", "coolant power", ge=0, le=0.1)] = 0.03
    cop_per_sink_k: Annotated[float, field("1/K", "COP loss per warmer air", "coolant power", ge=0, le=0.1, help="Or warmer condenser water")] = 0.02

    flow_m3_s: Annotated[float, field("m3/s", "Design flow", "coolant", ge=1e-6, le=2)] = 0.0096
    dp_pa: Annotated[float, field("Pa", "Evaporator pressure drop", "coolant", ge=1, le=1e6, help="At the design flow")] = 40e3
    condenser_m3_s: Annotated[float, field("m3/s", "Condenser design flow", "coolant", ge=1e-6, le=2)] = 0.015
    condenser_dp_pa: Annotated[float, field("Pa", "Condenser pressure drop", "coolant", ge=1, le=1e6)] = 40e3
    nameplate_w: MotorRating = 140e3
    pf: Pf = 0.9
    feeds: Feeds = 1
    supply_v: SupplyV | None = None
    volume_m3: Volume = 0.3
    width_m: Width = 4.0
    depth_m: Depth = 2.3
    height_m: Height = 2.5
    mass_kg: Mass = 0.0


def cop_at_supply(rec: Chiller) -> float:
    """COP at the set point and the rated sink [1]: rated COP x (1 + cop_per_supply_k (supply - rated supply)).

    2.99 at 7 degC (ASHRAE 90.1-2022 air-cooled minimum) and 3 % per K give 3.98 at 18 degC. Never below a fifth.
    """
    return rec.cop * max(1 + rec.cop_per_supply_k * (rec.supply_c - rec.rated_supply_c), 0.2)


class ChillerKind(Kind[Chiller]):
    name = "chiller"
    label = "Chiller"
    category = "Heat rejection"
    icon = "chiller"
    record = Chiller
    loss_case = True
    keys = ("coolant.heat_w", "coolant.out_c", "power.p_w", "coolant.flow_m3_s")

    def ports(self, rec: Chiller) -> tuple[Port, ...]:
        x, y, z = rec.width_m / 2, 0.22 * rec.depth_m, 0.2 * rec.height_m
        east = (1.0, 0.0, 0.0)
        found = [
            coolant_port("supply", "supply", rec.system, (x, y, z), STUB_M, rec.flow_m3_s, east),
            coolant_port("return", "return", rec.system, (x, y, 2 * z), STUB_M, rec.flow_m3_s, east),
        ]
        if rec.condenser == "water":
            flow = rec.condenser_m3_s
            found += [
                coolant_port("condenser_in", "bidirectional", "FWS", (x, -y, z), STUB_M, flow, east),
                coolant_port("condenser_out", "bidirectional", "FWS", (x, -y, 2 * z), STUB_M, flow, east),
            ]
        return (*found, *feed_ports(rec.feeds, (-x, 0.0, 0.76 * rec.height_m), 0.2, rec.supply_v))

    def size_m(self, rec: Chiller) -> Vec3:
        return (rec.width_m, rec.depth_m, rec.height_m)

    def clearance_m(self, rec: Chiller) -> float:
        return 1.0

    def power(self, rec: Chiller, env: Env) -> PowerParts:
        return motor(rec.feeds, rec.pf, rec.nameplate_w)

    def coolant(self, rec: Chiller, env: Env) -> CoolantParts:
        """Evaporator with its isolating valve (non-return); with water condenser a second side, "primary"."""
        water = rec.condenser == "water"
        side = "secondary" if water else ""
        parts: list[CoolantPart] = [
            Restriction("return", "supply", rec.dp_pa, rec.flow_m3_s, side=side, non_return=True),
            coolant.Chiller(
                rec.supply_c, rec.capacity_w, cop_at_supply(rec), rec.rated_sink_c, rec.cop_per_sink_k, side,
                "primary" if water else "",
            ),
        ]
        sides = [(side, "return", "supply")]
        if water:
            parts.append(Restriction(
                "condenser_in", "condenser_out", rec.condenser_dp_pa, rec.condenser_m3_s, side="primary", non_return=True
            ))
            sides.insert(0, ("primary", "condenser_in", "condenser_out"))
        return CoolantParts(tuple(parts), tuple(sides), rec.volume_m3)

    def limits(self, rec: Chiller) -> tuple[Limit, ...]:
        found = [Limit("coolant.heat_w", "Cooling", "W", None, 1.001 * rec.capacity_w, "capacity of the chiller")]
        if rec.nameplate_w > 0:
            found.append(Limit("power.loading_frac", "Supply group load", "1", None, 1.0, "nameplate power of the unit"))
        return tuple(found)

    def band(self, rec: Chiller) -> tuple[Limit, ...]:
        return supply_band(rec.supply_v)

    def shape(self, rec: Chiller) -> Shape:
        return Shape(bodies.chiller(self.size_m(rec)))
