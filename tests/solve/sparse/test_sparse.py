"""Factors of random patterns against dense solutions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gigahall.solve.sparse.blocks import BlockFactor
from gigahall.solve.sparse.ordering import elimination_order
from gigahall.solve.sparse.pattern import factor_pattern
from gigahall.solve.sparse.symmetric import SingularMatrix, SymmetricFactor

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
shapes = st.tuples(st.integers(1, 25), st.integers(0, 60), st.integers(0, 2**31))


def graph(n: int, many: int, seed: int) -> NDArray[np.bool_]:
    """A random symmetric pattern with a full diagonal."""
    rng = np.random.default_rng(seed)
    joined = np.eye(n, dtype=bool)
    a, b = rng.integers(0, n, (2, many))
    joined[a, b] = joined[b, a] = True
    return joined


def compressed(pattern: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Row starts and columns."""
    columns = np.nonzero(pattern)[1]
    return np.concatenate(([0], np.cumsum(pattern.sum(1)))), columns


@given(shapes)
def test_the_pattern_of_a_factor_holds_what_a_dense_factor_fills(shape: tuple[int, int, int]) -> None:
    joined = graph(*shape)
    n = len(joined)
    found = factor_pattern(n, *compressed(joined))
    filled = joined.copy()
    for k in range(n):
        later = np.flatnonzero(filled[:, k])
        later = later[later > k]
        filled[np.ix_(later, later)] = True
    mine = np.zeros((n, n), bool)
    mine[found.row, np.repeat(np.arange(n), np.diff(found.column_start))] = True
    assert np.array_equal(mine, np.tril(filled, -1))
    rows = np.repeat(np.arange(n), np.diff(found.row_start))
    assert np.array_equal(found.row[found.row_entry], rows)


@given(shapes, st.integers(1, 3))
def test_a_nodal_matrix_is_solved(shape: tuple[int, int, int], many: int) -> None:
    joined = graph(*shape)
    n = len(joined)
    rng = np.random.default_rng(shape[2])
    weight = np.triu(np.where(joined, 10.0 ** rng.uniform(-6, 2, (n, n)), 0.0), 1)
    weight += weight.T
    matrix = np.diag(weight.sum(1) + 10.0 ** rng.uniform(-6, 2, n)) - weight
    factor = SymmetricFactor(n, *compressed(joined))
    for scale in (1.0, 3.0):  # the second time over the remains of the first
        factor.factor(scale * matrix[joined])
        rhs = rng.normal(size=(n, many))
        found = factor.solve(rhs)
        assert found == pytest.approx(np.linalg.solve(scale * matrix, rhs), rel=1e-6, abs=1e-6 * np.abs(found).max())
        assert factor.solve(rhs[:, 0]) == pytest.approx(found[:, 0], rel=1e-12)


@given(shapes)
def test_a_matrix_of_blocks_is_solved(shape: tuple[int, int, int]) -> None:
    joined = graph(*shape)
    n = len(joined)
    rng = np.random.default_rng(shape[2])
    full = rng.normal(size=(n, n, 2, 2)) * joined[:, :, None, None]
    full[np.arange(n), np.arange(n)] += 3.0 * (joined.sum(1)[:, None, None] + 1) * np.eye(2)
    left = np.tril(joined, -1)
    start, columns = compressed(left)
    rows = np.repeat(np.arange(n), np.diff(start))
    factor = BlockFactor(n, start, columns)
    dense = full.transpose(0, 2, 1, 3).reshape(2 * n, 2 * n)
    for scale in (1.0, -2.0):
        factor.factor(*(np.ascontiguousarray(scale * full[a, b].reshape(-1, 4)) for a, b in ((rows, columns), (columns, rows), (np.arange(n),) * 2)))
        rhs = rng.normal(size=(n, 2))
        assert factor.solve(rhs) == pytest.approx(np.linalg.solve(scale * dense, rhs.ravel()).reshape(n, 2), rel=1e-9, abs=1e-12)


def test_what_is_singular_is_named_and_spoils_nothing() -> None:
    pair = np.array([0, 2, 4]), np.array([0, 1, 0, 1])
    factor = SymmetricFactor(2, *pair)
    for bad in ([1.0, 1.0, 1.0, 1.0], [np.nan, 0.0, 0.0, 1.0], [1.0, np.inf, np.inf, 1.0]):
        with pytest.raises(SingularMatrix):
            factor.factor(np.array(bad))
    factor.factor(np.array([2.0, 1.0, 1.0, 2.0]))
    assert factor.solve(np.array([3.0, 3.0])) == pytest.approx([1.0, 1.0])
    blocks = BlockFactor(2, np.array([0, 0, 1]), np.array([0]))
    unit, zero = np.array([[1.0, 0.0, 0.0, 1.0]]), np.zeros((1, 4))
    with pytest.raises(SingularMatrix) as caught:
        blocks.factor(unit, unit, np.vstack((unit, unit)))
    assert caught.value.row == 1
    blocks.factor(zero, zero, np.vstack((unit, 2 * unit)))
    assert blocks.solve(np.ones((2, 2))) == pytest.approx(np.array([[1.0, 1.0], [0.5, 0.5]]))


@given(st.integers(1, 30), st.integers(0, 60), st.integers(0, 2**31))
def test_an_order_names_every_node_once(n: int, many: int, seed: int) -> None:
    tail, head = np.random.default_rng(seed).integers(0, n, (2, many))
    assert np.array_equal(np.sort(elimination_order(n, tail, head)), np.arange(n))


def test_a_tree_is_eliminated_without_new_entries() -> None:
    rng = np.random.default_rng(7)
    n = 400
    head = np.arange(1, n)
    tail = (rng.random(n - 1) * head).astype(np.int64)
    order = elimination_order(n, tail, head)
    place = np.argsort(order)
    joined = np.zeros((n, n), bool)
    joined[place[tail], place[head]] = joined[place[head], place[tail]] = True
    assert len(factor_pattern(n, *compressed(joined)).row) == n - 1
