"""Meshed islands, and radial ones near collapse: Newton's method on the power mismatch in polar coordinates.

The Jacobian's pattern is fixed; each step refreshes its values from one complex product per entry of the admittance
matrix and factors it with SuperLU. Where the plain method fails, the load is raised step by step from zero: that either
arrives or finds how much the network can carry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import splu

from gigahall.solve.power.grid import Complexes, Floats, Grid, Ints

TOLERANCE_PU = 1e-10
STEPS = 20
SMALLEST_RAISE = 1e-4
WORST = 5


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
    """One island: `place` are its places (global numbers), local numbers follow their order."""

    def __init__(self, grid: Grid, place_of_node: Ints, place: Ints, slack: Ints, slack_v: Complexes, pv: Ints, pv_v: Floats) -> None:
        self.place = place
        n = len(place)
        local = np.full(int(place_of_node.max()) + 1, -1)
        local[place] = np.arange(n)
        self.y = _admittance(grid, local[place_of_node], n)
        self.slack, self.slack_v, self.pv, self.pv_v = local[slack], slack_v, local[pv], pv_v
        self.coo = self.y.tocoo()
        is_slack, is_pv = np.zeros((2, n), bool)
        is_slack[self.slack] = True
        is_pv[self.pv] = True
        self.p_rows = np.flatnonzero(~is_slack)
        self.q_rows = np.flatnonzero(~is_slack & ~is_pv)
        self.flat = self._no_load(grid, local[place_of_node])
        self._pattern(n)
        noise = 4 * np.finfo(float).eps * float(np.abs(self.y.diagonal()).max(initial=0.0))
        self.tolerance = max(TOLERANCE_PU, noise)

    def _no_load(self, grid: Grid, local: Ints) -> Complexes:
        """Volts with nothing drawn and no shunts: those of the sources, carried along by the turns ratios."""
        v = np.zeros(len(self.place), np.complex128)
        v[self.slack] = self.slack_v
        mine = local[grid.tail] >= 0
        tail, head, ratio = local[grid.tail[mine]], local[grid.head[mine]], grid.ratio[mine]
        while not (v != 0).all():
            down = np.flatnonzero((v[tail] != 0) & (v[head] == 0))
            up = np.flatnonzero((v[tail] == 0) & (v[head] != 0))
            v[head[down]] = v[tail[down]] / ratio[down]
            v[tail[up]] = v[head[up]] * ratio[up]
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

    def _pattern(self, n: int) -> None:
        rows, cols = self.coo.coords[0], self.coo.coords[1]
        np_, nq = len(self.p_rows), len(self.q_rows)
        p_of, q_of = np.full((2, n), -1)
        p_of[self.p_rows] = np.arange(np_)
        q_of[self.q_rows] = np.arange(nq) + np_
        self.picks, self.at = [], []
        for row_of, col_of in ((p_of, p_of), (p_of, q_of), (q_of, p_of), (q_of, q_of)):
            pick = np.flatnonzero((row_of[rows] >= 0) & (col_of[cols] >= 0))
            self.picks.append(pick)
            self.at.append((row_of[rows[pick]], col_of[cols[pick]]))
        row = np.concatenate([a for a, _ in self.at])
        col = np.concatenate([b for _, b in self.at])
        size = np_ + nq
        order = np.lexsort((row, col))
        pointer = np.concatenate(([0], np.cumsum(np.bincount(col, minlength=size))))
        self.order = order
        self.jacobian = csc_array((np.ones(len(row)), row[order], pointer), (size, size))
        self.diagonal = np.flatnonzero(rows == cols)

    def _factor(self, v: Complexes, i: Complexes) -> object:
        rows, cols = self.coo.coords[0], self.coo.coords[1]
        product = v[rows] * np.conj(self.coo.data * v[cols])
        by_angle = -1j * product
        by_size = product / np.abs(v[cols])
        on = self.diagonal
        k = rows[on]
        by_angle[on] += 1j * v[k] * np.conj(i[k])
        by_size[on] += np.conj(i[k]) * v[k] / np.abs(v[k])
        parts = (by_angle.real, by_size.real, by_angle.imag, by_size.imag)
        values = np.concatenate([part[pick] for part, pick in zip(parts, self.picks, strict=True)])
        self.jacobian.data[:] = values[self.order]
        return splu(self.jacobian)

    def _mismatch(self, load: Complexes, v: Complexes) -> tuple[Floats, Complexes]:
        i = self.y @ v
        s = v * np.conj(i) + load
        return np.concatenate((s.real[self.p_rows], s.imag[self.q_rows])), i

    def plain(self, load: Complexes, start: Complexes) -> Attempt:
        """Newton from a start, at most `STEPS` steps; never raises."""
        v = start.copy()
        angle, size = np.angle(v), np.abs(v)
        with np.errstate(all="ignore"):
            for step in range(STEPS + 1):
                f, i = self._mismatch(load, v)
                residual = float(np.abs(f).max(initial=0.0))
                if residual < self.tolerance:
                    return Attempt(v, step, residual, True)
                if not residual < 1e8 or step == STEPS:
                    break
                try:
                    d = self._factor(v, i).solve(f)  # type: ignore[attr-defined]
                except RuntimeError:  # SuperLU: exactly singular, the nose of the curve
                    break
                angle[self.p_rows] -= d[: len(self.p_rows)]
                size[self.q_rows] -= d[len(self.p_rows) :]
                v = size * np.exp(1j * angle)
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
            attempt = self.plain(load, first)
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
