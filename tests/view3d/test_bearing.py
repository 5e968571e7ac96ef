"""Fronts and the way of the air, drawn from what the kinds say of their faces."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.kinds.shape import Quad
from gigahall.view3d.bearing import FLOOR_M, marks
from gigahall.view3d.ghost import outline_data
from gigahall.view3d.mesh import MARKS, mesh_of
from gigahall.view3d.pool import Placed


def made(kind: str) -> list[Quad]:
    element = BY_NAME[kind].record(id="E", name="E")
    return [mark for mark in marks(element) if isinstance(mark, Quad)]


def test_a_rack_draws_cool_air_at_its_front_and_blows_warm_air_out_behind() -> None:
    cool, warm, front = made("rack_air")
    (tip, base) = cool.corners[0], cool.corners[1]
    assert cool.color == "air_cool" and base[1] < tip[1] < 0, "it points into the front, which looks along -y"
    assert warm.color == "air_warm" and 0 < warm.corners[1][1] < warm.corners[0][1], "and away from the rear"
    depth = BY_NAME["rack_air"].size_m(BY_NAME["rack_air"].record(id="E", name="E"))[1]
    assert front.color == "front" and min(corner[1] for corner in front.corners) == pytest.approx(-depth / 2)
    assert cool.corners[0][2] == FLOOR_M


def test_an_air_unit_blows_cool_air() -> None:
    assert any(mark.color == "air_cool" for mark in made("crah"))


@pytest.mark.parametrize("kind", sorted(BY_NAME))
def test_marks_are_no_part_of_the_body(kind: str) -> None:
    """They change neither the box that is picked and casts a shadow nor the ring of the selection; routes and rooms have none."""
    element = BY_NAME[kind].record(id="E", name="E")
    shape, signs = BY_NAME[kind].shape(element).primitives, marks(element)
    plain, signed = mesh_of(shape), mesh_of(shape, signs)
    assert (plain.lo == signed.lo).all() and (plain.hi == signed.hi).all()
    assert bool(signs) == (MARKS in signed.parts) and MARKS not in plain.parts
    if BY_NAME[kind].is_route or BY_NAME[kind].is_room:
        assert not signs
    here = Placed(0, np.zeros(3))
    one, other = outline_data([(plain, here)]), outline_data([(signed, here)])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.data.GetNumberOfPoints() == other.data.GetNumberOfPoints()
