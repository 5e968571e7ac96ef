"""The tables say what the solution says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.report.conftest import PREPARED

from gigahall.app.theme import TOKENS
from gigahall.kinds.registry import kind_of
from gigahall.report import balance, charts, limits, look, outages, sources, tables
from gigahall.report.case import Case
from gigahall.report.page import Cell, Prose, Table
from gigahall.report.report import compose, inlet_words
from gigahall.report.tables import folded
from gigahall.scene import record as scene_record


@pytest.fixture
def folds() -> int:
    return tables.FOLD_FROM


@pytest.fixture(autouse=True)
def one_row_each(folds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are looked up one by one here."""
    monkeypatch.setattr(tables, "FOLD_FROM", 1_000)


def column(table: Table, label: str) -> list[str]:
    at = [column.label for column in table.columns].index(label)
    return [row[at].text for row in table.rows]


def test_racks_show_their_solved_values(case: Case) -> None:
    [table] = tables.racks(case)
    assert column(table, "Name") == [e.name for e in case.it]
    units = {c.label: c.unit for c in table.columns}
    assert (units["Power"], units["Loading"], units["Supply"]) == ("kW", "%", "°C")
    for name, power in zip(column(table, "Name"), column(table, "Power"), strict=True):
        watts = case.results.value(name, "power.p_w")
        assert watts is not None
        assert float(power) == pytest.approx(watts / 1e3, abs=0.5)


def test_every_element_with_power_is_in_one_power_table(case: Case) -> None:
    standing, laid = tables.power(case)
    wanted = {e.name for e in case.category("Power") if not kind_of(e).joins and (case.value(e, "power.v_v") is not None or case.status(e))}
    assert set(column(standing, "Name")) == wanted
    loads = [float(text) for text in column(laid, "Loading")]
    assert loads == sorted(loads, reverse=True)


def test_what_was_lost_and_what_is_ideal_is_said_in_its_row(case: Case) -> None:
    [standing, _laid] = tables.power(case)
    subs = {row[0].text: row[0].sub for row in standing.rows}
    assert subs["RPP-A"] == "out of service"
    assert subs["SRC-B"] == "ideal"
    assert subs["FD-B"] == ""
    words = sources.ideal(case)
    assert words is not None
    assert "SRC-A" in words.text and "TCS-SRC" in words.text


def test_overloads_are_red_where_they_stand(case: Case) -> None:
    [standing, _laid] = tables.power(case)
    at = [c.label for c in standing.columns].index("Loading")
    tones = {row[0].text: row[at].tone for row in standing.rows}
    loads = {name: case.results.value(name, "power.loading_frac") or 0.0 for name in ("RPP-B", "FD-B")}
    assert loads["RPP-B"] > 1.0
    assert tones["RPP-B"] == "bad"
    assert tones["FD-B"] == ("bad" if loads["FD-B"] > 1.0 else "warn")


def test_long_tables_keep_the_worst_of_every_kind_and_count_the_rest(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, note = tables.cut(case.category("Power"), 8, case.worst_first)
    assert len(kept) == 8
    assert len({kind_of(e).label for e in kept}) >= 4
    worst = max(case.closeness.values())
    assert max(case.closeness.get(e.id, 0.0) for e in kept) == worst
    left = len(case.category("Power")) - 8
    assert f"{left} rows left out" in note and "CSV" in note
    assert tables.cut(kept, 8, case.worst_first) == (kept, "")


def test_every_problem_is_a_row_with_value_limit_source_and_cure(case: Case) -> None:
    found = limits.violation_tables(case)
    assert sum(len(table.rows) for table in found) == len(case.results.problems)
    assert [table.title.split(" (")[0] for table in found] == ["Errors", "Notes"] or found[0].title.startswith("Errors")
    row = next(row for row in found[0].rows if row[1].text == "RPP-B")
    assert row[0].text == "Ratings"
    value = case.results.value("RPP-B", "power.loading_frac")
    assert value is not None
    assert row[3].text == f"{value * 100:.0f}\u00a0%" and row[3].tone == "bad"
    assert row[4].text == "100\u00a0%"
    assert "NEC 2023" in next(row[5].text for row in found[0].rows if row[5].text != "as above")
    assert row[2].sub == f"Needs {value:.2f} × the rating, or {(1 - 1 / value) * 100:#.3g}\u00a0% less load"


def test_ratings_compare_now_with_the_worst_loss(case: Case) -> None:
    found = {(s.rating.kind, s.rating.label): s for s in limits.standings(case)}
    panels = found["Power panel", "Loading"]
    assert panels.now is not None and panels.one_lost is not None
    loads = {name: case.results.value(name, "power.loading_frac") or 0.0 for name in ("RPP-B", "RPP-C", "RPP-D")}
    assert panels.now.value == max(loads.values())
    assert panels.one_lost.lost == "RPP-B"
    elsewhere = [loss.results.value("RPP-C", "power.loading_frac") or 0.0 for loss in case.lost]
    assert panels.one_lost.value == pytest.approx(max(elsewhere), rel=1e-3)
    ratios = [s.order for s in limits.standings(case)]
    assert ratios == sorted(ratios, reverse=True)


def test_losses_are_ordered_by_harm(case: Case) -> None:
    table = outages.loss_table(case)
    assert table is not None
    dark = {loss.name: loss.results.key_figures["racks_dark"] for loss in case.lost}
    assert column(table, "Lost")[0] == max(dark, key=lambda name: dark[name])
    assert outages.loss_table(Case(case.records, case.results, ())) is None


def test_uses_add_up_to_what_is_delivered(case: Case) -> None:
    total = sum(use.watts for use in balance.uses(case))
    assert total == pytest.approx(float(case.results.key_figures["facility_w"]), rel=1e-6)
    it = sum(use.watts for use in balance.uses(case) if use.is_it)
    assert it == pytest.approx(float(case.results.key_figures["it_w"]), rel=1e-9)


def test_the_verdict_names_the_overload(case: Case) -> None:
    words = limits.verdict(case)
    assert words.tone == "bad"
    assert re.search(r"RPP-[BCD]: Loading", words.text)
    assert limits.verdict(Case(case.records, replace(case.results, problems=()), ())).tone == "ok"


def test_estimates_are_flagged_and_sources_numbered(case: Case) -> None:
    table = next(piece for piece in sources.data(case) if isinstance(piece, Table))
    rack = next(row for row in table.rows if row[0].text == "GB200 NVL72")
    assert re.fullmatch(r"\[\d+\](, \[\d+\])*", rack[2].text)
    assert "Least airflow" in rack[3].text
    assert "EDP" in rack[4].text


def test_every_model_has_a_known_error(case: Case) -> None:
    models = sources.models(case)
    assert models is not None and len(models.items) == 3
    for pair in models.items:
        assert "Known error" in pair.text, pair.name


def test_inlets_are_drawn_for_every_rack_or_as_a_curve(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = charts.inlet_chart(case)
    assert chart is not None
    assert chart.svg.count("<circle") == len(charts.inlets(case))
    monkeypatch.setattr(charts, "MOST_NAMED", 5)
    curve = charts.inlet_chart(case)
    assert curve is not None
    assert "<polyline" in curve.svg and "<circle" not in curve.svg
    assert "allowable" in curve.svg
    assert inlet_words(case).startswith("Every rack inlet is within")


def test_colours_are_the_windows() -> None:
    assert {name: TOKENS["light"][name] for name in look.TOKENS} == look.TOKENS


def test_equal_rows_fold_and_unequal_ones_stay(folds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FOLD_FROM", folds)
    rows = [(Cell(name), Cell(number)) for name, number in (("A01", "1"), ("A02", "1"), ("A03", "1"), ("A04", "2"), ("A05", "1"))]
    assert [row[0].text for row in folded(rows)] == ["A01 to A03", "A04", "A05"]
    toned = [(Cell("A01"), Cell("1", "bad")), (Cell("A02"), Cell("1"))]
    assert len(folded(toned)) == 2


def test_the_first_page_names_what_is_out_of_service(case: Case) -> None:
    words = [piece.text for piece in compose(case, {}, PREPARED).first if isinstance(piece, Prose)]
    assert words == ["Out of service: RPP-A."]
    whole = {key: scene_record.replace(record, in_service=True) if isinstance(record, scene_record.Element) else record for key, record in case.records.items()}
    assert not [piece for piece in compose(Case(whole, case.results, case.lost), {}, PREPARED).first if isinstance(piece, Prose)]


def test_items_with_the_same_sources_share_a_row(case: Case) -> None:
    table = next(piece for piece in sources.data(case) if isinstance(piece, Table))
    told = [(row[2].text, row[3].text, row[4].text) for row in table.rows if row[3].text != "none"]
    assert len(told) == len(set(told)), "no two rows say the same"
    assert sum(int(row[1].text) for row in table.rows) <= len(case.elements)
