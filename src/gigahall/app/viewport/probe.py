"""The air under the pointer: where its ray meets the slice, and what the solution says there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from gigahall.app.viewport.cards import Card, probe_card
from gigahall.app.viewport.eye import Eye
from gigahall.session.results import HallAir, Results
from gigahall.units import System
from gigahall.view3d.cut import Slice
from gigahall.view3d.pool import Placed


def probe(eye: Eye, at: QPointF, results: Results, cut: Slice, units: System) -> Card | None:
    """A card for the nearest slice under a point; None beside all of them and inside solids."""
    start, direction = eye.ray(at)
    best: tuple[float, HallAir] | None = None
    for air in results.air:
        reach = _reach(air, cut, start, direction)
        if reach is not None and (best is None or reach < best[0]):
            best = (reach, air)
    if best is None:
        return None
    x, y, z = start + best[0] * direction
    model = results.models.get("air", "").partition(":")[0].strip()
    return probe_card(best[1], (float(x), float(y), float(z)), units, model)


def _reach(air: HallAir, cut: Slice, start: NDArray[np.float64], direction: NDArray[np.float64]) -> float | None:
    """Distance along the ray to a hall's slice, where it meets it inside the hall."""
    turn = Placed(air.turn_deg, np.zeros(3)).rotation()
    local, along = turn.T @ (start - np.asarray(air.origin_m)), turn.T @ direction
    axis = "xyz".index(cut.axis)
    if abs(along[axis]) < 1e-9:
        return None
    reach = float((cut.at_m - local[axis]) / along[axis])
    hit = local + reach * along
    size = np.array(air.temperature_c.shape) * np.asarray(air.cell_m)
    others = [k for k in range(3) if k != axis]
    inside = all(0 <= hit[k] <= size[k] for k in others)
    return reach if reach > 0 and inside else None
