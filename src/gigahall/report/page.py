"""What a report is made of, as plain data that both writers set: figures, tables, pictures, charts and prose.

All text is as typed in the scene; the writers keep it from being read as markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "ok", "warn", "bad", "info", "quiet"]
"""How a value stands to its limits; "quiet" is an explanation."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `sub` stands smaller below the text."""

    text: str = ""
    tone: Tone = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers stand right, words left. `weight` shares the width."""

    label: str
    unit: str = ""
    is_number: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """A sentence below: what was left out and where to find it."""
    form: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture handed in from outside, by its key."""

    name: str
    title: str
    caption: str
    form: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot, already drawn."""

    name: str
    title: str
    svg: str
    caption: str = ""
    form: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Prose:
    text: str
    tone: Tone = ""
    form: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Pair:
    """A term and what is said about it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    title: str
    items: tuple[Pair, ...]
    form: Literal["pairs"] = "pairs"


Piece = Table | Picture | Chart | Prose | Pairs


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    pieces: tuple[Piece, ...]
    on_new_page: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: name above, figure, unit, and where it is found."""

    name: str
    number: str
    unit: str
    where: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    lead: str
    """One line under the title."""
    facts: tuple[Pair, ...]
    """The title block."""
    caveat: str
    """Known error of the model that has the largest, below the title block."""
    figures: tuple[Figure, ...]
    verdict: Prose
    first: tuple[Piece, ...]
    """What stands on the first page below the key figures."""
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
