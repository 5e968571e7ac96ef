"""From bytes to records: every complaint names the line, the record and the field, and nothing is guessed."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

import msgspec

from gigahall.scene.joints import element_of
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene
from gigahall.storage.fault import SHOWN, Fault, SceneError, explain, one_line
from gigahall.storage.layout import FORMAT, Header

MAX_BYTES = 256 * 1024 * 1024

_EARLIER = "correct it, or use an earlier copy"


class _Peek(msgspec.Struct, frozen=True):
    """Reads the header alone, whatever else a newer version has put into the file."""

    gigahall: msgspec.Raw


class _AnyHeader(msgspec.Struct, frozen=True):
    format: str = ""
    version: int = 0


class RawFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file with its records left as they are."""

    gigahall: Header
    records: list[msgspec.Raw]


@cache
def file_type(kinds: tuple[type[Record], ...]) -> type[msgspec.Struct]:
    """The whole file as one type: the header, then records of the scene's own and the given types."""
    record = reduce(or_, (Scene, Ambient, Connection, *kinds))
    fields = [("gigahall", Header), ("records", list[record])]  # type: ignore[valid-type]
    return msgspec.defstruct("SceneFile", fields, frozen=True, forbid_unknown_fields=True)


def types_by_tag(kinds: Iterable[type[Record]]) -> dict[str, type[Record]]:
    """The scene's own record types and the given ones by their name in the file."""
    known: tuple[type[Record], ...] = (Scene, Ambient, Connection, *kinds)
    return {str(kind.__struct_config__.tag): kind for kind in known}


@cache
def record_decoder(kinds: tuple[type[Record], ...]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(reduce(or_, (Scene, Ambient, Connection, *kinds)))


def text_of(data: bytes, name: str) -> bytes:
    """The bytes without a byte-order mark, once they are known to be UTF-8 text of a sane size."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024**2:.0f} MB"
        raise SceneError([Fault(name, f"is {size} large; a scene has at most 256 MB", cure="this is hardly a scene")])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 text (byte {error.start})"
        raise SceneError([Fault(name, reason, line=line_at(data, error.start), cure=_EARLIER)]) from error
    return data.removeprefix(b"\xef\xbb\xbf")


def version_of(data: bytes, name: str) -> int:
    """The version the file was written in. Raises SceneError for what is no scene at all."""
    try:
        peek = msgspec.json.decode(data, type=_Peek)
        header = msgspec.json.decode(peek.gigahall, type=_AnyHeader)
    except msgspec.ValidationError as error:
        reason = 'is not a Gigahall scene: it has no header "gigahall"'
        raise SceneError([Fault(name, reason, cure="open a file that Gigahall has saved")]) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise SceneError([_malformed(data, name, error)]) from error
    if header.format != FORMAT:
        reason = f"has the format {one_line(header.format, 40)!r}, not {FORMAT!r}"
        raise SceneError([Fault(name, reason, field="gigahall.format", cure="open a file that Gigahall has saved")])
    if header.version < 1:
        reason = f"has the impossible version {header.version}"
        raise SceneError([Fault(name, reason, field="gigahall.version", cure=_EARLIER)])
    return header.version


def typed(data: bytes, name: str, kinds: tuple[type[Record], ...]) -> tuple[Header, list[Record]]:
    """Header and records of a file of this version. Raises SceneError with up to three faults."""
    try:
        found = msgspec.json.decode(data, type=RawFile)
        decode = record_decoder(kinds).decode
        return found.gigahall, [decode(raw) for raw in found.records]  # one by one takes no longer, and holds no other thread
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise SceneError(*_search(data, name, kinds, error)) from error


def _search(data: bytes, name: str, kinds: tuple[type[Record], ...], error: Exception) -> tuple[list[Fault], int]:
    """The faults of a file that did not decode, record by record; a slow second look that only bad files get."""
    try:
        raws = msgspec.json.decode(data, type=RawFile).records
    except msgspec.ValidationError as wrong:
        field, reason = explain(wrong)
        return [Fault(name, reason, field=field, cure=_EARLIER)], 0
    except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
        return [_malformed(data, name, wrong)], 0
    faults: list[Fault] = []
    n_bad = 0
    decoder = record_decoder(kinds)
    for index, (raw, line) in enumerate(zip(raws, _lines(data, raws), strict=True)):
        try:
            decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
            n_bad += 1
            if len(faults) < SHOWN:
                faults.append(_record_fault(name, index, line, bytes(raw), wrong, kinds))
    return faults or [Fault(name, explain(error)[1], cure=_EARLIER)], n_bad - len(faults)


_RECORDS = re.compile(rb'"records"\s*:\s*\[')
_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,64})"')


def _lines(data: bytes, raws: Iterable[msgspec.Raw]) -> list[int]:
    """The line each record begins on."""
    lines: list[int] = []
    begin = _RECORDS.search(data)
    place = begin.end() if begin else 0
    line = data.count(b"\n", 0, place) + 1
    for raw in raws:
        text = bytes(raw)
        start = data.find(text, place)
        line += data.count(b"\n", place, start)
        lines.append(line)
        line += text.count(b"\n")
        place = start + len(text)
    return lines


def _record_fault(
    name: str, index: int, line: int, raw: bytes, error: Exception, kinds: tuple[type[Record], ...]
) -> Fault:
    plain = _plain(raw)
    by_tag = types_by_tag(kinds)
    tag = str(plain.get("kind", ""))
    field, reason = explain(error, by_tag.get(tag))
    cure = _EARLIER
    if field == "kind":
        close = difflib.get_close_matches(tag[:100], by_tag, 1)
        cure = f"did you mean {close[0]!r}?" if close else "open it with the version of Gigahall that saved it"
    return Fault(name, reason, line, _label(plain, index), field, cure)


def _plain(raw: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        key = _ID.search(raw)
        return {"id": key.group(1).decode()} if key else {}
    return found if isinstance(found, dict) else {}


def _label(plain: dict[str, Any], index: int) -> str:
    key = plain.get("id")
    return one_line(key, 64) if isinstance(key, str) and key else f"number {index + 1}"


def _malformed(data: bytes, name: str, error: Exception) -> Fault:
    if isinstance(error, RecursionError):
        return Fault(name, "is nested too deeply for a scene", line=_deep_line(data), cure=_EARLIER)
    text = str(error)
    if "truncated" in text:
        return Fault(name, "ends in the middle", line=line_at(data, len(data)), cure="use an earlier copy")
    reason, _, rest = text.removeprefix("JSON is malformed: ").partition(" (byte ")
    byte = rest.rstrip(")")
    line = line_at(data, int(byte)) if byte.isdigit() else 0
    return Fault(name, f"is not valid JSON: {reason}", line=line, cure=_EARLIER)


def _deep_line(data: bytes, limit: int = 100) -> int:
    """The line on which brackets go deeper than any record's."""
    depth = 0
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.group(), 0)
        if depth > limit:
            return line_at(data, token.start())
    return 0


def line_at(data: bytes, byte: int) -> int:
    return data.count(b"\n", 0, byte) + 1


def newer(data: bytes, name: str, version: int, known: int, kinds: tuple[type[Record], ...]) -> list[Record]:
    """The records of a file of a later version, when nothing in them is unknown here. Raises SceneError."""
    record = reduce(or_, (Scene, Ambient, Connection, *kinds))
    lenient = msgspec.defstruct("NewerFile", [("records", list[record])], frozen=True)  # type: ignore[valid-type]
    try:
        return list(msgspec.json.decode(data, type=lenient).records)  # type: ignore[attr-defined]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        reason = f"was saved by a newer Gigahall (file version {version}; this one reads up to {known})"
        raise SceneError([Fault(name, reason, cure="open it with that version")]) from error


def validate(records: Sequence[Record], data: bytes, name: str) -> None:
    """What the types cannot say: ids are unique, the scene's own two are single, references lead somewhere.

    Raises SceneError with up to three faults; `data` are the bytes to name lines of.
    """
    found = [*_id_faults(records), *_reference_faults(records)]
    if not found:
        return
    lines = _lines(data, msgspec.json.decode(data, type=_Records).records)
    faults = [Fault(name, reason, lines[index], records[index].id, field, cure) for index, field, reason, cure in found]
    raise SceneError(faults)


class _Records(msgspec.Struct, frozen=True):
    records: list[msgspec.Raw]


Found = tuple[int, str, str, str]
"""Index of the record, field, reason, cure."""


def _id_faults(records: Sequence[Record]) -> Iterator[Found]:
    seen: set[str] = set()
    for index, record in enumerate(records):
        if record.id in seen:
            yield index, "id", "is there twice", "give one of them another id"
        seen.add(record.id)
        for own, cls in (("scene", Scene), ("ambient", Ambient)):
            if isinstance(record, cls) != (record.id == own):
                yield index, "id", f"the id {own!r} belongs to the one {own} record", "correct it"


def _reference_faults(records: Sequence[Record]) -> Iterator[Found]:
    elements = {record.id for record in records if isinstance(record, Element)}
    for index, record in enumerate(records):
        if isinstance(record, Connection):
            for field, end in (("a", record.a), ("b", record.b)):
                if element_of(end) not in elements:
                    reason = f"no element has the id {element_of(end)!r}"
                    yield index, field, reason, "add it or remove this connection"
        elif isinstance(record, Element) and record.hall and record.hall not in elements:
            yield index, "hall", f"no element has the id {record.hall!r}", "add that room or leave the field out"


def refuse_double_members(data: bytes, name: str) -> None:
    """JSON lets a member come twice and the last one win, which would lose the first silently. Raises SceneError."""
    if _double_member(data) is None:
        return
    raws = msgspec.json.decode(data, type=_Records).records
    for index, (raw, line) in enumerate(zip(raws, _lines(data, raws), strict=True)):
        field = _double_member(bytes(raw))
        if field is not None:
            label = _label(_plain(bytes(raw)), index)
            raise SceneError([Fault(name, "is there twice", line, label, field, "remove one of them")])
    raise SceneError([Fault(name, "is there twice", field=_double_member(data) or "", cure="remove one of them")])


def _double_member(data: bytes) -> str | None:
    double: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        counts = Counter(key for key, _ in pairs)
        double.extend(key for key, count in counts.items() if count > 1)

    json.loads(data, object_pairs_hook=look, parse_int=str, parse_float=str)
    return double[0] if double else None
