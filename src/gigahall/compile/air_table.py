"""The devices of one hall as arrays: racks and other streams, fan units, the floor plenum, what warms the room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.air_place import Cells, Placed, Stream, Unit, cells_of
from gigahall.kinds.parts.air import Room
from gigahall.solve.air.grid import Grid, summed
from gigahall.solve.air.plenum import jet_throw_m
from gigahall.solve.air.room import Jets, Mouths

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_cells = lru_cache(maxsize=65536)(cells_of)


@dataclass(frozen=True)
class TileJets:
    """Free cells above open tiles: whose they are, their share of all tile flow; area of every tile [m2]."""

    cell: Ints
    tile: Ints
    share: Floats
    area_m2: Floats

    def jets(self, tiles_m3_s: float, cell_m: float) -> Jets:
        """What rises from the tiles when they pass `tiles_m3_s` in all."""
        flow = self.share * tiles_m3_s
        of_tile = summed(self.tile, flow, self.area_m2.size)
        layers = jet_throw_m(of_tile, self.area_m2) / cell_m
        return Jets(self.cell, flow, layers[self.tile])


@dataclass(frozen=True)
class DeviceTable:
    """Devices in order: streams, fan units, and last the floor plenum of a raised floor.

    `owner` names the element of every stream and unit. `sinks_open`, `sources_open` tell which devices still have a free
    cell in front of their faces.
    """

    streams: tuple[Stream, ...]
    units: tuple[Unit, ...]
    owner: tuple[str, ...]
    has_plenum: bool
    sinks: Mouths
    sources: Mouths
    sinks_open: Bools
    sources_open: Bools
    stream_flow: Floats
    stream_leaving: Floats
    """NaN: warms what it draws."""
    tile_owner: tuple[str, ...]
    tile_c: Floats
    """Conductance C of every tile; 0 = covered."""
    jets: TileJets
    return_cell: Ints
    return_m2: Floats
    heat_owner: tuple[str, ...]
    heat_default: Floats
    """Heat of every owner when the session says nothing [W]."""
    stream_heat_row: Ints
    stream_heat_frac: Floats
    warm_cells: tuple[Ints, ...]
    """Free cells of every warm part; empty = spread over the room."""
    warm_row: Ints
    warm_frac: Floats

    limits_c: Floats
    """[n_owner, 2] recommended and allowable inlet of `owners`; inf = none."""

    @property
    def n_device(self) -> int:
        return len(self.owner) + self.has_plenum

    @cached_property
    def owners(self) -> tuple[list[str], Ints]:
        """Distinct elements that own streams and units, in order, and the row of each device among them."""
        return distinct(self.owner)

    @cached_property
    def tile_owners(self) -> tuple[list[str], Ints]:
        return distinct(self.tile_owner)


def distinct(names: Sequence[str]) -> tuple[list[str], Ints]:
    """Distinct names in order, and the row of each entry."""
    row_of: dict[str, int] = {}
    rows = np.array([row_of.setdefault(name, len(row_of)) for name in names], dtype=np.int64)
    return list(row_of), rows


def _limits(owner: Sequence[str], placed: Mapping[str, Placed]) -> Floats:
    none = (np.inf, np.inf)
    return np.array([placed[key].limits or none for key in dict.fromkeys(owner)], dtype=np.float64).reshape(-1, 2)


def build_table(hall: str, room: Room, grid: Grid, free: Bools, placed: Mapping[str, Placed]) -> DeviceTable:
    """`free` flat. Elements keep their order, so that halls of the same content get the same arrays."""
    streams = [(key, stream) for key, item in placed.items() for stream in item.streams]
    units = [(key, unit) for key, item in placed.items() for unit in item.units]
    tiles = [(key, *tile) for key, item in placed.items() for tile in item.tiles]
    warms = [(key, cells, watts) for key, item in placed.items() for cells, watts in item.warms]
    inlets = [s.inlet for _, s in streams] + [u.inlet for _, u in units]
    outlets = [s.outlet for _, s in streams] + [u.outlet for _, u in units]
    owner = tuple(key for key, _ in [*streams, *units])
    has_plenum = room.floor == "raised"
    n = len(inlets) + has_plenum
    sinks, sinks_open = _mouths(inlets, n, grid, free)
    sources, sources_open = _mouths(outlets, n, grid, free)
    covered = [not free[_cells(cells, grid)].any() for _, cells, _, _ in tiles]
    tile_c = np.array([0.0 if gone else c for (_, _, c, _), gone in zip(tiles, covered, strict=True)])
    jets = TileJets(*_tile_cells([cells for _, cells, _, _ in tiles], tile_c, grid, free), np.array([a for *_, a in tiles]))
    if has_plenum:
        sources = _with_floor(sources, jets, tile_c, room.plenum_leak_frac, n - 1, grid, free)
        sources_open[-1] = sources.cell.size > 0
    owners, default, stream_rows, stream_frac, warm_rows, warm_frac = _heat(hall, streams, warms)
    return_cell, return_m2 = _openings(room, grid, free, placed.values())
    return DeviceTable(
        tuple(s for _, s in streams), tuple(u for _, u in units), owner, has_plenum, sinks, sources, sinks_open, sources_open,
        np.array([s.flow_m3_s for _, s in streams]),
        _leaving(streams), tuple(key for key, *_ in tiles), tile_c, jets, return_cell, return_m2,
        owners, default, stream_rows, stream_frac,
        tuple(_free(cells, grid, free) for _, cells, _ in warms), warm_rows, warm_frac,
        _limits(owner, placed),
    )


def renumber(table: DeviceTable, hall: str, placed: Mapping[str, Placed]) -> DeviceTable:
    """The same devices in the same places with other flows and heats."""
    streams = [(key, stream) for key, item in placed.items() for stream in item.streams]
    warms = [(key, cells, watts) for key, item in placed.items() for cells, watts in item.warms]
    owners, default, stream_rows, stream_frac, warm_rows, warm_frac = _heat(hall, streams, warms)
    return replace(
        table, streams=tuple(s for _, s in streams), stream_flow=np.array([s.flow_m3_s for _, s in streams]),
        stream_leaving=_leaving(streams), heat_owner=owners, heat_default=default, stream_heat_row=stream_rows,
        stream_heat_frac=stream_frac, warm_row=warm_rows, warm_frac=warm_frac,
        limits_c=_limits(table.owner, placed),
    )


def _leaving(streams: Sequence[tuple[str, Stream]]) -> Floats:
    return np.array([np.nan if s.leaving_c is None else s.leaving_c for _, s in streams])


def _free(cells: Cells, grid: Grid, free: Bools) -> Ints:
    index = _cells(cells, grid)
    return index[free[index]]


def _mouths(boxes: Sequence[Cells | None], n: int, grid: Grid, free: Bools) -> tuple[Mouths, Bools]:
    """Free cells in front of every device's face, each with an equal share (cells are of one size)."""
    found = [np.empty(0, np.int64) if box is None else _cells(box, grid) for box in boxes]
    cell = np.concatenate([*found, np.empty(0, np.int64)])
    device = np.repeat(np.arange(len(found), dtype=np.int32), [part.size for part in found])
    is_free = free[cell]
    cell, device = cell[is_free], device[is_free]
    count = np.bincount(device, minlength=n)
    return Mouths(cell, device, 1.0 / count[device]), count > 0


def _tile_cells(tiles: Sequence[Cells], tile_c: Floats, grid: Grid, free: Bools) -> tuple[Ints, Ints, Floats]:
    """Free cells above the open tiles, whose they are and their share of all tile flow."""
    open_tiles = np.flatnonzero(tile_c).tolist()
    found = [_cells(tiles[n], grid) for n in open_tiles]
    cell = np.concatenate([*found, np.empty(0, np.int64)])
    tile = np.repeat(np.array(open_tiles, dtype=np.int64), [index.size for index in found])
    cell, tile = cell[free[cell]], tile[free[cell]]
    total = max(float(tile_c.sum()), 1e-300)
    return cell, tile, tile_c[tile] / total / np.bincount(tile, minlength=len(tiles))[tile]


def _with_floor(
    sources: Mouths, jets: TileJets, tile_c: Floats, leak_frac: float, device: int, grid: Grid, free: Bools
) -> Mouths:
    """Outlets of the floor plenum: tiles in proportion to C, gaps evenly over the free floor."""
    floor = np.flatnonzero(free.reshape(grid.shape)[:, :, 0])
    sx, sy, _ = grid.steps
    gaps = (floor // grid.shape[1]) * sx + (floor % grid.shape[1]) * sy
    part = (1.0 - leak_frac) if tile_c.any() else 0.0
    leak = np.full(gaps.size if part < 1.0 else 0, (1.0 - part) / max(gaps.size, 1))
    cells = np.concatenate([sources.cell, jets.cell, gaps[: leak.size]])
    devices = np.full(cells.size, device, np.int32)
    devices[: sources.device.size] = sources.device
    return Mouths(cells, devices, np.concatenate([sources.share, part * jets.share, leak]))


def _openings(room: Room, grid: Grid, free: Bools, placed: Iterable[Placed]) -> tuple[Ints, Floats]:
    """Ceiling cells air returns through and their open areas [m2]: the given openings, else the whole ceiling."""
    area = np.zeros(grid.n_cell)
    given = [opening for item in placed for opening in item.openings] if room.return_path == "plenum" else []
    for cells, open_frac in given:
        index = _free(cells, grid, free)
        area[index] = np.maximum(area[index], open_frac * grid.face_m2[2])
    cell = np.flatnonzero(area) if given else np.empty(0, np.int64)
    if not cell.size:
        top = np.flatnonzero(free.reshape(-1, grid.shape[2])[:, -1])
        cell = top * grid.shape[2] + grid.shape[2] - 1
        area[cell] = grid.face_m2[2]
    return cell, area[cell]


def _heat(
    hall: str, streams: Sequence[tuple[str, Stream]], warms: Sequence[tuple[str, Cells, float]]
) -> tuple[tuple[str, ...], Floats, Ints, Floats, Ints, Floats]:
    """Who heats the air, and how each owner's watts divide over its streams and warm parts.

    Streams that leave at a given temperature take the owner's heat only if it has nothing else. Row 0 is the hall: what
    it gives off beyond its own warm parts is spread over the room.
    """
    row_of: dict[str, int] = {hall: 0}
    slots = [(key, stream.heat_w) for key, stream in streams] + [(key, watts) for key, _, watts in warms]
    for key, _ in slots:
        row_of.setdefault(key, len(row_of))
    rows = np.array([row_of[key] for key, _ in slots], dtype=np.int64)
    watts = np.array([watts for _, watts in slots], dtype=np.float64)
    total = summed(rows, watts, len(row_of))
    count = np.bincount(rows, minlength=len(row_of))
    safe = np.where(total != 0.0, total, 1.0)
    frac: Floats = np.where(total[rows] != 0.0, watts / safe[rows], 1.0 / np.maximum(count[rows], 1))
    n = len(streams)
    return tuple(row_of), total, rows[:n], frac[:n], rows[n:], frac[n:]
