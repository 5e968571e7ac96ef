"""L D Lᵀ of a symmetric matrix, without exchange of rows: for nodal matrices, whose diagonal outweighs the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.kernel import kernel
from gigahall.solve.sparse.pattern import factor_pattern

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class SingularMatrix(ArithmeticError):
    """A pivot is zero or not finite; `row` is the first such row."""

    def __init__(self, row: int) -> None:
        super().__init__(f"the matrix is singular at row {row}")
        self.row = row


class SymmetricFactor:
    """Factor of matrices of one pattern; `factor` takes new values, `solve` answers with the last ones."""

    def __init__(self, n: int, row_start: Ints, columns: Ints) -> None:
        """The pattern in compressed rows [n + 1], [entry]; the diagonal belongs to it."""
        self._start = np.ascontiguousarray(row_start, np.int64)
        self._columns = np.ascontiguousarray(columns, np.int64)
        self._pattern = factor_pattern(n, self._start, self._columns)
        self._lower = np.zeros(len(self._pattern.row))
        self._pivot = np.zeros(n)
        self._line = np.zeros(n)

    def factor(self, values: Floats) -> None:
        """Factor the matrix with these values [entry], in the order of the pattern.

        Raises:
            SingularMatrix: a pivot is zero or not finite.

        Up-looking L D Lᵀ (Davis 2005, doi:10.1145/1114268.1114277). Without exchange of rows it is stable for
        matrices that are positive definite, as nodal matrices of passive branches are. Checked against dense solutions
        and by the hydraulic golden cases.
        """
        p = self._pattern
        row = _factor(
            self._start, self._columns, values, p.column_start, p.row, p.row_start, p.row_column, p.row_entry,
            self._lower, self._pivot, self._line,
        )
        if row >= 0:
            self._line[:] = 0.0
            raise SingularMatrix(int(row))

    def solve(self, rhs: Floats) -> Floats:
        """x [n] or [n, k] with A x = rhs, of the same shape."""
        x = np.array(rhs, np.float64, order="C").reshape(len(rhs), -1)
        _solve(self._pattern.column_start, self._pattern.row, self._lower, self._pivot, x)
        return x.reshape(np.shape(rhs))


@kernel(
    "i8[::1], i8[::1], f8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], f8[::1], f8[::1], f8[::1]", divides_by_zero=True
)
def _factor(
    start: Ints, columns: Ints, values: Floats, column_start: Ints, row: Ints, row_start: Ints, row_column: Ints,
    row_entry: Ints, lower: Floats, pivot: Floats, line: Floats,
) -> int:
    """Fill `lower` and `pivot`; `line` is zero before and after. Returns the row of a bad pivot, else -1."""
    for k in range(len(pivot)):
        for p in range(start[k], start[k + 1]):
            if columns[p] <= k:
                line[columns[p]] += values[p]
        d = line[k]
        line[k] = 0.0
        for t in range(row_start[k], row_start[k + 1]):
            j, entry = row_column[t], row_entry[t]
            y = line[j]
            line[j] = 0.0
            for p in range(column_start[j], entry):
                line[row[p]] -= lower[p] * y
            lower[entry] = y / pivot[j]
            d -= lower[entry] * y
        pivot[k] = d
        if not (d != 0.0 and abs(d) < np.inf):
            return k
    return -1


@kernel("i8[::1], i8[::1], f8[::1], f8[::1], f8[:, ::1]")
def _solve(column_start: Ints, row: Ints, lower: Floats, pivot: Floats, x: Floats) -> None:
    """L D Lᵀ x = b in place, all right sides [n, k] at once."""
    n, many = x.shape
    for j in range(n):
        for p in range(column_start[j], column_start[j + 1]):
            for c in range(many):
                x[row[p], c] -= lower[p] * x[j, c]
    for j in range(n - 1, -1, -1):
        for c in range(many):
            x[j, c] /= pivot[j]
        for p in range(column_start[j], column_start[j + 1]):
            for c in range(many):
                x[j, c] -= lower[p] * x[row[p], c]
