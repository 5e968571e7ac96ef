"""The section plane: which side goes, what of the scene is left, where a ray begins to see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.view3d.cut import Slice
from gigahall.view3d.section import Section, outline_of, section_of
from gigahall.view3d.view import HallView

AXES = st.sampled_from(["x", "y", "z"])


@given(AXES, st.floats(-5, 20), st.tuples(*[st.floats(-1, 1)] * 3))
def test_what_lies_towards_the_eye_or_above_is_cut_away(axis: str, at_m: float, looks: tuple[float, float, float]) -> None:
    section = section_of(None, Slice(axis, at_m), np.array(looks))  # type: ignore[arg-type]
    k = "xyz".index(axis)
    towards = np.zeros((1, 3))
    towards[0, k] = at_m + (1.0 if axis == "z" or looks[k] > 0 else -1.0)
    assert section.beyond(towards, towards).all()
    assert not section.beyond(2 * np.array(section.at_m) - towards, 2 * np.array(section.at_m) - towards).any()
    assert not section.beyond(np.array(section.at_m) - 1.0, np.array(section.at_m) + 1.0).any(), "what the plane goes through stays"


def test_a_ray_sees_from_the_plane_on() -> None:
    section = Section((0.0, 4.0, 0.0), (0.0, 1.0, 0.0))
    assert section.entered(np.array([1.0, 0.0, 2.0]), np.array([0.0, 0.8, -0.6])) == pytest.approx((1.0, 4.0, -1.0))
    assert section.entered(np.array([1.0, 6.0, 2.0]), np.array([0.0, 1.0, 0.0])) == pytest.approx((1.0, 6.0, 2.0))


def test_the_plane_stands_in_the_axes_of_its_room(view: HallView) -> None:
    room = view.sync.items["H"]
    outline = outline_of(room, Slice("x", 4.0))
    assert np.allclose(outline[:, 0], 4.0) and np.ptp(outline[:, 1]) >= 6.0
    assert section_of(room, Slice("z", 1.2), view.camera.direction).at_m == pytest.approx((0.0, 0.0, 1.2))


def test_the_plane_reaches_from_floor_to_ceiling(view: HallView) -> None:
    room = view.sync.items["H"]
    height = room.element.ceiling_m  # type: ignore[attr-defined]
    for axis in ("x", "y"):
        outline = outline_of(room, Slice(axis, 3.0))  # type: ignore[arg-type]
        assert (outline[:, 2].min(), outline[:, 2].max()) == pytest.approx((0.0, height))


def test_a_cut_picture_shows_what_stood_behind(view: HallView) -> None:
    whole = view.image((240, 160)).astype(int)
    view.set_section(section_of(view.sync.items["H"], Slice("x", 3.0), view.camera.direction))
    assert "CDU-1" not in view.shown_ids() and {"H", "A01"} <= view.shown_ids()
    cut = view.image((240, 160)).astype(int)
    assert (np.abs(cut - whole).max(2) > 20).mean() > 0.01
    x, y, _ = view.project(np.array([(7.0, 2.5, 1.8)]))[0]
    assert view.pick(float(x), float(y)) != "CDU-1"
    view.set_section(None)
    assert np.abs(view.image((240, 160)).astype(int) - whole).mean() < 0.5


@given(AXES, st.floats(-1, 9), st.booleans())
def test_what_a_section_leaves_of_boxes(axis: str, at_m: float, is_low: bool) -> None:
    k = "xyz".index(axis)
    keeps, at = np.zeros(3), np.zeros(3)
    keeps[k], at[k] = (1.0 if is_low else -1.0), at_m
    section = Section(tuple(at), tuple(keeps))  # type: ignore[arg-type]
    lo, hi = np.array([[0.0, 0.0, 0.0], [6.0, 6.0, 6.0]]), np.array([[2.0, 2.0, 2.0], [8.0, 8.0, 8.0]])
    left_lo, left_hi = section.left_of(lo, hi)
    gone = section.beyond(lo, hi)
    assert (np.isnan(left_lo).all(1) == gone).all() and (np.isnan(left_hi).all(1) == gone).all()
    for n in np.flatnonzero(~gone):
        kept = (max(lo[n, k], at_m), hi[n, k]) if is_low else (lo[n, k], min(hi[n, k], at_m))
        assert (left_lo[n, k], left_hi[n, k]) == pytest.approx(kept)


@pytest.mark.parametrize("preset", ["interactive", "settle"])
def test_a_cut_solid_is_filled_with_one_tone(view: HallView, preset: str) -> None:
    """From above, cut at half its height, a CDU shows one flat face; its walls from inside are not seen."""
    view.look("top", ["CDU-1"])
    view.set_section(section_of(view.sync.items["H"], Slice("z", 1.0), view.camera.direction))
    pixels = view.frame(moving=preset == "interactive")
    item = view.sync.items["CDU-1"]
    shrunk = 0.25 * (item.hi - item.lo)
    corners = view.project(np.stack([item.lo + shrunk, item.hi - shrunk]))[:, :2] * (pixels.shape[1] / view.size[0])
    (x0, y0), (x1, y1) = np.sort(corners, 0).astype(int)
    face = pixels[y0:y1, x0:x1, :3].reshape(-1, 3).astype(float)
    assert face.std(0).max() < 6.0 and 60 < face.mean() < 150


def test_shadows_go_with_what_is_cut_away(view: HallView) -> None:
    def floor_at(point: tuple[float, float, float]) -> float:
        pixels = view.image((480, 320))
        x, y, _ = view.project(np.array([point]))[0]
        return float(pixels[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3, :3].mean())

    view.look("top")
    beside = (6.2, 3.9, 0.0)  # where the CDU at 7, 3 throws its shadow
    before = floor_at(beside)
    view.set_section(section_of(view.sync.items["H"], Slice("x", 4.0), np.array([1.0, 0.0, 0.3])))
    assert "CDU-1" not in view.shown_ids()
    assert floor_at(beside) > before + 2.0
    view.set_section(None)
    assert floor_at(beside) == pytest.approx(before, abs=1.0)
