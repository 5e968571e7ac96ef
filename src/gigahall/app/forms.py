"""What a record's fields are, read from their metadata: label, unit, range and which editor suits."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from gigahall.scene.bounds import bounds_of
from gigahall.scene.diff import record_hints
from gigahall.scene.record import Element, Point, Record, meta_of
from gigahall.units import System, format_field, unit_of

Editor = Literal["number", "whole", "switch", "choice", "text", "paragraph", "point", "table"]
PARAGRAPH_FROM = 5_000
"""Texts that may be so long are typed in several lines."""

OWN = ("id", "name", "item", "hall", "at_m", "turn_deg", "in_service", "group", "standby")
"""Fields every element has; the inspector gives them a place of their own."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field as a form shows it."""

    name: str
    label: str
    unit: str
    editor: Editor
    help: str = ""
    ge: float | None = None
    le: float | None = None
    optional: bool = False
    choices: tuple[str, ...] = ()

    def range_words(self, units: System) -> str:
        """The allowed range in the units of the editor, for tooltips; "" without one."""
        low = f"≥ {self._bound(self.ge, units)}" if self.ge is not None else ""
        high = f"≤ {self._bound(self.le, units)}" if self.le is not None else ""
        return " and ".join(part for part in (low, high) if part)

    def _bound(self, value: float, units: System) -> str:
        number, unit = format_field(value, self.unit, units)
        return f"{number} {unit}".strip()


@cache
def fields_of(record: type[Record]) -> tuple[FormField, ...]:
    """Every described field of a record type, in the order of its file."""
    own = [_form_field(name, hint) for name, hint in record_hints(record).items() if name != "id"]
    return tuple(found for found in own if found is not None)


def properties_of(record: type[Element]) -> tuple[FormField, ...]:
    """The fields that are this kind's own."""
    return tuple(found for found in fields_of(record) if found.name not in OWN)


def field_label(record: type[Record], name: str) -> str:
    return next((found.label for found in fields_of(record) if found.name == name), name.replace("_", " "))


def _form_field(name: str, hint: Any) -> FormField | None:
    meta = meta_of(hint)
    if meta is None:
        return None
    kinds, optional = _types(hint)
    editor, choices = _editor(kinds)
    unit = unit_of(name, str((meta.extra or {}).get("unit", "")))
    limits = bounds_of(hint)
    ge, le = (limits.low, limits.high) if limits is not None and editor != "text" else (None, None)
    if editor == "text" and (meta.max_length or 0) >= PARAGRAPH_FROM:
        editor = "paragraph"
    return FormField(name, meta.title or name, unit, editor, meta.description or "", ge, le, optional, choices)


def _types(hint: Any) -> tuple[tuple[Any, ...], bool]:
    """The types behind annotations and unions, and whether None is one of them."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _types(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        parts = [_types(part)[0] for part in get_args(hint) if part is not type(None)]
        return tuple(kind for part in parts for kind in part), type(None) in get_args(hint)
    return (hint,), False


def _editor(kinds: tuple[Any, ...]) -> tuple[Editor, tuple[str, ...]]:
    kind = kinds[0]
    if get_origin(kind) is Literal:
        return "choice", tuple(str(choice) for choice in get_args(kind))
    simple: dict[Any, Editor] = {float: "number", int: "whole", bool: "switch", str: "text"}
    if kind in simple:
        return simple[kind], ()
    if kind == Point:
        return "point", ()
    return "table", ()


_BOUND = re.compile(r"Expected `\w+` (>=|<=|>|<) ([-+0-9.e]+) - at `\$\.(\w+)[^`]*`")
_WORDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
_STEMS = {"at_m": "position", "route_m": "every point of the route"}


def plain_refusal(reason: str, units: System) -> str:
    """The reason of a refused value in the words of the form: "Rated power must be at least 0 kW"."""
    match = _BOUND.search(reason)
    if match is None:
        return reason[:1].upper() + reason[1:]
    sign, bound, name = match.groups()
    number, unit = format_field(float(bound), unit_of(name), units)
    stem = _STEMS.get(name) or name.removesuffix(_suffix(name)).replace("_", " ")
    return f"{stem[:1].upper()}{stem[1:]} must be {_WORDS[sign]} {number} {unit}".strip()


def _suffix(name: str) -> str:
    found = re.search(r"(_m3_s|_kg_s|_pa|_w|_va|_v|_a|_c|_k|_m|_frac|_deg|_ohm|_j)$", name)
    return found.group(1) if found else ""


def lowered(label: str) -> str:
    """A label inside a sentence: abbreviations stay."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
