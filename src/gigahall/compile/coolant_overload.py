"""Loops and rooms that give off more than their chillers can take: no steady state, however long one iterates.

Only where chillers are the one way out: a cooler or an ideal source takes any heat at some temperature. Loops that share
heat through exchangers are one pool; a room joins the pools of its coils, unless one of them has a way without a limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_reach import Reach
from gigahall.kinds.parts.coolant import AirCoil, Chiller

Floats = NDArray[np.float64]
Pool = tuple[int, int]
"""Number of the plant and of the pool in it."""


@dataclass(frozen=True)
class Overload:
    """One group of pools and rooms, with what it gives off and what its chillers take."""

    pools: frozenset[Pool]
    halls: tuple[str, ...]
    chillers: tuple[str, ...]
    coils: tuple[str, ...]
    elements: frozenset[str]
    """Everything these pools run through."""
    heat_w: float
    capacity_w: float
    room_w: float
    """The part of `heat_w` that its halls give off."""
    idle: tuple[str, ...] = ()
    """Chillers of the same loops that do not work, and whose capacity is enough."""

    @property
    def missing_w(self) -> float:
        """Watts that nothing takes."""
        return self.heat_w - self.capacity_w


@dataclass
class _Group:
    pools: set[Pool] = field(default_factory=set)
    halls: set[str] = field(default_factory=set)


def overloads(
    plants: Sequence[Compiled], known: Reach, put_w: Sequence[Floats], room_w: Mapping[str, float],
    coil_air: Mapping[str, tuple[float, float]], least_frac: float,
) -> tuple[Overload, ...]:
    """Groups whose heat is above their chillers' capacity by more than a share of it.

    `put_w`: heat that racks and pumps put into each branch, by plant. `room_w`: heat in the air of halls that coils have to
    take. `coil_air`: (air, flow) of the coils; those without flow serve no room.
    """
    found = [_overload(plants, known, put_w, room_w, group) for group in _groups(plants, known, room_w, coil_air)]
    return tuple(one for one in found if one.missing_w > least_frac * one.heat_w)


def _groups(
    plants: Sequence[Compiled], known: Reach, room_w: Mapping[str, float], coil_air: Mapping[str, tuple[float, float]]
) -> list[_Group]:
    groups: list[_Group] = []
    free: set[str] = set()
    of_hall: dict[str, set[Pool]] = {}
    for number, (compiled, ways) in enumerate(zip(plants, known.paths, strict=True)):
        groups += [_Group({(number, pool)}) for pool in np.unique(ways.pool[ways.has_limit]).tolist()]
        for element, branch in _coils(compiled):
            hall = compiled.lowered[element].element.hall
            if hall not in room_w or coil_air.get(element, (0.0, 0.0))[1] <= 0.0 or not ways.serves(branch):
                continue
            pool = int(ways.limited_pool[branch])
            if pool < 0:
                free.add(hall)
            else:
                of_hall.setdefault(hall, set()).add((number, pool))
    for hall in sorted(of_hall.keys() - free):
        joined = [group for group in groups if group.pools & of_hall[hall]]
        groups = [group for group in groups if group not in joined]
        halls = {hall}.union(*(group.halls for group in joined))
        groups.append(_Group(set().union(*(group.pools for group in joined)), halls))
    return groups


def _coils(compiled: Compiled) -> Iterator[tuple[str, int]]:
    for at in compiled.devices:
        if isinstance(at.part, AirCoil):
            yield at.element, at.cold


def _overload(
    plants: Sequence[Compiled], known: Reach, put_w: Sequence[Floats], room_w: Mapping[str, float], group: _Group
) -> Overload:
    heat_w = capacity_w = 0.0
    elements: set[str] = set()
    chillers: list[str] = []
    coils: list[str] = []
    for number, pool in sorted(group.pools):
        compiled, ways = plants[number], known.paths[number]
        mine = ways.limited_pool == pool
        heat_w += float(put_w[number][mine].sum())
        elements.update(compiled.places[b].element for b in np.flatnonzero(mine))
        coils += [element for element, branch in _coils(compiled) if mine[branch]]
        for d, at in enumerate(compiled.devices):
            if isinstance(at.part, Chiller) and ways.works[d] and mine[at.hot]:
                capacity_w += at.part.capacity_w
                chillers.append(at.element)
    rooms_w = sum(room_w[hall] for hall in group.halls)
    idle = _idle(plants, known, group, heat_w + rooms_w - capacity_w)
    return Overload(
        frozenset(group.pools), tuple(sorted(group.halls)), tuple(chillers), tuple(coils), frozenset(elements),
        heat_w + rooms_w, capacity_w, rooms_w, idle,
    )


def _idle(plants: Sequence[Compiled], known: Reach, group: _Group, missing_w: float) -> tuple[str, ...]:
    """Chillers in the loops of a group that do not work; none where all of them were too small."""
    found: dict[str, float] = {}
    for number, pool in sorted(group.pools):
        compiled, ways = plants[number], known.paths[number]
        loop = compiled.plant.loop_of_branch
        loops = set(loop[ways.limited_pool == pool].tolist())
        for d, at in enumerate(compiled.devices):
            if isinstance(at.part, Chiller) and not ways.works[d] and int(loop[at.hot]) in loops:
                found[at.element] = at.part.capacity_w
    return tuple(found) if sum(found.values()) >= missing_w else ()
