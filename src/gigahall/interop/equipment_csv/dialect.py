"""How a list is written: its encoding, what parts the cells, and which sign is the decimal one.

Lists come from spreadsheets of every country: UTF-8 or UTF-16 with or without a mark, any line ends, a first line `sep=;`,
semicolons and decimal commas. What a file says of itself is found here; what it cannot say is asked, never guessed.
"""

from __future__ import annotations

import csv
import io
import locale
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gigahall.interop.equipment_csv import fault
from gigahall.interop.equipment_csv.fault import EquipmentError

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DECIMALS = {"point": ".", "comma": ","}


@dataclass(frozen=True, slots=True)
class Dialect:
    """Separator and decimal sign; "" = as the file shows."""

    separator: str = ""
    decimal: str = ""

    @classmethod
    def named(cls, separator: str, decimal: str) -> Dialect:
        """By the words of `SEPARATORS` and `DECIMALS`; "" leaves one open."""
        return cls(SEPARATORS.get(separator, ""), DECIMALS.get(decimal, ""))

    def complete(self, other: Dialect) -> Dialect:
        """With what is left open taken from another one; decimal commas never stand among separating commas by themselves."""
        decimal = self.decimal or (other.decimal if not self.separator or self.separator == other.separator else ".")
        separator = self.separator or (other.separator if decimal == other.decimal else ";" if decimal == "," else ",")
        return Dialect(separator, decimal)


FOUND = Dialect()
COMMAS = Dialect(",", ".")
SEMICOLONS = Dialect(";", ",")


def of_decimal(sign: str) -> Dialect:
    """What spreadsheets write where this is the decimal sign."""
    return SEMICOLONS if sign == "," else COMMAS


def of_system() -> Dialect:
    """What spreadsheets write on this machine."""
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        return of_decimal(str(locale.localeconv()["decimal_point"]))
    except locale.Error:  # the environment names a locale that is not installed
        return COMMAS
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of(data: bytes, name: str) -> str:
    """The file as text. Raises EquipmentError."""
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "") or _unmarked(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16"):
            raise EquipmentError(f"{fault.one_line(name)}: is UTF-16 text that breaks off; save the list as CSV UTF-8") from error
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        raise fault.at(name, line, "", "is not UTF-8 text; save the list as CSV UTF-8") from error


def _unmarked(data: bytes) -> str:
    """Headings are Latin letters: in UTF-16 every other byte of their beginning is zero."""
    head = data[:64]
    if len(head) >= 4 and not any(head[1::2]):
        return "utf-16-le"
    if len(head) >= 4 and not any(head[::2]):
        return "utf-16-be"
    return "utf-8"


Lines = list[tuple[int, list[str]]]
"""Cells by the line they begin in."""


def table_of(text: str, name: str, wanted: Dialect = FOUND) -> tuple[str, Lines]:
    """The separator and the lines of a file. Raises EquipmentError."""
    first = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
    named = re.fullmatch(r"\"?sep=(.)\"?[,;\t]*", first, re.IGNORECASE)
    separator = wanted.separator or (named[1] if named else _likely(text.lstrip()))
    if separator not in (*SEPARATORS.values(), "|"):
        raise fault.at(name, 1, "", f"{fault.short(separator)} cannot separate cells; a comma, a semicolon, a tab or | can")
    lines = list(_lines(text, name, separator))
    return separator, lines[1:] if named else lines


def _lines(text: str, name: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise fault.at(name, max(reader.line_num, 1), "", str(error)) from error


def _likely(text: str) -> str:
    """What parts the headings: the commonest of the separators outside quotation marks in the first line that says anything."""
    counts, is_quoted = dict.fromkeys(",;\t|", 0), False
    for letter in text[:20_000]:
        if letter == '"':
            is_quoted = not is_quoted
        elif not is_quoted and letter in "\r\n":
            break
        elif not is_quoted and letter in counts:
            counts[letter] += 1
    return max(counts, key=lambda letter: counts[letter])
