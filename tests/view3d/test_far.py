"""Whatever a scene may hold can be drawn, framed and labelled: the ends of the site, the largest and smallest of every kind."""

from __future__ import annotations

import math
from typing import Any, get_type_hints

import numpy as np
import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Record, meta_of, replace
from gigahall.view3d.camera import NAMED_VIEWS
from gigahall.view3d.view import HallView

SITE_M = 20_000.0
ENDS = ((-SITE_M, -SITE_M, 0.0), (SITE_M, SITE_M, 0.0))


def drawn(records: list[Record]) -> HallView:
    """Built, framed from everywhere, drawn once."""
    view = HallView(records, size=(48, 32))
    try:
        for name in NAMED_VIEWS:
            view.look(name)
            assert math.isfinite(view.camera.distance_m)
            spots = view.project(np.array([item.lo for item in view.sync.items.values()]))
            assert np.isfinite(spots).all()
        view.fit()
        pixels = view.frame(moving=False)
        assert pixels.shape == (32, 48, 4)
        points = sum(sheet.pool.count for layer in view.sync.layers.values() for sheet in layer._sheets.values())
        assert points < 3_000_000, "its mesh stays small"
        for drawable in view.stage.drawables.values():
            if drawable.texture is not None:
                assert max(drawable.texture.GetInput().GetDimensions()) <= 4096, "every graphics library holds it"
        view.pick(24, 16)
        view.outline([records[-1].id])
    finally:
        view.close()
    return view


def extreme(kind: str, largest: bool) -> Record | None:
    """Every length of a kind at an end of what it accepts."""
    made: Record = BY_NAME[kind].record(id="E", name="E")
    for name, hint in get_type_hints(type(made), include_extras=True).items():
        meta = meta_of(hint)
        value = getattr(made, name, None)
        if meta is None or not isinstance(value, float) or (meta.extra or {}).get("unit") != "m":
            continue
        end = (meta.le if largest else meta.gt if meta.gt is not None else meta.ge)
        if end is None:
            continue
        try:
            made = replace(made, **{name: float(end) if largest or meta.gt is None else float(end) + 1e-3})
        except ValueError:
            return None
    return made


@pytest.mark.parametrize("kind", sorted(BY_NAME))
@pytest.mark.parametrize("largest", [True, False])
def test_the_ends_of_every_length_are_drawn(kind: str, largest: bool) -> None:
    made: Any = extreme(kind, largest)
    if made is None:
        return
    if BY_NAME[kind].is_route:
        made = replace(made, route_m=(*ENDS, (SITE_M, SITE_M, 3.0)))
    drawn([made])


def test_a_site_with_something_at_each_end_is_drawn() -> None:
    rack = BY_NAME["rack_air"]
    hall = BY_NAME["hall"].record(id="H", name="H", at_m=ENDS[0])
    corners = (*ENDS, (SITE_M, -SITE_M, 0.0), (-SITE_M, -SITE_M + 1.0, 0.0))
    racks = [rack.record(id=f"R{k}", name=f"R{k}", at_m=at, hall="H") for k, at in enumerate(corners)]
    strip = [rack.record(id=f"S{k}", name=f"S{k}", at_m=(x, 0.0, 0.0)) for k, x in enumerate((-SITE_M, SITE_M))]
    drawn([hall, *racks])
    drawn([*strip])
