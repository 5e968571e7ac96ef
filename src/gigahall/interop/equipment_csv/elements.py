"""One row of a list as an element: a new one from its item or kind, or an element of the scene with other values."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from gigahall.interop.equipment_csv import columns, fault
from gigahall.interop.equipment_csv.sheet import Row
from gigahall.kinds import catalogue
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.record import Element, replace

RACK_ITEM = "rack_10kw"
"""What a rack given by its power alone is made from."""


def base_of(element: Element) -> Element:
    """What a row with this element's item or kind, and nothing else, would be: empty cells mean its values."""
    try:
        base = catalogue.item(element.item).element if element.item else None
    except KeyError:
        base = None
    return base if type(base) is type(element) else _plain(type(element))


def _plain(record: type[Element]) -> Element:
    return record(id="new", name="new")


def made(row: Row, key: str) -> Element:
    """The new element of a row. Raises EquipmentError."""
    if not row.says("name"):
        raise row.fault("name", "is empty")
    name = row.text("name")
    base = _stock(row)
    changes = {"id": key, "name": name} | _values(row, base)
    if "rated_w" in changes and "idle_w" in columns.fields_of(type(base)) and "idle_w" not in changes and not row.says("id"):
        changes["idle_w"] = changes["rated_w"] * _idle_frac(base)
    return _checked(row, base, changes)


def updated(row: Row, old: Element) -> Element:
    """An element of the scene with what its row says; empty cells leave it as it is. Raises EquipmentError."""
    kind, item = row.text("kind"), row.text("item")
    if kind and kind != kind_of(old).name:
        raise row.fault("kind", f"{fault.short(kind)} does not fit {fault.short(old.name)}, a {kind_of(old).name}")
    base = _other_item(row, old, item) if item and item != old.item else old
    changes = _values(row, base)
    if row.says("name"):
        changes["name"] = row.text("name")
    rated = changes.get("rated_w")
    if rated is not None and "idle_w" not in changes and getattr(old, "idle_w", 0.0) > rated:
        changes["idle_w"] = rated * _idle_frac(old)  # idle above rated would contradict itself
    return _checked(row, base, changes)


def _other_item(row: Row, old: Element, item: str) -> Element:
    """The element made from another item: what was the old item's becomes the new one's, what was set stays."""
    new, was = _item(row, item), base_of(old)
    if type(new) is not type(old):
        raise row.fault("item", f"{fault.short(item)} is a {kind_of(new).name}, {fault.short(old.name)} a {kind_of(old).name}")
    names = [name for name in columns.fields_of(type(old)) if getattr(old, name) == getattr(was, name)]
    return replace(old, item=item, **{name: getattr(new, name) for name in names})


def _stock(row: Row) -> Element:
    """The record a new row starts from: its item, its kind's default, or a rack given by power."""
    item, kind = row.text("item"), row.text("kind")
    if item:
        base = _item(row, item)
        if kind and kind_of(base).name != kind:
            raise row.fault("kind", f"{fault.short(kind)} does not fit item {fault.short(item)}, a {kind_of(base).name}")
        return base
    if kind:
        if kind not in BY_NAME:
            raise row.fault("kind", f"{fault.short(kind)} is no kind; there are {', '.join(BY_NAME)}")
        return _plain(BY_NAME[kind].record)
    if not row.text("kw") and not row.text("rated_w"):
        raise row.fault("item", "is empty; a rack needs an item or its kW")
    return catalogue.item(RACK_ITEM).element


def _item(row: Row, item: str) -> Element:
    try:
        return catalogue.item(item).element
    except KeyError:
        raise row.fault("item", f"{fault.short(item)} is not in the catalogue") from None


def _values(row: Row, base: Element) -> dict[str, Any]:
    """What the cells say, by field."""
    found = _place(row, base)
    known = columns.fields_of(type(base))
    for column in row.cells:
        if column not in columns.forms() or not row.says(column):
            continue
        if column not in known:
            raise row.fault(column, f"does not fit: {kind_of(base).label} has no such field")
        if row.says_nothing(column) and known[column] in ("text", "row", "rows", "number"):
            found[column] = _nothing(column, base)
        else:
            found[column] = len(feeds(row)) or row.value(column, known[column]) if column == "feeds" else row.value(column, known[column])
    rated = row.number("kw")
    if rated is not None:
        if "rated_w" not in known:
            raise row.fault("kw", f"does not fit: {kind_of(base).label} has no such field")
        found["rated_w"] = rated * 1e3
    return found


def _nothing(column: str, base: Element) -> Any:
    """An empty value: no text, no rows, or none where a number may be left open."""
    form = columns.fields_of(type(base))[column]
    if form == "number" or (form == "row" and getattr(_plain(type(base)), column) is None):
        return None
    return "" if form == "text" else ()


def _place(row: Row, base: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = [row.number(column) for column in columns.PLACE]
    if any(value is not None for value in at):
        found["at_m"] = tuple(was if value is None else value for value, was in zip(at, base.at_m, strict=True))
    turn = row.number("turn_deg")
    if turn is not None:
        if turn % 360 not in (0, 90, 180, 270):
            raise row.fault("turn_deg", f"{fault.short(row.text('turn_deg'))} is not 0, 90, 180 or 270")
        found["turn_deg"] = int(turn) % 360
    return found


def feeds(row: Row) -> tuple[str, ...]:
    """The letters of the feeds where they are given so: "A+B", "A/B", "AB"; () for a number. Raises EquipmentError."""
    text = row.text("feeds")
    letters = re.sub(r"[\s+/,;&-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{1,8}", letters, re.ASCII):
        if letters and not letters[0].isdigit():
            raise row.fault("feeds", f"{fault.short(text)} is neither a number nor letters such as A+B")
        return ()
    if len(set(letters)) < len(letters):
        raise row.fault("feeds", f"{fault.short(text)} names a feed twice")
    return tuple(letters)


def _idle_frac(base: Element) -> float:
    """Idle by rated power; the catalogue's estimate where the element does not say."""
    rated, idle = getattr(base, "rated_w", 0.0), getattr(base, "idle_w", 0.0)
    return float(idle) / float(rated) if rated else 0.3


def _checked(row: Row, base: Element, changes: dict[str, Any]) -> Element:
    try:
        return replace(base, **changes)
    except msgspec.ValidationError as error:
        raise row.fault(*_where(str(error), row)) from error


def _where(message: str, row: Row) -> tuple[str, str]:
    """Column and reason of a refused value."""
    reason, _, path = message.partition(" - at `$.")
    name, *rest = re.split(r"[`\[\]]", path)
    place = int(rest[0]) if rest and rest[0].isdigit() else 0
    column = {"at_m": columns.PLACE[min(place, 2)], "rated_w": "kw" if row.says("kw") else "rated_w", "idle_w": "kw"}.get(name, name)
    if column == "kw" and not row.says("kw"):
        column = "idle_w" if row.says("idle_w") else "rated_w"
    return column, f"{fault.short(row.text(column))} is refused: {reason[:1].lower()}{reason[1:]}"
