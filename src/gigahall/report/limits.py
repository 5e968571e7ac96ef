"""Limits: how near every kind of equipment comes to each of them, now and with one element lost, and what is violated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds import quantities
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Limit
from gigahall.kinds.prose import cure_words, sentence, text, words
from gigahall.kinds.registry import kind_of
from gigahall.kinds.tone import SEVERITY_TONE
from gigahall.report.case import Case, bound
from gigahall.report.page import Cell, Column, Prose, Table, Tone
from gigahall.report.tables import ELSEWHERE
from gigahall.report.text import clean, count, named, tied
from gigahall.session.results import Results
from gigahall.units import Unit, display_unit, unit_of

MOST_VIOLATIONS = 60
WORSE = 1e-3
"""A loss counts as worse when it takes this much more of a limit."""
HEADINGS = {"error": "Errors", "warning": "Warnings", "info": "Notes"}
ORDER = (
    "Not solved", "Supply", "Ratings", "Air inlet class", "Coolant class and flow", "Set point", "Air", "Coolant", "Power",
    "Layout", "State", "Scene",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worst:
    """Where one limit is used most."""

    ratio: float
    value: float
    element: str
    lost: str = ""


@dataclass(frozen=True)
class Rating:
    """One limit of one kind of equipment, over all of its elements."""

    kind: str
    label: str
    quantity: str
    unit: str
    ids: tuple[str, ...]
    limits: tuple[Limit, ...]

    def worst(self, results: Results, rows: Rows, lost: str = "") -> Worst | None:
        """The element nearest to (or furthest beyond) its limit."""
        block_name, column = quantities.place_of(self.quantity)
        block = results.blocks.get(block_name)
        if block is None or column not in block.columns or not len(block.columns[column]):
            return None
        at = rows.of(self, block.row_of_id)
        numbers = np.where(at >= 0, np.asarray(block.columns[column], float)[at], np.nan)
        ratios = numbers / np.array([bound(limit) or np.inf for limit in self.limits])
        if not np.isfinite(ratios).any():
            return None
        k = int(np.nanargmax(ratios))
        return Worst(float(ratios[k]), float(numbers[k]), self.ids[k], lost)

    def limit_of(self, element: str) -> Limit:
        return self.limits[self.ids.index(element)]


class Rows:
    """Row numbers of a rating's elements, kept while solutions have the same rows."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Mapping[str, int], NDArray[np.int64]]] = {}

    def of(self, rating: Rating, row_of_id: Mapping[str, int]) -> NDArray[np.int64]:
        key = f"{rating.kind}/{rating.label}"
        known = self._known.get(key)
        if known is not None and (known[0] is row_of_id or known[0] == row_of_id):
            return known[1]
        found = np.array([row_of_id.get(name, -1) for name in rating.ids], dtype=np.int64)
        self._known[key] = (row_of_id, found)
        return found


def ratings(case: Case) -> list[Rating]:
    groups: dict[tuple[str, str, str, str], list[tuple[str, Limit]]] = {}
    for element, limit in case.limits:
        key = (kind_of(element).label, limit.label, limit.quantity, unit_of(limit.quantity, limit.unit))
        groups.setdefault(key, []).append((element.id, limit))
    return [Rating(*key, tuple(k for k, _ in rows), tuple(limit for _, limit in rows)) for key, rows in groups.items()]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rating with its worst element now and with one element lost."""

    rating: Rating
    now: Worst | None
    one_lost: Worst | None

    @property
    def ratio(self) -> float:
        return max((found.ratio for found in (self.now, self.one_lost) if found), default=0.0)

    @property
    def is_worse_lost(self) -> bool:
        """Some loss takes it nearer to its limit than it is now."""
        return self.one_lost is not None and (self.now is None or self.one_lost.ratio > self.now.ratio * (1 + WORSE))

    @property
    def order(self) -> tuple[int, float]:
        """Broken limits first, then by use."""
        rank = {"": 0, "warn": 1, "bad": 2}
        tones = (rank[tone_of(w, self.rating.limit_of(w.element))] for w in (self.now, self.one_lost) if w)
        return (max(tones, default=0), self.ratio)


def standings(case: Case) -> list[Standing]:
    """All ratings, broken ones first, then the most used."""
    rows, found = Rows(), []
    for rating in ratings(case):
        now = rating.worst(case.results, rows)
        beyond = [w for w in (rating.worst(loss.results, rows, loss.name) for loss in case.lost) if w]
        one_lost = max(beyond, key=lambda worst: worst.ratio, default=None)
        if now or one_lost:
            found.append(Standing(rating, now, one_lost))
    return sorted(found, key=lambda standing: standing.order, reverse=True)


def worst_loading(found: Sequence[Standing]) -> Worst | None:
    """The highest electrical loading with one element lost."""
    loads = [s.one_lost for s in found if s.one_lost and s.rating.quantity.endswith("loading_frac")]
    return max(loads, key=lambda worst: worst.value, default=None)


def rating_table(case: Case, found: Sequence[Standing], title: str, most: int = 0) -> Table:
    """Every kind of limit, the most used first."""
    shown = found[:most] if most else found
    with_loss = bool(case.lost)
    heads = [Column("Equipment", is_number=False, weight=2.1), Column("Limit on", is_number=False, weight=1.5),
             Column("Now", weight=1.1), Column("At", is_number=False, weight=1.1)]
    if with_loss:
        heads += [Column("One lost", weight=1.15), Column("At", is_number=False, weight=2.1)]
    heads.append(Column("Limit", weight=1.0))
    rows = tuple(_rating_row(case, standing, with_loss) for standing in shown)
    left = len(found) - len(shown)
    note = f"{count(left, 'other limit')} with more room: see Limits." if left > 0 else ""
    return Table(title, tuple(heads), rows, note)


def _rating_row(case: Case, standing: Standing, with_loss: bool) -> tuple[Cell, ...]:
    rating = standing.rating
    known = standing.now or standing.one_lost
    assert known is not None
    most = bound(rating.limit_of(known.element))
    n = f" ({len(rating.ids)})" if len(rating.ids) > 1 else ""
    shown = display_unit(most or 0.0, rating.unit, case.system)
    cells = [Cell(rating.kind + n), Cell(rating.label), *_worst_cells(case, rating, standing.now, shown)]
    if with_loss and standing.is_worse_lost:
        cells += _worst_cells(case, rating, standing.one_lost, shown, most)
    elif with_loss:
        cells += [Cell("as now", "quiet"), Cell()]
    return (*cells, Cell(case.words(most, rating.unit, shown=shown)))


def _worst_cells(case: Case, rating: Rating, worst: Worst | None, shown: Unit, most: float | None = None) -> list[Cell]:
    """The value and where it is; `most` is the limit the row shows, if another one holds here it stands below."""
    if worst is None:
        return [Cell("–"), Cell()]
    own = bound(rating.limit_of(worst.element))
    sub = f"of {case.words(own, rating.unit, shown=shown)}" if most is not None and own != most else ""
    where = clean(case.name(worst.element)) + (f", without {named(worst.lost)}" if worst.lost else "")
    return [Cell(case.words(worst.value, rating.unit, shown=shown), tone_of(worst, rating.limit_of(worst.element)), sub), Cell(where)]


def tone_of(worst: Worst, limit: Limit) -> Tone:
    if limit.is_beyond(worst.value, limit.error):
        return "bad"
    return "warn" if limit.is_beyond(worst.value, limit.warn) else ""


def verdict(case: Case) -> Prose:
    """The result in one sentence."""
    errors = [p for p in case.results.problems if p.severity == "error"]
    warnings = [p for p in case.results.problems if p.severity == "warning"]
    if not errors and not warnings:
        return Prose("Every rating, temperature and set point is within its limits.", "ok")
    words = listed_counts(len(errors), len(warnings))
    first = "; ".join(tied(clean(text(p, case.name, case.system))) for p in (errors or warnings)[:2])
    return Prose(f"{words}: {first}{' …' if len(errors or warnings) > 2 else '.'}", "bad" if errors else "warn")


def listed_counts(errors: int, warnings: int) -> str:
    parts = [count(errors, "error")] if errors else []
    return " and ".join(parts + ([count(warnings, "warning")] if warnings else []))


def violation_tables(case: Case) -> list[Table]:
    """One table a severity, ordered by what is limited."""
    made = []
    for severity, title in HEADINGS.items():
        found = [p for p in case.results.problems if p.severity == severity]
        if found:
            made.append(_violations(case, f"{title} ({len(found)})", found))
    return made


def topic(problem: Finding) -> str:
    """What a problem is about."""
    if problem.kind.topic != "Limit":
        return problem.kind.topic
    found = quantities.find(problem.quantity)
    return found.limit_topic if found is not None else "Scene"


def _violations(case: Case, title: str, problems: Sequence[Finding]) -> Table:
    kept = sorted(problems[:MOST_VIOLATIONS], key=lambda p: (ORDER.index(topic(p)), p.source))
    left = len(problems) - len(kept)
    numbers = any(p.value is not None and p.limit is not None for p in problems)
    heads = [Column("Concerns", is_number=False, weight=1.2), Column("Element", is_number=False, weight=1.1),
             Column("Finding and cure", is_number=False, weight=2.8)]
    heads += [Column("Value", weight=1.0), Column("Limit", weight=0.85)] if numbers else []
    heads.append(Column("Source of the limit" if numbers else "Source", is_number=False, weight=2.2))
    note = f"{count(left, 'row')} left out, further within. {ELSEWHERE}" if left else ""
    rows = tuple(
        _violation(case, p, numbers, repeats=before is not None and before.source == p.source)
        for before, p in zip([None, *kept], kept, strict=False)
    )
    return Table(title, tuple(heads), rows, note)


def _violation(case: Case, problem: Finding, numbers: bool, repeats: bool) -> tuple[Cell, ...]:
    name = case.name(problem.element)
    found = sentence(tied(clean(words(problem, case.name, case.system))))
    cells = [Cell(topic(problem)), Cell(clean(name)), Cell(found, sub=tied(clean(cure_words(problem, case.name, case.system))))]
    if numbers:
        unit = unit_of(problem.quantity)
        has_limit = problem.limit is not None
        tone = SEVERITY_TONE[problem.severity] if has_limit and problem.severity != "info" else ""
        cells += [Cell(case.words(problem.value, unit) if has_limit else "", tone), Cell(case.words(problem.limit, unit) if has_limit else "")]
    return (*cells, Cell("as above" if repeats else clean(problem.source), "quiet"))
