"""What a network's shape says before any volts: joints, islands, trees. Built once per topology."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, depth_first_order

from gigahall.solve.power.grid import ZERO_PU, Complexes, Floats, Grid, Ints

SAME_V = 1e-12


@dataclass(frozen=True)
class Trees:
    """All radial islands in one numbering: parents before children, subtrees together. Nothing passes a held voltage: every
    branch from a root begins a tree of its own, headed by a copy of that root."""

    place: Ints
    """[k] The place at each position."""
    parent: Ints
    """[k] Position of the parent, -1 for a root."""
    z_pu: Complexes
    """[k] Impedance to the parent, as seen from the node."""
    ratio: Complexes
    """[k] Own volts over the parent's with nothing drawn."""
    y_pu: Complexes
    """[k] Shunt admittance, own and of the branches' ends."""
    first: Ints
    """[tree] First position of each tree; `last` is one behind its end."""
    last: Ints
    island: Ints
    """[tree] Island of each tree, rising."""
    tree: Ints
    """[k] Tree of each position."""


@dataclass(frozen=True)
class Structure:
    """Nodes -> joints (joined without impedance) -> places (joints with the same held voltage in one island merged)."""

    joint_of_node: Ints
    n_joint: int
    is_zero: np.ndarray
    """[branch] Ideal joints."""
    place_of_joint: Ints
    n_place: int
    island_of_place: Ints
    n_island: int
    is_live: np.ndarray
    """[island] Has a held voltage."""
    slack_place: Ints
    """Places held at a voltage, each once."""
    slack_v_pu: Complexes
    pv_place: Ints
    pv_v_pu: Floats
    trees: Trees
    meshed: Ints
    """Islands that are live and no tree."""

    @property
    def place_of_node(self) -> Ints:
        return self.place_of_joint[self.joint_of_node]


def structure(grid: Grid) -> Structure:
    """Contract, find the islands, number the trees."""
    is_zero = np.abs(grid.z_pu) < ZERO_PU
    n_joint, joint = _components(grid.n_node, grid.tail[is_zero], grid.head[is_zero])
    real = ~is_zero
    tail, head = joint[grid.tail[real]], joint[grid.head[real]]
    _, island_of_joint = _components(n_joint, tail, head)
    slack_joint, first = np.unique(joint[grid.slack], return_index=True)
    place, n_place, slack_place, slack_v = _merge_slacks(
        n_joint, slack_joint, grid.slack_v_pu[first], island_of_joint[slack_joint]
    )
    n_island, island = _components(n_place, place[tail], place[head])
    is_live = np.zeros(n_island, bool)
    is_live[island[slack_place]] = True
    pv_place, pv_v = _pv_places(grid, place[joint], slack_place)
    y_place = _shunts(grid, place[joint], n_place)
    trees = _trees(grid, real, place[joint], y_place, island, slack_place, pv_place)
    meshed = np.setdiff1d(np.flatnonzero(is_live), trees.island)
    return Structure(
        joint, n_joint, is_zero, place, n_place, island, n_island, is_live, slack_place, slack_v, pv_place, pv_v, trees, meshed
    )


def _components(n: int, a: Ints, b: Ints) -> tuple[int, Ints]:
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), (n, n)).tocsr()
    count, label = connected_components(graph, directed=False)
    return int(count), label.astype(np.int64)


def _merge_slacks(
    n_joint: int, slack_joint: Ints, v: Complexes, island: Ints
) -> tuple[Ints, int, Ints, Complexes]:
    """Slack joints of one island with one voltage become one place: sources in parallel keep a radial network a tree."""
    place = np.arange(n_joint)
    order = np.lexsort((v.imag, v.real, island))
    for before, now in pairwise(order):
        if island[before] == island[now] and abs(v[before] - v[now]) < SAME_V:
            place[slack_joint[now]] = place[slack_joint[before]]
    kept, place = np.unique(place, return_inverse=True)
    slack_place, first = np.unique(place[slack_joint], return_index=True)
    return place.astype(np.int64), len(kept), slack_place.astype(np.int64), v[first]


def _pv_places(grid: Grid, place_of_node: Ints, slack_place: Ints) -> tuple[Ints, Floats]:
    place, first = np.unique(place_of_node[grid.pv], return_index=True)
    keep = ~np.isin(place, slack_place)
    return place[keep].astype(np.int64), grid.pv_v_pu[first][keep]


def _shunts(grid: Grid, place: Ints, n_place: int) -> Complexes:
    """Shunt admittance at each place, branch ends included (seen from outside their transformer)."""
    rows = np.concatenate((place, place[grid.tail], place[grid.head]))
    y = np.concatenate((grid.y_node_pu, grid.y_tail_pu / np.abs(grid.ratio) ** 2, grid.y_head_pu))
    return np.bincount(rows, y.real, n_place) + 1j * np.bincount(rows, y.imag, n_place)


def _trees(
    grid: Grid, real: np.ndarray, place: Ints, y_place: Complexes, island: Ints, slack_place: Ints, pv_place: Ints
) -> Trees:
    edge = _edges(grid, real, place)
    n_island = int(island.max(initial=-1)) + 1
    n_place = np.bincount(island, minlength=n_island)
    n_edge = np.bincount(island[edge.a], minlength=n_island)
    n_slack = np.bincount(island[slack_place], minlength=n_island)
    radial = (n_slack == 1) & (n_edge == n_place - 1)
    radial[island[pv_place]] = False
    radial[island[edge.a[edge.is_odd]]] = False
    return _numbered(edge, y_place, island, radial, slack_place[radial[island[slack_place]]])


@dataclass(frozen=True)
class _Edges:
    """Branches between different places, parallel ones merged."""

    a: Ints
    b: Ints
    z_pu: Complexes
    ratio: Complexes
    """At end a."""
    is_odd: np.ndarray
    """Parallel branches of different ratio: no single branch is equal to them."""


def _edges(grid: Grid, real: np.ndarray, place: Ints) -> _Edges:
    tail, head = place[grid.tail[real]], place[grid.head[real]]
    z, ratio = grid.z_pu[real], grid.ratio[real]
    loop = tail == head
    flip = (tail > head) & (ratio == 1)
    a, b = np.where(flip, head, tail), np.where(flip, tail, head)
    keep = ~loop | (ratio != 1)
    a, b, z, ratio = a[keep], b[keep], z[keep], ratio[keep]
    n = int(place.max(initial=-1)) + 1
    pair, first, group = np.unique(np.minimum(a, b) * n + np.maximum(a, b), return_index=True, return_inverse=True)
    y = 1 / z
    y_sum = np.bincount(group, y.real, len(pair)) + 1j * np.bincount(group, y.imag, len(pair))
    odd = (np.abs(ratio - ratio[first][group]) > SAME_V) | (a != a[first][group]) | (a == b)
    is_odd = np.bincount(group, odd, len(pair)) > 0
    return _Edges(a[first], b[first], (1 / y_sum).astype(np.complex128), ratio[first], is_odd)


def _numbered(edge: _Edges, y_place: Complexes, island: Ints, radial: np.ndarray, roots: Ints) -> Trees:
    """One depth-first walk from a node above all roots, sorted by island, then cut at the roots."""
    n = len(island)
    keep = radial[island[edge.a]] if len(edge.a) else np.zeros(0, bool)
    a, b, z, ratio = edge.a[keep], edge.b[keep], edge.z_pu[keep], edge.ratio[keep]
    rows, cols = np.concatenate((a, np.full(len(roots), n))), np.concatenate((b, roots))
    graph = csr_array((np.ones(len(rows), np.int8), (rows, cols)), (n + 1, n + 1))
    walk, parent_place = depth_first_order(graph, n, directed=False)
    walk = walk[1:].astype(np.int64)
    walk = walk[np.argsort(island[walk], kind="stable")]
    place, parent, first = _cut_at_roots(walk, parent_place.astype(np.int64), n)
    a_above = parent_place[b] == a
    below = np.where(a_above, b, a)
    position = np.full(n + 1, -1)
    own = parent >= 0
    position[place[own]] = np.flatnonzero(own)
    z_k, ratio_k = np.zeros((2, len(place)), np.complex128)
    ratio_k[:] = 1.0
    z_k[position[below]] = np.where(a_above, z, z * np.abs(ratio) ** 2)
    ratio_k[position[below]] = np.where(a_above, 1 / ratio, ratio)
    last = np.append(first[1:], len(place))
    tree = np.repeat(np.arange(len(first)), last - first)
    return Trees(place, parent, z_k, ratio_k, y_place[place], first, last, island[place[first]], tree)


def _cut_at_roots(walk: Ints, parent_place: Ints, above: int) -> tuple[Ints, Ints, Ints]:
    """Place and parent of every position, and where trees begin: with a root's copy before each of its children."""
    is_root = parent_place[walk] == above
    is_top = np.zeros(len(walk), bool)
    is_top[~is_root] = parent_place[parent_place[walk[~is_root]]] == above
    is_bare = is_root & ~np.append(is_top[1:], False)
    end = np.cumsum(np.where(is_top, 2, np.where(is_root, is_bare, 1)))
    size = int(end[-1]) if len(end) else 0
    place, parent = np.zeros(size, np.int64), np.full(size, -1)
    position = np.full(above + 1, -1)
    stays = ~is_root | is_bare
    at = end[stays] - 1
    place[at] = walk[stays]
    position[walk[stays]] = at
    place[end[is_top] - 2] = parent_place[walk[is_top]]
    inner = ~is_root & ~is_top
    parent[end[inner] - 1] = position[parent_place[walk[inner]]]
    parent[end[is_top] - 1] = end[is_top] - 2
    return place, parent, np.flatnonzero(parent < 0)
