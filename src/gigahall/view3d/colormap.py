"""Colour maps, read from assets/colormaps, and the values that equipment is coloured by.

Scales are those of `gigahall.kinds.quantities`; where one gives no upper end, it is a round number above the largest value
shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.quantities import SCALES, ColorScale, beside, shown_with
from gigahall.kinds.quantities import Quantity as Result
from gigahall.kinds.registry import kind_of
from gigahall.paths import asset
from gigahall.scene.record import Element, Record
from gigahall.session.results import Results
from gigahall.view3d.palette import rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(ColorScale):
    """What equipment can be coloured by: a scale, and the results it shows. Values are SI."""

    unit: str
    """A code of `gigahall.units`."""
    shown: tuple[Result, ...]
    """The first one that has a value counts."""

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(quantity.path for quantity in self.shown)

    @property
    def judged(self) -> tuple[str, ...]:
        """The results whose limits speak of it: a derived one is judged by what it is derived from."""
        return tuple(beside(q.path, q.derived_from[0]) if q.derived_from else q.path for q in self.shown)

    def ranged(self, values: Mapping[str, float | None]) -> Quantity:
        """With an upper end and ticks that fit the values, where the range is not fixed."""
        if np.isfinite(self.hi):
            return self
        most = max((value for value in values.values() if value is not None), default=0.0)
        hi = _round_above(most)
        return replace(self, hi=hi, ticks=tuple(hi * k / 4 for k in range(5)))

    def colors(self, values: NDArray[np.float64]) -> NDArray[np.uint8]:
        """[n, 3]; values outside the range take its end, above it `over`."""
        table = lookup(self.map)
        share = np.clip((values - self.lo) / (self.hi - self.lo), 0.0, 1.0)
        found: NDArray[np.uint8] = table[np.rint(np.nan_to_num(share) * 255).astype(int)]
        if self.over:
            found[values > self.hi * (1 + 1e-9)] = rgb(self.over)
        return found


def _round_above(value: float) -> float:
    """The next of 1, 2, 2.5, 4, 5, 8, 10 times a power of ten."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * next(step for step in (1.0, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0) if step * power >= value * (1 - 1e-9)))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asset("colormaps", "colormaps.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=16)
def lookup(name: str) -> NDArray[np.uint8]:
    """[256, 3] of a map."""
    stops = _data()["maps"][name]["stops"]
    at = [position for position, _ in stops]
    colors = np.array([rgb(text) for _, text in stops], float)
    x = np.linspace(0.0, 1.0, 256)
    return np.stack([np.interp(x, at, colors[:, k]) for k in range(3)], 1).round().astype(np.uint8)


@lru_cache(maxsize=1)
def quantities() -> tuple[Quantity, ...]:
    """All quantities, in the order of the menu. "equipment" (own paint) is none of them."""
    found = []
    for scale in SCALES:
        shown = shown_with(scale)
        found.append(Quantity(**{entry.name: getattr(scale, entry.name) for entry in fields(ColorScale)}, unit=shown[0].unit, shown=shown))
    return tuple(found)


def quantity(name: str) -> Quantity:
    """By id, label or result path, any case, spaces or underscores. Raises KeyError with the names there are."""
    wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
    for found in quantities():
        if wanted in (found.id, found.label.lower().replace(" ", "_"), *found.paths):
            return found
    raise KeyError(f"no quantity {name!r}; there are equipment, {', '.join(q.id for q in quantities())}")


def values_of(wanted: Quantity, results: Results, records: Mapping[str, Record]) -> dict[str, float | None]:
    """The quantity of every element that the results hold a row for; None = in a table, but without a value."""
    found: dict[str, float | None] = {}
    for one in wanted.shown:
        block = results.blocks.get(one.block)
        if block is None or one.column not in block.columns:
            continue
        column = block.columns[one.column]
        for key, row in block.row_of_id.items():
            value = float(column[row])
            if np.isfinite(value):
                if found.get(key) is None:
                    found[key] = value
            else:
                found.setdefault(key, None)
    if wanted.categories:
        found = {key: value for key, value in found.items() if _category(records.get(key)) in wanted.categories}
    return found


def _category(record: Record | None) -> str:
    return kind_of(record).category if isinstance(record, Element) else ""

