"""The columns of a list: what they are called, and how a field of a record becomes a cell and comes back.

Any field of any kind can be a column. A cell of several numbers parts them by spaces, rows of numbers by " / ".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from gigahall.interop.equipment_csv import fault, numbers
from gigahall.interop.equipment_csv.dialect import Dialect
from gigahall.interop.equipment_csv.numbers import Numbers
from gigahall.kinds.registry import KINDS
from gigahall.scene.diff import record_hints
from gigahall.scene.record import Element

PLACE = ("x_m", "y_m", "z_m")
OWN = ("id", "name", "kind", "item", "hall", *PLACE, "turn_deg")
"""Columns that are more, or other, than a field."""
FIELDS = ("in_service", "group", "standby", "lineup", "feeds", "rated_w", "length_m", "breadth_m", "ceiling_m")
"""Fields that always have a column; others get one where an element differs from its item."""
COLUMNS = (*OWN, *FIELDS)
JOINTS = ("id", "from", "from_port", "to", "to_port")
"""Columns of the list of connections."""
ALIASES = {
    "x": "x_m", "y": "y_m", "z": "z_m", "turn": "turn_deg", "rack": "name", "model": "item", "room": "hall",
    "power_kw": "kw", "rated_kw": "kw", "w": "rated_w",
}
JOINT_ALIASES = {"a": "from", "b": "to"}
NOTHING = "none"
"""The word for an empty value where an empty cell would mean the item's."""

Form = Literal["text", "number", "whole", "switch", "row", "rows"]


@cache
def fields_of(record: type[Element]) -> dict[str, Form]:
    """How each field of a kind is written; those with columns of their own are left out."""
    own = {"id", "name", "item", "hall", "at_m", "turn_deg"}
    return {name: _form(hint) for name, hint in record_hints(record).items() if name not in own}


@cache
def forms() -> dict[str, set[Form]]:
    """The forms of every field of every kind by name."""
    found: dict[str, set[Form]] = {}
    for kind in KINDS:
        for name, form in fields_of(kind.record).items():
            found.setdefault(name, set()).add(form)
    return found


def _form(hint: Any) -> Form:
    if hasattr(hint, "__metadata__"):
        return _form(hint.__origin__)
    parts = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return _form(next(part for part in parts if part is not type(None)))
    if get_origin(hint) is tuple:
        return "rows" if _form(parts[0]) == "row" else "row"
    plain: dict[Any, Form] = {bool: "switch", int: "whole", float: "number"}
    return plain.get(hint, "text")


def name_of(head: str) -> str:
    """A column's name from its heading, also an unknown one's."""
    word = re.sub(r"[\s_()\[\]-]+", "_", head.strip().lower()).strip("_")
    return ALIASES.get(word, word)


def is_known(name: str) -> bool:
    return name in COLUMNS or name == "kw" or name in forms()


def is_number(name: str) -> bool:
    """Do the cells of this column help to find the decimal sign?"""
    return name in (*PLACE, "turn_deg", "kw") or "number" in forms().get(name, ())


# ---------------------------------------------------------------- writing


def cell_of(value: Any, base: Any, dialect: Dialect) -> str:
    """A field's value as a cell; `base` is what an empty cell would mean."""
    if value is None or value in ("", ()):
        return NOTHING if base != value else ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        rows = value if isinstance(value[0], tuple) else (value,)
        return guarded(" / ".join(" ".join(_number(part, dialect) for part in row) for row in rows))
    return _number(value, dialect)


def _number(value: float, dialect: Dialect) -> str:
    if isinstance(value, int):
        return str(value)
    return numbers.written(value, dialect.decimal, is_plain=(dialect.separator, dialect.decimal) == (",", "."))


_START = r"(?:(?<=[,;\t|\r\n])|\A)"
_RISKY = r"(?=['\"]*[=+\-@\t\r\n＝＋－＠])"
"""With the quotes before it: a reader that takes another sign for the separator drops them."""
_TO_GUARD, _GUARD = re.compile(_START + _RISKY), re.compile(f"{_START}'{_RISKY}")
_EMPTY = re.compile(r"'*\s*(?:none)?\s*", re.IGNORECASE)
"""Text that would read as an empty value: the word for it, or spaces alone."""


def guarded(text: str) -> str:
    """Text that no spreadsheet runs as a formula, whatever sign it takes for the separator."""
    safe = _TO_GUARD.sub("'", text)
    return f"'{safe}" if _EMPTY.fullmatch(safe) else safe


def unguarded(text: str) -> str:
    if "'" not in text:
        return text
    return _GUARD.sub("", text[1:] if text.startswith("'") and _EMPTY.fullmatch(text) else text)


def line_of(cells: Sequence[str], separator: str) -> str:
    """One line of a list. Words with any sign that some reader takes for a separator are quoted."""
    return separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(cell, separator) else cell for cell in cells) + "\n"


def _needs_quotes(cell: str, separator: str) -> bool:
    if _DIGITS.fullmatch(cell):
        return separator in cell
    return any(letter in cell for letter in ',;\t|"\r\n') or cell != cell.strip()


_DIGITS = re.compile(r"-?[0-9.,]+(?:e[+-]?[0-9]+)?", re.ASCII)


# ---------------------------------------------------------------- reading

_YES = ("yes", "true", "1", "on", "ja", "wahr")
_NO = ("no", "false", "0", "off", "nein", "falsch")
"""As spreadsheets write them, too."""


def value_of(text: str, form: Form, read: Numbers) -> Any:
    """What a cell says. Raises ValueError, saying why it says nothing."""
    if form == "text":
        return text
    if form == "switch":
        if text.lower() not in _YES + _NO:
            raise ValueError(f"{fault.short(text)} is neither yes nor no")
        return text.lower() in _YES
    if form == "rows":
        return tuple(_row(part, read) for part in text.split("/"))
    if form == "row":
        return _row(text, read)
    number = read.read(text)
    if form == "whole":
        if number != int(number):
            raise ValueError(f"{fault.short(text)} is not a whole number")
        return int(number)
    return number


def _row(text: str, read: Numbers) -> tuple[float, ...]:
    return tuple(read.read(part) for part in text.split())


def differing(elements: Iterable[tuple[Element, Element]]) -> list[str]:
    """Fields without a column of their own in which an element differs from its base, in the order they are first met."""
    found: dict[str, None] = {}
    for element, base in elements:
        for name in fields_of(type(element)):
            if name not in FIELDS and getattr(element, name) != getattr(base, name):
                found[name] = None
    return list(found)
