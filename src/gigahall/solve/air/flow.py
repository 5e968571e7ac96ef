"""Potential flow: what moves through every face when inlets and outlets are prescribed.

Inside the regions of a room solve A phi = b with A the graph Laplacian of the face conductances [m], b the air put into
each cell [m3/s]; the flow through a face is conductance x potential difference. Conjugate gradients, preconditioned by an
exact solve of the empty box around each region: a new obstacle costs no set-up, and a thin sheet never lies inside a box.
Corrections are solved in single precision and added in double, so that the same loop serves a live edit (one correction,
0.5 % of the change) and a settled answer (mass balance 1e-11).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.fft

from gigahall.solve.air.grid import Floats, Grid, Singles, Space
from gigahall.solve.air.kernels import apply_laplacian, center, dot, step_direction, step_solution

LIVE_FRAC = 5e-3
"""Part of an edit's change of flow left unsolved live: costs a few hundredths of a kelvin at the inlets."""
COLD_FRAC = 2e-4
"""Part of all air moved left unsolved after a cold start, and by edits that are small against it."""
SETTLED_FRAC = 1e-11
MAX_CG = 400
MAX_CORRECTIONS = 12


class BoxInverse:
    """Inverse of the Laplacian of the empty, closed box: type-2 cosine transforms along the three axes.

    The transforms are dense matrix products: at 50-200 cells an axis they are twice as fast as a fast transform, and a
    prime number of cells costs nothing extra.
    """

    def __init__(self, shape: tuple[int, int, int], conductance_m: tuple[float, float, float]) -> None:
        self.shape = shape
        transforms = [scipy.fft.dct(np.eye(n), axis=0, norm="ortho").astype(np.float32) for n in shape]
        self._forward = transforms
        self._back = [np.ascontiguousarray(matrix.T) for matrix in transforms]
        waves = [2.0 - 2.0 * np.cos(np.pi * np.arange(n) / n) for n in shape]
        gx, gy, gz = conductance_m
        eigen = gx * waves[0][:, None, None] + gy * waves[1][None, :, None] + gz * waves[2][None, None, :]
        eigen[0, 0, 0] = 1.0
        inverse = 1.0 / eigen
        inverse[0, 0, 0] = 0.0
        self._inverse = inverse.astype(np.float32)
        self._a = np.empty(self.shape, np.float32)
        self._b = np.empty(self.shape, np.float32)

    def __call__(self, r: Singles) -> Singles:
        """inverse r, [nx, ny, nz], without its constant part; the result is a work array."""
        nx, ny, nz = self.shape
        a, b = self._a, self._b
        fx, fy, fz = self._forward
        bx, by, bz = self._back
        np.matmul(fx, r.reshape(nx, ny * nz), out=a.reshape(nx, ny * nz))
        np.matmul(fy, a, out=b)
        np.matmul(b.reshape(nx * ny, nz), bz, out=a.reshape(nx * ny, nz))
        a *= self._inverse
        np.matmul(a.reshape(nx * ny, nz), fz, out=b.reshape(nx * ny, nz))
        np.matmul(by, b, out=a)
        np.matmul(bx, a.reshape(nx, ny * nz), out=b.reshape(nx, ny * nz))
        return b


class FlowSolver:
    """Keeps the box inverse and work arrays of one grid; the space may change from call to call."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._boxes: dict[tuple[int, int, int], BoxInverse] = {}
        self._work = [np.zeros(grid.n_cell, np.float32) for _ in range(5)]

    def solve(
        self, space: Space, put_in: Floats, start: Floats | None, settled: bool, stop: Callable[[], bool] | None = None
    ) -> tuple[Floats, float, int, bool] | None:
        """Potential for `put_in` [n_cell, m3/s; negative = drawn out], which must sum to zero in every region.

        Returns it with the residual (norm of what cells leave over, by the norm of `put_in`), the iterations and whether
        the goal was met; None when stopped.
        """
        scale = float(np.linalg.norm(put_in))
        if scale == 0.0:  # still air, whatever it did before
            return np.zeros(self.grid.n_cell), 0.0, 0, True
        phi = np.where(space.free, start, 0.0) if start is not None else np.zeros(self.grid.n_cell)
        r = self._residual(space, put_in, phi)
        goal = _goal(scale, float(np.linalg.norm(r)), settled, cold=start is None)
        iterations = 0
        for _ in range(MAX_CORRECTIONS):
            size = float(np.linalg.norm(r))
            if size <= goal:
                break
            step = self._correct(space, r / size, max(goal / size * 0.9, 1e-4), stop)
            if step is None:
                return None
            phi += size * step[0].astype(np.float64)
            iterations += step[1]
            r = self._residual(space, put_in, phi)
        left = float(np.linalg.norm(r))
        return phi, left / scale, iterations, left <= 10.0 * goal

    def _residual(self, space: Space, put_in: Floats, phi: Floats) -> Floats:
        q = np.empty_like(phi)
        apply_laplacian(space.diagonal_m, space.gx, space.gy, space.gz, *self.grid.steps[:2], phi, q)
        np.subtract(put_in, q, out=q)
        center(space.region, space.cells_of_region, q)
        return q

    def _correct(
        self, space: Space, rhs: Floats, tolerance: float, stop: Callable[[], bool] | None
    ) -> tuple[Singles, int] | None:
        """Conjugate gradients in single precision from zero, until the residual fell to `tolerance`."""
        x, r, z, p, q = self._work
        x[:] = 0.0
        r[:] = rhs
        parts = self._busy(space, r)
        rz = self._precondition(space, parts, r, z)
        p[:] = z
        sx, sy, _ = self.grid.steps
        for count in range(1, MAX_CG + 1):  # noqa: B007
            if stop is not None and stop():
                return None
            pq = apply_laplacian(space.diagonal_single, space.gx, space.gy, space.gz, sx, sy, p, q)
            if pq <= 0.0:
                break
            rr = step_solution(x, r, p, q, rz / pq)
            if rr <= tolerance * tolerance:
                break
            new = self._precondition(space, parts, r, z)
            step_direction(p, z, new / rz)
            rz = new
        return x, count

    def _busy(self, space: Space, r: Singles) -> list[tuple[int, tuple[slice, slice, slice]]]:
        """Regions where something is left to solve, with their bounding boxes."""
        if space.n_region == 1:
            return [(0, space.box_of_region[0])]
        index = space.region >= 0
        left = np.bincount(space.region[index], np.abs(r[index]), space.n_region)
        return [(int(n), space.box_of_region[n]) for n in np.flatnonzero(left > 1e-7)]

    def _precondition(
        self, space: Space, parts: list[tuple[int, tuple[slice, slice, slice]]], r: Singles, z: Singles
    ) -> float:
        grid_r, grid_z = r.reshape(self.grid.shape), z.reshape(self.grid.shape)
        region = space.region.reshape(self.grid.shape)
        z[:] = 0.0
        for number, box in parts:
            is_own = region[box] == number
            source = grid_r[box] if space.n_region == 1 else grid_r[box] * is_own
            np.copyto(grid_z[box], self._box(source.shape)(source), where=is_own)
        return float(dot(z, r))

    def _box(self, shape: tuple[int, ...]) -> BoxInverse:
        key = (shape[0], shape[1], shape[2])
        if key not in self._boxes:
            self._boxes[key] = BoxInverse(key, self.grid.conductance_m)
        return self._boxes[key]


def _goal(scale: float, first: float, settled: bool, cold: bool) -> float:
    if settled:
        return SETTLED_FRAC * scale
    return COLD_FRAC * scale if cold else max(COLD_FRAC * scale, LIVE_FRAC * first)
