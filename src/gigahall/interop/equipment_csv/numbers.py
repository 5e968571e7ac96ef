"""Numbers as people of several countries type them. What could be read in two ways is refused, never guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gigahall.interop.equipment_csv.fault import short

_GROUP = " \u00a0\u2007\u2009\u202f'’"
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?P<mark>[{_GROUP}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*(?![0-9])", re.ASCII)
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<body>[0-9.,]+)(?P<power>[eE][+-]?[0-9]{1,4})?", re.ASCII)
_PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+", re.ASCII)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A number taken apart. `marks`: the points and commas in it, in order."""

    sign: str
    body: str
    power: str
    marks: str
    is_spaced: bool

    @property
    def could_be_thousands(self) -> bool:
        """One mark before three digits, as in 12.500 or 1,200."""
        return len(self.marks) == 1 and not (self.power or self.is_spaced) and bool(_THOUSANDS.fullmatch(self.body))

    def decimal(self) -> str:
        """The decimal sign, where the number itself tells it; "" where it does not."""
        if not self.marks or self.could_be_thousands:
            return ""
        last = self.marks[-1]
        if len(self.marks) == 1:
            return last
        return last if self.marks.count(last) == 1 else "," if last == "." else "."

    def value(self, decimal: str) -> float | None:
        """None where it is no number with this decimal sign."""
        group = "," if decimal == "." else "."
        whole, mark, rest = self.body.partition(decimal)
        if group in rest or (group in whole and (self.is_spaced or not _THOUSANDS.fullmatch(whole))):
            return None
        plain = whole.replace(group, "") + ("." if mark else "") + rest
        if not _PLAIN.fullmatch(plain):
            return None
        return float(f"{self.sign}{plain}{self.power}")


def _typed(text: str) -> _Typed | None:
    plain = text.strip().replace("−", "-")
    sign = plain[:1] if plain[:1] in "+-" else ""
    unsigned = plain[len(sign):].lstrip(" ") if sign else plain
    grouped = _GROUPED.match(unsigned)
    if grouped:
        digits = re.sub(f"[{_GROUP}]", "", grouped[0])
        unsigned = digits + unsigned[grouped.end():]
    match = _NUMBER.fullmatch(sign + unsigned)
    if match is None:
        return None
    marks = re.sub("[0-9]", "", match["body"])
    return _Typed(match["sign"], match["body"], match["power"] or "", marks, bool(grouped))


def decimal_of(cells: Iterable[str], separator: str) -> str:
    """The decimal sign of a file's numbers: what those that leave no doubt agree on; "" where they do not say."""
    found = {typed.decimal() for text in cells if any(mark in text for mark in ".,") and (typed := _typed(text))} - {""}
    if found:
        return found.pop() if len(found) == 1 else ""
    return "." if separator == "," else ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Reads and writes the numbers of one file. `is_sure`: the decimal sign was asked for, so nothing is in doubt."""

    decimal: str
    is_sure: bool = False

    def read(self, text: str) -> float:
        """Raises ValueError, saying why."""
        shown = short(text.strip())
        typed = _typed(text)
        if typed is None:
            raise ValueError(f"{shown} is not a number")
        if not self.is_sure and typed.could_be_thousands and typed.marks != self.decimal:
            ways = sorted(way for sign in ".," if (way := typed.value(sign)) is not None)
            raise ValueError(f"{shown} can be read as {' or as '.join(f'{way:.12g}' for way in ways)}; write it without thousands separators")
        value = typed.value(self.decimal if self.is_sure else typed.decimal() or self.decimal or ".")
        if value is None or not math.isfinite(value):
            raise ValueError(f"{shown} is not a number" + (f" with a decimal {_NAMES[self.decimal]}" if self.is_sure and typed.marks else ""))
        return value


_NAMES = {".": "point", ",": "comma", "": "sign"}


def written(value: float, decimal: str, is_plain: bool = False) -> str:
    """All digits of a number. Three decimals get a fourth, so that no spreadsheet takes their sign for thousands.

    `is_plain`: the file says by its separator which sign is the decimal one, so that nothing needs to be added.
    """
    text = repr(float(value))
    text = text[:-2] if text.endswith(".0") else text
    if not is_plain and re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text):
        text += "0"
    return text.replace(".", decimal)
