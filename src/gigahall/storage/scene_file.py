"""The scene file NAME.gigahall: load, save, check and describe it.

One UTF-8 JSON object. The first line is the header (format, version, how many records, SHA-256 of the rest), then
follows one record per line in a stable order. Fields that equal their default are left out.

    {"gigahall":{"format":"gigahall-scene","version":1,"records":412,"sha256":"…"},
    "records":[
    {"kind":"scene","id":"scene","title":"Hall 1"},
    …
    ]}
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from gigahall.kinds import registry
from gigahall.scene.contents import Contents
from gigahall.scene.record import Ambient, Element, Record, Scene
from gigahall.storage import backups, migrations
from gigahall.storage import lenient as lenience
from gigahall.storage.atomic import SaveError, read_bytes, save_bytes
from gigahall.storage.decoding import (
    MAX_BYTES,
    RawFile,
    file_type,
    newer,
    refuse_double_members,
    text_of,
    typed,
    validate,
    version_of,
)
from gigahall.storage.fault import Fault, SceneError, explain
from gigahall.storage.layout import FORMAT, body_of, checksum, file_bytes, place
from gigahall.storage.ports import port_notes

__all__ = ["Loaded", "SaveError", "SceneError", "decode", "digest", "encode", "load", "save", "schema"]

Kinds = Sequence[type[Element]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds."""

    records: tuple[Record, ...]
    read_only: bool
    """Saved by a newer version, or beyond today's bounds: may be looked at and saved under another name, not over."""
    notes: tuple[str, ...]
    """One line each, for the user: edited outside, upgraded, connections that lead nowhere."""
    version: int
    file_sha256: str
    """Of the bytes read, to see later whether the file on the disk has changed."""
    beyond: tuple[str, ...] = ()
    """One line for each field beyond its bounds, which holds the value at the bound: the file itself is read-only."""
    contents: Contents | None = None
    """The records as a document takes them over, where whoever read the file put them in order."""
    is_earlier: bool = False
    """An earlier save, taken for a file that cannot be read: the file does not hold this yet."""


def load(path: Path | str, kinds: Kinds | None = None, lenient: bool = False) -> Loaded:
    """Read a scene file. Raises SceneError, also when the file cannot be read.

    `lenient` also reads files of earlier programs with fields beyond today's bounds: `Loaded.beyond` names them.
    """
    path = Path(path)
    try:
        data = read_bytes(path, MAX_BYTES + 1)
    except OSError as error:
        reason = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise SceneError([Fault(path.name, reason, cure="check the name and the permissions")]) from error
    if len(data) > MAX_BYTES:
        size = f"{max(path.stat().st_size, len(data)) / 1024**2:.0f} MB"
        reason = f"is {size} large; a scene has at most {MAX_BYTES // 1024**2} MB"
        raise SceneError([Fault(path.name, reason, cure="this is hardly a scene")])
    return decode(data, path.name, kinds, lenient)


def decode(data: bytes, name: str = "scene", kinds: Kinds | None = None, lenient: bool = False) -> Loaded:
    """Records from the bytes of a file called `name`; `kinds` are the element types known, all of them if not given.

    Raises SceneError. Every record has passed its types and ranges, and what it refers to is there.
    """
    text = text_of(data, name)
    version = version_of(text, name)
    beyond: list[str] = []
    try:
        records, notes = _read(text, name, version, _types(kinds))
    except SceneError:
        within, beyond = lenience.within_bounds(text, _types(kinds)) if lenient else (text, [])
        if not beyond:
            raise
        records, notes = _read(within, name, version, _types(kinds), is_as_written=False)
    return Loaded(
        records=_complete(records),
        read_only=version > migrations.VERSION or bool(beyond),
        notes=(*notes, *port_notes(records)),
        version=version,
        file_sha256=hashlib.sha256(data).hexdigest(),
        beyond=tuple(beyond),
    )


def encode(records: Iterable[Record]) -> bytes:
    """The bytes of the scene's file, decoded again and compared. Raises SceneError for what no file can hold."""
    complete = sorted(_complete(list(records)), key=place)
    data = _written(complete)
    kinds = {type(record) for record in complete if isinstance(record, Element)}
    known = tuple(sorted(kinds, key=lambda kind: str(kind.__struct_config__.tag)))
    again, _ = _read(data, "this scene", migrations.VERSION, known)
    if msgspec.json.encode(again) == msgspec.json.encode(complete):
        return data
    for record, back in zip(complete, again, strict=True):
        if record != back:
            reason = "would not be read back as it is"
            raise SceneError([Fault("this scene", reason, record=record.id, cure="undo its last edit")])
    # Equal, but not to the letter: whole numbers stood where a file gives back decimals.
    return _written(again)


def save(path: Path | str, records: Iterable[Record], expected_sha256: str = "") -> str:
    """Save a scene whole or not at all; the file it replaces goes to the backups. Returns the file's SHA-256.

    `expected_sha256` is what the file was when it was loaded or last saved: if it differs, or if a newer version wrote
    the file, nothing is written. Raises SceneError or SaveError.
    """
    path = Path(path)
    data = encode(records)
    _refuse_overwriting(path, expected_sha256)
    backups.keep(path)
    save_bytes(path, data)
    return hashlib.sha256(data).hexdigest()


def digest(records: Iterable[Record]) -> str:
    """A mark of the content alone: equal scenes have equal digests, whatever was done to get there."""
    return checksum(body_of(_written(_complete(list(records)))))


def schema(kinds: Kinds | None = None) -> dict[str, Any]:
    """JSON Schema of the file; `x-unit` is the unit a number is stored in."""
    found = msgspec.json.schema(file_type(_types(kinds)))
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gigahall scene",
        "description": f"Format {FORMAT}, version {migrations.VERSION}: a header, then one record per line.",
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(about | found))
    return plain


def _read(
    text: bytes, name: str, version: int, types: tuple[type[Record], ...], is_as_written: bool = True
) -> tuple[list[Record], list[str]]:
    """Records and notes of a file of any version."""
    notes: list[str] = []
    if version > migrations.VERSION:
        records = newer(text, name, version, migrations.VERSION, types)
        notes.append(f"{name} was saved by a newer Gigahall (file version {version}) and is open read-only")
    else:
        if version < migrations.VERSION:
            text = _lifted(text, name, version)
            notes.append(f"{name} had the file version {version}; saving writes version {migrations.VERSION}")
        header, records = typed(text, name, types)
        if is_as_written and version == migrations.VERSION and checksum(body_of(text)) != header.sha256:
            refuse_double_members(text, name)
            notes.append(f"{name} was edited outside Gigahall (its checksum differs)")
    validate(records, text, name)
    return records, notes


def _types(kinds: Kinds | None) -> tuple[type[Record], ...]:
    return tuple(kind.record for kind in registry.KINDS) if kinds is None else tuple(kinds)


def _written(records: Sequence[Record]) -> bytes:
    try:
        return file_bytes(records, migrations.VERSION)
    except (TypeError, ValueError) as error:
        raise SceneError([Fault("this scene", explain(error)[1], cure="undo the last edit")]) from error


def _complete(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records with the scene's own two, which a file may leave out when they are all default."""
    missing = [own for own in (Scene(), Ambient()) if not any(isinstance(record, type(own)) for record in records)]
    return (*missing, *records)


def _lifted(data: bytes, name: str, version: int) -> bytes:
    """The file as the current version would write it."""
    try:
        plain = [msgspec.json.decode(raw) for raw in msgspec.json.decode(data, type=RawFile).records]
        lifted = migrations.upgraded(plain, version, migrations.VERSION, migrations.STEPS)
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"has the file version {version} but is not as that version wrote it: {error}"
        raise SceneError([Fault(name, reason, cure="use an earlier copy")]) from error
    lines = b",\n".join(msgspec.json.encode(record) for record in lifted)
    header = {"format": FORMAT, "version": migrations.VERSION}
    return b'{"gigahall":' + msgspec.json.encode(header) + b',\n"records":[\n' + lines + b"\n]}\n"


_VERSION = re.compile(rb'"version"\s*:\s*([0-9]+)')


def _refuse_overwriting(path: Path, expected_sha256: str) -> None:
    try:
        old = read_bytes(path)
    except FileNotFoundError:
        return
    except OSError as error:
        if not expected_sha256:
            return  # what cannot be replaced either is said when it is tried
        reason = (error.strerror or str(error)).lower()
        raise ChangedOnDisk(f"{path.name} cannot be compared with what was loaded: {reason}.") from error
    found = _VERSION.search(old[:300])
    if found and FORMAT.encode() in old[:300] and int(found.group(1)) > migrations.VERSION:
        raise SaveError(f"{path.name} was saved by a newer Gigahall and stays as it is; save under another name.")
    if expected_sha256 and hashlib.sha256(old).hexdigest() != expected_sha256:
        raise ChangedOnDisk(f"{path.name} was changed by another program; save under another name or overwrite it.")


class ChangedOnDisk(SaveError):
    """The file is no longer what was loaded. Saving without `expected_sha256` overwrites it."""
