"""One scene, compiled and solved: the fixed order of stages and the passes between them.

    liveness (topology)  ->  IT power  ->  air  <->  coolant  ->  load flow  ->  losses back into the air  ->  key figures

Each stage is a function of arrays and starts from its last solution; a pass that changes nothing ends the wave. A *live*
solve stops early, a *settled* one iterates until the whole scene's energy balance closes. The balance is what the result
shown leaves over, never a correction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gigahall.compile.air import AirModel
from gigahall.compile.air_solution import AirSolution
from gigahall.compile.coolant import CoolantModel
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.compile.power import Liveness, PowerModel, PowerSolution
from gigahall.kinds.kind import Env
from gigahall.scene.document import Diff
from gigahall.scene.record import Ambient, Record, Scene
from gigahall.session import heat
from gigahall.session.alarms import LimitTable
from gigahall.session.anderson import Mixing
from gigahall.session.heat import Bools, Floats
from gigahall.session.publish import to_results
from gigahall.session.results import Results
from gigahall.session.state import Numbering, State

LIVE_K = 0.05
"""Live passes stop when no coil's entering or leaving air moves more than this."""
LIVE_FRAC = 2e-4
"""... and no heat by more than this share of the scene's power (at 2e-3 inlets of the demo were up to 0.3 K off)."""
SETTLED_FRAC = 1e-8
"""Settled passes stop when the scene's unbalanced heat falls below this share of its power."""
PLAIN_PASSES = 6
"""Rooms that only one plant cools agree with it in less; what takes longer is mixed from here on."""
SURE_FRAC = 1e-9
OVERLOAD_FRAC = {1: 0.05, 2: 1e-3, 3: 1e-4}
"""By pass: shares by which heat has to be above a capacity before it counts, `SURE_FRAC` later: losses are not known at
first."""
MAX_PASSES = {False: 4, True: 60}
SOLVED = frozenset({"power", "coolant", "air"})
"""What an edit has to affect for anything to be solved anew; a name or a look does not."""
MOST_LOST = 3
"""After the plain passes: so many in a row whose coolant has no solution are enough to know that there is none."""


@dataclass
class Warm:
    """The last solution of each stage, to start the next one from."""

    air: Any = None
    coolant: Any = None
    power: Any = None
    supply_c: dict[str, float] = field(default_factory=dict)
    air_w: dict[str, float] = field(default_factory=dict)
    """By hall."""


def _mixed(mixing: Mixing, before_c: Mapping[str, float], found_c: Mapping[str, float]) -> dict[str, float]:
    """Leaving air of every coil for the next pass."""
    keys = sorted(found_c)
    found = np.array([found_c[key] for key in keys])
    before = np.array([before_c.get(key, found_c[key]) for key in keys])
    return dict(zip(keys, mixing.next(before, found).tolist(), strict=True))


def _room_w(air: AirSolution) -> dict[str, float]:
    """Heat of every hall that its coils have to take."""
    return {key: hall.heat_w + hall.fans_w - hall.unsolved_w for key, hall in air.energy.items()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a round of passes is to solve: who runs, who tripped, how far."""

    liveness: Liveness
    running: frozenset[str]
    tripped: frozenset[str]
    settled: bool
    stop: Callable[[], bool]


def env_of(records: Mapping[str, Record]) -> Env:
    scene, ambient = records["scene"], records["ambient"]
    assert isinstance(scene, Scene) and isinstance(ambient, Ambient)
    return Env(scene, ambient)


class Plant:
    """The compiled models of one scene. `update` takes a diff over, `solve` answers for the records as they are."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.env = env_of(records)
        self.power = PowerModel(records, self.env)
        self.coolant = CoolantModel(records, self.env)
        self.air = AirModel(records, self.env)
        self.ledger = heat.Ledger(records, self.env)
        self.limits = LimitTable(self.ledger.elements.values())
        self.numbering = Numbering()
        self.warm = Warm()
        self._running: tuple[Liveness, int, frozenset[str]] | None = None
        self._settled: State | None = None
        """Of the records as they are."""

    def update(self, records: Mapping[str, Record], diff: Diff) -> None:
        """Take over one edit; `records` is the scene after it."""
        if diff.affects() & SOLVED:
            self._settled = None
        self.env = env_of(records)
        self.power.update(diff, self.env)
        self.coolant.update(diff, self.env)
        self.air.update(diff, self.env)
        self.ledger.update(diff, self.env)
        self.limits.update(diff)

    def solve(
        self,
        *,
        settled: bool,
        revision: int = 0,
        started: float | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Results | None:
        """The scene's results, or None when `stop` asked to give up."""
        began = time.perf_counter() if started is None else started
        liveness = self.power.liveness()
        running = self._runs(liveness)
        known = self.coolant.reach(running)
        tripped = (known.no_flow | known.no_way | known.uncooled) & running
        while True:
            state = self._passes(_Asked(liveness, running - tripped if tripped else running, tripped, settled, stop))
            if state is None:
                return None
            if not state.trips:
                break
            tripped |= state.trips
        state = replace(
            state, trip_findings=self.coolant.trips(running, state.coolant.draw_w, settled), shares=self.coolant.shares(state.coolant, state.running)
        )
        if settled:
            found, fed_by = self.coolant.due(state.coolant, running, _Case(self, running).liquid_w)
            state = replace(state, coolant=replace(state.coolant, findings=found), fed_by=fed_by)
        self._settled = state if settled else None
        return self._results(state, revision, began)

    def unchanged(self, revision: int, started: float) -> Results | None:
        """The results under the names of now, where no edit since the last settled solve touched what is solved."""
        return self._results(self._settled, revision, started) if self._settled is not None else None

    def _results(self, state: State, revision: int, began: float) -> Results:
        timing = {"solve_s": time.perf_counter() - began, "passes": float(state.passes)}
        return to_results(self.ledger, self.numbering, self.env, self.limits, state, revision, timing)

    def _runs(self, liveness: Liveness) -> frozenset[str]:
        """In service, and supplied where they need power."""
        kept = self._running
        if kept is None or kept[0] is not liveness or kept[1] != self.ledger.version:
            dark = self.ledger.mask([key for key, feeds in liveness.live_feeds.items() if not feeds])
            kept = self._running = (liveness, self.ledger.version, self.ledger.keys(self.ledger.in_service & ~dark))
        return kept[2]

    def _passes(self, asked: _Asked) -> State | None:
        """Air, coolant and power in turn until they agree."""
        case = _Case(self, asked.running)
        air_w, supply_c = case.first_air_w(self.warm.air_w), self.warm.supply_c
        given = case.is_hall | self.ledger.warms_air
        mixing, lost = Mixing(), 0
        for count in range(1, MAX_PASSES[asked.settled] + 1):
            found = self._pass(asked, case, self.ledger.named(given, air_w), supply_c, count)
            if found is None or found.trips:
                return found
            state = found
            air, coolant, split = state.air, state.coolant, state.split
            given = case.is_hall | (self.ledger.warms_air & case.is_load)
            moved_w = float(np.abs(split.air_w - air_w)[given].max(initial=0.0))
            apart = {key: abs(c - supply_c.get(key, c + 99.0)) for key, c in coolant.coil_out_c.items()}
            self.warm = Warm(
                air.warm, coolant.warm, state.power.warm, dict(coolant.coil_out_c), self.ledger.named(case.is_hall, split.air_w)
            )
            if self._done(state, asked.settled, max(apart.values(), default=0.0), moved_w) and self._is_still_sure(state, case, count):
                return state
            mixed = count > PLAIN_PASSES
            lost = lost + 1 if not coolant.outcome.ok else 0
            if mixed and lost >= MOST_LOST:
                break
            supply_c = _mixed(mixing, supply_c, coolant.coil_out_c) if mixed else dict(coolant.coil_out_c)
            air_w = split.air_w
        if asked.settled:  # it did not: say so, and let the next solve start cold
            self.warm = Warm()
            state = replace(state, moved_k=apart, unsettled=self.coolant.together(apart))
        return state

    def _pass(
        self, asked: _Asked, case: _Case, heat_w: Mapping[str, float], supply_c: Mapping[str, float], count: int
    ) -> State | None:
        """Every stage once, from what is known of the air's heat and of the air that coils leave; None when told to stop."""
        if asked.stop():
            return None
        running, settled = asked.running, asked.settled
        air = self.air.solve(heat_w, running, supply_c, settled=settled, warm=self.warm.air, stop=asked.stop)
        if air is None:
            return None
        room_w = _room_w(air)
        sure = OVERLOAD_FRAC.get(count, SURE_FRAC)
        over = self.coolant.overloads(case.liquid_w, room_w, air.coil_air, running, self.warm.coolant, sure)
        coolant = self.coolant.solve(
            case.liquid_w, air.coil_air, running, settled=settled, warm=self.warm.coolant, room_w=room_w, over=over
        )
        load_w = case.load_w(air, coolant)
        power = self.power.solve(self.ledger.named(case.is_load, load_w), asked.liveness, warm=self.warm.power)
        split = case.split(load_w, power, air, coolant)
        return State(asked.liveness, running, asked.tripped, air, coolant, power, split, load_w, settled, count, overloads=over)

    def _is_still_sure(self, state: State, case: _Case, count: int) -> bool:
        """In the first passes losses and the heat of pumps were not known: are the overloads still those, now that they are?"""
        if OVERLOAD_FRAC.get(count, SURE_FRAC) <= SURE_FRAC:
            return True
        now = self.coolant.overloads(case.liquid_w, _room_w(state.air), state.air.coil_air, state.running, self.warm.coolant)
        before = {over.pools: over.heat_w for over in state.overloads}
        return before.keys() == {over.pools for over in now} and all(
            abs(over.heat_w - before[over.pools]) <= SETTLED_FRAC * over.heat_w for over in now
        )

    def _done(self, state: State, settled: bool, moved_k: float, moved_w: float) -> bool:
        watts = max(state.power.facility_w, 1.0)
        if settled:
            return moved_w <= SETTLED_FRAC * watts and moved_k <= 1e-6
        return moved_k <= LIVE_K and moved_w <= LIVE_FRAC * watts


class _Case:
    """What stays the same through the passes of one solve, as columns of the ledger."""

    def __init__(self, plant: Plant, running: frozenset[str]) -> None:
        self.ledger = plant.ledger
        nominal = plant.power.nominal_load_w
        self.is_load: Bools = self.ledger.mask(nominal.keys())
        self.is_hall: Bools = self.ledger.mask(plant.air.halls.keys())
        self.runs: Bools = self.ledger.mask(running)
        self.nominal_w = self.ledger.column(nominal)
        """Watts of every load as its kind states them."""
        self.liquid_w = self.ledger.named(self.ledger.liquid_w != 0.0, np.where(self.runs, self.ledger.liquid_w, 0.0))

    def first_air_w(self, hall_w: Mapping[str, float]) -> Floats:
        """First guess of the air's heat: the halls' of the last solve, of what warms the air itself its nominal power
        without the liquid's share. The passes replace it by the solved split."""
        own = np.where(self.runs & self.ledger.warms_air, self.nominal_w - self.ledger.liquid_w, 0.0)
        return np.where(self.is_hall, self.ledger.column(hall_w), own)

    def load_w(self, air: AirSolution, coolant: CoolantSolution) -> Floats:
        """Watts of every load: what its kind states, plus what the other stages found its motors to draw."""
        drawn = self.ledger.column(coolant.draw_w) + self.ledger.column(air.fan_w)
        on = self.is_load & self.runs & ~self.ledger.mask(coolant.closed)
        return np.where(on, self.nominal_w + drawn, 0.0)

    def split(self, load_w: Floats, power: PowerSolution, air: AirSolution, coolant: CoolantSolution) -> heat.Split:
        moved = self.ledger.column(coolant.draw_w) - self.ledger.column(coolant.dry_loss_w)
        fluid_w = np.where(load_w != 0.0, self.ledger.liquid_w + moved, 0.0)
        lost, loss_w = power.columns["loss_w"], np.zeros(len(self.ledger.ids))
        loss_w[self.ledger.rows_of("losses", power.row_of_id)] = np.where(lost > 0.0, lost, 0.0)
        fan_w = self.ledger.column(air.fan_w)
        return heat.split(self.ledger, self.is_hall, self.is_load, load_w, loss_w, fluid_w, fan_w)
