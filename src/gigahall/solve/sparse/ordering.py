"""The order in which the nodes of a network are eliminated, so that few new entries appear."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

Ints = NDArray[np.int64]


def elimination_order(n: int, tail: Ints, head: Ints) -> Ints:
    """Nodes 0 … n-1 in the order of their elimination.

    Args:
        n: number of nodes. tail, head: [branch] nodes that a branch joins; several may join the same two.

    Multiple minimum degree on the pattern (Liu 1985, doi:10.1145/214392.214398), as SuperLU has it. What is factored here
    is a matrix of that pattern that is surely positive definite; only its order is kept.
    """
    if n < 3:
        return np.arange(n)
    joined = sp.coo_array((np.ones(len(tail)), (tail, head)), (n, n)).tocsr()
    heavy = sp.diags_array(np.full(n, 2.0 * len(tail) + 1.0))
    lu = splu(
        (joined + joined.T + heavy).tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
        options={"SymmetricMode": True, "Equil": False},
    )
    return np.argsort(lu.perm_c).astype(np.int64)
