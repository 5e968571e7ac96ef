"""Heat carried by the flows: residual and Jacobian of the node balances, and one Newton step.

Conservative upwind form: at every node, sum over arriving branches of m h(T_upstream) + Q equals the flow times h(T).
Unknown are the node temperatures and the flows of control valves; flows answer to the valves by their response columns.
Rooms follow the nodes: their unknown is how much all their air is warmer than the conditions say, so that coils take what
the room gives off.
"""

from __future__ import annotations

from math import exp

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from gigahall.physics.kernel import kernel, part
from gigahall.solve.coolant.devices import STILL_KG_S, enthalpy, heat_capacity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VALVE_SCALE = 1e5
"""J/kg: brings the valve rows [kg/s] to the size of the heat rows [W]."""
LEAK_W_K = 1e-7
"""Heat lost by every node to `rest_c`: gives loops whose heat nothing takes a (very high) temperature to be told by."""


@part
def branch_heat(
    flow: float, t: float, fluid: Floats, fixed_w: float, supply_c: float, wall_w_k: float, wall_c: float
) -> tuple[float, float, float]:
    """(Q, dQ/dT, dQ/d|m|) of a branch by itself: given heat, an ideal source, heat through the pipe wall."""
    q, dq, dm = fixed_w, 0.0, 0.0
    if supply_c == supply_c:
        dm = enthalpy(fluid, supply_c) - enthalpy(fluid, t)
        q += flow * dm
        dq -= flow * heat_capacity(fluid, t)
    if wall_w_k > 0.0:
        rate = flow * heat_capacity(fluid, t)
        part = 1.0 - exp(-wall_w_k / rate)
        q += rate * (wall_c - t) * part
        dq -= rate * part
    return q, dq, dm


@kernel(
    "i8[::1], i8[::1], f8[::1], f8[::1], i8[::1], f8[:, ::1], f8[::1], f8[::1], f8[::1], f8[::1], f8, f8[::1], "
    "f8[:, ::1], i8[::1], i8[::1], i8[::1], f8[::1], f8[::1], f8[:, ::1], f8[::1], i8[::1], f8[::1], f8[::1], f8[::1], "
    "i8[::1], i8[::1], "
    "f8[::1], f8[:, ::1]",
)
def balances(
    tail: Ints, head: Ints, flow: Floats, t: Floats, fluid_of_branch: Ints, fluids: Floats, fixed_w: Floats, supply_c: Floats,
    wall_w_k: Floats, wall_c: Floats, rest_c: float, fixed_c: Floats, response: Floats, hot: Ints, cold: Ints,
    room: Ints, room_w: Floats, room_w_k: Floats, device: Floats, valve_flow: Floats, slot_of_device: Ints,
    residual: Floats, heat: Floats, inflow: Floats, rows: Ints, columns: Ints, values: Floats, by_valve: Floats,
) -> int:
    """Fill residual [n_node + n_room + n_valve] (W, and W-scaled kg/s), heat [n_branch], the sparse entries and the dense valve
    columns `by_valve` [n_node + n_room + n_valve, n_valve]; returns the number of sparse entries. `residual`, `inflow` and
    `by_valve` come full of zeros."""
    n_node = len(t) - len(room_w)
    count = _branches(
        tail, head, flow, t, fluid_of_branch, fluids, fixed_w, supply_c, wall_w_k, wall_c, response, residual, heat, inflow,
        rows, columns, values, by_valve,
    )
    for r in range(len(room_w)):
        residual[n_node + r] = room_w[r]
        inflow[n_node + r] = room_w_k[r]
    for d in range(len(hot)):
        at = n_node + room[d] if room[d] >= 0 else -1
        count = _device(
            d, at, tail, head, flow, hot, cold, device, response, residual, heat, rows, columns, values, by_valve, count
        )
        if at >= 0:
            count = _room(
                d, at, tail, head, flow, cold, device, response, residual, rows, columns, values, by_valve, count
            )
        if slot_of_device[d] >= 0:
            count = _valve(
                d, slot_of_device[d], len(t), at, tail, head, flow, hot, cold, device, valve_flow, response, residual,
                rows, columns, values, by_valve, count,
            )
    for n in range(len(t)):
        residual[n] -= LEAK_W_K * (t[n] - (rest_c if n < n_node else 0.0))
        rows[count], columns[count], values[count] = n, n, -LEAK_W_K
        count += 1
    return _still_nodes(tail, head, flow, t, fixed_c, inflow, residual, rows, columns, values, by_valve, count)


@part
def _branches(
    tail: Ints, head: Ints, flow: Floats, t: Floats, fluid_of_branch: Ints, fluids: Floats, fixed_w: Floats, supply_c: Floats,
    wall_w_k: Floats, wall_c: Floats, response: Floats, residual: Floats, heat: Floats, inflow: Floats, rows: Ints,
    columns: Ints, values: Floats, by_valve: Floats,
) -> int:
    """What every branch carries to its downstream node, devices left out; starts the list of sparse entries."""
    count = 0
    for b in range(len(tail)):
        size = abs(flow[b])
        heat[b] = 0.0
        if size <= STILL_KG_S:
            continue
        up, down = (tail[b], head[b]) if flow[b] >= 0.0 else (head[b], tail[b])
        fluid = fluids[fluid_of_branch[b]]
        q, dq, dm = branch_heat(size, t[up], fluid, fixed_w[b], supply_c[b], wall_w_k[b], wall_c[b])
        step = enthalpy(fluid, t[up]) - enthalpy(fluid, t[down])
        rate_up, rate_down = size * heat_capacity(fluid, t[up]), size * heat_capacity(fluid, t[down])
        residual[down] += size * step + q
        heat[b] = q
        inflow[down] += rate_down
        rows[count], columns[count], values[count] = down, up, rate_up + dq
        rows[count + 1], columns[count + 1], values[count + 1] = down, down, -rate_down
        count += 2
        sign = 1.0 if flow[b] >= 0.0 else -1.0
        for v in range(by_valve.shape[1]):
            by_valve[down, v] += (step + dm) * sign * response[b, v]
    return count


@part
def _valve(
    d: int, v: int, n_node: int, at: int, tail: Ints, head: Ints, flow: Floats, hot: Ints, cold: Ints, device: Floats,
    valve_flow: Floats, response: Floats, residual: Floats, rows: Ints, columns: Ints, values: Floats, by_valve: Floats,
    count: int,
) -> int:
    """The row of one control valve: the flow its device asks for minus the flow it has; `at`: the room's row or -1."""
    row = n_node + v
    residual[row] = VALVE_SCALE * (device[d, 1] - valve_flow[v])
    by_valve[row, v] -= VALVE_SCALE
    if at >= 0:
        rows[count], columns[count], values[count] = row, at, VALVE_SCALE * device[d, 6]
        count += 1
    for i in range(2):
        b = hot[d] if i == 0 else cold[d]
        if b < 0:
            continue
        up = tail[b] if flow[b] >= 0.0 else head[b]
        rows[count], columns[count], values[count] = row, up, VALVE_SCALE * device[d, 6 + i]
        count += 1
        sign = 1.0 if flow[b] >= 0.0 else -1.0
        for k in range(by_valve.shape[1]):
            by_valve[row, k] += VALVE_SCALE * device[d, 8 + i] * sign * response[b, k]
    return count


@part
def _room(
    d: int, at: int, tail: Ints, head: Ints, flow: Floats, cold: Ints, device: Floats, response: Floats, residual: Floats,
    rows: Ints, columns: Ints, values: Floats, by_valve: Floats, count: int,
) -> int:
    """Take one coil's heat out of its room."""
    b = cold[d]
    residual[at] -= device[d, 0]
    up = tail[b] if flow[b] >= 0.0 else head[b]
    rows[count], columns[count], values[count] = at, at, -device[d, 2]
    rows[count + 1], columns[count + 1], values[count + 1] = at, up, -device[d, 3]
    sign = 1.0 if flow[b] >= 0.0 else -1.0
    for v in range(by_valve.shape[1]):
        by_valve[at, v] -= device[d, 5] * sign * response[b, v]
    return count + 2


@part
def _device(
    d: int, at: int, tail: Ints, head: Ints, flow: Floats, hot: Ints, cold: Ints, device: Floats, response: Floats,
    residual: Floats, heat: Floats, rows: Ints, columns: Ints, values: Floats, by_valve: Floats, count: int,
) -> int:
    """Add one device's heat to the nodes behind its branches, with all its derivatives; `at`: its room's row or -1."""
    for side in range(2):
        b = hot[d] if side == 0 else cold[d]
        if b < 0 or abs(flow[b]) <= STILL_KG_S:
            continue
        down = head[b] if flow[b] >= 0.0 else tail[b]
        gain = -1.0 if side == 0 else device[d, 10]
        residual[down] += gain * device[d, 0]
        heat[b] += gain * device[d, 0]
        if at >= 0:
            rows[count], columns[count], values[count] = down, at, gain * device[d, 2]
            count += 1
        for i in range(2):
            other = hot[d] if i == 0 else cold[d]
            if other < 0:
                continue
            up = tail[other] if flow[other] >= 0.0 else head[other]
            rows[count], columns[count], values[count] = down, up, gain * device[d, 2 + i]
            count += 1
            sign = 1.0 if flow[other] >= 0.0 else -1.0
            for v in range(by_valve.shape[1]):
                by_valve[down, v] += gain * device[d, 4 + i] * sign * response[other, v]
    return count


@part
def _still_nodes(
    tail: Ints, head: Ints, flow: Floats, t: Floats, fixed_c: Floats, inflow: Floats, residual: Floats, rows: Ints,
    columns: Ints, values: Floats, by_valve: Floats, count: int,
) -> int:
    """Nodes nothing flows into take the temperature of a tail node (they carry no energy); given ones keep theirs."""
    n_node = len(t)
    tied = np.empty(n_node, np.int64)
    for n in range(n_node):
        tied[n] = -1
    for b in range(len(tail)):
        if abs(flow[b]) <= STILL_KG_S and inflow[head[b]] == 0.0 and tied[head[b]] < 0:
            tied[head[b]] = tail[b]
    for k in range(count):
        if rows[k] < n_node and (inflow[rows[k]] == 0.0 or fixed_c[rows[k]] == fixed_c[rows[k]]):
            values[k] = 0.0
    for n in range(n_node):
        given = fixed_c[n] == fixed_c[n]
        if inflow[n] > 0.0 and not given:
            continue
        for v in range(by_valve.shape[1]):
            by_valve[n, v] = 0.0
        rows[count], columns[count], values[count] = n, n, -1.0
        count += 1
        residual[n] = fixed_c[n] - t[n] if given else 0.0
        inflow[n] = 1.0
        if not given and tied[n] >= 0 and tied[n] != n:
            residual[n] = 1e-3 * (t[tied[n]] - t[n])
            values[count - 1] = -1e-3 - 1e-9
            rows[count], columns[count], values[count] = n, tied[n], 1e-3
            count += 1
    return count


def newton_step(
    residual: Floats, rows: Ints, columns: Ints, values: Floats, count: int, by_valve: Floats, brake: Floats
) -> Floats:
    """Change of (temperatures, valve flows) that brings the linearised residual to zero.

    `brake` [n_node + n_valve] is added to the diagonal: the heat capacity of a pseudo-transient step, 0 for Newton.
    """
    n = len(residual)
    n_node = n - by_valve.shape[1]
    at_row, at_column = np.nonzero(by_valve)
    diagonal = np.arange(n)
    matrix = sp.csc_matrix(
        (
            np.concatenate([values[:count], by_valve[at_row, at_column], -brake]),
            (
                np.concatenate([rows[:count], at_row, diagonal]),
                np.concatenate([columns[:count], at_column + n_node, diagonal]),
            ),
        ),
        (n, n),
    )
    step: Floats = splu(matrix, permc_spec="COLAMD").solve(-residual)
    return step
