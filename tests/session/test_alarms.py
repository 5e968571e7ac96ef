"""From limits and missed set points to rows: severities as documented, one row per element, the worst first."""

import numpy as np
import pytest
from tests.scenes.cases import records_of

from gigahall.kinds.finding import Cure, SetField, find, set_point_missed
from gigahall.kinds.prose import text
from gigahall.session import plant as module
from gigahall.session.alarms import LimitTable, ordered
from gigahall.session.headless import solved, with_changes
from gigahall.session.plant import Plant
from gigahall.session.results import Block
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
        ("BW-A", "power", "loading_frac", 0.8 * (1 + 5e-7), None),
        ("BW-A", "power", "loading_frac", 1.0 + 5e-7, "warning"),
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
        assert problem.element == element and text(problem).startswith(element) and problem.source
        assert problem.value == pytest.approx(value) and problem.limit is not None and problem.limit < value


@pytest.mark.parametrize(
    ("quantity", "miss", "severity"),
    [("supply_c", 1.0, "warning"), ("supply_c", 1.01, "error"), ("flow_m3_s", 0.10, "warning"), ("flow_m3_s", 0.101, "error")],
)
def test_missed_set_points(quantity, miss, severity):
    code = "set-point-temperature" if quantity == "supply_c" else "set-point-flow"
    row = set_point_missed(code, "c1", quantity, 40.0, 40.0 + miss, miss, limit_of_unit="fully open")
    assert row.severity == severity and row.element == "c1" and row.source
    assert text(row, {"c1": "CDU-1"}.get).startswith("CDU-1: fully open, ")


def test_order():
    def row(severity, element, value=None, code="limit-above", edit=()):
        return find(code, element, severity=severity, value=value, limit=1.0, cure=Cure("do it", edit), label="Load")

    mixed = [
        row("info", "i"), row("warning", "w", 0.9), row("error", "e2", 1.1), row("error", "e1", 1.5),
        row("error", "e3", 1.05, edit=(SetField("e3", "turn_deg", 90),)), find("unsolved-air", "u"),
    ]  # fmt: skip
    assert [p.element for p in ordered(mixed)] == ["u", "e3", "e1", "e2", "w", "i"]


def test_every_row_knows_the_row_of_its_cause():
    """Named causes come first; a row that is a state goes before others of its element; circles are cut."""
    rows = ordered([
        find("no-feed", "R1", causes=("gone", "TX")), find("limit-above", "TX", value=2.0, limit=1.0, label="Load"),
        find("out-of-service", "TX", causes=("R1",)), find("no-supply", "B", causes=("B",)),
    ])  # fmt: skip
    at = {(row.element, row.code): number for number, row in enumerate(rows)}
    assert rows[at["R1", "no-feed"]].cause == at["TX", "out-of-service"]
    assert rows[at["B", "no-supply"]].cause is None
    assert rows[at["TX", "limit-above"]].cause is None
    follow = at["R1", "no-feed"]
    for _ in rows:
        follow = rows[follow].cause
        if follow is None:
            break
    assert follow is None, "causes lead to an end"


def test_passes_that_do_not_settle_are_told_and_leave_nothing_behind(monkeypatch):
    records = records_of("superpod-gb300")
    monkeypatch.setattr(module, "MAX_PASSES", {False: 1, True: 1})
    plant = Plant(records)
    results = plant.solve(settled=True)
    assert results is not None and results.exit_code == 3
    told = {p.element for p in results.problems if p.code == "unsolved-passes"}
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
    assert not [p for p in results.problems if p.kind.topic == "Limit" and p.element == "LV-A"]
