"""What is on the desk: the open document, its newest results, the selection, the units, what the pointer is over.

Panels read it and hear its signals; none of them writes the document. Selection and units are no part of the scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gigahall.app.bridge import Bridge
from gigahall.app.viewstate import ViewState
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Kind, Limit
from gigahall.kinds.quantities import place_of
from gigahall.kinds.registry import kind_of
from gigahall.kinds.tone import SEVERITY_TONE, Told, is_out, told
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.scene.record import Connection, Element, Record
from gigahall.session.dark import dark_ids
from gigahall.session.results import EMPTY, Results
from gigahall.session.tree import Node, by_cause
from gigahall.units import System

TRAIL_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Milestone:
    """The key figures a settled solution had after some edit."""

    revision: int
    name: str
    figures: Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Trial:
    """A step that is tried."""

    words: str
    before: Results
    """What was settled before it."""
    index: int
    """Where in the history it is the last step."""


class Desk(QObject):
    """One document at a time; opening another reloads the same Document."""

    document_changed = Signal(object)
    """Diff of the last change."""
    results_changed = Signal()
    state_changed = Signal(str)
    selection_changed = Signal()
    units_changed = Signal()
    color_changed = Signal()
    framed = Signal(tuple)
    """Ids the 3D view is asked to show."""
    trial_changed = Signal()
    """A cure is tried, or was kept or undone."""
    said = Signal(str, str)
    """Words and tone of a short note."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.bridge = Bridge(document)
        self.results: Results = EMPTY
        self.before: Results = EMPTY
        """What was settled before the last edit, for the changes shown."""
        self.trial: Trial | None = None
        self._told = ""
        """What the session said last, "failed" among it."""
        self._announced = ""
        self.units: System = "SI"
        self.color_by = ""
        self.view_state = ViewState()
        self.trail: list[Milestone] = []
        self._selection: tuple[str, ...] = ()
        self._problems: dict[str, list[Finding]] = {}
        self._tones: dict[str, str] = {}
        self._limits_of: dict[tuple[str, str], tuple[Element, Sequence[Limit]]] = {}
        self._told_of: dict[str, tuple[Element, Told | None]] = {}
        """Of the results there are; every line of a list asks several times each time it is painted."""
        self._causes: tuple[Results, tuple[Node, ...]] = (EMPTY, ())
        self._last = (Diff(), False)
        self._dark: tuple[Results, frozenset[str]] = (EMPTY, frozenset())
        self.bridge.changed.connect(self._changed)
        self.bridge.solved.connect(self._solved)
        self.bridge.state.connect(self._state)

    # ------------------------------------------------------------ reading

    def element(self, key: str) -> Element | None:
        record = self.document.records.get(key)
        return record if isinstance(record, Element) else None

    def name_of(self, key: str) -> str:
        element = self.element(key)
        return element.name if element else key

    @property
    def state(self) -> str:
        """"stale", "live", "settled" or "failed", of the scene as it is now: a result of an older revision is stale."""
        if self._told == "failed":
            return "failed"
        if not self.has_results or self.results.revision < self.document.revision:
            return "stale"
        return self.results.state

    @property
    def is_stale(self) -> bool:
        return self.state in ("stale", "failed")

    @property
    def has_results(self) -> bool:
        return self.results is not EMPTY

    def value(self, key: str, path: str) -> float | None:
        """A result of an element, straight from its block."""
        return self.results.value(key, path)

    def value_before(self, key: str, path: str) -> float | None:
        """What it was before the last edit."""
        return self.before.value(key, path)

    def value_was(self, key: str, path: str) -> float | None:
        """What it was before what is tried; None while nothing is."""
        return self.trial.before.value(key, path) if self.trial is not None else None

    def begin_trial(self, words: str, before: Results) -> None:
        """The last step is a trial: what was settled before it stays in sight until it is kept or undone."""
        self.trial = Trial(words, before, self.document.index)
        self.trial_changed.emit()

    def end_trial(self) -> None:
        """It is kept, or was undone."""
        if self.trial is not None:
            self.trial = None
            self.trial_changed.emit()

    def limits(self, element: Element, path: str) -> Sequence[Limit]:
        """The limits of an element that speak of this result, the ones with a warning value first."""
        known = self._limits_of.get((element.id, path))
        if known is None or known[0] is not element:
            wanted = place_of(path)
            kind: Kind[Element] = kind_of(element)
            found = [limit for limit in kind.limits(element) if place_of(limit.quantity) == wanted]
            known = self._limits_of[element.id, path] = (element, tuple(sorted(found, key=lambda limit: limit.warn is None)))
        return known[1]

    def is_out(self, element: Element) -> bool:
        """Switched off, or found without supply or flow."""
        if self._dark[0] is not self.results:
            self._dark = (self.results, dark_ids(self.results))
        return is_out(element, self._dark[1])

    def told(self, element: Element) -> Told | None:
        """The result that says most about an element; of racks, the power where nothing is wrong."""
        known = self._told_of.get(element.id)
        if known is None or known[0] is not element:
            first = ("power.p_w",) if kind_of(element).category == "IT" else ()
            known = self._told_of[element.id] = (element, told(element, lambda path: self.value(element.id, path), first))
        return known[1]

    def tone(self, key: str) -> str:
        """The worst problem of an element as a tone; "" when there is none."""
        return self._tones.get(key, "")

    def problems_of(self, key: str) -> list[Finding]:
        return list(self._problems.get(key, ()))

    @property
    def causes(self) -> tuple[Node, ...]:
        """The problems as a tree, made once a result: the list, the badge and the inspector show it."""
        if self._causes[0] is not self.results:
            self._causes = (self.results, by_cause(self.results.problems))
        return self._causes[1]

    def rebuilds(self, diff: Diff) -> bool:
        """Do lists have to be built anew after the last change; found once for all of them."""
        if self._last[0] is not diff:
            self._last = (diff, structural(diff))
        return self._last[1]

    # ------------------------------------------------------------ selection

    @property
    def selection(self) -> tuple[str, ...]:
        return self._selection

    @property
    def selected(self) -> list[Element]:
        return [element for key in self._selection if (element := self.element(key))]

    def select(self, keys: Iterable[str]) -> None:
        wanted = tuple(dict.fromkeys(key for key in keys if self.element(key)))
        if wanted != self._selection:
            self._selection = wanted
            self.selection_changed.emit()

    def toggle(self, key: str) -> None:
        if key in self._selection:
            self.select(k for k in self._selection if k != key)
        else:
            self.select((*self._selection, key))

    def show(self, keys: Sequence[str]) -> None:
        """Select and frame: what every link does."""
        self.select(keys)
        if self._selection:
            self.framed.emit(self._selection)

    # ------------------------------------------------------------ settings

    def set_units(self, units: System) -> None:
        if units != self.units:
            self.units = units
            self.units_changed.emit()

    def set_color(self, name: str) -> None:
        if name != self.color_by:
            self.color_by = name
            self.color_changed.emit()

    def say(self, words: str, tone: str = "info") -> None:
        self.said.emit(words, tone)

    def close(self) -> None:
        self.bridge.close()

    # ------------------------------------------------------------ changes

    def forget(self) -> None:
        """Another document is open: nothing of the old one counts any more."""
        self.before, self.trail, self._limits_of = EMPTY, [], {}
        self._take(EMPTY)
        self.end_trial()
        self.select(())
        self.results_changed.emit()
        self._announce()

    def _changed(self, diff: Diff) -> None:
        if self.results.state == "settled":
            self.before = self.results
        if self.trial is not None and self.document.index != self.trial.index:
            self.end_trial()  # undone, or built upon
        self.select(key for key in self._selection if key in self.document.records)
        if self.document.history:  # else another scene was loaded
            self.view_state.follow(diff)
        self.document_changed.emit(diff)
        self._announce()

    def _solved(self, results: Results) -> None:
        if results.revision < self.results.revision:
            return
        self._take(results)
        if results.state == "settled":
            self._remember(results)
        self._announce()
        self.results_changed.emit()

    def _take(self, results: Results) -> None:
        self.results, self._told_of = results, {}
        self._tones = _worst(results.problems)
        self._problems = {}
        for problem in results.problems:
            self._problems.setdefault(problem.element, []).append(problem)

    def _state(self, state: str) -> None:
        self._told = state
        self._announce()

    def _announce(self) -> None:
        """Say the state where it is another one."""
        if self.state != self._announced:
            self._announced = self.state
            self.state_changed.emit(self.state)

    def _remember(self, results: Results) -> None:
        name = self.document.undo_name or "Opened"
        if not self.trail or self.trail[-1].revision != results.revision:
            self.trail.append(Milestone(results.revision, name, dict(results.key_figures)))
            del self.trail[:-TRAIL_LENGTH]


def _worst(problems: Iterable[Finding]) -> dict[str, str]:
    found: dict[str, str] = {}
    rank = ("info", "warn", "bad")
    for problem in problems:
        tone = SEVERITY_TONE[problem.severity]
        if problem.severity != "info" and rank.index(tone) >= rank.index(found.get(problem.element, "info")):
            found[problem.element] = tone
    return found


def structural(diff: Diff) -> bool:
    """Did the change add or remove something, or rename or regroup it: lists have to be built anew."""
    if diff.added or diff.removed:
        return True
    return any(_place_in_list(old) != _place_in_list(new) for old, new in diff.updated.values())


def _place_in_list(record: Record) -> tuple[str, ...]:
    if isinstance(record, Element):
        return (record.name, record.hall, str(getattr(record, "lineup", "")), str(getattr(record, "system", "")))
    if isinstance(record, Connection):
        return (record.a, record.b)
    return ()
