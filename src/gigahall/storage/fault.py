"""What is wrong with a scene file, one line each: file, line, record, field, reason, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gigahall.scene.bounds import bounds_at
from gigahall.scene.record import Record

SHOWN = 3
"""Faults listed of one file; more would hide the first."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a scene cannot be read or written."""

    file: str
    reason: str
    line: int = 0
    record: str = ""
    field: str = ""
    cure: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        parts = [where, f"record {self.record}" if self.record else "", self.field, self.reason]
        text = ": ".join(part for part in parts if part)
        return one_line(f"{text}; {self.cure}" if self.cure else text)


class SceneError(ValueError):
    """A scene file that cannot be used. `str()` is one line; `lines()` up to three for a list."""

    def __init__(self, faults: Sequence[Fault], n_more: int = 0) -> None:
        self.faults = tuple(faults[:SHOWN])
        self.n_more = n_more + len(faults[SHOWN:])
        super().__init__(self.lines()[0])

    def lines(self) -> tuple[str, ...]:
        texts = [str(fault) for fault in self.faults]
        if self.n_more:
            texts[-1] += f" (and {self.n_more} more)"
        return tuple(texts)


def one_line(text: str, limit: int = 400) -> str:
    """Text from outside made fit for one line of a terminal or a dialog."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
}
_NUMBER_LIMITS = {">=": "must be at least", "<=": "must be at most", ">": "must be above", "<": "must be below"}
_PLACE = re.compile(r" - at `\$(.*?)`$", re.DOTALL)


def explain(error: Exception, record: type[Record] | None = None) -> tuple[str, str]:
    """(field, reason) of a decoder's complaint about one record, in plain words; of a known kind with the whole range."""
    text = str(error)
    place = _PLACE.search(text)
    field = place.group(1).lstrip(".") if place else ""
    text = _PLACE.sub("", text)
    missing = re.fullmatch(r"Object missing required field `(.*)`", text)
    if missing:
        return _join(field, missing.group(1)), "is missing"
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", text, re.DOTALL)
    if unknown:
        return _join(field, unknown.group(1)), "is not a field of this kind"
    if field == "kind" and text.startswith("Invalid value"):
        return field, text.replace("Invalid value", "unknown kind")
    limits = bounds_at(record, field) if record is not None and field and _LIMIT.fullmatch(text) else None
    return field, f"must lie within {limits}" if limits else _plain_words(text)


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


_LIMIT = re.compile(r"Expected `\w+` ([<>]=?) (\S+)")


def _plain_words(text: str) -> str:
    limit = _LIMIT.fullmatch(text)
    if limit:
        return f"{_NUMBER_LIMITS[limit.group(1)]} {float(limit.group(2)):g}"
    if "matching regex" in text:
        return "may hold only letters, digits, _ and - (and one dot before the port of a connection)"
    length = re.fullmatch(r"Expected `(\w+)` of length (<=|>=|==) (\d+)", text)
    if length:
        amount = {"<=": "at most", ">=": "at least", "==": "exactly"}[length.group(2)]
        return f"must hold {amount} {length.group(3)} {'characters' if length.group(1) == 'str' else 'members'}"
    text = re.sub(r"`([\w |]+)`", lambda found: _type_words(found.group(1)), text)
    return text[:1].lower() + text[1:]


def _type_words(types: str) -> str:
    return " or ".join(_WORDS.get(part.strip(), part.strip()) for part in types.split("|"))
