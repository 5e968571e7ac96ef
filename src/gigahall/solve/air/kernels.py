"""Compiled inner loops of the room air. Arrays are flat over the cells, z fastest; everything releases the GIL.

Face arrays (`gx`, `fx`, ...) hold the face between a cell and the next along that axis and are zero on the last cell, so
that an index running past the end of a row only ever meets a zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gigahall.physics.kernel import fast_part, kernel

Array = Any
"""NumPy array; Numba compiles one version per dtype (float32 live, float64 settled)."""


@kernel("b1[::1], f4[::1], f4[::1], f4[::1], i8, i8, i8")
def label_regions(free: Array, gx: Array, gy: Array, gz: Array, nx: int, ny: int, nz: int) -> tuple[Array, int]:
    """Flood fill over open faces; label -1 in solids. Also returns the number of regions."""
    label = np.full(free.size, -1, np.int32)
    stack = np.empty(free.size, np.int32)
    count = 0
    for seed in range(free.size):
        if not free[seed] or label[seed] >= 0:
            continue
        label[seed] = count
        stack[0] = seed
        top = 1
        while top > 0:
            top -= 1
            n = stack[top]
            for axis in range(3):
                if axis == 0:
                    g, step = gx, ny * nz
                elif axis == 1:
                    g, step = gy, nz
                else:
                    g, step = gz, 1
                if g[n] > 0.0 and label[n + step] < 0:
                    label[n + step] = count
                    stack[top] = n + step
                    top += 1
                if n >= step and g[n - step] > 0.0 and label[n - step] < 0:
                    label[n - step] = count
                    stack[top] = n - step
                    top += 1
        count += 1
    return label, count


@kernel("f4[::1], f4[::1]", fast=True)
def dot(a: Array, b: Array) -> float:
    """a . b, summed in double precision."""
    total = 0.0
    for n in range(a.size):
        total += a[n] * b[n]
    return total


@fast_part
def take_neighbours(g: Array, step: int, p: Array, q: Array) -> None:
    """q -= g p of both neighbours along one axis. Views and few arrays a loop: else the compiler does not vectorise."""
    n_face = max(p.size - step, 0)
    ahead, q_ahead = p[step:], q[step:]
    for n in range(n_face):
        q[n] -= g[n] * ahead[n]
    for n in range(n_face):
        q_ahead[n] -= g[n] * p[n]


@kernel(
    "f4[::1], f4[::1], f4[::1], f4[::1], i8, i8, f4[::1], f4[::1]",
    "f8[::1], f4[::1], f4[::1], f4[::1], i8, i8, f8[::1], f8[::1]",
    fast=True,
)
def apply_laplacian(
    diag: Array, gx: Array, gy: Array, gz: Array, sx: int, sy: int, p: Array, q: Array
) -> float:
    """q = A p for the face conductances; returns p . q."""
    for n in range(p.size):
        q[n] = diag[n] * p[n]
    take_neighbours(gx, sx, p, q)
    take_neighbours(gy, sy, p, q)
    take_neighbours(gz, 1, p, q)
    return float(dot(p, q))


@kernel("f4[::1], f4[::1], f4[::1], f4[::1], f8", fast=True)
def step_solution(x: Array, r: Array, p: Array, q: Array, alpha: float) -> float:
    """x += alpha p, r -= alpha q; returns r . r."""
    a = x.dtype.type(alpha)
    total = 0.0
    for n in range(x.size):
        x[n] += a * p[n]
        r[n] -= a * q[n]
        total += r[n] * r[n]
    return total


@kernel("i4[::1], i8[::1], f8[::1]")
def center(region: Array, cells_of_region: Array, r: Array) -> None:
    """Take the mean of every region out of r: rounding must not feed its constant mode. r = 0 in solids."""
    mean = np.zeros(cells_of_region.size)
    for n in range(r.size):
        if region[n] >= 0:
            mean[region[n]] += r[n]
    for m in range(mean.size):
        mean[m] /= cells_of_region[m]
    for n in range(r.size):
        r[n] = r[n] - r.dtype.type(mean[region[n]]) if region[n] >= 0 else r.dtype.type(0.0)


@kernel("f4[::1], f4[::1], f8", fast=True)
def step_direction(p: Array, z: Array, beta: float) -> None:
    """p = z + beta p."""
    b = p.dtype.type(beta)
    for n in range(p.size):
        p[n] = z[n] + b * p[n]


@kernel("f4[::1], f8[::1], i8, f8[::1]")
def face_flows(g: Array, phi: Array, step: int, out: Array) -> None:
    """Flow through the faces along one axis [m3/s], positive towards the next cell."""
    n_cell = phi.size
    for n in range(n_cell - step):
        out[n] = g[n] * (phi[n] - phi[n + step])
    for n in range(max(n_cell - step, 0), n_cell):
        out[n] = 0.0


@fast_part
def take_upwind(f: Array, g: Array, d: float, active: Array, step: int, below: Array, above: Array, inflow: Array) -> None:
    """Coefficients of the neighbours before and after along one axis, added to the inflow. Two plain loops vectorise."""
    n_face = max(f.size - step, 0)
    zero = below.dtype.type(0.0)
    beyond, into = active[step:], below[step:]
    for n in range(n_face):
        is_open = active[n] & beyond[n]
        spread = d * g[n]
        into[n] = max(f[n], zero) + spread if is_open else zero
        above[n] = max(-f[n], zero) + spread if is_open else zero
    below[:step] = zero
    above[n_face:] = zero
    for n in range(f.size):
        inflow[n] += below[n] + above[n]


@kernel(
    "f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f8, b1[::1], i8, i8, i8, f4[:, ::1], f4[::1]",
    "f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8, b1[::1], i8, i8, i8, f8[:, ::1], f8[::1]",
)
def upwind_stencil(
    fx: Array, fy: Array, fz: Array, gx: Array, gy: Array, gz: Array, mixing: float, active: Array, sx: int, sy: int,
    sz: int, c: Array, inflow: Array,
) -> None:
    """Coefficients c[6, n] of the six neighbours (-x, +x, -y, +y, -z, +z) and their sum, inflow plus diffusion [m3/s]."""
    d = c.dtype.type(mixing)
    inflow[:] = c.dtype.type(0.0)
    take_upwind(fx, gx, d, active, sx, c[0], c[1], inflow)
    take_upwind(fy, gy, d, active, sy, c[2], c[3], inflow)
    take_upwind(fz, gz, d, active, sz, c[4], c[5], inflow)


@kernel("f8[::1], b1[::1], i8, f8[::1]", fast=True)
def add_passing(f: Array, active: Array, step: int, out: Array) -> None:
    """Air that flows into every cell from both neighbours along one axis [m3/s], added to `out`."""
    n_face = max(f.size - step, 0)
    beyond, into = active[step:], out[step:]
    for n in range(n_face):
        into[n] += max(f[n], 0.0) if active[n] & beyond[n] else 0.0
    for n in range(n_face):
        out[n] += max(-f[n], 0.0) if active[n] & beyond[n] else 0.0


@kernel("f4[:, ::1], f4[::1], f4[::1], f4[::1]")
def normalise(c: Array, inflow: Array, source: Array, scale: Array) -> None:
    """Divide every row by its diagonal (all inflow: keeps the maximum principle while the flow is only nearly solved);
    `scale` becomes one over the diagonal."""
    for n in range(inflow.size):
        diag = inflow[n] + source[n]
        inverse = c.dtype.type(1.0) / diag if diag > 0.0 else c.dtype.type(0.0)
        for m in range(6):
            c[m, n] *= inverse
        scale[n] = inverse


@kernel("f4[:, ::1], f4[::1], f4[::1], i8, i8, i8, i8, i4[::1], f4[::1], f8", fast=True)
def sweep(
    c: Array, b: Array, t: Array, nx: int, ny: int, nz: int, number: int, due: Array, drift: Array, still: float
) -> float:
    """One Gauss-Seidel pass over normalised rows in one of eight directions; returns the largest change.

    `t` is padded by one plane of cells (ny nz) at both ends, so that no neighbour needs a bounds check. Columns of cells
    whose turn is past are left out: `due` [nx ny] holds the number of the last pass a column has to take part in, and a
    column that drifted by more than `still` calls on itself and its neighbours. So an edit costs the air it changes.
    """
    sx, sy = ny * nz, nz
    worst = t.dtype.type(0.0)
    di, dj = (1 if number & 1 == 0 else -1), (1 if number & 2 == 0 else -1)
    for ii in range(nx):
        i = ii if di > 0 else nx - 1 - ii
        for jj in range(ny):
            j = jj if dj > 0 else ny - 1 - jj
            spot = i * ny + j
            if due[spot] < number:
                continue
            row = i * sx + j * sy
            most = t.dtype.type(0.0)
            for kk in range(nz):
                n = row + (kk if number & 4 == 0 else nz - 1 - kk)
                m = n + sx
                new = (
                    b[n]
                    + c[0, n] * t[m - sx] + c[1, n] * t[m + sx]
                    + c[2, n] * t[m - sy] + c[3, n] * t[m + sy]
                    + c[4, n] * t[m - 1] + c[5, n] * t[m + 1]
                )
                most = max(most, abs(new - t[m]))
                t[m] = new
            worst = max(worst, most)
            drift[spot] += most
            if drift[spot] > still:
                drift[spot] = 0.0
                due[spot] = number + 1
                for side in range(-1, 2, 2):  # those still to come in this pass, and those already past
                    if 0 <= i + side < nx:
                        near = spot + side * ny
                        due[near] = max(due[near], number if side == di else number + 1)
                    if 0 <= j + side < ny:
                        near = spot + side
                        due[near] = max(due[near], number if side == dj else number + 1)
    return float(worst)


@kernel("f4[::1], i8, i8[::1], i4[::1], f8[::1], f8[::1], f8[::1], f8[::1]")
def exchange(
    t: Array, pad: int, sink_cell: Array, sink_device: Array, sink_share: Array, rise: Array, fixed: Array,
    leaving: Array,
) -> float:
    """Leaving temperature of every device: its fixed value, else the mean of what it draws plus its rise.

    Returns the largest change.
    """
    mean = np.zeros(leaving.size)
    for n in range(sink_cell.size):
        mean[sink_device[n]] += sink_share[n] * t[sink_cell[n] + pad]
    worst = 0.0
    for d in range(leaving.size):
        if np.isnan(fixed[d]):
            new = mean[d] + rise[d]
            worst = max(worst, abs(new - leaving[d]))
            leaving[d] = new
    return worst


@kernel("f4[::1], f4[::1], f4[::1], i8[::1], i4[::1], f8[::1], f8[::1], f4[::1], i8, i8, i4[::1], f8")
def put_sources(
    b: Array, base: Array, scale: Array, cell: Array, device: Array, flow: Array, leaving: Array, seen: Array, nz: int,
    number: int, due: Array, still: float,
) -> None:
    """Right-hand side at the outlets: base + flow x leaving temperature, times the row's scale. Columns in which it has
    changed by more than `still` since they were last called on (`seen`) are due in pass `number`."""
    for n in range(cell.size):
        b[cell[n]] = base[cell[n]]
    for n in range(cell.size):
        b[cell[n]] += scale[cell[n]] * flow[n] * leaving[device[n]]
    for n in range(cell.size):
        at = cell[n]
        if abs(b[at] - seen[n]) > still:
            seen[n] = b[at]
            due[at // nz] = max(due[at // nz], number)


@kernel("f8[:, ::1], f8[::1], f8[::1], i8, i8, i8, f8[::1]", fast=True)
def apply_transport(c: Array, diag: Array, t: Array, pad: int, sx: int, sy: int, out: Array) -> None:
    """out = diag t - sum of neighbours; `t` padded as in `sweep`."""
    for n in range(out.size):
        m = n + pad
        out[n] = (
            diag[n] * t[m]
            - c[0, n] * t[m - sx] - c[1, n] * t[m + sx]
            - c[2, n] * t[m - sy] - c[3, n] * t[m + sy]
            - c[4, n] * t[m - 1] - c[5, n] * t[m + 1]
        )


@kernel("i8[::1], f8[:, ::1], f8[::1], f8[::1], i8, i8, i8, f8[::1]")
def solve_downstream(order: Array, c: Array, diag: Array, r: Array, pad: int, sx: int, sy: int, z: Array) -> None:
    """Solve the part of the transport matrix that looks upstream: exact for pure upwind, cells in falling potential."""
    z[:] = 0.0
    for q in range(order.size):
        n = order[q]
        m = n + pad
        s = (
            r[n]
            + c[0, n] * z[m - sx] + c[1, n] * z[m + sx]
            + c[2, n] * z[m - sy] + c[3, n] * z[m + sy]
            + c[4, n] * z[m - 1] + c[5, n] * z[m + 1]
        )
        z[m] = s / diag[n]


@kernel(
    "f4[::1], i8, i8[::1], i4[::1], f8[::1], f8[::1], f8[::1]",
    "f8[::1], i8, i8[::1], i4[::1], f8[::1], f8[::1], f8[::1]",
)
def drawn_air(
    t: Array, pad: int, sink_cell: Array, sink_device: Array, sink_share: Array, mean: Array, warmest: Array
) -> None:
    """Mean and largest temperature of the cells every device draws from."""
    mean[:] = 0.0
    warmest[:] = -np.inf
    for n in range(sink_cell.size):
        value = t[sink_cell[n] + pad]
        d = sink_device[n]
        mean[d] += sink_share[n] * value
        warmest[d] = max(warmest[d], value)
