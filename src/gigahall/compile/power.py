"""Scene to load flow and back: joins the electrical parts of all elements into one network and reads its answer.

Read on in power_table (parts as columns), power_live (standby rules), power_plan (arrays for the solver), power_columns
(rows per element). Signs: `p_w` is power into the element at its input; for utilities and generators it is what they
deliver to the site. The fault impedance of a utility belongs to the grid: its loss is no loss of the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from gigahall.compile.power_circulation import Circle, circles
from gigahall.compile.power_columns import Columns
from gigahall.compile.power_live import Energised, energised
from gigahall.compile.power_plan import BASE_VA, Answer, Plan
from gigahall.compile.power_switches import acted_for
from gigahall.compile.power_table import ROLES, Floats, Table
from gigahall.compile.power_takeover import Reach, Takeover, takeovers
from gigahall.kinds.finding import Amount, Change, Fact, Finding, Named, find
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.power import PowerParts
from gigahall.kinds.registry import kind_of
from gigahall.kinds.restoring import due_to
from gigahall.scene.document import Diff
from gigahall.scene.record import Connection, Element, Record
from gigahall.solve.outcome import Outcome

SAME_NETWORK_FRAC = 0.10
"""Voltages further apart belong to no one network: IEC 60038:2009 has them within 10 %."""


@dataclass(frozen=True)
class Liveness:
    """What is energised in the steady state, from topology alone."""

    live_elements: frozenset[str]
    live_feeds: Mapping[str, tuple[str, ...]]
    """Live ports of every load element; an empty tuple = dark."""
    closed_switches: frozenset[str]
    """Standby switches (ties, generator breakers) that closed by themselves."""
    running_generators: frozenset[str]
    findings: tuple[Finding, ...] = ()
    causes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By element without supply: the lost or open ones whose return would reopen a path to it, the likeliest first."""
    together: frozenset[str] = frozenset()
    """Of these: what gets nothing before all of its causes return; elsewhere any one is enough."""
    on: Any = field(default=None, repr=False, compare=False)
    """The state by table rows; private to this package."""


@dataclass(frozen=True)
class PowerSolution:
    """One solved state. Columns hold one value per row of `row_of_id`; dead = 0, unsolved = NaN, no rating = NaN."""

    row_of_id: Mapping[str, int]
    columns: Mapping[str, Floats]
    """p_w, q_var, v_v (line to line), i_a, loading_frac, loss_w."""
    source_w: Mapping[str, float]
    """What each utility and running generator delivers [W]."""
    facility_w: float
    load_w: float
    """Sum over the loads [W]; facility_w = load_w + sum of loss_w within `balance_pu`."""
    balance_pu: float
    """Largest power mismatch of a node [p.u. of 1 MVA]."""
    unsolved_w: float
    """What is drawn from networks without solution [W]; no source is known to deliver it."""
    converter_loading: Mapping[str, float]
    """Output by rating of every UPS, the larger of watts and volt-amperes (1)."""
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    warm: Any = field(default=None, repr=False, compare=False)
    """Hand it to the next solve."""


class PowerModel:
    """The power network of one scene, kept between edits."""

    def __init__(self, records: Mapping[str, Record], env: Env) -> None:
        self.env = env
        self._elements = {key: record for key, record in records.items() if isinstance(record, Element)}
        self._connections = {key: record for key, record in records.items() if isinstance(record, Connection)}
        self._parts = {key: self._lower(element) for key, element in self._elements.items()}
        self._rebuild()

    def _lower(self, element: Element) -> PowerParts:
        return kind_of(element).power(element, self.env)

    def _rebuild(self) -> None:
        self.table = Table(self._parts, self._connections.values())
        self._switches_changed()
        self._loads_changed()

    def _switches_changed(self) -> None:
        self._liveness: dict[frozenset[str], Liveness] = {}
        self._plan: tuple[Any, Plan] | None = None
        self._circles: list[Circle] = []

    def _loads_changed(self) -> None:
        t = self.table
        watts = np.bincount(t.loads.element, t.loads["p_w"], t.n_element)[t.load_rows]
        self.nominal_load_w: Mapping[str, float] = dict(zip(t.load_ids, watts.tolist(), strict=True))
        """Watts of every load element as its kind states them; motors and compressors are 0 here."""

    def update(self, diff: Diff, env: Env) -> None:
        """Take over an edit. Values are patched; parts or connections that come or go rebuild the table.

        A kind's power parts may depend on the environment only where it has loads; the grid voltage is applied here.
        """
        changed: set[str] = set()
        is_new = self._take(diff, changed)
        if env != self.env:
            regrid = env.ambient.grid_voltage_frac != self.env.ambient.grid_voltage_frac
            self.env = env
            changed.update(self.table.load_ids)
            if regrid:
                self._switches_changed()
        changed &= self._elements.keys()
        for key in changed:
            parts = self._lower(self._elements[key])
            if parts != self._parts[key]:
                is_new = self._put(key, parts) or is_new
        if is_new:
            self._rebuild()

    def _take(self, diff: Diff, changed: set[str]) -> bool:
        """Keep the records of the diff; True when the table must be rebuilt."""
        is_new = False
        for key, old, new in diff.changes():
            record = new if new is not None else old
            if isinstance(record, Connection):
                is_new = True
                _keep(self._connections, key, new)
            elif isinstance(record, Element):
                _keep(self._elements, key, new)
                if isinstance(old, Element) and isinstance(new, Element):
                    changed.add(key)
                    if (old.in_service, old.group, old.standby) != (new.in_service, new.group, new.standby):
                        self._switches_changed()
                else:
                    is_new = True
                    self._parts.pop(key, None)
                    if isinstance(new, Element):
                        self._parts[key] = self._lower(new)
        return is_new

    def _put(self, key: str, parts: PowerParts) -> bool:
        """Write an element's new parts into the table; True when they do not fit."""
        old, self._parts[key] = self._parts[key], parts
        if old.meter != parts.meter or not self.table.put(key, parts):
            return True
        if self.table.is_load[self.table.row_of_id[key]]:
            self._loads_changed()
        if any(part not in old.parts for part in parts.parts if not hasattr(part, "nodes")):
            self._switches_changed()
        elif any(before != after for before, after in zip(old.parts, parts.parts, strict=True)):
            self._plan = self._plan if _only_watts(old, parts) else None
        return False

    def liveness(self, out: frozenset[str] = frozenset()) -> Liveness:
        """What is energised with these elements taken out beyond those not in service; kept until the network changes."""
        if out not in self._liveness:
            if len(self._liveness) > 64:
                self._liveness.clear()
            self._liveness[out] = self._find_liveness(out)
        return self._liveness[out]

    def _find_liveness(self, out: frozenset[str]) -> Liveness:
        t = self.table
        elements = [self._elements[key] for key in t.ids]
        active = np.array([e.in_service and e.id not in out for e in elements], bool)
        group, standby = [e.group for e in elements], np.array([e.standby for e in elements], bool)
        on = energised(t, active, group, standby)
        acted = acted_for(t, on, group, lambda others: energised(t, others, group, standby))
        feed_live = on.node[t.feed_node] & active[t.feed_element] if len(t.feed_node) else np.zeros(0, bool)
        feeds: dict[str, list[str]] = {key: [] for key in t.load_ids}
        for k in np.flatnonzero(feed_live):
            feeds[t.ids[t.feed_element[k]]].append(t.feed_port[k])
        live = np.where(t.is_load, False, on.node[t.meter_node]) & active if t.n_element else active
        live[t.feed_element[feed_live]] = True
        generator = on.source & (t.sources["role"] == ROLES.index("generator"))
        reach = Reach(t, on, feed_live)
        return Liveness(
            frozenset(t.ids[row] for row in np.flatnonzero(live)),
            {key: tuple(ports) for key, ports in feeds.items()},
            frozenset(t.ids[t.lines.element[k]] for k in on.closed_ties),
            frozenset(t.ids[t.sources.element[k]] for k in np.flatnonzero(generator)),
            (*self._switch_notes(on, acted), *self._dead_notes(on, feed_live, reach)),
            {t.ids[row]: self._ids(reach.due(row)) for row in {**reach.above, **reach.together}},
            frozenset(t.ids[row] for row in reach.together),
            on,
        )

    def _ids(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.table.ids[row] for row in rows)

    def _put_back(self, key: str) -> tuple[Change, ...]:
        element = self._elements[key]
        return kind_of(element).put_back(element)

    def _switch_notes(self, on: Energised, acted: Mapping[int, tuple[int, ...]]) -> list[Finding]:
        t = self.table
        ties = {int(t.lines.element[k]) for k in on.closed_ties}
        return [find("tie-closed" if row in ties else "set-runs", t.ids[row], causes=self._ids(due)) for row, due in acted.items()]

    def _dead_notes(self, on: Energised, feed_live: Any, reach: Reach) -> list[Finding]:
        """Distribution without supply although something hangs on it, and what took over; loads themselves are told by their
        feeds. One row per takeover: what hangs on the first element without supply is covered by it. What a lost element was
        one of several for is taken over by these."""
        t = self.table
        meter = t.meter_node
        dead = on.active & t.spreads & ~t.is_load & ~on.node[meter] & on.is_wanted[meter] if t.n_node else on.active
        held = self._held_s(on, feed_live)
        lost = np.flatnonzero(~on.active & ~t.is_load)
        rows = np.union1d(np.flatnonzero(dead), np.union1d(lost, list(held))).astype(np.int64)
        notes: list[Finding] = []
        covered: set[int] = set()
        told: set[int] = set()
        for one in takeovers(reach, rows.tolist()) if len(rows) else ():
            if one.row not in covered:
                notes.append(self._takeover_note(one, held.get(one.row, np.inf), reach))
                told.add(one.row)
            covered |= {one.row, *one.below}
        notes += [note for row in lost.tolist() if row not in covered for note in self._beside_notes(row, reach)]
        notes += [self._battery_note(row, seconds, reach, row in covered) for row, seconds in held.items() if row not in told]
        return notes + [self._dead_note(int(row), reach) for row in np.flatnonzero(dead) if row not in covered and row not in held]

    def _beside_notes(self, row: int, reach: Reach) -> Iterator[Finding]:
        """A duty unit whose buses stay live: what else feeds them carries its share."""
        element = self._elements[self.table.ids[row]]
        carriers = () if element.standby else reach.beside(row)
        if carriers:
            named = Named(self._ids(carriers))
            yield find("taken-over", element.id, causes=(element.id,), facts={"carriers": named, "shared": named, "loads": "share"})

    def _dead_note(self, row: int, reach: Reach) -> Finding:
        facts = {**self._moved(row, reach), "dark": Named(self._ids(reach.dark(row)))}
        found = find("no-supply", self.table.ids[row], quantity="power.v_v", value=0.0, facts=facts)
        return due_to(found, self._ids(reach.due(row)), row in reach.together, self._put_back)

    def _moved(self, row: int, reach: Reach) -> dict[str, Fact]:
        """What carries those loads of a dead element that go on: overloads there are due to it."""
        carriers, shared = reach.moved(row)
        return {"carriers": Named(self._ids(carriers)), "shared": Named(self._ids(shared))} if carriers else {}

    def _takeover_note(self, one: Takeover, held_s: float, reach: Reach) -> Finding:
        """A loss that the design is made for."""
        t, above = self.table, self._ids(reach.due(one.row))
        facts: dict[str, Fact] = {
            "carriers": Named(self._ids(one.carriers)), "shared": Named(self._ids(one.shared)),
            "below": Named(self._ids(row for row in sorted(one.below) if not t.is_load[row])),
            "feeds": Amount(one.n_feed, "1"), "loads": f"{one.n_load} load{'s' * (one.n_load > 1)}",
        }  # fmt: skip
        if np.isfinite(held_s):
            time = Amount(held_s, "s")
            return find("battery-taken-over", t.ids[one.row], quantity="battery_s", value=held_s, facts={**facts, "time": time}, causes=above)
        if reach.on.active[one.row]:
            return find("supply-taken-over", t.ids[one.row], facts=facts, causes=above)
        return find("taken-over", t.ids[one.row], facts=facts, causes=(t.ids[one.row],))

    def _battery_note(self, row: int, held_s: float, reach: Reach, is_covered: bool) -> Finding:
        key, above = self.table.ids[row], self._ids(reach.due(row))
        severity: Literal["info"] | None = "info" if is_covered else None
        if not np.isfinite(held_s):
            return find("battery-idle", key, severity=severity, quantity="battery_s", causes=above)
        time = Amount(held_s, "s")
        return find("battery-carries", key, severity=severity, quantity="battery_s", value=held_s, causes=above, time=time)

    def _held_s(self, on: Energised, feed_live: Any) -> dict[int, float]:
        """How long the batteries of UPS without input carry what hangs on them [s], by row."""
        t = self.table
        lost = np.flatnonzero(on.active[t.converters.element] & ~on.converter & (t.converters["battery_j"] > 0))
        seconds = _battery_s(t, on, lost, feed_live) if len(lost) else ()
        return {int(t.converters.element[k]): float(held) for k, held in zip(lost, seconds, strict=True)}

    def solve(self, load_w: Mapping[str, float], liveness: Liveness, warm: Any = None) -> PowerSolution:
        """Load flow for given loads.

        Args:
            load_w: watts of every load element [W]; what is missing takes its nominal power. Dark elements draw nothing.
            liveness: from `liveness`, of this state of the network.
            warm: `PowerSolution.warm` of an earlier solve.
        """
        t = self.table
        plan = self._plan_of(liveness)
        nominal = self.nominal_load_w
        by_element = np.zeros(t.n_element)
        by_element[t.load_rows] = np.fromiter((load_w.get(key, nominal[key]) for key in t.load_ids), float, len(t.load_ids))
        part_w = by_element[t.loads.element] * plan.weight
        bad = np.flatnonzero(~np.isfinite(part_w))
        if len(bad):
            part_w = np.nan_to_num(part_w, nan=0.0, posinf=0.0, neginf=0.0)
        answer = plan.solve(part_w, warm[1] if warm is not None and warm[0] is plan else None)
        solution = self._read(plan, answer)
        return solution if not len(bad) else _refused(solution, [t.ids[t.loads.element[k]] for k in bad])

    def _plan_of(self, liveness: Liveness) -> Plan:
        if self._plan is None or self._plan[0] is not liveness.on:
            plan = Plan(self.table, liveness.on, self.env.ambient.grid_voltage_frac)
            self._plan, self._circles = (liveness.on, plan), circles(plan)
        return self._plan[1]

    def _read(self, plan: Plan, answer: Answer) -> PowerSolution:
        t = self.table
        columns = Columns(plan, answer)
        found = columns.gathered()
        source_w = columns.source_va.real
        running = {t.ids[t.sources.element[k]]: float(source_w[k]) for k in plan.source}
        loading = answer.converter_loading(t)
        notes = (*self._miswired(plan, answer), *self._problems(plan, answer))
        outcome = answer.solution.outcome
        if notes and outcome.status == "converged":
            rows = tuple(t.row_of_id[note.element] for note in notes)
            outcome = Outcome("diagnosed", outcome.iterations, outcome.residual, rows, notes[0].code)
        at_odds_w = float(np.nansum(source_w[plan.is_at_odds()]))  # any share of it between them would be as good
        missing_w = sum(float(plan.load_va(answer, failure.island).real.sum()) for failure in answer.solution.failures)
        return PowerSolution(
            t.row_of_id, found, running, float(np.nansum(source_w)) - at_odds_w, float(np.nansum(columns.feed_va.real)), outcome.residual,
            missing_w + at_odds_w,
            dict(zip((t.ids[row] for row in t.converters.element), loading.tolist(), strict=True)),
            outcome, (*notes, *self._circling(plan), *self._unrated(found)), (plan, answer.state),
        )

    def _miswired(self, plan: Plan, answer: Answer) -> list[Finding]:
        """Connections no voltages can satisfy, with the watts that hang on them."""
        t = self.table
        named = Named(tuple(t.ids[int(row)] for row in plan.quarrels))
        island = dict(zip(plan.slack_owner.tolist(), plan.flow.island_of_node[plan.slack_node].tolist(), strict=True))
        notes = [
            _unsolved("unsolved-sources", t.ids[row], float(plan.load_va(answer, island[int(row)]).real.sum()), sources=named)
            for row in plan.quarrels
        ]
        ring = plan.in_ring if not answer.is_settled else ()
        return notes + [_unsolved("unsolved-ring", t.ids[t.converters.element[k]], float(answer.converter_out_va[k].real)) for k in ring]

    def _circling(self, plan: Plan) -> list[Finding]:
        """What sources of different voltage drive through each other, whatever is drawn."""
        return [
            find(
                "circulating-current", self.table.ids[circle.rows[0]],
                severity="error" if circle.spread_frac > SAME_NETWORK_FRAC else "warning",
                quantity="circulating_a", value=circle.amps[0],
                sources=Named(tuple(self.table.ids[row] for row in dict.fromkeys(circle.rows))),
                apart=Amount(circle.spread_frac, "frac"), amps=Amount(circle.amps[0], "A"), apparent=Amount(circle.va, "VA"),
            )
            for circle in (self._circles if not len(plan.quarrels) else ())
        ]  # fmt: skip

    def _unrated(self, found: Mapping[str, Floats]) -> list[Finding]:
        """Conductors that carry current and have no rating, neither typed nor known for their size."""
        t = self.table
        rows = np.unique(t.lines.element[t.lines["needs_rating"] > 0])
        bare = rows[np.isnan(found["loading_frac"][rows]) & (found["i_a"][rows] > 0)]
        return [
            find("no-rating", t.ids[row], quantity="power.i_a", value=float(found["i_a"][row]))
            for row in bare
        ]

    def _problems(self, plan: Plan, answer: Answer) -> tuple[Finding, ...]:
        """A row for the weakest element of an island without solution, with the watts it does not carry, and one for every
        element that draws power from it."""
        t = self.table
        rows = np.concatenate((t.feed_element, t.converters.element))
        notes: list[Finding] = []
        for failure in answer.solution.failures:
            drawn_w = plan.load_va(answer, failure.island).real
            weakest, missing_w = t.ids[plan.owner_of_branch(failure.branch)], float(drawn_w.sum())
            notes.append(_unsolved("unsolved-network", weakest, missing_w, reason=failure.message))
            watts = np.bincount(rows, drawn_w, t.n_element)
            hanging = np.unique(rows[drawn_w != 0.0])
            notes += [
                replace(_unsolved("unsolved-load", t.ids[row], float(watts[row])), causes=(weakest,))
                for row in hanging if t.ids[row] != weakest
            ]
        return tuple(notes)


def _unsolved(code: str, key: str, watts: float, **facts: Fact) -> Finding:
    """A part without solution, with the watts drawn from it."""
    return find(code, key, value=watts, quantity="power.p_w", facts={**facts, "load": Amount(watts, "W")})


def _keep(table: dict[str, Any], key: str, record: Record | None) -> None:
    if record is None:
        table.pop(key, None)
    else:
        table[key] = record


def _only_watts(old: PowerParts, new: PowerParts) -> bool:
    """Do the loads of two part lists differ in watts and rating alone, with the same split?"""
    loads = [part for part in new.parts if hasattr(part, "pf")]
    before = [part for part in old.parts if hasattr(part, "pf")]
    return len(loads) == 1 and len(before) == 1 and loads[0].pf == before[0].pf


def _battery_s(t: Table, on: Energised, lost: Any, feed_live: Any) -> Floats:
    """Energy by what would hang on each lost UPS [s]: its feeds' share of their loads, live feeds counted too."""
    zone = t.zone_of_node
    backed = np.isin(zone[t.feed_node], zone[t.converters.node("b")[lost]]) & on.active[t.feed_element] & ~feed_live
    count = np.bincount(t.feed_load[backed | feed_live], minlength=t.loads.count)
    share = t.loads["p_w"][t.feed_load] / np.maximum(count, 1)[t.feed_load] * backed
    by_zone = np.bincount(zone[t.feed_node], share, int(zone.max(initial=0)) + 1)
    watts = by_zone[zone[t.converters.node("b")[lost]]]
    return np.asarray(np.where(watts > 0, t.converters["battery_j"][lost] / np.where(watts > 0, watts, 1.0), np.inf))


def _refused(solution: PowerSolution, ids: list[str]) -> PowerSolution:
    """Loads that are not finite were taken as 0; say so and mark the state as not to be trusted."""
    notes = tuple(find("unsolved-figures", key) for key in ids)
    rows = tuple(solution.row_of_id[key] for key in ids)
    outcome = Outcome("failed", solution.outcome.iterations, solution.outcome.residual, rows, "loads are not finite")
    return PowerSolution(
        solution.row_of_id, solution.columns, solution.source_w, solution.facility_w, solution.load_w, solution.balance_pu,
        solution.unsolved_w, solution.converter_loading, outcome, (*notes, *solution.findings), None,
    )


__all__ = ["BASE_VA", "Liveness", "PowerModel", "PowerSolution"]
