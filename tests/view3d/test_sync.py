"""A diff leads to the same stage as a fresh build, touches only what it names, and leaves nothing behind."""

from __future__ import annotations

import gc
import itertools

import numpy as np
import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.scene.diff import Diff, between
from gigahall.scene.record import Connection, Record, replace
from gigahall.view3d.layer import Layer
from gigahall.view3d.view import HallView


def drawn(view: HallView) -> dict[str, np.ndarray]:
    """The corners of every drawn triangle with their colours, by drawable, in one order."""
    view.sync.flush()
    found = {}
    for key, layer in view.sync.layers.items():
        for material, sheet in layer._sheets.items():
            cells = sheet.pool.visible(layer.level)
            rows = np.concatenate([sheet.pool.points[cells].reshape(len(cells), -1), sheet.pool.colors[cells].reshape(len(cells), -1)], 1)
            if len(rows):
                found[f"{key}/{material}"] = rows[np.lexsort(rows.T)]
    return found


def same(a: HallView, b: HallView) -> bool:
    one, other = drawn(a), drawn(b)
    return one.keys() == other.keys() and all(np.allclose(one[key], other[key], atol=1e-5) for key in one)


def edited(records: dict[str, Record]) -> dict[str, Record]:
    after = dict(records)
    after["A01"] = replace(records["A01"], at_m=(1.5, 4.2, 0.0), turn_deg=180)
    after["A03"] = BY_NAME["rack_air"].record(id="A03", name="A03", at_m=(3.9, 3.0, 0.0), hall="H")
    after["CDU-1"] = replace(records["CDU-1"], in_service=False)
    after["H"] = replace(records["H"], length_m=10.8)
    del after["A02"]
    return after


def test_diff_equals_rebuild(records: dict[str, Record], view: HallView) -> None:
    after = edited(records)
    diff = between({k: records.get(k) for k in {*records, *after}}, {k: after.get(k) for k in {*records, *after}})
    view.apply(diff)
    fresh = HallView(after.values(), size=(480, 320))
    assert same(view, fresh)
    view.apply(diff.reversed())
    back = HallView(records.values(), size=(480, 320))
    assert same(view, back)
    fresh.close()
    back.close()


def test_moving_writes_in_place(records: dict[str, Record], view: HallView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.frame(moving=True)
    calls: list[str] = []
    for name in ("add", "remove", "move"):
        method = getattr(Layer, name)
        monkeypatch.setattr(Layer, name, lambda self, *args, _m=method, _n=name, **kw: (calls.append(f"{self.key}:{_n}"), _m(self, *args, **kw))[1])
    kept = {key: id(drawable.data) for key, drawable in view.stage.drawables.items()}
    view.apply(Diff(updated={"CDU-1": (records["CDU-1"], replace(records["CDU-1"], at_m=(7.6, 3.0, 0.0)))}))
    assert calls.count("H:move") == 1
    assert {key: id(drawable.data) for key, drawable in view.stage.drawables.items()} == kept


def test_renaming_touches_no_mesh(records: dict[str, Record], view: HallView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Layer, "add", lambda *a, **k: pytest.fail("added"))
    monkeypatch.setattr(Layer, "move", lambda *a, **k: pytest.fail("moved"))
    view.apply(Diff(updated={"A01": (records["A01"], replace(records["A01"], name="Rack one"))}))
    assert view.sync.items["A01"].element.name == "Rack one"


def test_automatic_route_follows_its_ends(records: dict[str, Record]) -> None:
    cable = BY_NAME["cable"].record(id="W", name="W")
    board = BY_NAME["panel"].record(id="B", name="B", at_m=(1.0, 1.0, 0.0), hall="H")
    ends = [
        Connection(id="c1", a="B.out", b="W.a") if any(p.name == "out" for p in BY_NAME["panel"].ports(board)) else
        Connection(id="c1", a=f"B.{BY_NAME['panel'].ports(board)[-1].name}", b="W.a"),
        Connection(id="c2", a="W.b", b="A01.feed_1"),
    ]
    view = HallView([*records.values(), board, cable, *ends], size=(480, 320))
    before = view.sync.items["W"].way
    assert len(before) >= 3
    assert all(sum(abs(p[k] - q[k]) > 1e-9 for k in range(3)) == 1 for p, q in itertools.pairwise(before))
    view.apply(Diff(updated={"A01": (records["A01"], replace(records["A01"], at_m=(2.1, 3.0, 0.0)))}))
    after = view.sync.items["W"].way
    assert after[0] == before[0]
    assert after[-1][0] == pytest.approx(before[-1][0] - 0.6)
    view.apply(Diff(removed={"c2": ends[1]}))
    assert view.sync.items["W"].way == ()
    view.close()


def test_a_settled_frame_keeps_its_smooth_edges_however_slow_the_machine(view: HallView) -> None:
    for _ in range(6):
        view.pace.settled(5.0)
    view.frame(moving=False)
    assert view.stage._renderer("settle").GetUseFXAA() and not view.stage._renderer("settle").GetUseSSAO()


def test_two_hundred_edits_leave_nothing_behind(records: dict[str, Record], view: HallView) -> None:
    rack = BY_NAME["rack_liquid"].record(id="X", name="X", at_m=(4.5, 3.0, 0.0), hall="H")
    pump = BY_NAME["pump"].record(id="Y", name="Y", at_m=(20.0, 3.0, 0.0), hall="elsewhere")
    view.frame(moving=True)
    sizes = []
    for cycle in range(200):
        view.apply(Diff(added={"X": rack, "Y": pump}))
        view.apply(Diff(removed={"X": rack, "Y": pump}))
        if cycle in (60, 199):
            view.frame(moving=True)
            gc.collect()
            pools = [sheet.pool for layer in view.sync.layers.values() for sheet in layer._sheets.values()]
            sizes.append((len(view.stage.drawables), len(list(view.stage.actors())), sum(len(pool.points) for pool in pools)))
    assert sizes[0] == sizes[1]
    assert "elsewhere" not in view.sync.layers
