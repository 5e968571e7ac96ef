"""Lists from spreadsheets of every country: separators, decimal signs, encodings, line ends."""

from __future__ import annotations

import locale
from pathlib import Path

import pytest

from gigahall.interop.equipment_csv import COMMAS, FOUND, SEMICOLONS, Dialect, EquipmentError, load, of_system, read
from gigahall.scene.record import Element

GERMAN = "Name;kW;x;y\r\nKühlschrank 1;12,5;3,6;4,8\r\nR2;1.200,5;4,2;4,8\r\n"


def racks(path: Path, data: bytes, dialect: Dialect = FOUND) -> dict[str, Element]:
    path.write_bytes(data)
    return {record.name: record for record in load(path, dialect) if isinstance(record, Element)}


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "racks.csv"


def refusal(path: Path, data: bytes, dialect: Dialect = FOUND) -> str:
    with pytest.raises(EquipmentError) as refused:
        racks(path, data, dialect)
    return str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        GERMAN.encode(), b"\xef\xbb\xbf" + GERMAN.encode(), GERMAN.encode("utf-16"), GERMAN.encode("utf-16-le"), GERMAN.encode("utf-16-be"),
        b"\xfe\xff" + GERMAN.encode("utf-16-be"), GERMAN.replace("\r\n", "\r").encode(), GERMAN.replace("\r\n", "\n").encode(),
        ("sep=;\r\n" + GERMAN).encode(), ("\ufeffsep=;\r\n" + GERMAN).encode(), ('"sep=;"\n' + GERMAN).encode(),
        GERMAN.replace(";", "\t").encode("utf-16"), ("sep=|\n" + GERMAN.replace(";", "|")).encode(), ("\r\n\r\n" + GERMAN).encode(),
    ],
)  # fmt: skip
def test_german_lists_are_read_in_every_encoding_and_line_end(data: bytes, listed: Path) -> None:
    found = racks(listed, data)
    assert found["Kühlschrank 1"].rated_w == 12.5e3  # type: ignore[attr-defined]
    assert found["R2"].rated_w == 1200.5e3 and found["R2"].at_m == (4.2, 4.8, 0.0)  # type: ignore[attr-defined]


def test_a_number_that_could_be_read_two_ways_is_refused_with_its_cell(listed: Path) -> None:
    said = refusal(listed, b"Name;rated_w;x;y\r\nR1;12.500;3,6;4,8\r\n")
    assert said == "racks.csv, line 2, column rated_w: “12.500” can be read as 12.5 or as 12500; write it without thousands separators"
    assert racks(listed, b"Name;rated_w;x;y\r\nR1;12.500;3,6;4,8\r\n", SEMICOLONS)["R1"].rated_w == 12500  # type: ignore[attr-defined]
    assert "can be read as" in refusal(listed, b'Name,rated_w,x,y\r\nR1,"12,500",3.6,4.8\r\n')
    assert racks(listed, b"Name,rated_w,x,y\r\nR1,12.500,3,4\r\n")["R1"].rated_w == 12.5  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kw", "watts"), [("1 200", 1.2e6), ("1\u00a0200,5", 1200.5e3), ("1\u202f200", 1.2e6), ("1'200", 1.2e6)])
def test_spaces_and_apostrophes_part_thousands(kw: str, watts: float, listed: Path) -> None:
    assert racks(listed, f"name;kW;x\nR1;{kw};3,6\n".encode())["R1"].rated_w == watts  # type: ignore[attr-defined]


def test_a_separator_inside_quoted_headings_does_not_count(listed: Path) -> None:
    assert racks(listed, b'"name";kW;"a, b, c, d";x\nR1;5;note;3,6\n')["R1"].at_m[0] == 3.6


def test_a_sign_that_cannot_separate_is_refused(listed: Path) -> None:
    assert refusal(listed, b"sep=x\nnamexkW\n") == "racks.csv, line 1: “x” cannot separate cells; a comma, a semicolon, a tab or | can"


def test_a_separator_that_was_asked_for_wins(listed: Path) -> None:
    assert "R1" in racks(listed, b"name;kW;a,b,c,d\nR1;5;x\n", Dialect(";", ""))


def test_columns_nobody_knows_are_listed_and_left_out(listed: Path) -> None:
    listed.write_bytes(b"name,kW,Note,#mine,,\nR1,5,whatever,x,,y\n")
    assert read(listed).left_out == [
        "racks.csv: column “Note” is not known and was left out", "racks.csv: column 6, which has no heading, is not known and was left out",
    ]  # fmt: skip
    assert "R1" in {record.id for record in load(listed)}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfen\x00a\x00", "racks.csv, line 1, column name: is missing"),
        (b"\xff\xfen\x00a\x00\x00", "racks.csv: is UTF-16 text that breaks off; save the list as CSV UTF-8"),
        (b"name,kW\rR\xe4ck,5\r", "racks.csv, line 2: is not UTF-8 text; save the list as CSV UTF-8"),
        (b"\0\0\0\0\0\0", "racks.csv, line 1, column name: is missing"),
    ],
)
def test_files_that_are_no_text_are_refused_on_one_line(data: bytes, reason: str, listed: Path) -> None:
    assert refusal(listed, data) == reason


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(EquipmentError, match="is not a file"):
        load(tmp_path)


def test_a_list_wider_than_a_hall_names_the_cell(listed: Path) -> None:
    said = refusal(listed, b"name,kw,x,y\nR1,10,0,0\nR2,10,600,0\n")
    assert said == "racks.csv, line 3, column x: “600” lies 600 m from line 2; one hall is at most 500 m long, name several"
    assert "column z" in refusal(listed, b"name,kw,x,y,z\nR1,10,0,0,60\n")
    assert "column hall" in refusal(listed, b"name,kw,hall\nR1,10," + b"H" * 121 + b"\n")


def test_the_dialect_is_the_systems_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "localeconv", lambda: {"decimal_point": ","})
    assert of_system() == SEMICOLONS
    monkeypatch.setattr(locale, "localeconv", lambda: {"decimal_point": "."})
    assert of_system() == COMMAS
    assert Dialect.named("", "comma").complete(COMMAS) == SEMICOLONS
    assert Dialect.named("", "point").complete(SEMICOLONS) == COMMAS
    assert Dialect.named("semicolon", "").complete(COMMAS) == Dialect(";", ".")
    assert Dialect.named("tab", "comma").complete(COMMAS) == Dialect("\t", ",")
    assert Dialect().complete(SEMICOLONS) == SEMICOLONS
