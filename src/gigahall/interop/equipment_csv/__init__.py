"""Equipment lists as CSV: what stands where and what joins what, for spreadsheets, and lists from spreadsheets into a scene.

Written: `x.csv` with one row an element (id, name, kind, catalogue item, hall, place, the fields of `FIELDS`, and every field
in which an element differs from its item), and `x.connections.csv` beside it with one row a connection. Read: the same, or a
plain rack list with a name, an item or kW, x, y, and optionally turn, hall and feeds (a number of supply groups, or the
letters of the feeds, as "A+B": in a new scene every letter gets an ideal source). A list makes a new scene (`load`) or
updates one (`read`, then `plan`). Cells that a spreadsheet would run as a formula carry a "'", which is taken off on reading.

Read `plan.py` first, then `sheet.py`, `elements.py`, `columns.py`; `dialect.py` and `numbers.py` say how files are written.
"""

from __future__ import annotations

from pathlib import Path

from gigahall.interop.equipment_csv import fault
from gigahall.interop.equipment_csv.columns import COLUMNS, FIELDS
from gigahall.interop.equipment_csv.dialect import COMMAS, FOUND, SEMICOLONS, Dialect, of_system
from gigahall.interop.equipment_csv.fault import EquipmentError
from gigahall.interop.equipment_csv.plan import STATES, Entry, Plan, plan
from gigahall.interop.equipment_csv.sheet import Lists, beside, read
from gigahall.interop.equipment_csv.writing import encode, encode_connections
from gigahall.scene.document import Document
from gigahall.scene.record import Ambient, Record, Scene

__all__ = [
    "COLUMNS", "COMMAS", "FIELDS", "FOUND", "SEMICOLONS", "STATES", "Dialect", "Entry", "EquipmentError", "Lists", "Plan", "beside", "encode",
    "encode_connections", "load", "new_scene", "of_system", "plan", "read",
]  # fmt: skip


def load(path: Path | str, dialect: Dialect = FOUND) -> list[Record]:
    """The records of a new scene with this equipment. Raises EquipmentError: nothing of a bad list is used."""
    return new_scene(read(path, dialect))


def new_scene(lists: Lists) -> list[Record]:
    """The records of a new scene from lists that were read. Raises EquipmentError."""
    sheet = lists.equipment
    if sheet is None:
        raise EquipmentError(f"{fault.one_line(lists.name)}: is a list of connections; open the scene they belong to, or its equipment")
    if not {"item", "kw", "kind", "rated_w"} & set(sheet.heads):
        raise sheet.fault(1, "item", "is missing; a rack needs an item or its kW")
    if not sheet.rows():
        raise sheet.fault(1, "", "holds no equipment")
    title = Path(sheet.name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Imported equipment"
    scene = Scene(title=title, description=f"Made from the equipment list {sheet.name}.")
    ambient = Ambient(source="start value, set your site's design day")
    made = plan(lists, Document((scene, ambient)))
    for refusal in made.refusals:
        raise EquipmentError(refusal)
    return [scene, ambient, *made.added]
