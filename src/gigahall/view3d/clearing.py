"""What is framed keeps clear of what lies over the picture: the legend, the bars, the axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.camera import Camera, corners_of

Array = NDArray[np.float64]
Rect = tuple[float, float, float, float]
"""x, y, width, height"""

GAP_PX = 6.0
STEPS_BACK = tuple(1.05 ** k for k in range(16))
SHARES = tuple(sorted(np.linspace(-0.4, 0.4, 17), key=abs))
"""Shifts that are tried, of the picture's width and height."""
ROUNDS = 3


def cleared(camera: Camera, lo: Array, hi: Array, size: tuple[float, float], rects: Sequence[Rect]) -> Camera:
    """The camera shifted, and set back no farther than needed, so that a box lies clear of some rectangles.

    Where that cannot be, the camera stays as it is. The shape of the box is taken as drawn now; perspective changes it a
    little, so that the outcome is looked at again.
    """
    found = camera
    pixels = (round(size[0]), round(size[1]))
    for _ in range(ROUNDS):
        shape = hull(found.project(corners_of(lo, hi), pixels)[:, :2])
        if len(shape) < 3 or not any(_touches(shape, rect) for rect in rects):
            return found
        step = _step(shape, size, rects)
        if step is None:
            return camera
        back, dx, dy = step
        found = found.zoomed(1.0 / back).panned(dx, -dy, pixels[1])
    return found


def _step(shape: Array, size: tuple[float, float], rects: Sequence[Rect]) -> tuple[float, float, float] | None:
    """(how much farther back, shift right, shift down [px]); the nearest first, then the smallest shift."""
    middle = np.array(size) / 2
    shifts = np.array(sorted(((dx, dy) for dx in SHARES for dy in SHARES), key=lambda by: by[0] ** 2 + by[1] ** 2)) * np.array(size)
    for back in STEPS_BACK:
        smaller = middle + (shape - middle) / back
        inside = (smaller.min(0) + shifts > GAP_PX).all(1) & (smaller.max(0) + shifts < np.array(size) - GAP_PX).all(1)
        for rect in rects:
            inside &= _apart(smaller, shifts, rect)
        if inside.any():
            dx, dy = shifts[int(np.argmax(inside))]
            return back, float(dx), float(dy)
    return None


def _touches(shape: Array, rect: Rect) -> bool:
    return not bool(_apart(shape, np.zeros((1, 2)), rect)[0])


def _apart(shape: Array, shifts: Array, rect: Rect) -> NDArray[np.bool_]:
    """[n] is a convex shape, moved by each shift, apart from a rectangle: some edge of either has them on two sides."""
    x, y, w, h = rect
    corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]) + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * GAP_PX
    edges = np.roll(shape, -1, 0) - shape
    normals = np.concatenate([np.stack([edges[:, 1], -edges[:, 0]], 1), [[1.0, 0.0], [0.0, 1.0]]])
    own, other = shape @ normals.T, corners @ normals.T
    moved = shifts @ normals.T
    apart = (own.max(0) + moved < other.min(0)) | (own.min(0) + moved > other.max(0))
    result: NDArray[np.bool_] = apart.any(1)
    return result


def hull(points: Array) -> Array:
    """The convex hull of points [n, 2] in order (Andrew's monotone chain)."""
    order = sorted(map(tuple, points.tolist()))
    if len(order) < 3:
        return np.array(order, float).reshape(-1, 2)

    def half(walk: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for p in walk:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return np.array(half(order) + half(reversed(order)), float)


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
