"""Where the factor of a symmetric pattern has entries, found once per shape of a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.kernel import kernel

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pattern:
    """The lower triangle L, without its diagonal, by columns and by rows.

    A matrix of this pattern is given by the entries of each row k left of the diagonal; `at` says where they are.
    """

    n: int
    column_start: Ints
    """[n + 1] The entries of column j stand at column_start[j] … column_start[j + 1], rows ascending."""
    row: Ints
    """[entry] Row of each entry."""
    row_start: Ints
    """[n + 1] Row k has the entries row_entry[row_start[k] … row_start[k + 1]]."""
    row_column: Ints
    """Columns of each row, ascending."""
    row_entry: Ints
    """Where each of them stands among the columns."""


def factor_pattern(n: int, row_start: Ints, columns: Ints) -> Pattern:
    """The pattern of L for a symmetric matrix in compressed rows.

    Args:
        n: rows. row_start: [n + 1]. columns: columns of each row; what is on or right of the diagonal is passed over.

    Elimination tree and row subtrees: Davis, Algorithm 849, ACM TOMS 31(4) 2005, doi:10.1145/1114268.1114277.
    Checked by dense factors of random patterns in tests/solve/sparse.
    """
    row_start, columns = np.ascontiguousarray(row_start, np.int64), np.ascontiguousarray(columns, np.int64)
    parent = np.full(n, -1)
    in_row, in_column = np.zeros((2, n), np.int64)
    seen = np.full(n, -1)
    _count(row_start, columns, parent, seen, in_row, in_column)
    row_starts, column_starts = (np.concatenate(([0], np.cumsum(count))) for count in (in_row, in_column))
    row, row_column, row_entry = np.zeros((3, int(row_starts[-1])), np.int64)
    seen[:] = -1
    _fill(row_start, columns, parent, seen, row_starts, column_starts, row_starts.copy(), column_starts.copy(), row, row_column, row_entry)
    return Pattern(n, column_starts, row, row_starts, row_column, row_entry)


@kernel("i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1]")
def _count(row_start: Ints, columns: Ints, parent: Ints, seen: Ints, in_row: Ints, in_column: Ints) -> None:
    """Elimination tree, and how many entries each row and column of L has. `parent` and `seen` are -1 before."""
    for k in range(len(parent)):
        seen[k] = k
        for p in range(row_start[k], row_start[k + 1]):
            j = columns[p]
            while j < k and seen[j] != k:
                if parent[j] < 0:
                    parent[j] = k
                in_row[k] += 1
                in_column[j] += 1
                seen[j] = k
                j = parent[j]


@kernel("i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1]")
def _fill(
    row_start: Ints, columns: Ints, parent: Ints, seen: Ints, row_starts: Ints, column_starts: Ints, free_in_row: Ints,
    free_in_column: Ints, row: Ints, row_column: Ints, row_entry: Ints,
) -> None:
    """The entries by columns, row after row so that they ascend; then by rows, column after column for the same reason.

    `seen` is -1 before; the free places begin as the starts.
    """
    n = len(parent)
    for k in range(n):
        seen[k] = k
        for p in range(row_start[k], row_start[k + 1]):
            j = columns[p]
            while j < k and seen[j] != k:
                row[free_in_column[j]] = k
                free_in_column[j] += 1
                seen[j] = k
                j = parent[j]
    for j in range(n):
        for entry in range(column_starts[j], column_starts[j + 1]):
            at = free_in_row[row[entry]]
            row_column[at], row_entry[at] = j, entry
            free_in_row[row[entry]] += 1
