"""Transactions, the index of connections, history and what subscribers hear."""

from __future__ import annotations

import time
from typing import Annotated, Any

import msgspec
import numpy as np
import pytest

from gigahall.scene.contents import Contents
from gigahall.scene.document import Diff, Document, EditError, FieldError, affects_of_fields, between
from gigahall.scene.joints import Joints
from gigahall.scene.record import Ambient, Connection, Element, Scene, checked, field, replace


class Room(Element, frozen=True, kw_only=True, tag="test_room"):
    """A place for boxes."""


class Box(Element, frozen=True, kw_only=True, tag="test_box"):
    """Something with a number."""

    rated_w: Annotated[float, field("W", "Rated power", "power air", ge=0, le=1e6)] = 0.0
    spare_w: Annotated[float, field("W", "Spare", "power", ge=0)] | None = None
    note: Annotated[str, field("", "Note", "label")] = ""


def joint(key: str, a: str, b: str) -> Connection:
    return Connection(id=key, a=f"{a}.out", b=f"{b}.in")


@pytest.fixture
def document() -> Document:
    return Document(
        [
            Room(id="H1", name="Hall"),
            Box(id="A", name="First", hall="H1"),
            Box(id="B", name="Second", hall="H1"),
            Box(id="C", name="Second"),
            joint("ab", "A", "B"),
            joint("bc", "B", "C"),
        ]
    )


def test_an_edit_is_applied_once_pushed_and_told(document: Document) -> None:
    heard: list[Diff] = []
    document.subscribe(heard.append)
    with document.edit("Raise") as edit:
        edit.replace("A", rated_w=5)
        edit.replace("A", rated_w=7)
        assert document.records["A"].rated_w == 0.0
        assert edit["A"].rated_w == 7.0
    assert document.records["A"].rated_w == 7.0
    assert [step.name for step in document.history] == ["Raise"]
    assert len(heard) == 1
    assert list(heard[0].updated) == ["A"]


def test_an_exception_leaves_everything_as_it_was(document: Document) -> None:
    before = dict(document.records)
    with pytest.raises(RuntimeError), document.edit("Fails") as edit:
        edit.remove("B")
        raise RuntimeError("half way")
    assert dict(document.records) == before
    assert document.history == ()
    assert document.revision == 0
    with document.edit("Works again") as edit:
        edit.remove("B")


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    with document.edit("Nothing") as edit:
        edit.replace("A", rated_w=0.0)
        edit.add(Box(id="Z", name="z"))
        edit.remove("Z")
    assert document.history == ()
    assert document.revision == 0


def test_removing_an_element_takes_its_connections_along(document: Document) -> None:
    with document.edit("Delete") as edit:
        edit.add(joint("ac", "A", "C"))
        edit.remove("C")
        assert "bc" not in edit
        assert "ac" not in edit
    assert {c.id for c in document.connections()} == {"ab"}
    assert [c.id for c in document.connections_of("B")] == ["ab"]
    document.undo()
    assert {c.id for c in document.connections_of("B")} == {"ab", "bc"}


def test_a_connection_moved_away_in_the_same_edit_survives(document: Document) -> None:
    with document.edit("Rewire and delete") as edit:
        edit.replace("bc", a="A.out")
        edit.remove("B")
    assert {c.id for c in document.connections()} == {"bc"}


def test_what_stood_in_a_room_that_leaves_stands_in_no_room(document: Document) -> None:
    with document.edit("Delete hall") as edit:
        edit.remove("H1")
    assert document.records["A"].hall == ""
    assert document.residents_of("H1") == []
    document.undo()
    assert [element.id for element in document.residents_of("H1")] == ["A", "B"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda edit: edit.add(Box(id="A", name="again")), "'A' is taken"),
        (lambda edit: edit.add(Scene()), "'scene' is taken"),
        (lambda edit: edit.add(Scene(id="other")), "one scene record only"),
        (lambda edit: edit.remove("scene"), "stays"),
        (lambda edit: edit.remove("nobody"), "no record with the id 'nobody'"),
        (lambda edit: edit.replace("A", id="Q"), "keeps its id"),
        (lambda edit: edit.put(Box(id="ambient", name="no")), "keeps its kind"),
        (lambda edit: edit.add(joint("x", "A", "nobody")), "x: b: there is no element with the id 'nobody'"),
        (lambda edit: edit.add(joint("x", "scene", "A")), "no element with the id 'scene'"),
        (lambda edit: edit.replace("A", hall="nowhere"), "A: hall: there is no element"),
        (lambda edit: edit.replace("A", rated_w=-1), r"A: Expected `float` >= 0.0 - at `\$.rated_w`"),
        (lambda edit: edit.replace("A", rated_w=float("nan")), "finite number"),
        (lambda edit: edit.replace("A", at_m=(0.0, float("inf"), 0.0)), "finite number"),
        (lambda edit: edit.replace("A", spare_w=float("nan")), "finite number"),
        (lambda edit: edit.replace("A", note="\ud800"), "half of a character"),
        (lambda edit: edit.replace("A", wrong=1), "no field 'wrong'"),
        (lambda edit: edit.replace("A", note=object()), "cannot stand in a record"),
        (lambda edit: edit.add(Box(id="bad id", name="b")), "regex"),
        (lambda edit: edit.add(Box(id="end\n", name="b")), "regex"),
        (lambda edit: edit.add(Box(id="D", name="")), "length >= 1"),
        (lambda edit: edit.add(Box(id="D", name="d", rated_w=float("inf"))), "finite number"),
    ],
)
def test_what_no_file_could_hold_is_refused_with_a_reason(document: Document, change: Any, says: str) -> None:
    before = dict(document.records)
    with pytest.raises(EditError, match=says), document.edit("Bad") as edit:
        change(edit)
    assert dict(document.records) == before


def test_a_bad_value_is_both_an_edit_error_and_a_validation_error(document: Document) -> None:
    with pytest.raises(FieldError) as caught, document.edit("Bad") as edit:
        edit.replace("A", turn_deg=45)
    assert isinstance(caught.value, msgspec.ValidationError)
    assert isinstance(caught.value, EditError)


def test_values_are_taken_as_a_file_would_give_them_back() -> None:
    box = replace(Box(id="A", name="a"), at_m=np.array([1, 2, 3]), rated_w=np.float32(2.5), turn_deg=np.int64(90))
    assert box.at_m == (1.0, 2.0, 3.0)
    assert [type(x) for x in (*box.at_m, box.rated_w)] == [float] * 4
    assert type(box.turn_deg) is int
    assert type(checked(Box(id="A", name="a", rated_w=5)).rated_w) is float


def test_edits_do_not_nest_and_end_with_their_block(document: Document) -> None:
    with (
        pytest.raises(EditError, match="'Inner' cannot start while 'Outer' is under way"),
        document.edit("Outer"),
        document.edit("Inner"),
    ):
        pass
    with document.edit("Kept") as kept:
        pass
    with pytest.raises(EditError, match="has ended"):
        kept.replace("A", rated_w=1)


def test_a_subscriber_can_neither_edit_nor_keep_others_from_hearing(document: Document) -> None:
    heard: list[Diff] = []

    def meddles(_: Diff) -> None:
        with document.edit("Meddle"):
            pass

    document.subscribe(meddles)
    end = document.subscribe(heard.append)
    with pytest.raises(EditError, match="telling of a change"), document.edit("Raise") as edit:
        edit.replace("A", rated_w=5)
    assert len(heard) == 1
    assert document.records["A"].rated_w == 5.0
    end()
    end()


def test_successive_edits_of_one_drag_are_one_step(document: Document) -> None:
    for x in (1.0, 2.0, 3.0):
        with document.edit("Move", merge="drag 1") as edit:
            edit.replace("A", at_m=(x, 0.0, 0.0))
    assert len(document.history) == 1
    document.undo()
    assert document.records["A"].at_m == (0.0, 0.0, 0.0)
    document.redo()
    with document.edit("Move", merge="drag 1") as edit:
        edit.replace("A", at_m=(9.0, 0.0, 0.0))
    assert len(document.history) == 2, "undo and redo end a drag"


def test_a_drag_back_to_its_start_leaves_no_step(document: Document) -> None:
    document.mark_saved()
    for x in (1.0, 0.0):
        with document.edit("Move", merge="drag") as edit:
            edit.replace("A", at_m=(x, 0.0, 0.0))
    assert document.history == ()
    assert document.is_saved


def test_a_withdrawn_drag_leaves_what_could_be_redone(document: Document) -> None:
    for rated in (1, 2):
        with document.edit(f"Raise to {rated}") as edit:
            edit.replace("A", rated_w=rated)
    document.undo()
    for x in (1.0, 0.0, 2.0):
        with document.edit("Move", merge="drag 1") as edit:
            edit.replace("A", at_m=(x, 0.0, 0.0))
    assert not document.withdraw("drag 2")
    assert document.withdraw("drag 1")
    assert not document.withdraw("drag 1")
    assert (document.undo_name, document.redo_name) == ("Raise to 1", "Raise to 2")
    assert document.redo()
    assert document.records["A"].rated_w == 2.0


def test_the_history_lets_its_oldest_steps_go() -> None:
    document = Document([Box(id="A", name="First")], most_bytes=40_000)
    for n in range(200):
        with document.edit(f"Note {n}") as edit:
            edit.replace("A", note=f"{n}" * 500)
        assert document.history_bytes <= 40_000
    assert document.n_let_go + len(document.history) == 200
    assert document.history[-1].name == "Note 199"
    while document.undo():
        pass
    assert document.records["A"].note, "what is let go cannot be taken back"
    assert not document.is_saved, "the state that was opened is out of reach"


def test_a_saved_state_stays_known_while_it_can_be_reached() -> None:
    document = Document([Box(id="A", name="First")], most_bytes=1)
    with document.edit("Note") as edit:
        edit.replace("A", note="x" * 5000)
    document.mark_saved()
    with document.edit("Another") as edit:
        edit.replace("A", note="y" * 5000)
    assert len(document.history) == 1, "the newest step can always be taken back"
    assert document.undo()
    assert document.is_saved


def test_the_weight_of_a_step_is_near_what_python_holds() -> None:
    many = [Box(id=f"B{n}", name=f"Box {n}", note="n" * n) for n in range(1000)]
    diff = Diff(added={box.id: box for box in many})
    assert 700_000 < diff.weight_bytes() < 1_400_000
    assert Diff().weight_bytes() == 0


def test_the_unsaved_mark_follows_the_history(document: Document) -> None:
    assert document.is_saved
    with document.edit("One") as edit:
        edit.replace("A", rated_w=1)
    assert not document.is_saved
    document.mark_saved()
    document.undo()
    assert not document.is_saved
    document.redo()
    assert document.is_saved
    document.undo()
    with document.edit("Other way") as edit:
        edit.replace("A", rated_w=2)
    document.undo()
    assert not document.is_saved, "the saved state can no longer be reached"
    document.mark_saved()
    document.mark_unsaved()
    assert not document.is_saved


def test_an_edit_merged_after_saving_is_a_step_of_its_own(document: Document) -> None:
    for x in (1.0, 2.0):
        with document.edit("Move", merge="drag") as edit:
            edit.replace("A", at_m=(x, 0.0, 0.0))
        document.mark_saved()
    assert len(document.history) == 2
    document.undo()
    assert not document.is_saved


def test_load_replaces_everything_and_starts_a_new_history(document: Document) -> None:
    heard: list[Diff] = []
    document.subscribe(heard.append)
    with document.edit("One") as edit:
        edit.replace("A", rated_w=1)
    view = document.records
    document.load([Box(id="N", name="new"), Box(id="A", name="other A"), joint("na", "N", "A")])
    assert list(view) == ["scene", "ambient", "N", "A", "na"]
    assert document.history == ()
    assert document.is_saved
    assert not document.undo()
    assert not document.redo()
    assert set(heard[-1].removed) == {"H1", "B", "C", "ab", "bc"}
    assert set(heard[-1].updated) == {"A"}
    assert [c.id for c in document.connections_of("N")] == ["na"]
    with pytest.raises(EditError, match="twice"):
        document.load([Box(id="N", name="new"), Box(id="N", name="new")])
    assert "A" in document.records


def test_contents_put_in_order_ahead_are_taken_over_without_another_walk(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Diff] = []
    document.subscribe(heard.append)
    ahead = Contents.of([Box(id="N", name="new", hall="H"), Room(id="H", name="Hall"), joint("nn", "N", "N")])
    monkeypatch.setattr(Joints, "change", lambda *_: pytest.fail("the records are walked again"))
    document.load(ahead)
    assert list(document.records) == ["scene", "ambient", "N", "H", "nn"]
    assert [e.id for e in document.residents_of("H")] == ["N"] and [c.id for c in document.connections_of("N")] == ["nn"]
    assert set(heard[-1].added) == {"N", "H", "nn"}
    with pytest.raises(EditError, match="twice"):
        Contents.of([Box(id="N", name="new"), Box(id="N", name="new")])


def test_an_edit_reckons_what_it_does_once_until_it_does_more(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[int] = []
    monkeypatch.setattr("gigahall.scene.edit.between", lambda before, after: reckoned.append(len(after)) or between(before, after))
    with document.edit("Two") as edit:
        edit.replace("A", rated_w=1)
        assert set(edit.diff().updated) == {"A"} == set(edit.diff().updated)
        edit.replace("B", rated_w=1)
        assert set(edit.diff().updated) == {"A", "B"}
    assert reckoned == [1, 2]


def test_a_scene_that_is_deleted_whole_is_not_unhooked_record_by_record(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[str] = []
    usual = Joints._drop
    monkeypatch.setattr(Joints, "_drop", lambda joints, record: dropped.append(record.id) or usual(joints, record))
    with document.edit("Delete all") as edit:
        for key in ("A", "B", "C", "H1"):
            edit.remove(key)
    assert not dropped and not document.residents_of("H1") and not document.connections_of("B")
    document.undo()
    assert {c.id for c in document.connections_of("B")} == {"ab", "bc"}
    assert [e.id for e in document.residents_of("H1")] == ["A", "B"]
    with document.edit("Delete one") as edit:
        edit.remove("C")
    assert "bc" in dropped


def test_a_list_of_elements_is_its_readers_own(document: Document) -> None:
    document.elements().clear()
    assert [e.id for e in document.elements()] == ["H1", "A", "B", "C"]
    with document.edit("One") as edit:
        edit.replace("A", rated_w=1)
        assert document.elements()[1].rated_w == 0.0
        edit.remove("B")
    assert [(e.id, getattr(e, "rated_w", None)) for e in document.elements()] == [("H1", None), ("A", 1.0), ("C", 0.0)]
    document.undo()
    assert [e.id for e in document.elements()] == [r.id for r in document.records.values() if isinstance(r, Element)]


def test_find_by_id_or_only_name(document: Document) -> None:
    assert document.find("A").id == "A"
    assert document.find("First").id == "A"
    with pytest.raises(EditError, match="the name of 2 elements"):
        document.find("Second")
    with pytest.raises(EditError, match="is not in the scene"):
        document.find("ab")


def test_affects_is_what_the_changed_fields_say(document: Document) -> None:
    box = document.records["A"]

    def affects(**changes: Any) -> frozenset[str]:
        return between({"A": box}, {"A": replace(box, **changes)}).affects()

    assert affects(note="x") == {"label"}
    assert affects(rated_w=1) == {"power", "air"}
    assert affects(spare_w=1) == {"power"}
    assert affects(rated_w=1, note="x") == {"power", "air", "label"}
    assert affects_of_fields(Box)["turn_deg"] == {"look", "air"}
    everything = {"look", "label", "power", "coolant", "air"}
    assert between({}, {"A": box}).affects() == everything
    assert between({"A": box}, {"A": Room(id="A", name="was a box")}).affects() == everything
    assert not Diff().affects()


def test_the_scene_and_its_ambient_are_always_there() -> None:
    document = Document()
    assert document.scene == Scene()
    assert document.ambient == Ambient()
    with document.edit("Hot day") as edit:
        edit.replace("ambient", dry_bulb_c=38.9)
        edit.put(Scene(title="Hall"))
    assert document.ambient.dry_bulb_c == 38.9
    assert document.scene.title == "Hall"


def test_removing_one_or_many_of_five_thousand_records_is_quick() -> None:
    """One removal used to walk all records; twenty thousand of them would then take minutes, not seconds."""
    boxes = [Box(id=f"B{i}", name=f"b{i}") for i in range(5000)]
    joints = [joint(f"c{i}", f"B{i}", f"B{i + 1}") for i in range(4999)]
    document = Document([*boxes, *joints])
    start = time.process_time()
    for i in range(200):
        with document.edit("Delete") as edit:
            edit.remove(f"B{i}")
    single_s = (time.process_time() - start) / 200
    start = time.process_time()
    with document.edit("Delete the rest") as edit:
        for i in range(200, 5000):
            edit.remove(f"B{i}")
    all_s = time.process_time() - start
    assert len(document.records) == 2
    assert single_s < 0.002, "a walk over 10,000 records takes longer"
    assert all_s < 2.0
    while document.undo():
        pass
    assert len(document.connections()) == 4999
