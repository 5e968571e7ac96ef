"""Tables per system: racks, power, coolant, air. Values come from the solution; nothing is computed here but their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from gigahall.kinds.parts.air import Room
from gigahall.kinds.quantities import of_path
from gigahall.kinds.registry import kind_of
from gigahall.report.case import Case, by_kind
from gigahall.report.page import Cell, Column, Table
from gigahall.report.text import Scale, clean, count, spanned
from gigahall.scene.record import Element

FOLD_FROM = 3
"""So many equal neighbours become one row."""
MOST_ROWS = 40
"""Rows of one table; what stands nearest to its limits is kept."""
ELSEWHERE = "The result tables of the window hold all of them and write them as CSV; gigahall solve writes them as JSON."


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: a result under its own heading, or under the word that this table has for it."""

    path: str
    word: str = ""

    @property
    def label(self) -> str:
        return self.word or of_path(self.path).heading

    @property
    def code(self) -> str:
        return of_path(self.path).unit


POWER = (
    Shown("power.p_w"), Shown("power.q_var"), Shown("power.v_v"), Shown("power.i_a"),
    Shown("power.loading_frac"), Shown("power.loss_w"),
)
RACKS = (
    Shown("power.p_w"), Shown("power.loading_frac"), Shown("power.v_v"),
    Shown("coolant.flow_m3_s"), Shown("coolant.in_c", "Supply"), Shown("coolant.out_c", "Return"),
    Shown("air.flow_m3_s"), Shown("air.inlet_mean_c"), Shown("air.inlet_max_c"),
    Shown("air.outlet_mean_c"),
)
TWO_LOOPS = (
    Shown("coolant.heat_w"), Shown("coolant.loading_frac"),
    Shown("coolant.primary.flow_m3_s", "Primary"), Shown("coolant.primary.in_c", "in"), Shown("coolant.primary.out_c", "out"),
    Shown("coolant.secondary.flow_m3_s", "Secondary"), Shown("coolant.secondary.in_c", "in"), Shown("coolant.secondary.out_c", "out"),
    Shown("power.p_w", "Motors"),
)
REJECTION = (
    Shown("coolant.heat_w"), Shown("coolant.loading_frac"), Shown("coolant.flow_m3_s"),
    Shown("coolant.in_c"), Shown("coolant.out_c"), Shown("power.p_w", "Electric"), Shown("power.loading_frac"),
)
STREAMS = (
    Shown("coolant.flow_m3_s"), Shown("coolant.in_c"), Shown("coolant.out_c"),
    Shown("coolant.in_pa"), Shown("coolant.out_pa"), Shown("power.p_w", "Electric"),
    Shown("power.loading_frac"),
)
AIR_UNITS = (
    Shown("coolant.heat_w"), Shown("coolant.loading_frac"), Shown("air.flow_m3_s"),
    Shown("air.inlet_mean_c", "Entering"), Shown("air.outlet_mean_c", "Leaving"), Shown("coolant.flow_m3_s"),
    Shown("coolant.in_c", "Water in"), Shown("coolant.out_c", "Water out"), Shown("power.p_w", "Electric"),
)
AIR_PATHS = (Shown("air.flow_m3_s"), Shown("air.inlet_mean_c", "Entering"), Shown("air.outlet_mean_c", "Leaving"))


def racks(case: Case) -> list[Table]:
    return _tables(case, [("Power, coolant and air of each rack", case.it, RACKS)], with_kind=False)


def power(case: Case) -> list[Table]:
    """Sources to panels by kind, then the routes with the highest loading."""
    every = case.category("Power")
    laid = [e for e in every if kind_of(e).joins]
    standing = [e for e in every if not kind_of(e).joins]
    found = _tables(case, [("Sources, transformers, UPS, boards and busways", standing, POWER)])
    loaded = sorted(laid, key=lambda e: -(case.value(e, "power.loading_frac") or 0.0))
    return found + _tables(case, [("Cables, highest loading first", loaded, POWER)], with_kind=False, most=12)


def coolant(case: Case) -> list[Table]:
    plant = case.category("Liquid", "Heat rejection", "Plant")
    laid = [e for e in plant if kind_of(e).is_route]
    units = [e for e in plant if not kind_of(e).is_route]
    two = [e for e in units if case.value(e, "coolant.secondary.flow_m3_s") is not None]
    pairs = {e.id for e in two}
    one = [e for e in units if e.id not in pairs]
    rejecting = [e for e in one if kind_of(e).category == "Heat rejection"]
    moving = [e for e in one if kind_of(e).category != "Heat rejection"]
    dropping = sorted(laid, key=lambda e: -abs(_drop_pa(case, e)))
    return _tables(
        case,
        [
            ("Distribution units and exchangers between two loops", two, TWO_LOOPS),
            ("Heat rejection and chillers", rejecting, REJECTION),
            ("Pumps, tanks, valves and sources", moving, STREAMS),
        ],
    ) + _tables(case, [("Pipes and headers, greatest pressure drop first", dropping, STREAMS[:5])], with_kind=False, most=12)


def air(case: Case) -> list[Table]:
    every = case.category("Air")
    cooling = [e for e in every if case.value(e, "coolant.heat_w") is not None]
    rest = [e for e in every if e not in cooling]
    return [*rooms(case), *_tables(case, [("Air units", cooling, AIR_UNITS), ("Openings", rest, AIR_PATHS)])]


def rooms(case: Case) -> list[Table]:
    """One row a hall: its racks, their power, and the air that was solved in it."""
    fields = {field.hall: field.temperature_c for field in case.results.air}
    lines = []
    for room in case.rooms:
        if not any(isinstance(part, Room) for part in kind_of(room).air(room, case.env).parts):
            continue
        inside = [e for e in case.it if e.hall == room.id]
        watts = sum(case.value(e, "power.p_w") or 0.0 for e in inside)
        inlets = [t for t in (case.value(e, "air.inlet_max_c") for e in inside) if t is not None]
        cells = fields.get(room.id)
        solved = cells is not None and bool(np.isfinite(cells).any())
        mean, top = (float(np.nanmean(cells)), float(np.nanmax(cells))) if solved and cells is not None else (None, None)
        number = float(np.isfinite(cells).sum()) if cells is not None else None
        lines.append((room, (float(len(inside)), watts, max(inlets, default=None), mean, top, number)))
    columns = (("Racks", "1"), ("IT power", "W"), ("Warmest inlet", "degC"), ("Air, mean", "degC"), ("Air, warmest", "degC"), ("Air cells", "1"))
    if not lines:
        return []
    scales = [Scale([numbers[k] for _room, numbers in lines], code, case.system) for k, (_label, code) in enumerate(columns)]
    heads = (Column("Hall", is_number=False, weight=1.6), *(
        Column(label, scale.unit.text) for (label, _code), scale in zip(columns, scales, strict=True)
    ))
    whole = {0, 5}
    for k in whole:
        scales[k].decimals = 0
    rows = tuple((Cell(clean(room.name)), *(Cell(s.text(n)) for s, n in zip(scales, numbers, strict=True))) for room, numbers in lines)
    return [Table("Halls", heads, rows)]


def _tables(
    case: Case, wanted: Iterable[tuple[str, Sequence[Element], Sequence[Shown]]], *, with_kind: bool = True, most: int = MOST_ROWS
) -> list[Table]:
    made = [_table(case, title, elements, columns, with_kind, most) for title, elements, columns in wanted]
    return [table for table in made if table is not None]


def _table(case: Case, title: str, elements: Sequence[Element], columns: Sequence[Shown], with_kind: bool, most: int) -> Table | None:
    """None when nothing of it was solved."""
    values = {shown: {e.id: case.value(e, shown.path) for e in elements} for shown in columns}
    solved = [e for e in elements if any(values[s][e.id] is not None for s in columns) or case.status(e)]
    used = [s for s in columns if any(values[s][e.id] is not None for e in solved)]
    if not used:
        return None
    kept, note = cut(solved, most, case.worst_first) if most == MOST_ROWS else first(solved, most)
    scales = {s: Scale([values[s][e.id] for e in kept], s.code, case.system) for s in used}
    heads = [Column("Name", is_number=False, weight=1.6)]
    if with_kind:
        heads.append(Column("Kind", is_number=False, weight=1.7))
    heads += [Column(s.label, scales[s].unit.text) for s in used]
    rows = []
    for e in kept:
        words = [Cell(e.name, sub=case.status(e))] + ([Cell(kind_of(e).label)] if with_kind else [])
        rows.append((*words, *(Cell(scales[s].text(values[s][e.id]), case.tones.get((e.id, s.path), "")) for s in used)))
    return Table(title, tuple(heads), folded(rows), note)


def folded(rows: Sequence[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Several neighbours that read the same but for their name become one row of all their names."""
    found: list[tuple[Cell, ...]] = []
    for (sub, tone, cells), group in groupby(rows, key=lambda row: (row[0].sub, row[0].tone, row[1:])):
        names = [row[0].text for row in group]
        shown = [spanned(names)] if len(names) >= FOLD_FROM else [clean(name) for name in names]
        found += [(Cell(name, tone, sub), *cells) for name in shown]
    return tuple(found)


def cut(elements: Sequence[Element], most: int, worst_first: Callable[[Sequence[Element]], list[Element]]) -> tuple[list[Element], str]:
    """All of them, or the worst of every kind and a sentence about the rest."""
    if len(elements) <= most:
        return list(elements), ""
    groups = [worst_first(group) for _label, group in by_kind(elements)]
    shares = _shares([len(group) for group in groups], most)
    kept = [e for group, share in zip(groups, shares, strict=True) for e in group[:share]]
    return kept, f"Those nearest to a limit; {count(len(elements) - len(kept), 'row')} left out. {ELSEWHERE}"


def _shares(sizes: Sequence[int], most: int) -> list[int]:
    """Rows for each group: equal, and what a small group leaves goes to the larger ones."""
    shares = [0] * len(sizes)
    while sum(shares) < most:
        open_groups = [k for k, size in enumerate(sizes) if shares[k] < size]
        for k in open_groups[: most - sum(shares)]:
            shares[k] += 1
    return shares


def first(elements: Sequence[Element], most: int) -> tuple[list[Element], str]:
    """The first of an order the title tells."""
    left = len(elements) - most
    return list(elements[:most]), f"{count(left, 'row')} left out. {ELSEWHERE}" if left > 0 else ""


def _drop_pa(case: Case, element: Element) -> float:
    start, end = case.value(element, "coolant.in_pa"), case.value(element, "coolant.out_pa")
    return start - end if start is not None and end is not None else 0.0

