"""Limits against results: which element is above which rating or allowable value, as findings.

The limits of all elements are flattened once into arrays per result column; a solve compares arrays and only builds rows
for what is violated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.finding import Amount, Cure, Fact, Finding, find, severity_rank
from gigahall.kinds.kind import ROUNDING, Limit
from gigahall.kinds.quantities import Place, place_of
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Diff
from gigahall.scene.record import Element
from gigahall.session.causes import linked
from gigahall.session.results import Block

Floats = NDArray[np.float64]
VOLTAGES = frozenset({"power.v_v", "power.in_v"})
OTHER_VOLTAGE = "Feed it from a network of its voltage, or through a transformer"
MORE_VOLTAGE = "Feed it through less impedance (shorter, larger, in parallel), or at a voltage nearer its own"
LESS_VOLTAGE = "Feed it at a voltage nearer its own: another tap, transformer or source"


class Column:
    """The limits on one column of one block."""

    def __init__(self, entries: Iterable[tuple[str, Limit]]) -> None:
        self.ids, self.limits = zip(*entries, strict=True)
        self._sign: Floats = np.array([-1.0 if limit.is_floor else 1.0 for limit in self.limits])
        self._threshold: Floats = self._sign * np.array([_first(limit) for limit in self.limits])
        self._bases = sorted({limit.of for limit in self.limits if limit.of})
        self._row_of_id: Mapping[str, int] | None = None
        self._rows: NDArray[np.int64] = np.zeros(0, np.int64)

    def values(self, block: Block, name: str) -> Floats:
        """The block's values of the limited elements; NaN where it has none. Rows are found once per numbering."""
        if self._row_of_id is not block.row_of_id:
            self._row_of_id = block.row_of_id
            self._rows = np.array([block.row_of_id.get(key, -1) for key in self.ids])
        return np.append(block.columns[name], np.nan)[self._rows]

    def scales(self, block: Block) -> Floats:
        """What the bounds are to be multiplied by: 1, or where they are fractions the value they are fractions of."""
        found = np.ones(len(self.ids))
        for name in self._bases:
            found = np.where([limit.of == name for limit in self.limits], self.values(block, name), found)
        return found

    def beyond(self, values: Floats, scales: Floats) -> NDArray[np.int64]:
        """Rows above their limit, or below their lower one and not dead."""
        return np.flatnonzero((self._sign * values > self._threshold * scales) & ((self._sign > 0) | (values > 0)))


class LimitTable:
    """Every limit of a scene's elements, by (block, column); an edit changes the columns of its elements."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._limits: dict[str, tuple[Limit, ...]] = {}
        self._entries: dict[Place, dict[tuple[str, int], Limit]] = {}
        self._columns: dict[Place, Column] = {}
        for element in elements:
            self._put(element)

    def update(self, diff: Diff) -> None:
        for key, old, new in diff.changes():
            if isinstance(new, Element):
                self._put(new)
            elif isinstance(old, Element):
                self._take(key)

    def _put(self, element: Element) -> None:
        limits = kind_of(element).limits(element) + kind_of(element).band(element)
        if limits != self._limits.get(element.id):
            self._take(element.id)
            self._limits[element.id] = limits
            for number, limit in enumerate(limits):
                self._columns.pop(place_of(limit.quantity), None)
                self._entries.setdefault(place_of(limit.quantity), {})[element.id, number] = limit

    def _take(self, key: str) -> None:
        for number, limit in enumerate(self._limits.pop(key, ())):
            self._columns.pop(place_of(limit.quantity), None)
            del self._entries[place_of(limit.quantity)][key, number]

    def _column(self, place: Place) -> Column:
        if place not in self._columns:
            self._columns[place] = Column([(key, limit) for (key, _number), limit in self._entries[place].items()])
        return self._columns[place]

    def check(self, blocks: Mapping[str, Block]) -> list[Finding]:
        """A row for every limit that is exceeded."""
        found: list[Finding] = []
        for place, entries in self._entries.items():
            block = blocks.get(place[0])
            if not entries or block is None or place[1] not in block.columns:
                continue
            column = self._column(place)
            values, scales = column.values(block, place[1]), column.scales(block)
            for index in column.beyond(values, scales):
                limit = column.limits[index].of_value(float(scales[index]))
                found.append(self._finding(column.ids[index], limit, float(values[index])))
        return _worst_of_each(found)

    def _finding(self, element: str, limit: Limit, value: float) -> Finding:
        is_worse = limit.is_beyond(value, limit.error)
        bound = limit.error if is_worse else limit.warn
        assert bound is not None
        cure, facts = _way_back(value, bound, limit)
        return find(
            "limit-below" if limit.is_floor else "limit-above", element, severity="info" if limit.is_duty else "error" if is_worse else "warning",
            quantity=limit.quantity, value=value, limit=bound, source=limit.source, cure=cure, facts=facts, label=limit.label,
        )  # fmt: skip


def _way_back(value: float, bound: float, limit: Limit) -> tuple[Cure | None, dict[str, Fact]]:
    """What would bring a load back to its rating, arithmetic on the two, or a voltage to its band. Other values need a solve to
    know what helps."""
    if limit.quantity in VOLTAGES and value > 0.0 and bound > 0.0:
        return Cure(OTHER_VOLTAGE if not 0.5 < value / bound < 2.0 else MORE_VOLTAGE if limit.is_floor else LESS_VOLTAGE), {}
    if limit.is_floor or not limit.quantity.endswith("loading_frac") or value <= 0.0 or bound <= 0.0:
        return None, {}
    facts: dict[str, Fact] = {"factor": f"{value / bound:.2f}", "change": Amount(1.0 - bound / value, "frac")}
    return Cure("Needs {factor} × the rating, or {change} less load"), facts


def _worst_of_each(problems: list[Finding]) -> list[Finding]:
    """One row per element and quantity: two bands on one value (its network's, its own) are broken together."""
    found: dict[tuple[str, str], Finding] = {}
    for problem in problems:
        key = (problem.element, problem.quantity)
        if key not in found or severity_rank(problem.severity) < severity_rank(found[key].severity):
            found[key] = problem
    return list(found.values())


def _first(limit: Limit) -> float:
    """The value that is passed first, within rounding."""
    bounds = [bound for bound in (limit.warn, limit.error) if bound is not None]
    if limit.is_floor:
        return max(bounds) * (1 - ROUNDING) if bounds else -np.inf
    return min(bounds) * (1 + ROUNDING) if bounds else np.inf


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Most severe first, each with the row of its cause.

    Of equal severity first what has no solution, then what one edit would cure, then controls at their limit, then what
    is furthest beyond its limit.
    """

    def key(finding: Finding) -> tuple[int, bool, bool, bool, float, str]:
        over = 0.0
        if finding.value is not None and finding.limit:
            over = abs(finding.value / finding.limit)
        has_edit = finding.cure is not None and bool(finding.cure.edit)
        is_control = finding.kind.topic == "Set point"
        return severity_rank(finding.severity), not finding.is_unsolved, not has_edit, not is_control, -over, finding.element

    return linked(sorted(findings, key=key))
