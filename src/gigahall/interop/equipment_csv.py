"""Equipment lists as CSV: what stands where, for spreadsheets, and rack lists from spreadsheets as a new scene.

Written: one row an element with id, name, kind, catalogue item, hall, place and the fields of `FIELDS`; connections and
routes have no place in a table. Read: the same, or a plain rack list with a name, an item or kW, x, y, and optionally turn,
hall and feeds (a number of supply groups, or the letters of the feeds, as "A+B": then every letter gets an ideal source).
Comma, semicolon or tab; decimal comma where the separator is no comma. Cells that a spreadsheet would run as a formula
carry a leading "'", which is taken off again on reading.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from gigahall.kinds import catalogue
from gigahall.kinds.placing import footprint
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, replace

FIELDS = ("in_service", "group", "standby", "lineup", "feeds", "rated_w", "length_m", "breadth_m", "ceiling_m")
"""Fields of a record that have a column of their own."""
COLUMNS = ("id", "name", "kind", "item", "hall", "x_m", "y_m", "z_m", "turn_deg", *FIELDS)
ALIASES = {
    "x": "x_m", "y": "y_m", "z": "z_m", "turn": "turn_deg", "rack": "name", "model": "item", "room": "hall",
    "kw": "kw", "power_kw": "kw", "rated_kw": "kw", "w": "rated_w",
}
RACK_ITEM = "rack_10kw"
"""What a rack given by its power alone is made from."""
IDLE_FRAC = 0.3
"""Idle by rated power of such a rack: the catalogue's estimate."""
SOURCE_ITEM = "ideal_417v"
HALL_ITEM = "white_space_raised"
MARGIN_M = 3.0
TILE_M = 0.6
MAX_BYTES = 64 * 1024**2
MAX_ROWS = 200_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class EquipmentError(ValueError):
    """A list that cannot be read; one line with file, line, column and reason."""


def encode(records: Iterable[Record]) -> bytes:
    """The list of a scene's equipment, UTF-8 with a mark that spreadsheets know it by."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in records:
        if isinstance(record, Element):
            writer.writerow([_cell(value) for value in _values(record)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _values(element: Element) -> list[Any]:
    x, y, z = element.at_m
    own = [getattr(element, name, "") for name in FIELDS]
    return [element.id, element.name, kind_of(element).name, element.item, element.hall, x, y, z, element.turn_deg, *own]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def load(path: Path | str) -> list[Record]:
    """The records of a new scene with this equipment. Raises EquipmentError."""
    path = Path(path)
    sheet = _Sheet.read(path)
    rows = [row for row in sheet.rows() if any(row.cells.values())]
    if not rows:
        raise sheet.fault(1, "", "holds no equipment")
    made = [_element(row) for row in rows]
    _refuse_twice(sheet, rows, made)
    rooms, placed = _rooms(rows, made)
    fed = _sources(rows, placed)
    title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Imported equipment"
    scene = Scene(title=title, description=f"Made from the equipment list {path.name}.")
    return [scene, Ambient(source="start value, set your site's design day"), *rooms, *placed, *fed]


@dataclass
class _Row:
    """One line of the list."""

    sheet: _Sheet
    line: int
    cells: dict[str, str]
    feeds: tuple[str, ...] = ()
    """Letters of the feeds, when given as letters."""
    key: str = ""

    def fault(self, column: str, reason: str) -> EquipmentError:
        return self.sheet.fault(self.line, self.sheet.shown.get(column, column), reason)

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        plain = text.replace("−", "-")
        if self.sheet.separator != ",":
            plain = plain.replace(",", ".")
        if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", plain, re.ASCII) or not math.isfinite(float(plain)):
            raise self.fault(column, f"{_short(text)} is not a number")
        return float(plain)


@dataclass
class _Sheet:
    """The file: its name, separator and table."""

    name: str
    separator: str
    heads: list[str]
    table: list[tuple[int, list[str]]]
    shown: dict[str, str] = field(default_factory=dict)
    """Heading in the file by column."""

    @classmethod
    def read(cls, path: Path) -> _Sheet:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise EquipmentError(f"{path.name}: is {len(data) / 1024**2:.0f} MB large; a list has at most {MAX_BYTES // 1024**2} MB")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise EquipmentError(f"{path.name}, line {line}: is not UTF-8 text; save the list as CSV UTF-8") from error
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines: list[tuple[int, list[str]]] = []
        try:
            start = 1
            for cells in reader:
                lines.append((start, cells))
                start = reader.line_num + 1
        except csv.Error as error:
            raise EquipmentError(f"{path.name}, line {reader.line_num}: {error}") from error
        sheet = cls(path.name, separator, lines[0][1] if lines else [], lines[1:])
        sheet.heads = [sheet._column(head) for head in sheet.heads]
        sheet._check_heads()
        return sheet

    def _column(self, head: str) -> str:
        word = re.sub(r"[\s_()\[\]-]+", "_", head.strip().lower()).strip("_")
        name = ALIASES.get(word, word)
        if name not in (*COLUMNS, "kw", "") and not word.startswith("#"):
            known = ", ".join((*COLUMNS, "kw"))
            raise self.fault(1, head, f"is not known; a heading is one of {known}, or starts with # to be left out")
        self.shown.setdefault(name, _one_line(head.strip()))
        return name

    def _check_heads(self) -> None:
        used = [name for name in self.heads if name and not name.startswith("#")]
        twice = next((name for name in used if used.count(name) > 1), None)
        if twice is not None:
            raise self.fault(1, self.shown[twice], "comes twice")
        if "name" not in used:
            raise self.fault(1, "name", "is missing")
        if not {"item", "kw", "kind", "rated_w"} & set(used):
            raise self.fault(1, "item", "is missing; a rack needs an item or its kW")
        if len(self.table) > MAX_ROWS:
            raise self.fault(MAX_ROWS + 2, "", f"a list has at most {MAX_ROWS:,} rows")

    def rows(self) -> Iterator[_Row]:
        for line, cells in self.table:
            extra = next((cell for cell in cells[len(self.heads):] if cell.strip()), None)
            if extra is not None:
                raise self.fault(line, "", f"{_short(extra)} stands under no heading")
            pairs = zip(self.heads, cells, strict=False)
            yield _Row(self, line, {name: _typed(cell, name) for name, cell in pairs if name and not name.startswith("#")})

    def fault(self, line: int, column: str, reason: str) -> EquipmentError:
        where = f"{_one_line(self.name)}, line {line}" + (f", column {_one_line(column)}" if column else "")
        return EquipmentError(f"{where}: {reason}")


def _typed(cell: str, column: str) -> str:
    """What was typed: a guard against formulas is taken off; names keep their spaces."""
    text = cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
    return text if column in ("name", "group") else text.strip()


def _element(row: _Row) -> Element:
    """The element of one line, at its place."""
    name = row.text("name")
    if not name.strip():
        raise row.fault("name", "is empty")
    base = _base(row)
    changes: dict[str, Any] = {"id": row.text("id") or _slug(name), "name": name, **_place(row), **_own_fields(row, base)}
    rated = row.number("kw")
    if rated is not None:
        changes["rated_w"] = rated * 1e3
    if "rated_w" in changes and "idle_w" in base.__struct_fields__ and not row.text("id"):
        changes["idle_w"] = changes["rated_w"] * _idle_frac(base)
    unknown = next((column for column in changes if column not in base.__struct_fields__), None)
    if unknown is not None:
        raise row.fault("kw" if unknown == "rated_w" and rated is not None else unknown, f"does not fit: {kind_of(base).label} has no such field")
    try:
        return replace(base, **changes)
    except msgspec.ValidationError as error:
        raise row.fault(*_where(str(error), row)) from error


def _base(row: _Row) -> Element:
    """The record a line starts from: its item, its kind's default, or a rack given by power."""
    item, kind = row.text("item"), row.text("kind")
    if item:
        try:
            base = catalogue.item(item).element
        except KeyError:
            raise row.fault("item", f"{_short(item)} is not in the catalogue") from None
        if kind and kind_of(base).name != kind:
            raise row.fault("kind", f"{_short(kind)} does not fit item {_short(item)}, a {kind_of(base).name}")
        return base
    if kind:
        if kind not in BY_NAME:
            raise row.fault("kind", f"{_short(kind)} is no kind; there are {', '.join(BY_NAME)}")
        return BY_NAME[kind].record(id="new", name="new")
    if not row.text("kw") and not row.text("rated_w"):
        raise row.fault("item", "is empty; a rack needs an item or its kW")
    return catalogue.item(RACK_ITEM).element


def _place(row: _Row) -> dict[str, Any]:
    turn = row.number("turn_deg")
    if turn is not None and turn % 360 not in (0, 90, 180, 270):
        raise row.fault("turn_deg", f"{_short(row.text('turn_deg'))} is not 0, 90, 180 or 270")
    at = tuple(row.number(column) or 0.0 for column in ("x_m", "y_m", "z_m"))
    return {"at_m": at, "turn_deg": int(turn or 0) % 360}


def _own_fields(row: _Row, base: Element) -> dict[str, Any]:
    """The columns that are fields, where they say anything."""
    found: dict[str, Any] = {}
    for column in FIELDS:
        text = row.text(column)
        if not text:
            continue
        if column in ("in_service", "standby"):
            found[column] = _switch(row, column, text)
        elif column in ("group", "lineup"):
            found[column] = text
        elif column == "feeds":
            found[column] = _feeds(row, text)
        else:
            found[column] = row.number(column)
    return found


def _switch(row: _Row, column: str, text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    if text.lower() not in words:
        raise row.fault(column, f"{_short(text)} is neither yes nor no")
    return words[text.lower()]


def _feeds(row: _Row, text: str) -> int:
    """A number of supply groups, or their letters: "A+B", "A/B", "AB"."""
    letters = re.sub(r"[\s+/,;&-]", "", text).upper()
    if re.fullmatch(r"[A-Z]{1,8}", letters, re.ASCII):
        if len(set(letters)) < len(letters):
            raise row.fault("feeds", f"{_short(text)} names a feed twice")
        row.feeds = tuple(letters)
        return len(letters)
    number = row.number("feeds")
    if number is None or number != int(number):
        raise row.fault("feeds", f"{_short(text)} is neither a number nor letters such as A+B")
    return int(number)


def _idle_frac(base: Element) -> float:
    rated, idle = getattr(base, "rated_w", 0.0), getattr(base, "idle_w", 0.0)
    return float(idle) / float(rated) if rated else IDLE_FRAC


def _where(message: str, row: _Row) -> tuple[str, str]:
    """Column and reason of a refused value."""
    reason, _, path = message.partition(" - at `$.")
    name = re.split(r"[`\[.]", path)[0]
    column = {"at_m": "x_m", "rated_w": "kw" if row.text("kw") else "rated_w", "idle_w": "kw"}.get(name, name)
    return column, f"{_short(row.text(column))} is refused: {reason[:1].lower()}{reason[1:]}"


def _refuse_twice(sheet: _Sheet, rows: Sequence[_Row], made: list[Element]) -> None:
    """Ids given must be free; ids made from names get a number."""
    taken: dict[str, int] = {"scene": 1, "ambient": 1}
    for row, element in zip(rows, made, strict=True):
        if row.text("id"):
            if element.id in taken:
                raise row.fault("id", f"{_short(element.id)} is already in line {taken[element.id]}")
            taken[element.id] = row.line
    names: dict[str, int] = {}
    for k, (row, element) in enumerate(zip(rows, made, strict=True)):
        if not row.text("id"):
            if element.name in names:
                raise row.fault("name", f"{_short(element.name)} is already in line {names[element.name]}")
            key, number = element.id, 1
            while key in taken:
                number += 1
                key = f"{element.id[:58]}-{number}"
            taken[key] = row.line
            made[k] = replace(element, id=key)
        names.setdefault(element.name, row.line)
        row.key = made[k].id


def _rooms(rows: Sequence[_Row], made: Sequence[Element]) -> tuple[list[Element], list[Element]]:
    """Rooms to add, and the elements with the rooms they belong to; a room no line describes is made around its equipment."""
    known = {e.id: e.id for e in made if kind_of(e).is_room} | {e.name: e.id for e in made if kind_of(e).is_room}
    wanted = [row.text("hall") or ("" if known or row.text("id") else "Hall") for row in rows]
    taken = {e.id for e in made}
    added: list[Element] = []
    for name in dict.fromkeys(name for name in wanted if name and name not in known):
        inside = [e for e, room in zip(made, wanted, strict=True) if room == name and not kind_of(e).is_room]
        room = _room(name, _free(_slug(name), taken), inside)
        taken.add(room.id)
        known[name] = room.id
        added.append(room)
    placed = [e if kind_of(e).is_room or not room else replace(e, hall=known[room]) for e, room in zip(made, wanted, strict=True)]
    return added, placed


def _room(name: str, key: str, inside: Sequence[Element]) -> Element:
    """A room with a walkway around everything that stands in it, on the tile grid."""
    prints = [footprint(e) for e in inside]
    low = [math.floor((min((p.lo[k] for p in prints), default=0.0) - MARGIN_M) / TILE_M) * TILE_M for k in (0, 1)]
    high = [math.ceil((max((p.hi[k] for p in prints), default=6.0) + MARGIN_M) / TILE_M) * TILE_M for k in (0, 1)]
    top = max((p.hi[2] for p in prints), default=2.2)
    ceiling = max(3.0, math.ceil(top + 0.6))
    return catalogue.make(
        HALL_ITEM, id=key, name=name, at_m=(round(low[0], 3), round(low[1], 3), 0.0),
        length_m=round(high[0] - low[0], 3), breadth_m=round(high[1] - low[1], 3), ceiling_m=ceiling, slab_m=ceiling + 0.6,
    )  # fmt: skip


def _sources(rows: Sequence[_Row], placed: Sequence[Element]) -> list[Record]:
    """An ideal source for every feed that lines name by letter, joined to their supply groups."""
    letters = sorted({letter for row in rows for letter in row.feeds})
    taken = {e.id for e in placed}
    left = min((footprint(e).lo[0] for e in placed), default=0.0) - 8.0
    base = min((e.at_m[1] for e in placed), default=0.0)
    sources = {
        letter: catalogue.make(
            SOURCE_ITEM, id=_free(f"SRC-{letter}", taken), name=f"SRC-{letter}", at_m=(left, base + 3.0 * k, 0.0),
            lineup=letter if letter in "ABCD" else "",
        )
        for k, letter in enumerate(letters)
    }  # fmt: skip
    joints = [
        Connection(id=f"joint-{row.key[:48]}-{number}", a=f"{sources[letter].id}.out", b=f"{row.key}.feed_{number}")
        for row in rows
        for number, letter in enumerate(row.feeds, 1)
    ]
    return [*sources.values(), *joints]


def _free(key: str, taken: Iterable[str] | Mapping[str, object]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key[:58]}-{number}"
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "element"


def _short(text: str) -> str:
    line = _one_line(text)
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text)[:120]
