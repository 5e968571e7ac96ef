"""Where the power goes, and what the balances of the solution leave over."""

from __future__ import annotations

from dataclasses import dataclass

from gigahall.kinds.parts.power import Load
from gigahall.kinds.registry import kind_of
from gigahall.report.case import Case
from gigahall.report.page import Cell, Column, Table
from gigahall.report.text import scientific, value
from gigahall.units import display_unit


@dataclass(frozen=True, slots=True)
class Use:
    """Power drawn or lost by all equipment of one kind."""

    name: str
    count: int
    watts: float
    is_it: bool = False
    is_loss: bool = False


def uses(case: Case) -> list[Use]:
    """Loads by kind, IT first, then losses by kind; together they are what the sources deliver."""
    drawn: dict[str, list[float]] = {}
    lost: dict[str, list[float]] = {}
    it = {e.id for e in case.it}
    it_kinds: set[str] = set()
    for element in case.elements:
        label = kind_of(element).label
        watts, loss = case.value(element, "power.p_w"), case.value(element, "power.loss_w")
        if watts and any(isinstance(part, Load) for part in kind_of(element).power(element, case.env).parts):
            drawn.setdefault(label, []).append(watts)
            if element.id in it:
                it_kinds.add(label)
        if loss:
            lost.setdefault(label, []).append(loss)
    found = [Use(label, len(each), sum(each), is_it=label in it_kinds) for label, each in drawn.items()]
    losses = [Use(f"Losses: {label}", len(each), sum(each), is_loss=True) for label, each in lost.items()]
    return sorted(found, key=lambda use: (not use.is_it, -use.watts)) + sorted(losses, key=lambda use: -use.watts)


def use_table(case: Case) -> Table | None:
    every = uses(case)
    total = sum(use.watts for use in every)
    facility = case.results.balances.get("energy_in_w", 0.0)
    if total <= 0.0:
        return None
    rows = [_row(use.name, str(use.count), use.watts, total) for use in every]
    rows.append(_row("Together", "", total, total))
    note = f"Utilities, running generators and ideal sources deliver {value(facility, 'W', 5)}; the rows add up to {value(total, 'W', 5)}."
    heads = (Column("Use", is_number=False, weight=3.0), Column("Elements"), Column("Power"), Column("Share"))
    return Table("Where the power goes", heads, tuple(rows), note)


def _row(name: str, number: str, watts: float, total: float) -> tuple[Cell, ...]:
    return (Cell(name), Cell(number), Cell(value(watts, "W")), Cell(value(watts / total, "frac")))


def mass_words(case: Case) -> str:
    """The largest residual of a coolant node, in kg/s or lb/min."""
    unit = display_unit(0.0, "kg/s", case.system)
    return f"{scientific(case.results.balances.get('mass_kg_s', 0.0) / unit.scale)} {unit.text}"


def balance_table(case: Case) -> Table:
    """The residuals of the solution shown; no term was adjusted to close them."""
    found = case.results.balances
    rows = []
    if "energy_in_w" in found and "energy_out_w" in found:
        rows += [
            ("Energy in", "delivered by utilities, generators and ideal sources", value(found["energy_in_w"], "W", 6)),
            ("Energy out", "rejected outdoors, taken by ideal sources, lost outside rooms", value(found["energy_out_w"], "W", 6)),
        ]
    rows.append(("Energy balance", "difference as a share of what comes in; at most 10⁻⁶ when settled", scientific(found.get("energy_frac", 0.0))))
    rows.append(("Power balance", "largest residual at a node, per unit", scientific(found.get("power_pu", 0.0))))
    rows.append(("Mass balance", "largest residual at a node of a coolant loop", mass_words(case)))
    if found.get("unsolved_w", 0.0) > 0.0:
        rows.append(("Without solution", "heat that nothing takes, power that no source is known to deliver", value(found["unsolved_w"], "W")))
    heads = (Column("Balance", is_number=False, weight=1.4), Column("What it compares", is_number=False, weight=4.0), Column("Value", weight=1.4))
    return Table("Balances", heads, tuple((Cell(a), Cell(b, "quiet"), Cell(c)) for a, b, c in rows))
