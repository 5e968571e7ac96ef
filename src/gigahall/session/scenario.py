"""Scenarios: a Diff over the base scene, made from command-line words or from the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from gigahall.scene.document import Diff, Document, EditError, between
from gigahall.scene.record import Element, Record, replace
from gigahall.storage.fault import explain


def fail(document: Document, wanted: Iterable[str]) -> Diff:
    """The diff that takes these elements (id or unique name) out of service; order does not matter."""
    before: dict[str, Record | None] = {}
    after: dict[str, Record | None] = {}
    for name in wanted:
        element = document.find(name)
        before[element.id] = element
        after[element.id] = replace(element, in_service=False)
    return between(before, after)


def assign(document: Document, assignments: Iterable[str]) -> Diff:
    """The diff of "ELEMENT.field=value" words; "ambient" and "scene" name the scene's own records.

    Values are read as JSON where that fits the field, else as plain text. Raises EditError with what is wrong.
    """
    before: dict[str, Record | None] = {}
    after: dict[str, Record | None] = {}
    for word in assignments:
        target, equals, text = word.partition("=")
        owner, dot, name = target.rpartition(".")
        if not equals or not dot:
            raise EditError(f"{word!r}: write ELEMENT.field=value")
        record = document.records[owner] if owner in ("ambient", "scene") else document.find(owner)
        if name in ("id", "kind") or name not in record.__struct_fields__:
            fields = ", ".join(field for field in record.__struct_fields__ if field != "id")
            raise EditError(f"{owner!r} has no field {name!r}; it has {fields}")
        before[record.id] = record
        current = after.get(record.id, record)
        assert current is not None
        after[record.id] = changed = _with_text(current, owner, name, text)
        if isinstance(changed, Element) and changed.hall and changed.hall not in document.records:
            raise EditError(f"{owner}.{name} = {text!r} is refused: no element has this id")
    return between(before, after)


def _with_text(record: Record, owner: str, name: str, text: str) -> Record:
    reason = ""
    for value in _readings(text):
        try:
            return replace(record, **{name: value})
        except msgspec.ValidationError as error:
            reason = reason or explain(error, type(record))[1]
    raise EditError(f"{owner}.{name} = {text!r} is refused: {reason}")


def _readings(text: str) -> list[object]:
    try:
        return [msgspec.json.decode(text), text]
    except msgspec.DecodeError:
        return [text]


def applied(records: Mapping[str, Record], diff: Diff) -> dict[str, Record]:
    """The records with the diff laid over them; the base stays as it is."""
    result = dict(records)
    for key, _old, new in diff.changes():
        if new is None:
            result.pop(key, None)
        else:
            result[key] = new
    return result
