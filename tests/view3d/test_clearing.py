"""What is framed lies clear of what floats over the picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gigahall.view3d.camera import Camera, corners_of, view_from
from gigahall.view3d.clearing import Rect, cleared, hull

SIZE = (1000.0, 640.0)
FLOATS: list[Rect] = [(824.0, 366.0, 164.0, 262.0), (760.0, 12.0, 228.0, 34.0), (12.0, 12.0, 300.0, 30.0), (12.0, 552.0, 240.0, 76.0)]
"""Legend, view bar, breadcrumb, axes with the scale."""


def spots(camera: Camera, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
    return camera.project(corners_of(lo, hi), (1000, 640))[:, :2]


def covered(shape: np.ndarray, rect: Rect) -> bool:
    """Does any point of a fine grid over the rectangle lie in the convex shape."""
    x, y, w, h = rect
    grid = np.stack(np.meshgrid(np.linspace(x, x + w, 24), np.linspace(y, y + h, 24)), -1).reshape(-1, 2)
    edges = np.roll(shape, -1, 0) - shape
    side = edges[None, :, 0] * (grid[:, None, 1] - shape[None, :, 1]) - edges[None, :, 1] * (grid[:, None, 0] - shape[None, :, 0])
    return bool(((side >= 0).all(1) | (side <= 0).all(1)).any())


@given(
    st.tuples(st.floats(2, 200), st.floats(2, 200), st.floats(0.5, 12)), st.sampled_from(["iso", "slice", "top", "front", "side"]),
    st.floats(0.8, 0.98),
)
def test_a_framed_box_is_hidden_by_nothing_and_still_large(size: tuple[float, float, float], name: str, fill: float) -> None:
    lo, hi = np.zeros(3), np.array(size)
    before = view_from(name).fitted(lo, hi, SIZE[0] / SIZE[1], fill)
    camera = cleared(before, lo, hi, SIZE, FLOATS)
    shape = hull(spots(camera, lo, hi))
    assert not any(covered(shape, rect) for rect in FLOATS)
    assert shape.min() > 0 and shape[:, 0].max() < SIZE[0] and shape[:, 1].max() < SIZE[1]
    assert camera.distance_m <= 2.1 * before.distance_m
    assert (camera.azimuth_deg, camera.elevation_deg, camera.parallel) == (before.azimuth_deg, before.elevation_deg, before.parallel)


def test_what_is_clear_stays_where_it_is() -> None:
    lo, hi = np.zeros(3), np.array([2.0, 2.0, 2.0])
    camera = view_from("iso").fitted(lo, hi, SIZE[0] / SIZE[1], 0.3)
    assert cleared(camera, lo, hi, SIZE, FLOATS) is camera


def test_where_nothing_is_free_the_camera_stays() -> None:
    lo, hi = np.zeros(3), np.array([2.0, 2.0, 2.0])
    camera = view_from("iso").fitted(lo, hi, SIZE[0] / SIZE[1])
    assert cleared(camera, lo, hi, SIZE, [(0.0, 0.0, *SIZE)]) == camera


def test_the_hull_of_a_square_with_points_inside_is_its_corners() -> None:
    points = np.array([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (1, 3)], float)
    assert {tuple(p) for p in hull(points).tolist()} == {(0, 0), (4, 0), (4, 4), (0, 4)}
