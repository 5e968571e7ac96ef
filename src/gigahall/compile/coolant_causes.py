"""Why something misses its coolant: the lost, shut or turned-round elements whose restoration gives it back, nearest first.

Every candidate is tried: the plant's reach is asked again as if it were restored. Where no single one helps, the smallest
set that does is looked for; where nothing lost helps, elements that let coolant through in one direction only are turned.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gigahall.compile.coolant_conditions import is_lost
from gigahall.compile.coolant_lower import Lowered
from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_reach import Kept, Reach, reach
from gigahall.kinds.parts.coolant import SHUT_M3_S, FlowValve, Pump
from gigahall.scene.record import Ambient
from gigahall.solve.coolant.network import FIXED_SPEED, PUMP, VALVE
from gigahall.solve.coolant.paths import Paths

MOST_TRIED = 24
"""Nearest candidates that are tried one by one."""
OPENED_M3_S = 0.01
"""What a valve or pump set to nothing is tried with."""


@dataclass(frozen=True)
class Causes:
    """By what misses something or stands still: the elements it is due to, the likeliest first."""

    of: Mapping[str, tuple[str, ...]]
    backwards: frozenset[str] = frozenset()
    """Of these: what stands the wrong way round."""
    together: frozenset[str] = frozenset()
    """What gets nothing back before all of its causes are restored; elsewhere any one is enough."""


@dataclass(frozen=True)
class _Asker:
    """One plant and what is asked about it."""

    kept: Kept
    ways: Paths
    lowered: Mapping[str, Lowered]
    ambient: Ambient
    running: frozenset[str]
    victims: frozenset[str]
    shut: frozenset[str]
    """Valves set to let nothing through, pumps told to stand still."""

    def freed(self, restored: frozenset[str]) -> frozenset[str]:
        """Victims that miss nothing once these are restored."""
        opened = restored & self.shut
        kept = Kept(_changed(self.kept.compiled, opened, frozenset())) if opened else self.kept
        found = reach([kept], self.lowered, self.ambient, self.running, restored)
        return self.victims - found.victims - found.resting

    def freed_by_turning(self, key: str, restored: frozenset[str] = frozenset()) -> frozenset[str]:
        """Victims through which coolant flows the right way once this element is turned round, and these restored."""
        compiled = _changed(self.kept.compiled, restored & self.shut, frozenset([key]))
        found = reach([Kept(compiled)], self.lowered, self.ambient, self.running, restored)
        flow = found.paths[0].flow_kg_s
        backward = {k for k, b in compiled.heat_branch.items() if flow[b] < 0.0 and k in self.victims}
        idle = {at.element for d, at in enumerate(compiled.devices) if not found.paths[0].works[d]}
        return self.victims - found.victims - found.resting - backward - idle


def causes(
    plants: Sequence[Kept], lowered: Mapping[str, Lowered], ambient: Ambient, running: frozenset[str], found: Reach
) -> Causes:
    """Causes of everything that misses its coolant and of every pump at rest."""
    of: dict[str, tuple[str, ...]] = {}
    backwards: set[str] = set()
    together: set[str] = set()
    for plant, ways in zip(plants, found.paths, strict=True):
        mine = (found.victims | found.resting) & plant.compiled.lowered.keys()
        if not mine:
            continue
        items = plant.compiled.lowered
        shut = frozenset(key for key, item in items.items() if _is_shut(item))
        asker = _Asker(plant, ways, {key: lowered[key] for key in items}, ambient, running, frozenset(mine), shut)
        apart = {key: distances(plant.compiled, key) for key in _candidates(asker, mine)}
        single, combined = _by_loss(asker, apart)
        lost = single | combined
        together |= combined.keys()
        turned = _by_turning(asker, found, frozenset(mine) - lost.keys())
        backwards |= {key for keys in turned.values() for key in keys}
        both = _by_both(asker, (found.victims & mine) - lost.keys() - turned.keys(), apart)
        backwards |= {keys[0] for keys in both.values()}
        together |= both.keys()
        beside = _beside(plant.compiled, found.resting & mine, lost | turned | both)
        together |= {key for key, mate in beside.items() if mate in together}
        of |= lost | turned | both | {key: (lost | turned | both)[mate] for key, mate in beside.items()}
    return Causes(of, frozenset(backwards), frozenset(together))


def _candidates(asker: _Asker, mine: Iterable[str]) -> list[str]:
    lost = [k for k, item in asker.lowered.items() if k in asker.shut or is_lost(item, asker.running)]
    return [key for key in lost if key in asker.shut or key not in mine]


def _is_shut(item: Lowered) -> bool:
    valves = [row.part for row in item.rows if isinstance(row.part, FlowValve)]
    return (any(valve.set_m3_s <= SHUT_M3_S for valve in valves) and not item.parts.needs_flow) or is_stopped(item)


def is_stopped(item: Lowered) -> bool:
    """A pump that is told to stand still."""
    pumps = [row.part for row in item.rows if isinstance(row.part, Pump)]
    return any(pump.hold != "dp" and pump.hold_value <= SHUT_M3_S for pump in pumps)


def _by_loss(
    asker: _Asker, apart: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By single restorations; for the rest by the smallest set found."""
    far = 1 << 30
    near = sorted(apart, key=lambda key: (min((apart[key].get(v, far) for v in asker.victims), default=far), key))
    single = {key: asker.freed(frozenset([key])) for key in near[:MOST_TRIED]}
    of: dict[str, tuple[str, ...]] = {}
    for victim in asker.victims:
        helping = [key for key, freed in single.items() if victim in freed]
        if helping:
            of[victim] = tuple(sorted(helping, key=lambda key: (apart[key].get(victim, far), key)))
    rest = asker.victims - of.keys()
    combined: dict[str, tuple[str, ...]] = {}
    while near and rest:
        victim = min(rest)
        needed = _smallest(asker, near, victim)
        together = asker.freed(needed) & rest if needed else frozenset()
        for one in together:
            combined[one] = tuple(sorted(needed, key=lambda key: (apart[key].get(one, far), key)))
        rest -= together | {victim}
    return of, combined


def _smallest(asker: _Asker, near: Sequence[str], victim: str) -> frozenset[str]:
    """A set of restorations that frees the victim and none of which can be left out; empty = there is none."""
    needed = frozenset(near)
    if victim not in asker.freed(needed):
        return frozenset()
    for key in reversed(near):
        if victim in asker.freed(needed - {key}):
            needed -= {key}
    return needed


def _by_turning(asker: _Asker, found: Reach, rest: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """What stands the wrong way round, pumps first."""
    if not rest:
        return {}
    order = [key for key in _one_way_and_still(asker) if key not in found.closed]
    freed = {key: asker.freed_by_turning(key) & rest for key in order[:MOST_TRIED]}
    if any(keys - found.still for keys in freed.values()):  # what needs coolant decides, not the pumps that rest with it
        freed = {key: keys for key, keys in freed.items() if keys - found.still}
    of: dict[str, tuple[str, ...]] = {}
    for key, keys in freed.items():
        for victim in keys - freed.keys():
            of[victim] = (*of.get(victim, ()), key)
    return of


def _one_way_and_still(asker: _Asker) -> list[str]:
    """Elements that let coolant through one way only and in which none moves, pumps first."""
    compiled = asker.kept.compiled
    one_way = {p.element for p in compiled.places if p.row.non_return}
    still = {key for key in one_way if (asker.ways.circuit[compiled.branches_of[key]] < 0).all()}
    return sorted(still, key=lambda key: (not any(isinstance(row.part, Pump) for row in asker.lowered[key].rows), key))


def _by_both(asker: _Asker, rest: frozenset[str], lost: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What gets its coolant back only where something is turned round, named first, and lost elements are restored."""
    needed = frozenset(lost)
    of: dict[str, tuple[str, ...]] = {}
    for key in _one_way_and_still(asker)[:MOST_TRIED] if rest and needed else ():
        freed = asker.freed_by_turning(key, needed) & rest - of.keys() - {key}
        if not freed:
            continue
        for one in sorted(needed):
            if freed <= asker.freed_by_turning(key, needed - {one}):
                needed -= {one}
        of |= dict.fromkeys(freed, (key, *sorted(needed - {key})))
    return of


def _beside(compiled: Compiled, resting: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Pumps at rest that nothing brings back, as stronger ones of their loop would outdo them again: one of these, which rests now."""
    pumps = {compiled.places[b].element: int(compiled.plant.loop_of_branch[b]) for b in compiled.plant.pumps.branch}
    resting = sorted(resting)
    found = {}
    for key in resting:
        mates = [mate for mate in resting if mate in known and mate != key and pumps.get(mate) == pumps.get(key)]
        if key not in known and mates:
            found[key] = mates[0]
    return found


def _changed(compiled: Compiled, opened: frozenset[str], turned: frozenset[str]) -> Compiled:
    """The plant with some valves opened and some elements turned round."""
    plant = compiled.plant
    loops = []
    for number, loop in enumerate(plant.loops):
        mine = np.flatnonzero(plant.loop_of_branch == number)
        flip = np.array([compiled.places[b].element in turned for b in mine])
        wide = np.array([compiled.places[b].element in opened for b in mine])
        parameters = loop.parameters.copy()
        parameters[wide & (loop.kind == VALVE), 0] = np.maximum(parameters[wide & (loop.kind == VALVE), 0], OPENED_M3_S)
        turning = np.where(loop.pump_hold == FIXED_SPEED, 1.0, OPENED_M3_S)
        values = np.where(wide & (loop.kind == PUMP), np.maximum(loop.pump_value, turning), loop.pump_value)
        tail, head = np.where(flip, loop.head, loop.tail), np.where(flip, loop.tail, loop.head)
        loops.append(replace(loop, tail=tail, head=head, parameters=parameters, pump_value=values))
    return replace(compiled, plant=replace(plant, loops=tuple(loops)))


def distances(compiled: Compiled, start: str) -> dict[str, int]:
    """Elements of the plant by how many elements lie between, over the joints; exchangers join their loops."""
    nodes: dict[int, set[str]] = {}
    touched: dict[str, set[int]] = {}
    for place in compiled.places:
        for node in (place.tail, place.head):
            nodes.setdefault(node, set()).add(place.element)
            touched.setdefault(place.element, set()).add(node)
    apart, queue = {start: 0}, deque([start])
    while queue:
        key = queue.popleft()
        for node in touched.get(key, ()):
            for other in nodes[node] - apart.keys():
                apart[other] = apart[key] + 1
                queue.append(other)
    return apart
