"""The lists of a scene: its equipment, and its connections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gigahall.interop.equipment_csv import columns
from gigahall.interop.equipment_csv.dialect import COMMAS, Dialect
from gigahall.interop.equipment_csv.elements import base_of
from gigahall.kinds.registry import kind_of
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Connection, Element, Record

_MARK = b"\xef\xbb\xbf"
"""Spreadsheets know UTF-8 by it."""


def encode(records: Iterable[Record], dialect: Dialect = COMMAS) -> bytes:
    """The list of a scene's equipment: one row an element, and a column for every field in which one differs from its item."""
    pairs = [(record, base_of(record)) for record in records if isinstance(record, Element)]
    extra = columns.differing(pairs)
    lines = [columns.line_of((*columns.COLUMNS, *extra), dialect.separator)]
    for element, base in pairs:
        cells = _own(element, dialect) + [_field(element, base, name, dialect) for name in (*columns.FIELDS, *extra)]
        lines.append(columns.line_of(cells, dialect.separator))
    return _MARK + "".join(lines).encode()


def _own(element: Element, dialect: Dialect) -> list[str]:
    values: tuple[Any, ...] = (element.id, element.name, kind_of(element).name, element.item, element.hall, *element.at_m, element.turn_deg)
    return [columns.cell_of(value, value, dialect) for value in values]


def _field(element: Element, base: Element, name: str, dialect: Dialect) -> str:
    if name not in columns.fields_of(type(element)):
        return ""
    return columns.cell_of(getattr(element, name), getattr(base, name), dialect)


def encode_connections(records: Iterable[Record], dialect: Dialect = COMMAS) -> bytes:
    """The list of a scene's connections: one row a joint, its two elements by id."""
    lines = [columns.line_of(columns.JOINTS, dialect.separator)]
    for record in records:
        if isinstance(record, Connection):
            ends = [part for end in (record.a, record.b) for part in (element_of(end), port_of(end))]
            lines.append(columns.line_of([columns.guarded(text) for text in (record.id, *ends)], dialect.separator))
    return _MARK + "".join(lines).encode()
