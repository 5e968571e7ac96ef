"""Scene -> coolant networks and back.

    model = CoolantModel(records, env)          # all loops of the scene
    model.update(diff, env)                     # re-lowers the touched elements only
    solution = model.solve(heat_w, coil_air, running, settled=True, warm=None)

Elements are lowered one by one (`coolant_lower`), joined at their connected ports into plants that exchange no coolant and
no heat with each other (`coolant_plant`), solved each for itself, and read back by element (`coolant_read`). An edit
rebuilds the plants it touches; a plant whose inputs are those of its last solve is not solved again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_causes import Causes, causes, is_stopped
from gigahall.compile.coolant_conditions import conditions, met
from gigahall.compile.coolant_cure import with_cures
from gigahall.compile.coolant_due import with_losses
from gigahall.compile.coolant_lower import Lowered, lower
from gigahall.compile.coolant_overload import Overload, overloads
from gigahall.compile.coolant_plant import Compiled, Node, compile_plant
from gigahall.compile.coolant_reach import Kept, Reach, reach
from gigahall.compile.coolant_read import (
    Streams,
    Sums,
    add_plant,
    exchange_table,
    freezing_notes,
    merged,
    stream_columns,
    streams,
)
from gigahall.compile.coolant_shortfalls import shortfalls
from gigahall.compile.coolant_solution import CoolantSolution, Table
from gigahall.compile.coolant_takeover import FLOW, Share, shares
from gigahall.compile.coolant_trips import trips
from gigahall.compile.coolant_upstream import fed_by, with_upstream
from gigahall.compile.coolant_vapour import has_reference, pressures_pa, reference_findings, vapour_findings
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.coolant import AirCoil
from gigahall.scene.document import Diff
from gigahall.scene.record import Connection, Element, Record
from gigahall.solve.coolant.paths import Paths
from gigahall.solve.coolant.plant import Conditions, PlantState
from gigahall.solve.outcome import Outcome


@dataclass(frozen=True)
class Solved:
    """One plant's last answer, with what it was given."""

    compiled: Compiled
    given: Conditions
    met: Conditions
    """With the air of steady rooms."""
    state: PlantState
    shortfalls: tuple[Finding, ...]
    has_reference: NDArray[np.bool_]
    """[n_node] its pressure is known."""


@dataclass(frozen=True)
class Unit:
    """One plant of the scene."""

    compiled: Compiled
    streams: Mapping[str, Streams]
    shape: tuple[object, ...]
    """What has to be equal for a warm start."""
    known: dict[bytes, Paths] = field(default_factory=dict)
    """Its last heat paths, see `coolant_reach`."""


class CoolantModel:
    """The coolant networks of a scene.

    `heat_w`: id -> heat [W] put into the coolant (racks). `coil_air`: id -> (entering air [C], flow [m3/s]) of coil
    elements. `running`: ids in service and supplied (elements that need no power count as supplied).
    """

    def __init__(self, records: Mapping[str, Record], env: Env) -> None:
        self._env = env
        self._lowered: dict[str, Lowered] = {}
        self._connections: dict[str, Connection] = {}
        self._units: list[Unit] = []
        self._reach: tuple[frozenset[str], Reach] | None = None
        for record in records.values():
            self._take(record.id, record)
        self._rebuild(set(self._lowered))

    def update(self, diff: Diff, env: Env) -> None:
        """Take over one edit (moved ambient, changed fields, new or removed elements and connections)."""
        self._reach = None
        touched: set[str] = set()
        if env != self._env:
            self._env = env
            for key, item in list(self._lowered.items()):
                touched |= self._take(key, item.element)
        for key, old, new in diff.changes():
            if isinstance(old, Connection):
                touched |= {_element(old.a), _element(old.b)}
            touched |= self._take(key, new)
        if touched:
            self._rebuild(touched)

    def coils(self) -> tuple[str, ...]:
        """Ids of elements with an air coil: `coil_air` is asked for these."""
        return tuple(key for key, item in self._lowered.items() if any(isinstance(part, AirCoil) for part in item.devices))

    def together(self, keys: Iterable[str]) -> frozenset[str]:
        """Every element of the plants (loops joined by exchangers) that these elements belong to."""
        wanted = set(keys)
        plants = [unit.compiled.elements for unit in self._units]
        return frozenset(key for elements in plants if not wanted.isdisjoint(elements) for key in elements)

    def solve(
        self,
        heat_w: Mapping[str, float],
        coil_air: Mapping[str, tuple[float, float]],
        running: frozenset[str],
        settled: bool = True,
        warm: Any = None,
        room_w: Mapping[str, float] | None = None,
        over: Sequence[Overload] = (),
    ) -> CoolantSolution:
        """All loops under these conditions. `warm`: the `warm` of an earlier solution (of this or an older model).
        `room_w`: heat [W] of halls that only their coils take; their air is warmed or cooled evenly until it goes up.
        `over`: pools of `overloads`: their chillers give all they have, and they have no temperature."""
        known = self.reach(running)
        alone = self._alone(room_w or {}, coil_air)
        after: dict[tuple[object, ...], Solved] = {}
        sums = Sums()
        for number, (unit, ways) in enumerate(zip(self._units, known.paths, strict=True)):
            pools = [pool for one in over for at, pool in one.pools if at == number]
            given = conditions(unit.compiled, self._env.ambient, heat_w, coil_air, known.closed, settled, alone)
            given = replace(given, stuck=ways.stuck, moves=ways.circuit >= 0, overloaded=np.isin(ways.limited_pool, pools))
            solved = self._solve_unit(unit, given, (warm or {}).get(unit.shape))
            after[unit.shape] = solved
            add_plant(sums, unit.compiled, solved.state, solved.met, known.closed)
        return self._solution(after, sums, known)

    def reach(self, running: frozenset[str]) -> Reach:
        """What can flow and whose heat has a way out, before any temperature is known."""
        if self._reach is None or self._reach[0] is not running:
            self._reach = (running, reach(self._kept(), self._lowered, self._env.ambient, running))
        return self._reach[1]

    def _alone(self, room_w: Mapping[str, float], coil_air: Mapping[str, tuple[float, float]]) -> dict[str, float]:
        """Of these halls those whose coils belong to one plant."""
        count = Counter(
            hall for unit in self._units
            for hall in {item.element.hall for item in unit.compiled.lowered.values() if coil_air.get(item.element.id, (0.0, 0.0))[1] > 0.0}
        )
        return {hall: watts for hall, watts in room_w.items() if count[hall] == 1}

    def overloads(
        self, heat_w: Mapping[str, float], room_w: Mapping[str, float], coil_air: Mapping[str, tuple[float, float]],
        running: frozenset[str], warm: Any = None, least_frac: float = 1e-9,
    ) -> tuple[Overload, ...]:
        """Loops with their rooms that give off more than their chillers can take. `warm`: the last solution's, for the
        heat of the pumps."""
        known = self.reach(running)
        put_w = []
        for unit, ways in zip(self._units, known.paths, strict=True):
            given = conditions(unit.compiled, self._env.ambient, heat_w, coil_air, known.closed, settled=True)
            last, pumps = (warm or {}).get(unit.shape), unit.compiled.plant.pumps.branch
            if last is not None:
                np.add.at(given.heat_w, pumps, last.state.pump_heat_w)
            put_w.append(np.where(ways.stuck, 0.0, given.heat_w))
        return overloads([unit.compiled for unit in self._units], known, put_w, room_w, coil_air, least_frac)

    def causes(self, running: frozenset[str]) -> Causes:
        """What the trips and the pumps at rest of `reach` are due to."""
        return causes(self._kept(), self._lowered, self._env.ambient, running, self.reach(running))

    def trips(
        self, running: frozenset[str], draw_w: Mapping[str, float], settled: bool = True
    ) -> tuple[Finding, ...]:
        """Rows of what misses its coolant and of pumps at rest; what they are due to is only looked for when settled."""
        known = self.reach(running)
        why = self.causes(running) if settled and (known.victims or known.resting) else Causes({})
        return trips([unit.compiled for unit in self._units], known, why, running, draw_w)

    def due(
        self, solution: CoolantSolution, running: frozenset[str], heat_w: Mapping[str, float]
    ) -> tuple[tuple[Finding, ...], dict[str, tuple[str, ...]]]:
        """The findings of a settled solution, missed set points with the lost elements or the units upstream they are due to;
        and by element the units that feed it too warm. `running` and `heat_w` as if nothing had tripped."""
        told = {id(finding) for finding in solution.findings}
        found: list[Finding] = []
        fed: dict[str, tuple[str, ...]] = {}
        for unit in self._units:
            last: Solved = solution.warm[unit.shape]
            mine = [short for short in last.shortfalls if id(short) in told]
            told -= {id(short) for short in mine}
            here = fed_by(unit.compiled, last.state, last.given, mine)
            fed |= here
            found += with_upstream(with_losses(unit.compiled, last.given, last.state, mine, self._env.ambient, running, heat_w), here)
        return (*found, *(finding for finding in solution.findings if id(finding) in told)), fed

    def shares(self, solution: CoolantSolution, running: frozenset[str]) -> dict[str, Share]:
        """Of machines that stand still: who carries their share of heat or flow."""
        states = [solution.warm[unit.shape].state for unit in self._units]
        found = shares([unit.compiled for unit in self._units], states, self.reach(running))
        return {key: share for key, share in found.items() if share.what != FLOW or not self._would_rest(key, running)}

    def _would_rest(self, key: str, running: frozenset[str]) -> bool:
        """Would a pump that is lost be outdone by those beside it if it were back: then it had no share."""
        return not is_stopped(self._lowered[key]) and key in reach(self._kept(), self._lowered, self._env.ambient, running, frozenset([key])).still

    def _kept(self) -> list[Kept]:
        return [Kept(unit.compiled, unit.known) for unit in self._units]

    # ------------------------------------------------------------------ inside

    def _take(self, key: str, record: Record | None) -> set[str]:
        """Lower one record; returns the elements whose plants have to be rebuilt."""
        if isinstance(record, Connection):
            self._connections[key] = record
            return {_element(record.a), _element(record.b)}
        if record is None and key in self._connections:
            del self._connections[key]
            return set()
        old = self._lowered.get(key)
        new = lower(record, self._env) if isinstance(record, Element) else None
        if new is None:
            return {key} if self._lowered.pop(key, None) is not None else set()
        self._lowered[key] = new
        return set() if old is not None and _same(old, new) and not self._refresh(key, new) else {key}

    def _refresh(self, key: str, new: Lowered) -> bool:
        """Put the new record into its unit without rebuilding; True when it is in none yet."""
        for at, unit in enumerate(self._units):
            if key in unit.compiled.lowered:
                lowered = {**unit.compiled.lowered, key: new}
                self._units[at] = replace(unit, compiled=replace(unit.compiled, lowered=lowered))
                return False
        return True

    def _rebuild(self, touched: set[str]) -> None:
        """Rebuild every plant that holds or now joins a touched element."""
        kept = [unit for unit in self._units if not touched.intersection(unit.compiled.elements)]
        loose = set(self._lowered).difference(*(unit.compiled.elements for unit in kept)) if kept else set(self._lowered)
        joints = [joint for joint in self._joints() if joint[0][0] in loose or joint[1][0] in loose]
        joined = {key for a, b in joints for key in (a[0], b[0])} - loose
        if joined:  # a new connection reaches into a plant that was kept
            self._units = kept
            self._rebuild(touched | joined)
            return
        built = [self._unit(members, joints) for members in _clusters(sorted(loose), joints)]
        self._units = kept + [unit for unit in built if unit is not None]

    def _joints(self) -> Iterable[tuple[Node, Node]]:
        for connection in self._connections.values():
            a, b = _end(connection.a), _end(connection.b)
            one, other = self._lowered.get(a[0]), self._lowered.get(b[0])
            if one and other and a[1] in one.ports and b[1] in other.ports:
                yield a, b

    def _unit(self, members: list[str], joints: list[tuple[Node, Node]]) -> Unit | None:
        mine = set(members)
        if not any(self._lowered[key].rows for key in members):
            return None
        compiled = compile_plant([self._lowered[key] for key in members], [j for j in joints if j[0][0] in mine])
        shape = tuple((p.element, p.row.kind, p.tail, p.head) for p in compiled.places)
        return Unit(compiled, streams(compiled), shape)

    def _solve_unit(self, unit: Unit, given: Conditions, last: Solved | None) -> Solved:
        if last is not None and last.compiled.plant is unit.compiled.plant and _equal(last.given, given):
            return replace(last, compiled=unit.compiled, has_reference=_known(unit.compiled, given, last))
        state = unit.compiled.plant.solve(given, last.state if last else None)
        if not state.outcome.ok and last is not None:
            state = unit.compiled.plant.solve(given, None)
        steady = met(given, state)
        found = shortfalls(unit.compiled, state, steady)
        told = tuple(with_cures(unit.compiled, state, steady, found))
        return Solved(unit.compiled, given, steady, state, told, _known(unit.compiled, given, last))

    def _solution(self, after: Mapping[tuple[object, ...], Solved], sums: Sums, known: Reach) -> CoolantSolution:
        states = [solved.state for solved in after.values()]
        blocks = self._blocks(after)
        blocks["exchange"] = exchange_table(sums)
        energy = sums.energy()
        found = [short for solved in after.values() for short in solved.shortfalls if short.element not in sums.no_flow]
        return CoolantSolution(
            blocks=blocks, draw_w=sums.draw_w, coil_out_c=sums.coil_out_c, coil_heat_w=sums.coil_heat_w,
            no_flow=known.no_flow | known.no_way | sums.no_flow, no_steady=frozenset(sums.no_steady),
            uncooled=known.uncooled, rejected_w=sums.rejected_w,
            ideal_w=-energy.ideal_w, dry_loss_w=sums.dry_loss_w, findings=(*found, *self._notes(after)), standby_on=known.started, closed=known.closed,
            outcome=_outcome(states), mass_kg_s=max((state.imbalance_kg_s for state in states), default=0.0), energy=energy,
            warm=after,
        )

    def _notes(self, after: Mapping[tuple[object, ...], Solved]) -> tuple[Finding, ...]:
        assumed = [note for unit in self._units for note in unit.compiled.notes]
        freezing = [note for unit in self._units for note in freezing_notes(unit.compiled, after[unit.shape].state)]
        last = [after[unit.shape] for unit in self._units]
        boiling = [note for solved in last for note in vapour_findings(solved.compiled, solved.state, solved.has_reference)]
        astray = [note for solved in last for note in reference_findings(solved.compiled, solved.state)]
        return (*assumed, *astray, *freezing, *boiling)

    def _blocks(self, after: Mapping[tuple[object, ...], Solved]) -> dict[str, Table]:
        pressure_pa = {shape: pressures_pa(solved.compiled, solved.state, solved.has_reference) for shape, solved in after.items()}
        blocks: dict[str, Table] = {}
        for name in sorted({name for unit in self._units for name in unit.streams} | {"coolant", "primary", "secondary"}):
            parts = [
                (unit.streams[name].elements, stream_columns(unit.streams[name], after[unit.shape].state, pressure_pa[unit.shape]))
                for unit in self._units if name in unit.streams
            ]
            keys = [key for elements, _columns in parts for key in elements]
            blocks[name] = merged(name, parts, {key: row for row, key in enumerate(keys)}) if parts else Table()
        return blocks


def _known(compiled: Compiled, given: Conditions, last: Solved | None) -> NDArray[np.bool_]:
    """As `has_reference`; from the last solve where nothing was closed, opened, lost or put back since."""
    same = last is not None and np.array_equal(last.given.closed, given.closed) and last.compiled.lost_vessels() == compiled.lost_vessels()
    return last.has_reference if last is not None and same else has_reference(compiled, given)


def _element(end: str) -> str:
    return end.partition(".")[0]


def _end(end: str) -> Node:
    element, _dot, port = end.partition(".")
    return element, port


def _same(old: Lowered, new: Lowered) -> bool:
    return (
        old.parts == new.parts and old.ports == new.ports
        and old.element.group == new.element.group and old.element.hall == new.element.hall
    )


def _clusters(members: list[str], joints: list[tuple[Node, Node]]) -> list[list[str]]:
    """Elements joined by coolant, each cluster in the order of `members`."""
    parent = {key: key for key in members}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for a, b in joints:
        parent[root(a[0])] = root(b[0])
    found: dict[str, list[str]] = {}
    for key in members:
        found.setdefault(root(key), []).append(key)
    return list(found.values())


def _equal(a: Conditions, b: Conditions) -> bool:
    """Would solving `b` only repeat `a`?"""
    return (
        a.tolerance <= b.tolerance and a.rest_c == b.rest_c and np.array_equal(a.closed, b.closed)
        and np.array_equal(a.heat_w, b.heat_w) and np.array_equal(a.devices, b.devices)
        and np.array_equal(a.stuck, b.stuck) and np.array_equal(a.moves, b.moves) and np.array_equal(a.overloaded, b.overloaded)
        and np.array_equal(a.room_w, b.room_w, equal_nan=True)
    )


def _outcome(states: list[PlantState]) -> Outcome:
    worst = next((s.outcome for s in states if not s.outcome.ok), None)
    steps = max((s.outcome.iterations for s in states), default=0)
    residual = max((s.outcome.residual for s in states), default=0.0)
    if worst is None:
        return Outcome("converged", steps, residual)
    return Outcome(worst.status, steps, residual, worst.worst_rows, worst.message)
