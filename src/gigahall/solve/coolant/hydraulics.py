"""Flow of one loop: Newton on flows and pressures with the flows eliminated (Todini & Pilati 1988, EPANET's method).

Valves at their set flow, pumps at theirs and closed non-returns are active sets that change between the steps; the speed
of each pump group that holds a pressure difference is one more unknown, bordered onto the nodal matrix. The sparsity
pattern and the elimination order are found once and kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.solve.coolant.laws import CREEP_PA_S_KG, assemble, losses
from gigahall.solve.coolant.network import (
    FIXED_SPEED,
    HOLD_FLOW,
    LIFT,
    PIPE,
    POWER,
    PUMP,
    VALVE,
    Bools,
    Floats,
    Ints,
    Loop,
)
from gigahall.solve.sparse.ordering import elimination_order
from gigahall.solve.sparse.symmetric import SymmetricFactor

ON_LAW, HELD, SHUT = 0, 1, 2
FREE, FULL, LEAST = 0, 1, 2
"""State of a pump group's speed (and of a flow-holding pump on its curve)."""
LEAK_KG_S_PA = 1e-12
"""Weight of held and closed branches in the nodal matrix: keeps cut-off nodes defined; taken out of the flows at the end."""
LEAKS = 10.0
"""So many leaks through closed branches are no backward flow."""
SEAL_KG_S = 1e-9
"""Smaller set flows mean closed."""
ROUNDING_KG_S = 1e-7
"""Flows through almost lossless branches carry the rounding of pressures: 1e5 Pa x 1e-16 / CREEP."""
MOST_STEPS = 80
SHORTEN_AFTER = 25


@dataclass
class Flow:
    """Solved flow of one loop."""

    flow_kg_s: Floats
    pressure_pa: Floats
    square_speed: Floats
    state: NDArray[np.int8]
    group_state: list[int]
    iterations: int = 0
    last_step_kg_s: float = 0.0
    converged: bool = True
    imbalance_kg_s: float = 0.0
    driven: bool = True
    closed: Bools | None = None
    """What was closed in it: a branch that opens again starts anew."""

    def copy(self) -> Flow:
        return Flow(
            self.flow_kg_s.copy(), self.pressure_pa.copy(), self.square_speed.copy(), self.state.copy(),
            list(self.group_state), closed=self.closed,
        )


class Hydraulics:
    """Solver of one loop; keeps the pattern, the order and the last factor."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        fixed = np.zeros(loop.n_node, bool)
        fixed[loop.anchor_node] = True
        self._base_pa = np.zeros(loop.n_node)
        self._base_pa[loop.anchor_node] = loop.anchor_pa
        self._free = _elimination_order(loop, fixed)
        self._build_pattern()
        self._demand = loop.demand_kg_s[self._free] if len(loop.demand_kg_s) else np.zeros(len(self._free))
        self._is_flow_pump = (loop.kind == PUMP) & (loop.pump_hold == HOLD_FLOW)
        self._sense = np.zeros((len(loop.groups), loop.n_node))
        self._goal_pa = np.zeros(len(loop.groups))
        self._has_factor = False
        """Of the last step; none where nothing moves."""
        self._weight: Floats = np.zeros(loop.n_branch)
        self._loss = np.zeros(loop.n_branch)
        self._slope = np.ones(loop.n_branch)
        self._start_flow = self.start().flow_kg_s
        self._asked: tuple[Floats, Bools, Floats, Floats] | None = None
        self._answer: Flow | None = None

    def _build_pattern(self) -> None:
        loop, n = self.loop, len(self._free)
        position = np.full(loop.n_node, -1)
        position[self._free] = np.arange(n)
        a, b = position[loop.tail], position[loop.head]
        rows, columns = np.stack([a, b, a, b], 1), np.stack([a, b, b, a], 1)
        valid = (rows >= 0) & (columns >= 0)
        keys = np.unique(np.concatenate([(columns * n + rows)[valid], np.arange(n) * (n + 1)]))
        self._place = np.where(valid, np.searchsorted(keys, columns * n + rows), -1)
        pointers = np.searchsorted(keys // max(n, 1), np.arange(n + 1))
        self._values = np.zeros(len(keys))
        self._factored = SymmetricFactor(n, pointers, keys % max(n, 1))

    def start(self) -> Flow:
        """Cold start: valves at their set flow, pumps on a quarter of their fall, pipes at 1 m/s, all at full speed."""
        loop, par = self.loop, self.loop.parameters
        guess = np.select(
            [loop.kind == PIPE, loop.kind == POWER, loop.kind == PUMP, loop.kind == VALVE],
            [0.785 * par[:, 1] ** 2, par[:, 1], _pump_start(par), par[:, 0]],
            1e-2,
        )
        speeds = np.where(loop.pump_hold == FIXED_SPEED, loop.pump_value**2, 1.0)
        state = np.where((loop.kind == VALVE) | self._is_flow_pump, HELD, ON_LAW).astype(np.int8)
        return Flow(guess * float(loop.coolant.density_kg_m3(30.0)), self._base_pa.copy(), speeds, state, [FREE] * len(loop.groups))

    def solve(self, held_kg_s: Floats, closed: Bools, rho: Floats, mu: Floats, last: Flow | None, tolerance: float) -> Flow:
        """Flow with the given set flows.

        `held_kg_s` [n_branch]: set flow of valves and flow-holding pumps. `closed` [n_branch]. `rho` [kg/m3], `mu`
        [Pa s] by branch. `tolerance`: largest flow change of the last step, relative to the largest flow.
        """
        if last is not None and last is self._answer and self._is_asked_again(held_kg_s, closed, rho, mu):
            return last
        flow = last.copy() if last is not None else self.start()
        self._asked, self._answer = (held_kg_s.copy(), closed, rho, mu), flow
        closed = closed | ((self.loop.kind == VALVE) & (held_kg_s <= SEAL_KG_S))
        self._apply_closed(flow, closed, held_kg_s)
        self._point_sensors(closed)
        flow.group_state = self._yielding(flow.group_state, flow)
        flow.driven = self._driven(closed)
        if not flow.driven:
            return self._rest(flow)
        flow.converged = False
        for iteration in range(1, MOST_STEPS + 1):
            flow.iterations = iteration
            before = flow.flow_kg_s
            self._step(flow, held_kg_s, rho, mu)
            if iteration > SHORTEN_AFTER:  # active sets that cycle settle when the steps are shortened
                flow.flow_kg_s = np.where(flow.state == ON_LAW, 0.5 * (before + flow.flow_kg_s), flow.flow_kg_s)
            changed = self._switch(flow, closed, held_kg_s, rho)
            scale = float(np.abs(flow.flow_kg_s).max(initial=0.0))
            flow.last_step_kg_s = float(np.abs(flow.flow_kg_s - before).max(initial=0.0))
            if not changed and flow.last_step_kg_s <= max(tolerance * scale, ROUNDING_KG_S):
                flow.converged = True
                break
        self._seal(flow, held_kg_s)
        return flow

    def _is_asked_again(self, held: Floats, closed: Bools, rho: Floats, mu: Floats) -> bool:
        """Are these the inputs of the last answer, but for changes too small to tell from rounding?"""
        if self._asked is None:
            return False
        held0, closed0, rho0, mu0 = self._asked
        same = np.array_equal(closed, closed0) and bool((np.abs(rho - rho0) <= 1e-11 * rho).all())
        return same and bool((np.abs(held - held0) <= 1e-11 * held).all()) and bool((np.abs(mu - mu0) <= 1e-9 * mu).all())

    def response(self, branches: Ints, flow: Flow) -> Floats:
        """d(flow of every branch) / d(set flow of each of `branches`), [n_branch, n]; 0 for those not at their set flow."""
        loop = self.loop
        answer = np.zeros((loop.n_branch, len(branches)))
        held = flow.state[branches] == HELD
        if not self._has_factor or not held.any():
            return answer
        answer[branches[held], np.flatnonzero(held)] = 1.0
        sources = np.stack([self._net(column) for column in answer.T], 1)
        pressures, speeds = self._bordered(flow, sources, np.zeros(len(loop.groups)))
        spread = np.zeros((loop.n_node, len(branches)))
        spread[self._free] = pressures
        lifted = np.zeros_like(answer)
        for number, group in enumerate(loop.groups):
            lifted[group.branches] = loop.parameters[group.branches, 0][:, None] * speeds[number]
        weight = np.where(flow.state == ON_LAW, self._weight, 0.0)
        answer += weight[:, None] * (spread[loop.tail] - spread[loop.head] + lifted)
        return answer

    # ------------------------------------------------------------------ one step

    def _step(self, flow: Flow, held: Floats, rho: Floats, mu: Floats) -> None:
        loop = self.loop
        losses(loop.kind, loop.parameters, flow.flow_kg_s, rho, mu, flow.square_speed, loop.friction, self._loss, self._slope)
        on_law = flow.state == ON_LAW
        self._weight = np.where(on_law, 1.0 / self._slope, LEAK_KG_S_PA)
        known = np.where(on_law, flow.flow_kg_s - self._weight * self._loss, np.where(flow.state == HELD, held, 0.0))
        base = self._weight * (self._base_pa[loop.tail] - self._base_pa[loop.head])
        self._factor()
        targets = self._goal_pa - self._sense @ self._base_pa
        pressures, speeds = self._bordered(flow, (self._net(known + base) - self._demand)[:, None], targets)
        flow.pressure_pa = self._base_pa.copy()
        flow.pressure_pa[self._free] = pressures[:, 0]
        drop = flow.pressure_pa[loop.tail] - flow.pressure_pa[loop.head]
        for number, group in enumerate(loop.groups):
            drop[group.branches] += loop.parameters[group.branches, 0] * speeds[number, 0]
            flow.square_speed[group.branches] += speeds[number, 0]
        flow.flow_kg_s = np.where(on_law, known + self._weight * drop, known)

    def _factor(self) -> None:
        assemble(self._values, self._place, self._weight)
        self._factored.factor(self._values)
        self._has_factor = True

    def _bordered(self, flow: Flow, sources: Floats, targets: Floats) -> tuple[Floats, Floats]:
        """Free node pressures [n, k] and changes of speed squared [n_group, k] that answer node `sources` [n, k]."""
        loop = self.loop
        speeds = np.zeros((len(loop.groups), sources.shape[1]))
        free = [number for number, state in enumerate(flow.group_state) if state == FREE and self._sense[number].any()]
        columns = []
        for number in free:
            lift = np.zeros(loop.n_branch)
            members = loop.groups[number].branches
            on = members[flow.state[members] == ON_LAW]
            lift[on] = self._weight[on] * loop.parameters[on, 0]
            columns.append(self._net(lift))
        solved = self._factored.solve(np.column_stack([sources, *columns])) if columns else self._factored.solve(sources)
        pressures, influence = solved[:, : sources.shape[1]], solved[:, sources.shape[1] :]
        if free:
            sense = self._sense[free][:, self._free]
            border = sense @ influence
            border[np.diag_indices(len(free))] += np.where(np.abs(np.diag(border)) < 1e-9, 1.0, 0.0)  # a pump that senses nothing
            speeds[free] = np.linalg.solve(border, targets[free][:, None] - sense @ pressures)
            pressures = pressures + influence @ speeds[free]
        return pressures, speeds

    def _net(self, branch_flow: Floats) -> Floats:
        """Net inflow into every free node."""
        loop = self.loop
        into: Floats = np.bincount(loop.head, branch_flow, loop.n_node).astype(np.float64)
        away: Floats = np.bincount(loop.tail, branch_flow, loop.n_node).astype(np.float64)
        return (into - away)[self._free]

    # ------------------------------------------------------------------ active sets

    def _apply_closed(self, flow: Flow, closed: Bools, held: Floats) -> None:
        loop = self.loop
        before = np.zeros(loop.n_branch, bool) if flow.closed is None else flow.closed
        woken = (flow.state == SHUT) & ~closed & (before | ~loop.non_return)
        flow.closed = closed
        flow.state[closed] = SHUT
        flow.state[woken] = np.where((loop.kind == VALVE) | self._is_flow_pump, HELD, ON_LAW)[woken]
        idle = (np.abs(flow.flow_kg_s) < SEAL_KG_S) & (flow.state == ON_LAW)
        if woken.any() or not flow.flow_kg_s.any():
            flow.flow_kg_s[idle] = self._start_flow[idle]
        fixed = loop.pump_hold == FIXED_SPEED
        flow.square_speed[fixed] = loop.pump_value[fixed] ** 2
        flow.square_speed[~fixed & (flow.square_speed <= 0.0)] = 1.0
        flow.flow_kg_s[flow.state == HELD] = held[flow.state == HELD]
        flow.flow_kg_s[flow.state == SHUT] = 0.0

    def _point_sensors(self, closed: Bools) -> None:
        """Pressure differences the groups hold: those of their members that are in service."""
        self._sense[:] = 0.0
        for number, group in enumerate(self.loop.groups):
            member = ~closed[group.branches]
            share = 1.0 / max(int(member.sum()), 1)
            np.add.at(self._sense[number], group.sense_from[member], share)
            np.add.at(self._sense[number], group.sense_to[member], -share)
            self._goal_pa[number] = share * float(group.hold_pa[member].sum())

    def _driven(self, closed: Bools) -> bool:
        """Is there anything to move the coolant: a pump, an ideal source, several fixed pressures, or a demand?"""
        loop = self.loop
        turning = (loop.kind == PUMP) & ((loop.pump_hold != FIXED_SPEED) | (loop.pump_value > 0.0))
        return bool(((turning | (loop.kind == LIFT)) & ~closed).any()) or len(loop.anchor_node) > 1 or bool(loop.demand_kg_s.any())

    def _rest(self, flow: Flow) -> Flow:
        flow.flow_kg_s[:] = 0.0
        flow.pressure_pa = np.full(self.loop.n_node, self.loop.anchor_pa[0] if len(self.loop.anchor_pa) else 0.0)
        flow.square_speed[:] = 0.0
        self._has_factor = False
        return flow

    def _switch(self, flow: Flow, closed: Bools, held: Floats, rho: Floats) -> bool:
        """Move branches and pump groups between their states; True when any moved."""
        before = flow.state.copy()
        drop = flow.pressure_pa[self.loop.tail] - flow.pressure_pa[self.loop.head]
        self._switch_valves(flow, held, rho, drop)
        if self._is_flow_pump.any():
            self._switch_flow_pumps(flow, held, rho, drop)
        self._switch_non_returns(flow, closed, drop)
        flow.state[closed] = SHUT
        groups = self._yielding([self._group_state(number, flow) for number in range(len(self.loop.groups))], flow)
        changed = groups != flow.group_state or bool((before != flow.state).any())
        flow.group_state = groups
        return changed

    def _switch_valves(self, flow: Flow, held: Floats, rho: Floats, drop: Floats) -> None:
        par = self.loop.parameters
        valve = self.loop.kind == VALVE
        open_loss = par[:, 1] * (held / np.maximum(rho * par[:, 0], 1e-12)) ** 2 + CREEP_PA_S_KG * held
        opens = valve & (flow.state == HELD) & (drop < open_loss - 1e-6 * (par[:, 1] + 1.0))
        regulates = valve & (flow.state == ON_LAW) & (flow.flow_kg_s > held * (1.0 + 1e-12))
        flow.state[opens] = ON_LAW
        flow.state[regulates] = HELD
        flow.flow_kg_s[regulates] = held[regulates]

    def _switch_flow_pumps(self, flow: Flow, held: Floats, rho: Floats, drop: Floats) -> None:
        loop = self.loop
        least = loop.pump_min_speed**2
        for b in np.flatnonzero(self._is_flow_pump):
            c0, c1, c2 = loop.parameters[b, :3]
            q = flow.flow_kg_s[b] / rho[b]
            if flow.state[b] == HELD:
                wanted = (-drop[b] + CREEP_PA_S_KG * held[b] - c1 * q * np.sqrt(flow.square_speed[b]) - c2 * q * abs(q)) / c0
                flow.square_speed[b] = min(max(wanted, least[b]), 1.0)
                flow.state[b] = HELD if least[b] * (1 - 1e-9) <= wanted <= 1.0 + 1e-9 else ON_LAW
            elif flow.state[b] == ON_LAW:
                at_full = flow.square_speed[b] >= 1.0
                over = flow.flow_kg_s[b] > held[b] * (1 + 1e-12)
                under = flow.flow_kg_s[b] < held[b] * (1 - 1e-12)
                flow.state[b] = HELD if (at_full and over) or (not at_full and under) else ON_LAW

    def _switch_non_returns(self, flow: Flow, closed: Bools, drop: Floats) -> None:
        loop = self.loop
        checked = loop.non_return & ~closed
        if not checked.any():
            return
        gain = np.where(loop.kind == PUMP, flow.square_speed * loop.parameters[:, 0], 0.0)
        gain = np.where(loop.kind == LIFT, loop.parameters[:, 0], gain)
        leaks = LEAKS * LEAK_KG_S_PA * float(np.ptp(flow.pressure_pa))  # a pump behind a shut valve passes its leak back
        back = checked & (flow.state == ON_LAW) & (flow.flow_kg_s < -(SEAL_KG_S + leaks))
        opens = checked & (flow.state == SHUT) & (drop + gain > 1e-3)
        flow.state[back] = SHUT
        flow.flow_kg_s[back] = 0.0
        flow.state[opens] = ON_LAW
        flow.square_speed[opens & self._is_flow_pump] = 1.0  # its flow may not get through the check valve behind it
        flow.flow_kg_s[opens] = 0.1 * self._start_flow[opens]

    def _group_state(self, number: int, flow: Flow) -> int:
        group = self.loop.groups[number]
        running = group.branches[flow.state[group.branches] != SHUT]
        if not len(running):
            return flow.group_state[number]
        square, least = float(flow.square_speed[running[0]]), group.min_speed**2
        state = flow.group_state[number]
        goal = float(self._goal_pa[number])
        sensed = float(self._sense[number] @ flow.pressure_pa) - goal
        slack = 1e-9 * (abs(goal) + 1.0)
        if state == FREE:
            state = FULL if square > 1.0 + 1e-12 else LEAST if square < least - 1e-12 else FREE
        elif (state == FULL and sensed > slack) or (state == LEAST and sensed < -slack):
            state = FREE
        if state != FREE:
            flow.square_speed[group.branches] = 1.0 if state == FULL else least
        return state

    def _yielding(self, states: list[int], flow: Flow) -> list[int]:
        """Of free groups that sense the same difference only the one with the highest goal holds it; the others, whose
        controllers see more than they want, run at their least speed."""
        free = sorted((n for n, state in enumerate(states) if state == FREE), key=lambda n: (-self._goal_pa[n], n))
        for place, number in enumerate(free):
            if any(np.array_equal(self._sense[number], self._sense[other]) for other in free[:place]) and self._sense[number].any():
                states[number] = LEAST
                flow.square_speed[self.loop.groups[number].branches] = self.loop.groups[number].min_speed ** 2
        return states

    def _seal(self, flow: Flow, held: Floats) -> None:
        """Take the leaks of held and closed branches out, so that every node balances exactly."""
        if not self._has_factor:
            return
        loop = self.loop
        flow.flow_kg_s = np.where(flow.state == HELD, held, np.where(flow.state == SHUT, 0.0, flow.flow_kg_s))
        for _ in range(2):
            open_nodes = self._net(flow.flow_kg_s) - self._demand
            spread = np.zeros(loop.n_node)
            spread[self._free] = self._factored.solve(open_nodes)
            flow.flow_kg_s += np.where(flow.state == ON_LAW, self._weight * (spread[loop.tail] - spread[loop.head]), 0.0)
        flow.flow_kg_s[np.abs(flow.flow_kg_s) < SEAL_KG_S] = 0.0
        flow.imbalance_kg_s = float(np.abs(self._net(flow.flow_kg_s) - self._demand).max(initial=0.0))


def _pump_start(par: Floats) -> Floats:
    """Flow where a pump's curve has fallen by a quarter [m3/s]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.sqrt(0.25 * par[:, 0] / -par[:, 2])
    return np.where(np.isfinite(start) & (start > 0.0), start, 1e-2)


def _elimination_order(loop: Loop, fixed: Bools) -> Ints:
    """Free nodes in an order that fills little."""
    free = np.flatnonzero(~fixed)
    position = np.full(loop.n_node, -1)
    position[free] = np.arange(len(free))
    tail, head = position[loop.tail], position[loop.head]
    inner = (tail >= 0) & (head >= 0)
    return free[elimination_order(len(free), tail[inner], head[inner])]
