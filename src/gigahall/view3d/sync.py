"""From a Diff to the stage, by id.

`Sync` holds one `Item` per element: its mesh, where it stands, and its slot in its hall's merged meshes. A diff touches the
items it names and the unrouted routes that hang on them, nothing else; everything a change costs is proportional to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.registry import kind_of
from gigahall.kinds.route import Way, own_way, way
from gigahall.kinds.shape import Primitive
from gigahall.scene.diff import Diff
from gigahall.scene.joints import Joints, element_of
from gigahall.scene.record import Connection, Element, Record, Vec3
from gigahall.view3d.bearing import marks
from gigahall.view3d.layer import Layer
from gigahall.view3d.mesh import Mesh, build, mesh_of
from gigahall.view3d.palette import Theme
from gigahall.view3d.pool import Placed
from gigahall.view3d.stage import Stage

Array = NDArray[np.float64]

SHADOW_REACH_M = 0.5
"""What starts higher than this above its floor casts no shadow."""


@dataclass(frozen=True, slots=True)
class Item:
    """One element on the stage."""

    element: Element
    shape: tuple[Primitive, ...]
    """Its body and its marks."""
    mesh: Mesh
    placed: Placed
    layer: str
    slot: int
    way: Way
    lo: Array
    hi: Array
    """Bounding box in world axes."""
    is_room: bool
    is_route: bool
    stands: bool
    """Takes floor space and casts a shadow."""

    @property
    def sort(self) -> tuple[object, ...]:
        """What decides where it is counted: another sort is another thing under the same id."""
        return self.layer, type(self.element), self.stands


@dataclass(frozen=True)
class Legs:
    """Every straight piece of every route."""

    start: Array
    end: Array
    """[n, 3]"""
    row: NDArray[np.int64]
    """The route's row in the table."""


@dataclass(frozen=True)
class Table:
    """Every item's numbers as arrays, for levels of detail and picking; rows in one order."""

    ids: tuple[str, ...]
    row_of_id: Mapping[str, int]
    lo: Array
    hi: Array
    gauge_m: Array
    """Thickness of a route's section; 0 for bodies."""
    is_room: NDArray[np.bool_]
    is_route: NDArray[np.bool_]
    slot: NDArray[np.int64]
    rows_of_layer: Mapping[str, NDArray[np.int64]]
    is_hollow: NDArray[np.bool_]
    """Neither standing nor a route: rooms, containment, tiles. What is inside is picked first."""


class Sync:
    """The items of a scene, kept equal to its records."""

    def __init__(self, stage: Stage, theme: Theme) -> None:
        self.stage = stage
        self.theme = theme
        self.wants_marks = True
        """False for pictures of single things."""
        self.records: dict[str, Record] = {}
        self.items: dict[str, Item] = {}
        self.layers: dict[str, Layer] = {}
        self.stale_ground: set[str] = set()
        """Layers whose shadows no longer fit."""
        self.stale_blocks: set[str] = set()
        """Layers of which anything came or went, or a body moved."""
        self._joints = Joints()
        self._table: Table | None = None
        self._legs: Legs | None = None

    def apply(self, diff: Diff) -> frozenset[str]:
        """Bring the stage up to date; returns the ids of the elements that were touched."""
        touched: dict[str, None] = {}
        for key, old, new in diff.changes():
            if new is None:
                self.records.pop(key, None)
            else:
                self.records[key] = new
            self._joints.change(old, new)
            for record in (old, new):
                if isinstance(record, Connection):
                    touched.update(dict.fromkeys((element_of(record.a), element_of(record.b))))
                elif isinstance(record, Element):
                    touched[key] = None
        for key in tuple(touched):
            touched.update(dict.fromkeys(self._unrouted_at(key)))
        before = {key: self.items.get(key) for key in touched}
        for key in touched:
            self._bring(key)
        self._refresh_table(before)
        return frozenset(touched)

    def _refresh_table(self, before: Mapping[str, Item | None]) -> None:
        """Moved items get their new boxes; where items came, went or changed hall, the table is made anew when asked for."""
        table = self._table
        for key, old in before.items():
            new = self.items.get(key)
            if old is None or new is None or old.sort != new.sort:
                if old is not new:
                    self._table = self._legs = None
                    return
                continue
            if old.way != new.way:
                self._legs = None
            if table is not None:
                row = table.row_of_id[key]
                table.lo[row], table.hi[row], table.slot[row] = new.lo, new.hi, new.slot
                table.gauge_m[row] = new.mesh.gauge_m if new.is_route else 0.0

    def flush(self) -> None:
        """Hand everything changed to VTK."""
        for layer in self.layers.values():
            layer.flush(self.theme)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        for layer in self.layers.values():
            layer.repaint()

    @property
    def table(self) -> Table:
        if self._table is None:
            self._table = _table(self.items)
        return self._table

    @property
    def legs(self) -> Legs:
        if self._legs is None:
            self._legs = _legs(self.items[key] for key in self.table.ids)
        return self._legs

    def bounds(self, ids: Iterable[str] | None = None) -> tuple[Array, Array] | None:
        """The box that holds some elements, or all."""
        found = list(self.items.values()) if ids is None else [self.items[key] for key in ids if key in self.items]
        if not found:
            return None
        return np.min([item.lo for item in found], 0), np.max([item.hi for item in found], 0)

    def _unrouted_at(self, key: str) -> list[str]:
        """Automatic routes that end at this element: they follow it."""
        found = []
        for joint_key in self._joints.connections(key):
            joint = self.records.get(joint_key)
            if isinstance(joint, Connection):
                for other in (element_of(joint.a), element_of(joint.b)):
                    record = self.records.get(other)
                    if isinstance(record, Element) and kind_of(record).is_route and not own_way(record):
                        found.append(other)
        return found

    def _bring(self, key: str) -> None:
        """Make one item fit its record."""
        record = self.records.get(key)
        old = self.items.get(key)
        if not isinstance(record, Element):
            if old is not None:
                self._remove(old)
                del self.items[key]
                self._mark(old, None)
            return
        points = self._way(record)
        shape = kind_of(record).shape(routed(record, points)).primitives
        signs = marks(record) if self.wants_marks else ()
        if old is not None and old.shape == shape + signs:
            mesh = old.mesh
        else:
            mesh = build(shape) if kind_of(record).is_route else mesh_of(shape, signs)
        placed = Placed(record.turn_deg, np.array(record.at_m, float))
        layer = record.hall if not kind_of(record).is_room else record.id
        if old is None or old.mesh is not mesh or old.layer != layer:
            if old is not None:
                self._remove(old)
            slot = self.layer(layer).add(mesh, placed)
        else:
            slot = old.slot
            if old.placed.turn_deg != placed.turn_deg or (old.placed.at_m != placed.at_m).any():
                self.layers[layer].move(slot, placed)
        self.items[key] = _item(record, shape + signs, mesh, placed, layer, slot, points)
        self._mark(old, self.items[key])

    def _way(self, record: Element) -> Way:
        if not kind_of(record).is_route:
            return ()
        return way(record, self.records, self._joints.connections(record.id))

    def _remove(self, item: Item) -> None:
        layer = self.layers[item.layer]
        layer.remove(item.slot)
        if not layer.slots:
            self.drop_layer(item.layer)

    def drop_layer(self, key: str) -> None:
        """Forget a layer in which nothing is left."""
        self.layers.pop(key).close()

    def _mark(self, old: Item | None, new: Item | None) -> None:
        """Note what a change of one item makes of its layers' blocks and ground."""
        for item, other in ((old, new), (new, old)):
            if item is None:
                continue
            if other is None or other.sort != item.sort:
                self.stale_blocks.add(item.layer)
                moved = True
            else:
                moved = bool((other.lo != item.lo).any() or (other.hi != item.hi).any())
                if not item.is_route and (moved or other.placed.turn_deg != item.placed.turn_deg):
                    self.stale_blocks.add(item.layer)
            if moved and (item.stands or item.is_room):
                self.stale_ground.add(item.layer)

    def layer(self, key: str) -> Layer:
        """The merged meshes of a hall, made when first asked for."""
        if key not in self.layers:
            self.layers[key] = Layer(key, self.stage)
        return self.layers[key]


def routed(record: Element, points: Way) -> Element:
    """The record with the way that was found for it, so that its shape and ports lie there."""
    return msgspec.structs.replace(record, route_m=points) if points and not own_way(record) else record


def _item(
    record: Element, shape: tuple[Primitive, ...], mesh: Mesh, placed: Placed, layer: str, slot: int, points: Way
) -> Item:
    kind = kind_of(record)
    corners = placed.points(np.stack([mesh.lo, mesh.hi]).astype(np.float32)).astype(float)
    lo, hi = corners.min(0), corners.max(0)
    solid = not (kind.is_room or kind.is_route or kind.is_hollow)
    stands = solid and mesh.lo[2] < SHADOW_REACH_M and bool(mesh.parts) and mesh.hi[2] - mesh.lo[2] > 0.1
    return Item(record, shape, mesh, placed, layer, slot, points, lo, hi, kind.is_room, kind.is_route, stands)


def _table(items: Mapping[str, Item]) -> Table:
    ids = tuple(items)
    found = list(items.values())
    rows: dict[str, list[int]] = {}
    for row, item in enumerate(found):
        rows.setdefault(item.layer, []).append(row)
    return Table(
        ids, {key: row for row, key in enumerate(ids)},
        np.array([item.lo for item in found]).reshape(-1, 3), np.array([item.hi for item in found]).reshape(-1, 3),
        np.array([item.mesh.gauge_m if item.is_route else 0.0 for item in found]),
        np.array([item.is_room for item in found], bool), np.array([item.is_route for item in found], bool),
        np.array([item.slot for item in found], np.int64), {key: np.array(value) for key, value in rows.items()},
        np.array([not item.stands and not item.is_route for item in found], bool),
    )


def _legs(items: Iterable[Item]) -> Legs:
    starts: list[Vec3] = []
    ends: list[Vec3] = []
    rows: list[int] = []
    for row, item in enumerate(items):
        starts.extend(item.way[:-1])
        ends.extend(item.way[1:])
        rows.extend([row] * max(0, len(item.way) - 1))
    return Legs(np.array(starts, float).reshape(-1, 3), np.array(ends, float).reshape(-1, 3), np.array(rows, np.int64))
