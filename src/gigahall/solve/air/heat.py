"""Steady transport of heat by a solved flow: first-order upwind, a small mixing, devices that warm what they draw.

Live: Gauss-Seidel sweeps in eight directions, single precision, rows scaled by all inflow (a maximum principle holds
even while the flow is only nearly solved). Settled: BiCGStab in double precision on the conservative form, preconditioned
by one exact pass in downstream order; devices are part of the matrix, so recirculation needs no outer loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gigahall.solve.air.grid import Bools, Floats, Ints, Singles, Space, summed
from gigahall.solve.air.kernels import (
    add_passing,
    apply_transport,
    exchange,
    normalise,
    put_sources,
    solve_downstream,
    sweep,
    upwind_stencil,
)
from gigahall.solve.air.room import Balanced

MIXING_M2_S = 0.005
"""Eddy diffusivity added everywhere. Zero-equation estimate 0.03874 V l (Chen and Xu, Energy and Buildings 28 (1998) 137)
with V = 0.3 m/s and l = 0.45 m, turbulent Prandtl number 1. It is small against the smearing of the upwind scheme
(V dx / 2 = 0.075 m2/s at 0.5 m/s and 0.3 m) and matters where air hardly moves."""
LIVE_K = 0.03
"""A live solve stops when eight sweeps in turn changed no cell and no device by more than this."""
STILL_K = 1e-3
"""Sweeps leave out cells next to which nothing has moved by more than this."""
MAX_SWEEPS = 120
"""Then strong recirculation is at work, which sweeps follow one lap at a time: the exact solver takes over."""
LIVE_FRAC = 1e-6
SETTLED_FRAC = 1e-11
SLACK = 1e3
"""A true residual of so many goals is still a solution: rounding."""
MAX_KRYLOV = 400


@dataclass(frozen=True)
class Heat:
    """Heat going into the air, and the temperatures that are given.

    `fixed_c` [n_device] (NaN: warms what it draws by `rise_k`), both without the return plenum and the leakage.
    `warm` [n_cell] is heat released in cells over rho cp [K m3/s]. `spread` is heat of the whole room [K m3/s]: it goes to
    the cells in proportion to the air that passes them, as if lights and losses warmed the moving air. Spread evenly it
    would heat pockets that the draft hardly moves but buoyancy would empty.
    """

    fixed_c: Floats
    rise_k: Floats
    warm: Floats
    spread: float = 0.0


@dataclass(frozen=True)
class Field:
    """Temperatures [degC]: of cells (flat) and leaving air of devices (return plenum and leakage last)."""

    cell_c: Floats | Singles
    leaving_c: Floats
    zero_c: float
    """Mean given temperature: a field moves with it unchanged when all supplies shift alike."""
    residual_frac: float
    iterations: int
    converged: bool


class Transport:
    """The transport problem of one flow; built once per flow, used for many heats."""

    def __init__(
        self, space: Space, moved: Balanced, phi: Floats, faces: tuple[Floats, Floats, Floats], is_renewed: Bools
    ) -> None:
        self.space = space
        self.moved = moved
        self.phi = phi
        self.faces = faces
        in_region = is_renewed[np.maximum(space.region, 0)] if is_renewed.size else False  # none: a room filled to the walls
        self.active = space.free & in_region
        self.pad = space.grid.steps[0]
        self._source = summed(moved.source_cell, moved.source_flow, space.grid.n_cell)
        self._live: tuple[Singles, Singles] | None = None
        self._matrix: _Matrix | None = None
        self._share: Floats | None = None

    def warm(self, heat: Heat) -> Floats:
        """Heat of every cell [K m3/s], the room's own included."""
        return heat.warm + heat.spread * self._passing() if heat.spread else heat.warm

    def _passing(self) -> Floats:
        """Share of each active cell in all air that passes; even where nothing moves."""
        if self._share is None:
            inflow = np.zeros(self.space.grid.n_cell)
            for flow, step in zip(self.faces, self.space.grid.steps, strict=True):
                add_passing(flow, self.active, step, inflow)
            passing = np.where(self.active, inflow + self._source, 0.0)
            if passing.sum() <= 0.0:
                passing = self.active.astype(np.float64)
            self._share = passing / max(float(passing.sum()), 1e-300)
        return self._share

    def matrix(self) -> _Matrix:
        """The settled form, built on first use."""
        if self._matrix is None:
            self._matrix = _Matrix(self)
        return self._matrix

    def stencil(
        self, dtype: type[np.float32] | type[np.float64], mixing: float = MIXING_M2_S
    ) -> tuple[Any, Any]:
        """Coefficients of the six neighbours [6, n_cell] and all inflow [m3/s]."""
        c = np.empty((6, self.space.grid.n_cell), dtype)
        inflow = np.empty(self.space.grid.n_cell, dtype)
        fx, fy, fz = (np.asarray(f, dtype) for f in self.faces)
        gx, gy, gz = (np.asarray(g, dtype) for g in (self.space.gx, self.space.gy, self.space.gz))
        upwind_stencil(fx, fy, fz, gx, gy, gz, mixing, self.active, *self.space.grid.steps, c, inflow)
        return c, inflow

    def devices(self, heat: Heat, zero_c: float) -> tuple[Floats, Floats]:
        """Fixed and rise of all devices, temperatures relative to `zero_c`."""
        fixed = np.append(heat.fixed_c - zero_c, [np.nan, np.nan])
        return fixed, np.append(heat.rise_k, [0.0, 0.0])

    def live(
        self, heat: Heat, zero_c: float, start: Field | None, stop: Callable[[], bool] | None = None
    ) -> Field | None:
        """Sweep from `start` until nothing moves by more than `LIVE_K`; None when stopped."""
        c, scale = self._scaled()
        moved, n_cell, pad = self.moved, self.space.grid.n_cell, self.pad
        fixed, rise = self.devices(heat, zero_c)
        leaving = _start_leaving(fixed, rise, start)
        t = np.zeros(n_cell + 2 * pad, np.float32)
        if start is not None:
            t[pad : pad + n_cell] = np.where(self.active, np.nan_to_num(start.cell_c - np.float32(start.zero_c)), 0.0)
        given = ~np.isnan(fixed[moved.source_device])
        known = summed(
            moved.source_cell[given], (moved.source_flow * leaving[moved.source_device])[given], n_cell
        )
        base = (self.warm(heat) + known).astype(np.float32) * scale
        b = base.copy()
        cell, device, flow = moved.source_cell[~given], moved.source_device[~given], moved.source_flow[~given]
        nx, ny, nz = self.space.grid.shape
        due, drift, seen = np.zeros(nx * ny, np.int32), np.zeros(nx * ny, np.float32), np.zeros(cell.size, np.float32)
        calm, count, worst = 0, 0, np.inf
        while calm < 8 and count < MAX_SWEEPS:
            shift = exchange(t, pad, moved.sink_cell, moved.sink_device, moved.sink_share, rise, fixed, leaving)
            put_sources(b, base, scale, cell, device, flow, leaving, seen, nz, count, due, STILL_K)
            worst = max(float(sweep(c, b, t, nx, ny, nz, count, due, drift, STILL_K)), shift if count else 0.0)
            calm = calm + 1 if worst <= LIVE_K else 0
            count += 1
            if stop is not None and stop():
                return None
        cells = np.where(self.active, t[pad : pad + n_cell] + np.float32(zero_c), np.float32(np.nan))
        field = Field(cells, leaving + zero_c, zero_c, worst, count, calm >= 8)
        return field if field.converged else self.settled(heat, zero_c, field, stop, LIVE_FRAC)

    def _scaled(self) -> tuple[Singles, Singles]:
        """The live form, built on first use: rows divided by their diagonal, and what they were divided by."""
        if self._live is None:
            c, inflow = self.stencil(np.float32)
            scale = np.empty_like(inflow)
            normalise(c, inflow, self._source.astype(np.float32), scale)
            self._live = c, scale
        return self._live

    def settled(
        self, heat: Heat, zero_c: float, start: Field | None, stop: Callable[[], bool] | None = None,
        goal: float = SETTLED_FRAC,
    ) -> Field | None:
        """Solve exactly (to rounding, or to a residual of `goal`); None when stopped."""
        system = _System(self, heat, zero_c)
        guess = np.zeros(self.space.grid.n_cell)
        if start is not None:
            guess = np.where(self.active, np.nan_to_num(np.asarray(start.cell_c, np.float64) - start.zero_c), 0.0)
        solved = _bicgstab(system, guess, goal, stop)
        if solved is None:
            return None
        t, residual, count = solved
        cells = np.where(self.active, t + zero_c, np.nan)
        return Field(cells, system.leaving(t) + zero_c, zero_c, residual, count, residual <= SLACK * goal)


def _start_leaving(fixed: Floats, rise: Floats, start: Field | None) -> Floats:
    is_usable = start is not None and start.leaving_c.size == fixed.size
    first = np.nan_to_num(start.leaving_c - start.zero_c) if start is not None and is_usable else rise
    return np.where(np.isnan(fixed), first, fixed)


class _Matrix:
    """Conservative transport matrix on the active cells, and their order downstream."""

    def __init__(self, transport: Transport) -> None:
        moved, grid = transport.moved, transport.space.grid
        self.c, _ = transport.stencil(np.float64)
        self.diag = _outflow(self.c, grid.steps)
        self.diag += summed(
            moved.sink_cell, moved.sink_share * moved.flow_m3_s[moved.sink_device], grid.n_cell
        )
        self.active = transport.active & (self.diag > 0.0)
        self.diag[~self.active] = 1.0
        self.order = _downstream(transport, self.active)


class _System:
    """A t = b on the active cells, with the devices' leaving temperatures eliminated."""

    def __init__(self, transport: Transport, heat: Heat, zero_c: float) -> None:
        self.transport = transport
        self.matrix = transport.matrix()
        self.fixed, self.rise = transport.devices(heat, zero_c)
        known = np.where(np.isnan(self.fixed), self.rise, self.fixed)
        self.b = np.where(self.matrix.active, transport.warm(heat) + self._blown(known), 0.0)
        self._padded = np.zeros(self.b.size + 2 * transport.pad)

    def _blown(self, leaving: Floats) -> Floats:
        moved = self.transport.moved
        flow = moved.source_flow * leaving[moved.source_device]
        return summed(moved.source_cell, flow, self.transport.space.grid.n_cell)

    def _drawn(self, t: Floats) -> Floats:
        moved = self.transport.moved
        return summed(moved.sink_device, moved.sink_share * t[moved.sink_cell], self.fixed.size)

    def leaving(self, t: Floats) -> Floats:
        return np.where(np.isnan(self.fixed), self._drawn(t) + self.rise, self.fixed)

    def apply(self, t: Floats) -> Floats:
        pad, (sx, sy, _) = self.transport.pad, self.transport.space.grid.steps
        self._padded[pad:-pad] = t
        out = np.empty_like(t)
        apply_transport(self.matrix.c, self.matrix.diag, self._padded, pad, sx, sy, out)
        out -= self._blown(np.where(np.isnan(self.fixed), self._drawn(t), 0.0))
        return np.where(self.matrix.active, out, 0.0)

    def precondition(self, r: Floats) -> Floats:
        pad, (sx, sy, _) = self.transport.pad, self.transport.space.grid.steps
        z = np.empty_like(self._padded)
        solve_downstream(self.matrix.order, self.matrix.c, self.matrix.diag, r, pad, sx, sy, z)
        return z[pad:-pad]


def _outflow(c: Floats, steps: tuple[int, int, int]) -> Floats:
    """Diagonal of the conservative form: what the neighbours take from each cell."""
    out = np.zeros(c.shape[1])
    for axis, step in enumerate(steps):
        out[:-step] += c[2 * axis, step:]
        out[step:] += c[2 * axis + 1, :-step]
    return out


def _downstream(transport: Transport, active: Bools) -> Ints:
    """Active cells from the highest to the lowest potential, regions by falling pressure: no face flows backwards."""
    space, moved = transport.space, transport.moved
    cells = np.flatnonzero(active)
    phi = transport.phi[cells]
    if space.n_region == 1:
        return cells[np.argsort(-phi)]
    return cells[np.lexsort((-phi, -moved.pressure_of_region[space.region[cells]]))]


def _bicgstab(
    system: _System, x: Floats, goal: float, stop: Callable[[], bool] | None
) -> tuple[Floats, float, int] | None:
    """Right-preconditioned BiCGStab (van der Vorst 1992); returns x, residual fraction, count.

    Restarted on breakdown, and when the residual it carries along is small and the true one is not: near a breakdown the
    two part, by rounding times the largest residual on the way.
    """
    scale = float(np.linalg.norm(system.b)) or 1.0
    count = 0
    while True:
        r = system.b - system.apply(x)
        true = float(np.linalg.norm(r)) / scale
        if true <= goal or (count and true <= SLACK * goal) or count >= MAX_KRYLOV:
            return x, true, count
        found = _descend(system, x, r, goal * scale, MAX_KRYLOV - count, stop)
        if found is None:
            return None
        x, steps = found
        count += steps


def _descend(
    system: _System, x: Floats, r: Floats, goal: float, most: int, stop: Callable[[], bool] | None
) -> tuple[Floats, int] | None:
    """Steps from `x` with residual `r` until the residual carried along is below `goal`, or to a breakdown; at least one."""
    shadow, p, v = r.copy(), np.zeros_like(r), np.zeros_like(r)
    rho = alpha = omega = 1.0
    for count in range(1, most + 1):
        if stop is not None and stop():
            return None
        new = float(shadow @ r)
        if count > 1 and (abs(new) < 1e-30 * float(r @ r) or omega == 0.0):
            return x, count - 1
        p = r + (new / rho) * (alpha / omega) * (p - omega * v)
        y = system.precondition(p)
        v = system.apply(y)
        alpha = new / (float(shadow @ v) or 1e-300)
        s = r - alpha * v
        z = system.precondition(s)
        w = system.apply(z)
        omega = float(w @ s) / max(float(w @ w), 1e-300)
        x = x + alpha * y + omega * z
        r = s - omega * w
        rho = new
        if float(np.linalg.norm(r)) <= goal:
            return x, count
    return x, most
