"""Room air of a whole scene: one grid per hall, solved hall by hall; halls of the same content share one solution.

An edit re-lowers only the elements it touches, and only what the air sees of them: a change of power keeps the flow, a
change of airflow keeps the bodies, a moved rack repaints its own boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gigahall.compile.air_answer import HallAnswer, assemble
from gigahall.compile.air_hall import HallCase, HallModel
from gigahall.compile.air_solution import AirSolution
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import AirParts, Panel, Room, Tile
from gigahall.kinds.placing import is_in
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Diff
from gigahall.scene.record import Element, Record
from gigahall.solve.air.draft import Moving, RoomAir, carry_heat, move_air
from gigahall.solve.air.heat import Heat

Stop = Callable[[], bool]
NEAR_K = 2e-3
"""Live, a hall whose supplies and rises changed by less keeps its solution: passes between air and coolant end on it."""


@dataclass(frozen=True)
class HallState:
    """Last solution of a hall, and what it was solved for."""

    flow_key: bytes
    heat_key: bytes
    is_flow_settled: bool
    is_settled: bool
    moving: Moving
    air: RoomAir
    heat: Heat

    def is_near(self, case: HallCase) -> bool:
        """Solved for heats and supplies so close to these that no air would move by more than `NEAR_K`."""
        if self.flow_key != case.flow_key:
            return False
        flow = max(float(case.imposed.flow_m3_s.sum()), 1e-9)
        moved = (
            np.abs(self.heat.fixed_c - case.heat.fixed_c), np.abs(self.heat.rise_k - case.heat.rise_k),
            np.abs(self.heat.warm - case.heat.warm).sum(keepdims=True) / (0.01 * flow),  # little air passes a lamp
            np.array([abs(self.heat.spread - case.heat.spread) / flow]),
        )
        return all(float(np.nanmax(change, initial=0.0)) <= NEAR_K for change in moved)


@dataclass
class _Shared:
    """Solutions found during one solve, for halls of the same content."""

    states: dict[tuple[bytes, bytes], HallState] = field(default_factory=dict)
    movings: dict[bytes, Moving] = field(default_factory=dict)


class AirModel:
    """The air of a scene's halls. A hall is an element whose parts hold a `Room`."""

    def __init__(self, records: Mapping[str, Record], env: Env) -> None:
        self._records: dict[str, Element] = {k: r for k, r in records.items() if isinstance(r, Element)}
        self._env = env
        self.halls: dict[str, HallModel] = {}
        self._build(self._records)

    def update(self, diff: Diff, env: Env) -> None:
        """Take over one edit."""
        rebuilt = set()
        for key, old, new in diff.changes():
            if isinstance(new, Element):
                self._records[key] = new
            elif isinstance(old, Element):
                self._records.pop(key, None)
            if isinstance(old, Element) or isinstance(new, Element):
                rebuilt |= self._take(key, old if isinstance(old, Element) else None, new if isinstance(new, Element) else None)
        if env != self._env:
            self._env = env
            for key, element in self._records.items():
                rebuilt |= self._take(key, element, element)

    def solve(
        self,
        heat_w: Mapping[str, float],
        running: frozenset[str] | None = None,
        supply_c: Mapping[str, float] | None = None,
        *,
        settled: bool = False,
        warm: Any = None,
        stop: Stop | None = None,
    ) -> AirSolution | None:
        """Air of all halls; None when `stop` asked to give up.

        `heat_w`: heat each element gives to its hall's air [W], without its fan unit's fan; a hall's own id: heat spread
        over the hall; an element that is missing gives off what its parts say. `running`: elements that run (None: all
        in service). `supply_c`: leaving air of fan units and doors [degC] (missing: their set point). `warm`: the `warm`
        of an earlier solution to start from.
        """
        before: Mapping[str, HallState] = warm or {}
        shared = _Shared()
        after: dict[str, HallState] = {}
        answers = []
        for key, hall in self.halls.items():
            case = hall.case(heat_w, running, supply_c or {})
            state = self._solve_hall(hall, case, before.get(key), shared, settled, stop)
            if state is None:
                return None
            after[key] = state
            answers.append(HallAnswer(hall, case, state.air))
        return assemble(answers, after)

    def _solve_hall(
        self, hall: HallModel, case: HallCase, last: HallState | None, shared: _Shared, settled: bool, stop: Stop | None
    ) -> HallState | None:
        key = (case.flow_key, case.heat_key)
        if key in shared.states:
            return shared.states[key]
        if last and (last.flow_key, last.heat_key) == key and (last.is_settled or not settled):
            shared.states[key] = last
            return last
        if last and not settled and last.is_near(case):
            return last
        moving, is_flow_settled = shared.movings.get(case.flow_key), settled
        if moving is None and last and last.flow_key == case.flow_key and (last.is_flow_settled or not settled):
            moving, is_flow_settled = last.moving, last.is_flow_settled
        if moving is None:
            start = last.moving.phi if last and last.moving.phi.size == hall.grid.n_cell else None
            moving = move_air(hall.solver, hall.space, case.imposed, case.is_fixed, start, settled, stop)
        if moving is None:
            return None
        shared.movings[case.flow_key] = moving
        start_field = last.air.field if last and last.air.field.cell_c.size == hall.grid.n_cell else None
        air = carry_heat(moving, case.heat, start_field, settled, stop)
        if air is None:
            return None
        state = HallState(case.flow_key, case.heat_key, is_flow_settled, settled, moving, air, case.heat)
        shared.states[key] = state
        return state

    def _build(self, elements: Mapping[str, Element]) -> None:
        for element in elements.values():
            self._put_hall(element)
        for element in elements.values():
            self._put(element)

    def _take(self, key: str, old: Element | None, new: Element | None) -> set[str]:
        """Follow one element; returns the halls built anew."""
        if key in self.halls or (new is not None and self._room(new)):
            return self._take_hall(key, new)
        if old is not None and old.hall in self.halls and (new is None or new.hall != old.hall):
            self.halls[old.hall].drop(key)
        if new is not None:
            self._put(new)
        return set()

    def _take_hall(self, key: str, new: Element | None) -> set[str]:
        """A hall whose room or place changed is built anew; else only its own parts are put again."""
        old = self.halls.get(key)
        room = self._room(new) if new is not None else None
        if old is not None and new is not None and room == old.room and old.frame.at_m == new.at_m \
                and old.frame.turn_deg == new.turn_deg:
            old.hall = new
            old.put(new, kind_of(new).air(new, self._env))
            return set()
        self.halls.pop(key, None)
        if new is None or room is None:
            return {key}
        self._put_hall(new)
        for element in self._records.values():
            if element.hall == key:
                self._put(element)
        return {key}

    def _room(self, element: Element) -> Room | None:
        if not kind_of(element).is_room:
            return None
        return next((part for part in kind_of(element).air(element, self._env).parts if isinstance(part, Room)), None)

    def _put_hall(self, element: Element) -> None:
        room = self._room(element)
        if room is not None:
            self.halls[element.id] = HallModel(element, room, kind_of(element).air(element, self._env))

    def _put(self, element: Element) -> None:
        hall = self.halls.get(element.hall)
        if hall is None or element.id == element.hall:
            return
        if is_in(element, hall.hall):
            hall.put(element, self._parts(element))
        else:
            hall.drop(element.id)

    def _parts(self, element: Element) -> AirParts:
        """What an element adds to the air. Out of service a tile is blanked and a containment stands open: its sheets
        are gone, bodies and ceiling openings stay. (Fans and racks stand still by `running`.)"""
        parts = kind_of(element).air(element, self._env)
        if element.in_service:
            return parts
        return replace(parts, parts=tuple(part for part in parts.parts if not isinstance(part, Panel | Tile)))
