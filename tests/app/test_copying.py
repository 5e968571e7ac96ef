"""Copy, cut, paste, duplicate and array: what goes along, what it is called, where it belongs, what is said to be loose."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from math import dist

import hypothesis
import pytest
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gigahall.app import clipboard, copying
from gigahall.app.actions import Actions
from gigahall.app.arrange import moved, stand_in
from gigahall.app.array_preview import directions
from gigahall.app.desk import Desk
from gigahall.kinds import catalogue, placing
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.naming import Names
from gigahall.scene.record import Connection, Element, Record, replace
from gigahall.storage import fragment, scene_file
from gigahall.storage.fragment import MIME, FragmentError
from gigahall.templates import registry

SAMPLES = {name: registry.BY_NAME[name].make() for name in ("superpod-gb300", "air-hall", "four-panels")}
IDS = {name: [r.id for r in records if isinstance(r, Element)] for name, records in SAMPLES.items()}


@pytest.fixture
def other(qapp: object) -> Iterator[Desk]:
    """A second window's desk."""
    made = Desk(Document())
    yield made
    made.close()


def elements(desk: Desk) -> dict[str, Element]:
    return {element.id: element for element in desk.document.elements()}


def shape_of(elements: dict[str, Element], joints: list[Connection]) -> Counter[frozenset[tuple[str, str]]]:
    """Joints as pairs of (name, port)."""
    return Counter(frozenset((elements[element_of(end)].name, port_of(end)) for end in (j.a, j.b)) for j in joints)


@hypothesis.settings(max_examples=30, deadline=None)
@hypothesis.given(data=st.data(), name=st.sampled_from(sorted(SAMPLES)), into_itself=st.booleans())
def test_a_copy_has_exactly_the_connections_among_the_copied(data: st.DataObject, name: str, into_itself: bool) -> None:
    chosen = data.draw(st.lists(st.sampled_from(IDS[name]), min_size=1, max_size=40, unique=True))
    source = Document(SAMPLES[name])
    target = source if into_itself else Document(SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))])
    before = scene_file.encode(target.records.values())
    taken_ids, taken_names = set(target.records), {e.name for e in target.elements()}

    piece = fragment.decode(fragment.encode(copying.fragment_of(source, [source.find(key) for key in chosen])))
    made = copying.copies(piece, (0.6, 0.0, 0.0), Names(target.records))
    with target.edit("Paste") as edit:
        for record in (*copying.housed(made, copying.placing.Floor((*target.elements(), *made.elements))), *made.joints):
            edit.add(record)

    copied = {e.id for e in piece.elements}
    assert set(chosen) <= copied
    among = [j for j in source.connections() if element_of(j.a) in copied and element_of(j.b) in copied and j.id in SOURCE_IDS[name]]
    of = dict(zip((e.id for e in made.elements), (e.name for e in piece.elements), strict=True))
    new = [j for j in target.connections() if j.id not in taken_ids]
    assert Counter(frozenset((of[element_of(end)], port_of(end)) for end in (j.a, j.b)) for j in new) == shape_of(
        {e.id: e for e in piece.elements}, among)
    cut_off = {end for j in source.connections() if j.id in SOURCE_IDS[name] for end in (j.a, j.b)
               if element_of(end) in copied and j not in among}
    assert set(piece.loose) == cut_off
    assert taken_ids.isdisjoint(e.id for e in made.elements)
    assert taken_names.isdisjoint(e.name for e in made.elements)
    assert len({e.name for e in made.elements}) == len(made.elements)
    assert target.undo()
    assert scene_file.encode(target.records.values()) == before


SOURCE_IDS = {name: {r.id for r in records} for name, records in SAMPLES.items()}


def test_what_is_laid_between_the_copied_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Document(SAMPLES["superpod-gb300"])
    laid = {element.id for element in source.elements() if kind_of(element).joins}
    walked: list[str] = []
    usual = copying._run

    def run(document: Document, start: str, chosen: dict[str, Element]) -> tuple[dict[str, Element], bool]:
        found = usual(document, start, chosen)
        walked.extend(found[0])
        return found

    monkeypatch.setattr(copying, "_run", run)
    piece = copying.fragment_of(source, [element for element in source.elements() if element.id not in laid])
    assert {element.id for element in piece.elements} >= laid
    assert walked and len(walked) == len(set(walked))


def test_what_was_copied_outlives_its_originals_and_its_scene(desk: Desk, actions: Actions, other: Desk) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    desk.select(["hall"])
    assert actions.copy() == ""
    whole = shape_of(elements(desk), desk.document.connections())
    desk.document.load([])
    there = Actions(other)
    assert there.paste() == ""
    found = elements(other)
    assert Counter(kind_of(e).name for e in found.values()) == {"hall": 1, "rack_liquid": 4, "panel": 2, "crah": 1, "cable": 1}
    assert shape_of(found, other.document.connections()) == whole
    hall = next(e for e in found.values() if kind_of(e).is_room)
    assert {e.hall for e in found.values() if e is not hall} == {hall.id}
    assert other.selection == (hall.id,)
    assert there.paste() == "", "a hall goes beside the hall"
    boxes = [e.at_m for e in other.document.elements() if kind_of(e).is_room]
    assert boxes[0] != boxes[1]


def test_cutting_is_one_step_and_pastes_where_it_was(desk: Desk, actions: Actions) -> None:
    actions.connect("rpp-a.out", "a04.feed_1")
    desk.select(["a04", "rpp-a"])
    before = {e.name: e.at_m for e in desk.document.elements()}
    joints = shape_of(elements(desk), desk.document.connections())
    assert actions.cut() == ""
    assert desk.document.undo_name == "Cut 2 elements"
    assert not {"a04", "rpp-a"} & set(desk.document.records)
    assert actions.paste() == ""
    assert {e.name: e.at_m for e in desk.document.elements()} == before
    assert shape_of(elements(desk), desk.document.connections()) == joints


def test_nothing_is_put_on_the_clipboard_by_a_cut_that_is_refused(desk: Desk, actions: Actions) -> None:
    desk.select(["a01"])
    actions.copy()
    actions.read_only = lambda: "read-only"
    desk.select(["a02"])
    assert actions.cut() == "Read-only"
    assert [e.id for e in clipboard.get().elements] == ["a01"]


def test_what_came_unconnected_is_said(desk: Desk, actions: Actions, qtbot: QtBot) -> None:
    actions.connect_nearest(["a04"])
    with qtbot.waitSignal(desk.said) as said:
        assert actions.duplicate(["a04"]) == ""
    assert said.args == ["6 ports came unconnected (A05); Shift C connects to the nearest", "warn"]
    assert [e.name for e in desk.selected] == ["A05"]
    assert actions.connect_nearest() == ""
    assert len(desk.document.connections_of("a05")) == 6


@pytest.mark.parametrize("text", ["", "hello", "[]", "{}", '{"gigahall":{"format":"gigahall-scene","version":1},"records":[]}', "\x00\xff"])
def test_foreign_text_is_refused_with_a_reason(desk: Desk, actions: Actions, text: str) -> None:
    data = QMimeData()
    data.setData(MIME, text.encode("latin-1"))
    QGuiApplication.clipboard().setMimeData(data)
    revision = desk.document.revision
    assert "holds no equipment" in actions.paste()
    QGuiApplication.clipboard().setText(text or "x")
    assert "holds no equipment" in actions.paste()
    assert desk.document.revision == revision
    QGuiApplication.clipboard().clear()
    assert actions.paste() == "Copy something first"


@pytest.mark.parametrize(("old", "new", "words"), [
    ('"at_m":[2.7', '"at_m":["x"', "record 1: at_m"),
    ('"kind":"rack_liquid"', '"kind":"robot"', "record 1: kind"),
    ('"version":', '"version":9', "another version"),
    ('"a":"a01', '"a":"nobody', "leads to what is not in it"),
    ('"id":"a02"', '"id":"a01"', "an id is there twice"),
    ('"loose":', '"lose":', "damaged"),
    ('"name":"A01"', '"name":"A01","price":3', "price"),
])
def test_broken_text_is_refused_with_what_is_broken(old: str, new: str, words: str) -> None:
    racks = tuple(BY_NAME["rack_liquid"].record(id=f"a0{n}", name=f"A0{n}", at_m=(2.7, 3.0, 0.0)) for n in (1, 2))
    text = fragment.encode(fragment.Fragment(racks, (Connection(id="j", a="a01.supply", b="a02.supply"),))).decode()
    assert old in text
    with pytest.raises(FragmentError, match=words):
        fragment.decode(text.replace(old, new, 1).encode())
    scene = json.loads(text)
    scene["records"].append({"kind": "scene", "id": "scene"})
    with pytest.raises(FragmentError, match="scene itself"):
        fragment.decode(json.dumps(scene).encode())


def test_cables_are_called_after_their_new_rack(desk: Desk, actions: Actions) -> None:
    cable = replace(catalogue.item("whip_60a_415v").element, id="w", name="W-A04-A")
    with desk.document.edit("Lay") as edit:
        edit.add(cable)
        edit.add(Connection(id="j1", a="rpp-a.out", b="w.a"))
        edit.add(Connection(id="j2", a="w.b", b="a04.feed_1"))
    desk.select(["a04", "rpp-a"])
    actions.copy()
    assert actions.paste() == ""
    assert {e.name for e in desk.selected} == {"A05", "RPP-A-2"}
    assert "W-A05-A" in {e.name for e in desk.document.elements()}


def test_an_array_in_two_directions_names_its_rows(desk: Desk, actions: Actions) -> None:
    with desk.document.edit("Room") as edit:
        edit.replace("hall", length_m=30.0, breadth_m=30.0)
        for key in ("a02", "a03", "a04", "crah-1"):
            edit.remove(key)
        edit.put(replace(desk.document.find("a01"), at_m=(3.0, 12.0, 0.0)))
    assert actions.array(3, (0.6, 0.0, 0.0), ["a01"], rows=3, row_pitch_m=(0.0, 4.2, 0.0)) == ""
    found = {e.name: e.at_m for e in desk.document.elements() if kind_of(e).category == "IT"}
    assert sorted(found) == [f"{row}0{k}" for row in "ABC" for k in (1, 2, 3)]
    assert found["C02"] == pytest.approx((3.6, 20.4, 0.0))
    assert actions.array(1, (0.0, 0.0, 0.0), ["a01"], rows=2, row_pitch_m=(0.0, -4.2, 0.0)) == ""
    assert desk.selected[0].name == "D01", "a row that has its name keeps it"


@pytest.mark.parametrize(("name", "wanted"), [
    ("A01", "B01"), ("R1-06", "R2-06"), ("D1-S1-A01", "D1-S1-B01"), ("Z9", "AA9"), ("FWP-1", "FWP-1"), ("Lights", "Lights"), ("Rack 7", "Rack 7"),
])
def test_the_next_row_of_a_name(name: str, wanted: str) -> None:
    assert next(Names({}).rows_after(name)) == wanted


def test_an_array_of_halls_brings_their_equipment(desk: Desk, actions: Actions) -> None:
    assert "would overlap" in actions.array(2, (3.0, 0.0, 0.0), ["hall"])
    assert actions.array(3, (0.0, 12.0, 0.0), ["hall"]) == ""
    halls = [e for e in desk.document.elements() if kind_of(e).is_room]
    assert [len(desk.document.residents_of(hall.id)) for hall in halls] == [7, 7, 7]
    assert len({e.name for e in desk.document.elements()}) == len(elements(desk))


def test_a_hall_called_d1_gives_its_name_to_what_stands_in_it() -> None:
    hall = BY_NAME["hall"].record(id="d1", name="D1", length_m=20.0, breadth_m=20.0)
    rack = BY_NAME["rack_liquid"].record(id="r", name="D1-A01", hall="d1", at_m=(5.0, 5.0, 0.0))
    records: list[Record] = [hall, rack]
    made = copying.copies(copying.fragment_of(Document(records), [hall]), (30.0, 0.0, 0.0), Names({r.id: r for r in records}))
    assert [e.name for e in made.elements] == ["D2", "D2-A01"]


def test_an_array_of_a_whole_row_gives_the_copies_rows_of_their_own(desk: Desk) -> None:
    row = [desk.document.find(name) for name in ("A01", "A02")]
    assert directions([1, 0.6, 2, 2.4], row) == ((1, (0.6, 0.0, 0.0)), (2, (0.0, 2.4, 0.0)))
    turned = [replace(element, at_m=(element.at_m[1], element.at_m[0], 0.0)) for element in row]
    assert directions([2, 2.4, 1, 0.6], turned) == ((1, (0.0, 0.6, 0.0)), (2, (2.4, 0.0, 0.0)))
    assert directions([1, 0.6, 2, 2.4], row[:1])[0] == (2, (0.0, 2.4, 0.0)), "one rack alone: the copies go on in its row"


def test_many_are_tried_by_the_one_that_hindered_last(desk: Desk, actions: Actions, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step on which one cannot stand is not asked of the others: the nearest free place is the same."""
    chosen = [e for e in desk.document.elements() if kind_of(e).category == "IT"]
    asked = 0
    refusal = placing.Floor.refusal

    def counted(floor: placing.Floor, moved: Sequence[Element]) -> str:
        nonlocal asked
        asked += len(moved)
        return refusal(floor, moved)

    monkeypatch.setattr(placing.Floor, "refusal", counted)
    offset = copying.free_offset(actions.floor(), chosen)
    tries = asked
    steps = sorted(copying._steps([placing.footprint(e) for e in chosen]), key=lambda step: dist(step, (0.0, 0.0)))
    fits = ((x, y, 0.0) for x, y in steps if not refusal(actions.floor(), [stand_in(moved(e, (x, y, 0.0))) for e in chosen]))
    assert offset == next(fits, None)
    assert tries < 2 * len(steps)
