"""Every edit: what it does to the records, what it is called in the history, and why it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.kinds import catalogue, placing
from gigahall.kinds.joining import Joints, far_end
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.joints import element_of
from gigahall.scene.record import SITE_M, Connection, Element


def at(desk: Desk, key: str) -> tuple[float, float, float]:
    element = desk.element(key)
    assert element is not None
    return element.at_m


def ids(desk: Desk) -> set[str]:
    return {element.id for element in desk.document.elements()}


def test_move_is_one_named_step_and_undone_exactly(desk: Desk, actions: Actions) -> None:
    before = dict(desk.document.records)
    desk.select(["a04"])
    assert actions.move((0.6, 0.0, 0.0)) == ""
    assert at(desk, "a04") == (5.1, 3.0, 0.0)
    assert desk.document.undo_name == "Move A04"
    actions.undo()
    assert dict(desk.document.records) == before


def test_a_collision_is_refused_with_its_reason_and_changes_nothing(desk: Desk, actions: Actions, qtbot: QtBot) -> None:
    revision = desk.document.revision
    with qtbot.waitSignal(desk.said) as said:
        assert actions.move((0.6, 0.0, 0.0), ["a01"]) == "A01 would stand in A02"
    assert said.args == ["A01 would stand in A02", "bad"]
    assert desk.document.revision == revision


def test_a_row_moves_together(desk: Desk, actions: Actions) -> None:
    assert actions.move((0.6, 0.6, 0.0), ["a01", "a02", "a03", "a04"]) == ""
    assert desk.document.undo_name == "Move 4 liquid-cooled racks"


def test_nudges_are_one_step(desk: Desk, actions: Actions) -> None:
    desk.select(["a04"])
    for _ in range(3):
        actions.nudge(1, 0)
    assert len(desk.document.history) == 1
    assert at(desk, "a04")[0] == pytest.approx(4.5 + 1.8)
    actions.undo()
    assert at(desk, "a04")[0] == pytest.approx(4.5)


def test_turning_passes_through_places_that_do_not_fit(desk: Desk, actions: Actions, qtbot: QtBot) -> None:
    desk.select(["a02"])
    with qtbot.waitSignal(desk.said) as said:
        assert actions.rotate() == ""
    assert said.args[1] == "warn"
    assert actions.rotate() == ""
    assert desk.element("a02").turn_deg == 180  # type: ignore[union-attr]
    assert len(desk.document.history) == 1


GROUP = ("a01", "a02", "a04", "crah-1")


@given(chosen=st.lists(st.sampled_from(GROUP), min_size=2, unique=True), quarters=st.sampled_from((1, 2, 3)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_several_are_turned_as_one(desk: Desk, actions: Actions, chosen: list[str], quarters: int) -> None:
    """Distances, and where each stands from the other in its own axes, are as before; the middle of all stays; four turns are none."""
    before = {key: desk.element(key) for key in chosen}

    def seen(found: Mapping[str, Element | None]) -> list[tuple[float, ...]]:
        """Where each stands from the first, as the first sees it."""
        first = found[chosen[0]]
        assert first is not None
        offsets = [tuple(a - b for a, b in zip(e.at_m, first.at_m, strict=True)) for e in found.values() if e is not None]
        return [placing.turned(offset, -first.turn_deg % 360) for offset in offsets]  # type: ignore[arg-type]

    def middle(found: Mapping[str, Element | None]) -> list[float]:
        boxes = [placing.footprint(e) for e in found.values() if e is not None]
        return [(min(b.lo[k] for b in boxes) + max(b.hi[k] for b in boxes)) / 2 for k in (0, 1)]

    assert actions.rotate(quarters, chosen) == ""
    after = {key: desk.element(key) for key in chosen}
    assert np.allclose(seen(after), seen(before), atol=2e-4)
    assert middle(after) == pytest.approx(middle(before), abs=2e-4)
    for _ in range(3):
        actions.rotate(quarters, chosen)
    for key, old in before.items():
        assert at(desk, key) == pytest.approx(old.at_m, abs=2e-4)  # type: ignore[union-attr]
        assert desk.element(key).turn_deg == old.turn_deg  # type: ignore[union-attr]
    if desk.document.history:
        actions.undo()


def test_duplicate_takes_the_next_name_and_a_free_place(desk: Desk, actions: Actions) -> None:
    desk.select(["a04"])
    assert actions.duplicate() == ""
    (copy,) = desk.selected
    assert copy.name == "A05"
    assert kind_of(copy) is kind_of(desk.element("a04"))  # type: ignore[arg-type]
    assert copy.at_m == (5.1, 3.0, 0.0)
    assert actions.refusal([copy]) == ""


def test_array_by_count_and_pitch(desk: Desk, actions: Actions) -> None:
    desk.select(["a04"])
    assert actions.array(4, (0.6, 0.0, 0.0)) == ""
    assert [element.at_m[0] for element in desk.selected] == pytest.approx([5.1, 5.7, 6.3])
    assert [element.name for element in desk.selected] == ["A05", "A06", "A07"]
    assert desk.document.undo_name == "Array of 4 × A04"
    actions.undo()
    assert "a05" not in ids(desk)


def test_an_array_that_collides_is_refused_whole(desk: Desk, actions: Actions) -> None:
    before = ids(desk)
    assert "would stand" in actions.array(3, (-0.6, 0.0, 0.0), ["a04"])
    assert ids(desk) == before
    assert actions.array(1, (0.6, 0.0, 0.0), ["a04"]) == "An array needs at least two places and a pitch"


def test_connecting_a_feed_lays_a_cable(desk: Desk, actions: Actions) -> None:
    assert actions.connect("rpp-b.out", "a01.feed_1") == ""
    (cable,) = [e for e in desk.document.elements() if kind_of(e).joins == "electrical"]
    assert cable.lineup == "B"  # type: ignore[attr-defined]
    assert {end for j in desk.document.connections() for end in (j.a, j.b)} == {
        "rpp-b.out", f"{cable.id}.a", f"{cable.id}.b", "a01.feed_1"}
    assert actions.connect("rpp-a.out", "a01.feed_1") == "A01 Feed 1 is taken"
    assert "electrical" in actions.connect("rpp-a.out", "a02.supply")
    assert desk.document.undo_name == "Connect RPP-B to A01"


def test_the_laid_cable_follows_and_goes_with_its_rack(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    (cable,) = [e for e in desk.document.elements() if kind_of(e).joins]
    length = cable.length_m  # type: ignore[attr-defined]
    assert actions.move((1.8, 0.0, 0.0), ["a04"]) == ""
    moved = desk.element(cable.id)
    assert moved.route_m[-1][0] == pytest.approx(cable.route_m[-1][0] + 1.8)  # type: ignore[attr-defined,union-attr]
    assert moved.length_m != length  # type: ignore[union-attr]
    actions.delete(["a04"])
    assert cable.id not in ids(desk)
    assert desk.document.connections() == []
    actions.undo()
    assert cable.id in ids(desk)


def test_connect_to_nearest_takes_every_port_and_different_sources(desk: Desk, actions: Actions) -> None:
    desk.select(["a02"])
    assert actions.connect_nearest() == ""
    ends = {end for joint in desk.document.connections() for end in (joint.a, joint.b)}
    assert {"a02.feed_1", "a02.feed_2", "a02.supply", "a02.return"} <= ends
    assert {"rpp-a.out", "rpp-b.out"} <= ends
    assert {end.split(".")[0] for end in ends} >= {"tcs-s", "tcs-r"}
    assert actions.connect_nearest() != ""


def hangs_on(desk: Desk, end: str) -> set[str]:
    """The elements an end is joined to, across the routes between."""
    joints = Joints(desk.document.connections())
    return {element_of(far_end(other, desk.document.records, joints)) for other in joints.others(end)}


def row_of_racks(between: Sequence[Element]) -> list[Element]:
    racks = [BY_NAME["rack_liquid"].record(id=f"r{n}", name=f"R{n}", at_m=(0.6 * n, 3.0, 0.0)) for n in range(1, 9)]
    return [*racks, *between]


def test_supply_and_return_of_a_rack_hang_on_one_source(desk: Desk, actions: Actions) -> None:
    """Of two sources at either end of a row every rack takes the nearer one, whole."""
    sources = [BY_NAME["ideal_source"].record(id=f"src-{n}", name=f"SRC-{n}", at_m=(x, 3.0, 0.0)) for n, x in ((1, -1.2), (2, 6.6))]
    made = row_of_racks(sources)
    desk.document.load(made)
    assert actions.connect_nearest([e.id for e in made]) == ""
    pairs = {e.id: (hangs_on(desk, f"{e.id}.supply"), hangs_on(desk, f"{e.id}.return")) for e in made[:8]}
    assert all(len(supply) == 1 and supply == back for supply, back in pairs.values()), pairs
    assert pairs["r1"][0] == {"src-1"} and pairs["r8"][0] == {"src-2"}


def test_what_one_line_was_joined_to_by_hand_gets_the_other_too(desk: Desk, actions: Actions) -> None:
    sources = [BY_NAME["ideal_source"].record(id=f"src-{n}", name=f"SRC-{n}", at_m=(x, 3.0, 0.0)) for n, x in ((1, -1.2), (2, 6.6))]
    desk.document.load(row_of_racks(sources))
    assert actions.connect("src-2.return", "r1.return") == ""
    assert actions.connect_nearest(["r1"]) == ""
    assert hangs_on(desk, "r1.supply") == {"src-2"}


def test_supply_and_return_hang_on_the_headers_of_one_loop(desk: Desk, actions: Actions) -> None:
    """The headers of two loops lie beside each other, the return of the other loop nearer than the own."""
    lines = [
        BY_NAME["manifold"].record(id=f"{line}-{n}", name=f"{line} {n}", system="TCS", line=line, route_m=((0.0, y, 2.9), (6.0, y, 2.9)))
        for n, line, y in ((1, "supply", 3.2), (1, "return", 4.4), (2, "return", 3.6), (2, "supply", 4.0))
    ]
    sources = [BY_NAME["ideal_source"].record(id=f"src-{n}", name=f"SRC-{n}", at_m=(x, 3.0, 0.0)) for n, x in ((1, -1.2), (2, 6.6))]
    desk.document.load(row_of_racks([*lines, *sources]))
    for n in (1, 2):
        for line in ("supply", "return"):
            assert actions.connect(f"src-{n}.{line}", f"{line}-{n}.in") == ""
    assert actions.connect_nearest(["r3"]) == ""
    assert (hangs_on(desk, "r3.supply"), hangs_on(desk, "r3.return")) == ({"supply-1"}, {"return-1"})


@pytest.mark.parametrize("is_transformer_first", [True, False])
def test_the_one_way_out_of_a_transformer_leads_to_a_board(desk: Desk, actions: Actions, is_transformer_first: bool) -> None:
    """Racks of four feeds and three panels: the fourth feed goes to a panel again and not past all of them."""
    record = {name: BY_NAME[name].record for name in ("rack_liquid", "panel", "transformer", "utility")}
    racks = [record["rack_liquid"](id=f"r{n}", name=f"R{n}", feeds=4, at_m=(0.6 * n, 3.0, 0.0)) for n in range(1, 4)]
    panels = [record["panel"](id=f"p{n}", name=f"P{n}", at_m=(8.0, 1.5 * n, 0.0)) for n in range(1, 4)]
    above = [record["transformer"](id="tx", name="TX", primary_v=13800.0, secondary_v=415.0, rating_va=1e6, at_m=(0.0, 6.0, 0.0)),
             record["utility"](id="u", name="U", voltage_v=13800.0, at_m=(0.0, 9.0, 0.0))]
    made = [*above, *racks, *panels] if is_transformer_first else [*racks, *panels, *above]
    desk.document.load(made)
    assert actions.connect_nearest([element.id for element in made]) == ""
    assert hangs_on(desk, "tx.out") <= {"p1", "p2", "p3"}
    assert hangs_on(desk, "tx.out")
    feeds = [hangs_on(desk, f"{rack.id}.feed_{n}") for rack in racks for n in range(1, 5)]
    assert all(len(found) == 1 and found <= {"p1", "p2", "p3"} for found in feeds)
    whip = next(e for e in desk.document.elements() if getattr(e, "item", "").startswith("cable_") and "tx" in hangs_on_piece(desk, e.id))
    assert whip.item == "cable_na2xs2y_95", "medium voltage on a cable made for it"


def hangs_on_piece(desk: Desk, key: str) -> set[str]:
    """The elements a piece is joined to."""
    pairs = [(joint.a, joint.b) for joint in desk.document.connections()]
    ends = [b if a.split(".")[0] == key else a for a, b in pairs if key in (a.split(".")[0], b.split(".")[0])]
    return {end.split(".")[0] for end in ends}


def test_copies_keep_the_connections_among_them(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    cable = next(e for e in desk.document.elements() if kind_of(e).joins)
    desk.select(["a04", "rpp-a"])
    actions.copy()
    assert actions.paste() == ""
    cables = [e for e in desk.document.elements() if kind_of(e).joins]
    assert len(cables) == 2
    new = next(e for e in cables if e.id != cable.id)
    ends = {end for j in desk.document.connections_of(new.id) for end in (j.a, j.b)}
    assert any(end.endswith(".feed_1") and not end.startswith("a04") for end in ends)


def test_delete_takes_connections_along(desk: Desk, actions: Actions) -> None:
    actions.connect_nearest(["a01"])
    actions.delete(["a01"])
    assert not desk.document.connections()
    assert not [e for e in desk.document.elements() if kind_of(e).joins]


def test_a_field_of_many_at_once(desk: Desk, actions: Actions) -> None:
    assert actions.set_field("rated_w", 140e3, ["a01", "a02", "rpp-a"]) == ""
    assert [desk.element(k).rated_w for k in ("a01", "a02", "a03")] == [140e3, 140e3, 135e3]  # type: ignore[union-attr]
    assert desk.document.undo_name == "Change rated power of 2 liquid-cooled racks"


def test_a_value_out_of_range_is_refused_in_words(desk: Desk, actions: Actions) -> None:
    reason = actions.set_field("rated_w", -5.0, ["a01"])
    assert reason == "Rated must be at least 0 kW"
    assert desk.element("a01").rated_w == 135e3  # type: ignore[union-attr]


def test_service_rename_ambient_and_load(desk: Desk, actions: Actions) -> None:
    actions.toggle_service(["a01", "a02"])
    assert not desk.element("a01").in_service  # type: ignore[union-attr]
    assert desk.document.undo_name == "Switch 2 liquid-cooled racks off"
    actions.rename("a01", "Rack one")
    assert desk.document.undo_name == "Rename A01 to Rack one"
    actions.set_ambient(dry_bulb_c=38.9)
    actions.set_ambient(dry_bulb_c=39.0)
    assert desk.document.ambient.dry_bulb_c == 39.0
    actions.set_scene(it_load_frac=0.5)
    assert len(desk.document.history) == 4


def test_swapping_exchanges_places(desk: Desk, actions: Actions) -> None:
    assert actions.swap("a01", "a04") == ""
    assert (at(desk, "a01")[0], at(desk, "a04")[0]) == (4.5, 2.7)


def test_placing_snaps_names_and_finds_its_room(desk: Desk, actions: Actions) -> None:
    item = catalogue.items("rack_liquid")[0]
    assert actions.place(item.id, (7.02, 5.9, 0.0)) == ""
    (new,) = desk.selected
    assert new.hall == "hall"
    assert new.item == item.id
    assert (new.at_m[0] - 0.3) % 0.6 == pytest.approx(0.0, abs=1e-6) or (new.at_m[0] - 0.3) % 0.6 == pytest.approx(0.6, abs=1e-6)
    assert "would stand in A01" in actions.place(item.id, (2.7, 3.0, 0.0))


def test_undo_to_the_start_and_redo_all(desk: Desk, actions: Actions) -> None:
    start = dict(desk.document.records)
    actions.duplicate(["a04"])
    actions.connect_nearest(["a01"])
    actions.rotate(2, ["a03"])
    actions.delete(["a02"])
    end = dict(desk.document.records)
    actions.go_to(0)
    assert dict(desk.document.records) == start
    actions.go_to(4)
    assert dict(desk.document.records) == end


def test_a_room_takes_its_equipment_along(desk: Desk, actions: Actions) -> None:
    actions.move((20.0, 0.0, 0.0), ["hall"])
    assert at(desk, "hall") == (20.0, 0.0, 0.0)
    assert at(desk, "a01") == (22.7, 3.0, 0.0)


def test_nothing_is_edited_in_a_read_only_scene(desk: Desk, actions: Actions) -> None:
    actions.read_only = lambda: "The file is read-only"
    assert actions.move((0.6, 0, 0), ["a04"]) == "The file is read-only"
    assert actions.duplicate([e.id for e in desk.document.elements()]) == "The file is read-only"
    assert not desk.document.history


def test_disconnect_removes_the_laid_route(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a01.feed_1")
    joint = desk.document.connections_of("a01")[0]
    assert actions.disconnect([joint.id]) == ""
    assert not desk.document.connections()
    assert all(not kind_of(e).joins for e in desk.document.elements() if isinstance(e, Element))


def test_supply_and_return_are_joined_by_no_edit(desk: Desk, actions: Actions) -> None:
    assert "is supply" in actions.connect("tcs-s.tap", "tcs-r.tap")
    assert "is supply" in actions.connect("a01.supply", "tcs-r.tap")
    assert actions.connect("a01.supply", "tcs-s.tap") == ""
    pipe = next(e for e in desk.document.elements() if e.name.startswith("Pipe"))
    before = dict(desk.document.records)
    assert "disconnect them first" in actions.set_field("line", "return", ["tcs-s"])
    assert dict(desk.document.records) == before
    (joint,) = desk.document.connections_of("a01")
    with desk.document.edit("Loosen the rack's end") as edit:
        edit.remove(joint.id)
    loose = next(end for end in (joint.a, joint.b) if end.startswith(pipe.id))
    reason = actions.connect("a02.return", loose)
    assert "A02 Return is return" in reason or "is supply" in reason, "its other end hangs on the supply"
    assert actions.connect("a02.supply", loose) == ""


def test_what_was_joined_wrongly_before_stands_in_the_way_of_nothing(desk: Desk, actions: Actions) -> None:
    wrong = Connection(id="wrong", a="tcs-s.tap", b="tcs-r.tap")
    desk.document.load([*desk.document.records.values(), wrong])
    assert actions.set_field("name", "Supply", ["tcs-s"]) == ""

def test_a_move_stops_at_the_edge_of_the_site(desk: Desk, actions: Actions) -> None:
    assert actions.move((1e300, 0.0, 0.0), ["rpp-a"]) == ""
    assert desk.element("rpp-a").at_m[0] == SITE_M  # type: ignore[union-attr]


def test_a_place_typed_beyond_the_site_is_refused(desk: Desk, actions: Actions) -> None:
    assert actions.set_field("at_m", (1e5, 0.0, 0.0), ["rpp-a"]) == "Position must be at most 20000 m"


def test_undoing_a_deletion_selects_what_came_back(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    desk.select(["a03", "a04"])
    actions.delete()
    assert desk.selection == ()
    actions.undo()
    assert desk.selection == ("a03", "a04")
    desk.select([])
    actions.undo()
    actions.redo()
    assert [kind_of(e).name for e in desk.selected] == ["cable"]


def hall_of(desk: Desk, key: str) -> str:
    return desk.document.find(key).hall


def test_moves_and_typed_places_set_the_hall(desk: Desk, actions: Actions) -> None:
    with desk.document.edit("Yard") as edit:
        edit.add(BY_NAME["hall"].record(id="yard", name="Yard", at_m=(20.0, 0.0, 0.0), walls=False))
    assert actions.move((20.0, 0.0, 0.0), ["rpp-a"]) == ""
    assert hall_of(desk, "rpp-a") == "yard"
    assert actions.set_field("at_m", (50.0, 4.0, 0.0), ["rpp-a"]) == ""
    assert hall_of(desk, "rpp-a") == "", "outside every room"
    assert actions.set_field("at_m", (4.0, 8.0, 0.0), ["rpp-a"]) == ""
    assert hall_of(desk, "rpp-a") == "hall"
    assert actions.move_to({"crah-1": (20.0, -5.0, 0.0)}) == ""
    assert hall_of(desk, "crah-1") == ""
    depth = kind_of(desk.document.find("crah-1")).size_m(desk.document.find("crah-1"))[1]
    assert actions.set_field("turn_deg", 90, ["crah-1"]) == ""
    assert actions.move_to({"crah-1": (-depth / 2, 4.0, 0.0)}) == ""
    assert hall_of(desk, "crah-1") == "hall", "it blows through the wall it stands at"


def test_a_typed_place_of_a_room_takes_its_equipment_along(desk: Desk, actions: Actions) -> None:
    before = at(desk, "a01")
    assert actions.set_field("at_m", (1.0, 2.0, 0.0), ["hall"]) == ""
    assert at(desk, "a01") == pytest.approx((before[0] + 1, before[1] + 2, 0.0))


def test_the_cable_of_a_rack_that_leaves_the_hall_belongs_where_its_ends_are(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    cable = next(e for e in desk.document.elements() if kind_of(e).joins)
    assert cable.hall == "hall"
    assert actions.move((40.0, 0.0, 0.0), ["rpp-a"]) == ""
    assert hall_of(desk, cable.id) == "hall"
    with desk.document.edit("Second hall") as edit:
        edit.add(BY_NAME["hall"].record(id="hall-2", name="Hall 2", at_m=(30.0, 0.0, 0.0), length_m=20.0))
    assert actions.move((30.0, 0.0, 0.0), ["a04"]) == ""
    assert (hall_of(desk, "a04"), hall_of(desk, cable.id)) == ("hall-2", "hall-2")


def test_a_new_room_takes_in_what_stood_in_none(desk: Desk, actions: Actions) -> None:
    assert actions.move((30.0, 0.0, 0.0), ["rpp-a"]) == ""
    assert hall_of(desk, "rpp-a") == ""
    item = next(item.id for item in catalogue.items() if item.kind == "hall")
    assert actions.place(item, (30.0, 0.0, 0.0), snap=False) == ""
    assert hall_of(desk, "rpp-a") == desk.selected[0].id
    assert hall_of(desk, "a01") == "hall"


@pytest.mark.parametrize(("answer", "left", "halls"), [("all", 2, set()), ("rooms", 9, {""}), ("cancel", 10, {"", "hall"})])
def test_deleting_a_hall_asks_about_its_equipment(desk: Desk, actions: Actions, answer: str, left: int, halls: set[str]) -> None:
    asked: list[tuple[int, int]] = []
    actions.ask_residents = lambda rooms, residents: asked.append((len(rooms), len(residents))) or answer  # type: ignore[func-returns-value]
    actions.delete(["hall"])
    assert asked == [(1, 7)]
    assert len(desk.document.elements()) == left
    assert {e.hall for e in desk.document.elements() if not kind_of(e).is_route} == halls
    actions.undo()
    actions.delete([e.id for e in desk.document.elements()])
    assert len(asked) == 1, "nothing is left behind: nothing to ask"


def test_everything_at_once_is_connected_as_far_as_it_fits_and_the_rest_is_named(desk: Desk, actions: Actions, qtbot: QtBot) -> None:
    everything = [e.id for e in desk.document.elements() if not (kind_of(e).is_room or kind_of(e).is_route)]
    desk.select(everything)
    with qtbot.waitSignal(desk.said) as said:
        assert actions.connect_nearest() == ""
    words = said.args[0]
    assert "connections made; nothing that fits is free for RPP-A Main, RPP-B Main, CRAH-1" in words
    for number in range(1, 5):
        assert len(desk.document.connections_of(f"a0{number}")) == 6
    direct = [j for j in desk.document.connections() if j.a.startswith("a0") and j.b.startswith("a0")]
    assert direct == [], "racks are not joined to each other"


def test_a_name_that_is_taken_is_refused(desk: Desk, actions: Actions) -> None:
    assert actions.rename("a02", "A01") == "Something else is called A01; A05 is free"
    assert actions.set_field("name", "A01") != ""
    assert actions.set_field("name", "A01", ["a02"]) != ""
    assert actions.set_field("name", "B01", ["a02", "a03"]) == ""
    assert [desk.document.find(key).name for key in ("a02", "a03")] == ["B01", "B02"]
    assert [e.name for e in desk.document.elements()].count("A01") == 1


def test_nothing_comes_to_feed_itself(desk: Desk, actions: Actions) -> None:
    kinds = ("ups", "panel", "rack_air")
    made = [BY_NAME[kind].record(id=f"{kind}-{n}", name=f"{kind} {n}", at_m=(2.0 * n, 3.0 * k, 0.0)) for k, kind in enumerate(kinds) for n in (1, 2)]
    desk.document.load(made)
    actions.connect_nearest([e.id for e in made])
    ends = {e.id: {element_of(far_end(end, desk.document.records, Joints(desk.document.connections())))
                   for end in Joints(desk.document.connections()).others(f"{e.id}.in")} for e in made}
    assert ends["panel-1"] <= {"ups-1", "ups-2"} and ends["panel-2"] <= {"ups-1", "ups-2"}
    fed = {key: next(iter(above)) for key, above in ends.items() if above}
    for key in fed:
        seen = [key]
        while seen[-1] in fed:
            seen.append(fed[seen[-1]])
            assert seen[-1] not in seen[:-1], f"a ring: {seen}"


def test_reasons_of_places_speak_in_the_units_of_the_window(desk: Desk, actions: Actions) -> None:
    board = BY_NAME["switchboard"].record(id="lv", name="LV", at_m=(3.6, 4.3, 0.0))
    assert " m free in front" in actions.refusal([board])
    desk.set_units("US")
    assert " ft free in front" in actions.refusal([board])
