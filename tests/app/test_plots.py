"""Plots: bars beside limits, the history of key figures, and no crash over many redraws."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from gigahall.app.desk import Desk
from gigahall.app.panels.plots import CHOICES, Plots, sides_of
from gigahall.app.theme import THEME
from gigahall.session.results import Results
from gigahall.units import System

MakeResults = Callable[..., Results]


def publish(desk: Desk, results: Results) -> None:
    desk.bridge.solved.emit(results)
    desk.bridge.state.emit(results.state)


@pytest.fixture
def plots(desk: Desk, make_results: MakeResults, qtbot: QtBot) -> Plots:
    made = Plots(desk)
    qtbot.addWidget(made)
    made.resize(620, 180)
    made.show()
    return made


def solve(desk: Desk, make_results: MakeResults, revision: int, inlet_c: float = 26.0) -> None:
    figures = {"it_w": 5.4e5 + revision, "facility_w": 6.2e5, "pue": 1.15, "worst_inlet_c": inlet_c, "worst_loading_frac": 0.7}
    air = {f"a0{k}": {"inlet_max_c": inlet_c - k} for k in range(1, 5)}
    power = {f"a0{k}": {"loading_frac": 0.1 * k} for k in range(1, 5)}
    publish(desk, make_results(revision=revision, air=air, power=power, figures=figures))


def catch_up(plots: Plots, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not plots.is_behind)


def bars(plots: Plots) -> pg.BarGraphItem:
    return next(item for item in plots.plot.getPlotItem().items if isinstance(item, pg.BarGraphItem))


def texts(plots: Plots) -> list[str]:
    return [item.toPlainText() for item in plots.plot.getPlotItem().items if isinstance(item, pg.TextItem)]


def test_before_a_solution_there_is_a_sentence(plots: Plots) -> None:
    assert plots.empty.isVisible()
    assert "solved" in plots.empty.sentence


def test_rack_inlets_stand_beside_their_limits(plots: Plots, desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    solve(desk, make_results, 1)
    catch_up(plots, qtbot)
    assert list(bars(plots).opts["y1"]) == pytest.approx([25.0, 24.0, 23.0, 22.0])
    assert "27 recommended" in texts(plots)
    assert "32 limit" in texts(plots)
    desk.set_units("US")
    catch_up(plots, qtbot)
    assert list(bars(plots).opts["y1"]) == pytest.approx([77.0, 75.2, 73.4, 71.6])
    assert "80.6 recommended" in texts(plots)


@pytest.mark.parametrize("units", ["SI", "US"])
@pytest.mark.parametrize("inlet_c", [26.0, 2.0, -15.0])
def test_bars_begin_at_zero_and_lie_in_the_picture(
    plots: Plots, desk: Desk, make_results: MakeResults, units: System, inlet_c: float, qtbot: QtBot
) -> None:
    solve(desk, make_results, 1, inlet_c)
    desk.set_units(units)
    catch_up(plots, qtbot)
    low, high = plots.plot.getPlotItem().viewRange()[1]
    assert bars(plots).opts["y0"] == 0.0
    assert low <= min(0.0, *bars(plots).opts["y1"])
    assert high > max(bars(plots).opts["y1"])


def test_a_burst_of_news_is_drawn_once_and_in_a_turn_of_its_own(
    plots: Plots, desk: Desk, make_results: MakeResults, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(plots, "_draw_bars", lambda: drawn.append(desk.results) or False)
    solve(desk, make_results, 1)
    desk.select(["a02"])
    desk.set_units("US")
    THEME.changed.emit()
    solve(desk, make_results, 2)
    assert not drawn
    catch_up(plots, qtbot)
    assert drawn == [desk.results]


@pytest.mark.parametrize("width", [360, 500, 900])
def test_words_on_limits_stand_behind_the_bars(plots: Plots, desk: Desk, make_results: MakeResults, width: int, qtbot: QtBot) -> None:
    plots.resize(width, 180)
    solve(desk, make_results, 1)
    qtbot.waitUntil(lambda: not plots.is_behind)
    plots.grab()
    box = plots.plot.getPlotItem().vb
    end = box.mapViewToScene(QPointF(len(plots._bars) - 1 + 0.31, 0)).x()
    words = [item for item in plots.plot.getPlotItem().items if isinstance(item, pg.TextItem)]
    assert {word.toPlainText() for word in words} >= {"27 recommended", "32 limit"}
    limits = [word for word in words if word.toPlainText()[0].isdigit()]
    assert min(word.sceneBoundingRect().left() for word in limits) >= end


def test_the_selection_stands_out(plots: Plots, desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    solve(desk, make_results, 1)
    desk.select(["a02"])
    catch_up(plots, qtbot)
    strong = [brush.color().alphaF() > 0.9 for brush in bars(plots).opts["brushes"]]
    assert strong == [False, True, False, False]


def test_key_figures_over_the_edits(plots: Plots, desk: Desk, make_results: MakeResults) -> None:
    solve(desk, make_results, 1, 26.0)
    with desk.document.edit("Turn A01") as edit:
        edit.replace("a01", turn_deg=180)
    solve(desk, make_results, 2, 29.0)
    plots.show_plot("worst_inlet")
    line = next(item for item in plots.plot.getPlotItem().items if isinstance(item, pg.PlotDataItem))
    assert list(line.yData) == [26.0, 29.0]
    assert "Worst inlet  29.0 °C" in texts(plots)


def test_many_redraws_in_both_themes(plots: Plots, desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    for k in range(40):
        solve(desk, make_results, k + 1, 24.0 + k % 7)
        plots.show_plot(CHOICES[k % len(CHOICES)][0])
        THEME.changed.emit()
        desk.select([f"a0{k % 4 + 1}"])
        plots.grab()
    qtbot.wait(10)
    assert plots.choice == CHOICES[39 % len(CHOICES)][0]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6, unique=True), st.floats(0.5, 20))
def test_words_of_limits_cover_neither_words_nor_lines(bounds: list[int], words_high: float) -> None:
    sides = sides_of(bounds, words_high)
    assert sides[max(bounds)] == "above"
    taken = [(bound, bound + words_high) if side == "above" else (bound - words_high, bound) for bound, side in sides.items() if side]
    for k, (low, high) in enumerate(taken):
        assert not any(low + 1e-9 < other < high - 1e-9 for other in bounds)
        assert not any(low < b - 1e-9 and a < high - 1e-9 for a, b in taken[:k])


def test_three_limits_close_together_are_all_named_where_there_is_room() -> None:
    assert sides_of([27.0, 30.0, 32.0], 2.8) == {32.0: "above", 30.0: "below", 27.0: "below"}
