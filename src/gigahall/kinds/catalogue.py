"""Catalogue items: real equipment with its data, each value with its source.

One file per kind in assets/catalogue: `{"kind": TAG, "items": [{"id", "name", "manufacturer", "fields": {FIELD: {"value",
"source", "estimated"}}, "notes"}]}`. An item is a partly filled record: `make` completes it to an element, `source_of`
says where a value of an element comes from. Every item is decoded into its record on loading, so a wrong field, type or
range is refused with file, item and field named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gigahall.kinds.registry import BY_NAME
from gigahall.paths import asset
from gigahall.scene.record import Element

BY_USER = "set by user"
BY_KIND = "default of the kind"


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; the text names file, item and field."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value of an item, in the field's SI unit."""

    value: Any
    source: str
    estimated: bool = False


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    manufacturer: str
    fields: dict[str, Value]
    notes: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    items: list[_Entry]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of equipment one can place. `element` is its record, filled with the item's values and the defaults."""

    kind: str
    id: str
    name: str
    manufacturer: str
    fields: dict[str, Value]
    notes: str
    element: Element


PUBLISHERS: tuple[tuple[str, str], ...] = (
    ("lenovo", "Lenovo"), ("vertiv", "Vertiv"), ("liebert", "Liebert"), ("hpe", "HPE"), ("qct", "QCT"), ("motivair", "Motivair"),
    ("gigabyte", "Gigabyte"), ("amd", "AMD"), ("ibm", "IBM"), ("grundfos", "Grundfos"), ("cummins", "Cummins"), ("eaton", "Eaton"),
    ("pennsylvania", "Penn. Tr."), ("sunbird", "Sunbird"), ("flex", "Flex"), ("ocp", "OCP"), ("mgx", "OCP"), ("open rack", "OCP"),
    ("simready", "NVIDIA"), ("nvidia", "NVIDIA"), ("dgx", "NVIDIA"), ("omniverse", "NVIDIA"), ("ashrae", "ASHRAE"), ("energyplus", "E+"),
    ("lbnl", "LBNL"), ("exadigit", "ExaDigiT"), ("fluids", "fluids"), ("iec", "IEC"), ("ieee", "IEEE"), ("iso", "ISO"), ("en 12825", "EN"),
    ("pandapower", "pandap."), ("us_padmount", "IEEE"), ("us doe", "DOE"), ("bs 7671", "BS 7671"), ("beitelmal", "ASME"),
    ("reference hall", "sample"), ("accessfloor", "supplier"), ("inframetric", "supplier"), ("the register", "press"),
    ("vendor ups", "makers"), ("busway/", "public"), ("cdu vendor", "public"), ("open power", "public"), ("github", "public"),
)  # fmt: skip
"""A word of a source, and whom it names. Of several the one that stands first in the source counts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `is_item_value` False: the user, or the kind's default, not the catalogue."""

    text: str
    estimated: bool
    is_item_value: bool

    @property
    def tag(self) -> str:
        """Its name in a word: "Lenovo", "est.", "you", "default"; "item" where an item is so by its nature."""
        if not self.is_item_value:
            return "default" if self.text == BY_KIND else "you"
        if self.estimated:
            return "est."
        return _publisher(self.text)


def items(kind: str = "") -> tuple[Item, ...]:
    """All items, or those of one kind, in the order of the registry and of the files. Raises CatalogueError."""
    every = _by_id()
    return tuple(found for found in every.values() if not kind or found.kind == kind)


def item(item_id: str) -> Item:
    """The item with this id. Raises KeyError."""
    return _by_id()[item_id]


def make(item_id: str, *, id: str, name: str, **fields: Any) -> Element:
    """A new element of an item; `fields` override its values. Raises KeyError, AttributeError, msgspec.ValidationError."""
    element = item(item_id).element
    unknown = fields.keys() - set(element.__struct_fields__)
    if unknown:
        raise AttributeError(f"{type(element).__name__} has no field {sorted(unknown)[0]}")
    values = msgspec.structs.asdict(element) | fields | {"id": id, "name": name}
    values["kind"] = type(element).__struct_config__.tag
    return msgspec.convert(values, type(element))


def source_of(element: Element, field: str) -> Source:
    """Where the present value of a field comes from: the element's item while it still has the item's value."""
    found = _by_id().get(element.item)
    value = getattr(element, field)
    if found is not None and field in found.fields and value == getattr(found.element, field):
        return Source(found.fields[field].source, found.fields[field].estimated, True)
    if value == _defaults(type(element)).get(field, msgspec.UNSET):
        return Source(BY_KIND, True, False)
    return Source(BY_USER, False, False)


@cache
def _publisher(text: str) -> str:
    found = [(match.start(), name) for word, name in PUBLISHERS if (match := re.search(rf"\b{re.escape(word)}", text.casefold()))]
    return min(found)[1] if found else "item"


@cache
def _defaults(record: type[Element]) -> dict[str, Any]:
    return {field.name: field.default for field in msgspec.structs.fields(record) if field.default is not msgspec.NODEFAULT}


@cache
def _by_id() -> dict[str, Item]:
    found: dict[str, Item] = {}
    for kind in BY_NAME:
        path = asset("catalogue", f"{kind}.json")
        for new in _items_of(path) if path.is_file() else ():
            if new.id in found:
                raise CatalogueError(f"{path.name}: item {new.id!r} is already in {found[new.id].kind}.json")
            found[new.id] = new
    return found


def _items_of(path: Path) -> Iterator[Item]:
    try:
        content = msgspec.json.decode(path.read_bytes(), type=_File)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if content.kind != path.stem:
        raise CatalogueError(f"{path.name}: is about kind {content.kind!r}")
    for entry in content.items:
        yield _item(content.kind, entry, path)


def _item(kind: str, entry: _Entry, path: Path) -> Item:
    record = BY_NAME[kind].record
    values: dict[str, Any] = {name: value.value for name, value in entry.fields.items()}
    own = {"kind": kind, "id": "item", "name": entry.name, "item": entry.id}
    try:
        element = msgspec.convert(values | own, record)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{path.name}: item {entry.id!r}: {error}") from error
    return Item(kind, entry.id, entry.name, entry.manufacturer, entry.fields, entry.notes, element)
