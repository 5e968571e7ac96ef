"""Where the numbers come from: models with their known errors, catalogue data with sources and estimates, ideal supplies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile

from gigahall.compile.air_solution import MODEL_ERROR
from gigahall.kinds import catalogue
from gigahall.kinds.registry import kind_of
from gigahall.report.case import Case
from gigahall.report.page import Cell, Column, Pair, Pairs, Prose, Table
from gigahall.report.text import clean, count, listed, named
from gigahall.scene.diff import affects_of_fields, record_hints
from gigahall.scene.record import Element, meta_of

KNOWN_ERRORS = {
    "power": (
        "against MATPOWER 8.1 (six published networks) volts within 10⁻⁸ and against the CIGRE low- and medium-voltage "
        "benchmarks within 10⁻⁶ of nominal; phases are taken as balanced, harmonics and starting currents are left out"
    ),
    "coolant": (
        "against EPANET 2.2 heads within 1 mm and flows within 0.1 %, against exact pipe cooling temperatures within 1 mK, "
        "exchanger effectiveness within 10⁻⁸; the error of a plant is that of its pump curves, fittings and ratings"
    ),
    "air": MODEL_ERROR,
}
"""What tests/golden and tests/compile/air hold the models to."""

PLACE = frozenset({"id", "name", "item", "hall", "at_m", "turn_deg", "in_service", "group", "standby", "route_m"})
"""Fields that say where something stands, not what it is."""
MOST_ITEMS = 60


def models(case: Case) -> Pairs | None:
    """Every model that made a number here, with its known error; None when nothing was solved."""
    found = []
    for name, text in case.results.models.items():
        error = KNOWN_ERRORS.get(name, "")
        found.append(Pair(name.capitalize(), _sentence(text) + (f" Known error: {error}." if error else "")))
    return Pairs("Models and their known errors", tuple(found)) if found else None


def _sentence(text: str) -> str:
    words = clean(text)
    return f"{words[:1].upper()}{words[1:]}."


def air_error(case: Case) -> str:
    """What the first page says about the air model; "" when no room has a solved air."""
    if not case.results.air:
        return ""
    return f"Air model: {clean(case.results.models.get('air', ''))}. Known error: {KNOWN_ERRORS['air']}."


def short_model(case: Case, name: str) -> str:
    """The first words of a model, for the title block."""
    return clean(case.results.models.get(name, "")).partition(",")[0].partition(":")[0]


def ideal(case: Case) -> Prose | None:
    """Names the supplies that are not modelled; None when there are none."""
    if not case.ideal:
        return None
    names = listed([named(e.name) for e in case.ideal], most=12)
    return Prose(
        f"Ideal: {names}. They hold their voltage or supply temperature at any load and stand for what is not modelled; what they "
        "would draw themselves is not in the facility power.", "info",
    )  # fmt: skip


@dataclass
class Used:
    """One catalogue item and what the scene takes from it."""

    element: Element
    elements: int = 0
    sources: dict[str, list[str]] = field(default_factory=dict)
    """Labels of the fields by source."""
    estimates: dict[str, list[str]] = field(default_factory=dict)
    """Labels by reason."""
    by_user: set[str] = field(default_factory=set)
    by_kind: set[str] = field(default_factory=set)


def used(case: Case) -> list[Used]:
    """By item, in the order of the registry. Elements without an item count under their kind."""
    found: dict[tuple[str, str], Used] = {}
    memo: dict[tuple[object, ...], dict[str, catalogue.Source]] = {}
    for element in case.elements:
        entry = found.setdefault((kind_of(element).name, element.item), Used(element))
        entry.elements += 1
        for label, source in _sources(element, memo).items():
            _note(entry, label, source)
    return list(found.values())


def _sources(element: Element, memo: dict[tuple[object, ...], dict[str, catalogue.Source]]) -> dict[str, catalogue.Source]:
    """By label of the field. Elements that differ in place only share one answer."""
    names = _data_fields(type(element))
    key = (type(element), element.item, *(getattr(element, name) for name in names))
    if key not in memo:
        labels = _labels(type(element))
        memo[key] = {labels.get(name, name): catalogue.source_of(element, name) for name in names}
    return memo[key]


@cache
def _data_fields(record: type[Element]) -> tuple[str, ...]:
    """Fields a solver or a limit reads: sizes and looks are left to the inspector."""
    affects = affects_of_fields(record)
    shown_only = [name for name in affects if "look" in affects[name] and not affects[name] & {"power", "coolant"}]
    return tuple(name for name in record.__struct_fields__ if name not in PLACE and name not in shown_only)


@cache
def _labels(record: type[Element]) -> dict[str, str]:
    """Labels of a record's fields, as forms show them."""
    found = {}
    for name, hint in record_hints(record).items():
        meta = meta_of(hint)
        found[name] = meta.title if meta is not None and meta.title else name
    return found


def _note(entry: Used, label: str, source: catalogue.Source) -> None:
    if not source.is_item_value:
        (entry.by_user if source.text == catalogue.BY_USER else entry.by_kind).add(label)
    elif source.estimated:
        _add(entry.estimates, source.text.removeprefix("Estimate: ").removeprefix("Estimate"), label)
    else:
        _add(entry.sources, source.text, label)


def _add(labels: dict[str, list[str]], text: str, label: str) -> None:
    known = labels.setdefault(text, [])
    if label not in known:
        known.append(label)


def item_table(found: Iterable[Used], numbers: dict[str, int]) -> Table:
    """One row an item: how often it stands in the scene, its numbered sources, its estimates."""
    known = [group for group in _alike(found) if group[0].sources or group[0].estimates]
    for group in known[:MOST_ITEMS]:
        for text in group[0].sources:
            numbers.setdefault(text, len(numbers) + 1)
    rows = tuple(_item_row(group, numbers) for group in known[:MOST_ITEMS])
    heads = (
        Column("Item", is_number=False, weight=2.2), Column("In scene", weight=0.7), Column("Sources", is_number=False, weight=1.2),
        Column("Estimates", is_number=False, weight=4.4), Column("Set in the scene", is_number=False, weight=1.5),
    )
    left = len(known) - len(rows)
    note = f"{count(left, 'item')} left out; the inspector of the window shows the source of every value." if left > 0 else ""
    return Table("Equipment data", heads, rows, note)


def _alike(found: Iterable[Used]) -> list[list[Used]]:
    """Items of one kind whose values have the same sources and estimates, as sizes of one make have."""
    groups: dict[str, list[Used]] = {}
    for entry in found:
        key = repr((type(entry.element), entry.sources, entry.estimates, sorted(entry.by_user)))
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def _item_row(group: Sequence[Used], numbers: dict[str, int]) -> tuple[Cell, ...]:
    """One item, or several with the same sources; every reason of an estimate stands on a line of its own."""
    entry = group[0]
    names, maker = zip(*(_item_name(one.element) for one in group), strict=True)
    marks = ", ".join(f"[{numbers[text]}]" for text in entry.sources)
    lines = [f"{', '.join(labels)}: {reason}" if reason else ", ".join(labels) for reason, labels in entry.estimates.items()]
    return (
        Cell(clean(_together(names)), sub=clean(maker[0])), Cell(str(sum(one.elements for one in group))), Cell(marks or "–"),
        Cell(clean("\n".join(lines)) or "none", "quiet"), Cell(", ".join(sorted(entry.by_user)) or "–", "quiet"),
    )


def _item_name(element: Element) -> tuple[str, str]:
    try:
        item = catalogue.item(element.item)
    except KeyError:
        return kind_of(element).label, ""
    return item.name, item.manufacturer


def _together(names: Sequence[str]) -> str:
    """ "Copper conductor 6 mm2, 10 mm2" of two names that begin alike."""
    words = [name.split() for name in names]
    same = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))) if len(names) > 1 else 0
    return ", ".join([names[0], *(" ".join(word[same:]) for word in words[1:])])


def source_list(numbers: dict[str, int]) -> Pairs:
    return Pairs("Sources", tuple(Pair(f"[{number}]", clean(text)) for text, number in numbers.items()))


def data(case: Case) -> list[Prose | Table | Pairs]:
    """The whole section on data."""
    every = used(case)
    if not every:
        return []
    numbers: dict[str, int] = {}
    table = item_table(every, numbers)
    estimated = sum(len(labels) for entry in every for labels in entry.estimates.values())
    known = sum(len(labels) for entry in every for labels in entry.sources.values())
    lead = (
        f"{known} values of {count(len(table.rows), 'catalogue item')} have a source, {estimated} are estimates and named as such below. Fields an item "
        "does not state keep the default of their kind, which is an estimate too. Sizes and looks are left out here."
    )
    pieces: list[Prose | Table | Pairs] = [Prose(lead)]
    if case.ambient.source:
        pieces.append(Prose(f"Ambient: {clean(case.ambient.source)}."))
    return [*pieces, table, *([source_list(numbers)] if numbers else [])]
