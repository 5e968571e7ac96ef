"""Damaged equipment lists: refused on one line with the cell, or a scene that can be saved and is told in full."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from tests.fuzz.damage import damaged

from gigahall.interop import equipment_csv
from gigahall.interop.equipment_csv import COMMAS, SEMICOLONS, Dialect, EquipmentError
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall

PLAIN = (
    "Name;kW;x;y;Turn;Hall;Feeds\r\nKühlschrank 1;12,5;3,6;4,8;180;Halle Süd;A+B\r\nR2;1.200,5;4,2;4,8;180;Halle Süd;A+B\r\n",
    "sep=;\r\nName;kW;x;y\r\nR1;12,5;3,6;4,8\r\n",
    "name,item,x,y,feeds\nA01,gb300_nvl72,2.4,3,A+B+C+D\nB01,rack_10kw,2.4,6,AB\n",
    "name,kw,x,y\nR1,10,0,0\nR2,10,600,0\n",
    "id,name,kind,item,hall,x_m,y_m,length_m,breadth_m\nH,Hall,hall,,,0,0,12,9\nP,P,pump,,H,1,1,,\n",
    "from,from_port,to,to_port\nR1-01,feed_1,RPP-A,out\n",
)
TOKENS = tuple(
    token.encode() for token in (
        "1e308", "-1e308", "1e999", "NaN", "-", "−5", "12.500", "1.2.3", "1 200", "٣", "\0", "\ufeff", '"', '""', "'", "'=1", "=1+1", "none",
        "x" * 200, "\r", "\n", "\t", ";", ",", "|", "sep=,\n", "scene", "ambient", "Hall", "hall", "rack_air", "cdu", "pump", "feed_1", "A+A",
        "Z", "0.5", "45", "9", "-9", "yes", "wahr", "ja", "1e400", "/", "1 2 3 / 4 5 6", "id", "name", "kw", "a", "b", "from", "to", "route_m",
        "600", "20001", "1e15",
    )
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32")
DIALECTS = (Dialect(), Dialect(), Dialect("", ","), Dialect("", "."), Dialect(";", ""), Dialect("\t", ","))


@cache
def bases() -> tuple[str, ...]:
    lists = [data.decode("utf-8-sig") for dialect in (COMMAS, SEMICOLONS)
             for data in (equipment_csv.encode(air_hall(), dialect), equipment_csv.encode_connections(air_hall(), dialect))]
    return (*PLAIN, *PLAIN, *lists)


def attempt(rng: random.Random, folder: Path) -> None:
    path = folder / rng.choice(("racks.csv", "a b.csv", "x" * 120 + ".csv", "\u202e.csv"))
    path.write_bytes(damaged(rng.choice(bases()).encode(rng.choice(ENCODINGS), "replace"), rng, TOKENS))
    if rng.random() < 0.3:
        equipment_csv.beside(path).write_bytes(damaged(bases()[-1].encode(), rng, TOKENS))
    dialect = rng.choice(DIALECTS)
    try:
        scene_file.encode(equipment_csv.load(path, dialect))
    except EquipmentError as error:
        check_line(str(error), path)
    try:
        update(path, dialect, air_hall())
    except EquipmentError as error:
        check_line(str(error), path)


def update(path: Path, dialect: Dialect, records: list[Record]) -> None:
    """Into a scene: what was planned is what comes out, and one undo takes it back."""
    document = Document(records)
    before = dict(document.records)
    plan = equipment_csv.plan(equipment_csv.read(path, dialect), document)
    for refusal in plan.refusals:
        check_line(refusal, path)
    with document.edit("Import") as edit:
        plan.apply(edit)
    for record in (*plan.added, *plan.replaced):
        assert document.records[record.id] == record
    scene_file.encode(document.records.values())
    assert len(document.records) == len(before) + len(plan.added)
    while document.undo():
        pass
    assert dict(document.records) == before


def check_line(said: str, path: Path) -> None:
    assert said.isprintable() and len(said) < 1200, repr(said)
    assert said.startswith((path.stem[:100], "�")), said
