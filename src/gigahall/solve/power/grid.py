"""The network a load flow is solved on: nodes, pi branches with ideal transformers, stiff voltages. Pure arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

ZERO_PU = 1e-7
"""A branch below this impedance is an ideal joint. At 415 V and 1 MVA this is 17 nohm: 0.2 mm of an 800 A busway."""


@dataclass(frozen=True)
class Grid:
    """A balanced network in per unit.

    A branch is an ideal transformer `ratio`:1 at its tail followed by a series impedance with a shunt admittance at each
    end of it (MATPOWER's convention): v_tail / ratio is the voltage in front of the impedance.
    """

    n_node: int
    tail: Ints
    head: Ints
    z_pu: Complexes
    """[branch] Series impedance; below `ZERO_PU` with ratio 1 = an ideal joint."""
    ratio: Complexes
    """[branch] Complex turns ratio, 1 = none."""
    y_tail_pu: Complexes
    y_head_pu: Complexes
    y_node_pu: Complexes
    """[node] Shunt admittance."""
    slack: Ints
    """Nodes held at a complex voltage."""
    slack_v_pu: Complexes
    slack_share: Floats
    """[slack] How slacks joined without impedance divide their sum."""
    pv: Ints
    """Nodes held at a magnitude with given active power."""
    pv_v_pu: Floats

    @property
    def n_branch(self) -> int:
        return len(self.tail)


def grid(
    n_node: int,
    tail: ArrayLike,
    head: ArrayLike,
    z_pu: ArrayLike,
    *,
    slack: ArrayLike,
    slack_v_pu: ArrayLike = 1.0,
    slack_share: ArrayLike = 1.0,
    ratio: ArrayLike = 1.0,
    y_tail_pu: ArrayLike = 0.0,
    y_head_pu: ArrayLike = 0.0,
    y_node_pu: ArrayLike = 0.0,
    pv: ArrayLike = (),
    pv_v_pu: ArrayLike = 1.0,
) -> Grid:
    """A checked Grid; scalars spread over their axis.

    Raises:
        ValueError: something is not finite, an index is out of range, a ratio is 0, or an ideal joint has a ratio.
    """
    tails, heads = _indices(tail, n_node, "tail"), _indices(head, n_node, "head")
    slacks, pvs = _indices(slack, n_node, "slack"), _indices(pv, n_node, "pv")
    b = len(tails)
    if len(heads) != b:
        raise ValueError("tail and head differ in length")
    made = Grid(
        n_node, tails, heads, _spread(z_pu, b, "z_pu"), _spread(ratio, b, "ratio"), _spread(y_tail_pu, b, "y_tail_pu"),
        _spread(y_head_pu, b, "y_head_pu"), _spread(y_node_pu, n_node, "y_node_pu"), slacks,
        _spread(slack_v_pu, len(slacks), "slack_v_pu"), _spread(slack_share, len(slacks), "slack_share").real.copy(),
        pvs, _spread(pv_v_pu, len(pvs), "pv_v_pu").real.copy(),
    )
    if np.any(made.ratio == 0):
        raise ValueError("a turns ratio is 0")
    if np.any((np.abs(made.z_pu) < ZERO_PU) & (made.ratio != 1)):
        raise ValueError("a branch without impedance has a turns ratio")
    return made


def _indices(values: ArrayLike, n: int, name: str) -> Ints:
    found = np.atleast_1d(np.asarray(values, dtype=np.int64))
    if found.size and (found.min() < 0 or found.max() >= n):
        raise ValueError(f"{name} holds an index outside 0..{n - 1}")
    return found


def _spread(values: ArrayLike, n: int, name: str) -> Complexes:
    found = np.array(np.broadcast_to(np.asarray(values, dtype=np.complex128), (n,)))
    if not np.isfinite(found.view(np.float64)).all():
        raise ValueError(f"{name} is not finite at row {int(np.argmin(np.isfinite(found)))}")
    return found


def t_model(z_pu: Any, y_pu: Any) -> tuple[Any, Any]:
    """Pi equivalent of a transformer's T model: half of `z_pu` each side of the magnetising shunt `y_pu`.

    Args:
        z_pu: short-circuit impedance [p.u.], scalar or array.
        y_pu: magnetising admittance [p.u.]: (no-load loss - j magnetising power) by rating.

    Returns:
        Series impedance and the (equal) shunt admittance of each end [p.u.].

    Star-delta transformation, exact. With y = 0 it returns (z, 0). Checked by the CIGRE networks with pandapower's T
    model (tests/golden/power) and by open-circuit and short-circuit of one transformer.
    """
    return z_pu + z_pu * z_pu * y_pu / 4, y_pu / (2 + z_pu * y_pu / 2)


def gathered(rows: Ints, values: Complexes, n: int) -> Complexes:
    """[n] sums of the `values` that belong to each row."""
    return np.bincount(rows, values.real, n) + 1j * np.bincount(rows, values.imag, n)
