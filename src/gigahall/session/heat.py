"""Where every watt goes: the split of each element's power and losses between coolant, room air and outdoors.

A load's watts become liquid heat (what the coolant stage put into a fluid), fan heat (already inside the air stage) and
a rest, which warms the air of the element's hall or, outside any hall, the outdoors. Losses of the power network follow
`PowerParts.heat_to`. Nothing is lost and nothing is closed by hand: the sum is checked against the sources.

What the kinds say is kept as columns, one row per element, so that a pass over a large hall is a few array operations and
an edit costs the rows it touches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.finding import Finding
from gigahall.kinds.ideal import is_ideal
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Supply, Through, Warm
from gigahall.kinds.parts.coolant import Restriction
from gigahall.kinds.placing import is_in
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Diff
from gigahall.scene.record import Element, Record

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_MASKS = 16


@dataclass(frozen=True, slots=True)
class Budget:
    """Per element, what its kind says before anything is solved."""

    it_w: float
    liquid_w: float
    warms_air: bool
    """Its own air parts carry heat (racks, lights, rear doors)."""
    loss_to_air: bool
    rest_to_air: bool
    """Power that no fluid and no fan took warms the hall's air, not the outdoors."""
    moves_air: bool
    """An air unit or door with fans."""
    told: tuple[Finding, ...]
    """What its own values say: contradictions, switches that are open."""
    is_ideal: bool
    """It stands for supply or plant that is not modelled."""


def budget(element: Element, env: Env) -> Budget:
    kind = kind_of(element)
    coolant = kind.coolant(element, env)
    air = kind.air(element, env)
    heat_to = kind.power(element, env).heat_to
    liquid_w = sum(part.heat_w for part in coolant.parts if isinstance(part, Restriction))
    return Budget(
        it_w=kind.it_w(element, env),
        liquid_w=liquid_w,
        warms_air=any(isinstance(part, Through | Warm) for part in air.parts),
        loss_to_air=heat_to == "air",
        rest_to_air=heat_to != "outside",
        moves_air=any(isinstance(part, Supply) for part in air.parts),
        told=(*kind.contradictions(element), *kind.states(element)),
        is_ideal=is_ideal(element, env),
    )


class Ledger:
    """The budgets of all elements as columns. `ids` and the columns have one row per element."""

    def __init__(self, records: Mapping[str, Record], env: Env) -> None:
        self.elements: dict[str, Element] = {key: e for key, e in records.items() if isinstance(e, Element)}
        self._env = env
        self._budgets = {key: budget(element, env) for key, element in self.elements.items()}
        self.version = 0
        """Counts changes of rows or of what is in service."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.ids = tuple(self.elements)
        self.row_of_id = {key: row for row, key in enumerate(self.ids)}
        n = len(self.ids)
        self.in_service, self.warms_air, self.loss_to_air, self.rest_to_air, self.is_ideal = np.zeros((5, n), bool)
        self.it_w, self.liquid_w = np.zeros((2, n))
        self.hall: Ints = np.full(n, -1)
        """Row of the hall an element stands in; -1 outdoors."""
        self.is_outside: Bools = np.zeros(n, bool)
        """Stands outside the hall it names."""
        self.moves_air: Bools = np.zeros(n, bool)
        self.told: dict[str, tuple[Finding, ...]] = {}
        """Of the elements that have any."""
        self._rows_of: dict[str, tuple[Mapping[str, int], Ints]] = {}
        self._masks: dict[frozenset[str], Bools] = {}
        for row, key in enumerate(self.ids):
            self._put(row, self.elements[key], self._budgets[key])

    def _put(self, row: int, element: Element, plan: Budget) -> None:
        self.in_service[row], self.is_ideal[row] = element.in_service, plan.is_ideal
        self.it_w[row], self.liquid_w[row] = plan.it_w, plan.liquid_w
        self.warms_air[row], self.loss_to_air[row], self.rest_to_air[row] = plan.warms_air, plan.loss_to_air, plan.rest_to_air
        self.moves_air[row] = plan.moves_air
        self.told.pop(element.id, None)
        if plan.told:
            self.told[element.id] = plan.told
        room = self.elements.get(element.hall)
        self.is_outside[row] = room is not None and room is not element and not is_in(element, room)
        self.hall[row] = -1 if self.is_outside[row] else self.row_of_id.get(element.hall, -1)

    def update(self, diff: Diff, env: Env) -> None:
        """Take over one edit: changed rows are written, new or vanished ones lay the columns out anew."""
        is_new = False
        for key, _old, new in diff.changes():
            if isinstance(new, Element):
                is_new |= key not in self.elements
                self.elements[key] = new
            elif self.elements.pop(key, None) is not None:
                is_new = True
        touched = [key for key in self._touched(diff, env) if key in self.elements]
        self._env = env
        for key in touched:
            self._budgets[key] = budget(self.elements[key], env)
        self.version += 1
        if is_new:
            self._lay_out()
            return
        for key in touched:
            self._put(self.row_of_id[key], self.elements[key], self._budgets[key])

    def _touched(self, diff: Diff, env: Env) -> Iterable[str]:
        """Changed elements; all of them when what they stand in changed: the scene's conditions, or a room that moved."""
        moved = (isinstance(new, Element) and kind_of(new).is_room for _key, _old, new in diff.changes())
        if env != self._env or any(moved):
            return self.elements
        return [key for key, _old, _new in diff.changes()]

    def rows(self, keys: Collection[str]) -> Ints:
        """Rows of elements; those that are not in the scene are left out."""
        found = [self.row_of_id[key] for key in keys if key in self.row_of_id]
        return np.array(found, np.int64)

    def rows_of(self, name: str, row_of_id: Mapping[str, int]) -> Ints:
        """Rows here of the rows of a result table called `name`; kept while the table keeps its numbering."""
        kept = self._rows_of.get(name)
        if kept is None or kept[0] is not row_of_id:
            found = np.empty(len(row_of_id), np.int64)
            for key, row in row_of_id.items():
                found[row] = self.row_of_id[key]
            kept = self._rows_of[name] = (row_of_id, found)
        return kept[1]

    def column(self, values: Mapping[str, float]) -> Floats:
        """Values by id as a column; 0 where there is none."""
        found = np.zeros(len(self.ids))
        known = [(self.row_of_id[key], value) for key, value in values.items() if key in self.row_of_id]
        if known:
            rows, watts = zip(*known, strict=True)
            found[list(rows)] = watts
        return found

    def mask(self, keys: Collection[str]) -> Bools:
        """Which rows are meant; not to be written to. What is asked for by the same frozen set is found once."""
        kept = self._masks.get(keys) if isinstance(keys, frozenset) else None
        if kept is not None:
            return kept
        found = np.zeros(len(self.ids), bool)
        found[self.rows(keys)] = True
        if isinstance(keys, frozenset):
            if len(self._masks) > MOST_MASKS:
                self._masks.clear()
            self._masks[keys] = found
        return found

    def named(self, mask: Bools, values: Floats) -> dict[str, float]:
        """The rows of a mask as values by id."""
        return dict(zip(compress(self.ids, mask.tolist()), values[mask].tolist(), strict=True))

    def hall_names(self, keys: Iterable[str]) -> dict[str, str]:
        """By element: the hall it names."""
        return {key: self.elements[key].hall for key in keys}

    def keys(self, mask: Bools) -> frozenset[str]:
        return frozenset(compress(self.ids, mask.tolist()))


@dataclass(frozen=True, slots=True)
class Split:
    """Heat to the air by row of the ledger, on the rows of halls and of what warms the air itself (racks, lights), and
    what leaves directly outdoors."""

    air_w: Floats
    outdoor_w: float


def split(
    ledger: Ledger, is_hall: Bools, is_load: Bools, load_w: Floats, loss_w: Floats, fluid_w: Floats, fan_w: Floats
) -> Split:
    """All by row of the ledger. `fluid_w`: electrical watts of an element that the coolant stage turned into fluid heat;
    `fan_w`: watts the air stage has already put into the air."""
    in_hall = is_hall[ledger.hall] & (ledger.hall >= 0)
    rest = np.where(is_load, load_w - fluid_w - fan_w, 0.0)
    own, by_rest, by_loss = ledger.warms_air & in_hall, ledger.rest_to_air & in_hall, ledger.loss_to_air & in_hall
    to_hall = np.where(by_rest & ~own, rest, 0.0) + np.where(by_loss, loss_w, 0.0)
    air_w: Floats = np.bincount(ledger.hall[in_hall], to_hall[in_hall], len(ledger.ids)).astype(np.float64)
    air_w[own] += rest[own]
    return Split(air_w, float(rest[~own & ~by_rest].sum() + loss_w[~by_loss].sum()))
