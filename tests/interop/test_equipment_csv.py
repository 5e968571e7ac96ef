"""Equipment lists: what is written comes back, and every refusal names file, line, column and reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from gigahall.cli import main
from gigahall.interop.equipment_csv import COLUMNS, EquipmentError, encode, load
from gigahall.scene.record import Connection, Element, Record, Scene, replace
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall
from gigahall.templates.four_panels import four_panels
from gigahall.templates.superpod_gb300 import superpod_gb300


def written(tmp_path: Path, text: str, name: str = "racks.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def elements(records: list[Record]) -> dict[str, Element]:
    return {record.id: record for record in records if isinstance(record, Element)}


@pytest.mark.parametrize("template", [four_panels, air_hall, superpod_gb300])
def test_its_own_list_comes_back(template: object, tmp_path: Path) -> None:
    assert callable(template)
    records = template()
    path = tmp_path / "list.csv"
    path.write_bytes(encode(records))
    back = load(path)
    assert encode(back) == path.read_bytes()
    before, after = elements(records), elements(back)
    assert before.keys() == after.keys()
    for key, element in before.items():
        assert (after[key].name, after[key].item, after[key].hall) == (element.name, element.item, element.hall)
        assert after[key].at_m == pytest.approx(element.at_m, abs=1e-9)
    scene_file.encode(back)


def test_a_list_has_one_row_an_element_with_its_place_and_rating() -> None:
    rows = table(encode(superpod_gb300()))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    rack = next(row for row in rows if row["name"] == "A01")
    assert (rack["kind"], rack["item"], rack["feeds"], rack["in_service"]) == ("rack_liquid", "gb300_nvl72", "4", "yes")
    assert float(rack["rated_w"]) == 135e3  # Lenovo Press LP2357, table 27


def test_formulas_are_guarded_and_come_back_as_typed(tmp_path: Path) -> None:
    records = air_hall()
    names = ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "'=x", "''-", "'plain", "\tx", "two\nlines, \"quoted\"", "\u202eabc"]
    racks = [record for record in records if isinstance(record, Element) and record.id.startswith("R")][: len(names)]
    renamed = {rack.id: replace(rack, name=name) for rack, name in zip(racks, names, strict=True)}
    data = encode([renamed.get(record.id, record) for record in records])
    for row in table(data):
        assert not row["name"].startswith(("=", "+", "-", "@", "\t"))
    path = tmp_path / "hostile.csv"
    path.write_bytes(data)
    assert {key: element.name for key, element in elements(load(path)).items() if key in renamed} == {k: e.name for k, e in renamed.items()}


def test_a_plain_rack_list_becomes_a_hall(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,kW,X,Y,Turn\nR1,12.5,3,3,\nR2,8,3.6,3,180\n")
    records = load(path)
    found = elements(records)
    assert found["R1"].rated_w == 12500.0 and found["R1"].idle_w == pytest.approx(3750.0)  # type: ignore[attr-defined]
    assert found["R2"].turn_deg == 180
    room = found["Hall"]
    assert found["R1"].hall == found["R2"].hall == "Hall"
    assert room.at_m[0] <= 3 - 0.3 - 3.0 and room.at_m[0] + room.length_m >= 3.6 + 0.3 + 3.0  # type: ignore[attr-defined]
    assert isinstance(records[0], Scene)
    scene_file.encode(records)


def test_letters_of_feeds_become_ideal_sources_joined_to_the_racks(tmp_path: Path) -> None:
    path = written(tmp_path, "name;item;x;y;feeds\nA01;gb300_nvl72;2,4;3;A+B+C+D\nB01;rack_10kw;2,4;6;AB\n")
    records = load(path)
    found = elements(records)
    assert found["A01"].at_m == (2.4, 3.0, 0.0)
    assert found["A01"].feeds == 4 and found["B01"].feeds == 2  # type: ignore[attr-defined]
    joints = {(r.a, r.b) for r in records if isinstance(r, Connection)}
    assert ("SRC-B.out", "B01.feed_2") in joints and len(joints) == 6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,kW,x,y\nR1,ten,0,0\n", "racks.csv, line 2, column kW: “ten” is not a number"),
        ("name,kW,x,y\nR1,nan,0,0\n", "racks.csv, line 2, column kW: “nan” is not a number"),
        ("name,kW,x,y\nR1,10,1e999,0\n", "racks.csv, line 2, column x: “1e999” is not a number"),
        ("name,kW,x,y\nR1,10,0,0\n\nR1,10,2,0\n", "racks.csv, line 4, column name: “R1” is already in line 2"),
        ("name,item,x,y\nR1,no_such,0,0\n", "racks.csv, line 2, column item: “no_such” is not in the catalogue"),
        ("name,item,kW,x,y\nR1,,,0,0\n", "racks.csv, line 2, column item: is empty; a rack needs an item or its kW"),
        ("name,kW,x,y,turn\nR1,10,0,0,45\n", "racks.csv, line 2, column turn: “45” is not 0, 90, 180 or 270"),
        ("name,kW,x,y,feeds\nR1,10,0,0,AA\n", "racks.csv, line 2, column feeds: “AA” names a feed twice"),
        ("name,kW,x,y,feeds\nR1,10,0,0,9\n", "racks.csv, line 2, column feeds: “9” is refused: expected `int` <= 8"),
        ("name,kW,x,y\nR1,-5,0,0\n", "racks.csv, line 2, column kW: “-5” is refused: expected `float` >= 0.0"),
        ("name,kW,x,y\n,5,0,0\n", "racks.csv, line 2, column name: is empty"),
        ("name,kW,x,y\nR1,5,0,0,7\n", "racks.csv, line 2: “7” stands under no heading"),
        ("kW,x,y\n5,0,0\n", "racks.csv, line 1, column name: is missing"),
        ("name,x,y\nR1,0,0\n", "racks.csv, line 1, column item: is missing; a rack needs an item or its kW"),
        ("name,name,kW\nR1,R1,5\n", "racks.csv, line 1, column name: comes twice"),
        ("name,kW\n", "racks.csv, line 1: holds no equipment"),
        ("", "racks.csv, line 1, column name: is missing"),
    ],
)
def test_refusals_name_file_line_column_and_reason(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(EquipmentError) as refused:
        load(written(tmp_path, text))
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "text", ['name,kW\n"R1,5\n', "name,item,kind\nR1,rack_10kw,cdu\n", "name,kind,kW\nP1,pump,5\n", "name,kW\n" + "\0" * 200 + ",5\n"]
)
def test_other_refusals_are_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(EquipmentError) as refused:
        load(written(tmp_path, text))
    assert str(refused.value).startswith("racks.csv, line ")
    assert str(refused.value).isprintable()


def test_a_list_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "racks.csv"
    path.write_bytes("name,kW\nR\u00e4ck,5\n".encode("latin-1"))
    with pytest.raises(EquipmentError, match="line 2: is not UTF-8"):
        load(path)


def test_columns_with_a_hash_are_left_out(tmp_path: Path) -> None:
    assert "R1" in elements(load(written(tmp_path, "name,kW,#note\nR1,5,whatever\n")))


def test_convert_goes_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene, listed, again = tmp_path / "a.gigahall", tmp_path / "a.csv", tmp_path / "b.gigahall"
    scene.write_bytes(scene_file.encode(four_panels()))
    assert main(["convert", str(scene), "-o", str(listed)]) == 0
    assert main(["convert", str(listed), "-o", str(again)]) == 0
    assert {r["id"] for r in table(listed.read_bytes())} == set(elements(list(scene_file.load(again).records)))
    assert main(["convert", str(scene), "-o", str(tmp_path / "c.gigahall")]) == 0
    assert (tmp_path / "c.gigahall").read_bytes() == scene.read_bytes()
    assert main(["convert", str(scene), "-o", str(tmp_path / "c.pdf")]) == 2
    assert main(["convert", str(written(tmp_path, "name,kW\nR1,x\n")), "-o", str(again)]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "racks.csv, line 2, column kW: “x” is not a number"
