"""L D U of a matrix of 2x2 blocks whose pattern is symmetric, its values not: the Jacobian of a load flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.kernel import kernel
from gigahall.solve.sparse.pattern import factor_pattern
from gigahall.solve.sparse.symmetric import SingularMatrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class BlockFactor:
    """Factor of block matrices of one pattern. A block is four numbers in a row: (0, 0), (0, 1), (1, 0), (1, 1)."""

    def __init__(self, n: int, row_start: Ints, columns: Ints) -> None:
        """The pattern left of the diagonal in compressed rows [n + 1], [entry]."""
        self._start = np.ascontiguousarray(row_start, np.int64)
        self._columns = np.ascontiguousarray(columns, np.int64)
        self._pattern = factor_pattern(n, self._start, self._columns)
        size = len(self._pattern.row)
        self._lower, self._upper = np.zeros((size, 4)), np.zeros((size, 4))
        self._inverse = np.zeros((n, 4))
        self._line, self._stack = np.zeros((n, 4)), np.zeros((n, 4))

    def factor(self, left: Floats, above: Floats, diagonal: Floats) -> None:
        """Factor one matrix.

        Args:
            left: [entry, 4] block (k, j) of each entry j < k of row k.
            above: [entry, 4] block (j, k), the same place mirrored.
            diagonal: [n, 4] blocks (k, k).

        Raises:
            SingularMatrix: a diagonal block cannot be inverted when its turn comes.

        Up-looking, as in `symmetric`, each step on blocks; rows are exchanged neither among nor within blocks, so that a
        matrix far from diagonal dominance loses digits: whoever iterates with it must watch its residual.
        Checked against dense solutions and by the MATPOWER cases.
        """
        p = self._pattern
        row = _factor(
            self._start, self._columns, left, above, diagonal, p.column_start, p.row, p.row_start, p.row_column, p.row_entry,
            self._lower, self._upper, self._inverse, self._line, self._stack,
        )
        if row >= 0:
            self._line[:], self._stack[:] = 0.0, 0.0
            raise SingularMatrix(int(row))

    def solve(self, rhs: Floats) -> Floats:
        """x [n, 2] with A x = rhs [n, 2]."""
        x = np.array(rhs, np.float64, order="C")
        p = self._pattern
        _solve(p.column_start, p.row, self._lower, self._upper, self._inverse, x)
        return x


@kernel(
    "i8[::1], i8[::1], f8[:, ::1], f8[:, ::1], f8[:, ::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], f8[:, ::1], "
    "f8[:, ::1], f8[:, ::1], f8[:, ::1], f8[:, ::1]",
    divides_by_zero=True, rare=True,
)
def _factor(
    start: Ints, columns: Ints, left: Floats, above: Floats, diagonal: Floats, column_start: Ints, row: Ints, row_start: Ints,
    row_column: Ints, row_entry: Ints, lower: Floats, upper: Floats, inverse: Floats, line: Floats, stack: Floats,
) -> int:
    """Fill `lower`, `upper` and `inverse` (of D); `line` (row k) and `stack` (column k) are zero before and after.

    Returns the row whose block has no inverse, else -1.
    """
    for k in range(len(diagonal)):
        for p in range(start[k], start[k + 1]):
            for q in range(4):
                line[columns[p], q] = left[p, q]
                stack[columns[p], q] = above[p, q]
        d0, d1, d2, d3 = diagonal[k, 0], diagonal[k, 1], diagonal[k, 2], diagonal[k, 3]
        for t in range(row_start[k], row_start[k + 1]):
            j, entry = row_column[t], row_entry[t]
            w0, w1, w2, w3 = line[j, 0], line[j, 1], line[j, 2], line[j, 3]
            y0, y1, y2, y3 = stack[j, 0], stack[j, 1], stack[j, 2], stack[j, 3]
            for q in range(4):
                line[j, q], stack[j, q] = 0.0, 0.0
            for p in range(column_start[j], entry):
                i = row[p]
                a0, a1, a2, a3 = lower[p, 0], lower[p, 1], lower[p, 2], lower[p, 3]
                stack[i, 0] -= a0 * y0 + a1 * y2
                stack[i, 1] -= a0 * y1 + a1 * y3
                stack[i, 2] -= a2 * y0 + a3 * y2
                stack[i, 3] -= a2 * y1 + a3 * y3
                a0, a1, a2, a3 = upper[p, 0], upper[p, 1], upper[p, 2], upper[p, 3]
                line[i, 0] -= w0 * a0 + w1 * a2
                line[i, 1] -= w0 * a1 + w1 * a3
                line[i, 2] -= w2 * a0 + w3 * a2
                line[i, 3] -= w2 * a1 + w3 * a3
            a0, a1, a2, a3 = inverse[j, 0], inverse[j, 1], inverse[j, 2], inverse[j, 3]
            l0, l1, l2, l3 = w0 * a0 + w1 * a2, w0 * a1 + w1 * a3, w2 * a0 + w3 * a2, w2 * a1 + w3 * a3
            lower[entry, 0], lower[entry, 1], lower[entry, 2], lower[entry, 3] = l0, l1, l2, l3
            upper[entry, 0], upper[entry, 1] = a0 * y0 + a1 * y2, a0 * y1 + a1 * y3
            upper[entry, 2], upper[entry, 3] = a2 * y0 + a3 * y2, a2 * y1 + a3 * y3
            d0 -= l0 * y0 + l1 * y2
            d1 -= l0 * y1 + l1 * y3
            d2 -= l2 * y0 + l3 * y2
            d3 -= l2 * y1 + l3 * y3
        share = d0 * d3 - d1 * d2
        if not (share != 0.0 and abs(share) < np.inf):
            return k
        inverse[k, 0], inverse[k, 1], inverse[k, 2], inverse[k, 3] = d3 / share, -d1 / share, -d2 / share, d0 / share
    return -1


@kernel("i8[::1], i8[::1], f8[:, ::1], f8[:, ::1], f8[:, ::1], f8[:, ::1]", rare=True)
def _solve(column_start: Ints, row: Ints, lower: Floats, upper: Floats, inverse: Floats, x: Floats) -> None:
    """L D U x = b in place."""
    n = len(inverse)
    for j in range(n):
        a, b = x[j, 0], x[j, 1]
        for p in range(column_start[j], column_start[j + 1]):
            x[row[p], 0] -= lower[p, 0] * a + lower[p, 1] * b
            x[row[p], 1] -= lower[p, 2] * a + lower[p, 3] * b
    for j in range(n - 1, -1, -1):
        a = inverse[j, 0] * x[j, 0] + inverse[j, 1] * x[j, 1]
        b = inverse[j, 2] * x[j, 0] + inverse[j, 3] * x[j, 1]
        for p in range(column_start[j], column_start[j + 1]):
            i = row[p]
            a -= upper[p, 0] * x[i, 0] + upper[p, 1] * x[i, 1]
            b -= upper[p, 2] * x[i, 0] + upper[p, 3] * x[i, 1]
        x[j, 0], x[j, 1] = a, b
