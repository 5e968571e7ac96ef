"""Ways back to a supply: of everything dead, what is lost or open between it and what could feed it.

A shortest path from what is live, or from any source, over all that could conduct: what is lost or open on it counts one,
the number of steps only between ways of equal count. All that lies on it has to be put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gigahall.compile.power_live import Energised
from gigahall.compile.power_table import Bools, Floats, Ints, Table


def ways_back(t: Table, on: Energised, wanted: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    """By wanted element row: the lost or open elements of its shortest way to a supply, the nearest first; without those that
    have no way at all.

    Elements in service and switches that close by themselves cost nothing.
    """
    is_open = open_lines(t)
    before, away = _searched(t, on, is_open)
    nodes_of: dict[int, list[int]] = {}
    for node, row in enumerate(t.owner):
        nodes_of.setdefault(int(row), []).append(node)
    found = {}
    for row in wanted:
        nodes = nodes_of.get(row, [])
        end = min(nodes, key=lambda node: away[node], default=-1)
        if end < 0 or not np.isfinite(away[end]):
            continue
        way = _owners(t, before, end, is_open, on.active)
        found[row] = tuple(dict.fromkeys(other for other in way if other != row))
    return found


def open_lines(t: Table) -> Bools:
    """[line] Open by its own setting."""
    return (t.lines["closed"] <= 0) & (t.lines["standby"] <= 0)


def _searched(t: Table, on: Energised, is_open: Bools) -> tuple[Ints, Floats]:
    """Predecessor and distance of every node; the start is a node of its own behind all others."""
    start, step = t.n_node, 0.5 / (t.n_node + 2)
    inside = _ends(t.lines.node("a"), t.lines.node("b"))
    across = _ends(t.joint_a, t.joint_b)
    one_way = [(rows.node("a"), rows.node("b")) for rows in (t.transformers, t.converters)]
    sources, live = t.sources.node("node"), np.flatnonzero(on.node)
    lost = ~on.active[t.owner]
    tail = np.concatenate((inside[0], across[0], *(a for a, _ in one_way), np.full(len(sources) + len(live), start)))
    head = np.concatenate((inside[1], across[1], *(b for _, b in one_way), sources, live))
    cost = np.concatenate((
        np.tile(is_open & on.active[t.lines.element], 2), lost[across[1]], *(np.zeros(len(a), bool) for a, _ in one_way),
        lost[sources], np.zeros(len(live), bool),
    ))  # fmt: skip
    order = np.lexsort((cost, head, tail))  # of several edges between two nodes the cheapest counts
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    n = t.n_node + 1
    graph = csr_array((cost[first] + step, (tail[first], head[first])), (n, n))
    away, before = dijkstra(graph, indices=start, return_predecessors=True)
    return before, away


def _ends(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Both directions."""
    return np.concatenate((a, b)), np.concatenate((b, a))


def _owners(t: Table, before: Ints, end: int, is_open: Bools, active: Bools) -> list[int]:
    """Lost or open elements on the way to a node, the nearest first."""
    opened = {(int(a), int(b)) for a, b in zip(t.lines.node("a")[is_open], t.lines.node("b")[is_open], strict=True)}
    found = []
    node = end
    while 0 <= node < t.n_node:
        previous = int(before[node])
        row = int(t.owner[node])
        if not active[row] or (previous, node) in opened or (node, previous) in opened:
            found.append(row)
        node = previous
    return found
