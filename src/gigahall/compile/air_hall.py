"""One hall's air: its elements placed in a grid, kept up to date edit by edit, and the arrays of one solve."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.air_fans import Fan, FanPlan, plan_fans
from gigahall.compile.air_place import Frame, Placed, place
from gigahall.compile.air_table import DeviceTable, build_table, renumber
from gigahall.kinds.parts.air import AirParts, Room
from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.scene.record import Element
from gigahall.solve.air.flow import FlowSolver
from gigahall.solve.air.grid import Grid, Space, space_of
from gigahall.solve.air.heat import Heat
from gigahall.solve.air.room import Imposed

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

STILL_M3_S = 1e-9
"""Smaller flows carry nothing: their temperature rise would be rounding over rounding."""
MOST_CELLS = 1_000_000
"""Finer grids are coarsened: a field of 500 x 500 m at 0.1 m would take a hundred gigabytes."""


def fitting_grid(room: Room) -> Grid:
    """The grid of the wanted cells, or the finest one of at most `MOST_CELLS`."""
    cell_m = room.cell_m
    grid = Grid.fit(room.size_m, cell_m)
    while grid.n_cell > MOST_CELLS:
        cell_m *= max((grid.n_cell / MOST_CELLS) ** (1 / 3), 1.02)
        grid = Grid.fit(room.size_m, cell_m)
    return grid


@dataclass(frozen=True)
class HallCase:
    """What one solve of a hall starts from. `flow_key` and `heat_key` are equal for halls of the same content."""

    imposed: Imposed
    is_fixed: Bools
    heat: Heat
    plan: FanPlan
    fans: tuple[int, ...]
    """Unit (row of `DeviceTable.units`) of every fan of the plan."""
    stream_w: Floats
    warm_w: float
    fan_w: Floats
    """Of every unit."""
    running: Bools
    """Per stream and unit."""
    flow_key: bytes
    heat_key: bytes


class HallModel:
    """Elements of one hall in its grid. `put` and `drop` follow the document; `space` and `table` are rebuilt only when
    something the air sees has changed."""

    def __init__(self, hall: Element, room: Room, own: AirParts) -> None:
        self.hall = hall
        self.room = room
        self.grid = fitting_grid(room)
        self.frame = Frame(hall.at_m, hall.turn_deg)
        self.solver = FlowSolver(self.grid)
        self.elements: dict[str, Element] = {}
        self.placed: dict[str, Placed] = {}
        self._bodies = np.zeros(self.grid.shape, np.int16)
        self._space: Space | None = None
        self._table: DeviceTable | None = None
        self._is_renumbered = True
        self._space_digest = b""
        self._digest = b""
        self.put(hall, own)

    def put(self, element: Element, parts: AirParts) -> None:
        """Add an element or replace what it puts into the grid."""
        new = place(element, parts, self.frame, self.grid)
        old = self.placed.get(element.id)
        self.elements[element.id] = element
        if new == old:
            return
        self.placed[element.id] = new
        self._changed(old, new)

    def drop(self, key: str) -> None:
        self.elements.pop(key, None)
        old = self.placed.pop(key, None)
        if old is not None:
            self._changed(old, None)

    def _changed(self, old: Placed | None, new: Placed | None) -> None:
        for placed, step in ((old, -1), (new, 1)):
            for (i0, j0, k0), (i1, j1, k1) in placed.solids if placed else ():
                self._bodies[i0:i1, j0:j1, k0:k1] += np.int16(step)
        if (old or Placed()).geometry != (new or Placed()).geometry:
            self._space = None
            self._space_digest = b""
            self._table = None
        elif old is None or new is None or old.layout != new.layout:
            self._table = None
        elif self._table is not None:
            self._is_renumbered = False

    @property
    def space(self) -> Space:
        if self._space is None:
            sheets = tuple(sheet for item in self.placed.values() for sheet in item.sheets)
            self._space = space_of(self.grid, self._bodies == 0, sheets)
            self._table = None
        return self._space

    @property
    def table(self) -> DeviceTable:
        space = self.space
        if self._table is None:
            self._table = build_table(self.hall.id, self.room, self.grid, space.free, self.placed)
            sheets = [sheet for item in self.placed.values() for sheet in item.sheets]
            self._space_digest = self._space_digest or _digest(f"{space.grid}{sheets}", space.free)
            self._digest = self._space_digest + _table_digest(space, self._table)
        elif not self._is_renumbered:
            self._table = renumber(self._table, self.hall.id, self.placed)
        self._is_renumbered = True
        return self._table

    def case(self, heat_w: Mapping[str, float], running: frozenset[str] | None, supply_c: Mapping[str, float]) -> HallCase:
        """The arrays of one solve; see `AirModel.solve` for the arguments."""
        table = self.table
        n_stream, n_unit = len(table.streams), len(table.units)
        live = np.array([self._runs(key, running) for key in table.owner], dtype=bool)
        live[:n_stream] &= (table.sinks_open & table.sources_open)[:n_stream]
        under = np.array([unit.part.outlet_lo is None for unit in table.units], dtype=bool)
        live[n_stream:] &= np.where(under, table.has_plenum, table.sources_open[n_stream : n_stream + n_unit])
        flow = np.zeros(table.n_device)
        flow[:n_stream] = np.where(live[:n_stream] & (table.stream_flow > STILL_M3_S), table.stream_flow, 0.0)
        fans = tuple(int(row) for row in np.flatnonzero(live[n_stream:]))
        plan = plan_fans([self._fan(row) for row in fans], self.room, float(table.tile_c.sum()), float(flow.sum()))
        rows = np.array(fans, dtype=np.int64)
        flow[n_stream + rows] = plan.flow_m3_s
        returned = float(flow[n_stream + rows][~table.sinks_open[n_stream + rows]].sum())
        fixed = self._fixed_c(supply_c)
        if table.has_plenum and n_unit:
            blown = np.where(under, flow[n_stream : n_stream + n_unit], 0.0)
            flow[-1] = blown.sum()
            given = fixed[n_stream : n_stream + n_unit]
            fixed[-1] = blown @ given / flow[-1] if flow[-1] > 0.0 else given.mean()
        jets = table.jets.jets(plan.plenum.tiles_m3_s if plan.plenum else 0.0, self.grid.cell_m[2])
        imposed = Imposed(flow, table.sinks, table.sources, returned, table.return_cell, table.return_m2, jets)
        heat, stream_w, warm_w = self._heat(heat_w, running, flow, fixed)
        # Rounded, so that equal halls whose supplies differ by rounding still share.
        flow_key = self._digest + np.round(flow, 12).tobytes()
        lit = np.flatnonzero(heat.warm)
        heat_key = _digest(
            f"{heat.spread:.9f}", np.round(heat.fixed_c, 9), np.round(stream_w, 6), lit, np.round(heat.warm[lit], 12)
        )
        return HallCase(
            imposed, ~np.isnan(fixed), heat, plan, fans, stream_w, warm_w, self._fan_w(flow), live, flow_key, heat_key
        )

    def _runs(self, key: str, running: frozenset[str] | None) -> bool:
        return self.elements[key].in_service and (running is None or key in running)

    def _fan(self, row: int) -> Fan:
        table = self.table
        element = self.elements[table.owner[len(table.streams) + row]]
        return Fan(element.id, element.name, element.group, table.units[row])

    def _fan_w(self, flow: Floats) -> Floats:
        """Affinity law: power with the cube of speed."""
        table = self.table
        n = len(table.streams)
        rated = np.array([max(unit.part.rated_m3_s, 1e-9) for unit in table.units])
        full = np.array([unit.part.fan_w for unit in table.units])
        return np.asarray(full * (flow[n : n + len(table.units)] / rated) ** 3) if full.size else np.empty(0)

    def _fixed_c(self, supply_c: Mapping[str, float]) -> Floats:
        """Given leaving temperatures of all devices; NaN for what warms its air, and for a plenum nothing blows into."""
        table = self.table
        fixed = np.full(table.n_device, np.nan)
        n = len(table.streams)
        fixed[:n] = table.stream_leaving
        for door in np.flatnonzero(~np.isnan(table.stream_leaving)):
            fixed[door] = supply_c.get(table.owner[door], fixed[door])
        for row, unit in enumerate(table.units):
            fixed[n + row] = supply_c.get(table.owner[n + row], unit.part.supply_c)
        return fixed

    def _heat(
        self, heat_w: Mapping[str, float], running: frozenset[str] | None, flow: Floats, fixed: Floats
    ) -> tuple[Heat, Floats, float]:
        """Rises of the streams, heat of cells; what a standing stream gives off warms the air behind it."""
        table, n = self.table, len(self.table.streams)
        total = np.array([
            heat_w.get(key, default if key in self.elements and self._runs(key, running) else 0.0)
            for key, default in zip(table.heat_owner, table.heat_default, strict=True)
        ])
        stream_w = table.stream_heat_frac * total[table.stream_heat_row]
        warm = np.zeros(self.grid.n_cell)
        spread_w = total[0] if not (table.warm_row == 0).any() else 0.0
        warm_w = float(spread_w)
        for cells, watts in zip(table.warm_cells, table.warm_frac * total[table.warm_row], strict=True):
            warm_w += float(watts)
            if cells.size:
                np.add.at(warm, cells, watts / cells.size)
            else:
                spread_w += watts
        standing = np.flatnonzero((flow[:n] <= 0.0) & (stream_w != 0.0))
        for row in standing:
            spread_w += self._warm_behind(int(row), float(stream_w[row]), warm)
        warm_w += float(stream_w[standing].sum())
        stream_w[standing] = 0.0
        rise = np.zeros(table.n_device)
        moving = flow[:n] > 0.0
        rise[:n][moving] = stream_w[moving] / (ROOM_J_M3_K * flow[:n][moving])
        heat = Heat(fixed, rise, warm / ROOM_J_M3_K, float(spread_w) / ROOM_J_M3_K)
        return heat, stream_w, warm_w

    def _warm_behind(self, row: int, watts: float, warm: Floats) -> float:
        """Put the heat of a standing stream into the free cells at its outlet, else its inlet; returns what is left."""
        for mouths in (self.table.sources, self.table.sinks):
            cells = mouths.cell[mouths.device == row]
            if cells.size:
                np.add.at(warm, cells, watts / cells.size)
                return 0.0
        return watts


def _digest(text: str, *arrays: NDArray[Any]) -> bytes:
    digest = hashlib.blake2b(text.encode(), digest_size=16)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.digest()


def _table_digest(space: Space, table: DeviceTable) -> bytes:
    """Same for halls in which the same things stand in the same places, whatever their names."""
    return _digest(
        "", space.seam_cell, space.seam_m2, table.sinks.cell, table.sinks.device, table.sources.cell,
        table.sources.device, table.sources.share, table.return_cell, table.return_m2,
        table.jets.area_m2,
    )
