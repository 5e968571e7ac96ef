"""Levels of detail by projected size: near, usual, far; rows as one block below 14 px, halls below 6 px.

A level changes only when the size passes its limit by a tenth, so that nothing flickers while the camera moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.camera import Camera
from gigahall.view3d.pool import CLOSE, FAR_OFF, HIDDEN, USUAL

Array = NDArray[np.float64]

BODY_LIMITS_PX = (14.0, 60.0, 350.0)
"""Projected height from which a body is drawn far, usual, near."""
ROUTE_LIMITS_PX = (0.6, 2.6, 1e9)
"""Projected thickness from which a route is drawn as a square tube, round, near."""
HALL_PX = 6.0
KEEP_FRAC = 0.1
THICK_ROUTE_M = 0.09
"""A route at least this thick stays in the picture however far it is."""


def projected_px(camera: Camera, lo: Array, hi: Array, size_m: Array, height_px: int) -> Array:
    """[n] size on the picture at the point of each box nearest to the eye."""
    if camera.parallel:
        drawn: Array = size_m / camera.metres_per_pixel(height_px)
        return drawn
    nearest = np.clip(camera.eye_m, lo, hi)
    distance = np.linalg.norm(nearest - camera.eye_m, axis=1)
    scale = height_px / (2 * np.tan(np.radians(camera.angle_deg) / 2))
    found: Array = size_m * scale / np.maximum(distance, 0.3)
    return found


def levels(size_px: Array, is_route: NDArray[np.bool_], gauge_m: Array, before: NDArray[np.int8]) -> NDArray[np.int8]:
    """HIDDEN .. CLOSE for each element; HIDDEN means that its row or hall stands for it."""
    limits = np.where(is_route[:, None], ROUTE_LIMITS_PX, BODY_LIMITS_PX)
    holds = np.array([FAR_OFF, USUAL, CLOSE])[None, :] <= before[:, None]
    reached = size_px[:, None] >= limits * np.where(holds, 1.0 - KEEP_FRAC, 1.0 + KEEP_FRAC)
    found = reached.sum(1) - 1
    found[is_route & (gauge_m >= THICK_ROUTE_M) & (found < FAR_OFF)] = FAR_OFF
    result: NDArray[np.int8] = found.astype(np.int8)
    return result


@dataclass(frozen=True, slots=True)
class Row:
    """Bodies that stand side by side, and the box around them."""

    members: tuple[int, ...]
    lo: Array
    hi: Array


def rows_of(index: Sequence[int], lo: Array, hi: Array, gap_m: float = 0.9) -> list[Row]:
    """Bodies of one kind of use grouped into rows: same line along x or y, no gap wider than `gap_m`.

    `index` are rows of the arrays; a body joins the row along the axis in which its line is longer.
    """
    best: list[Row] = []
    for axis in (0, 1):
        across = 1 - axis
        order = sorted(index, key=lambda k: (round(float(lo[k, across] + hi[k, across]), 1), float(lo[k, axis])))
        runs: list[list[int]] = []
        for k in order:
            last = runs[-1][-1] if runs else None
            joins = last is not None and abs(lo[k, across] + hi[k, across] - lo[last, across] - hi[last, across]) < 0.3
            if joins and last is not None and lo[k, axis] - hi[last, axis] < gap_m:
                runs[-1].append(k)
            else:
                runs.append([k])
        found = [Row(tuple(run), lo[run].min(0), hi[run].max(0)) for run in runs]
        if not best or len(found) < len(best):
            best = found
    return best


__all__ = ["CLOSE", "FAR_OFF", "HIDDEN", "HALL_PX", "Row", "USUAL", "levels", "projected_px", "rows_of"]
