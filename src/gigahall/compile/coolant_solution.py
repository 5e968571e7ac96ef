"""What the coolant stage hands back, by element id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.finding import Finding
from gigahall.solve.outcome import Outcome


@dataclass(frozen=True)
class Table:
    """One block of results: `row_of_id` names the rows of every column (NaN = not applicable)."""

    row_of_id: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Energy:
    """Terms of the coolant loops' balance [W]; positive into the coolant. They are measured, not closed."""

    racks_w: float = 0.0
    coils_w: float = 0.0
    pumps_w: float = 0.0
    coolers_w: float = 0.0
    """Into the coolant, hence negative: dry coolers and towers."""
    chillers_w: float = 0.0
    """Evaporators (negative) and water-cooled condensers (positive)."""
    ideal_w: float = 0.0
    residual_w: float = 0.0
    """Sum of all of the above and of what the streams carry: zero in an exact solution."""


@dataclass(frozen=True)
class CoolantSolution:
    """One solved state of all coolant loops.

    Blocks "coolant" (one-stream elements), "primary" and "secondary" hold streams, "exchange" what belongs to a machine; their
    columns are those of `gigahall.kinds.quantities`.
    """

    blocks: Mapping[str, Table]
    draw_w: Mapping[str, float]
    """Electrical power of pumps, cooler fans and compressors, by element."""
    coil_out_c: Mapping[str, float]
    coil_heat_w: Mapping[str, float]
    no_flow: frozenset[str]
    """Elements that need flow and have none (they trip)."""
    no_steady: frozenset[str]
    """Elements in loops whose heat nothing takes: their temperatures are not in the blocks."""
    uncooled: frozenset[str]
    """Elements whose air coil has no coolant flow or coolant that nothing cools."""
    rejected_w: float
    """To outdoor air: dry coolers, towers, chillers' condensers (compressor power included)."""
    ideal_w: float
    """Taken by ideal sources."""
    dry_loss_w: Mapping[str, float]
    """The part of `draw_w` that neither enters a coolant nor is in `rejected_w`: motor losses, cooler fans."""
    findings: tuple[Finding, ...]
    """Controls at their limit, and what is assumed or unusual about a loop."""
    standby_on: frozenset[str]
    """Standby units that run because a duty unit of their group does not."""
    closed: frozenset[str]
    """Elements that are hydraulically closed (out of service, idle standby, machine without power)."""
    outcome: Outcome
    mass_kg_s: float
    """Largest node imbalance."""
    energy: Energy
    warm: Any = field(default=None, repr=False, compare=False)
    """Hand it to the next solve."""
