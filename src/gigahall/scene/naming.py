"""Names and ids of what is made: free ones, the next of a row, a row of their own, and cables called after their rack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gigahall.scene.diff import Diff
from gigahall.scene.record import Element, Record

_ROW = re.compile(r"(?P<head>.*?)(?:(?<![A-Za-z])(?P<letter>[A-Z])[-_ ]?|(?P<number>\d+)[-_ ])(?P<place>\d+)")
"""A name with a row and a place in it: "A05", "D1-S1-A01", "R1-06"."""


MOST_LETTERS = 100
"""A name may have 120; the rest is for its number."""


class Ids:
    """Gives ids that nothing has yet."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {"scene", "ambient", *taken}
        self._last: dict[str, int] = {}

    def free(self, stem: str) -> str:
        """The stem itself, else the stem with the next number."""
        number = self._last.get(stem, 1)
        found = stem
        while found in self._taken:
            number += 1
            found = f"{stem[:56]}-{number}"
        self._last[stem] = number
        self._taken.add(found)
        return found


class Names:
    """Gives ids and names that nothing has yet, also within one edit."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._ids = Ids(records)
        self._names = {record.name for record in records.values() if isinstance(record, Element)}

    def new_id(self, stem: str) -> str:
        return self._ids.free(re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-").lower()[:48] or "element")

    def new_name(self, stem: str) -> str:
        """The stem itself when it is free, else the next number: "A05" → "A06", "CDU" → "CDU-2"."""
        match = re.fullmatch(r"(.*?)(\d{1,9})", stem, re.DOTALL)
        if match is None and stem in self._names:
            stem = stem[:MOST_LETTERS]
        head, digits = (match[1], match[2]) if match else (f"{stem}-", "1")
        found, number = stem, int(digits)
        while found in self._names:
            number += 1
            found = f"{head}{number:0{len(digits)}d}"
        self._names.add(found)
        return found

    def after(self, name: str, renamed: Mapping[str, str]) -> str:
        """The name of what is called after something with a new name: "W-A01-B" of A01, now A09, is "W-A09-B"."""
        for old in sorted((old for old in renamed if old in name), key=len, reverse=True):
            wanted = re.sub(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", lambda _, new=renamed[old]: new, name)  # type: ignore[misc]
            if wanted != name and len(wanted) <= MOST_LETTERS:
                return self.new_name(wanted)
        return self.new_name(name)

    def rows_after(self, name: str) -> Iterator[str]:
        """The same place in the rows that follow, without those that something stands in: "A01" → "B01", "C01" …"""
        match = _ROW.fullmatch(name)
        if match is None:
            while True:
                yield name
        taken = {row for other in self._names if (row := row_of(other))}
        for step in range(1, 10_000):
            wanted = _in_row(match, step)
            if row_of(wanted) not in taken:
                yield wanted


def row_of(name: str) -> str:
    """What a name says of its row: "A05" → "A", "R1-06" → "R1"; "" where it says nothing."""
    match = _ROW.fullmatch(name)
    return f"{match['head']}{match['letter'] or match['number']}" if match else ""


def _in_row(match: re.Match[str], step: int) -> str:
    between = match[0][len(match["head"]) + len(match["letter"] or match["number"]): match.start("place")]
    if match["letter"]:
        return f"{match['head']}{_letters(ord(match['letter']) - ord('A') + step)}{between}{match['place']}"
    return f"{match['head']}{int(match['number']) + step:0{len(match['number'])}d}{between}{match['place']}"


def _letters(index: int) -> str:
    """0 → "A", 25 → "Z", 26 → "AA"."""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def taken_name(records: Mapping[str, Record], diff: Diff) -> str:
    """Why an edit may not stand: it gives a name that something else has; else "". What was there twice before may stay."""
    given = {key: record.name for key, record in diff.added.items() if isinstance(record, Element)}
    given |= {key: new.name for key, (old, new) in diff.updated.items()
              if isinstance(old, Element) and isinstance(new, Element) and old.name != new.name}
    if not given:
        return ""
    others = {record.name for key, record in records.items() if isinstance(record, Element) and key not in given and key not in diff.removed}
    for name in given.values():
        if name in others:
            return f"Something else is called {name}; {Names(records).new_name(name)} is free"
        others.add(name)
    return ""
