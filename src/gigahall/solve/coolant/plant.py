"""Loops that exchange heat, solved together: flow, temperatures and control valves until all agree."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.coolants import Coolant
from gigahall.solve.coolant.devices import CHILLER, COOLER, STILL_KG_S, Devices, cooler_speed, evaluate_all
from gigahall.solve.coolant.hydraulics import ON_LAW, Flow, Hydraulics
from gigahall.solve.coolant.network import VALVE, Bools, Floats, Ints, Loop
from gigahall.solve.coolant.paths import Paths, heat_paths
from gigahall.solve.coolant.transport import VALVE_SCALE, balances, newton_step
from gigahall.solve.outcome import Outcome

OVERLOADED_C = 1000.0
"""Where more heat enters than its chillers can take, coolant is held so hot that they give all they have."""
MOST_STEP_K = 30.0
REACH_C = 30.0
"""What can flow is asked at this temperature."""
REACH_TOLERANCE = 1e-3
NEWTON_STEPS = 16
SLOWEST = 0.3
COLDEST_C = -60.0
CHURN_FRAC = 0.45
"""Shaft power of a radial pump at no flow and full speed by that at its rating: 40 to 50 % at low specific speed,
Karassik et al., Pump Handbook, 4th ed. 2008, ch. 2.3. It goes with the cube of speed."""
DRIVE_FRAC = 0.10
"""Motor and drive losses beside it."""
CHURN_TO_FRAC = 0.1
"""Share of the rated flow at which the power law of the rating takes over."""


@dataclass(frozen=True)
class PumpDuty:
    """What the pumps draw and put into the coolant, one row per pump branch."""

    branch: Ints
    count: Floats
    idle_w: Floats
    """Of each of `count` pumps."""
    efficiency: Floats
    rated_w: Floats
    """> 0: draw = idle + rated (q / rated)(head / rated); else idle + hydraulic / efficiency."""
    rated_m3_s: Floats
    """Of all `count` pumps."""
    rated_pa: Floats
    wet: Bools


@dataclass(frozen=True)
class Conditions:
    """What changes from solve to solve."""

    closed: Bools
    """[n_branch]"""
    heat_w: Floats
    """[n_branch], put into the coolant (racks)."""
    devices: Floats
    """[n_device, 8]: parameters with the outdoor and room air of the moment."""
    rest_c: float
    """Outdoor dry bulb."""
    tolerance: float = 1e-9
    """Largest node imbalance [K] and valve error (fraction)."""
    most_steps: int = 60
    stuck: Bools = field(default_factory=lambda: np.zeros(0, bool))
    """[n_branch], their heat has no way out: no heat enters there, and they have no temperature; empty = none."""
    moves: Bools = field(default_factory=lambda: np.zeros(0, bool))
    """[n_branch], something can move in them; a loop in which nothing can starts cold, empty = all can."""
    overloaded: Bools = field(default_factory=lambda: np.zeros(0, bool))
    """[n_branch], more heat enters than their chillers can take: they have no steady temperature; empty = none."""
    room_w: Floats = field(default_factory=lambda: np.zeros(0))
    """[n_room], heat that the coils of a room have to take in a steady state; NaN = not known, its air is as given."""


@dataclass
class PlantState:
    """A solved plant; also the warm start of the next solve."""

    flow_kg_s: Floats
    pressure_pa: Floats
    node_c: Floats
    in_c: Floats
    """[n_branch], at the upstream end."""
    out_c: Floats
    """[n_branch], leaving the branch, before mixing."""
    rho: Floats
    """[n_branch], at `in_c`."""
    branch_w: Floats
    """[n_branch], all heat put into the coolant."""
    device_w: Floats
    device_gain: Floats
    fan_speed: Floats
    """[n_device], coolers only."""
    valve_flow: Floats
    """[n_valve], flow the control valves were asked for [kg/s]."""
    valve_most: Floats
    square_speed: Floats
    on_law: Bools
    """[n_branch]: a valve that is fully open, a flow-holding pump at a limit of its speed."""
    pump_w: Floats
    pump_heat_w: Floats
    group_states: list[list[int]]
    loops: list[Flow]
    has_steady: Bools
    """[n_node], has a temperature of its own."""
    shift_k: Floats
    """[n_device], how much warmer than in the conditions the air entering a coil is once its room is steady."""
    imbalance_kg_s: float
    residual_w: float
    outcome: Outcome
    steps: int = 0
    wanted_w: Floats | None = None
    """[n_device], heat at which all set points would be held; only where chillers are at their capacity."""


@dataclass
class Plant:
    """Loops, devices and pumps of one thermally connected plant. Branches and nodes count through all loops."""

    loops: tuple[Loop, ...]
    devices: Devices
    pumps: PumpDuty
    supply_c: Floats
    """[n_branch], outlet of an ideal source; NaN elsewhere."""
    fixed_c: Floats
    """[n_node], given temperatures (boundary nodes of open networks); NaN elsewhere."""
    wall_w_k: Floats
    """[n_branch], through the pipe wall to `wall_c`."""
    wall_c: Floats
    start_c: Floats
    """[n_node], guess of a cold start."""
    _hydraulics: list[Hydraulics] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        loops = self.loops
        self._hydraulics = [Hydraulics(loop) for loop in loops]
        branches, nodes = [loop.n_branch for loop in loops], [loop.n_node for loop in loops]
        self._branch_at = np.concatenate([[0], np.cumsum(branches)]).astype(int)
        self._node_at = np.concatenate([[0], np.cumsum(nodes)]).astype(int)
        self.loop_of_branch = np.repeat(np.arange(len(loops)), branches)
        self.loop_of_node = np.repeat(np.arange(len(loops)), nodes)
        self.tail = np.concatenate([loop.tail + at for loop, at in zip(loops, self._node_at, strict=False)])
        self.head = np.concatenate([loop.head + at for loop, at in zip(loops, self._node_at, strict=False)])
        self.kind = np.concatenate([loop.kind for loop in loops])
        self.parameters = np.concatenate([loop.parameters for loop in loops])
        self._pump_hold = np.concatenate([loop.pump_value for loop in loops])
        self._fluids = np.stack([_fluid_row(loop.coolant) for loop in loops])
        controlled = self.devices.valve >= 0
        self.valves = self.devices.valve[controlled]
        self._slot = np.full(self.devices.n, -1)
        self._slot[controlled] = np.arange(len(self.valves))
        self._valves_of_loop = [np.flatnonzero(self.loop_of_branch[self.valves] == k) for k in range(len(loops))]

    @property
    def n_node(self) -> int:
        return len(self.tail) and int(self._node_at[-1])

    @property
    def n_room(self) -> int:
        """Rooms whose air the coils cool."""
        return int(self.devices.room.max(initial=-1)) + 1

    def paths(self, closed: Bools, devices: Floats) -> Paths:
        """Where heat can go with these branches closed and these device parameters."""
        t = np.full(len(self.tail), REACH_C)
        rho, mu = self._properties(t)
        held = np.where(self.kind == VALVE, self.parameters[:, 0], self._pump_hold) * rho
        flow = np.zeros(len(self.tail))
        for k, hydraulics in enumerate(self._hydraulics):
            part = slice(self._branch_at[k], self._branch_at[k + 1])
            flow[part] = hydraulics.solve(held[part], closed[part], rho[part], mu[part], None, REACH_TOLERANCE).flow_kg_s
        given = ~np.isnan(self.fixed_c)
        sinks = ~np.isnan(self.supply_c) | (self.wall_w_k > 0.0) | given[self.tail] | given[self.head]
        return heat_paths(flow, self.tail, self.head, self.devices, devices, sinks)

    # ------------------------------------------------------------------ solving

    def solve(self, given: Conditions, last: PlantState | None = None) -> PlantState:
        """Settled or early-stopped state under `given`; warm from `last` of the same plant.

        Plants at the edge of their chillers' capacity can have two steady states: one in which the controls hold, one with
        every valve open. When a chiller is at its limit the plant is solved without limits first; the state that holds is
        taken if there is one, else the limited state that follows from it.
        """
        chillers = np.flatnonzero((self.devices.kind == CHILLER) & ~self._touches(given.overloaded))
        if not len(chillers):
            return self._settle(given, last)
        state = self._settle(replace(given, most_steps=min(NEWTON_STEPS, given.most_steps)), last)
        limits = given.devices[chillers, 1]
        if state.outcome.ok and (state.device_w[chillers] < limits * (1.0 - 1e-9)).all():
            return state
        unlimited = given.devices.copy()
        unlimited[chillers, 1] = np.inf
        ideal = self._settle(replace(given, devices=unlimited), last)
        if ideal.outcome.ok and (ideal.device_w[chillers] <= limits).all():
            return ideal
        limited = self._settle(given, ideal if ideal.outcome.ok else last)
        if ideal.outcome.ok:
            limited.wanted_w = ideal.device_w
        return limited

    def still_loops(self, given: Conditions) -> list[int]:
        """Loops in which nothing can move."""
        moving = set(self.loop_of_branch[given.moves].tolist()) if len(given.moves) else set(range(len(self.loops)))
        return [k for k in range(len(self.loops)) if k not in moving]

    def rooms(self, given: Conditions, off: Bools) -> tuple[Floats, Floats]:
        """[n_room] heat to be taken, NaN where it is not known or no coil of the room can move; air's W/K through coils."""
        at, can = self.devices.room, ~off & (given.devices[:, 1] > 0.0)
        mine = (at >= 0) & can
        rate = np.bincount(at[mine], given.devices[mine, 1], self.n_room).astype(np.float64)
        known = given.room_w if len(given.room_w) else np.full(self.n_room, np.nan)
        return np.where(rate > 0.0, known, np.nan), np.maximum(rate, 1.0)

    def _touches(self, branches: Bools) -> Bools:
        """[n_device], devices with one of these branches (empty = none)."""
        marked = np.append(branches if len(branches) else np.zeros(len(self.tail), bool), False)
        found: Bools = marked[self.devices.hot] | marked[self.devices.cold]
        return found

    def _settle(self, given: Conditions, last: PlantState | None) -> PlantState:
        work = _Work(self, given, last)
        begun = (work.t.copy(), work.valve.copy(), list(work.loops))
        error = np.inf
        for steps in range(1, given.most_steps + 1):
            if steps == NEWTON_STEPS:  # Newton wanders: follow a damped transient from where it began instead
                work.t, work.valve, work.loops = begun[0].copy(), begun[1].copy(), list(begun[2])
                work.courant = 1.0
            self._flows(work, given)
            error = self._heat(work, given)
            if error <= 1.0 and work.hydraulics_ok:
                break
            work.pace(error)
            self._advance(work)
        return self._finish(work, given, steps, error)

    def _flows(self, work: _Work, given: Conditions) -> None:
        """Flow of every loop for the densities, viscosities and valve requests of the moment."""
        work.upstream = np.where(work.flow >= 0.0, self.tail, self.head)
        t_in = work.t[work.upstream]
        work.rho, work.mu = self._properties(t_in)
        held = np.where(self.kind == VALVE, self.parameters[:, 0], self._pump_hold) * work.rho
        work.most = held[self.valves]
        work.valve = np.clip(work.valve, 0.0, work.most)
        held[self.valves] = work.valve
        tolerance = max(1e-12, 1e-2 * given.tolerance)
        work.hydraulics_ok = True
        for k, hydraulics in enumerate(self._hydraulics):
            part = slice(self._branch_at[k], self._branch_at[k + 1])
            solved = hydraulics.solve(held[part], given.closed[part], work.rho[part], work.mu[part], work.loops[k], tolerance)
            work.loops[k] = solved
            work.flow[part] = solved.flow_kg_s
            work.hydraulics_ok &= solved.converged
            mine = self._valves_of_loop[k]
            if len(mine):
                work.response[part, mine] = hydraulics.response(self.valves[mine] - self._branch_at[k], solved)
        work.upstream = np.where(work.flow >= 0.0, self.tail, self.head)

    def _heat(self, work: _Work, given: Conditions) -> float:
        """Residual of all balances; returns the largest error as a multiple of the tolerance."""
        t_in = work.t[work.upstream]
        work.pump_w, work.pump_heat = self._pumping(work, given)
        fixed = np.where(work.stuck, 0.0, given.heat_w)
        work.pump_heat = np.where(work.stuck[self.pumps.branch], 0.0, work.pump_heat)
        np.add.at(fixed, self.pumps.branch, work.pump_heat)
        slots = self._slot >= 0
        at_limit = self._at_hydraulic_limit(work, given)
        most = np.zeros(self.devices.n)
        most[slots] = np.where(at_limit, np.abs(work.flow[self.valves]), work.most)
        saturated = np.zeros(self.devices.n, bool)
        saturated[slots] = at_limit
        devices = self.devices
        evaluate_all(
            devices.kind, devices.hot, devices.cold, given.devices, self.loop_of_branch, self._fluids, t_in, work.flow,
            work.shift_k, slots, most, work.device,
        )
        work.device[work.off] = 0.0
        work.device[work.off & slots, 1] = most[work.off & slots]
        work.device[work.off, 10] = 1.0
        stuck = slots & saturated & (work.device[:, 1] >= most * (1.0 - 1e-12))
        work.device[stuck, 1] = work.most[self._slot[stuck]]
        for summed in (work.residual, work.inflow, work.by_valve):
            summed.fill(0.0)
        work.count = balances(
            self.tail, self.head, work.flow, work.t, self.loop_of_branch, self._fluids, fixed, self.supply_c, self.wall_w_k,
            self.wall_c, given.rest_c, work.fixed_c, work.response, devices.hot, devices.cold, devices.room, work.room_w,
            work.room_w_k, work.device, work.valve, self._slot, work.residual, work.heat, work.inflow, work.rows, work.columns,
            work.values, work.by_valve,
        )
        n = len(work.t)
        kelvin = np.abs(work.residual[:n]) / work.inflow
        valve = np.abs(work.residual[n:]) / VALVE_SCALE / np.maximum(work.most, 1e-12)
        return max(float(kelvin.max(initial=0.0)), float(valve.max(initial=0.0))) / given.tolerance

    def _advance(self, work: _Work) -> None:
        """One step of Newton (Courant number infinite) or of a pseudo-transient, held inside a trust region."""
        n = len(work.t)
        rate = np.concatenate([np.where(work.inflow > 1.0, work.inflow, 0.0), np.full(len(work.valve), VALVE_SCALE)])
        step = newton_step(
            work.residual, work.rows, work.columns, work.values, work.count, work.by_valve, rate / work.courant
        )
        work.t = np.maximum(work.t + np.clip(step[:n], -MOST_STEP_K, MOST_STEP_K), COLDEST_C)
        asked = work.valve + work.residual[n:] / VALVE_SCALE
        moved = np.clip(work.valve + step[n:], 0.0, work.most)
        shut = (asked <= 0.0) & (work.asked_before <= 0.0)
        floor = np.where(shut, 0.0, 0.2 * np.where(work.valve > 0.0, work.valve, np.minimum(asked, work.most)))
        work.valve = np.maximum(moved, floor)
        work.asked_before = asked

    def _at_hydraulic_limit(self, work: _Work, given: Conditions) -> Bools:
        """[n_valve], control valves that let through less than asked: fully open, closed off, or in a loop at rest."""
        state = np.concatenate([flow.state for flow in work.loops])[self.valves]
        driven = np.array([flow.driven for flow in work.loops])[self.loop_of_branch[self.valves]]
        limit: Bools = (state == ON_LAW) | given.closed[self.valves] | ~driven
        return limit

    def _properties(self, t_in: Floats) -> tuple[Floats, Floats]:
        row = self._fluids[self.loop_of_branch].T
        t = np.clip(t_in, row[14], row[15])
        rho = row[0] + t * (row[1] + t * (row[2] + t * row[3]))
        mu = np.exp(row[9] + t * (row[10] + t * (row[11] + t * (row[12] + t * row[13]))))
        return rho, mu

    def _pumping(self, work: _Work, given: Conditions) -> tuple[Floats, Floats]:
        """Electrical power and heat into the coolant of every pump [W]. One that turns against a shut path churns: what
        it draws then leaves through its casing."""
        pumps = self.pumps
        b = pumps.branch
        pressure = np.concatenate([flow.pressure_pa for flow in work.loops]) if work.loops else np.zeros(0)
        head = np.maximum(pressure[self.head[b]] - pressure[self.tail[b]], 0.0)
        q = np.maximum(work.flow[b], 0.0) / work.rho[b]
        hydraulic = q * head
        rated_w = np.where(
            pumps.rated_w > 0.0, pumps.count * pumps.rated_w, pumps.rated_m3_s * pumps.rated_pa / pumps.efficiency
        )
        by_rating = pumps.count * pumps.rated_w * (q / pumps.rated_m3_s) * (head / np.maximum(pumps.rated_pa, 1e-9))
        shaft = np.where(pumps.rated_w > 0.0, by_rating, hydraulic / pumps.efficiency)
        square = np.concatenate([flow.square_speed for flow in work.loops])[b] if work.loops else np.zeros(0)
        speed = np.sqrt(np.maximum(square, 0.0))
        turning = (speed > 0.0) & ~given.closed[b]
        churned = rated_w * np.where(turning, DRIVE_FRAC + CHURN_FRAC * speed**3, 0.0)
        fading = np.maximum(1.0 - q / np.maximum(CHURN_TO_FRAC * speed * pumps.rated_m3_s, 1e-12), 0.0)
        controls = np.where(given.closed[b], 0.0, pumps.count * pumps.idle_w)  # also of one whose control lets it rest
        electrical = controls + np.where(turning, np.maximum(shaft, churned * fading), 0.0)
        into = np.where(pumps.wet, electrical, np.minimum(hydraulic, electrical))
        return electrical, np.where(q > 0.0, into, 0.0)

    # ------------------------------------------------------------------ the answer

    def _finish(self, work: _Work, given: Conditions, steps: int, error: float) -> PlantState:
        has_steady = ~work.held[: self.n_node]
        t_in = work.t[work.upstream]
        moving = np.abs(work.flow) > 0.0
        rise = np.where(moving & has_steady[work.upstream], work.heat, 0.0)
        out_c = self._outlet(t_in, work.flow, rise)
        ok = error <= 1.0 and work.hydraulics_ok
        message = "" if ok else f"coolant not settled after {steps} steps, error {error:.1e} times the tolerance"
        n = self.n_node
        worst = np.argsort(-np.abs(work.residual[:n]) / work.inflow[:n])[:5]
        return PlantState(
            flow_kg_s=work.flow, pressure_pa=np.concatenate([flow.pressure_pa for flow in work.loops]),
            node_c=work.t[: self.n_node], in_c=t_in, out_c=out_c, rho=work.rho, branch_w=work.heat,
            device_w=work.device[:, 0].copy(), device_gain=work.device[:, 10].copy(),
            fan_speed=self._fan_speeds(work, given), valve_flow=work.valve, valve_most=work.most,
            square_speed=np.concatenate([flow.square_speed for flow in work.loops]),
            on_law=np.concatenate([flow.state for flow in work.loops]) == ON_LAW,
            pump_w=work.pump_w, pump_heat_w=work.pump_heat, group_states=[flow.group_state for flow in work.loops],
            loops=work.loops, has_steady=has_steady,
            shift_k=work.shift_k.copy(),
            imbalance_kg_s=max((flow.imbalance_kg_s for flow in work.loops), default=0.0),
            residual_w=float(work.heat[moving].sum()), steps=steps,
            outcome=Outcome(
                "converged" if ok else "diagnosed", steps, error * given.tolerance,
                () if ok else tuple(int(row) for row in worst), message,
            ),
        )

    def _outlet(self, t_in: Floats, flow: Floats, heat: Floats) -> Floats:
        """Temperature at which the stream leaves its branch: enthalpy inverted by Newton."""
        row = self._fluids[self.loop_of_branch].T

        def capacity(t: Floats) -> Floats:
            x = np.clip(t, row[14], row[15])
            value: Floats = row[4] + x * (row[5] + x * (row[6] + x * (row[7] + x * row[8])))
            return value

        def integral(t: Floats) -> Floats:
            x = np.clip(t, row[14], row[15])
            inside = x * (row[4] + x * (row[5] / 2 + x * (row[6] / 3 + x * (row[7] / 4 + x * row[8] / 5))))
            value: Floats = inside + capacity(x) * (t - x)
            return value

        size = np.abs(flow)
        gain = np.divide(heat, size, out=np.zeros_like(heat), where=size > 1e-9)
        goal = integral(t_in) + gain
        t = t_in + gain / capacity(t_in)
        for _ in range(3):
            t = t - (integral(t) - goal) / capacity(t)
        return t

    def _fan_speeds(self, work: _Work, given: Conditions) -> Floats:
        speeds = np.zeros(self.devices.n)
        for d in np.flatnonzero(self.devices.kind == COOLER):
            b = self.devices.hot[d]
            if not given.closed[b]:
                fluid = self._fluids[self.loop_of_branch[b]]
                flow, t = abs(float(work.flow[b])), float(work.t[work.upstream[b]])
                least = float(given.devices[d, 4])
                speeds[d] = cooler_speed(given.devices[d], fluid, t, flow, float(work.device[d, 0])) if flow > STILL_KG_S else least
        return speeds


class _Work:
    """Arrays of one solve."""

    def __init__(self, plant: Plant, given: Conditions, last: PlantState | None) -> None:
        n_branch, n_valve = len(plant.tail), len(plant.valves)
        n_node = plant.n_node + plant.n_room
        self.response = np.zeros((n_branch, n_valve))
        self.residual = np.zeros(n_node + n_valve)
        self.heat, self.inflow = np.zeros(n_branch), np.zeros(n_node)
        self.by_valve = np.zeros((n_node + n_valve, n_valve))
        most = 2 * n_branch + 4 * n_node + 12 * plant.devices.n
        self.rows, self.columns = np.zeros(most, np.int64), np.zeros(most, np.int64)
        self.values = np.zeros(most)
        self.count = 0
        self.device = np.zeros((plant.devices.n, 11))
        self.rho = self.mu = np.zeros(n_branch)
        self.upstream: NDArray[np.int64] = plant.tail
        self.pump_w = self.pump_heat = np.zeros(len(plant.pumps.branch))
        self.hydraulics_ok = False
        self.most = np.zeros(n_valve)
        self.asked_before = np.ones(n_valve)
        self.courant = np.inf
        self._errors = [1e300]
        none = np.zeros(n_branch, bool)
        self.stuck: Bools = given.stuck if len(given.stuck) else none
        overloaded = given.overloaded if len(given.overloaded) else none
        self.off = plant._touches(self.stuck) | (plant._touches(overloaded) & (plant.devices.kind != CHILLER))
        self.devices = plant.devices
        self._n_node = plant.n_node
        self.room_w, self.room_w_k = plant.rooms(given, self.off)
        self.fixed_c = np.concatenate([plant.fixed_c, np.where(np.isnan(self.room_w), 0.0, np.nan)])
        self.room_w = np.nan_to_num(self.room_w)
        for branches, held_c in ((self.stuck, given.rest_c), (overloaded, OVERLOADED_C)):
            self.fixed_c[plant.tail[branches]] = self.fixed_c[plant.head[branches]] = held_c
        self.held: Bools = ~np.isnan(self.fixed_c)
        self.held[: plant.n_node] &= np.isnan(plant.fixed_c)
        if last is None:
            self.t = plant.start_c.copy()
            self.loops: list[Flow] = [hydraulics.start() for hydraulics in plant._hydraulics]
            self.valve = 0.5 * plant.parameters[plant.valves, 0] * 1000.0
        else:
            self.t = np.where(last.has_steady, last.node_c, plant.start_c)
            self.loops = list(last.loops)
            for k in plant.still_loops(given):  # what it was before leaves no trace
                self.loops[k] = plant._hydraulics[k].start()
                self.t[plant.loop_of_node == k] = plant.start_c[plant.loop_of_node == k]
            self.valve = last.valve_flow.copy()
        self.t = np.concatenate([self.t, np.zeros(plant.n_room)])
        self.t = np.where(self.held, self.fixed_c, self.t)
        self.flow = np.concatenate([flow.flow_kg_s for flow in self.loops])

    @property
    def shift_k(self) -> Floats:
        """[n_device]"""
        rooms = np.append(self.t[self._n_node :], 0.0)
        found: Floats = rooms[self.devices.room]
        return found

    def pace(self, error: float) -> None:
        """Longer transient steps while the error falls or drifts evenly (a loop without sink), shorter ones when it swings."""
        error = max(error, 1e-300)
        recent, last = min(self._errors[-3:]), self._errors[-1]
        if error < 0.95 * recent or 0.98 < error / last < 1.02:
            factor = 1.6
        else:
            factor = 1.0 if error < recent else 0.6
        self.courant = max(self.courant * factor, SLOWEST)
        self._errors.append(error)


def _fluid_row(coolant: Coolant) -> Floats:
    return np.array([*coolant.density, *coolant.heat_capacity, *coolant.log_viscosity, *coolant.valid_c])
