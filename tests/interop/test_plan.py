"""Lists into a scene: what is new, changed, untouched or refused, as one edit; out and in again loses nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gigahall.cli import main
from gigahall.interop import equipment_csv
from gigahall.interop.equipment_csv import COMMAS, SEMICOLONS, Dialect, Plan
from gigahall.kinds.registry import kind_of
from gigahall.paths import scenes_dir
from gigahall.scene.document import Document
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, replace
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall
from gigahall.templates.superpod_gb300 import superpod_gb300

DIALECTS = (COMMAS, SEMICOLONS, Dialect("\t", ","), Dialect(";", "."))
SAMPLES = sorted(scenes_dir().glob("*.gigahall"))


def written(folder: Path, records: Iterable[Record], dialect: Dialect = COMMAS) -> Path:
    """Both lists of a scene."""
    every = list(records)
    path = folder / "list.csv"
    path.write_bytes(equipment_csv.encode(every, dialect))
    equipment_csv.beside(path).write_bytes(equipment_csv.encode_connections(every, dialect))
    return path


def own(records: Iterable[Record]) -> dict[str, Record]:
    """What lists carry: all but the scene's own two records."""
    return {record.id: record for record in records if not isinstance(record, Scene | Ambient)}


def planned(path: Path, text: str, records: Iterable[Record]) -> Plan:
    path.write_text(text, encoding="utf-8", newline="")
    return equipment_csv.plan(equipment_csv.read(path), Document(records))


def states(plan: Plan) -> dict[str, str]:
    return {entry.name: entry.state for entry in plan.entries}


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


# ---------------------------------------------------------------- out and in again


CASES = [(sample, dialect) for sample in SAMPLES for dialect in DIALECTS if sample.stem != "large-hall" or dialect == SEMICOLONS]


@pytest.mark.parametrize(("sample", "dialect"), CASES, ids=lambda case: case.stem if isinstance(case, Path) else repr(case))
def test_out_and_in_again_every_record_of_the_samples_is_the_same(sample: Path, dialect: Dialect, tmp_path: Path) -> None:
    records = scene_file.load(sample).records
    path = written(tmp_path, records, dialect)
    assert own(equipment_csv.load(path)) == own(records)
    again = equipment_csv.plan(equipment_csv.read(path), Document(records))
    assert again.summary == f"0 new, 0 changed, {len(own(records))} untouched, 0 refused" and not again.notes


def test_the_connections_of_the_demo_are_all_there(tmp_path: Path) -> None:
    records = equipment_csv.load(written(tmp_path, superpod_gb300(), SEMICOLONS))
    assert sum(isinstance(record, Connection) for record in records) == 296


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30) | st.text("=+-@',;\t\r\n\"|none 1", min_size=1, max_size=12)
NUMBERS = st.floats(0, 2e4) | st.floats(0, 1e3).map(lambda value: round(value, 3))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.lists(st.tuples(NAMES, st.text("=@ none,;'A1", max_size=6), NUMBERS, NUMBERS), min_size=1, max_size=6),
    dialect=st.sampled_from(DIALECTS),
)
def test_whatever_is_typed_comes_back_as_it_was_and_no_spreadsheet_runs_it(
    typed: list[tuple[str, str, float, float]], dialect: Dialect, tmp_path: Path
) -> None:
    racks = [record for record in air_hall() if isinstance(record, Element) and record.id.startswith("R1-")]
    changed = [
        replace(rack, name=name, group=group, rated_w=watts, load_frac=watts / 2e4, at_m=(place, -place, watts), hall="")
        for rack, (name, group, watts, place) in zip(racks, typed, strict=False)
    ]
    path = written(tmp_path, changed, dialect)
    assert own(equipment_csv.load(path)) == own(changed)
    text = path.read_text("utf-8-sig")
    for separator in ",;\t|":
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


# ---------------------------------------------------------------- one scene, changed


def test_rows_are_new_changed_untouched_or_refused(listed: Path) -> None:
    records = air_hall()
    rack = next(record for record in records if isinstance(record, Element) and record.id.startswith("R"))
    plan = planned(listed, (
        "name,item,kw,x,y,in_service\n"
        f"{rack.name},,,,,no\n"
        "R1-02,,,,,\n"
        "New 1,rack_10kw,8.5,30,30,\n"
        "New 2,no_such,,,,\n"
    ), records)  # fmt: skip
    assert states(plan) == {rack.name: "changed", "R1-02": "untouched", "New 1": "new", "New 2": "refused"}
    assert plan.summary == "1 new, 1 changed, 1 untouched, 1 refused"
    assert plan.refusals == ["list.csv, line 5, column item: “no_such” is not in the catalogue"]


def test_a_plan_is_one_edit_that_undo_takes_back(listed: Path) -> None:
    document = Document(air_hall())
    before = dict(document.records)
    plan = planned(listed, "id,name,item,x,y,turn\nR1-01,Renamed,,9,9,\nnew-1,N1,rack_10kw,1,1,90\n", document.records.values())
    with document.edit("Import") as edit:
        plan.apply(edit)
    assert document.find("Renamed").at_m == (9.0, 9.0, 0.0) and document.find("N1").turn_deg == 90
    assert len(document.history) == 1 and document.undo()
    assert dict(document.records) == before


def test_an_element_is_found_by_id_or_by_the_only_name(listed: Path) -> None:
    records = air_hall()
    twins = [replace(record, name="Twin") if record.id in ("R1-01", "R1-02") else record for record in records]  # type: ignore[type-var]
    plan = planned(listed, "name,id,in_service\nTwin,R1-01,no\nTwin,,no\nR1-03,,no\nR1-03,R1-03,yes\n", twins)
    assert [entry.state for entry in plan.entries] == ["changed", "refused", "changed", "refused"]
    assert plan.refusals[0] == "list.csv, line 3, column name: “Twin” is the name of 2 elements; give their ids"
    assert "already in line 4" in plan.refusals[1]


def test_laid_routes_follow_what_a_list_moves(listed: Path) -> None:
    records = superpod_gb300()
    document = Document(records)
    pump = next(e for e in document.elements() if any(
        kind_of(other).is_route and getattr(other, "route_m", ())
        for joint in document.connections_of(e.id) for end in (joint.a, joint.b)
        for other in [document.records[end.split(".")[0]]] if other.id != e.id and isinstance(other, Element)
    ) and not kind_of(e).is_route)  # fmt: skip
    plan = planned(listed, f"id,x\n{pump.id},{pump.at_m[0] + 0.6}\n", records)
    assert plan.count("changed") == 1 and plan.followed
    with document.edit("Import") as edit:
        plan.apply(edit)
    assert [document.records[route.id] for route in plan.followed] == plan.followed


def test_another_item_brings_its_values_and_keeps_what_was_set(listed: Path) -> None:
    records = superpod_gb300()
    rack = next(record for record in records if isinstance(record, Element) and record.item == "gb300_nvl72")
    set_up = [replace(record, mass_kg=1234.0) if record.id == rack.id else record for record in records]  # type: ignore[type-var]
    others = [item.id for item in equipment_csv.elements.catalogue.items(kind_of(rack).name) if item.id != rack.item]
    plan = planned(listed, f"id,item\n{rack.id},{others[0]}\n", set_up)
    new = plan.replaced[0]
    assert isinstance(new, Element) and new.item == others[0]
    assert new.mass_kg == 1234.0 and new.rated_w == equipment_csv.elements.catalogue.item(others[0]).element.rated_w  # type: ignore[attr-defined]
    assert planned(listed, f"id,item\n{rack.id},rack_10kw\n", set_up).count("refused") == 1


def test_rooms_must_be_there_in_a_scene_that_has_equipment(listed: Path) -> None:
    records = air_hall()
    room = next(record for record in records if isinstance(record, Element) and kind_of(record).is_room)
    plan = planned(listed, f"name,kw,x,y,hall\nA,5,30,3,{room.name}\nB,5,31,3,Nowhere\nC,5,4,4,\nD,5,99,99,\n", records)
    assert states(plan) == {"A": "new", "B": "refused", "C": "new", "D": "new"}
    assert [getattr(record, "hall", "") for record in plan.added] == [room.id, room.id, ""]
    assert f"there is no room “Nowhere”; there is {room.name}" in plan.refusals[0]


def test_what_would_stand_in_something_else_is_said(listed: Path) -> None:
    records = air_hall()
    first = next(record for record in records if isinstance(record, Element) and record.id == "R1-01")
    plan = planned(listed, f"name,kw,x,y\nNew,5,{first.at_m[0]},{first.at_m[1]}\n", records)
    assert plan.notes == [f"New would stand in {first.name}"]


def test_a_rating_below_idle_takes_idle_along(listed: Path) -> None:
    plan = planned(listed, "name,kw\nR1-01,1\n", air_hall())
    new = plan.replaced[0]
    assert new.rated_w == 1000 and new.idle_w <= 1000  # type: ignore[attr-defined]


# ---------------------------------------------------------------- connections


def test_connections_update_by_id_or_by_their_ends(listed: Path) -> None:
    records = superpod_gb300()
    joints = [record for record in records if isinstance(record, Connection)]
    free = [record for record in records if record is not joints[0]]
    a, b = joints[0].a.split("."), joints[0].b.split(".")
    again = f"id,from,from_port,to,to_port\n,{b[0]},{b[1]},{a[0]},{a[1]}\n"
    plan = planned(listed, again, free)
    assert plan.summary == "1 new, 0 changed, 0 untouched, 0 refused"
    assert {plan.added[0].a, plan.added[0].b} == {joints[0].a, joints[0].b}  # type: ignore[attr-defined]
    assert planned(listed, again, records).summary == "0 new, 0 changed, 1 untouched, 0 refused"
    assert planned(listed, f"a,b\n{joints[0].a},{joints[0].b}\n", records).count("untouched") == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody,feed_1,R1-02,feed_1", "column from: “nobody” is not in the scene"),
        ("R1-01,no_port,R1-02,feed_1", "column from_port: “no_port” is no port of “R1-01”; there are feed_1, feed_2"),
        ("R1-01,,R1-02,feed_1", "column from_port: is empty"),
        ("R1-01,feed_1,R1-01,feed_2", "Both ends are on the same element"),
        ("R1-01,feed_1,R1-02,feed_1", "are both input"),
    ],
)
def test_connections_that_cannot_be_are_refused_with_their_cell(row: str, reason: str, listed: Path) -> None:
    bare = [record for record in air_hall() if not isinstance(record, Connection)]
    plan = planned(listed, f"from,from_port,to,to_port\n{row}\n", bare)
    assert plan.count("refused") == 1 and plan.refusals[0].startswith("list.csv, line 2") and reason in plan.refusals[0]


def test_a_port_that_takes_one_is_not_joined_twice(listed: Path) -> None:
    plan = planned(listed, "from,from_port,to,to_port\nR1-01,feed_1,RPP-A,out\n", air_hall())
    assert plan.count("refused") == 1 and "is taken" in plan.refusals[0], plan.refusals


def test_a_row_never_joins_supply_and_return_through_a_pipe(listed: Path) -> None:
    """As by hand: a pipe's free end belongs to the line its other end hangs on."""
    records = superpod_gb300()
    one = next(r for r in records if isinstance(r, Connection) and r.a == "A01-S.b")
    free = [record for record in records if record is not one]
    plan = planned(listed, "from,from_port,to,to_port\nA01-S,b,A01,return\n", free)
    assert plan.count("refused") == 1
    assert plan.refusals[0].startswith("list.csv, line 2, column from_port: "), plan.refusals
    assert "supply" in plan.refusals[0] and "return" in plan.refusals[0]
    # nor two rows together, where either alone may be
    both = [r for r in free if not (isinstance(r, Connection) and "A01-S.a" in (r.a, r.b))]
    ends = ("A01-S,a,A01,supply", "A01-S,b,A01,return")
    assert all(planned(listed, f"from,from_port,to,to_port\n{row}\n", _without(both, "A01")).count("new") == 1 for row in ends)
    plan = planned(listed, "from,from_port,to,to_port\n" + "\n".join(ends), _without(both, "A01"))
    assert [entry.state for entry in plan.entries] == ["new", "refused"]


def _without(records: Iterable[Record], element: str) -> list[Record]:
    """With nothing joined to an element."""
    return [r for r in records if not (isinstance(r, Connection) and element in (r.a.partition(".")[0], r.b.partition(".")[0]))]


def test_a_row_never_turns_what_is_joined(listed: Path) -> None:
    plan = planned(listed, "id,line\nTCS-S,return\n", superpod_gb300())
    assert plan.count("refused") == 1 and "disconnect them first" in plan.refusals[0], plan.refusals


def test_notes_speak_in_the_units_asked_for(listed: Path) -> None:
    records = air_hall()
    other = next(r for r in records if isinstance(r, Element) and r.id == "R1-10")
    listed.write_text(f"id,x,y\nR1-05,{other.at_m[0]},{other.at_m[1] - 1.5}\n", encoding="utf-8")
    said = {units: equipment_csv.plan(equipment_csv.read(listed), Document(records), units=units).notes for units in ("SI", "US")}
    assert " m free" in said["SI"][0] and " ft free" in said["US"][0], said


# ---------------------------------------------------------------- convert


def test_convert_into_a_scene(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene, target, listed = tmp_path / "a.gigahall", tmp_path / "b.gigahall", tmp_path / "x.csv"
    scene.write_bytes(scene_file.encode(air_hall()))
    listed.write_text("name;kW;x;y;Remark\nR1-01;7,25;;;x\nNeu;12,5;30,6;30\n", encoding="utf-8")
    assert main(["convert", str(listed), "--into", str(scene), "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out == "1 new, 1 changed, 0 untouched, 0 refused\n"
    assert said.err == "warning: x.csv: column “Remark” is not known and was left out\nwarning: Neu must stand in a hall\n"
    back = own(scene_file.load(target).records)
    assert back["R1-01"].rated_w == 7250 and back["Neu"].at_m == (30.6, 30.0, 0.0)  # type: ignore[attr-defined]
    assert len(back) == len(own(air_hall())) + 1


def test_convert_into_a_scene_is_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene, target, listed = tmp_path / "a.gigahall", tmp_path / "b.gigahall", tmp_path / "x.csv"
    scene.write_bytes(scene_file.encode(air_hall()))
    names = [element.name for element in air_hall() if isinstance(element, Element) and element.id.startswith("R")][1:14]
    listed.write_text("name,kW\nR1-01,5\n" + "".join(f"{name},x\n" for name in names), encoding="utf-8")
    assert main(["convert", str(listed), "--into", str(scene), "-o", str(target)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "x.csv, line 3, column kW: “x” is not a number" and lines[-1] == "and 3 more rows are refused; nothing was written"
    assert not target.exists()
    assert main(["convert", str(scene), "--into", str(scene), "-o", str(target)]) == 2


def test_convert_writes_both_lists_in_the_dialect_asked_for(tmp_path: Path) -> None:
    scene, listed = tmp_path / "a.gigahall", tmp_path / "x.csv"
    scene.write_bytes(scene_file.encode(superpod_gb300()))
    assert main(["convert", str(scene), "-o", str(listed), "--decimal", "comma"]) == 0
    assert listed.read_text("utf-8-sig").startswith("id;name;kind") and ";-3,9;17;0;" in listed.read_text("utf-8-sig")
    assert main(["convert", str(listed), "-o", str(tmp_path / "b.gigahall")]) == 0
    assert own(scene_file.load(tmp_path / "b.gigahall").records) == own(superpod_gb300())
