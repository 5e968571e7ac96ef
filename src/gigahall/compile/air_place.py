"""Air parts of one element in the hall's grid: turned, moved, snapped to cell faces."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.parts.air import AirPart, AirParts, Panel, Return, Solid, Supply, Through, Tile, Warm
from gigahall.scene.record import Element, Vec3
from gigahall.solve.air.grid import Grid, Sheet
from gigahall.solve.air.plenum import tile_conductance

Ints = NDArray[np.int64]
Cells = tuple[tuple[int, int, int], tuple[int, int, int]]
"""Half-open box of cells."""

HALF = 0.5 + 1e-6
"""Rounds to the nearest face; what lies midway always goes up, so that neighbours round alike."""
FRAME_FRAC = 0.02
"""Open area of the frame and leaf of a door on a rack: gaskets, cable passages."""
COS = (1, 0, -1, 0)
SIN = (0, 1, 0, -1)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a hall's axes lie in the world."""

    at_m: Vec3
    turn_deg: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A `Through`: cells it draws from and blows into."""

    inlet: Cells | None
    outlet: Cells | None
    flow_m3_s: float
    heat_w: float
    leaving_c: float | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A `Supply`; a face that was not given is None, one without a place in the room is `blocked`."""

    part: Supply
    inlet: Cells | None
    outlet: Cells | None
    is_outlet_lost: bool
    is_inlet_lost: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An element's parts in a grid; equal when nothing the air sees has changed."""

    solids: tuple[Cells, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    streams: tuple[Stream, ...] = ()
    units: tuple[Unit, ...] = ()
    tiles: tuple[tuple[Cells, float, float], ...] = ()
    """Cells above, conductance C and area [m2] of every tile."""
    openings: tuple[tuple[Cells, float], ...] = ()
    warms: tuple[tuple[Cells, float], ...] = ()
    limits: tuple[float, float] | None = None

    @property
    def geometry(self) -> tuple[object, ...]:
        """What the space is made of."""
        return (self.solids, self.sheets)

    @property
    def layout(self) -> tuple[object, ...]:
        """All but flows, heats and limits."""
        faces = tuple((stream.inlet, stream.outlet) for stream in self.streams)
        warm = tuple(cells for cells, _ in self.warms)
        return (self.solids, self.sheets, faces, self.units, self.tiles, self.openings, warm)


@dataclass(frozen=True, slots=True)
class _Box:
    """A part's box in hall axes, in cells: exact and snapped (whole numbers, may lie outside the grid)."""

    exact: tuple[Vec3, Vec3]
    lo: tuple[int, int, int]
    hi: tuple[int, int, int]


def place(element: Element, parts: AirParts, frame: Frame, grid: Grid) -> Placed:
    """Everything `parts` puts into the hall's grid."""
    placer = _Placer(element, parts, frame, grid)
    kept: dict[str, list[object]] = {
        "solids": [], "sheets": [], "streams": [], "units": [], "tiles": [], "openings": [], "warms": [],
    }
    for part in parts.parts:
        placer.add(part, kept)
    return Placed(**{name: tuple(found) for name, found in kept.items()}, limits=parts.inlet_limits_c)  # type: ignore[arg-type]


def cells_of(cells: Cells, grid: Grid) -> Ints:
    """Flat indices of a box of cells."""
    (i0, j0, k0), (i1, j1, k1) = cells
    sx, sy, _ = grid.steps
    i, j, k = np.arange(i0, i1), np.arange(j0, j1), np.arange(k0, k1)
    return (i[:, None, None] * sx + j[None, :, None] * sy + k[None, None, :]).ravel()


class _Placer:
    def __init__(self, element: Element, parts: AirParts, frame: Frame, grid: Grid) -> None:
        self.element, self.frame, self.grid = element, frame, grid
        self.bodies = [self._box(part.lo, part.hi) for part in parts.parts if isinstance(part, Solid)]
        corners = self.bodies or [self._box(*face) for part in parts.parts for face in _faces(part)]
        self.center = tuple(
            (min(b.exact[0][a] for b in corners) + max(b.exact[1][a] for b in corners)) / 2 if corners else 0.0
            for a in range(3)
        )

    def add(self, part: AirPart, kept: dict[str, list[object]]) -> None:
        if isinstance(part, Solid):
            self._add_solid(part, kept)
        elif isinstance(part, Panel):
            sheet = self._sheet(self._box(part.lo, part.hi), part.open_frac)
            kept["sheets"] += [sheet] if sheet else []
        elif isinstance(part, Through):
            inlet, outlet = self._face(part.inlet_lo, part.inlet_hi), self._face(part.outlet_lo, part.outlet_hi)
            kept["streams"].append(Stream(inlet, outlet, part.flow_m3_s, part.heat_w, part.leaving_c))
        elif isinstance(part, Supply):
            unit = self._unit(part)
            kept["units"].append(unit)
            kept["sheets"] += self._frame_sheets(unit)
        elif isinstance(part, Tile | Return):
            self._add_level(part, kept)
        elif isinstance(part, Warm):
            cells = self._clip(self._box(part.lo, part.hi), at_least_one=True)
            kept["warms"] += [(cells, part.heat_w)] if cells else []

    def _add_solid(self, part: Solid, kept: dict[str, list[object]]) -> None:
        box = self._box(part.lo, part.hi)
        flat = [axis for axis in range(3) if box.lo[axis] == box.hi[axis]]
        if len(flat) == 1:  # thinner than half a cell: a tight sheet
            sheet = self._sheet(box, 0.0)
            kept["sheets"] += [sheet] if sheet else []
        cells = None if flat else self._clip(box)
        kept["solids"] += [cells] if cells else []

    def _add_level(self, part: Tile | Return, kept: dict[str, list[object]]) -> None:
        """Tiles lie in the floor, return openings in the ceiling, whatever their z."""
        box = self._box(part.lo, part.hi)
        layer = 0 if isinstance(part, Tile) else self.grid.shape[2] - 1
        wide = _Box(box.exact, (box.lo[0], box.lo[1], layer), (box.hi[0], box.hi[1], layer + 1))
        cells = self._clip(wide, at_least_one=True)
        if cells is None:
            return
        if isinstance(part, Return):
            kept["openings"].append((cells, part.open_frac))
        else:
            area = abs((part.hi[0] - part.lo[0]) * (part.hi[1] - part.lo[1]))
            kept["tiles"].append((cells, tile_conductance(area, part.open_frac), area))

    def _unit(self, part: Supply) -> Unit:
        outlet = self._face(part.outlet_lo, part.outlet_hi) if part.outlet_lo and part.outlet_hi else None
        inlet = self._face(part.inlet_lo, part.inlet_hi) if part.inlet_lo and part.inlet_hi else None
        if inlet and outlet and not self.bodies:
            inlet, outlet = self._hollow(inlet, outlet)
        return Unit(
            part, inlet, outlet,
            is_outlet_lost=part.outlet_lo is not None and outlet is None,
            is_inlet_lost=part.inlet_lo is not None and inlet is None,
        )

    def _box(self, lo: Vec3, hi: Vec3) -> _Box:
        a, b = self._to_hall(lo), self._to_hall(hi)
        low = (min(a[0], b[0]), min(a[1], b[1]), min(a[2], b[2]))
        high = (max(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2]))
        x, y, z = (math.floor(v + HALF) for v in low)
        u, v, w = (math.floor(n + HALF) for n in high)
        return _Box((low, high), (x, y, z), (u, v, w))

    def _to_hall(self, point: Vec3) -> Vec3:
        """A point of the element in the hall's axes, in cells."""
        x, y = _turned(point[0], point[1], self.element.turn_deg)
        x, y = x + self.element.at_m[0] - self.frame.at_m[0], y + self.element.at_m[1] - self.frame.at_m[1]
        x, y = _turned(x, y, -self.frame.turn_deg)
        dx, dy, dz = self.grid.cell_m
        return (x / dx, y / dy, (point[2] + self.element.at_m[2] - self.frame.at_m[2]) / dz)

    def _clip(self, box: _Box, at_least_one: bool = False) -> Cells | None:
        low, high = [], []
        for axis in range(3):
            lo, hi = box.lo[axis], box.hi[axis]
            if at_least_one and hi <= lo:
                lo = math.floor((box.exact[0][axis] + box.exact[1][axis]) / 2)
                hi = lo + 1
            low.append(max(lo, 0))
            high.append(min(hi, self.grid.shape[axis]))
        if any(lo >= hi for lo, hi in zip(low, high, strict=True)):
            return None
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])

    def _sheet(self, box: _Box, open_frac: float) -> Sheet | None:
        extent = [box.exact[1][axis] - box.exact[0][axis] for axis in range(3)]
        axis = extent.index(min(extent))
        plane = math.floor((box.exact[0][axis] + box.exact[1][axis]) / 2 + HALF)
        others = [a for a in range(3) if a != axis]
        lo = [max(box.lo[a], 0) for a in others]
        hi = [min(box.hi[a], self.grid.shape[a]) for a in others]
        if not 0 < plane < self.grid.shape[axis] or lo[0] >= hi[0] or lo[1] >= hi[1]:
            return None
        return Sheet(axis, plane, (lo[0], lo[1]), (hi[0], hi[1]), open_frac)

    def _face(self, lo: Vec3, hi: Vec3) -> Cells | None:
        """The layer of cells in front of a face; None when the face looks out of the room."""
        box = self._box(lo, hi)
        extent = [box.exact[1][axis] - box.exact[0][axis] for axis in range(3)]
        axis = extent.index(min(extent))
        middle = (box.exact[0][axis] + box.exact[1][axis]) / 2
        count = self.grid.shape[axis]
        ahead = middle >= self.center[axis]
        plane = self._out_of_body(box, axis, math.floor(middle + HALF), ahead)
        if self.center[axis] <= 0.0 or plane < 0:  # behind the wall: blows through it
            plane, ahead = max(plane, 0), True
        elif self.center[axis] >= count or plane > count:
            plane, ahead = min(plane, count), False
        layer = plane if ahead else plane - 1
        if not 0 <= layer < count:
            return None
        low, high = list(box.lo), list(box.hi)
        low[axis], high[axis] = layer, layer + 1
        flat = _Box(box.exact, (low[0], low[1], low[2]), (high[0], high[1], high[2]))
        return self._clip(flat, at_least_one=True)

    def _hollow(self, inlet: Cells, outlet: Cells) -> tuple[Cells | None, Cells | None]:
        """A unit without a body (a door on a rack's rear) draws from the layer inside its inlet face, where the rack
        blows, and blows into the next layers."""
        axis = next((a for a in range(3) if inlet[1][a] - inlet[0][a] == 1 and inlet[0][a] != outlet[0][a]), None)
        if axis is None:
            return inlet, outlet
        step = 1 if outlet[0][axis] > inlet[0][axis] else -1
        drawn = inlet[0][axis] + step
        blown = outlet[0][axis] if (outlet[0][axis] - drawn) * step > 0 else drawn + step
        return self._layer(inlet, axis, drawn), self._layer(outlet, axis, blown)

    def _frame_sheets(self, unit: Unit) -> list[Sheet]:
        """Frame and leaf of a hollow unit: sheets around the layer it draws from, open towards the rack."""
        if self.bodies or unit.inlet is None or unit.outlet is None:
            return []
        lo, hi = unit.inlet
        axis = next((a for a in range(3) if hi[a] - lo[a] == 1 and unit.outlet[0][a] != lo[a]), None)
        if axis is None:
            return []
        leaf = hi[axis] if unit.outlet[0][axis] > lo[axis] else lo[axis]
        planes = [(axis, leaf)] + [(a, plane) for a in range(3) if a != axis for plane in (lo[a], hi[a])]
        found = []
        for a, plane in planes:
            others = [b for b in range(3) if b != a]
            if 0 < plane < self.grid.shape[a]:
                low, high = (lo[others[0]], lo[others[1]]), (hi[others[0]], hi[others[1]])
                found.append(Sheet(a, plane, low, high, FRAME_FRAC))
        return found

    def _layer(self, cells: Cells, axis: int, layer: int) -> Cells | None:
        if not 0 <= layer < self.grid.shape[axis]:
            return None
        lo, hi = list(cells[0]), list(cells[1])
        lo[axis], hi[axis] = layer, layer + 1
        return (lo[0], lo[1], lo[2]), (hi[0], hi[1], hi[2])

    def _out_of_body(self, box: _Box, axis: int, plane: int, ahead: bool) -> int:
        """Move a face that lies inside its element's own body to the body's skin."""
        for body in self.bodies:
            covers = all(body.lo[a] < max(box.hi[a], box.lo[a] + 1) and box.lo[a] < body.hi[a] for a in range(3) if a != axis)
            if covers and body.lo[axis] <= plane <= body.hi[axis]:
                plane = max(plane, body.hi[axis]) if ahead else min(plane, body.lo[axis])
        return plane


def _turned(x: float, y: float, turn_deg: int) -> tuple[float, float]:
    cos, sin = COS[turn_deg // 90 % 4], SIN[turn_deg // 90 % 4]
    return cos * x - sin * y, sin * x + cos * y


def _faces(part: AirPart) -> list[tuple[Vec3, Vec3]]:
    if isinstance(part, Through):
        return [(part.inlet_lo, part.inlet_hi), (part.outlet_lo, part.outlet_hi)]
    if isinstance(part, Supply):
        pairs = [(part.outlet_lo, part.outlet_hi), (part.inlet_lo, part.inlet_hi)]
        return [(lo, hi) for lo, hi in pairs if lo is not None and hi is not None]
    return []
