"""Causes that a solved field shows but no limit names: a rack that stands the wrong way round in its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.kind import Env
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.scene.record import Element
from gigahall.session.results import Problem

RACKS = frozenset(kind.record for kind in KINDS if kind.category == "IT")
GAP_M = 0.1
"""Racks of one row stand no further apart, and no further out of line."""
HOT = "air.inlet_max_c"
CURE = "Turn it round: it stands opposite to its neighbours and breathes what they blow out"


def with_causes(problems: Sequence[Problem], elements: Iterable[Element], env: Env) -> list[Problem]:
    """The rows of hot inlets, with what would cure those that stand opposite to every neighbour of their row."""
    hot = {problem.element for problem in problems if problem.quantity == HOT and problem.severity == "error"}
    if not hot:
        return list(problems)
    racks = [e for e in elements if type(e) in RACKS]
    turned = _turned_round(racks, hot, env)
    return [replace(p, cure=CURE) if p.quantity == HOT and p.element in turned else p for p in problems]


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
