"""Missed set points that are due to something lost: every lost element of the plant is tried, the plant solved as if it ran.

What no single return cures is tried with all of them; what that does not cure has another cause, which is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gigahall.compile.coolant_causes import distances
from gigahall.compile.coolant_conditions import is_lost, met
from gigahall.compile.coolant_lower import Lowered
from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_reach import Kept, Reach, reach, shut_branches
from gigahall.compile.coolant_shortfalls import shortfalls
from gigahall.kinds.finding import Change, Finding
from gigahall.kinds.parts.coolant import AirCoil
from gigahall.kinds.registry import kind_of
from gigahall.kinds.restoring import due_to
from gigahall.scene.record import Ambient
from gigahall.solve.coolant.plant import Conditions, PlantState

MOST_TRIED = 4
"""Nearest lost elements that are tried; each costs a solve of the plant."""


def with_losses(
    compiled: Compiled, given: Conditions, state: PlantState, found: Sequence[Finding], ambient: Ambient, running: frozenset[str],
    heat_w: Mapping[str, float],
) -> tuple[Finding, ...]:
    """The missed set points of one solved plant, those with causes that a lost element explains. `heat_w`: id -> heat [W] that
    racks give off once they run again."""
    lost = _lost(compiled, running, found)
    if not found or not lost:
        return tuple(found)

    def missed(keys: Sequence[str]) -> frozenset[tuple[str, str]]:
        return _missed(compiled, given, state, reach([Kept(compiled)], compiled.lowered, ambient, running, frozenset(keys)), heat_w)

    def put_back(key: str) -> tuple[Change, ...]:
        return kind_of(compiled.lowered[key].element).put_back(compiled.lowered[key].element)

    left = {key: missed([key]) for key in lost}
    together = missed(lost) if len(lost) > 1 else frozenset()
    return tuple(_due(finding, left, together, lost, put_back) for finding in found)


def _due(
    found: Finding, left: Mapping[str, frozenset[tuple[str, str]]], together: frozenset[tuple[str, str]], lost: tuple[str, ...],
    put_back: Callable[[str], tuple[Change, ...]],
) -> Finding:
    name = (found.element, found.quantity)
    helping = tuple(key for key in lost if name not in left[key])
    if helping:
        return due_to(found, helping, False, put_back)
    return due_to(found, lost, True, put_back) if len(lost) > 1 and name not in together else found


def _lost(compiled: Compiled, running: frozenset[str], found: Sequence[Finding]) -> tuple[str, ...]:
    """Lost elements of the plant, the nearest to what misses its set point first; without coils and racks, whose heat nobody
    knows."""
    keys = [key for key, item in compiled.lowered.items() if key in compiled.branches_of and is_lost(item, running) and not _takes_heat(item)]
    if not keys or not found:
        return ()
    wanted = {finding.element for finding in found}
    far = 1 << 30
    away = {key: min((distances(compiled, key).get(w, far) for w in wanted), default=far) for key in keys}
    return tuple(sorted(keys, key=lambda key: (away[key], key))[:MOST_TRIED])


def _takes_heat(item: Lowered) -> bool:
    return item.parts.needs_flow or any(isinstance(part, AirCoil) for part in item.devices)


def _missed(
    compiled: Compiled, given: Conditions, state: PlantState, known: Reach, heat_w: Mapping[str, float]
) -> frozenset[tuple[str, str]]:
    """Set points that are missed in another reach; all of them where that has no solution."""
    ways = known.paths[0]
    shut = shut_branches(compiled, known.closed)
    put_w = given.heat_w.copy()
    for key, branch in compiled.heat_branch.items():
        if key in heat_w and ways.serves(branch):
            put_w[branch] = heat_w[key]
    tried = replace(given, closed=shut, heat_w=put_w, stuck=ways.stuck, moves=ways.circuit >= 0, overloaded=np.zeros(0, bool))
    solved = compiled.plant.solve(tried, state)
    if not solved.outcome.ok:
        solved = compiled.plant.solve(tried, None)
    if not solved.outcome.ok:
        return frozenset((finding.element, finding.quantity) for finding in shortfalls(compiled, state, given))
    return frozenset((finding.element, finding.quantity) for finding in shortfalls(compiled, solved, met(tried, solved)))
