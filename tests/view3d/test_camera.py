"""The camera as numbers: what is projected lies under the ray of its pixel, plans and elevations are to scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.scene.record import Record
from gigahall.view3d.camera import NAMED_VIEWS, Camera, corners_of, named_view, view_from
from gigahall.view3d.view import HallView

SIZE = (900, 600)
METRES = st.floats(-20_000, 20_000)
CAMERAS = st.builds(
    Camera, st.tuples(METRES, METRES, st.floats(-50, 50)), st.floats(0, 360), st.floats(0, 90), st.floats(1, 50_000),
    parallel=st.booleans(),
)


@given(CAMERAS, st.floats(-450, 450), st.floats(-300, 300), st.floats(-0.4, 0.4))
def test_a_point_lies_on_the_ray_of_its_pixel(camera: Camera, right_px: float, up_px: float, ahead: float) -> None:
    right, up, back = camera.axes
    metres = camera.metres_per_pixel(SIZE[1])
    point = np.asarray(camera.focal_m) + metres * (right_px * right + up_px * up) + ahead * camera.distance_m * back
    x, y, depth = camera.project(point[None], SIZE)[0]
    assert depth > 0
    start, direction = camera.ray(float(x), float(y), SIZE)
    off = point - start
    assert np.linalg.norm(off - (off @ direction) * direction) < 1e-6 * (camera.distance_m + np.abs(point).max() + 1e5)
    assert 0 < off @ direction < camera.reach_m + 2e5


@given(CAMERAS, st.tuples(METRES, METRES), st.tuples(*[st.floats(0.1, 20_000)] * 3), st.floats(0.3, 4.0))
def test_what_is_fitted_is_in_the_picture_and_between_the_clipping_planes(
    camera: Camera, at: tuple[float, float], size: tuple[float, float, float], aspect: float
) -> None:
    lo = np.array([*at, 0.0])
    hi = lo + np.array(size)
    found = camera.fitted(lo, hi, aspect)
    width, height = round(600 * aspect), 600
    spots = found.project(corners_of(lo, hi), (width, height))
    assert (spots[:, 2] > 0).all()
    assert spots[:, 0].min() > -2 and spots[:, 0].max() < width + 2 and spots[:, 1].min() > -2 and spots[:, 1].max() < height + 2
    near, far = found.clipping(lo[None], hi[None], float(lo[2]))
    depth = (found.eye_m - corners_of(lo, hi)) @ found.direction
    assert depth.max() <= far and ((found.parallel and depth.min() >= near) or near > 0)


@pytest.mark.parametrize("name", ["top", "front", "side"])
def test_plan_and_elevations_are_to_scale(name: str) -> None:
    lo, hi = np.zeros(3), np.array([12.0, 9.0, 3.0])
    camera = named_view(name, lo, hi, 1.5)
    assert camera.parallel
    corners = camera.project(corners_of(lo, hi), SIZE)[:, :2]
    back = camera.project(corners_of(lo - 4 * camera.direction, hi - 4 * camera.direction), SIZE)[:, :2]
    assert np.allclose(corners, back, atol=1e-6), "what is farther is drawn as large"
    span = np.ptp(corners, axis=0) * camera.metres_per_pixel(SIZE[1])
    assert np.allclose(span, {"top": (12.0, 9.0), "front": (12.0, 3.0), "side": (9.0, 3.0)}[name])


def test_turning_a_plan_leaves_it_for_the_perspective_of_the_same_scale() -> None:
    plan = view_from("top")
    turned = plan.orbited(5.0, -20.0)
    assert not turned.parallel and turned.metres_per_pixel(600) == plan.metres_per_pixel(600)
    assert {name for name in NAMED_VIEWS if view_from(name).parallel} == {"top", "front", "side"}


@pytest.mark.parametrize("name", ["iso", "top", "front"])
def test_what_is_seen_is_picked(view: HallView, records: dict[str, Record], name: str) -> None:
    view.look(name)
    for key, point in (("CDU-1", (7.0, 2.5, 1.8)), ("P1", (5.2, 1.2, 2.7))):
        x, y, _ = view.project(np.array([point]))[0]
        assert view.pick(float(x), float(y)) == key
    pixels = view.frame(moving=False)
    assert pixels.std() > 8, "something is drawn"
    x, y, _ = view.project(np.array([(3.0, 3.0, 2.236)]))[0]
    assert view.mask(["A01", "A02"])[int(y), int(x)] or name == "front"
