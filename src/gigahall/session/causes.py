"""Causes: which row of a solution tells of what another row follows from, and the rack that stands the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.finding import Amount, Finding, Named, SetField
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.scene.record import Element

RACKS = frozenset(kind.record for kind in KINDS if kind.category == "IT")
GAP_M = 0.1
"""Racks of one row stand no further apart, and no further out of line."""
HOT = "air.inlet_max_c"
SHARED = ("power.loading_frac", "coolant.heat_w", "coolant.flow_m3_s", "coolant.primary.flow_m3_s", "coolant.secondary.flow_m3_s")
"""What there is more of where others do not carry theirs any more."""
CURE = "Turn it round: it stands opposite to its row and breathes its hot air"


def with_turned_racks(findings: Sequence[Finding], elements: Iterable[Element], env: Env) -> list[Finding]:
    """The rows of hot inlets, with what would cure those that stand opposite to every neighbour of their row. What stands
    beside such a rack breathes what it blows out: its heat is due to that."""
    hot = {found.element for found in findings if found.quantity == HOT and found.severity == "error"}
    if not hot:
        return list(findings)
    racks = {e.id: e for e in elements if type(e) in RACKS}
    turned = _turned_round(list(racks.values()), hot, env)
    beside = {key: other for other, keys in turned.items() for key in keys}
    return [_with_turn(found, racks[found.element], turned, beside) if found.quantity == HOT else found for found in findings]


def _with_turn(found: Finding, rack: Element, turned: Mapping[str, Sequence[str]], beside: Mapping[str, str]) -> Finding:
    if rack.id in turned:
        return found.with_cure(CURE, SetField(rack.id, "turn_deg", (rack.turn_deg + 180) % 360))
    if rack.id in beside and not found.causes:
        return replace(found, causes=(beside[rack.id],))
    return found


def with_takeovers(findings: Sequence[Finding]) -> list[Finding]:
    """Overloads due to what others took over. n feeds or carriers had about n / (n + 1) of what they carry now, where loads divide
    evenly among them: what is above its limit at that share too was so before, and no takeover is its cause."""
    due: dict[str, list[tuple[str, float]]] = {}
    for found in findings:
        facts = dict(found.facts)
        carriers, shared = facts.get("carriers"), facts.get("shared")
        if isinstance(carriers, Named) and isinstance(shared, Named):
            feeds = facts.get("feeds")
            n = feeds.value if isinstance(feeds, Amount) else len(carriers.ids)
            before = n / (n + 1)
            for key in shared.ids:
                due.setdefault(key, []).append((found.element, before))
    return [_due(found, due.get(found.element, ())) for found in findings]


def _due(found: Finding, takeovers: Iterable[tuple[str, float]]) -> Finding:
    if found.causes or found.code != "limit-above" or found.quantity not in SHARED or found.value is None or found.limit is None:
        return found
    return replace(found, causes=tuple(key for key, before in takeovers if found.value * before <= found.limit))


def linked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each row with the index of the row that tells of its cause: the state of that element before its missed set points, these
    before other rows. The first known cause counts, and no row causes itself."""
    rows: dict[str, list[int]] = {}
    for number, found in enumerate(findings):
        rows.setdefault(found.element, []).append(number)
    cause_of: dict[int, int] = {}
    for number, found in enumerate(findings):
        for element in found.causes:
            told = [row for row in rows.get(element, ()) if not _leads_to(cause_of, row, number)]
            told.sort(key=lambda row: (not findings[row].kind.is_state, findings[row].kind.topic != "Set point"))
            if told:
                cause_of[number] = told[0]
                break
    return tuple(replace(found, cause=cause_of.get(number)) for number, found in enumerate(findings))


def _leads_to(cause_of: Mapping[int, int], row: int, wanted: int) -> bool:
    """Is `wanted` the row itself or among what it follows from?"""
    while row != wanted and row in cause_of:
        row = cause_of[row]
    return row == wanted


def _turned_round(row: Sequence[Element], wanted: set[str], env: Env) -> dict[str, list[str]]:
    """Those wanted that have breathing neighbours side by side with them, all of which face the other way; with these."""
    at = np.array([e.at_m[:2] for e in row])
    turn = np.array([e.turn_deg for e in row]) % 360
    size = np.array([kind_of(e).size_m(e)[:2] for e in row])
    hall = np.array([e.hall for e in row])
    found = {}
    for k, element in enumerate(row):
        if element.id not in wanted:
            continue
        beside = (hall == hall[k]) & _beside(at - at[k], turn[k], 0.5 * (size[:, 0] + size[k, 0]), 0.5 * size[k, 1])
        beside[k] = False
        others = [n for n in np.flatnonzero(beside).tolist() if kind_of(row[n]).air(row[n], env).inlet_limits_c is not None]
        if others and ((turn[others] - turn[k]) % 360 == 180).all():
            found[element.id] = [row[n].id for n in others]
    return found


def _beside(offset_m: NDArray[np.float64], turn_deg: int, apart_m: NDArray[np.float64], half_depth_m: float) -> NDArray[np.bool_]:
    """Touching at a side: along the row about one width away, across it less than half a rack."""
    angle = np.radians(turn_deg)
    along = np.abs(offset_m @ np.array([np.cos(angle), np.sin(angle)]))
    across = np.abs(offset_m @ np.array([-np.sin(angle), np.cos(angle)]))
    touching: NDArray[np.bool_] = (along <= apart_m + GAP_M) & (across <= half_depth_m)
    return touching
