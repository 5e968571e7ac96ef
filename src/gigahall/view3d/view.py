"""The 3D view of a scene: what `app` drives and `picture.py` photographs. No Qt here.

`HallView` takes records and diffs, answers with pictures, and says what lies under a pixel. It never writes to the
document. Overlays (labels, legend, gizmo) are data from `labels.py` and `legend.py` that the caller draws on top.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.joining import spots
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element, Record, Vec3
from gigahall.session.results import HallAir
from gigahall.view3d import cut as cutting
from gigahall.view3d import flow, ghost, pick
from gigahall.view3d.blocks import Blocks
from gigahall.view3d.camera import NAMED_VIEWS, Camera, named_view, standing_view
from gigahall.view3d.clearing import Rect, cleared
from gigahall.view3d.colormap import Quantity
from gigahall.view3d.lod import levels, projected_px
from gigahall.view3d.offscreen import reduced
from gigahall.view3d.outline import outline
from gigahall.view3d.pace import Pace
from gigahall.view3d.pads import Pads
from gigahall.view3d.palette import THEMES, ThemeName, rgb
from gigahall.view3d.pool import HIDDEN
from gigahall.view3d.section import Section
from gigahall.view3d.site import Site
from gigahall.view3d.stage import Preset, Stage, graded
from gigahall.view3d.sync import Sync, routed
from gigahall.view3d.tiles import RIM_PX, TILE_PX, Tile, tiles
from gigahall.view3d.tint import Tint

Array = NDArray[np.float64]
OVERHEAD_M = 1.9
"""Routes that start higher than this hide when the quantity asks for it."""
TWICE_PX = 3_500_000
READY_SIZE = (64, 64)
"""A first picture this small makes what all share, so that the first piece takes no longer than the others."""
NEAR_M = 2.5
"""What stands this near to the opening room is framed with it."""
EMPTY_LO, EMPTY_HI = np.array([0.0, 0.0, 0.0]), np.array([12.0, 9.0, 3.0])
"""What the camera frames when there is nothing."""


class HallView:
    """A scene on an off-screen stage. Not thread-safe: use it from one thread."""

    def __init__(self, records: Iterable[Record] = (), theme: ThemeName = "light", size: tuple[int, int] = (1280, 800)) -> None:
        self.theme = THEMES[theme]
        self.size = size
        self.stage = Stage(self.theme, size)
        self.sync = Sync(self.stage, self.theme)
        self.blocks = Blocks(self.sync)
        self.pads = Pads(self.sync)
        self.site = Site(self.sync, self.pads)
        self.tint = Tint(self.sync, self.blocks)
        self.pace = Pace()
        self.camera = Camera()
        self.air: dict[str, HallAir] = {}
        self.cut: cutting.Slice | None = None
        self.section: Section | None = None
        self._flow: Mapping[str, bool] = {}
        self._hidden: frozenset[str] = frozenset()
        self.apply(Diff(added={record.id: record for record in records}))
        self.start()

    # -- the scene -----------------------------------------------------------------------------------------------

    def apply(self, diff: Diff) -> None:
        """Take a change of the document into the picture."""
        touched = self.sync.apply(diff)
        if self.sync.stale_blocks:
            self.blocks.remake(frozenset(self.sync.stale_blocks))
            self.pads.remake(touched)
            self.sync.stale_blocks.clear()
        self.tint.retouch(touched)
        if not touched.isdisjoint(self._flow):
            self.set_flow(self._flow)
        if not self.air.keys() <= self.sync.items.keys():
            self._place_slices()

    def set_theme(self, name: ThemeName) -> None:
        self.theme = THEMES[name]
        self.stage.set_theme(self.theme)
        self.sync.set_theme(self.theme)
        self.tint.set_theme(self.theme)
        self.sync.stale_ground.update(self.sync.layers)
        self._place_slices()

    def colour_by(
        self, quantity: Quantity | None, values: Mapping[str, float | None] | None = None, out: Iterable[str] = ()
    ) -> None:
        """Colour equipment by a quantity; None shows its own paint.

        What is not in `values` turns to clay, a None among them to the grey of missing data. `out` names what is dark or
        unsupplied; elements out of service are so anyway.
        """
        self.tint.choose(quantity, values or {}, frozenset(out))
        self._place_slices()

    def hide(self, ids: Iterable[str]) -> None:
        """Leave these elements out of the picture and out of reach."""
        wanted = frozenset(ids)
        items = [item for key in wanted ^ self._hidden if (item := self.sync.items.get(key)) is not None]
        self.sync.stale_ground |= {item.layer for item in items if item.stands}
        self._hidden = self.site.hidden = wanted

    def take_after(self, other: HallView) -> None:
        """Answer for what another view of the same geometry shows."""
        self.air, self.cut, self.section, self._hidden = other.air, other.cut, other.section, other._hidden

    # -- what is over it -----------------------------------------------------------------------------------------

    def set_air(self, air: Sequence[HallAir], cut: cutting.Slice | None) -> None:
        """Show a slice of the air of these halls; None takes it away. Drawn only under a quantity that has slices."""
        self.air = {field.hall: field for field in air}
        self.cut = cut
        self._place_slices()

    def set_section(self, section: Section | None) -> None:
        """Cut away what stands on one side of a plane, from the picture and from reach; None shows everything."""
        self._shadows_of_section(section)
        self.section = self.site.section = section
        if section is None:
            self.stage.clip(None)
        else:
            self.stage.clip(section.at_m, section.keeps)

    def _shadows_of_section(self, section: Section | None) -> None:
        """Rooms where another section leaves more or less of something are baked again."""
        table = self.sync.table
        if not len(table.ids):
            return
        before, after = (np.stack((table.lo, table.hi) if s is None else s.left_of(table.lo, table.hi)) for s in (self.section, section))
        changed = ~np.isclose(before, after, equal_nan=True).all((0, 2)) & ~table.is_route & ~table.is_room
        self.sync.stale_ground |= {key for key, rows in table.rows_of_layer.items() if changed[rows].any()}

    def set_flow(self, forward: Mapping[str, bool]) -> None:
        """Arrows on pipes: True = flow from the first to the last point of the way. Empty takes them away."""
        self._flow = dict(forward)
        ways = {
            key: (item.way, item.mesh.gauge_m)
            for key in forward if (item := self.sync.items.get(key)) is not None and len(item.way) > 1
        }
        self._put("flow", flow.arrows(ways, forward) if ways else None)

    def set_ghost(self, elements: Iterable[Element] = (), *, refused: bool = False) -> None:
        """A translucent preview of elements where they would stand, red when refused; none takes it away."""
        self._put("ghost", ghost.ghost(elements, self.theme, refused=refused))

    # -- the camera ----------------------------------------------------------------------------------------------

    def orbit(self, right_px: float, down_px: float) -> None:
        self.camera = self.camera.orbited(-0.3 * right_px, 0.3 * down_px)

    def pan(self, right_px: float, down_px: float) -> None:
        self.camera = self.camera.panned(right_px, -down_px, self.size[1])

    def zoom(self, factor: float, at_px: tuple[float, float] | None = None) -> None:
        """Nearer for a factor above 1, towards what lies under a pixel."""
        self.camera = self.camera.zoomed(factor, self.point_under(*at_px) if at_px else None)

    def fit(self, ids: Iterable[str] | None = None) -> None:
        """Frame some elements, or everything in the standard start view."""
        lo, hi = self._box(ids)
        if ids is None:
            self.camera = standing_view(lo, hi, self.aspect)
        else:
            margin = np.maximum(0.25 * (hi - lo), 1.2)
            self.camera = self.camera.fitted(lo - margin, hi + margin, self.aspect)

    def start(self) -> None:
        """The standard view on opening: the room with the racks, what stands around it running out of the picture; of
        several such rooms, or without one, everything.
        """
        rooms = {self.sync.items[key].layer for key in self.sync.items if kind_of(self.sync.items[key].element).category == "IT"}
        rooms = {key for key in rooms if key in self.sync.items}
        if len(rooms) != 1:
            self.fit()
            return
        room = self.sync.items[rooms.pop()]
        table = self.sync.table
        near = ((table.lo <= room.hi + NEAR_M) & (table.hi >= room.lo - NEAR_M)).all(1) & ~table.is_route & ~table.is_room
        near[table.row_of_id[room.element.id]] = True
        self.camera = standing_view(table.lo[near], table.hi[near], self.aspect).zoomed(0.9)

    def look(self, name: str, ids: Iterable[str] | None = None) -> None:
        """One of camera.NAMED_VIEWS: iso, slice, top, front, side."""
        if name not in NAMED_VIEWS:
            raise KeyError(name)
        self.camera = named_view(name, *self._box(ids), self.aspect)

    def clear_of(self, rects: Sequence[Rect], ids: Iterable[str] | None = None) -> None:
        """What is framed steps aside, and back no farther than needed, from what will lie over the picture [px]."""
        self.camera = cleared(self.camera, *self._box(ids), self.size, rects)

    @property
    def aspect(self) -> float:
        return self.size[0] / max(self.size[1], 1)

    def project(self, points: Array) -> Array:
        """[n, 3]: pixels from the top left corner, and the distance before the eye."""
        return self.camera.project(points, self.size)

    # -- pictures ------------------------------------------------------------------------------------------------

    def resize(self, size: tuple[int, int]) -> None:
        """In device pixels."""
        self.size = (max(8, size[0]), max(8, size[1]))

    def frame(self, *, moving: bool) -> NDArray[np.uint8]:
        """[h, w, 4] RGBA for the screen. A moving frame may be smaller than the view: stretch it smoothly."""
        start = time.perf_counter()
        if moving:
            size = (max(8, round(self.size[0] * self.pace.scale)), max(8, round(self.size[1] * self.pace.scale)))
            pixels = self._render("interactive", size)
            self.pace.moved(time.perf_counter() - start)
            return pixels
        self.bake()
        self.stage.set_quality(occlusion=self.pace.occlusion)
        pixels = self._render("settle", self.size)
        self.pace.settled(time.perf_counter() - start)
        return pixels

    def image(
        self, size: tuple[int, int] | None = None, *, transparent: bool = False, progress: Callable[[float], None] | None = None,
    ) -> NDArray[np.uint8]:
        """[h, w, 4] RGBA in the still preset, drawn twice as large and brought down; very large pictures get FXAA instead.

        Large ones are drawn in pieces. `progress` hears the share done before each; what it raises ends the drawing.
        """
        size = size or self.size
        scale = 2 if size[0] * size[1] <= TWICE_PX else 1
        self.stage.set_still(smooth=scale == 1)
        self.bake()
        pieces = list(tiles(size, TILE_PX // scale**2))
        self._show_ground(not transparent)
        self._choose_levels(size[1] * scale)
        self.sync.flush()
        found = np.empty((size[1], size[0], 4), np.uint8)
        try:
            if progress is not None and not self.stage.is_ready("still"):
                progress(0.0)
                self.stage.render("still", self.camera, self._clipping(), READY_SIZE)
            for k, piece in enumerate(pieces):
                if progress is not None:
                    progress(k / len(pieces))
                part = self._piece(piece, scale, transparent=transparent)
                found[piece.y:piece.y + piece.height, piece.x:piece.x + piece.width] = part
        finally:
            self._show_ground(True)
        return found

    def _piece(self, piece: Tile, scale: int, *, transparent: bool) -> NDArray[np.uint8]:
        """One piece of a still; the whole of a small one."""
        if piece.size == piece.whole:
            drawn = piece.scaled(scale).size
            return reduced(self.stage.render("still", self.camera, self._clipping(), drawn, transparent=transparent), scale)
        tile = piece.grown(RIM_PX // scale).scaled(scale)
        drawn_piece = self.stage.render("still", self.camera, self._clipping(), tile.size, transparent=transparent, tile=tile)
        rim = RIM_PX // scale
        part = reduced(drawn_piece, scale)[rim:-rim, rim:-rim]
        return part if transparent else graded(part, piece.y, piece.whole[1], self.theme)

    def bake(self) -> None:
        """Bring shadows and halo up to date; done by settled and still frames."""
        self.site.bake(self.theme)

    def mask(self, ids: Iterable[str]) -> NDArray[np.bool_]:
        """[h, w]: where these elements would be seen with nothing before them."""
        items = [self.sync.items[key] for key in ids if key in self.sync.items]
        solid = ghost.outline_data([(item.mesh, item.placed) for item in items])
        if solid is None:
            return np.zeros((self.size[1], self.size[0]), bool)
        return self.stage.mask(solid.data, self.camera, self._clipping(), self.size)

    def outline(self, ids: Iterable[str], ratio: float = 1.0) -> tuple[NDArray[np.uint8], tuple[int, int]] | None:
        """The selection's ring as an RGBA overlay and its top left corner; None when nothing of it is in the picture."""
        return outline(self.mask(ids), rgb(self.theme.tokens["accent"]), ratio)

    def close(self) -> None:
        self.stage.close()

    # -- what lies where -----------------------------------------------------------------------------------------

    def pick(self, x: float, y: float) -> str | None:
        """The element under a pixel: bodies and routes before rooms, nearest first."""
        table = self.sync.table
        if not len(table.ids):
            return None
        eye, direction = self.camera.ray(x, y, self.size)
        eye = self.section.entered(eye, direction) if self.section is not None else eye
        reach = pick.box_hits(eye, direction, table.lo, table.hi)
        reach[table.is_route] = np.inf
        legs = self.sync.legs
        if len(legs.row):
            grab_m = pick.GRAB_PX * self.camera.metres_per_pixel(self.size[1]) / 2
            slope, least_m = (0.0, grab_m) if self.camera.parallel else (grab_m / self.camera.distance_m, 0.0)
            hits = pick.leg_hits(eye, direction, legs.start, legs.end, table.gauge_m[legs.row] / 2, slope, least_m)
            np.minimum.at(reach, legs.row, hits)
        reach[self._hidden_rows()] = np.inf
        for behind in (table.is_hollow, table.is_room, np.zeros_like(table.is_room)):
            group = np.where(behind, np.inf, reach)
            if np.isfinite(group).any():
                return table.ids[int(np.argmin(group))]
        return None

    def pick_rectangle(self, corner: tuple[float, float], other: tuple[float, float]) -> list[str]:
        """Elements (no rooms) whose centre is drawn inside a rectangle."""
        table = self.sync.table
        seen = self.shown_ids()
        found = pick.in_rectangle(self.camera, corner, other, self.size, table.ids, (table.lo + table.hi) / 2)
        return [key for key in found if key in seen and not self.sync.items[key].is_room]

    def ports(self, among: Iterable[str] | None = None) -> dict[str, Vec3]:
        """World places of ports, by end "ELEMENT.port"; `among` names ends or whole elements."""
        wanted = None if among is None else frozenset(among)
        found: dict[str, Vec3] = {}
        for key in self.shown_ids() if wanted is None else {end.partition(".")[0] for end in wanted}:
            item = self.sync.items.get(key)
            if item is not None:
                found |= {
                    spot.end: spot.at_m for spot in spots(routed(item.element, item.way))
                    if wanted is None or key in wanted or spot.end in wanted
                }
        return found

    def ray_to_floor(self, x: float, y: float, z: float = 0.0) -> Vec3 | None:
        """Where a pixel's ray meets the level `z`."""
        return pick.floor_point(self.camera, x, y, self.size, z)

    def point_under(self, x: float, y: float) -> Vec3 | None:
        """The point of the picked element under a pixel, else of the floor."""
        key = self.pick(x, y)
        if key is None or self.sync.items[key].is_room:
            return self.ray_to_floor(x, y)
        item = self.sync.items[key]
        eye, direction = self.camera.ray(x, y, self.size)
        reach = float(pick.box_hits(eye, direction, item.lo[None], item.hi[None])[0])
        if not np.isfinite(reach):
            return self.ray_to_floor(x, y)
        spot = eye + reach * direction
        return (float(spot[0]), float(spot[1]), float(spot[2]))

    def shown_ids(self) -> frozenset[str]:
        """Elements that are in the picture and in reach."""
        hidden = self._hidden_rows()
        return frozenset(key for key, out in zip(self.sync.table.ids, hidden, strict=True) if not out)

    # -- inside --------------------------------------------------------------------------------------------------

    def _render(self, preset: Preset, size: tuple[int, int]) -> NDArray[np.uint8]:
        self._choose_levels(max(size[1], self.size[1]))  # a smaller moving frame keeps the details of the settled one
        self.sync.flush()
        return self.stage.render(preset, self.camera, self._clipping(), size)

    def _choose_levels(self, height_px: int) -> None:
        table = self.sync.table
        if not len(table.ids):
            return
        across = table.hi - table.lo
        size_m = np.where(table.is_route, table.gauge_m, np.maximum(across[:, 2], 0.5 * across[:, :2].min(1)))
        size_px = projected_px(self.camera, table.lo, table.hi, size_m, height_px)
        before = np.empty(len(table.ids), np.int8)
        for key, rows in table.rows_of_layer.items():
            before[rows] = self.sync.layers[key].level[table.slot[rows]]
        found = levels(size_px, table.is_route, table.gauge_m, before)
        blocks = self.blocks.choose(found, size_px, table, self._put_away())
        found[table.is_room] = 1
        found[self._hidden_rows()] = HIDDEN
        for key, rows in table.rows_of_layer.items():
            self.sync.layers[key].set_levels(table.slot[rows], found[rows])
            chosen = blocks.get(key)
            if chosen:
                self.sync.layers[key].set_levels(np.array(list(chosen)), np.array(list(chosen.values()), np.int8))

    def _put_away(self) -> NDArray[np.bool_]:
        """[n]: what the user hides."""
        table = self.sync.table
        away = np.zeros(len(table.ids), bool)
        if self._hidden:
            away[[table.row_of_id[key] for key in self._hidden if key in table.row_of_id]] = True
        return away

    def _hidden_rows(self) -> NDArray[np.bool_]:
        table = self.sync.table
        hidden = self._put_away()
        if self.section is not None:
            hidden |= self.section.beyond(table.lo, table.hi) & ~table.is_room
        if self.hides_overhead:
            hidden |= table.is_route & (table.lo[:, 2] > OVERHEAD_M)
        return hidden

    @property
    def hides_overhead(self) -> bool:
        """Are routes above head height out of the picture, so that the air is seen."""
        quantity = self.tint.quantity
        return quantity is not None and quantity.hides_overhead and self.cut is not None

    def _box(self, ids: Iterable[str] | None = None) -> tuple[Array, Array]:
        """The boxes to frame; of the whole scene those of bodies and rooms, since far-reaching cables say little."""
        if ids is not None:
            return self.sync.bounds(ids) or (EMPTY_LO, EMPTY_HI)
        table = self.sync.table
        bodies = ~table.is_route
        rows = bodies if bodies.any() else np.ones(len(table.ids), bool)
        return (table.lo[rows], table.hi[rows]) if len(table.ids) else (EMPTY_LO, EMPTY_HI)

    def _clipping(self) -> tuple[float, float]:
        table = self.sync.table
        bodies = ~table.is_room
        lo, hi = (table.lo[bodies], table.hi[bodies]) if bodies.any() else (table.lo, table.hi)
        floor = float(table.lo[:, 2].min()) if len(table.ids) else 0.0
        return self.camera.clipping(lo, hi, floor)

    def _put(self, key: str, drawable: Any) -> None:
        if drawable is None:
            self.stage.drop(key)
        else:
            self.stage.put(key, drawable)

    def _place_slices(self) -> None:
        for key in [key for key in self.stage.drawables if key.startswith("slice/")]:
            self.stage.drop(key)
        quantity = self.tint.quantity
        if self.cut is None or quantity is None or not quantity.has_slice:
            return
        for hall, air in self.air.items():
            if hall in self.sync.items:
                self._put(f"slice/{hall}", cutting.drawable(air, self.cut, quantity))

    def _show_ground(self, visible: bool) -> None:
        for key in ("halo", "site grid"):
            self.stage.show(key, visible)

