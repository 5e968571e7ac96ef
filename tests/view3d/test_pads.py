"""Pads under equipment outside stand on the ground, also beside a raised floor."""

from __future__ import annotations

import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.view3d.pads import LAYER
from gigahall.view3d.view import HallView


@pytest.mark.parametrize("depth_m", [0.0, 0.6, 1.2])
def test_a_pad_reaches_down_to_where_the_hall_stands(depth_m: float) -> None:
    floor: dict[str, object] = {"floor": "raised", "floor_depth_m": depth_m} if depth_m else {}
    hall = BY_NAME["hall"].record(id="H", name="H", length_m=9.0, breadth_m=6.0, **floor)
    outside = BY_NAME["utility"].record(id="U1", name="U1", at_m=(14.0, 3.0, 0.0))
    view = HallView((hall, outside), size=(160, 120))
    try:
        view.fit()
        view.image((160, 120))
        floor_m = min(float(lo[2]) for lo, _ in view.sync.items["H"].mesh.slabs)
        assert LAYER in view.sync.layers
        assert floor_m <= -depth_m
        assert view.pads.bottom_m <= floor_m + 1e-6
    finally:
        view.close()
