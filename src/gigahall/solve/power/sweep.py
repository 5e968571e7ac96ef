"""Radial islands: Newton's method along the tree. Backwards each node sums up what its subtree draws and how that answers to
its voltage, forwards each voltage takes its step; no matrix is built, and nothing but the tree is walked."""

from __future__ import annotations

import numpy as np

from gigahall.physics.kernel import kernel
from gigahall.solve.power.grid import Complexes, Floats, Ints
from gigahall.solve.power.structure import Trees

LAST_STEP_PU = 1e-8
"""Largest change of a voltage in the last step [p.u.]. Steps shrink to their square: what is left then is rounding."""
STEPS = 12
"""What needs more is near collapse and left to the method that raises the load."""
LEAST_V_PU = 0.3
"""Share of the no-load voltage below which a solution is that of the lower branch of the curve."""


def workspace(trees: Trees) -> Complexes:
    """[position, 7] What a sweep keeps per node; its contents mean nothing between two of them."""
    return np.zeros((len(trees.place), 7), np.complex128)


def sweep(trees: Trees, which: Ints, load_pu: Complexes, no_load_pu: Complexes, v_pu: Complexes, work: Complexes) -> tuple[Ints, np.ndarray]:
    """Solve some trees in place.

    Args:
        trees: the numbering.
        which: trees to solve, as rows of `trees.first`.
        load_pu: [position] power drawn [p.u.].
        no_load_pu: [position] voltages with nothing drawn.
        v_pu: [position] start and answer; roots hold their voltage.
        work: a `workspace` of these trees.

    Returns:
        Steps used and whether it converged, per tree of `which`.

    The load current conj(S / v) is no analytic function of v: its change is A dv + B conj(dv). These pairs (A, B) are
    eliminated from the leaves to the root as Tinney and Hart (1967, doi:10.1109/TPAS.1967.291823) eliminate the Jacobian,
    which on a tree fills nothing. Checked by MATPOWER's case33bw and case69 and by the two-node closed form.
    """
    steps = np.zeros(len(which), np.int64)
    error: Floats = np.full(len(which), np.inf)
    _newton(
        trees.first, trees.last, which, trees.parent, trees.z_pu, trees.ratio, trees.y_pu, load_pu, v_pu, work, LAST_STEP_PU, STEPS, steps,
        error,
    )
    is_low = np.abs(v_pu) <= LEAST_V_PU * np.abs(no_load_pu)
    is_upper = np.array([not is_low[a:b].any() for a, b in zip(trees.first[which], trees.last[which], strict=True)], bool)
    return steps, (error < LAST_STEP_PU) & is_upper


@kernel(
    "i8[::1], i8[::1], i8[::1], i8[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[::1], c16[:, ::1], f8, i8, i8[::1], f8[::1]",
    divides_by_zero=True,
)
def _newton(
    first: Ints, last: Ints, which: Ints, parent: Ints, z: Complexes, ratio: Complexes, y: Complexes, load: Complexes, v: Complexes,
    work: Complexes, tolerance: float, limit: int, steps: Ints, error: Floats,
) -> None:
    """Per node: v = ratio v_parent - z I, where I = i + a dv + b conj(dv) is all that its subtree draws.

    Solved for the step: dv = p x + q conj(x) with x = ratio dv_parent + e. `work` holds i, a, b, p, q, e and dv.
    """
    for w in range(len(which)):
        lo, hi = first[which[w]], last[which[w]]
        for n in range(1, limit + 1):
            for k in range(lo, hi):
                for c in range(3):
                    work[k, c] = 0.0
            for k in range(hi - 1, lo, -1):
                per_v = v[k] * (1.0 / (v[k].real * v[k].real + v[k].imag * v[k].imag))  # 1 / conj(v)
                drawn = load[k].conjugate() * per_v
                i, a, b = work[k, 0] + drawn + y[k] * v[k], work[k, 1] + y[k], work[k, 2] - drawn * per_v
                p, q = 1.0 + z[k] * a, z[k] * b
                share = 1.0 / (p.real * p.real + p.imag * p.imag - q.real * q.real - q.imag * q.imag)
                p, q = p.conjugate() * share, -q * share
                e = ratio[k] * v[parent[k]] - z[k] * i - v[k]
                work[k, 3], work[k, 4], work[k, 5] = p, q, e
                back, at_gap = ratio[k].conjugate(), p * e + q * e.conjugate()
                by_parent, by_mirror = p * ratio[k], q * back
                work[parent[k], 0] += back * (i + a * at_gap + b * at_gap.conjugate())
                work[parent[k], 1] += back * (a * by_parent + b * by_mirror.conjugate())
                work[parent[k], 2] += back * (a * by_mirror + b * by_parent.conjugate())
            worst = 0.0
            work[lo, 6] = 0.0
            for k in range(lo + 1, hi):
                x = ratio[k] * work[parent[k], 6] + work[k, 5]
                step = work[k, 3] * x + work[k, 4] * x.conjugate()
                work[k, 6] = step
                v[k] += step
                size = step.real * step.real + step.imag * step.imag
                if not size <= worst:
                    worst = size
            steps[w] = n
            error[w] = np.sqrt(worst)
            if not worst < 1e6 or worst < tolerance * tolerance:
                break
