"""Currents of everything once volts are known: Ohm's law for impedances, node balance for ideal joints and sources."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import splu

from gigahall.physics.kernel import kernel
from gigahall.solve.power.grid import Complexes, Floats, Grid, Ints, gathered
from gigahall.solve.power.structure import Structure


class JointCurrents:
    """Prepared once per topology. Inside a joint the current has no resistance to divide by: along a tree it follows from
    the node balance, in a loop of ideal joints it is taken as that of equal small resistances."""

    def __init__(self, grid: Grid, shape: Structure) -> None:
        self.grid, self.shape = grid, shape
        self._y_pu = np.where(shape.is_zero, 0.0, 1.0 / np.where(shape.is_zero, 1.0, grid.z_pu))
        """[branch] Series admittance; 0 of an ideal joint, whose current comes from the balance of its ends."""
        self.zero = np.flatnonzero(shape.is_zero)
        self._order, self._parent, self._edge = self._forest()
        self._loops = self._loop_joints(self._edge)
        joint = shape.joint_of_node
        self._first = np.unique(joint, return_index=True)[1]
        held = np.concatenate((grid.slack, grid.pv))
        self._held, self._held_joint = held, joint[held]
        share = np.concatenate((grid.slack_share, np.ones(len(grid.pv))))
        total = np.bincount(self._held_joint, share, shape.n_joint)
        self._held_share = share / np.where(total > 0, total, 1.0)[self._held_joint]
        is_slack = np.zeros(shape.n_joint, bool)
        is_slack[joint[grid.slack]] = True
        self._held_share[len(grid.slack) :][is_slack[joint[grid.pv]]] = 0.0
        self._is_slack_joint = is_slack
        self._is_pv_joint = np.zeros(shape.n_joint, bool)
        self._is_pv_joint[joint[grid.pv]] = True

    def _forest(self) -> tuple[Ints, Ints, Ints]:
        """Spanning forest of the ideal joints: nodes root first, parent of each node, branch (row of `zero`) to it."""
        n = self.grid.n_node
        tail, head = self.grid.tail[self.zero], self.grid.head[self.zero]
        roots = np.unique(self.shape.joint_of_node, return_index=True)[1]
        rows, cols = np.concatenate((tail, np.full(len(roots), n))), np.concatenate((head, roots))
        graph = csr_array((np.ones(len(rows), np.int8), (rows, cols)), (n + 1, n + 1))
        order, parent = breadth_first_order(graph, n, directed=False)
        parent = parent[:n].astype(np.int64)
        key = np.minimum(tail, head) * n + np.maximum(tail, head)
        pairs, first = np.unique(key, return_index=True)
        nodes = np.arange(n)
        wanted = np.minimum(nodes, parent) * n + np.maximum(nodes, parent)
        edge = np.zeros(n, np.int64)
        inner = parent < n
        if len(pairs):
            edge[inner] = first[np.searchsorted(pairs, wanted[inner])]
        return order[1:].astype(np.int64), np.where(inner, parent, -1), edge

    def _loop_joints(self, edge: Ints) -> tuple[Ints, Ints, object] | None:
        """Branches and nodes of the joints that hold a loop, with their grounded Laplacian's factor."""
        inner = np.flatnonzero(self._parent >= 0)
        spare = np.setdiff1d(np.arange(len(self.zero)), edge[inner])
        ends = self.grid.tail[self.zero[spare]]
        spare = spare[ends != self.grid.head[self.zero[spare]]]
        if not len(spare):
            return None
        joint = self.shape.joint_of_node
        loopy = np.unique(joint[self.grid.tail[self.zero[spare]]])
        nodes = np.flatnonzero(np.isin(joint, loopy) & (self._parent >= 0))
        local = np.full(self.grid.n_node, -1)
        local[nodes] = np.arange(len(nodes))
        branch = self.zero[np.isin(joint[self.grid.tail[self.zero]], loopy)]
        t, h = local[self.grid.tail[branch]], local[self.grid.head[branch]]
        rows = np.concatenate((t, h, t, h))
        cols = np.concatenate((t, h, h, t))
        values = np.repeat([1.0, 1.0, -1.0, -1.0], len(branch))
        keep = (rows >= 0) & (cols >= 0)
        laplacian = coo_array((values[keep], (rows[keep], cols[keep])), (len(nodes), len(nodes))).tocsc()
        return branch, local, splu(laplacian)

    def currents(self, v: Complexes, load_pu: Complexes) -> tuple[Complexes, Complexes, Complexes, Complexes, Floats]:
        """Branch currents at both ends, deliveries of slacks and PV nodes, power mismatch per node [p.u.].

        The mismatch of a joint is written at its first node.
        """
        g, n = self.grid, self.grid.n_node
        i_tail, i_head = np.zeros((2, g.n_branch), np.complex128)
        drawn = np.zeros(n, np.complex128)
        _flows(g.tail, g.head, self._y_pu, g.ratio, g.y_tail_pu, g.y_head_pu, g.y_node_pu, v, load_pu, i_tail, i_head, drawn)
        held, mismatch = self._deliveries(drawn, v)
        drawn -= gathered(self._held, held, n)
        through = self._through(drawn)
        i_tail[self.zero] += through
        i_head[self.zero] -= through
        delivered = v[self._held] * np.conj(held)
        k = len(g.slack)
        return i_tail, i_head, delivered[:k], delivered[k:], mismatch

    def _deliveries(self, drawn: Complexes, v: Complexes) -> tuple[Complexes, Floats]:
        """Current out of every held node, and what is left over elsewhere."""
        joint, n = self.shape.joint_of_node, self.shape.n_joint
        total = gathered(joint, drawn, n)
        held = total[self._held_joint] * self._held_share
        first = self._first
        power = v[first] * np.conj(total)
        power = np.where(self._is_pv_joint, power.real, power)
        left = np.abs(np.where(self._is_slack_joint, 0.0, power))
        mismatch = np.zeros(len(drawn))
        mismatch[first] = np.where(np.isfinite(left), left, 0.0)
        return held, mismatch

    def _through(self, drawn: Complexes) -> Complexes:
        """Current from tail to head through every ideal joint."""
        flow = np.zeros(len(self.zero), np.complex128)
        if not len(self.zero):
            return flow
        wanted = drawn.copy()
        _collect(self._order, self._parent, wanted)
        inner = np.flatnonzero(self._parent >= 0)
        sign = np.where(self.grid.head[self.zero[self._edge[inner]]] == inner, 1.0, -1.0)
        flow[self._edge[inner]] = sign * wanted[inner]
        if self._loops is not None:
            branch, local, factor = self._loops
            need = np.where(np.isfinite(drawn), drawn, 0.0)[local >= 0]
            level = np.append(-_solved(factor, need), 0.0)
            difference = level[local[self.grid.tail[branch]]] - level[local[self.grid.head[branch]]]
            flow[np.searchsorted(self.zero, branch)] = difference
        return flow


def _solved(factor: object, values: Complexes) -> Complexes:
    both = factor.solve(np.column_stack((values.real, values.imag)))  # type: ignore[attr-defined]
    return np.asarray(both[:, 0] + 1j * both[:, 1])


@kernel(
    "i8[::1], i8[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1]",
    divides_by_zero=True,
)
def _flows(
    tail: Ints, head: Ints, y: Complexes, ratio: Complexes, y_tail: Complexes, y_head: Complexes, y_node: Complexes, v: Complexes,
    load: Complexes, i_tail: Complexes, i_head: Complexes, drawn: Complexes,
) -> None:
    """Currents into every branch at both ends, and what every node draws through them, its shunt and its load."""
    for k in range(len(v)):
        drawn[k] = y_node[k] * v[k]
        size = v[k].real * v[k].real + v[k].imag * v[k].imag
        if size != 0.0:
            drawn[k] += load[k].conjugate() * v[k] * (1.0 / size)
    for b in range(len(tail)):
        turns = ratio[b]
        per_turn = turns.conjugate() * (1.0 / (turns.real * turns.real + turns.imag * turns.imag))  # 1 / ratio
        inner = v[tail[b]] * per_turn
        series = y[b] * (inner - v[head[b]])
        i_tail[b] = (series + y_tail[b] * inner) * per_turn.conjugate()
        i_head[b] = y_head[b] * v[head[b]] - series
        drawn[tail[b]] += i_tail[b]
        drawn[head[b]] += i_head[b]


@kernel("i8[::1], i8[::1], c16[::1]")
def _collect(order: Ints, parent: Ints, wanted: Complexes) -> None:
    """Sum towards the roots, leaves first."""
    for k in range(len(order) - 1, -1, -1):
        node = order[k]
        if parent[node] >= 0:
            wanted[parent[node]] += wanted[node]
