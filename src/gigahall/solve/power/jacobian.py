"""What power the voltages of an island leave over at each place, and how it answers to their angles and magnitudes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gigahall.physics.kernel import kernel, part
from gigahall.solve.power.grid import Complexes, Floats, Ints
from gigahall.solve.sparse.blocks import BlockFactor

FREE, MAGNITUDE, VOLTAGE = 0, 1, 2
"""What is held at a place: nothing, the size of its voltage, all of it."""


class Jacobian:
    """Blocks of d(P, Q) / d(angle, magnitude), one pattern for many steps. A held unknown keeps its place as a row of the
    unit matrix, so that all blocks are alike."""

    def __init__(self, y: csr_array, held: NDArray[np.int8]) -> None:
        """`y` [n, n] admittances in an order that fills little, `held` [n] one of FREE, MAGNITUDE, VOLTAGE."""
        n = y.shape[0]
        y.sort_indices()
        self._start, self._columns = y.indptr.astype(np.int64), y.indices.astype(np.int64)
        self._y = np.ascontiguousarray(y.data, np.complex128)
        self._held = held
        rows = np.repeat(np.arange(n), np.diff(self._start))
        mirrored = np.lexsort((rows, self._columns))  # the pattern is symmetric
        self._left = np.flatnonzero(self._columns < rows)
        self._above = mirrored[self._left]
        self._on = np.flatnonzero(self._columns == rows)
        columns = self._columns[self._left]
        starts = np.searchsorted(rows[self._left], np.arange(n + 1))
        self._left_row = rows[self._left]
        self._factored = BlockFactor(n, starts, columns)
        self._blocks = [np.zeros((len(columns), 4)), np.zeros((len(columns), 4)), np.zeros((n, 4))]
        self._i: Complexes = np.zeros(n, np.complex128)
        self._mismatch = np.zeros((n, 2))
        self.has_factor = False

    def mismatch(self, v: Complexes, load: Complexes) -> float:
        """Largest power left over [p.u.] at `v` [n] while `load` [n] is drawn."""
        return _mismatch(self._start, self._columns, self._y, v, load, self._held, self._i, self._mismatch)

    def factor(self, v: Complexes) -> None:
        """At the voltages of the last mismatch. Raises SingularMatrix, as at the nose of the curve."""
        self.has_factor = False
        _fill(
            self._left_row, self._columns[self._left], self._left, self._above, self._on, self._y, v, self._i, self._held,
            *self._blocks,
        )
        self._factored.factor(*self._blocks)
        self.has_factor = True

    def step(self) -> Floats:
        """Angles [rad] and magnitudes [p.u.] to be taken off, [n, 2]."""
        return self._factored.solve(self._mismatch)


@kernel("i8[::1], i8[::1], c16[::1], c16[::1], c16[::1], i1[::1], c16[::1], f8[:, ::1]", rare=True)
def _mismatch(
    start: Ints, columns: Ints, y: Complexes, v: Complexes, load: Complexes, held: NDArray[np.int8], i: Complexes, left: Floats,
) -> float:
    """Fill the currents `i` and what is left over of P and Q; returns the largest, NaN when any is."""
    worst = 0.0
    for k in range(len(v)):
        current = 0.0 + 0.0j
        for p in range(start[k], start[k + 1]):
            current += y[p] * v[columns[p]]
        i[k] = current
        s = v[k] * current.conjugate() + load[k]
        left[k, 0] = s.real if held[k] != VOLTAGE else 0.0
        left[k, 1] = s.imag if held[k] == FREE else 0.0
        size = max(abs(left[k, 0]), abs(left[k, 1]))
        if not size <= worst:
            worst = size
    return worst


@part
def _put(block: Floats, at: int, q: complex, size: float, row: int, column: int) -> None:
    """Block of a pair of places: q = v_row conj(y v_column), `size` = |v_column|."""
    angle, magnitude = column != VOLTAGE, column == FREE
    p_row, q_row = row != VOLTAGE, row == FREE
    block[at, 0] = q.imag if p_row and angle else 0.0
    block[at, 1] = q.real / size if p_row and magnitude else 0.0
    block[at, 2] = -q.real if q_row and angle else 0.0
    block[at, 3] = q.imag / size if q_row and magnitude else 0.0


@kernel(
    "i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], c16[::1], c16[::1], c16[::1], i1[::1], f8[:, ::1], f8[:, ::1], f8[:, ::1]",
    divides_by_zero=True, rare=True,
)
def _fill(
    rows: Ints, columns: Ints, left_at: Ints, above_at: Ints, on_at: Ints, y: Complexes, v: Complexes, i: Complexes,
    held: NDArray[np.int8], left: Floats, above: Floats, diagonal: Floats,
) -> None:
    """The blocks of the Jacobian in polar coordinates (Tinney and Hart 1967, doi:10.1109/TPAS.1967.291823)."""
    for p in range(len(rows)):
        k, j = rows[p], columns[p]
        _put(left, p, v[k] * (y[left_at[p]] * v[j]).conjugate(), abs(v[j]), held[k], held[j])
        _put(above, p, v[j] * (y[above_at[p]] * v[k]).conjugate(), abs(v[k]), held[j], held[k])
    for k in range(len(v)):
        size = abs(v[k])
        own = v[k] * (y[on_at[k]] * v[k]).conjugate()
        through = v[k] * i[k].conjugate()
        diagonal[k, 0] = own.imag - through.imag if held[k] != VOLTAGE else 1.0
        diagonal[k, 1] = (own.real + through.real) / size if held[k] == FREE else 0.0
        diagonal[k, 2] = through.real - own.real if held[k] == FREE else 0.0
        diagonal[k, 3] = (own.imag + through.imag) / size if held[k] == FREE else 1.0
