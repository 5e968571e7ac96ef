"""What the coolant can do before any temperature is known: who gets flow, whose heat has a way out, what trips, who takes over.

Decided by topology and capability alone (`solve.coolant.paths`), never by set points. A chiller whose condenser has no flow,
or no way out behind it, trips; a duty pump that turns against closed pipes while others miss their coolant counts as lost;
standby units of their groups take over, and the question is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gigahall.compile.coolant_conditions import closed_elements, conditions
from gigahall.compile.coolant_lower import Lowered
from gigahall.compile.coolant_plant import Compiled
from gigahall.kinds.parts.coolant import AirCoil, Chiller
from gigahall.scene.record import Ambient
from gigahall.solve.coolant.network import Bools
from gigahall.solve.coolant.paths import Paths

MOST_ROUNDS = 20
KEPT = 8
"""Answers kept per plant."""


@dataclass(frozen=True)
class Reach:
    """What each element can count on. Ids throughout."""

    closed: frozenset[str]
    """Hydraulically closed: out of service, without power, idle standby, tripped."""
    started: frozenset[str]
    """Standby units that run because a duty unit of their group does not."""
    halted: frozenset[str]
    """Chillers that trip for want of their condenser's flow or its way out."""
    no_flow: frozenset[str]
    """They need coolant and none can reach them."""
    no_way: frozenset[str]
    """They need coolant; it flows, but its heat has no way out."""
    uncooled: frozenset[str]
    """Their air coil has no coolant, or coolant whose heat has no way out."""
    still: frozenset[str]
    """Pumps in which nothing moves."""
    paths: tuple[Paths, ...]
    """By plant."""

    @property
    def victims(self) -> frozenset[str]:
        """All that miss something."""
        return self.no_flow | self.no_way | self.uncooled | self.halted

    @property
    def resting(self) -> frozenset[str]:
        """Pumps in service that cannot move anything."""
        return self.still - self.closed


@dataclass(frozen=True)
class Kept:
    """A plant with its last answers, by what was closed."""

    compiled: Compiled
    known: dict[bytes, Paths] = field(default_factory=dict)

    def paths(self, ambient: Ambient, closed: frozenset[str]) -> Paths:
        shut = shut_branches(self.compiled, closed)
        key = shut.tobytes()
        if key not in self.known:
            if len(self.known) >= KEPT:
                del self.known[next(iter(self.known))]
            given = conditions(self.compiled, ambient, {}, {}, closed, settled=False)
            self.known[key] = self.compiled.plant.paths(shut, given.devices)
        return self.known[key]


def shut_branches(compiled: Compiled, closed: frozenset[str]) -> Bools:
    """[n_branch] of the closed elements."""
    shut = np.zeros(len(compiled.places), bool)
    for key in closed & compiled.branches_of.keys():
        shut[compiled.branches_of[key]] = True
    return shut


def reach(
    plants: Sequence[Kept], lowered: Mapping[str, Lowered], ambient: Ambient, running: frozenset[str],
    restored: frozenset[str] = frozenset(),
) -> Reach:
    """Ask until nothing more trips and no further standby unit helps. `restored`: as if these were not lost."""
    halted: frozenset[str] = frozenset()
    stalled: frozenset[str] = frozenset()

    def asked(lost: frozenset[str]) -> Reach:
        closed, started = closed_elements(lowered.values(), running, lost, restored)
        paths = tuple(plant.paths(ambient, closed) for plant in plants)
        return replace(_answer(plants, closed, paths), started=started)

    found = asked(stalled)
    for _round in range(MOST_ROUNDS):
        dead = _dead_duty(lowered, found)
        if found.victims and dead:
            tried = asked(stalled | halted | dead)
            if len(tried.victims) < len(found.victims):
                stalled, found = stalled | dead, tried
        if not found.halted:
            break
        halted |= found.halted
        found = asked(stalled | halted)
    return replace(found, halted=halted)


def _answer(plants: Sequence[Kept], closed: frozenset[str], paths: Sequence[Paths]) -> Reach:
    no_flow: set[str] = set()
    no_way: set[str] = set()
    uncooled: set[str] = set()
    halted: set[str] = set()
    for plant, ways in zip(plants, paths, strict=True):
        compiled = plant.compiled
        for key, branch in compiled.heat_branch.items():
            if compiled.lowered[key].parts.needs_flow and key not in closed and not ways.serves(branch):
                (no_flow if ways.circuit[branch] < 0 else no_way).add(key)
        for d, at in enumerate(compiled.devices):
            if at.element in closed:
                continue
            if isinstance(at.part, AirCoil) and not ways.serves(max(at.hot, at.cold)):
                uncooled.add(at.element)
            if isinstance(at.part, Chiller) and at.cold >= 0 and not ways.works[d] and ways.circuit[at.hot] >= 0:
                halted.add(at.element)
    return Reach(
        closed, frozenset(), frozenset(halted), frozenset(no_flow), frozenset(no_way), frozenset(uncooled),
        frozenset(_still_pumps(plants, paths)), tuple(paths),
    )


def _still_pumps(plants: Sequence[Kept], paths: Sequence[Paths]) -> Iterator[str]:
    for plant, ways in zip(plants, paths, strict=True):
        yield from (plant.compiled.places[b].element for b in plant.compiled.plant.pumps.branch if ways.circuit[b] < 0)


def _dead_duty(lowered: Mapping[str, Lowered], found: Reach) -> frozenset[str]:
    """Duty pumps that cannot move anything, where a standby unit of their group is idle."""
    idle = {
        item.element.group for key, item in lowered.items()
        if item.element.standby and item.element.in_service and key in found.closed
    }
    return frozenset(key for key in found.resting if lowered[key].element.group in idle and not lowered[key].element.standby)
