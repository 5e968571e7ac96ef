"""What one edit did to the records: frozen, reversible, and able to say which solvers it touches."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from gigahall.scene.record import Affects, Record, meta_of

EVERYTHING: frozenset[str] = frozenset(get_args(Affects))


@dataclass(frozen=True, slots=True)
class Diff:
    """What one edit did. `updated` holds (old, new) by id."""

    added: Mapping[str, Record] = field(default_factory=dict)
    updated: Mapping[str, tuple[Record, Record]] = field(default_factory=dict)
    removed: Mapping[str, Record] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)

    def __len__(self) -> int:
        """How many records change."""
        return len(self.added) + len(self.updated) + len(self.removed)

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

    def weight_bytes(self) -> int:
        """What it holds in memory, about: of many records a few dozen stand for all."""
        n = len(self.added) + 2 * len(self.updated) + len(self.removed)
        step = max(n // (2 * _WEIGHED), 1)
        weighed = [
            _weight_bytes(record) for pair in itertools.islice(self.changes(), 0, None, step) for record in pair[1:] if record is not None
        ]
        return n * sum(weighed) // max(len(weighed), 1)

    def affects(self) -> frozenset[str]:
        """What the changed fields affect: look, label, power, coolant, air. Adding or removing affects everything."""
        if self.added or self.removed:
            return EVERYTHING
        found: set[str] = set()
        for old, new in self.updated.values():
            found |= _affects_between(old, new)
            if found == EVERYTHING:
                break
        return frozenset(found)


_WEIGHED = 32
_SLOT_BYTES = 150
"""Of the dictionary entry and the pair that hold a record."""


def _weight_bytes(record: Record) -> int:
    values = [getattr(record, name) for name in record.__struct_fields__]
    held = sum(sys.getsizeof(value) for value in values if isinstance(value, str | float))
    held += sum(_tuple_bytes(value) for value in values if isinstance(value, tuple))
    return sys.getsizeof(record) + held + _SLOT_BYTES


def _tuple_bytes(value: tuple[Any, ...]) -> int:
    inner = sum(_tuple_bytes(member) if isinstance(member, tuple) else sys.getsizeof(member) for member in value)
    return sys.getsizeof(value) + inner


def between(before: Mapping[str, Record | None], after: Mapping[str, Record | None]) -> Diff:
    """The diff from one state of some records to another. A record equal to what it was is left out."""
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


def _affects_between(old: Record, new: Record) -> frozenset[str]:
    if type(old) is not type(new):
        return EVERYTHING
    table = affects_of_fields(type(new))
    changed = [name for name in new.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    return frozenset().union(*(table[name] for name in changed))


_AFFECTS: dict[type[Record], dict[str, frozenset[str]]] = {}


def affects_of_fields(record: type[Record]) -> dict[str, frozenset[str]]:
    """By field name, from the `field()` metadata; a field without any affects everything."""
    if record not in _AFFECTS:
        from_meta: dict[str, frozenset[str]] = {}
        for name, hint in record_hints(record).items():
            meta = meta_of(hint)
            from_meta[name] = meta.extra["affects"] if meta and meta.extra else EVERYTHING
        _AFFECTS[record] = from_meta
    return _AFFECTS[record]


def record_hints(record: type[Record]) -> dict[str, Any]:
    """Resolved annotations of a record's fields, with their metadata."""
    from_typing = get_type_hints(record, include_extras=True)
    return {name: from_typing[name] for name in record.__struct_fields__}
