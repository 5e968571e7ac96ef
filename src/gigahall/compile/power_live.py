"""Which parts of the network are energised: switches and standby rules over the table, no volts.

Order of events, repeated until nothing changes: live buses spread through closed switches, transformers and converters; a
standby switch closes when exactly one of its sides is live and the other has something to supply; only then standby
generators start, when a duty source of their group is lost or a bus they can reach is still unsupplied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gigahall.compile.power_table import ROLES, Bools, Ints, Table


@dataclass(frozen=True)
class Energised:
    """By table rows."""

    active: Bools
    """[element] In service."""
    line: Bools
    """[line] Closed."""
    source: Bools
    """[source] Running."""
    node: Bools
    """[node] Live."""
    is_wanted: Bools
    """[node] Has something to supply: a load or a converter on its bus."""
    converter: Bools
    """[converter] Output live through it."""
    closed_ties: Ints
    """Lines that closed by themselves."""
    started: Ints
    """Sources that started by themselves."""


class Switching:
    """The standby rules at work on one state of the switches."""

    def __init__(self, table: Table, active: Bools, group: list[str], standby: Bools) -> None:
        self.table, self.active = table, active
        self.group, self.standby = group, standby
        lines = table.lines
        self.can_close = (lines["standby"] > 0) & active[lines.element]
        self.line = (lines["closed"] > 0) & active[lines.element]
        self.component = self._components()
        self.root = list(range(int(self.component.max(initial=-1)) + 1))
        self.live = [False] * len(self.root)
        self.wants = [False] * len(self.root)
        self.ties = [int(k) for k in np.flatnonzero(self.can_close & ~self.line)]
        self.closed: list[int] = []
        self._converters()

    def _components(self) -> Ints:
        t, active = self.table, self.active
        joint = active[t.joint_element_a] & active[t.joint_element_b]
        unit = active[t.transformers.element]
        a = np.concatenate((t.joint_a[joint], t.lines.node("a")[self.line], t.transformers.node("a")[unit]))
        b = np.concatenate((t.joint_b[joint], t.lines.node("b")[self.line], t.transformers.node("b")[unit]))
        graph = coo_array((np.ones(len(a), np.int8), (a, b)), (t.n_node, t.n_node)).tocsr()
        return np.asarray(connected_components(graph, directed=False)[1], np.int64)

    def _converters(self) -> None:
        t = self.table
        usable = self.active[t.converters.element]
        self.outputs: dict[int, list[int]] = {}
        inputs, outputs = self.component[t.converters.node("a")], self.component[t.converters.node("b")]
        for k in np.flatnonzero(usable):
            self.outputs.setdefault(int(inputs[k]), []).append(int(outputs[k]))
            self.wants[inputs[k]] = True
        for c in self.component[t.feed_node[self.active[t.feed_element]]]:
            self.wants[c] = True

    def find(self, component: int) -> int:
        while self.root[component] != component:
            self.root[component] = self.root[self.root[component]]
            component = self.root[component]
        return component

    def energise(self, component: int) -> None:
        """Make a bus live, and all that hangs on it through converters."""
        stack = [self.find(component)]
        while stack:
            now = stack.pop()
            if not self.live[now]:
                self.live[now] = True
                stack.extend(self.find(out) for out in self.outputs.get(now, ()))

    def _union(self, a: int, b: int) -> None:
        self.root[b] = a
        self.wants[a] = self.wants[a] or self.wants[b]
        self.outputs.setdefault(a, []).extend(self.outputs.pop(b, []))
        self.live[a] = False
        self.energise(a)

    def close_ties(self) -> bool:
        """One round over the standby switches, in the order of the scene."""
        changed = False
        for tie in list(self.ties):
            a = self.find(int(self.component[self.table.lines.node("a")[tie]]))
            b = self.find(int(self.component[self.table.lines.node("b")[tie]]))
            live, dead = (a, b) if self.live[a] else (b, a)
            if self.live[live] and not self.live[dead] and self.wants[dead]:
                self._union(live, dead)
                self.ties.remove(tie)
                self.closed.append(tie)
                changed = True
        return changed

    def reach(self, component: int) -> set[int]:
        """A bus and those one standby switch away."""
        own = self.find(component)
        found = {own}
        for tie in self.ties:
            a = self.find(int(self.component[self.table.lines.node("a")[tie]]))
            b = self.find(int(self.component[self.table.lines.node("b")[tie]]))
            if own in (a, b):
                found |= {a, b}
        return found


def energised(table: Table, active: Bools, group: list[str], standby: Bools) -> Energised:
    """Apply the rules.

    Args:
        active: [element] in service and not taken out.
        group: [element] duty and standby group.
        standby: [element] is a standby unit.
    """
    work = Switching(table, active, group, standby)
    sources = table.sources
    is_generator = sources["role"] == ROLES.index("generator")
    waits = is_generator & standby[sources.element]
    running = active[sources.element] & ~waits
    node = sources.node("node")
    for bus in work.component[node[running]]:
        work.energise(int(bus))
    lost = {group[e] for k, e in enumerate(sources.element) if not waits[k] and not active[e] and group[e]}
    waiting = [int(k) for k in np.flatnonzero(waits & active[sources.element])]
    started: list[int] = []
    _settle(work.close_ties)
    while fresh := [k for k in waiting if _must_start(work, lost, int(sources.element[k]), int(work.component[node[k]]))]:
        for k in fresh:
            work.energise(int(work.component[node[k]]))
        waiting = [k for k in waiting if k not in fresh]
        started += fresh
        _settle(work.close_ties)
    running[started] = True
    return _result(work, running, started)


def _settle(step: Callable[[], bool]) -> None:
    while step():
        pass


def _must_start(work: Switching, lost: set[str], element: int, component: int) -> bool:
    if work.group[element] in lost:
        return True
    return any(work.wants[bus] and not work.live[bus] for bus in work.reach(component))


def _result(work: Switching, running: Bools, started: list[int]) -> Energised:
    t = work.table
    line = work.line.copy()
    line[work.closed] = True
    live_component = np.array([work.live[work.find(c)] for c in range(len(work.root))], bool)
    node = live_component[work.component] if len(work.component) else np.zeros(0, bool)
    wants = np.array([work.wants[work.find(c)] for c in range(len(work.root))], bool)
    is_wanted = wants[work.component] if len(work.component) else np.zeros(0, bool)
    converters = t.converters
    merged = np.array([work.find(c) for c in range(len(work.root))], np.int64)
    bypassed = merged[work.component[converters.node("a")]] == merged[work.component[converters.node("b")]]
    converter = work.active[converters.element] & node[converters.node("a")] & ~bypassed
    return Energised(
        work.active, line, running, node, is_wanted, converter, np.array(sorted(work.closed), np.int64), np.array(sorted(started), np.int64)
    )
