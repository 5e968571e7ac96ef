"""Where heat can go: by what can flow and what can take heat, before any temperature is known.

Flows with every control valve open say which branches can move coolant. What moves hangs together in circuits: in a closed
loop all moving branches of one piece lie on common rounds, so heat put into any of them reaches all its devices. A circuit
has a way out when it holds a cooler, an ideal source, a chiller that can reject, or an exchanger with a circuit that has one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigahall.solve.coolant.devices import CHILLER, COIL, COOLER, EXCHANGER, Devices
from gigahall.solve.coolant.network import Bools, Floats, Ints

MOVES_KG_S = 1e-6
"""Less is rounding of a branch in which nothing moves."""


@dataclass(frozen=True)
class Paths:
    """What a plant can do under given closed branches."""

    flow_kg_s: Floats
    """[n_branch], with all control valves open."""
    circuit: Ints
    """[n_branch], -1 where nothing can move."""
    has_way: Bools
    """[n_circuit], its heat has a way out."""
    has_limit: Bools
    """[n_circuit], only chillers take it, up to their capacity."""
    works: Bools
    """[n_device], both sides can flow, and what it hands on has a way out."""
    pool: Ints
    """[n_circuit], circuits that share their heat through exchangers have one number."""

    @property
    def limited_pool(self) -> Ints:
        """[n_branch] pool whose heat only chillers take, up to their capacity; -1 elsewhere."""
        pool = np.append(np.where(self.has_limit, self.pool, -1), -1)
        found: Ints = pool[self.circuit]
        return found

    def serves(self, branch: int) -> bool:
        """Can coolant of this branch move, and its heat leave?"""
        return self.circuit[branch] >= 0 and bool(self.has_way[self.circuit[branch]])

    @property
    def stuck(self) -> Bools:
        """[n_branch], coolant moves in them and its heat has no way out."""
        found: Bools = (self.circuit >= 0) & ~np.append(self.has_way, False)[self.circuit]
        return found


def heat_paths(
    flow_kg_s: Floats, tail: Ints, head: Ints, devices: Devices, parameters: Floats, sinks: Bools
) -> Paths:
    """`flow_kg_s` [n_branch] with all control valves open; `parameters` [n_device, 8] as in `devices`; `sinks` [n_branch]:
    branches that take any heat by themselves (ideal sources, given temperatures, pipe walls)."""
    moves = np.abs(flow_kg_s) > MOVES_KG_S
    circuit = circuits(tail, head, moves)
    n = int(circuit.max(initial=-1)) + 1
    hot, cold = _circuit_of(circuit, devices.hot), _circuit_of(circuit, devices.cold)
    able = _able(devices, parameters, hot, cold)
    pool = _pools(n, [(hot[d], cold[d]) for d in np.flatnonzero(able & (devices.kind == EXCHANGER))])
    open_pools = set(pool[circuit[sinks & moves]]) | set(pool[hot[able & (devices.kind == COOLER)]])
    chillers = np.flatnonzero(able & (devices.kind == CHILLER))
    served, works = set(open_pools), able & (devices.kind != CHILLER)
    grown = True
    while grown:  # a water-cooled chiller serves once its condenser's circuit does
        grown = False
        for d in chillers:
            if not works[d] and (cold[d] < 0 or pool[cold[d]] in served):
                works[d] = grown = True
                served.add(pool[hot[d]])
    return Paths(
        flow_kg_s, circuit, np.isin(pool, list(served)), np.isin(pool, list(served - open_pools)), works, pool,
    )


def circuits(tail: Ints, head: Ints, moves: Bools) -> Ints:
    """[n_branch] number of the connected piece that each moving branch belongs to; -1 = still."""
    parent = np.arange(int(max(tail.max(initial=-1), head.max(initial=-1))) + 1)

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for b in np.flatnonzero(moves):
        parent[root(int(tail[b]))] = root(int(head[b]))
    found = np.full(len(tail), -1)
    number: dict[int, int] = {}
    for b in np.flatnonzero(moves):
        found[b] = number.setdefault(root(int(tail[b])), len(number))
    return found


def _circuit_of(circuit: Ints, branch: Ints) -> Ints:
    """Circuit of each device's branch: -1 = still, -2 = it has none (outdoor or room air)."""
    return np.where(branch >= 0, np.append(circuit, -1)[branch], -2)


def _able(devices: Devices, parameters: Floats, hot: Ints, cold: Ints) -> Bools:
    """Devices with coolant on every side of theirs and some size."""
    flows = (hot != -1) & (cold != -1)
    size = np.where(devices.kind == CHILLER, parameters[:, 1], parameters[:, 0])
    size = np.where(devices.kind == COOLER, np.minimum(parameters[:, 1], parameters[:, 2] + parameters[:, 5]), size)
    able: Bools = flows & ((size > 0.0) | (devices.kind == COIL))
    return able


def _pools(n: int, joined: list[tuple[int, int]]) -> Ints:
    """[n] one number per group of circuits that exchangers join."""
    pool = np.arange(n)
    for a, b in joined:
        pool[pool == pool[a]] = pool[b]
    return pool
