"""Loss of one element at a time: what each costs, for the N-1 table, the report and the sweep."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gigahall.kinds.finding import Finding
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import between
from gigahall.scene.record import Element, Record, replace
from gigahall.session.plant import Plant
from gigahall.session.results import Results


@dataclass(frozen=True, slots=True)
class Loss:
    """The state without one element: its results (without the air fields, which would fill the memory), and the problems
    that were not there before."""

    element: str
    name: str
    results: Results
    new_problems: tuple[Finding, ...]

    @property
    def worst_loading_frac(self) -> float:
        found = self.results.key_figures.get("worst_loading_frac", 0.0)
        return float(found)


def worth_losing(records: Mapping[str, Record]) -> list[str]:
    """The elements a report takes out one by one: in service, of kinds that ask for it (feeds, boards, CDUs, headers ...)."""
    return [
        record.id for record in records.values()
        if isinstance(record, Element) and record.in_service and kind_of(record).loss_case
    ]


def losses(
    records: Mapping[str, Record],
    wanted: Iterable[str],
    base: Results,
    *,
    settled: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Loss]:
    """Solve the scene once per wanted element with that element out of service, each from the same base."""
    known = {(p.element, p.quantity, p.severity) for p in base.problems}
    plant = Plant(records)
    for key in wanted:
        element = records[key]
        assert isinstance(element, Element)
        failed = replace(element, in_service=False)
        there = between({key: element}, {key: failed})
        plant.update({**records, key: failed}, there)
        results = plant.solve(settled=settled, stop=stop)
        plant.update(records, there.reversed())
        if results is None:
            return
        new = tuple(p for p in results.problems if (p.element, p.quantity, p.severity) not in known)
        yield Loss(key, element.name, dataclasses.replace(results, air=()), new)
