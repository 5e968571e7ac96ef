"""Causes: which row of a solution tells of what another row follows from, and the rack that stands the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.finding import Finding, SetField
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.scene.record import Element

RACKS = frozenset(kind.record for kind in KINDS if kind.category == "IT")
GAP_M = 0.1
"""Racks of one row stand no further apart, and no further out of line."""
HOT = "air.inlet_max_c"
CURE = "Turn it round: it stands opposite to its neighbours and breathes what they blow out"


def with_turned_racks(findings: Sequence[Finding], elements: Iterable[Element], env: Env) -> list[Finding]:
    """The rows of hot inlets, with what would cure those that stand opposite to every neighbour of their row."""
    hot = {found.element for found in findings if found.quantity == HOT and found.severity == "error"}
    if not hot:
        return list(findings)
    racks = {e.id: e for e in elements if type(e) in RACKS}
    turned = _turned_round(list(racks.values()), hot, env)
    return [
        found.with_cure(CURE, SetField(found.element, "turn_deg", (racks[found.element].turn_deg + 180) % 360))
        if found.quantity == HOT and found.element in turned else found
        for found in findings
    ]


def linked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each row with the index of the row that tells of its cause; the first known cause counts, and no row causes itself."""
    rows: dict[str, list[int]] = {}
    for number, found in enumerate(findings):
        rows.setdefault(found.element, []).append(number)
    cause_of: dict[int, int] = {}
    for number, found in enumerate(findings):
        for element in found.causes:
            told = [row for row in rows.get(element, ()) if not _leads_to(cause_of, row, number)]
            told.sort(key=lambda row: not findings[row].kind.is_state)
            if told:
                cause_of[number] = told[0]
                break
    return tuple(replace(found, cause=cause_of.get(number)) for number, found in enumerate(findings))


def _leads_to(cause_of: Mapping[int, int], row: int, wanted: int) -> bool:
    """Is `wanted` the row itself or among what it follows from?"""
    while row != wanted and row in cause_of:
        row = cause_of[row]
    return row == wanted


def _turned_round(row: Sequence[Element], wanted: set[str], env: Env) -> set[str]:
    """Those wanted that have breathing neighbours side by side with them, all of which face the other way."""
    at = np.array([e.at_m[:2] for e in row])
    turn = np.array([e.turn_deg for e in row]) % 360
    size = np.array([kind_of(e).size_m(e)[:2] for e in row])
    hall = np.array([e.hall for e in row])
    found = set()
    for k, element in enumerate(row):
        if element.id not in wanted:
            continue
        beside = (hall == hall[k]) & _beside(at - at[k], turn[k], 0.5 * (size[:, 0] + size[k, 0]), 0.5 * size[k, 1])
        beside[k] = False
        others = [n for n in np.flatnonzero(beside).tolist() if kind_of(row[n]).air(row[n], env).inlet_limits_c is not None]
        if others and ((turn[others] - turn[k]) % 360 == 180).all():
            found.add(element.id)
    return found


def _beside(offset_m: NDArray[np.float64], turn_deg: int, apart_m: NDArray[np.float64], half_depth_m: float) -> NDArray[np.bool_]:
    """Touching at a side: along the row about one width away, across it less than half a rack."""
    angle = np.radians(turn_deg)
    along = np.abs(offset_m @ np.array([np.cos(angle), np.sin(angle)]))
    across = np.abs(offset_m @ np.array([-np.sin(angle), np.cos(angle)]))
    touching: NDArray[np.bool_] = (along <= apart_m + GAP_M) & (across <= half_depth_m)
    return touching
