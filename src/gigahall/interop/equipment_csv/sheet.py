"""A list as it was read: headings, rows, and where each cell stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gigahall.interop.equipment_csv import columns, dialect, fault
from gigahall.interop.equipment_csv.columns import JOINT_ALIASES, JOINTS, NOTHING, Form
from gigahall.interop.equipment_csv.dialect import FOUND, Dialect, Lines
from gigahall.interop.equipment_csv.fault import EquipmentError
from gigahall.interop.equipment_csv.numbers import Numbers, decimal_of

MAX_BYTES = 64 * 1024**2
MAX_ROWS = 200_000
_AS_TYPED = ("name", "group", "from", "to")
"""Columns whose cells keep their spaces."""


@dataclass
class Sheet:
    """The file: its name, headings and lines."""

    name: str
    heads: list[str]
    """Column of each place in a line; "" = left out."""
    table: Lines
    numbers: Numbers
    shown: dict[str, str] = field(default_factory=dict)
    """Heading in the file by column."""
    left_out: list[str] = field(default_factory=list)
    """Headings nobody knows."""

    def rows(self) -> list[Row]:
        """Lines that hold anything under a known heading."""
        made = (self._row(line, cells) for line, cells in self.table)
        return [row for row in made if row.extra or any(cell.strip() for cell in row.cells.values())]

    def _row(self, line: int, cells: list[str]) -> Row:
        extra = next((cell for cell in cells[len(self.heads):] if cell.strip()), "")
        return Row(self, line, {name: cell for name, cell in zip(self.heads, cells, strict=False) if name and cell}, extra)

    def fault(self, line: int, column: str, reason: str) -> EquipmentError:
        return fault.at(self.name, line, column, reason)


@dataclass
class Row:
    """One line of a list; `cells` by column, as they stand in the file, those without a letter left out."""

    sheet: Sheet
    line: int
    cells: dict[str, str]
    extra: str = ""
    """What stands beyond the last heading."""

    def fault(self, column: str, reason: str) -> EquipmentError:
        return self.sheet.fault(self.line, self.sheet.shown.get(column, column), reason)

    def says(self, column: str) -> bool:
        return bool(self.cells.get(column, "").strip())

    def says_nothing(self, column: str) -> bool:
        """Is the cell the word for an empty value?"""
        return self.cells.get(column, "").strip().lower() == NOTHING

    def text(self, column: str) -> str:
        """What was typed: a guard against formulas is taken off."""
        text = columns.unguarded(self.cells.get(column, ""))
        return text if column in _AS_TYPED else text.strip()

    def number(self, column: str) -> float | None:
        """None where the cell is empty. Raises EquipmentError."""
        number = self.value(column, "number") if self.says(column) else None
        return None if number is None else float(number)

    def value(self, column: str, form: Form) -> Any:
        """What a cell says of a field. Raises EquipmentError."""
        try:
            return columns.value_of(self.text(column), form, self.sheet.numbers)
        except ValueError as error:
            raise self.fault(column, str(error)) from error


@dataclass(frozen=True)
class Lists:
    """What was read together: equipment, connections, or both."""

    equipment: Sheet | None
    connections: Sheet | None

    @property
    def name(self) -> str:
        sheet = self.equipment or self.connections
        return sheet.name if sheet else ""

    @property
    def left_out(self) -> list[str]:
        """One line for each column nobody knows."""
        return [f"{fault.one_line(sheet.name)}: column {head} is not known and was left out"
                for sheet in (self.equipment, self.connections) if sheet for head in sheet.left_out]


def beside(path: Path) -> Path:
    """Where the connections of a list are kept."""
    return path.with_name(f"{path.stem}.connections.csv")


def read(path: Path | str, wanted: Dialect = FOUND) -> Lists:
    """A list, with the list of connections beside it where there is one. Raises EquipmentError and OSError."""
    path = Path(path)
    sheet = sheet_of(_bytes_of(path), path.name, wanted)
    if {"from", "to"} <= set(sheet.heads):
        return Lists(None, sheet)
    other = beside(path)
    return Lists(sheet, sheet_of(_bytes_of(other), other.name, wanted) if other.is_file() else None)


def _bytes_of(path: Path) -> bytes:
    size = path.stat().st_size
    if not path.is_file():
        raise EquipmentError(f"{fault.one_line(path.name)}: is not a file")
    if size > MAX_BYTES:
        raise EquipmentError(f"{fault.one_line(path.name)}: is {size / 1024**2:.0f} MB large; a list has at most {MAX_BYTES // 1024**2} MB")
    return path.read_bytes()


def sheet_of(data: bytes, name: str, wanted: Dialect = FOUND) -> Sheet:
    """The table in the bytes of a file. Raises EquipmentError."""
    separator, lines = dialect.table_of(dialect.text_of(data, name), name, wanted)
    while lines and not any(cell.strip() for cell in lines[0][1]):
        del lines[0]
    sheet = Sheet(name, [], lines[1:], Numbers(""))
    line, heads = lines[0] if lines else (1, [])
    _take_heads(sheet, heads, line)
    if wanted.decimal:
        sheet.numbers = Numbers(wanted.decimal, is_sure=True)
    else:
        places = [place for place, head in enumerate(sheet.heads) if columns.is_number(head)]
        cells = (cells[place] for _, cells in sheet.table for place in places if place < len(cells))
        sheet.numbers = Numbers(decimal_of(cells, separator))
    return sheet


def _take_heads(sheet: Sheet, heads: list[str], line: int) -> None:
    names = [columns.name_of(head) for head in heads]
    joints = [JOINT_ALIASES.get(name, name) for name in names]
    is_joints = {"from", "to"} <= set(joints)
    for place, name in enumerate(joints if is_joints else names):
        if name in JOINTS if is_joints else columns.is_known(name):
            if name in sheet.heads:
                raise sheet.fault(line, heads[place].strip(), "comes twice")
            sheet.shown[name] = fault.one_line(heads[place].strip())
        elif not heads[place].strip().startswith("#"):
            sheet.left_out += _left_out(sheet, heads, place)
        sheet.heads.append(name if name in sheet.shown else "")
    if not {"id", "name", "from"} & set(sheet.heads):
        raise sheet.fault(line, "name", "is missing")
    if len(sheet.table) > MAX_ROWS:
        raise sheet.fault(sheet.table[MAX_ROWS][0], "", f"a list has at most {MAX_ROWS:,} rows")


def _left_out(sheet: Sheet, heads: list[str], place: int) -> list[str]:
    """A column without a heading counts only where anything stands in it."""
    if heads[place].strip():
        return [fault.short(heads[place].strip())]
    is_used = any(place < len(cells) and cells[place].strip() for _, cells in sheet.table)
    return [f"{place + 1}, which has no heading,"] if is_used else []
