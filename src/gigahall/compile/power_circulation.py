"""Elements that drive current in a circle: sources, or transformers in parallel, whose voltages do not agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.power_plan import BASE_VA, Plan
from gigahall.compile.power_table import Floats, Ints
from gigahall.solve.power.circulation import circulation

LEAST_A = 1.0
"""A smaller current is a matter of rounding."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Elements of one network that drive current through each other while nothing is drawn, most amperes first."""

    rows: tuple[int, ...]
    amps: tuple[float, ...]
    va: float
    """Apparent power of the first [VA]."""
    spread_frac: float
    """How far their voltages lie apart: (highest - lowest) / highest."""


def circles(plan: Plan) -> list[Circle]:
    """One per network in which something circulates: its sources, or its transformers where no source takes part."""
    found = circulation(plan.flow)
    if found is None:
        return []
    t, flow = plan.table, plan.flow
    held_a = np.abs(found.slack_pu / plan.grid.slack_v_pu) * plan.amp_base[plan.slack_node]
    sources = _by_island(plan.slack_owner, flow.island_of_node[plan.grid.slack], held_a, np.abs(found.slack_pu), np.abs(plan.grid.slack_v_pu))
    a, b = t.transformers.node("a")[plan.unit], t.transformers.node("b")[plan.unit]
    branch_pu = np.abs(found.i_head_pu[plan.at_unit])
    units = _by_island(
        t.transformers.element[plan.unit], flow.island_of_node[a], branch_pu * plan.amp_base[b], branch_pu,
        np.abs(1.0 / plan.grid.ratio[plan.at_unit]),
    )
    return [*sources.values(), *(circle for island, circle in units.items() if island not in sources)]


def _by_island(owner: Ints, island: Ints, amps: Floats, va_pu: Floats, volts_pu: NDArray[np.float64]) -> dict[int, Circle]:
    """Two elements at least whose current counts, gathered by network."""
    found = {}
    takes_part = amps > LEAST_A
    for number in np.unique(island[takes_part]):
        at = np.flatnonzero(takes_part & (island == number))
        at = at[np.argsort(-amps[at], kind="stable")]
        rows = tuple(int(row) for row in owner[at])
        if len(set(rows)) > 1:
            volts = volts_pu[at]
            spread = float((volts.max() - volts.min()) / volts.max())
            found[int(number)] = Circle(rows, tuple(amps[at].tolist()), float(va_pu[at[0]]) * BASE_VA, spread)
    return found
