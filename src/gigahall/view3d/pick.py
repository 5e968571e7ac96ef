"""What lies under a pixel: a ray against bounding boxes, route legs and ports, all in NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gigahall.scene.record import Vec3
from gigahall.view3d.camera import Camera

Array = NDArray[np.float64]
GRAB_PX = 7.0


def box_hits(eye: Array, direction: Array, lo: Array, hi: Array) -> Array:
    """[n] distance along the ray to each box; inf where it misses. A box around the eye is hit at 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (lo - eye) / direction, (hi - eye) / direction
    # 0/0: the ray runs inside that slab's own plane
    near = np.nan_to_num(np.minimum(a, b), nan=-np.inf, neginf=-np.inf, posinf=np.inf).max(1)
    far = np.nan_to_num(np.maximum(a, b), nan=np.inf, neginf=-np.inf, posinf=np.inf).min(1)
    return np.where((near <= far) & (far > 0), np.maximum(near, 0.0), np.inf)


def leg_hits(eye: Array, direction: Array, a: Array, b: Array, radius: Array, slope: float, least_m: float = 0.0) -> Array:
    """[n] distance to each route leg that the ray passes within its radius, `least_m`, or `slope` of the distance."""
    u, w = b - a, a - eye
    uu, ud = (u * u).sum(1), u @ direction
    wu, wd = (w * u).sum(1), w @ direction
    denominator = np.maximum(uu - ud * ud, 1e-12)
    along = np.clip((ud * wd - wu) / denominator, 0.0, 1.0)
    spot = a + along[:, None] * u
    reach = (spot - eye) @ direction
    off = np.linalg.norm(spot - eye - reach[:, None] * direction, axis=1)
    return np.where((reach > 0) & (off <= np.maximum(np.maximum(radius, least_m), slope * reach)), reach, np.inf)


def floor_point(camera: Camera, x: float, y: float, size: tuple[int, int], z: float = 0.0) -> Vec3 | None:
    """Where the ray through a pixel meets the level `z`; None above the horizon."""
    eye, direction = camera.ray(x, y, size)
    if abs(direction[2]) < 1e-6:
        return None
    reach = (z - eye[2]) / direction[2]
    if reach <= 0 or reach > camera.reach_m:
        return None
    spot = eye + reach * direction
    return (float(spot[0]), float(spot[1]), float(spot[2]))


def in_rectangle(
    camera: Camera, corner: tuple[float, float], other: tuple[float, float], size: tuple[int, int], ids: Sequence[str], centres: Array
) -> list[str]:
    """Ids whose centre is drawn inside a rectangle."""
    spots = camera.project(centres, size)
    (x0, x1), (y0, y1) = sorted((corner[0], other[0])), sorted((corner[1], other[1]))
    inside = (spots[:, 2] > 0) & (spots[:, 0] >= x0) & (spots[:, 0] <= x1) & (spots[:, 1] >= y0) & (spots[:, 1] <= y1)
    return [ids[int(k)] for k in np.flatnonzero(inside)]

