"""A piece of a scene as text: what copy puts on the clipboard and paste reads, also in another window or program run.

One UTF-8 JSON object: a header, the records, and the ends whose partners were not copied. A record's `hall` may name a
room that is not among them; whoever pastes it says where it stands then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from gigahall.kinds import registry
from gigahall.scene.joints import element_of
from gigahall.scene.record import Connection, Element, Record
from gigahall.storage import migrations
from gigahall.storage.decoding import MAX_BYTES, record_decoder
from gigahall.storage.fault import explain, one_line

FORMAT = "gigahall-fragment"
MIME = "application/x-gigahall-fragment+json"
FOREIGN = "The clipboard holds no equipment; copy something in Gigahall first"


class FragmentError(ValueError):
    """Text that is no piece of a scene; the words say why."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Elements with the connections among them, as they stood."""

    elements: tuple[Element, ...] = ()
    joints: tuple[Connection, ...] = ()
    loose: tuple[str, ...] = ()
    """Ends "ELEMENT.port" of theirs that were joined to something left behind."""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    version: int


class _Peek(msgspec.Struct, frozen=True):
    gigahall: _Header


class _Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gigahall: _Header
    records: list[msgspec.Raw]
    loose: list[str]


def encode(fragment: Fragment) -> bytes:
    """The text of a fragment. The records of a document are valid, so this cannot fail."""
    records = [msgspec.Raw(msgspec.json.encode(record)) for record in (*fragment.elements, *fragment.joints)]
    return msgspec.json.encode(_Text(_Header(FORMAT, migrations.VERSION), records, list(fragment.loose)))


def decode(data: bytes) -> Fragment:
    """The fragment of a text. Raises FragmentError for foreign, broken or newer text, with the record and field at fault."""
    if len(data) > MAX_BYTES:
        raise FragmentError(f"The clipboard holds {len(data) / 1024**2:.0f} MB; at most {MAX_BYTES // 1024**2} MB can be pasted")
    text = _text(data)
    decoder = record_decoder(tuple(kind.record for kind in registry.KINDS))
    records: list[Record] = []
    for number, raw in enumerate(text.records, 1):
        try:
            records.append(decoder.decode(raw))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            field, reason = explain(error)
            raise FragmentError(one_line(f"The copied text is damaged: record {number}: {f'{field}: ' if field else ''}{reason}")) from error
    return _checked(records, text.loose)


def _text(data: bytes) -> _Text:
    try:
        header = msgspec.json.decode(data, type=_Peek).gigahall
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise FragmentError(FOREIGN) from error
    if header.format != FORMAT:
        raise FragmentError(FOREIGN)
    if header.version != migrations.VERSION:
        raise FragmentError(f"It was copied in another version of Gigahall (format {header.version}, here {migrations.VERSION}); paste it there")
    try:
        return msgspec.json.decode(data, type=_Text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise FragmentError(one_line(f"The copied text is damaged: {explain(error)[1]}")) from error


def _checked(records: Sequence[Record], loose: Sequence[str]) -> Fragment:
    """What the types cannot say: ids are unique, connections lead to what is there, nothing belongs to the scene itself."""
    elements = tuple(record for record in records if isinstance(record, Element))
    joints = tuple(record for record in records if isinstance(record, Connection))
    known = {element.id for element in elements}
    if len(elements) + len(joints) != len(records):
        raise FragmentError("The copied text is damaged: it holds a record of the scene itself")
    if len({record.id for record in records}) != len(records):
        raise FragmentError("The copied text is damaged: an id is there twice")
    if not elements or any(element_of(end) not in known for joint in joints for end in (joint.a, joint.b)):
        raise FragmentError("The copied text is damaged: a connection leads to what is not in it" if elements else FOREIGN)
    return Fragment(elements, joints, tuple(end for end in loose if element_of(end) in known))
