"""A solved scene as the tables read it: elements by system, values by path, how near each stands to its limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gigahall.kinds.finding import Finding
from gigahall.kinds.ideal import is_ideal
from gigahall.kinds.kind import Env, Limit
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.kinds.tone import SEVERITY_TONE
from gigahall.report import text
from gigahall.report.page import Tone
from gigahall.scene.order import natural
from gigahall.scene.record import Ambient, Element, Record, Scene
from gigahall.session.losses import Loss
from gigahall.session.results import Results
from gigahall.units import System, Unit

_KIND_ORDER = {kind.name: order for order, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Case:
    """What `document` was given."""

    records: Mapping[str, Record]
    results: Results
    lost: Sequence[Loss]
    system: System = "SI"
    """Units of everything shown."""

    def words(self, number: float | None, unit: str, digits: int = 3, shown: Unit | None = None) -> str:
        """A number with its unit."""
        return text.value(number, unit, digits, shown, self.system)

    @cached_property
    def scene(self) -> Scene:
        found = self.records.get("scene")
        return found if isinstance(found, Scene) else Scene()

    @cached_property
    def ambient(self) -> Ambient:
        found = self.records.get("ambient")
        return found if isinstance(found, Ambient) else Ambient()

    @cached_property
    def env(self) -> Env:
        return Env(self.scene, self.ambient)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """By kind, then by name."""
        every = [record for record in self.records.values() if isinstance(record, Element)]
        return tuple(sorted(every, key=lambda e: (_KIND_ORDER[kind_of(e).name], natural(e.name), e.id)))

    @cached_property
    def it(self) -> tuple[Element, ...]:
        """What draws IT power, by name."""
        found = [e for e in self.elements if kind_of(e).it_w(e, self.env) > 0.0]
        return tuple(sorted(found, key=lambda e: (natural(e.name), e.id)))

    @cached_property
    def rooms(self) -> tuple[Element, ...]:
        return tuple(e for e in self.elements if kind_of(e).is_room)

    def category(self, *names: str) -> list[Element]:
        return [e for e in self.elements if kind_of(e).category in names]

    def name(self, element: str) -> str:
        found = self.records.get(element)
        return found.name if isinstance(found, Element) else element

    def value(self, element: Element, path: str) -> float | None:
        return self.results.value(element.id, path)

    @cached_property
    def tones(self) -> dict[tuple[str, str], Tone]:
        """Worst tone by (element, result path)."""
        found: dict[tuple[str, str], Tone] = {}
        for problem in reversed(self.results.problems):
            if problem.quantity and problem.severity != "info":
                found[problem.element, problem.quantity] = SEVERITY_TONE[problem.severity]
        return found

    @cached_property
    def problems_of(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for problem in self.results.problems:
            found[problem.element].append(problem)
        return found

    def status(self, element: Element) -> str:
        """What the numbers of a row do not tell: why there are none, or that it stands for something not modelled."""
        if not element.in_service:
            return "out of service"
        lost = any(p.kind.is_state for p in self.problems_of.get(element.id, ()))
        return "not supplied" if lost else "ideal" if element.id in self.ideal_ids else ""

    @cached_property
    def limits(self) -> tuple[tuple[Element, Limit], ...]:
        return tuple((e, limit) for e in self.elements for limit in kind_of(e).limits(e) if bound(limit) is not None)

    @cached_property
    def closeness(self) -> dict[str, float]:
        """Largest share of a limit in use, by element: what puts a row first when a table has to be cut."""
        found: dict[str, float] = {}
        for element, limit in self.limits:
            number, most = self.value(element, limit.quantity), bound(limit)
            if number is not None and most:
                found[element.id] = max(found.get(element.id, 0.0), number / most)
        for problem in self.results.problems:
            if problem.severity == "error":
                found[problem.element] = max(found.get(problem.element, 0.0), 10.0)
        return found

    def worst_first(self, elements: Iterable[Element]) -> list[Element]:
        return sorted(elements, key=lambda e: -self.closeness.get(e.id, 0.0))

    @cached_property
    def ideal(self) -> tuple[Element, ...]:
        """Supplies that stand for something that is not modelled."""
        return tuple(e for e in self.elements if is_ideal(e, self.env))

    @cached_property
    def ideal_ids(self) -> frozenset[str]:
        return frozenset(e.id for e in self.ideal)


def bound(limit: Limit) -> float | None:
    """The value above which a limit is broken: its error value, else its warning value."""
    return limit.error if limit.error is not None else limit.warn


def by_kind(elements: Iterable[Element]) -> Iterator[tuple[str, list[Element]]]:
    """Label of the kind, and its elements, in the order given."""
    found: dict[str, list[Element]] = {}
    for element in elements:
        found.setdefault(kind_of(element).label, []).append(element)
    yield from found.items()
