"""The bytes of a scene file: order of the records, which fields are written, header and body.

The order depends on kinds and ids alone, not on the history of the document, so that a scene saved again unchanged, or
undone to where it was, is the same file byte for byte, and one edit changes one line (and the header's checksum).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from gigahall.scene.record import Ambient, Connection, Record, Scene

FORMAT = "gigahall-scene"


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First member of the file."""

    format: str
    version: int
    records: int = 0
    """How many records follow."""
    sha256: str = ""
    """Of everything after the first line, line ends as LF."""


def file_bytes(records: Iterable[Record], version: int) -> bytes:
    """The whole file."""
    ordered = sorted(records, key=place)
    lines = [msgspec.json.encode(_sparse(record)) for record in ordered]
    body = b'"records":[\n' + b",\n".join(lines) + b"\n]}\n"
    header = Header(FORMAT, version, len(lines), checksum(body))
    return b'{"gigahall":' + msgspec.json.encode(header) + b",\n" + body


def body_of(data: bytes) -> bytes:
    """Everything after the first line, as the checksum sees it: git may have rewritten the line ends."""
    return data.partition(b"\n")[2].replace(b"\r\n", b"\n")


def checksum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _sparse(record: Record) -> dict[str, Any]:
    """What the file holds of a record: kind and id always, otherwise what differs from the default."""
    cls = type(record)
    found: dict[str, Any] = {"kind": cls.__struct_config__.tag, "id": record.id}
    for name, default in _fields(cls):
        value = getattr(record, name)
        if value != default:
            found[name] = value
    return found


@cache
def _fields(record: type[Record]) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, _default(f)) for f in msgspec.structs.fields(record) if f.name != "id")


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def place(record: Record) -> tuple[int, str, list[str | int], str]:
    """Scene, ambient, equipment by kind and id, connections by id; "A2" comes before "A10"."""
    cls = type(record)
    rank = {Scene: 0, Ambient: 1, Connection: 3}.get(cls, 2)
    return rank, str(cls.__struct_config__.tag), natural(record.id), record.id


def natural(text: str) -> list[str | int]:
    """Sort key in which numbers count as numbers."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"([0-9]+)", text))]
