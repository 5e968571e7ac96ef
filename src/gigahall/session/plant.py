"""One scene, compiled and solved: the fixed order of stages and the passes between them.

    liveness (topology)  ->  IT power  ->  air  <->  coolant  ->  load flow  ->  losses back into the air  ->  key figures

Each stage is a function of arrays and starts from its last solution; a pass that changes nothing ends the wave. A *live*
solve stops early, a *settled* one iterates until the whole scene's energy balance closes. The balance is what the result
shown leaves over, never a correction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gigahall.compile.air import AirModel
from gigahall.compile.air_solution import AirSolution
from gigahall.compile.coolant import CoolantModel
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.compile.power import Liveness, PowerModel, PowerSolution
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Diff
from gigahall.scene.record import Ambient, Element, Record, Scene
from gigahall.session import heat
from gigahall.session.alarms import LimitTable
from gigahall.session.anderson import Mixing
from gigahall.session.results import Results
from gigahall.session.state import State, to_results

LIVE_K = 0.05
"""Live passes stop when no coil's entering or leaving air moves more than this."""
SETTLED_FRAC = 1e-8
"""Settled passes stop when the scene's unbalanced heat falls below this share of its power."""
MAX_PASSES = {False: 4, True: 60}


@dataclass
class Warm:
    """The last solution of each stage, to start the next one from."""

    air: Any = None
    coolant: Any = None
    power: Any = None
    supply_c: dict[str, float] = field(default_factory=dict)
    air_w: dict[str, float] = field(default_factory=dict)


def _mixed(mixing: Mixing, before_c: Mapping[str, float], found_c: Mapping[str, float]) -> dict[str, float]:
    """Leaving air of every coil for the next pass."""
    keys = sorted(found_c)
    found = np.array([found_c[key] for key in keys])
    before = np.array([before_c.get(key, found_c[key]) for key in keys])
    return dict(zip(keys, mixing.next(before, found).tolist(), strict=True))


def env_of(records: Mapping[str, Record]) -> Env:
    scene, ambient = records["scene"], records["ambient"]
    assert isinstance(scene, Scene) and isinstance(ambient, Ambient)
    return Env(scene, ambient)


class Plant:
    """The compiled models of one scene. `update` takes a diff over, `solve` answers for the records as they are."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.records = dict(records)
        self.env = env_of(records)
        self.power = PowerModel(records, self.env)
        self.coolant = CoolantModel(records, self.env)
        self.air = AirModel(records, self.env)
        self.budgets = {e.id: heat.budget(e, self.env) for e in self._elements()}
        self.halls = tuple(e.id for e in self._elements() if kind_of(e).is_room)
        self.limits = LimitTable(self._elements())
        self.warm = Warm()

    def _elements(self) -> list[Element]:
        return [record for record in self.records.values() if isinstance(record, Element)]

    def update(self, records: Mapping[str, Record], diff: Diff) -> None:
        """Take over one edit; `records` is the scene after it."""
        self.records = dict(records)
        env = env_of(records)
        everything = env != self.env
        self.env = env
        self.power.update(diff, env)
        self.coolant.update(diff, env)
        self.air.update(diff, env)
        touched = [e.id for e in self._elements()] if everything else [key for key, _old, _new in diff.changes()]
        for key in touched:
            element = self.records.get(key)
            if isinstance(element, Element):
                self.budgets[key] = heat.budget(element, env)
            else:
                self.budgets.pop(key, None)
        self.halls = tuple(e.id for e in self._elements() if kind_of(e).is_room)
        self.limits = LimitTable(self._elements())

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
        running = self._running(liveness)
        tripped: frozenset[str] = frozenset()
        while True:
            state = self._passes(liveness, running - tripped, tripped, settled, stop)
            if state is None:
                return None
            found = frozenset(key for key in state.coolant.no_flow if key in running) | tripped
            if found == tripped:
                break
            tripped = found
        timing = {"solve_s": time.perf_counter() - began, "passes": float(state.passes)}
        return to_results(self.records, self.env, self.limits, state, revision, timing)

    def _running(self, liveness: Liveness) -> frozenset[str]:
        """In service, and supplied where they need power."""
        return frozenset(
            e.id for e in self._elements() if e.in_service and liveness.live_feeds.get(e.id, ("",)) != ()
        )

    def _passes(
        self,
        liveness: Liveness,
        running: frozenset[str],
        tripped: frozenset[str],
        settled: bool,
        stop: Callable[[], bool],
    ) -> State | None:
        liquid_w = {k: b.liquid_w if k in running else 0.0 for k, b in self.budgets.items() if b.liquid_w}
        air_w = {**self.warm.air_w, **self._it_air_w(running)}
        supply_c = self.warm.supply_c
        mixing = Mixing()
        for count in range(1, MAX_PASSES[settled] + 1):
            if stop():
                return None
            air = self.air.solve(air_w, running, supply_c, settled=settled, warm=self.warm.air, stop=stop)
            if air is None:
                return None
            coolant = self.coolant.solve(liquid_w, air.coil_air, running, settled=settled, warm=self.warm.coolant)
            load_w = self._load_w(running, air, coolant)
            power = self.power.solve(load_w, liveness, warm=self.warm.power)
            split = self._split(load_w, power, air, coolant)
            state = State(liveness, running, tripped, air, coolant, power, split, load_w, settled, count)
            moved_k = max((abs(c - supply_c.get(k, c + 99.0)) for k, c in coolant.coil_out_c.items()), default=0.0)
            moved_w = max((abs(w - air_w.get(k, 0.0)) for k, w in split.air_w.items()), default=0.0)
            self.warm = Warm(air.warm, coolant.warm, power.warm, dict(coolant.coil_out_c), dict(split.air_w))
            if self._done(state, settled, moved_k, moved_w):
                break
            supply_c, air_w = _mixed(mixing, supply_c, coolant.coil_out_c), self.warm.air_w
        return state

    def _done(self, state: State, settled: bool, moved_k: float, moved_w: float) -> bool:
        watts = max(state.power.facility_w, 1.0)
        if settled:
            return moved_w <= SETTLED_FRAC * watts and moved_k <= 1e-6
        return moved_k <= LIVE_K and moved_w <= 2e-3 * watts

    def _it_air_w(self, running: frozenset[str]) -> dict[str, float]:
        """First guess of the air heat of what warms the air itself; the passes replace it by the solved split."""
        nominal = self.power.nominal_load_w
        return {
            k: nominal.get(k, 0.0) - b.liquid_w if k in running else 0.0
            for k, b in self.budgets.items() if b.warms_air
        }

    def _load_w(self, running: frozenset[str], air: AirSolution, coolant: CoolantSolution) -> dict[str, float]:
        """Watts of every load: what its kind states, plus what the other stages found its motors to draw."""
        load_w: dict[str, float] = {}
        for key, watts in self.power.nominal_load_w.items():
            if key in running and key not in coolant.closed:
                load_w[key] = watts + coolant.draw_w.get(key, 0.0) + air.fan_w.get(key, 0.0)
            else:
                load_w[key] = 0.0
        return load_w

    def _split(
        self, load_w: Mapping[str, float], power: PowerSolution, air: AirSolution, coolant: CoolantSolution
    ) -> heat.Split:
        fluid_w: dict[str, float] = {}
        for key, watts in load_w.items():
            if not watts:
                continue
            taken = self.budgets[key].liquid_w
            if key in coolant.draw_w:
                taken += coolant.draw_w[key] - coolant.dry_loss_w.get(key, 0.0)
            if taken:
                fluid_w[key] = taken
        losses = power.columns["loss_w"]
        loss_w = {key: float(losses[row]) for key, row in power.row_of_id.items() if losses[row] > 0.0}
        return heat.split(self.budgets, self.halls, load_w, loss_w, fluid_w, air.fan_w)
