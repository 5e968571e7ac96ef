"""The air of a hall as a movable slice: one textured quad, veiled where the air is near its supply temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gigahall.session.results import HallAir
from gigahall.view3d.colormap import Quantity
from gigahall.view3d.ground import quad_data, texture_of
from gigahall.view3d.pool import Placed
from gigahall.view3d.stage import Drawable

Axis = Literal["x", "y", "z"]
STEP_M = 0.05
"""The slice stands on steps of this."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Where the plane stands, in the hall's own axes [m]."""

    axis: Axis = "z"
    at_m: float = 1.5


def plane(air: HallAir, cut: Slice) -> NDArray[np.float32] | None:
    """The temperatures on the plane, linear between cells; None outside the hall. NaN in solids."""
    axis = "xyz".index(cut.axis)
    field = np.moveaxis(air.temperature_c, axis, 0)
    place = cut.at_m / air.cell_m[axis] - 0.5
    if place < -0.5 or place > len(field) - 0.5:
        return None
    low = int(np.clip(np.floor(place), 0, len(field) - 1))
    high = min(low + 1, len(field) - 1)
    share = np.float32(np.clip(place - low, 0.0, 1.0))
    below, above = field[low], field[high]
    mixed: NDArray[np.float32] = below * (1 - share) + above * share
    return np.where(np.isnan(mixed), below if share < 0.5 else above, mixed)


def picture(values: NDArray[np.float32], quantity: Quantity, supply_c: float, fine: int = 4) -> NDArray[np.uint8]:
    """[rows, columns, 4]; alpha rises with the distance from the supply temperature, solids are clear."""
    filled = _fine(_filled(values), fine)
    solid = np.repeat(np.repeat(np.isnan(values), fine, 0), fine, 1)
    pixels = np.empty((*filled.shape, 4), np.uint8)
    pixels[..., :3] = quantity.colors(filled.astype(float).ravel()).reshape(*filled.shape, 3)
    alpha = np.minimum(70 + 165 * np.abs(filled - supply_c) / 7.0, 232)
    pixels[..., 3] = np.where(solid, 0, alpha)
    return pixels


def _filled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Solids take the mean of their neighbours, so that no dark rim grows into the air when stretched."""
    for _ in range(3):
        gaps = np.isnan(values)
        if not gaps.any():
            break
        padded = np.pad(values, 1, mode="constant", constant_values=np.nan)
        around = np.stack([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
        count = (~np.isnan(around)).sum(0)
        total = np.nansum(around, 0)
        values = np.where(gaps & (count > 0), total / np.maximum(count, 1), values).astype(np.float32)
    return np.nan_to_num(values, nan=float(np.nanmean(values)) if (~np.isnan(values)).any() else 0.0)


def _fine(values: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Linear interpolation to a finer grid of pixels."""
    for axis in (0, 1):
        count = values.shape[axis]
        at = np.clip((np.arange(count * factor) + 0.5) / factor - 0.5, 0, count - 1)
        low = np.floor(at).astype(int)
        share = (at - low).astype(np.float32)
        share = share[:, None] if axis == 0 else share[None, :]
        values = np.take(values, low, axis) * (1 - share) + np.take(values, np.minimum(low + 1, count - 1), axis) * share
    return values


def supply_c(air: HallAir) -> float:
    """The coolest air there is much of: the second percentile."""
    values = air.temperature_c[np.isfinite(air.temperature_c)]
    return float(np.percentile(values, 2)) if len(values) else 0.0


def drawable(air: HallAir, cut: Slice, quantity: Quantity) -> Drawable | None:
    """The quad in world axes; None where the plane misses the hall."""
    values = plane(air, cut)
    if values is None:
        return None
    axis = "xyz".index(cut.axis)
    u, v = (k for k in range(3) if k != axis)
    size = np.array(air.temperature_c.shape) * np.array(air.cell_m)
    corners = np.zeros((4, 3))
    corners[:, axis] = cut.at_m
    corners[1:3, u] = size[u]
    corners[2:4, v] = size[v]
    world = Placed(air.turn_deg, np.array(air.origin_m)).points(corners.astype(np.float32)).astype(float)
    pixels = picture(values, quantity, supply_c(air))
    texture = texture_of(np.ascontiguousarray(pixels.transpose(1, 0, 2)))
    return Drawable(quad_data(world), "texture", texture)


def value_at(air: HallAir, point: tuple[float, float, float]) -> float | None:
    """The temperature of the cell that holds a world point; None outside or in a solid."""
    placed = Placed(air.turn_deg, np.zeros(3))
    local = placed.rotation().T @ (np.asarray(point) - np.asarray(air.origin_m))
    cell = np.floor(local / np.asarray(air.cell_m)).astype(int)
    if (cell < 0).any() or (cell >= air.temperature_c.shape).any():
        return None
    found = float(air.temperature_c[tuple(cell)])
    return found if np.isfinite(found) else None
