"""What the fan units of a hall move: shares of a group, plenum pressure, limits of their speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gigahall.compile.air_place import Unit
from gigahall.kinds.finding import NOTICE_FRAC, Add, Cure, Finding, set_point_missed
from gigahall.kinds.parts.air import Room
from gigahall.solve.air.plenum import Plenum, solve_plenum

PLENUM_CURE = "Add another unit that blows under the floor, or close or remove tiles"


@dataclass(frozen=True, slots=True)
class Fan:
    """A fan unit that runs, and the element it belongs to."""

    element: str
    name: str
    group: str
    unit: Unit

    @property
    def blows_under_floor(self) -> bool:
        return self.unit.part.outlet_lo is None


@dataclass(frozen=True, slots=True)
class FanPlan:
    """Flow of every fan [m3/s], in order; the floor plenum, if any fan blows into it; units at their limit."""

    flow_m3_s: tuple[float, ...]
    plenum: Plenum | None
    shortfalls: tuple[Finding, ...]


def plan_fans(fans: Sequence[Fan], room: Room, conductance: float, demand_m3_s: float) -> FanPlan:
    """`conductance` sums C of the open tiles, `demand_m3_s` what the hall's equipment draws."""
    flow = [0.0] * len(fans)
    short: list[Finding] = []
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, fan in enumerate(fans):
        part = fan.unit.part
        if part.hold == "flow":
            flow[index] = min(part.set_m3_s, part.rated_m3_s)
            if part.set_m3_s > part.rated_m3_s * (1 + 1e-9):
                short.append(_short(fan, part.set_m3_s, part.rated_m3_s, "at its rated airflow"))
        elif part.hold != "plenum":
            groups[(part.hold, fan.group)].append(index)
    for (hold, _group), members in groups.items():
        parts = [fans[index].unit.part for index in members]
        wanted = parts[0].set_frac * demand_m3_s if hold == "demand" else max(part.set_m3_s for part in parts)
        _share(fans, members, wanted, flow, short)
    return FanPlan(*_hold_plenum(fans, room, conductance, flow, short))


def _share(fans: Sequence[Fan], members: list[int], wanted: float, flow: list[float], short: list[Finding]) -> None:
    """One speed for the units of a group; a unit never runs below its least speed."""
    rated = sum(fans[index].unit.part.rated_m3_s for index in members)
    speed = min(wanted / rated, 1.0) if rated > 0.0 else 0.0
    for index in members:
        part = fans[index].unit.part
        flow[index] = max(speed, part.min_speed) * part.rated_m3_s
    got = sum(flow[index] for index in members)
    if got < wanted * (1.0 - NOTICE_FRAC):
        short.extend(_short(fans[index], wanted, got, "at full fan speed") for index in members)


def _hold_plenum(
    fans: Sequence[Fan], room: Room, conductance: float, flow: list[float], short: list[Finding]
) -> tuple[tuple[float, ...], Plenum | None, tuple[Finding, ...]]:
    under = [index for index, fan in enumerate(fans) if fan.blows_under_floor]
    if not under:
        return tuple(flow), None, tuple(short)
    holding = [index for index in under if fans[index].unit.part.hold == "plenum"]
    rated = sum(fans[index].unit.part.rated_m3_s for index in holding)
    least = max((fans[index].unit.part.min_speed for index in holding), default=0.0)
    base = sum(flow[index] for index in under if index not in holding)
    plenum = solve_plenum(conductance, room.plenum_leak_frac, room.plenum_pa, base, rated, least)
    for index in holding:
        flow[index] = plenum.speed_frac * fans[index].unit.part.rated_m3_s
    if holding and conductance > 0.0 and plenum.pressure_pa < room.plenum_pa * (1.0 - NOTICE_FRAC):
        for index in holding:
            fan = fans[index]
            short.append(set_point_missed(
                "set-point-plenum", fan.element, "dp_pa", room.plenum_pa, plenum.pressure_pa,
                1.0 - plenum.pressure_pa / room.plenum_pa, Cure(PLENUM_CURE, (Add(fan.element),)),
                limit_of_unit="at full fan speed",
            ))  # fmt: skip
    return tuple(flow), plenum, tuple(short)


def _short(fan: Fan, wanted: float, got: float, limit: str) -> Finding:
    return set_point_missed(
        "set-point-airflow", fan.element, "air.flow_m3_s", wanted, got, 1.0 - got / wanted,
        Cure("Add another unit to its group", (Add(fan.element),)),
        limit_of_unit=limit,
    )  # fmt: skip
