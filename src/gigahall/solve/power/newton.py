"""Meshed islands, and radial ones near collapse: Newton's method on the power mismatch in polar coordinates.

From near the last solution the last factor serves on, as long as each step leaves a tenth or less. Where the plain method
fails, the load is raised step by step from zero: that either arrives or finds how much the network can carry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

from gigahall.solve.power.grid import Complexes, Floats, Grid, Ints
from gigahall.solve.power.jacobian import FREE, MAGNITUDE, VOLTAGE, Jacobian
from gigahall.solve.power.no_load import carried
from gigahall.solve.sparse.ordering import elimination_order
from gigahall.solve.sparse.symmetric import SingularMatrix

TOLERANCE_PU = 1e-10
STEPS = 20
SMALLEST_RAISE = 1e-4
WORST = 5
KEPT_FRAC = 0.1
"""A kept factor serves on while each step leaves this share of the mismatch or less."""


@dataclass(frozen=True)
class Attempt:
    """What Newton reached. `carried_frac` < 1: the largest share of the load for which a solution was found."""

    v_pu: Complexes
    steps: int
    residual_pu: float
    converged: bool
    carried_frac: float = 1.0
    worst: tuple[int, ...] = ()


class Newton:
    """One island: `place` are its places (global numbers), in the order of elimination; local numbers follow it."""

    def __init__(self, grid: Grid, place_of_node: Ints, place: Ints, slack: Ints, slack_v: Complexes, pv: Ints, pv_v: Floats) -> None:
        self.place, local = _in_order(grid, place_of_node, place)
        n = len(place)
        self.y = _admittance(grid, local[place_of_node], n)
        self.slack, self.slack_v, self.pv, self.pv_v = local[slack], slack_v, local[pv], pv_v
        held = np.full(n, FREE, np.int8)
        held[self.pv], held[self.slack] = MAGNITUDE, VOLTAGE
        self.jacobian = Jacobian(self.y, held)
        self.flat = self._no_load(grid, local[place_of_node])
        noise = 4 * np.finfo(float).eps * float(np.abs(self.y.diagonal()).max(initial=0.0))
        self.tolerance = max(TOLERANCE_PU, noise)

    def _no_load(self, grid: Grid, local: Ints) -> Complexes:
        """Volts with nothing drawn and no shunts: those of the sources, carried along by the turns ratios."""
        v = np.zeros(len(self.place), np.complex128)
        v[self.slack] = self.slack_v
        mine = local[grid.tail] >= 0
        v = carried(local[grid.tail[mine]], local[grid.head[mine]], grid.ratio[mine], v)
        if len(self.slack) > 1 and not len(self.pv):
            v = self._between(v)
        v[self.pv] = self.pv_v * v[self.pv] / np.abs(v[self.pv])
        return v

    def _between(self, v: Complexes) -> Complexes:
        """The same between sources that differ: linear, with nothing drawn."""
        free = np.setdiff1d(np.arange(len(v)), self.slack)
        if not len(free):
            return v
        y = self.y.tocsc()[:, free][free]
        found = v.copy()
        with np.errstate(all="ignore"):
            try:
                found[free] = splu(y.tocsc()).solve(-(self.y[free][:, self.slack] @ self.slack_v))
            except RuntimeError:  # SuperLU: exactly singular
                return v
        return found if (np.isfinite(found) & (found != 0)).all() else v

    def plain(self, load: Complexes, start: Complexes, keeps: bool = False) -> Attempt:
        """Newton from a start, at most `STEPS` steps; never raises. `keeps`: try the last factor first."""
        v, before, last = start.copy(), start, np.inf
        keeps = keeps and self.jacobian.has_factor
        with np.errstate(all="ignore"):
            for step in range(STEPS + 1):
                residual = self.jacobian.mismatch(v, load)
                if residual < self.tolerance:
                    return Attempt(v, step, residual, True)
                if keeps and not residual <= KEPT_FRAC * last:
                    keeps = False
                    if not residual < last:
                        v = before
                        residual = self.jacobian.mismatch(v, load)
                if not residual < 1e8 or step == STEPS:
                    break
                try:
                    if not keeps:
                        self.jacobian.factor(v)
                except SingularMatrix:  # the nose of the curve
                    break
                change = self.jacobian.step()
                before, last = v, residual
                v = (np.abs(v) - change[:, 1]) * np.exp(1j * (np.angle(v) - change[:, 0]))
        return Attempt(v, step, residual, False)

    def held(self, start: Complexes) -> Complexes:
        """A start with the held voltages put in."""
        v = np.where(np.isfinite(start) & (start != 0), start, self.flat)
        v[self.slack] = self.slack_v
        v[self.pv] = self.pv_v * v[self.pv] / np.abs(v[self.pv])
        return v

    def solve(self, load: Complexes, start: Complexes | None) -> Attempt:
        """From the start, else from no load, else by raising the load."""
        for first in (self.held(start), self.flat) if start is not None else (self.flat,):
            attempt = self.plain(load, first, keeps=first is not self.flat)
            if attempt.converged and self._is_upper(attempt.v_pu):
                return attempt
        return self._raise(load)

    def _is_upper(self, v: Complexes) -> bool:
        """Far from the low-voltage branch of the curve."""
        return bool((np.abs(v) > 0.3 * np.abs(self.flat)).all())

    def _raise(self, load: Complexes) -> Attempt:
        share, step, steps = 0.0, 0.5, 0
        best = self.plain(0 * load, self.flat)
        last = best
        while step > SMALLEST_RAISE and best.converged:
            last = self.plain(min(share + step, 1.0) * load, best.v_pu)
            steps += last.steps
            if last.converged and self._is_upper(last.v_pu):
                share, best = min(share + step, 1.0), last
                if share == 1.0:
                    return Attempt(best.v_pu, steps, best.residual_pu, True)
            else:
                step /= 2
        drop = np.abs(self.flat) - np.abs(best.v_pu)
        worst = tuple(int(k) for k in np.argsort(-drop, kind="stable")[:WORST])
        return Attempt(best.v_pu, steps, last.residual_pu, False, share, worst)


def _in_order(grid: Grid, place_of_node: Ints, place: Ints) -> tuple[Ints, Ints]:
    """The places in the order of elimination, and the local number of every place, -1 elsewhere."""
    local = np.full(int(place_of_node.max()) + 1, -1)
    local[place] = np.arange(len(place))
    tail, head = local[place_of_node[grid.tail]], local[place_of_node[grid.head]]
    inside = tail >= 0
    ordered = place[elimination_order(len(place), tail[inside], head[inside])]
    local[ordered] = np.arange(len(place))
    return ordered, local


def _admittance(grid: Grid, local: Ints, n: int) -> csr_array:
    """Bus admittance matrix of the places with local number >= 0."""
    t, h = local[grid.tail], local[grid.head]
    inside = (t >= 0) & (np.abs(grid.z_pu) > 0) & ((t != h) | (grid.ratio != 1))
    t, h, ratio, y = t[inside], h[inside], grid.ratio[inside], 1 / grid.z_pu[inside]
    own = np.flatnonzero(local >= 0)
    ends = np.flatnonzero(local[grid.tail] >= 0)
    y_tail = grid.y_tail_pu[ends] / np.abs(grid.ratio[ends]) ** 2
    rows = np.concatenate((t, h, t, h, local[own], local[grid.tail[ends]], local[grid.head[ends]]))
    cols = np.concatenate((t, h, h, t, local[own], local[grid.tail[ends]], local[grid.head[ends]]))
    values = np.concatenate(
        (y / np.abs(ratio) ** 2, y, -y / np.conj(ratio), -y / ratio, grid.y_node_pu[own], y_tail, grid.y_head_pu[ends])
    )
    return csr_array((values, (rows, cols)), (n, n))
