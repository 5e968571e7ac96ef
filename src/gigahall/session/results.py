"""Results of a solve: frozen, columnar, keyed by element id. What is not in a table was not solved.

A `Block` holds one row per element and one array per column, so that 30,000 racks cost no Python objects; `row()` and
`Results.element()` build the dictionaries that files, inspectors and reports show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.air_solution import HallField as HallAir
from gigahall.kinds.finding import Finding
from gigahall.kinds.quantities import QUANTITIES, place_of

__all__ = ["EMPTY", "Block", "HallAir", "Results", "State"]

State = Literal["live", "settled"]

CLOSED_FRAC = 1e-6
"""A balance that is further off than this share of the power does not close."""

@dataclass(frozen=True)
class Block:
    """One table: `row_of_id` names the rows, `columns` hold one float array each (NaN inside = not applicable)."""

    row_of_id: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def value(self, element: str, column: str) -> float | None:
        row = self.row_of_id.get(element)
        if row is None or column not in self.columns:
            return None
        number = float(self.columns[column][row])
        return number if isfinite(number) else None


@dataclass(frozen=True)
class Results:
    """One solved state of a scene; blocks and their columns are those of `gigahall.kinds.quantities`."""

    revision: int
    state: State
    key_figures: Mapping[str, float | str]
    balances: Mapping[str, float]
    blocks: Mapping[str, Block]
    problems: tuple[Finding, ...] = ()
    """Most severe first; `cause` of a row is the index of the row it follows from."""
    unavailable: Mapping[str, str] = field(default_factory=dict)
    """Key figures that no solution gives in this state, and why."""
    air: tuple[HallAir, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    timing: Mapping[str, float] = field(default_factory=dict)
    exit_code: Literal[0, 3] = 0

    def element(self, element: str) -> dict[str, Any]:
        """{"power": {...}, "coolant": {...}, "air": {...}}: what applies, nested as its paths are."""
        found: dict[str, Any] = {}
        for quantity in QUANTITIES:
            block = self.blocks.get(quantity.block)
            number = block.value(element, quantity.column) if block is not None else None
            if number is not None:
                *parents, leaf = quantity.path.split(".")
                node = found
                for name in parents:
                    node = node.setdefault(name, {})
                node[leaf] = number
        return found

    @property
    def open_w(self) -> float | None:
        """Heat that finds no way out, or watts by which in and out differ; 0 when the balance closes."""
        balances = self.balances
        if "energy_frac" not in balances:
            return None
        differs = abs(balances.get("energy_in_w", 0.0) - balances.get("energy_out_w", 0.0))
        return balances.get("unsolved_w", 0.0) + (differs if balances["energy_frac"] > CLOSED_FRAC else 0.0)

    def value(self, element: str, path: str) -> float | None:
        """By path: "power.i_a", "coolant.primary.in_c", "air.inlet_max_c"; None where there is none."""
        block, column = place_of(path)
        found = self.blocks.get(block)
        return found.value(element, column) if found is not None else None


EMPTY = Results(0, "live", MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
