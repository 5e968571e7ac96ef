"""Limits against results: which element is above which rating or allowable value, as problem rows.

The limits of all elements are flattened once into arrays per result column; a solve compares arrays and only builds rows
for what is violated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.kind import Limit
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.session.results import Block, Problem, Severity
from gigahall.units import format_value, unit_of

MISS_ERROR_K = 1.0
MISS_ERROR_FRAC = 0.10
"""A set point missed by more than this is an error, by less a warning."""


@dataclass(frozen=True, slots=True)
class Column:
    """The limits on one column of one block."""

    ids: tuple[str, ...]
    limits: tuple[Limit, ...]
    threshold: NDArray[np.float64]
    """The lower of warning and error value."""


class LimitTable:
    """Every limit of a scene's elements, by (block, column)."""

    def __init__(self, elements: Iterable[Element]) -> None:
        found: dict[tuple[str, str], list[tuple[str, Limit]]] = {}
        self.names: dict[str, str] = {}
        for element in elements:
            self.names[element.id] = element.name
            for limit in kind_of(element).limits(element):
                parts = limit.quantity.split(".")
                block = "exchange" if parts[-1] == "heat_w" else parts[-2]
                found.setdefault((block, parts[-1]), []).append((element.id, limit))
        self.columns = {key: _column(rows) for key, rows in found.items()}

    def check(self, blocks: Mapping[str, Block]) -> list[Problem]:
        """A row for every limit that is exceeded."""
        problems: list[Problem] = []
        for (block_name, column_name), column in self.columns.items():
            block = blocks.get(block_name)
            if block is None or column_name not in block.columns:
                continue
            values = _values(block, column_name, column.ids)
            for index in np.flatnonzero(values > column.threshold * (1 + 1e-9)):
                problems.append(self._problem(column.ids[index], column.limits[index], float(values[index])))
        return problems

    def _problem(self, element: str, limit: Limit, value: float) -> Problem:
        severity: Severity = "error" if limit.error is not None and value > limit.error else "warning"
        bound = limit.error if severity == "error" else limit.warn
        assert bound is not None
        unit = unit_of(limit.quantity, limit.unit)
        text = f"{self.names[element]}: {limit.label} {shown(value, unit)}, limit {shown(bound, unit)}"
        return Problem(severity, element, value, bound, limit.source, text, limit.quantity)


def _column(rows: Sequence[tuple[str, Limit]]) -> Column:
    bounds = [[b for b in (limit.warn, limit.error) if b is not None] for _, limit in rows]
    threshold = np.array([min(pair) if pair else np.inf for pair in bounds])
    return Column(tuple(key for key, _ in rows), tuple(limit for _, limit in rows), threshold)


def _values(block: Block, column: str, ids: Sequence[str]) -> NDArray[np.float64]:
    rows = np.array([block.row_of_id.get(key, -1) for key in ids])
    values = np.asarray(block.columns[column], dtype=float)
    return np.where(rows >= 0, values[rows] if values.size else np.nan, np.nan)


def shown(value: float, unit: str) -> str:
    """ "33.1 °C": a value with its unit, in SI display units."""
    text, unit_text = format_value(value, unit, "SI")
    return f"{text} {unit_text}".strip()


class Miss(Protocol):
    """A set point that a unit at its limit does not hold (the stages' shortfalls)."""

    @property
    def element(self) -> str: ...
    @property
    def quantity(self) -> str: ...
    @property
    def wanted(self) -> float: ...
    @property
    def got(self) -> float: ...
    @property
    def miss(self) -> float: ...
    @property
    def text(self) -> str: ...
    @property
    def cure(self) -> str: ...


def missed(short: Miss, name: str) -> Problem:
    """The row of a shortfall: a temperature is judged in kelvin, all else as a fraction."""
    severe = short.miss > (MISS_ERROR_K if short.quantity.endswith("_c") else MISS_ERROR_FRAC)
    words = short.text if short.text.startswith(name) else f"{name}: {short.text}"
    return Problem("error" if severe else "warning", short.element, short.got, short.wanted,
                   "set point of the unit", words, short.quantity, short.cure)


_ORDER = {"error": 0, "warning": 1, "info": 2}


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Most severe first, then by how far above the limit."""
    def key(problem: Problem) -> tuple[int, float, str]:
        over = 0.0
        if problem.value is not None and problem.limit:
            over = abs(problem.value / problem.limit)
        return _ORDER[problem.severity], -over, problem.element

    return tuple(sorted(problems, key=key))
