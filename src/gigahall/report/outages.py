"""Loss of one element at a time: what each loss does, worst first."""

from __future__ import annotations

from gigahall.kinds.finding import Finding
from gigahall.kinds.prose import text
from gigahall.kinds.registry import kind_of
from gigahall.report.case import Case
from gigahall.report.page import Cell, Column, Table, Tone
from gigahall.report.tables import ELSEWHERE, folded
from gigahall.report.text import clean, count, tied, value
from gigahall.scene.record import Element
from gigahall.session.losses import Loss

MOST_LOSSES = 60
COLUMNS = (
    Column("Lost", is_number=False, weight=1.2), Column("Kind", is_number=False, weight=1.6), Column("Racks", "dark", weight=0.7),
    Column("Not", "supplied", weight=0.9), Column("Above", "limit", weight=0.8), Column("Warnings", weight=1.0),
    Column("Worst", "load", weight=1.15), Column("At", is_number=False, weight=1.1), Column("Warmest", "inlet", weight=1.0),
    Column("First finding", is_number=False, weight=2.9),
)


def harm(loss: Loss) -> tuple[float, ...]:
    """Orders losses: dark racks, then limits broken, then warnings, then loading."""
    over = sum(1 for p in loss.new_problems if p.severity == "error" and p.limit is not None)
    errors = sum(1 for p in loss.new_problems if p.severity == "error")
    warnings = sum(1 for p in loss.new_problems if p.severity == "warning")
    return (_figure(loss, "racks_dark"), float(over), float(errors), float(warnings), loss.worst_loading_frac)


def loss_table(case: Case) -> Table | None:
    """None when no loss was computed."""
    if not case.lost:
        return None
    ordered = sorted(case.lost, key=harm, reverse=True)
    left = len(ordered) - MOST_LOSSES
    note = (
        "Each element is taken out of service alone and the scene solved anew. Not supplied counts what the loss cuts off, above limit "
        "what it overloads or overheats elsewhere."
    )
    if any(loss.results.state != "settled" for loss in case.lost):
        note += " These solutions are live ones: air and coolant temperatures to 0.05\u00a0K."
    if left > 0:
        note += f" {count(left, 'loss', 'losses')} with smaller effects left out. {ELSEWHERE}"
    return Table("Loss of each feed, board, source, machine and header", COLUMNS, folded([_row(case, loss) for loss in ordered[:MOST_LOSSES]]), note)


def _row(case: Case, loss: Loss) -> tuple[Cell, ...]:
    element = case.records.get(loss.element)
    kind = kind_of(element).label if isinstance(element, Element) else ""
    dark = int(_figure(loss, "racks_dark"))
    errors = [p for p in loss.new_problems if p.severity == "error"]
    over = [p for p in errors if p.limit is not None]
    cut_off = len(errors) - len(over)
    warnings = [p for p in loss.new_problems if p.severity == "warning"]
    load, inlet = loss.results.key_figures.get("worst_loading_frac"), loss.results.key_figures.get("worst_inlet_c")
    at = str(loss.results.key_figures.get("worst_loading_element", ""))
    return (
        Cell(loss.name), Cell(kind), _counted(dark, "bad"), _counted(cut_off, ""), _counted(len(over), "bad"),
        _counted(len(warnings), "warn"),
        Cell(value(float(load) if load is not None else None, "frac"), _load_tone(load)), Cell(clean(case.name(at)) if at else ""),
        Cell(case.words(float(inlet) if inlet is not None else None, "degC")),
        Cell(_first(case, loss, over, errors, warnings), "bad" if loss.results.exit_code else "quiet"),
    )


def _first(case: Case, loss: Loss, over: list[Finding], errors: list[Finding], warnings: list[Finding]) -> str:
    if loss.results.exit_code:
        return "A part of the scene has no solution"
    found = over or [p for p in warnings if p.limit is not None] or errors or warnings
    found = found or [p for p in loss.new_problems if p.code.endswith("taken-over")]
    return tied(clean(text(found[0], case.name, case.system))) if found else "No new finding"


def _counted(number: int, tone: Tone) -> Cell:
    return Cell(str(number), tone if number else "quiet")


def _load_tone(load: float | str | None) -> Tone:
    return "bad" if load is not None and float(load) > 1.0 else ""


def _figure(loss: Loss, name: str) -> float:
    return float(loss.results.key_figures.get(name, 0.0))
