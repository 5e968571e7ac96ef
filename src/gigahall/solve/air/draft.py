"""The draft model of one room: potential flow, then heat carried by it. Start here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gigahall.solve.air.flow import FlowSolver
from gigahall.solve.air.grid import Bools, Floats, Space
from gigahall.solve.air.heat import Field, Heat, Transport
from gigahall.solve.air.kernels import drawn_air, face_flows
from gigahall.solve.air.room import Balanced, Imposed, balance, renewed_regions
from gigahall.solve.outcome import Outcome

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Moving:
    """Solved air movement of a room; good for every heat until a flow, a body or a sheet changes."""

    space: Space
    moved: Balanced
    transport: Transport
    phi: Floats
    is_renewed: Bools
    """[n_region]; see `room.renewed_regions`."""
    residual_frac: float
    iterations: int
    converged: bool


@dataclass(frozen=True)
class RoomAir:
    """Solved air of a room. Per imposed device: mean and warmest air drawn (NaN: draws nothing from the grid), leaving
    air. `return_c`: air in the return plenum (NaN without one)."""

    moving: Moving
    field: Field
    inlet_mean_c: Floats
    inlet_max_c: Floats
    leaving_c: Floats
    return_c: float
    outcome: Outcome


def move_air(
    solver: FlowSolver, space: Space, imposed: Imposed, is_fixed: Bools, start: Floats | None, settled: bool,
    stop: Stop | None = None,
) -> Moving | None:
    """Flow of the whole room for what the devices impose [m3/s]; None when stopped.

    `is_fixed` [n_device]: leaves at a given temperature (a fan unit) instead of warming what it draws. Checked against
    the uniform channel, mirror symmetry and superposition (tests/solve/air/test_flow.py). Errors: no jets, no
    entrainment, no buoyancy (see the package docstring).
    """
    moved = balance(space, imposed)
    solved = solver.solve(space, moved.put_in, start, settled, stop)
    if solved is None:
        return None
    phi, residual, count, converged = solved
    faces = []
    for axis, (g, step) in enumerate(zip((space.gx, space.gy, space.gz), space.grid.steps, strict=True)):
        flow = np.empty_like(phi)
        face_flows(g, phi, step, flow)
        on_axis = space.seam_axis == axis
        flow[space.seam_cell[on_axis]] += moved.seam_m3_s[on_axis]
        if axis == 2:
            flow += moved.lifted
        faces.append(flow)
    is_renewed = renewed_regions(space, moved, is_fixed)
    transport = Transport(space, moved, phi, (faces[0], faces[1], faces[2]), is_renewed)
    return Moving(space, moved, transport, phi, is_renewed, residual, count, converged)


def carry_heat(
    moving: Moving, heat: Heat, start: Field | None, settled: bool, stop: Stop | None = None
) -> RoomAir | None:
    """Temperatures of a moving room; None when stopped.

    Settled, the room's heat balance closes to better than 1e-8 (tests/solve/air/test_heat.py); live, inlets are within
    0.1 K of that.
    """
    moved, n = moving.moved, heat.fixed_c.size
    given = ~np.isnan(heat.fixed_c) & (moved.flow_m3_s[:n] > 0.0)
    weight = np.where(given, moved.flow_m3_s[:n], 0.0)
    zero_c = float((weight[given] @ heat.fixed_c[given]) / weight.sum()) if given.any() else 20.0
    solve = moving.transport.settled if settled else moving.transport.live
    field = solve(heat, zero_c, start, stop)
    if field is None:
        return None
    mean, warmest = np.empty(n + 2), np.empty(n + 2)
    drawn_air(field.cell_c, 0, moved.sink_cell, moved.sink_device, moved.sink_share, mean, warmest)
    has_sink = np.bincount(moved.sink_device, minlength=n + 2) > 0
    mean[~has_sink] = warmest[~has_sink] = np.nan
    unknown = np.isnan(mean[:n]) & has_sink[:n] & np.isnan(heat.fixed_c)
    leaving = np.where(unknown, np.nan, field.leaving_c[:n])
    return RoomAir(moving, field, mean[:n], warmest[:n], leaving, float(mean[n]), _outcome(moving, field))


def _outcome(moving: Moving, field: Field) -> Outcome:
    residual = max(moving.residual_frac, field.residual_frac)
    count = moving.iterations + field.iterations
    if not (moving.converged and field.converged):
        return Outcome("failed", count, residual, message="air flow or heat did not converge")
    if not moving.is_renewed.all() or moving.moved.leaks:
        return Outcome("diagnosed", count, residual, message="a part of the room is sealed or nothing cools it")
    return Outcome("converged", count, residual)
