"""From limits and missed set points to rows: severities as documented, one row per element, the worst first."""

from dataclasses import dataclass

import numpy as np
import pytest
from tests.scenes.cases import records_of

from gigahall.session import plant as module
from gigahall.session.alarms import LimitTable, missed, ordered
from gigahall.session.headless import solved, with_changes
from gigahall.session.plant import Plant
from gigahall.session.results import Block, Problem
from gigahall.templates.air_hall import air_hall


def rows(element, block, column, value):
    record = records_of("superpod-gb300")[element]
    table = LimitTable([record])
    return table.check({block: Block({element: 0}, {column: np.array([value])})})


@pytest.mark.parametrize(
    ("element", "block", "column", "value", "severity"),
    [
        ("BW-A", "power", "loading_frac", 0.80, None),
        ("BW-A", "power", "loading_frac", 0.81, "warning"),
        ("BW-A", "power", "loading_frac", 1.00, "warning"),
        ("BW-A", "power", "loading_frac", 1.01, "error"),
        ("A01", "air", "inlet_max_c", 27.0, None),
        ("A01", "air", "inlet_max_c", 27.1, "warning"),
        ("A01", "air", "inlet_max_c", 32.1, "error"),
        ("A01", "coolant", "in_c", 45.0, None),
        ("A01", "coolant", "in_c", 45.1, "error"),
        ("A01", "coolant", "out_c", 65.1, "error"),
        ("A01", "coolant", "out_c", float("nan"), None),
    ],
)
def test_limits(element, block, column, value, severity):
    found = rows(element, block, column, value)
    assert [p.severity for p in found] == ([severity] if severity else [])
    for problem in found:
        assert problem.element == element and problem.text.startswith(element) and problem.source
        assert problem.value == pytest.approx(value) and problem.limit is not None and problem.limit < value


@dataclass
class Short:
    element: str = "CDU-1"
    quantity: str = "supply_c"
    wanted: float = 40.0
    got: float = 41.0
    miss: float = 1.0
    text: str = "CDU-1 fully open, 1.0 K short"
    cure: str = ""


@pytest.mark.parametrize(
    ("quantity", "miss", "severity"),
    [("supply_c", 1.0, "warning"), ("supply_c", 1.01, "error"), ("flow_m3_s", 0.10, "warning"), ("flow_m3_s", 0.101, "error")],
)
def test_missed_set_points(quantity, miss, severity):
    problem = missed(Short(quantity=quantity, miss=miss), "CDU-1")
    assert problem.severity == severity and problem.element == "CDU-1"
    assert problem.text == "CDU-1 fully open, 1.0 K short"
    assert missed(Short(text="fully open"), "CDU-1").text == "CDU-1: fully open"


def test_order():
    def row(severity, element, value=None, cure=""):
        return Problem(severity, element, value, 1.0, "", "", cure=cure)

    mixed = [row("info", "i"), row("warning", "w", 0.9), row("error", "e2", 1.1), row("error", "e1", 1.5), row("error", "e3", 1.05, "turn it")]
    assert [p.element for p in ordered(mixed)] == ["e3", "e1", "e2", "w", "i"]


def test_passes_that_do_not_settle_are_told_and_leave_nothing_behind(monkeypatch):
    records = records_of("superpod-gb300")
    monkeypatch.setattr(module, "MAX_PASSES", {False: 1, True: 1})
    plant = Plant(records)
    results = plant.solve(settled=True)
    assert results is not None and results.exit_code == 3
    told = {p.element for p in results.problems if "do not settle" in p.text}
    assert told and all(key.startswith(("CRAH", "RC")) for key in told)
    monkeypatch.undo()
    after = plant.solve(settled=True)
    assert after is not None and after.exit_code == 0
    assert after.key_figures["facility_w"] == pytest.approx(solved(records).key_figures["facility_w"], rel=1e-7)


def test_a_low_or_high_grid_voltage_is_told_at_the_boards() -> None:
    """IEC 60038: within 10 % of the rated voltage; a warning at half of that."""
    records = {record.id: record for record in air_hall()}
    for grid, severity in ((1.0, None), (0.93, "warning"), (0.85, "error"), (1.07, "warning"), (1.15, "error")):
        results = solved(with_changes(records, [f"ambient.grid_voltage_frac={grid}"]))
        told = {p.severity for p in results.problems if p.quantity == "power.v_v"}
        assert told == ({severity} if severity else set()), grid


def test_a_dead_board_has_no_voltage_row() -> None:
    records = {record.id: record for record in air_hall()}
    results = solved(with_changes(records, [], ["TX-A"]))
    assert not [p for p in results.problems if "Voltage" in p.text and p.element == "LV-A"]
