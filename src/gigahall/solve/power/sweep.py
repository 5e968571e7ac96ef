"""Radial islands: backward sum of currents, forward drop of volts, until the volts stand still."""

from __future__ import annotations

import numpy as np

from gigahall.physics.kernel import kernel
from gigahall.solve.power.grid import Complexes, Floats, Ints
from gigahall.solve.power.structure import Trees

TOLERANCE_PU = 1e-12
"""Largest change of a voltage in the last round [p.u.]; the node balance is then as small."""
ROUNDS = 40
"""Convergence is linear; what needs more is near collapse and left to Newton."""


def sweep(trees: Trees, which: Ints, load_pu: Complexes, v_pu: Complexes) -> tuple[Ints, np.ndarray]:
    """Solve some trees in place.

    Args:
        trees: the numbering.
        which: trees to solve, as rows of `trees.first`.
        load_pu: [position] power drawn [p.u.].
        v_pu: [position] start and answer; roots hold their voltage.

    Returns:
        Rounds used and whether it converged, per tree of `which`.

    Shirmohammadi et al., IEEE Trans. Power Systems 3(2), 1988, doi:10.1109/59.192932. Converges while the load is well
    below what the network can carry. Checked by MATPOWER's case33bw and case69 and by the two-node closed form.
    """
    rounds = np.zeros(len(which), np.int64)
    error: Floats = np.full(len(which), np.inf)
    current = np.empty(len(v_pu), np.complex128)
    _sweep(
        trees.first, trees.last, which, trees.parent, trees.z_pu, trees.has_ratio, trees.near, trees.far, trees.y_pu, load_pu, v_pu, current,
        TOLERANCE_PU, ROUNDS, rounds, error,
    )
    return rounds, error < TOLERANCE_PU


@kernel(
    "i8[::1], i8[::1], i8[::1], i8[::1], c16[::1], b1[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], "
    "c16[::1], f8, i8, i8[::1], f8[::1]",
    divides_by_zero=True,
)
def _sweep(
    first: Ints, last: Ints, which: Ints, parent: Ints, z: Complexes, has_ratio: np.ndarray, near: Complexes,
    far: Complexes, y: Complexes, load: Complexes, v: Complexes, current: Complexes, tolerance: float, limit: int, rounds: Ints, error: Floats,
) -> None:
    for w in range(len(which)):
        lo, hi = first[which[w]], last[which[w]]
        for n in range(1, limit + 1):
            for k in range(lo, hi):
                per_size = 1.0 / (v[k].real * v[k].real + v[k].imag * v[k].imag)
                current[k] = (load[k].conjugate() * per_size + y[k]) * v[k]
            for k in range(hi - 1, lo, -1):
                if has_ratio[k]:
                    current[k] *= far[k].conjugate()
                    current[parent[k]] += current[k] * near[k].conjugate()
                else:
                    current[parent[k]] += current[k]
            worst = 0.0
            for k in range(lo + 1, hi):
                if has_ratio[k]:
                    new = far[k] * (near[k] * v[parent[k]] - z[k] * current[k])
                else:
                    new = v[parent[k]] - z[k] * current[k]
                step = new - v[k]
                size = step.real * step.real + step.imag * step.imag
                if not size <= worst:
                    worst = size
                v[k] = new
            rounds[w] = n
            error[w] = np.sqrt(worst)
            if not worst < 1e6 or worst < tolerance * tolerance:
                break
