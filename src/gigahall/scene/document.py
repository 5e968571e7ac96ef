"""The document: records by id, changed only in transactions, every change a Diff that can be turned around.

    with document.edit("Move rack") as edit:
        edit.replace("A01", at_m=(2.7, 3.0, 0.0))

On leaving the block the Diff is applied, pushed on the history and sent to every subscriber; an exception leaves
everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, get_type_hints

from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, replace


class EditError(ValueError):
    """An edit that cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What one edit did. `updated` holds (old, new) by id."""

    added: Mapping[str, Record] = field(default_factory=dict)
    updated: Mapping[str, tuple[Record, Record]] = field(default_factory=dict)
    removed: Mapping[str, Record] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)

    def reversed(self) -> Diff:
        swapped = {key: (new, old) for key, (old, new) in self.updated.items()}
        return Diff(self.removed, swapped, self.added)

    def then(self, later: Diff) -> Diff:
        """This diff and a later one as a single diff."""
        before: dict[str, Record | None] = {}
        after: dict[str, Record | None] = {}
        for diff in (self, later):
            for key, old, new in diff.changes():
                before.setdefault(key, old)
                after[key] = new
        return between(before, after)

    def changes(self) -> Iterator[tuple[str, Record | None, Record | None]]:
        """(id, old, new) of every record touched; None = absent."""
        for key, new in self.added.items():
            yield key, None, new
        for key, (old, new) in self.updated.items():
            yield key, old, new
        for key, old in self.removed.items():
            yield key, old, None

    def affects(self) -> frozenset[str]:
        """What the changed fields affect: look, label, power, coolant, air. Adding or removing affects everything."""
        found: set[str] = set()
        if self.added or self.removed:
            return frozenset({"look", "label", "power", "coolant", "air"})
        for old, new in self.updated.values():
            table = affects_of_fields(type(new))
            for name in new.__struct_fields__:
                if getattr(old, name) != getattr(new, name):
                    found |= table[name]
        return frozenset(found)


_AFFECTS: dict[type[Record], dict[str, frozenset[str]]] = {}
_EVERYTHING = frozenset({"look", "label", "power", "coolant", "air"})


def affects_of_fields(record: type[Record]) -> dict[str, frozenset[str]]:
    """By field name, from the `field()` metadata; a field without any affects everything."""
    if record not in _AFFECTS:
        from_meta: dict[str, frozenset[str]] = {}
        for name, hint in record_hints(record).items():
            metas = getattr(hint, "__metadata__", ())
            extra = next((m.extra for m in metas if getattr(m, "extra", None)), None)
            from_meta[name] = extra["affects"] if extra else _EVERYTHING
        _AFFECTS[record] = from_meta
    return _AFFECTS[record]


def record_hints(record: type[Record]) -> dict[str, Any]:
    """Resolved annotations of a record's fields, with their metadata."""
    from_typing = get_type_hints(record, include_extras=True)
    return {name: from_typing[name] for name in record.__struct_fields__}


def between(before: Mapping[str, Record | None], after: Mapping[str, Record | None]) -> Diff:
    """The diff from one state of some records to another."""
    added: dict[str, Record] = {}
    updated: dict[str, tuple[Record, Record]] = {}
    removed: dict[str, Record] = {}
    for key, new in after.items():
        old = before.get(key)
        if old is None and new is not None:
            added[key] = new
        elif old is not None and new is None:
            removed[key] = old
        elif old is not None and new is not None and old != new:
            updated[key] = (old, new)
    return Diff(added, updated, removed)


class Edit:
    """One open transaction: collects changes over the document without touching it."""

    def __init__(self, base: Mapping[str, Record]) -> None:
        self._base = base
        self._after: dict[str, Record | None] = {}

    def __getitem__(self, key: str) -> Record:
        record = self._after[key] if key in self._after else self._base.get(key)
        if record is None:
            raise EditError(f"no element with id {key!r}")
        return record

    def __contains__(self, key: str) -> bool:
        if key in self._after:
            return self._after[key] is not None
        return key in self._base

    def add(self, record: Record) -> Record:
        if record.id in self:
            raise EditError(f"id {record.id!r} is taken")
        self._after[record.id] = record
        return record

    def replace(self, key: str, **changes: Any) -> Record:
        new = replace(self[key], **changes)
        self._after[key] = new
        return new

    def put(self, record: Record) -> None:
        """Replace the record of the same id whole."""
        self[record.id]
        self._after[record.id] = record

    def remove(self, key: str) -> None:
        """Remove a record and every connection that ends at it."""
        if isinstance(self[key], Scene | Ambient):
            raise EditError(f"{key!r} belongs to the scene itself and stays")
        self._after[key] = None
        for other in self._all():
            if isinstance(other, Connection) and key in (element_of(other.a), element_of(other.b)):
                self._after[other.id] = None

    def diff(self) -> Diff:
        return between({key: self._base.get(key) for key in self._after}, self._after)

    def _all(self) -> list[Record]:
        merged: dict[str, Record | None] = {**self._base, **self._after}
        return [record for record in merged.values() if record is not None]


def element_of(end: str) -> str:
    """The element id of a connection's end "ELEMENT.port"."""
    return end.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history."""

    name: str
    diff: Diff
    merge: str = ""


class Document:
    """Records, history and subscribers. Not thread-safe: it lives in the thread that edits it."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, Record] = {record.id: record for record in records}
        self._records.setdefault("scene", Scene())
        self._records.setdefault("ambient", Ambient())
        self._steps: list[Step] = []
        self._index = 0
        self._saved: Step | None = None
        self._saved_lost = False
        self._subscribers: list[Callable[[Diff], None]] = []
        self.revision = 0
        """Counts every change, undo and redo included."""

    @property
    def records(self) -> Mapping[str, Record]:
        return MappingProxyType(self._records)

    @property
    def scene(self) -> Scene:
        record = self._records["scene"]
        assert isinstance(record, Scene)
        return record

    @property
    def ambient(self) -> Ambient:
        record = self._records["ambient"]
        assert isinstance(record, Ambient)
        return record

    def elements(self) -> list[Element]:
        return [record for record in self._records.values() if isinstance(record, Element)]

    def connections(self) -> list[Connection]:
        return [record for record in self._records.values() if isinstance(record, Connection)]

    def find(self, wanted: str) -> Element:
        """The element with this id, or the only one with this name. Raises EditError."""
        record = self._records.get(wanted)
        if isinstance(record, Element):
            return record
        named = [element for element in self.elements() if element.name == wanted]
        if len(named) == 1:
            return named[0]
        reason = "is not in the scene" if not named else f"is the name of {len(named)} elements; use an id"
        raise EditError(f"{wanted!r} {reason}")

    def subscribe(self, changed: Callable[[Diff], None]) -> Callable[[], None]:
        """Call `changed(diff)` after every change; returns the call that ends it."""
        self._subscribers.append(changed)
        return lambda: self._subscribers.remove(changed)

    @contextmanager
    def edit(self, name: str, merge: str = "") -> Iterator[Edit]:
        """Open a transaction; successive edits with the same non-empty `merge` become one step of the history."""
        edit = Edit(self._records)
        yield edit
        diff = edit.diff()
        if diff:
            self._push(Step(name, diff, merge))
            self._apply(diff)

    def _push(self, step: Step) -> None:
        if self._saved in self._steps[self._index:]:
            self._saved_lost = True
        del self._steps[self._index:]
        last = self._steps[-1] if self._steps else None
        if step.merge and last and last.merge == step.merge and last is not self._saved:
            self._steps[-1] = Step(step.name, last.diff.then(step.diff), step.merge)
        else:
            self._steps.append(step)
        self._index = len(self._steps)

    def _apply(self, diff: Diff) -> None:
        for key, _old, new in diff.changes():
            if new is None:
                del self._records[key]
            else:
                self._records[key] = new
        self.revision += 1
        for changed in tuple(self._subscribers):
            changed(diff)

    @property
    def history(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    @property
    def index(self) -> int:
        """How many steps of the history are in force."""
        return self._index

    @property
    def undo_name(self) -> str:
        return self._steps[self._index - 1].name if self._index else ""

    @property
    def redo_name(self) -> str:
        return self._steps[self._index].name if self._index < len(self._steps) else ""

    def undo(self) -> bool:
        if not self._index:
            return False
        self._index -= 1
        self._apply(self._steps[self._index].diff.reversed())
        return True

    def redo(self) -> bool:
        if self._index == len(self._steps):
            return False
        self._index += 1
        self._apply(self._steps[self._index - 1].diff)
        return True

    @property
    def is_saved(self) -> bool:
        current = self._steps[self._index - 1] if self._index else None
        return not self._saved_lost and current is self._saved

    def mark_saved(self) -> None:
        self._saved = self._steps[self._index - 1] if self._index else None
        self._saved_lost = False
