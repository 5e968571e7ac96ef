"""Edits as lines of a file: one per diff, whole records, replayable over the state they began from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec

from gigahall.scene.diff import Diff
from gigahall.scene.record import Ambient, Connection, Record, Scene
from gigahall.storage.atomic import read_bytes, write_all
from gigahall.storage.decoding import types_by_tag
from gigahall.storage.lenient import record_within_bounds


class Line(msgspec.Struct, frozen=True):
    """One edit as it is written."""

    count: int
    """The session's edits so far, this one included."""
    put: list[Record]
    drop: list[str]


class Journal:
    """A file that edits are appended to. Every line is with the system at once; `flush` brings it to the disk."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)
        self._is_open = True

    def append(self, count: int, diff: Diff) -> None:
        put = [*diff.added.values(), *(new for _, new in diff.updated.values())]
        line = msgspec.json.encode(Line(count, put, list(diff.removed)))
        write_all(self._descriptor, line + b"\n")

    def flush(self) -> None:
        if self._is_open:
            os.fsync(self._descriptor)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)


def replay(path: Path, records: dict[str, Record], kinds: Iterable[type[Record]], count: int) -> int:
    """Apply a journal to records that hold the first `count` edits; returns how many they hold then.

    Ends at the first line that is torn or does not follow on: what comes after a gap could not be trusted.
    """
    types = tuple(kinds)
    decoder = _decoder(types)
    for line in read_bytes(path).split(b"\n")[:-1]:
        try:
            entry = _decoded(line, decoder, types)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            break
        if entry.count != count + 1:
            break
        count = entry.count
        for key in entry.drop:
            records.pop(key, None)
        records.update({record.id: record for record in entry.put})
    return count


def _decoded(line: bytes, decoder: msgspec.json.Decoder[Any], kinds: tuple[type[Record], ...]) -> Any:
    """One edit; what an earlier program wrote beyond today's bounds is brought to them."""
    try:
        return decoder.decode(line)
    except msgspec.ValidationError:
        entry = msgspec.json.decode(line)
        by_tag = types_by_tag(kinds)
        for record in entry.get("put", ()) if isinstance(entry, dict) else ():
            record_within_bounds(record, by_tag)
        return decoder.decode(msgspec.json.encode(entry))


@cache
def _decoder(kinds: tuple[type[Record], ...]) -> msgspec.json.Decoder[Any]:
    record = reduce(or_, (Scene, Ambient, Connection, *kinds))
    fields = [("count", int), ("put", list[record]), ("drop", list[str])]  # type: ignore[valid-type]
    return msgspec.json.Decoder(msgspec.defstruct("Line", fields, frozen=True))
