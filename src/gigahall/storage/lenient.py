"""Files of earlier programs, whose fields were not bounded yet: what lies beyond today's bounds is shown at the bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gigahall.scene.bounds import keep_within
from gigahall.scene.record import Record
from gigahall.storage.decoding import RawFile, types_by_tag


def within_bounds(text: bytes, kinds: Sequence[type[Record]]) -> tuple[bytes, list[str]]:
    """The file with every number and text within its bounds, and one line for each that was not.

    Everything else stays as it is, so that what else is wrong is found when the result is decoded.
    """
    try:
        raw = msgspec.json.decode(text, type=RawFile)
        plain = [msgspec.json.decode(record) for record in raw.records]
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text, []
    by_tag = types_by_tag(kinds)
    lines: list[str] = []
    for record in plain:
        lines += record_within_bounds(record, by_tag)
    body = b",\n".join(msgspec.json.encode(record) for record in plain)
    return b'{"gigahall":' + msgspec.json.encode(raw.gigahall) + b',\n"records":[\n' + body + b"\n]}\n", lines


def record_within_bounds(plain: Any, by_tag: dict[str, type[Record]]) -> list[str]:
    """The same for one record's plain data, in place."""
    tag = plain.get("kind") if isinstance(plain, dict) else None
    record = by_tag.get(tag) if isinstance(tag, str) else None
    if record is None:
        return []
    return [f"{plain.get('id')}: {beyond}" for beyond in keep_within(record, plain)]
