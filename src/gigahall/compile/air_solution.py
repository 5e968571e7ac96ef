"""What the air stage hands back, by element id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_solution import Table
from gigahall.kinds.finding import Finding
from gigahall.solve.outcome import Outcome

__all__ = ["AirEnergy", "AirSolution", "Finding", "HallField", "MODEL", "MODEL_ERROR", "Table"]

MODEL = "draft: potential flow with tile jets, first-order upwind"
"""Label of the model; its known errors are in `gigahall.solve.air` (package docstring)."""
MODEL_ERROR = (
    "against the same model on 0.1 m cells, two-row raised-floor hall: inlet means within 0.6 K inside the rows and 2.5 K "
    "low at their ends, maxima up to 8 K low; beside a reversed rack 5.5 K and 15 K low. Not measured: what buoyancy, "
    "entrainment and the jets of racks and fan units would change"
)
"""Known error of the 0.3 m grid; the first step of it is held in tests/compile/air/test_hall.py."""


@dataclass(frozen=True, slots=True)
class HallField:
    """The solved air of one hall: cell centres start at origin + cell/2 in the hall's axes (hall at 0, turn 0)."""

    hall: str
    origin_m: tuple[float, float, float]
    """World position of the hall's inner south-west floor corner."""
    turn_deg: int
    cell_m: tuple[float, float, float]
    temperature_c: NDArray[np.float32]
    """[nx, ny, nz]; NaN in solids and where no temperature is defined."""


@dataclass(frozen=True, slots=True)
class AirEnergy:
    """Heat balance of one hall [W]; measured on the solved field, never closed."""

    heat_w: float
    """Into the air: equipment, lights, losses (without the fans of fan units)."""
    fans_w: float
    removed_w: float
    """Taken by the coils of fan units and doors."""
    unsolved_w: float = 0.0
    """Heat in parts of the room that nothing cools: it has no steady state."""

    @property
    def residual_w(self) -> float:
        """What is left over of heat in minus heat out."""
        return self.heat_w + self.fans_w - self.removed_w - self.unsolved_w


@dataclass(frozen=True)
class AirSolution:
    """One solved state of the air of all halls.

    `block` ("air") has the columns of `gigahall.kinds.quantities`. For a fan unit the inlet is its return air and the outlet what
    it supplies; halls with a raised floor have a row for its pressure.
    """

    block: Table
    coil_air: Mapping[str, tuple[float, float]]
    """Air entering the coil of a running fan unit or door (after its fan) [degC, m3/s]."""
    fan_w: Mapping[str, float]
    """Electrical power of the fan units' fans; it is in the air already."""
    tile_m3_s: Mapping[str, float]
    plenum_pa: Mapping[str, float]
    """Pressure under the raised floor, by hall."""
    speed_frac: Mapping[str, float]
    """Flow of each running fan unit over its rating."""
    fields: tuple[HallField, ...]
    findings: tuple[Finding, ...]
    """Fans at their limit, blocked faces, sealed spaces, heat without a way out."""
    energy: Mapping[str, AirEnergy]
    """By hall."""
    no_steady: frozenset[str]
    """Equipment in air that nothing cools or renews: its temperatures are not in the block."""
    outcome: Outcome
    warm: Any = None
    """To be handed to the next solve."""
