"""Brings the baked ground of a scene up to date: one shadow texture per hall, and the halo and grid around all slabs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigahall.view3d import ground
from gigahall.view3d.pads import Pads
from gigahall.view3d.palette import Theme
from gigahall.view3d.section import Section
from gigahall.view3d.sync import Sync


class Site:
    """Remembers what halo and grid were made for: they are dear, and most edits leave the slabs alone."""

    def __init__(self, sync: Sync, pads: Pads) -> None:
        self._sync, self._pads = sync, pads
        self._made: tuple[object, ...] = ()
        self.hidden: frozenset[str] = frozenset()
        """What casts no shadow."""
        self.section: Section | None = None
        """What lies beyond it casts none either."""

    def bake(self, theme: Theme) -> None:
        """Bake what is stale; the other halls keep their textures."""
        sync = self._sync
        if not sync.stale_ground:
            return
        for key in sync.stale_ground:
            self._shadow(key, theme)
        sync.stale_ground.clear()
        slabs = tuple(self._slabs())
        outline = sync.bounds() if not slabs else None
        wanted = (slabs, theme.name, None if outline is None else tuple(np.concatenate(outline).round(1)))
        if wanted != self._made:
            self._made = wanted
            _surroundings(sync, [area for area, _ in slabs], min((z for _, z in slabs), default=0.0), theme)

    def _slabs(self) -> Iterator[tuple[ground.Area, float]]:
        """Every slab and pad with the height of its underside."""
        for area in self._pads.areas:
            yield area, self._pads.bottom_m
        for item in self._sync.items.values():
            for lo, hi in item.mesh.slabs:
                corners = item.placed.points(np.array([lo, hi], np.float32))
                yield ground.area_of(corners.min(0), corners.max(0)), float(corners[:, 2].min())

    def _shadow(self, key: str, theme: Theme) -> None:
        sync = self._sync
        standing = [item for item in sync.items.values() if item.layer == key and item.stands and item.element.id not in self.hidden]
        if not standing:
            sync.stage.drop(f"shadow/{key}")
            return
        lows, highs = np.stack([item.lo for item in standing]), np.stack([item.hi for item in standing])
        boxes = zip(*((lows, highs) if self.section is None else self.section.left_of(lows, highs)), strict=True)
        prints = [ground.Footprint(*map(float, (*lo[:2], *hi[:2], hi[2] - lo[2]))) for lo, hi in boxes if not np.isnan(lo[0])]
        room = sync.items.get(key)
        if room is not None and room.mesh.slabs:
            area, z = ground.area_of(room.lo, room.hi), float(room.element.at_m[2])
        else:
            lo, hi = lows.min(0), highs.max(0)
            area, z = ground.area_of(lo, hi).grown(3.0), float(lo[2])
        darkness = ground.bake_shadow(area, prints)
        sync.stage.put(f"shadow/{key}", ground.shadow_drawable(area, z + 0.0015, darkness, theme))


def _surroundings(sync: Sync, slabs: list[ground.Area], bottom: float, theme: Theme) -> None:
    if slabs:
        site = ground.Area(
            min(slab.x0 for slab in slabs), min(slab.y0 for slab in slabs),
            max(slab.x1 for slab in slabs), max(slab.y1 for slab in slabs),
        )
        halo = ground.halo_drawable(site.grown(ground.HALO_REACH_M), bottom - 0.005, slabs, theme)
        sync.stage.put("halo", halo)
    else:
        box = sync.bounds()
        site = ground.area_of(*box) if box is not None else ground.Area(0.0, 0.0, 12.0, 9.0)
        sync.stage.drop("halo")
    sync.stage.put("site grid", ground.grid_drawable(site, bottom - 0.012, theme))

