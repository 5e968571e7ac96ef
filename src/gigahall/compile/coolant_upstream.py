"""What a missed set point does downstream: whose coolant comes from a unit that does not hold its temperature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gigahall.compile.coolant_plant import Compiled, DeviceAt
from gigahall.kinds.finding import Amount, Finding
from gigahall.kinds.parts.coolant import AirCoil, Exchanger
from gigahall.solve.coolant.devices import STILL_KG_S
from gigahall.solve.coolant.plant import Conditions, PlantState

SUPPLY = "supply_c"
MOST = 0.5
"""A cause makes up more than this share of what follows from it."""


def fed_by(compiled: Compiled, state: PlantState, given: Conditions, short: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    """By element: the units short of their supply temperature whose coolant enters it, not heated or cooled in between, or whose
    coolant cools what enters it in an exchanger without a set point of its own."""
    wanted = {finding.element for finding in short if finding.quantity == SUPPLY}
    if not wanted:
        return {}
    leaving, stops = _leaving(compiled, state), _changing(compiled, state)
    passed_on = {
        at.cold: _outlet(compiled, state, at.hot) for d, at in enumerate(compiled.devices)
        if isinstance(at.part, Exchanger) and given.devices[d, 4] == 0.0
    }
    found: dict[str, dict[str, None]] = {}
    for d, at in enumerate(compiled.devices):
        if at.element in wanted and not isinstance(at.part, AirCoil):
            start = _outlet(compiled, state, _held(at, given.devices[d, 4]))
            for key in _reached(compiled, start, leaving, stops, passed_on):
                found.setdefault(key, {})[at.element] = None
    return {key: tuple(one for one in units if one != key) for key, units in found.items()}


def with_upstream(found: Sequence[Finding], fed: Mapping[str, tuple[str, ...]]) -> tuple[Finding, ...]:
    """Missed temperatures that nothing lost explains, due to those of the units that feed them."""
    miss = {finding.element: _miss_k(finding) for finding in found if finding.quantity == SUPPLY}

    def due(finding: Finding) -> Finding:
        if finding.causes or finding.code != "set-point-temperature":
            return finding
        units = [key for key in fed.get(finding.element, ()) if miss.get(key, 0.0) > MOST * _miss_k(finding)]
        return replace(finding, causes=tuple(sorted(units, key=lambda key: -miss[key]))) if units else finding

    return tuple(due(finding) for finding in found)


def _miss_k(finding: Finding) -> float:
    miss = finding.fact("miss")
    return miss.value if isinstance(miss, Amount) else 0.0


def _held(at: DeviceAt, hold: float) -> int:
    """The branch whose outlet a unit holds: an exchanger's hot or cold one, else the one it cools."""
    if isinstance(at.part, Exchanger):
        return at.cold if hold == 2.0 else at.hot
    return at.hot


def _outlet(compiled: Compiled, state: PlantState, branch: int) -> int:
    """The node a branch flows into."""
    place = compiled.places[branch]
    return place.head if state.flow_kg_s[branch] > 0.0 else place.tail


def _leaving(compiled: Compiled, state: PlantState) -> dict[int, list[int]]:
    """By node: the branches that coolant leaves it through."""
    found: dict[int, list[int]] = {}
    for b in np.flatnonzero(np.abs(state.flow_kg_s) > STILL_KG_S):
        place = compiled.places[b]
        found.setdefault(place.tail if state.flow_kg_s[b] > 0.0 else place.head, []).append(int(b))
    return found


def _changing(compiled: Compiled, state: PlantState) -> set[int]:
    """Branches in which coolant is heated or cooled."""
    of_devices = {branch for at in compiled.devices for branch in (at.hot, at.cold) if branch >= 0}
    return of_devices | {branch for branch in compiled.heat_branch.values() if state.branch_w[branch] != 0.0}


def _reached(
    compiled: Compiled, start: int, leaving: Mapping[int, Sequence[int]], stops: set[int], passed_on: Mapping[int, int]
) -> Iterator[str]:
    """Elements that the coolant of a node enters before it is heated or cooled. `passed_on`: by branch of a cold side that hands
    its temperature on, the node of the other side's outlet."""
    seen, rest = {start}, [start]
    while rest:
        for b in leaving.get(rest.pop(), ()):
            place = compiled.places[b]
            yield place.element
            after = {place.tail, place.head} if b not in stops else {passed_on[b]} if b in passed_on else set()
            rest += after - seen
            seen |= after
