"""Currents of bars: the largest section over all orders of the joints, by brute force and by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compile.power.nets import ENV, Net

from gigahall.compile.power import PowerModel, PowerSolution
from gigahall.compile.power_bars import section_pu
from gigahall.kinds.busway import Busway
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.panel import Panel
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.utility import Utility

PART = st.floats(-10, 10).map(lambda x: round(x, 3))
CURRENTS = st.lists(st.builds(complex, PART, PART), max_size=6)


def solve(net: Net) -> PowerSolution:
    model = PowerModel(net, ENV)
    return model.solve({}, model.liveness())


def value(found: PowerSolution, key: str, column: str) -> float:
    return float(found.columns[column][found.row_of_id[key]])


@given(st.lists(st.tuples(st.builds(complex, PART, PART), CURRENTS), min_size=1, max_size=4))
def test_largest_over_all_partings(bars: list[tuple[complex, list[complex]]]) -> None:
    begin = np.array([first for first, _ in bars])
    bar = np.array([k for k, (_, currents) in enumerate(bars) for _ in currents], np.int64)
    into = np.array([i for _, currents in bars for i in currents], complex)
    wanted = [
        max(abs(first + sum(some)) for n in range(len(currents) + 1) for some in combinations(currents, n)) for first, currents in bars
    ]
    assert section_pu(bar, into, begin) == pytest.approx(wanted, abs=1e-12)


def test_a_bar_without_solution_spoils_no_other() -> None:
    found = section_pu(np.array([0, 1, 1]), np.array([np.nan, 1.0, -1.0j]), np.zeros(2, complex))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(1.0) or found[1] == pytest.approx(2**0.5)


def backfed() -> Net:
    """13.8 and 14.2 kV on one board with 1 MW at 0.95."""
    net = Net()
    net.add(Utility, "U1", voltage_v=13_800.0)
    net.add(Utility, "U2", voltage_v=14_200.0)
    net.add(Switchboard, "M", voltage_v=13_800.0)
    net.add(FixedLoad, "L", p_w=1e6, pf=0.95)
    net.join("U1.out", "M.bus", "U2.out", "M.bus", "M.bus", "L.feed_1")
    return net


def test_board_between_two_sources_carries_what_circulates() -> None:
    """The larger source's current runs through the board, although the load takes 43 A."""
    found = solve(backfed())
    assert value(found, "M", "i_a") == pytest.approx(value(found, "U2", "i_a"))
    assert value(found, "M", "i_a") > 303.0
    assert value(found, "L", "i_a") == pytest.approx(43.4, abs=0.1)
    assert value(found, "M", "p_w") == pytest.approx(1e6)


@pytest.mark.parametrize("ends", ["ab", "ba", "a", "b"])
def test_busway_shows_its_fed_end(ends: str) -> None:
    """Fed from either end, or both: the current of the end that carries more, the power of both."""
    net = Net()
    net.add(Busway, "BW", length_m=40.0, effective_m=10.0)
    net.add(FixedLoad, "L", p_w=200e3, pf=1.0)
    net.join("BW.tap", "L.feed_1")
    for end in ends:
        net.add(Utility, f"U{end}", voltage_v=415.0, is_ideal=True)
        net.join(f"U{end}.out", f"BW.{end}")
    found = solve(net)
    fed = [value(found, f"U{end}", "i_a") for end in ends]
    assert value(found, "BW", "i_a") == pytest.approx(max(fed))
    assert value(found, "BW", "loading_frac") == pytest.approx(max(fed) / 800.0)
    assert value(found, "BW", "p_w") == pytest.approx(found.facility_w)


def test_busway_fed_through_a_tap() -> None:
    net = Net()
    net.add(Busway, "BW")
    net.add(Utility, "U", voltage_v=415.0, is_ideal=True)
    net.add(FixedLoad, "L", p_w=200e3, pf=1.0)
    net.join("U.out", "BW.tap", "BW.tap", "L.feed_1")
    found = solve(net)
    assert value(found, "BW", "i_a") == pytest.approx(200e3 / (3**0.5 * 415.0))


def test_panel_fed_from_behind() -> None:
    """A second supply on a branch circuit loads the panel's bus, not its main."""
    net = Net()
    net.add(Panel, "P", main_a=400.0)
    net.add(FixedLoad, "L", p_w=200e3, pf=1.0)
    net.add(Utility, "U", voltage_v=415.0, is_ideal=True)
    net.join("P.out", "L.feed_1", "U.out", "P.out")
    found = solve(net)
    amps = 200e3 / (3**0.5 * 415.0)
    assert value(found, "P", "i_a") == pytest.approx(amps)
    assert value(found, "P", "loading_frac") == pytest.approx(amps / 400.0)
    assert value(found, "P", "p_w") == pytest.approx(200e3)
