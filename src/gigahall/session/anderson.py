"""Anderson mixing: turns a fixed-point iteration between stages into a quasi-Newton one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Mixing:
    """Remembers the last `depth` steps of x -> g(x) and proposes the next x.

    Anderson (1965), doi:10.1145/321296.321305, in the form of Walker and Ni (2011), doi:10.1137/10078356X. A linear
    contraction in n unknowns ends after n + 1 calls; a step longer than `longest` is cut to it, so that a bad history
    cannot throw the iteration away. Checked by a linear and a slow scalar iteration in tests/session/test_anderson.py.
    """

    def __init__(self, depth: int = 5, longest: float = 10.0) -> None:
        self._depth = depth
        self._longest = longest
        self._xs: list[Floats] = []
        self._residuals: list[Floats] = []

    def next(self, x: Floats, g: Floats) -> Floats:
        """The next x, from the last one and what the stages made of it; shapes [n], any unit, all alike."""
        if self._xs and self._xs[-1].shape != x.shape:
            self._xs, self._residuals = [], []
        self._xs.append(x)
        self._residuals.append(g - x)
        del self._xs[: -self._depth - 1], self._residuals[: -self._depth - 1]
        residual = self._residuals[-1]
        if len(self._xs) == 1:
            return g
        dx = np.diff(np.array(self._xs), axis=0).T
        dr = np.diff(np.array(self._residuals), axis=0).T
        weights, *_ = np.linalg.lstsq(dr, residual, rcond=1e-10)
        step = residual - (dx + dr) @ weights
        size = float(np.max(np.abs(step), initial=0.0))
        return x + step * min(1.0, self._longest / size) if size else g
