"""Scene to load flow and back: joins the electrical parts of all elements into one network and reads its answer.

Signs: `p_w` is power into the element at its input; for utilities and generators it is what they deliver to the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigahall.solve.outcome import Outcome

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the network says about one element: a switch that closed, a battery that carries, no solution."""

    severity: Literal["error", "warning", "info"]
    element: str
    text: str
    value: float | None = None
    limit: float | None = None
    quantity: str = ""


@dataclass(frozen=True)
class Liveness:
    """What is energised in the steady state, from topology alone."""

    live_elements: frozenset[str]
    live_feeds: Mapping[str, tuple[str, ...]]
    """Live ports of every load element; an empty tuple = dark."""
    closed_switches: frozenset[str]
    """Standby switches (ties, generator breakers) that closed by themselves."""
    running_generators: frozenset[str]
    notes: tuple[Note, ...] = ()
    plan: Any = field(default=None, repr=False, compare=False)
    """Arrays the solve needs; private to this module."""


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
    converter_loading: Mapping[str, float]
    """Output by rating of every UPS (1)."""
    outcome: Outcome
    problems: tuple[Note, ...] = ()
    warm: Any = field(default=None, repr=False, compare=False)
    """Hand it to the next solve."""


# class PowerModel:
#     def __init__(self, records: Mapping[str, Record], env: Env)
#     nominal_load_w: Mapping[str, float]        watts of every load element as its kind states them
#     def update(self, diff: Diff, env: Env) -> None
#     def liveness(self, out: frozenset[str] = frozenset()) -> Liveness
#     def solve(self, load_w: Mapping[str, float], liveness: Liveness, warm: Any = None) -> PowerSolution
