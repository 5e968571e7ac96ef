"""What is said of a list that cannot be read, on one line, whatever the file holds."""

from __future__ import annotations


class EquipmentError(ValueError):
    """A list, or one row of it, that cannot be used; one line with file, line, column and reason."""


def at(name: str, line: int, column: str, reason: str) -> EquipmentError:
    """The refusal of a cell, or of a whole line where no column is named."""
    where = f"{one_line(name)}, line {line}" + (f", column {one_line(column)}" if column else "")
    return EquipmentError(f"{where}: {reason}")


def short(text: str) -> str:
    """What was typed, in quotation marks, cut where it is long."""
    line = one_line(text)
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"


def one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:120])
