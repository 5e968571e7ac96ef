"""Stand-ins for what is far away: one block per row of racks, one per hall, each in the colour of its worst member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.registry import kind_of
from gigahall.kinds.shape import Box, Plate, Primitive
from gigahall.view3d.lod import HALL_PX, Row, rows_of
from gigahall.view3d.mesh import mesh_of
from gigahall.view3d.point import vec3
from gigahall.view3d.pool import FAR_OFF, HIDDEN, Placed
from gigahall.view3d.sync import Sync, Table

Array = NDArray[np.float64]
HERE = Placed(0, np.zeros(3))
HALL_BODY_M = 2.2
"""A hall is judged by how tall a rack in it is drawn."""


@dataclass(frozen=True, slots=True)
class Block:
    slot: int
    members: tuple[str, ...]
    lo: Array
    hi: Array


class Blocks:
    """The blocks of every layer; remade for a layer when one of its bodies changed."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync
        self.rows: dict[str, list[Block]] = {}
        self.halls: dict[str, Block] = {}
        self._table: Table | None = None
        self._rows_of_block: dict[tuple[str, int], NDArray[np.int64]] = {}

    def remake(self, stale: frozenset[str]) -> None:
        """Bring the blocks of these layers up to date."""
        self._rows_of_block.clear()
        for key in stale:
            layer = self._sync.layers.get(key)
            for block in (*self.rows.pop(key, ()), *((self.halls.pop(key),) if key in self.halls else ())):
                if layer is not None:
                    layer.remove(block.slot)
            if layer is not None and layer.slots:
                self._make(key)
            if layer is not None and not layer.slots:
                self._sync.drop_layer(key)

    def _make(self, key: str) -> None:
        layer, table = self._sync.layers[key], self._sync.table
        rows = table.rows_of_layer.get(key, np.zeros(0, np.int64))
        racks = [int(row) for row in rows if kind_of(self._sync.items[table.ids[row]].element).category == "IT"]
        made = []
        for row in rows_of(racks, table.lo, table.hi) if racks else ():
            if len(row.members) > 1:
                turn = self._sync.items[table.ids[row.members[0]]].placed.turn_deg
                slot = layer.add(mesh_of(_row_body(row, turn)), HERE, level=HIDDEN)
                made.append(Block(slot, tuple(table.ids[k] for k in row.members), row.lo, row.hi))
        self.rows[key] = made
        bodies = rows[~table.is_room[rows]]
        room = self._sync.items.get(key)
        if room is not None and len(bodies) > 20:
            lo = room.lo + np.array([0.6, 0.6, 0.0])
            hi = np.array([room.hi[0] - 0.6, room.hi[1] - 0.6, room.lo[2] + 3.2])
            slot = layer.add(mesh_of((Box(vec3(lo), vec3(hi), carries=True, top="top", edges=True),)), HERE, level=HIDDEN)
            self.halls[key] = Block(slot, tuple(table.ids[k] for k in bodies), lo, hi)

    def choose(
        self, levels: NDArray[np.int8], size_px: Array, table: Table, away: NDArray[np.bool_]
    ) -> dict[str, dict[int, int]]:
        """Hide members whose block stands for them (in place); returns {layer: {slot of block: level}}.

        A block stands for all of its members or for none: where some are put `away`, the rest are drawn one by one.
        """
        levels[(levels == HIDDEN) & ~table.is_route] = FAR_OFF
        found: dict[str, dict[int, int]] = {}
        if table is not self._table:
            self._table = table
            self._rows_of_block.clear()
        for key, rows in self.rows.items():
            chosen = found.setdefault(key, {})
            for block in rows:
                members = self._member_rows(key, block, table)
                is_far = bool(size_px[members].max() < 14.0) and not away[members].any()
                chosen[block.slot] = FAR_OFF if is_far else HIDDEN
                if is_far:
                    levels[members] = HIDDEN
        for key, hall in self.halls.items():
            chosen = found.setdefault(key, {})
            members = self._member_rows(key, hall, table)
            bodies = members[~table.is_route[members]]
            heights = table.hi[bodies, 2] - table.lo[bodies, 2]
            tall = float((size_px[bodies] / np.maximum(heights, 0.5)).max()) * HALL_BODY_M if len(bodies) else 1e9
            is_far = tall < HALL_PX and not away[members].any()
            chosen[hall.slot] = FAR_OFF if is_far else HIDDEN
            if is_far:
                levels[members] = HIDDEN
                chosen.update({block.slot: HIDDEN for block in self.rows.get(key, ())})
        return found

    def _member_rows(self, key: str, block: Block, table: Table) -> NDArray[np.int64]:
        """Remembered until the table changes or blocks are remade."""
        known = self._rows_of_block.get((key, block.slot))
        if known is None:
            known = np.array([table.row_of_id[member] for member in block.members], np.int64)
            self._rows_of_block[key, block.slot] = known
        return known

    def worst(self, values: Mapping[str, float | None]) -> dict[str, dict[int, float]]:
        """{layer: {slot of block: largest value of its members}}."""
        found: dict[str, dict[int, float]] = {}
        for key, block in [*((k, b) for k, rows in self.rows.items() for b in rows), *self.halls.items()]:
            known = [value for member in block.members if (value := values.get(member)) is not None]
            if known:
                found.setdefault(key, {})[block.slot] = max(known)
        return found


def _row_body(row: Row, turn_deg: int) -> tuple[Primitive, ...]:
    """A box with the racks' dark front along the side they face."""
    lo, hi = vec3(row.lo), vec3(row.hi)
    box = Box(lo, hi, carries=True, top="top", edges=True)
    low, high = lo[2] + 0.08, hi[2] - 0.1
    if turn_deg == 0:
        front = Plate((lo[0], lo[1] - 0.01, low), (hi[0], lo[1] - 0.01, high), "-y", "#4C555E", detail=0)
    elif turn_deg == 180:
        front = Plate((lo[0], hi[1] + 0.01, low), (hi[0], hi[1] + 0.01, high), "+y", "#4C555E", detail=0)
    elif turn_deg == 90:
        front = Plate((hi[0] + 0.01, lo[1], low), (hi[0] + 0.01, hi[1], high), "+x", "#4C555E", detail=0)
    else:
        front = Plate((lo[0] - 0.01, lo[1], low), (lo[0] - 0.01, hi[1], high), "-x", "#4C555E", detail=0)
    return (box, front)
