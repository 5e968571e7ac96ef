"""A random life of a scene: after every edit the kept view is what a freshly built one is, in all that is derived from the records."""

from __future__ import annotations

from typing import Any, cast

import hypothesis
import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.scene.record import Connection, Element, Record
from gigahall.session.results import HallAir
from gigahall.view3d.camera import Camera
from gigahall.view3d.colormap import quantity
from gigahall.view3d.cut import Slice
from gigahall.view3d.labels import Naming, Verdicts
from gigahall.view3d.view import HallView

PLACES = st.tuples(st.integers(-3, 12), st.integers(-3, 9)).map(lambda at: (float(at[0]), float(at[1]), 0.0))
WAYS = st.lists(st.tuples(*[st.integers(0, 6).map(float)] * 3), min_size=2, max_size=4, unique=True).map(tuple)
PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)
"""No shrinking: a step draws two views."""
LOOK = Camera((4.0, 3.0, 0.0), distance_m=420.0)
"""So far away that rows and halls are drawn as blocks."""


def furnished() -> list[Record]:
    """Enough in one hall for a block of its rows and one of the whole."""
    def make(kind: str, key: str, **fields: Any) -> Record:
        return BY_NAME[kind].record(id=key, name=key, **fields)

    racks = [make("rack_liquid", f"A{k}", at_m=(1.0 + 0.6 * k, 2.0, 0.0), hall="H") for k in range(8)]
    pipes = [make("pipe", f"P{k}", route_m=((k, 1.0, 2.6), (k, 4.0, 2.6)), bore_m=0.1, hall="H") for k in range(6)]
    cables = [make("cable", f"W{k}", hall="H") for k in range(8)]
    joints = [Connection(id=f"c{k}", a=f"W{k}.b", b=f"A{k}.feed_a") for k in range(8)]
    board = make("panel", "B", at_m=(0.5, 4.5, 0.0), hall="H")
    fed = [Connection(id=f"d{k}", a="B.out", b=f"W{k}.a") for k in range(8)]
    return [make("hall", "H", length_m=9.0, breadth_m=6.0), make("hall", "G", at_m=(0.0, 8.0, 0.0)), *racks, *pipes, *cables, board, *joints, *fed]


class Attached:
    """A view with everything over it that follows the scene: colours, flow, air, blocks."""

    def __init__(self, records: Any) -> None:
        self.view = HallView(records, size=(96, 64))
        self.color()

    def color(self) -> None:
        ids = [*"HGB", *(f"{letter}{k}" for letter in "APWE" for k in range(40))]
        values = {key: None if k % 7 == 0 else 0.03 * k for k, key in enumerate(ids) if k % 5}
        self.view.colour_by(quantity("load"), values, ids[::11])
        self.view.set_flow({key: k % 2 == 0 for k, key in enumerate(ids) if k % 2})
        air = [HallAir(hall, (0.0, 0.0, 0.0), 0, (1.0, 1.0, 1.0), np.full((4, 4, 3), 22.0, np.float32)) for hall in "HG"]
        self.view.set_air(air, Slice())
        self.view.camera = LOOK

    def state(self) -> dict[str, Any]:
        """What the picture is made of, in an order of its own."""
        view = self.view
        view._choose_levels(64)
        view.sync.flush()
        table, legs = view.sync.table, view.sync.legs
        names = Naming(view.sync, view.blocks, Verdicts(None), view.tint.quantity, view.tint.values, view.tint.out).anchors(LOOK, 64)
        return {
            **_pools(view), **_blocks(view),
            "boxes": {key: _key(table.lo[k], table.hi[k], table.gauge_m[k]) for k, key in enumerate(table.ids)},
            "flags": {key: (bool(table.is_room[k]), bool(table.is_route[k]), bool(table.is_hollow[k])) for k, key in enumerate(table.ids)},
            "layers": {table.ids[row]: key for key, rows in table.rows_of_layer.items() for row in rows},
            "slots": {key: view.sync.items[key].slot == table.slot[k] for k, key in enumerate(table.ids)},
            "levels": {key: int(view.sync.layers[item.layer].level[item.slot]) for key, item in view.sync.items.items()},
            "legs": sorted((table.ids[row], *_key(a, b)) for a, b, row in zip(legs.start, legs.end, legs.row, strict=True)),
            "pads": sorted((a.x0, a.y0, a.x1, a.y1) for a in view.pads.areas),
            "flow": _points(view, "flow"),
            "labels": sorted((sorted(a.ids), a.value, a.state) for a in names),
            "ports": {end: _key(np.array(at)) for end, at in view.ports().items()},
            "over": sorted(key for key in view.stage.drawables if key.startswith("slice/")),
        }


def _key(*parts: Any) -> tuple[float, ...]:
    return tuple(float(x) for x in np.round(np.concatenate([np.atleast_1d(part) for part in parts]), 4) + 0.0)


def _pools(view: HallView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, layer in view.sync.layers.items():
        for material, sheet in layer._sheets.items():
            pool = sheet.pool
            cells = pool.cells[:pool.cell_count][pool.cell_owner[:pool.cell_count] >= 0]
            if not len(cells):
                continue
            rows = np.concatenate([pool.points[cells].reshape(len(cells), -1), pool.colors[cells].reshape(len(cells), -1)], 1)
            rows = np.round(rows, 3) + 0.0
            found[f"pool {key}/{material}"] = rows[np.lexsort(rows.T)].tobytes()
    return found


def _blocks(view: HallView) -> dict[str, Any]:
    levels = {key: layer.level for key, layer in view.sync.layers.items()}
    rows = {
        f"rows {key}": sorted((sorted(b.members), _key(b.lo, b.hi), int(levels[key][b.slot])) for b in blocks)
        for key, blocks in view.blocks.rows.items() if blocks
    }
    halls = {f"block {key}": (sorted(b.members), _key(b.lo, b.hi), int(levels[key][b.slot])) for key, b in view.blocks.halls.items()}
    return {**rows, **halls}


def _points(view: HallView, key: str) -> list[tuple[float, ...]]:
    drawable = view.stage.drawables.get(key)
    if drawable is None:
        return []
    data = drawable.data.GetPoints()
    return sorted(_key(np.array(data.GetPoint(k))) for k in range(data.GetNumberOfPoints()))


class ViewMachine(RuleBasedStateMachine):
    """The kept view follows the document through its diffs alone; `batch` diffs reach it as one, as they do in the window."""

    @initialize()
    def start(self) -> None:
        self.document = Document(furnished())
        self.kept = Attached(self.document.records.values())
        self.waiting: Diff | None = None
        self.holds = False
        self.document.subscribe(self.follow)
        self.count = 0

    def follow(self, diff: Diff) -> None:
        self.waiting = diff if self.waiting is None else self.waiting.then(diff)

    def some(self, pick: int, of: Any = Element) -> str | None:
        keys = [key for key, record in self.document.records.items() if isinstance(record, of)]
        return keys[pick % len(keys)] if keys else None

    def room(self, pick: int) -> str:
        rooms = ["", *(e.id for e in self.document.elements() if kind_of(e).is_room)]
        return rooms[pick % len(rooms)]

    @rule(kind=st.sampled_from(sorted(BY_NAME)), at=PLACES, way=WAYS, hall=st.integers(0, 3), turn=st.sampled_from([0, 90, 180, 270]))
    def add(self, kind: str, at: Any, way: Any, hall: int, turn: Any) -> None:
        key = f"E{self.count}"
        self.count += 1
        fields: dict[str, Any] = {"route_m": way} if BY_NAME[kind].is_route and self.count % 3 else {"at_m": at, "turn_deg": turn}
        room = "" if BY_NAME[kind].is_room else self.room(hall)
        with self.document.edit("Add") as edit:
            edit.add(BY_NAME[kind].record(id=key, name=key, hall=room, **fields))

    @rule(pick=st.integers(0, 60), route=st.booleans())
    def delete(self, pick: int, route: bool) -> None:
        chosen = [e.id for e in self.document.elements() if kind_of(e).is_route == route]
        if chosen:
            with self.document.edit("Delete") as edit:
                edit.remove(chosen[pick % len(chosen)])

    @rule(pick=st.integers(0, 60), at=PLACES, way=WAYS, turn=st.sampled_from([0, 90]))
    def move(self, pick: int, at: Any, way: Any, turn: Any) -> None:
        key = self.some(pick)
        if key is None:
            return
        is_route = kind_of(cast(Element, self.document.records[key])).is_route
        with self.document.edit("Move") as edit:
            edit.replace(key, **({"route_m": way} if is_route else {"at_m": at, "turn_deg": turn}))

    @rule(pick=st.integers(0, 60), hall=st.integers(0, 3), group=st.sampled_from(["", "X"]), on=st.booleans())
    def reparent(self, pick: int, hall: int, group: str, on: bool) -> None:
        key = self.some(pick)
        if key is None:
            return
        room = "" if kind_of(cast(Element, self.document.records[key])).is_room else self.room(hall)
        with self.document.edit("Put elsewhere") as edit:
            edit.replace(key, hall=room, group=group, in_service=on)

    @rule(a=st.integers(0, 60), b=st.integers(0, 60), ends=st.tuples(st.integers(0, 9), st.integers(0, 9)))
    def connect(self, a: int, b: int, ends: tuple[int, int]) -> None:
        one, other = self.some(a), self.some(b)
        if one is None or other is None or one == other:
            return
        ports = [kind_of(cast(Element, self.document.records[key])).ports(cast(Element, self.document.records[key])) for key in (one, other)]
        if all(ports):
            names = [found[pick % len(found)].name for found, pick in zip(ports, ends, strict=True)]
            self.count += 1
            with self.document.edit("Connect") as edit:
                edit.add(Connection(id=f"k{self.count}", a=f"{one}.{names[0]}", b=f"{other}.{names[1]}"))

    @rule(pick=st.integers(0, 60))
    def disconnect(self, pick: int) -> None:
        key = self.some(pick, Connection)
        if key is not None:
            with self.document.edit("Disconnect") as edit:
                edit.remove(key)

    @rule(pick=st.integers(0, 60), kind=st.sampled_from(sorted(BY_NAME)))
    def become(self, pick: int, kind: str) -> None:
        """Removed and added again under its id as something else: one diff of the two."""
        key = self.some(pick)
        if key is None or kind_of(cast(Element, self.document.records[key])).is_room:
            return
        self.document.undo()
        self.document.redo()
        with self.document.edit("Become") as edit:
            edit.remove(key)
            edit.add(BY_NAME[kind].record(id=key, name=key))

    @rule(n=st.integers(1, 4))
    def undo(self, n: int) -> None:
        for _ in range(n):
            self.document.undo()

    @rule(n=st.integers(1, 4))
    def redo(self, n: int) -> None:
        for _ in range(n):
            self.document.redo()

    @rule(holds=st.booleans())
    def batch(self, holds: bool) -> None:
        """While the view is busy, edits pile up and arrive as one."""
        self.holds = holds

    @invariant()
    def kept_is_fresh(self) -> None:
        if self.holds or self.waiting is None:
            return
        self.kept.view.apply(self.waiting)
        self.waiting = None
        fresh = Attached(self.document.records.values())
        kept, wanted = self.kept.state(), fresh.state()
        fresh.view.close()
        assert kept.keys() == wanted.keys()
        for key in wanted:
            assert kept[key] == wanted[key], key

    def teardown(self) -> None:
        if hasattr(self, "kept"):
            self.kept.view.close()


TestViewMachine = ViewMachine.TestCase
TestViewMachine.settings = hypothesis.settings(max_examples=8, stateful_step_count=14, deadline=None, phases=PHASES)
