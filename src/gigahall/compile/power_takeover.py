"""Who carries what hung on a part of the network that is dead: a loss the design is made for is told apart from one it is not.

What hangs on an element is what can be reached from it without going back through a transformer or a converter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gigahall.compile.power_live import Energised
from gigahall.compile.power_table import Bools, Ints, Table
from gigahall.compile.power_ways import open_lines, ways_back


@dataclass(frozen=True, slots=True)
class Takeover:
    """An element without supply or out of service whose loads all go on from others."""

    row: int
    n_load: int
    carriers: tuple[int, ...]
    """What feeds these loads now, most loads first."""
    shared: tuple[int, ...]
    """The loads, the wires of their live feeds, the carriers and what leads to these: what is loaded higher than before."""
    n_feed: int
    """Live feeds of the load that has most: it had one more."""
    below: frozenset[int]
    """Elements without supply that hang on it, covered by the same takeover."""


class Reach:
    """The dead part of one state as a directed graph, from its supplies to its loads."""

    def __init__(self, table: Table, on: Energised, feed_live: Bools) -> None:
        self.table, self.on, self.feed_live = table, on, feed_live
        t = table
        self.graph = self._graph(on.line)
        self.primary = np.concatenate((t.transformers.node("a"), t.converters.node("a")))
        self.secondary = np.concatenate((t.transformers.node("b"), t.converters.node("b")))
        self.is_served = np.bincount(t.feed_element, feed_live, t.n_element) > 0
        self.home = self._homes()
        self.above = {} if on.node.all() else self._above()
        """By dead element: the lost or open ones each of which would reopen a path to it."""
        self.together = {} if on.node.all() else self._together()
        """By dead element that no single return helps: those that have to return together, the nearest first."""

    def _graph(self, line: Bools) -> csr_array:
        """Dead nodes, with these lines closed."""
        t, on = self.table, self.on
        joint = on.active[t.joint_element_a] & on.active[t.joint_element_b]
        unit, swap = on.active[t.transformers.element], on.active[t.converters.element]
        a, b = t.joint_a[joint], t.joint_b[joint]
        la, lb = t.lines.node("a")[line], t.lines.node("b")[line]
        tail = np.concatenate((a, b, la, lb, t.transformers.node("a")[unit], t.converters.node("a")[swap]))
        head = np.concatenate((b, a, lb, la, t.transformers.node("b")[unit], t.converters.node("b")[swap]))
        keep = ~on.node[tail] & ~on.node[head]
        return coo_array((np.ones(int(keep.sum()), np.int8), (tail[keep], head[keep])), (t.n_node, t.n_node)).tocsr()

    def _above(self) -> dict[int, tuple[int, ...]]:
        t, on = self.table, self.on
        is_open = np.zeros(t.n_element, bool)
        is_open[t.lines.element[open_lines(t)]] = True
        lost = [int(row) for row in np.flatnonzero(~on.active | is_open)]
        with_ties = self._graph(on.line | ((t.lines["standby"] > 0) & on.active[t.lines.element]))
        found: dict[int, list[int]] = {}
        for row in lost:
            if self._touches_live(row):
                for below in np.unique(t.owner[self.below(row, with_ties)]):
                    found.setdefault(int(below), []).append(row)
        return {below: tuple(row for row in rows if row != below) for below, rows in found.items()}

    def _together(self) -> dict[int, tuple[int, ...]]:
        t, on = self.table, self.on
        dead = np.unique(t.owner[~on.node])
        rest = [int(row) for row in dead if on.active[row] and not self.above.get(int(row))]
        return {row: way for row, way in ways_back(t, on, rest).items() if way} if rest else {}

    def due(self, row: int) -> tuple[int, ...]:
        """What a dead element is without supply for."""
        return self.above.get(row) or self.together.get(row, ())

    def _homes(self) -> Ints:
        """[node] Zone of wires and switches it lies in; what spreads power parts the zones."""
        return self._zones(np.zeros(self.table.n_node, bool))

    def _zones(self, left_out: Bools) -> Ints:
        """[node] What wires and switches join, without some nodes."""
        t, on = self.table, self.on
        wire = on.line & ~t.spreads[t.lines.element]
        joint = on.active[t.joint_element_a] & on.active[t.joint_element_b]
        a = np.concatenate((t.joint_a[joint], t.lines.node("a")[wire]))
        b = np.concatenate((t.joint_b[joint], t.lines.node("b")[wire]))
        keep = ~left_out[a] & ~left_out[b]
        graph = coo_array((np.ones(int(keep.sum()), np.int8), (a[keep], b[keep])), (t.n_node, t.n_node))
        return np.asarray(connected_components(graph, directed=False)[1], np.int64)

    def below(self, row: int, graph: csr_array | None = None) -> Bools:
        """[node] Reached from an element's nodes; from one out of service through the dead ends of its joints."""
        t = self.table
        start = t.owner == row
        start[self.primary] = False
        if not self.on.active[row]:
            start = np.zeros(t.n_node, bool)
            start[t.joint_b[t.joint_element_a == row]] = True
            start[t.joint_a[t.joint_element_b == row]] = True
            start &= ~self.on.node & self.on.active[t.owner]
        found = np.zeros(t.n_node, bool)
        for node in np.flatnonzero(start):
            if not found[node]:
                found[breadth_first_order(self.graph if graph is None else graph, node, return_predecessors=False)] = True
        return found

    def _touches_live(self, row: int) -> bool:
        """Would an element that is lost or open have a supply if it were put back: a live joint, or a source of its own."""
        t, live = self.table, self.on.node
        if (t.sources.element == row).any() or (live & (t.owner == row)).any():
            return True
        ends = np.concatenate((t.joint_b[t.joint_element_a == row], t.joint_a[t.joint_element_b == row]))
        return bool(live[ends].any())

    def carriers(self, loads: Iterable[int]) -> tuple[int, ...]:
        """What the live feeds of some loads hang on, most of them first."""
        t = self.table
        live = self.feed_live & np.isin(t.feed_element, list(loads))
        spreads = np.flatnonzero(t.spreads[t.owner] & self.on.node & ~t.is_load[t.owner])
        by_zone: dict[int, list[int]] = {}
        for node in spreads:
            by_zone.setdefault(int(self.home[node]), []).append(int(t.owner[node]))
        count = Counter(row for node in t.feed_node[live] for row in dict.fromkeys(by_zone.get(int(self.home[node]), ())))
        return tuple(row for row, _ in sorted(count.items(), key=lambda item: (-item[1], item[0])))

    def wires(self, loads: Iterable[int], carriers: Iterable[int]) -> tuple[int, ...]:
        """Some loads, what lies between them and what spreads power to their live feeds, and what leads to their carriers."""
        t = self.table
        spreads = t.spreads[t.owner] & ~t.is_load[t.owner]
        zones = self._zones(spreads)
        live = self.feed_live & np.isin(t.feed_element, list(loads))
        served = np.isin(zones, zones[t.feed_node[live]]) & ~spreads
        carry = np.isin(t.owner, list(carriers))
        leading = np.setdiff1d(self.home[carry], self.home[t.feed_node])
        above = np.isin(t.zone_of_node[self.secondary], t.zone_of_node[carry])  # the UPS or transformer a carrier hangs on
        rows = np.concatenate((t.owner[served | np.isin(self.home, leading)], t.owner[self.secondary[above]]))
        return tuple(int(row) for row in np.unique(rows))

    def dark(self, row: int) -> tuple[int, ...]:
        """The loads below a dead element that have no other live feed."""
        t = self.table
        loads = np.unique(t.feed_element[self.below(row)[t.feed_node] & self.on.active[t.feed_element]])
        return tuple(int(load) for load in loads[~self.is_served[loads]])

    def beside(self, row: int) -> tuple[int, ...]:
        """What carries the share of a lost element whose buses are live without it: the sources, transformers and converters
        that feed the bus it fed, or the lines that join the two it joined."""
        t, on = self.table, self.on
        if (t.lines.element == row).any():
            if not (t.lines["closed"][t.lines.element == row] > 0).all():
                return ()
            ends = self._live_neighbours(row, np.flatnonzero(t.owner == row))
            return self._way_between(ends) if len(ends) == 2 and self.home[ends[0]] == self.home[ends[1]] else ()
        outputs = np.concatenate([
            part.node(name)[part.element == row] for part, name in ((t.sources, "node"), (t.transformers, "b"), (t.converters, "b"))
        ])
        zones = self.home[self._live_neighbours(row, outputs)]
        fed = [
            (part.element[live & np.isin(self.home[part.node(name)], zones)])
            for part, name, live in (
                (t.sources, "node", on.source), (t.transformers, "b", on.active[t.transformers.element] & on.node[t.transformers.node("a")]),
                (t.converters, "b", on.converter),
            )
        ]  # fmt: skip
        return tuple(int(one) for one in dict.fromkeys(np.concatenate(fed).tolist()) if one != row)

    def _live_neighbours(self, row: int, nodes: Ints) -> Ints:
        """Live nodes of others that are joined to some of an element's own."""
        t = self.table
        far = np.concatenate((t.joint_b[np.isin(t.joint_a, nodes)], t.joint_a[np.isin(t.joint_b, nodes)]))
        return np.unique(far[self.on.node[far] & (t.owner[far] != row)])

    def _way_between(self, ends: Ints) -> tuple[int, ...]:
        """The lines on the shortest way from one live node to another over wires and switches."""
        t, on = self.table, self.on
        joint = on.active[t.joint_element_a] & on.active[t.joint_element_b]
        a = np.concatenate((t.joint_a[joint], t.lines.node("a")[on.line]))
        b = np.concatenate((t.joint_b[joint], t.lines.node("b")[on.line]))
        graph = coo_array((np.ones(len(a), np.int8), (a, b)), (t.n_node, t.n_node)).tocsr()
        _order, before = breadth_first_order(graph, int(ends[0]), directed=False)
        found, node, is_line = [], int(ends[1]), np.isin(np.arange(t.n_element), t.lines.element)
        while node >= 0:
            found += [int(t.owner[node])] if is_line[t.owner[node]] else []
            node = int(before[node])
        return tuple(dict.fromkeys(reversed(found)))

    def moved(self, row: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of an element without supply: what carries those of its loads that go on, and what is loaded higher by it, as in
        `Takeover`; nothing where none goes on."""
        t = self.table
        nodes = self.below(row)
        loads = np.unique(t.feed_element[nodes[t.feed_node] & self.on.active[t.feed_element]])
        loads = loads[self.is_served[loads]]
        if not len(loads):
            return (), ()
        carriers = self.carriers(loads.tolist())
        return carriers, tuple(dict.fromkeys((*carriers, *self.wires(loads.tolist(), carriers))))


def takeovers(reach: Reach, rows: Iterable[int]) -> list[Takeover]:
    """Those of some dead or lost elements whose loads all have another live feed, from the supply down."""
    t, on = reach.table, reach.on
    found = []
    for row in rows:
        nodes = reach.below(row)
        loads = np.unique(t.feed_element[nodes[t.feed_node] & on.active[t.feed_element]])
        if len(loads) and reach.is_served[loads].all():
            nodes[reach.secondary[~nodes[reach.primary]]] = False  # reached from below: what stands above is not below
            below = frozenset(int(k) for k in np.unique(t.owner[nodes])) - {row}
            carriers = reach.carriers(loads.tolist())
            shared = tuple(dict.fromkeys((*carriers, *reach.wires(loads.tolist(), carriers))))
            n_feed = int(np.bincount(t.feed_element, reach.feed_live, t.n_element)[loads].max())
            found.append(Takeover(row, len(loads), carriers, shared, n_feed, below))
    return sorted(found, key=lambda one: -len(one.below))
