"""All findings of one solved state: limits, what stands still, what the stages say, and what has no solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

import numpy as np

from gigahall.kinds.codes import CODES
from gigahall.kinds.finding import Add, Amount, Change, Cure, Fact, Finding, Named, SetField, find
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import kind_of
from gigahall.kinds.restoring import due_to
from gigahall.session import heat
from gigahall.session.alarms import LimitTable, ordered
from gigahall.session.causes import with_takeovers, with_turned_racks
from gigahall.session.downstream import with_missed_temperatures
from gigahall.session.redundancy import with_redundancy
from gigahall.session.results import CLOSED_FRAC, Block
from gigahall.session.state import State
from gigahall.solve.outcome import Outcome

BY_TEMPERATURE = frozenset({"set-point-temperature", "coolant-boils", "npsh-lost", "below-freezing", "air-hardly-renewed"})
"""Rows that a temperature of room air or coolant makes."""
STANDS_STILL = frozenset({
    "pump-shut-path", "pump-outdone", "pumps-disagree", "against-flow", "no-coolant-flow", "no-way-out", "coil-uncooled", "no-condenser",
    "no-feed",
})
BY_ROOM_AIR = frozenset({"air.inlet_max_c", "air.outlet_mean_c", "leaving_c"})
BY_FANS = frozenset({"set-point-plenum", "set-point-airflow"})
LEAST_W = 1.0
"""Less heat in the air needs no room."""
SCENE = "scene"
"""The id findings about the whole scene carry."""


def findings_of(
    ledger: heat.Ledger, limits: LimitTable, env: Env, state: State, blocks: Mapping[str, Block], balances: Mapping[str, float]
) -> tuple[Finding, ...]:
    """In order, with the rows of their causes."""
    found = [
        *limits.check(blocks), *_standstill(ledger, state), *state.trip_findings, *_misplaced(ledger, state), *state.liveness.findings, *state.power.findings,
        *state.coolant.findings, *state.air.findings, *_unsolved(ledger, state),
    ]  # fmt: skip
    found = _rooms_due(ledger, _of_steady(ledger, state, _told_once(found)))
    found = with_redundancy(found, state.shares, frozenset(key for key, it_w in zip(ledger.ids, ledger.it_w, strict=True) if it_w > 0.0))
    found += _unnamed(state, found)
    found += _unbalanced(state, found, balances)
    found = with_turned_racks(with_takeovers(found), ledger.elements.values(), env)
    return ordered(with_missed_temperatures(found, state.fed_by, ledger.elements))


def _told_once(found: list[Finding]) -> list[Finding]:
    """Without the missed set points of what is said to stand still anyway: a pump against a shut path has no flow to hold, a
    tripped rack wants none. A pump that draws its suction dry against a shut path does so for what shut it."""
    still = {finding.element: finding for finding in found if finding.code in STANDS_STILL}
    told = [finding for finding in found if not (finding.kind.topic == "Set point" and finding.element in still)]
    return [
        replace(finding, causes=still[finding.element].causes, cure=still[finding.element].cure, facts=(*finding.facts, *_due_facts(still[finding.element])))
        if finding.code == "npsh-lost" and finding.element in still and not finding.causes else finding
        for finding in told
    ]


def _due_facts(finding: Finding) -> tuple[tuple[str, Fact], ...]:
    """What the words of its cure speak of."""
    return tuple((name, fact) for name, fact in finding.facts if name in ("due", "nearest"))


def _of_steady(ledger: heat.Ledger, state: State, found: list[Finding]) -> list[Finding]:
    """Without what temperatures say that are none: those of rooms and loops without a steady state."""
    halls, plants = state.halls_without_state(ledger.hall_names(state.moved_k)), state.plants_without_state
    if not halls and not plants:
        return found
    gone = plants.union(key for key, element in ledger.elements.items() if element.hall in halls)
    return [finding for finding in found if finding.code not in BY_TEMPERATURE or finding.element not in gone]


def _standstill(ledger: heat.Ledger, state: State) -> Iterator[Finding]:
    """What is switched off, dark or tripped."""
    dark = [key for key, feeds in state.liveness.live_feeds.items() if not feeds]
    known = {finding.element for finding in state.trip_findings}
    told = ~ledger.in_service | ledger.mask(list(chain(dark, state.tripped - known)))
    is_dark = ledger.mask(dark)
    for row in np.flatnonzero(told):
        key = ledger.ids[row]
        if not ledger.in_service[row]:
            yield find("out-of-service", key, cure=Cure(CODES["out-of-service"].cure, (SetField(key, "in_service", True),)))
        elif is_dark[row]:
            dark_row = find("no-feed", key, quantity="power.p_w", value=0.0)
            yield due_to(dark_row, state.liveness.causes.get(key, ()), key in state.liveness.together, _put_back(ledger))
        elif key in state.coolant.coil_heat_w:
            yield find("coil-uncooled", key, quantity="coolant.flow_m3_s", value=0.0)
        else:
            yield find("no-coolant-flow", key, quantity="coolant.flow_m3_s", value=0.0)


def _put_back(ledger: heat.Ledger) -> Callable[[str], tuple[Change, ...]]:
    """The edit that puts an element back."""
    return lambda key: kind_of(ledger.elements[key]).put_back(ledger.elements[key])


def _misplaced(ledger: heat.Ledger, state: State) -> Iterator[Finding]:
    """What stands outside its hall, racks and air units in none, and data that contradicts itself."""
    for row in np.flatnonzero(ledger.is_outside & ledger.in_service):
        element = ledger.elements[ledger.ids[row]]
        yield find("outside-room", element.id, room=Named((element.hall,)))
    in_air_w = np.where(ledger.warms_air & (ledger.it_w > 0.0), ledger.it_w - ledger.liquid_w, 0.0)
    is_hall = ledger.mask(state.air.energy.keys())
    roomless = ~ledger.is_outside & ~(is_hall[ledger.hall] & (ledger.hall >= 0))
    for row in np.flatnonzero(ledger.in_service & roomless & ((in_air_w > LEAST_W) | ledger.moves_air)):
        yield find("no-room", ledger.ids[row], value=float(in_air_w[row]), quantity="heat_w")
    for key, told in ledger.told.items():
        yield from told if ledger.in_service[ledger.row_of_id[key]] else ()


def _rooms_due(ledger: heat.Ledger, found: list[Finding]) -> list[Finding]:
    """Rooms that no unit cools, hot inlets in them and units at their limit, due to what stopped or took away their units, or to
    a containment that is open."""
    due: dict[str, list[str]] = {}
    for finding in found:
        stands = ledger.elements.get(finding.element)
        if stands is None or not stands.hall:
            continue
        if finding.code == "coil-uncooled":
            due.setdefault(stands.hall, []).extend(finding.causes or (finding.element,))
        elif finding.code in ("out-of-service", "no-feed", "fans-stopped") and (
            ledger.moves_air[ledger.row_of_id[finding.element]] or kind_of(stands).is_hollow
        ):
            due.setdefault(stands.hall, []).append(finding.element)
    return [_room_due(ledger, finding, due) if not finding.causes else finding for finding in found]


def _room_due(ledger: heat.Ledger, finding: Finding, due: Mapping[str, list[str]]) -> Finding:
    stands = ledger.elements.get(finding.element)
    if stands is None:
        return finding
    if finding.code in ("no-fan-unit", "unsolved-heat"):
        is_overload = any(name == "capacity" for name, _fact in finding.facts)  # its chillers are too small, whatever else stands still
        causes = () if is_overload else due.get(finding.element, ())
    elif _is_of_room(ledger, finding):
        causes = [key for key in due.get(stands.hall, ()) if key != finding.element]
    else:
        return finding
    due_here = tuple(dict.fromkeys(causes))
    is_to_restore = finding.cure is None or finding.code in ("no-fan-unit", "unsolved-heat")
    return due_to(finding, due_here, False, _put_back(ledger)) if is_to_restore else replace(finding, causes=due_here)


def _is_of_room(ledger: heat.Ledger, finding: Finding) -> bool:
    """Does it speak of room air, or of a unit that moves it: what others of its room do not move any more weighs on it."""
    row = ledger.row_of_id[finding.element]
    is_loaded = finding.quantity == "power.loading_frac" and bool(ledger.moves_air[row])
    return bool(ledger.in_service[row]) and (finding.quantity in BY_ROOM_AIR or finding.code in BY_FANS or is_loaded)


def _unsolved(ledger: heat.Ledger, state: State) -> Iterator[Finding]:
    """Rooms and loops with more heat than their chillers take, and rooms that do not agree with their coolant."""
    for over in state.overloads:
        facts = {"heat": Amount(over.missing_w, "W"), "whole": Amount(over.heat_w, "W"), "capacity": Amount(over.capacity_w, "W")}
        cure = Cure("{heat} more chiller capacity would take it: {whole} of {capacity}", (Add(over.chillers[0]),))
        for key in over.halls or over.chillers:
            code = "unsolved-heat" if over.halls else "unsolved-coolant"
            row = find(code, key, value=over.missing_w, quantity="heat_w", cure=cure, facts=facts)
            yield due_to(row, over.idle, len(over.idle) > 1, _put_back(ledger))
    for key, kelvin in state.moved_k.items():
        yield find("unsolved-passes", key, value=kelvin, quantity="moved_k", moved=Amount(kelvin, "K"))


def _unnamed(state: State, found: list[Finding]) -> Iterator[Finding]:
    """A stage that gave up without naming a part is named itself: nothing fails silently."""
    outcomes: dict[str, Outcome] = {
        "Power": state.power.outcome, "Coolant": state.coolant.outcome, "Room air": state.air.outcome,
    }  # fmt: skip
    if any(finding.is_unsolved for finding in found):
        return
    for stage, outcome in outcomes.items():
        gave_up = outcome.status == "failed" if stage == "Room air" else not outcome.ok
        if gave_up:
            yield find("unsolved-stage", SCENE, stage=stage, reason=outcome.message or "no solution")


def _unbalanced(state: State, found: list[Finding], balances: Mapping[str, float]) -> Iterator[Finding]:
    missing_w = abs(balances["energy_in_w"] - balances["energy_out_w"])
    if state.settled and balances["energy_frac"] > CLOSED_FRAC and not any(finding.is_unsolved for finding in found):
        yield find("unsolved-balance", SCENE, value=missing_w, quantity="heat_w", missing=Amount(missing_w, "W"))
