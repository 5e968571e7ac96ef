"""Who carries on for cooling machines and pumps that stand still: others of their part in the same loops and rooms.

A machine's parts say what it does: a pump moves the coolant of its loop, an exchanger, cooler or chiller moves heat out of
one loop into another or outdoors, a coil takes it out of a room. Whoever does the same between the same two, and works,
carries its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gigahall.compile.coolant_plant import Compiled, DeviceAt
from gigahall.compile.coolant_reach import Reach
from gigahall.kinds.parts.coolant import AirCoil, AirCooler, Pump
from gigahall.solve.coolant.devices import STILL_KG_S
from gigahall.solve.coolant.plant import PlantState

LEAST_W = 1.0
"""Who moves less carries nothing."""
FLOW = "flow"
Role = tuple[object, ...]
"""What a part does, equal for those that can do it for each other."""


@dataclass(frozen=True, slots=True)
class Share:
    """What was carried by something that stands still."""

    carriers: tuple[str, ...]
    """Who carries it now."""
    what: str
    leading: tuple[str, ...] = ()
    """What leads to them and has as much more to carry."""


def shares(plants: Sequence[Compiled], states: Sequence[PlantState], known: Reach) -> dict[str, Share]:
    """By duty machine that stands still: who carries its share. Nothing for those for which nobody does all of it."""
    still = known.closed | known.uncooled
    workers: dict[Role, dict[str, None]] = {}
    wanted: dict[str, list[Role]] = {}
    whats: dict[str, str] = {}
    for number, (compiled, state) in enumerate(zip(plants, states, strict=True)):
        for key, role, works in _roles(number, compiled, state):
            if key not in still:
                if works:
                    workers.setdefault(role, {})[key] = None
            elif not compiled.lowered[key].element.standby:
                wanted.setdefault(key, []).append(role)
                whats[key] = _what(role, whats.get(key))
    found = {}
    for key, roles in wanted.items():
        carriers = [workers.get(role, {}) for role in roles]
        if all(carriers):
            found[key] = Share(tuple(dict.fromkeys(one for each in carriers for one in each)), whats[key])
    return _with_ways(found, plants, states) if found else found


def _with_ways(found: Mapping[str, Share], plants: Sequence[Compiled], states: Sequence[PlantState]) -> dict[str, Share]:
    """With the pipes and valves in line with the carriers: those that all of their coolant goes through."""
    carriers = {key for share in found.values() for key in share.carriers}
    leading: dict[str, set[str]] = {}
    for compiled, state in zip(plants, states, strict=True):
        mine = carriers & compiled.branches_of.keys()
        moving = _moving_at(compiled, state) if mine else {}
        for key in mine:
            leading.setdefault(key, set()).update(_in_line(compiled, moving, key))
    return {
        key: replace(share, leading=tuple(sorted(set().union(*(leading.get(one, ()) for one in share.carriers)) - set(share.carriers))))
        for key, share in found.items()
    }


def _moving_at(compiled: Compiled, state: PlantState) -> dict[int, list[int]]:
    """By node: the branches that move coolant into it or out of it."""
    found: dict[int, list[int]] = {}
    for b in np.flatnonzero(np.abs(state.flow_kg_s) > STILL_KG_S):
        for node in {compiled.places[b].tail, compiled.places[b].head}:
            found.setdefault(node, []).append(int(b))
    return found


def _in_line(compiled: Compiled, moving: Mapping[int, Sequence[int]], key: str) -> Iterator[str]:
    """Elements of the branches that go on from an element's own without a fork."""
    for start in compiled.branches_of[key]:
        for node in (compiled.places[start].tail, compiled.places[start].head):
            branch, seen = int(start), {int(start)}
            while len(moving.get(node, ())) == 2:
                branch = next((b for b in moving[node] if b not in seen), -1)
                if branch < 0:
                    break
                seen.add(branch)
                place = compiled.places[branch]
                yield place.element
                node = place.head if place.tail == node else place.tail


def _roles(number: int, compiled: Compiled, state: PlantState) -> Iterator[tuple[str, Role, bool]]:
    """Element, what one of its parts does, whether it does it."""
    loop = compiled.plant.loop_of_branch
    for d, at in enumerate(compiled.devices):
        role = _device_role(number, compiled, at)
        if role:
            yield at.element, role, abs(float(state.device_w[d])) > LEAST_W
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        yield (
            place.element, (Pump, number, int(loop[b]), compiled.lowered[place.element].element.group),
            abs(float(state.flow_kg_s[b])) > STILL_KG_S,
        )  # fmt: skip


def _device_role(number: int, compiled: Compiled, at: DeviceAt) -> Role:
    if isinstance(at.part, AirCoil):
        hall = compiled.lowered[at.element].element.hall
        return (AirCoil, hall) if hall else ()
    loop = compiled.plant.loop_of_branch
    return (type(at.part), number, *(int(loop[branch]) if branch >= 0 else -1 for branch in (at.hot, at.cold)))


def _what(role: Role, before: str | None) -> str:
    """In words; who moves heat and coolant is there for the heat."""
    if role[0] is Pump:
        return before or FLOW
    return "heat rejection" if role[0] is AirCooler else "cooling"
