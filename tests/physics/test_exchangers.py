"""Exchangers: closed forms and limits beyond the golden table."""

from __future__ import annotations

import pytest

from gigahall.physics.exchangers import COUNTER, CROSS, PARALLEL, conductance_w_k, counterflow, effectiveness, heat_w


def test_balanced_counterflow() -> None:
    """NTU / (1 + NTU), approached continuously."""
    assert counterflow(3.0, 1.0) == pytest.approx(0.75)
    assert counterflow(3.0, 1.0 - 1e-7) == pytest.approx(0.75, rel=1e-6)


@pytest.mark.parametrize("arrangement", [COUNTER, CROSS, PARALLEL])
def test_heat_is_odd_and_bounded(arrangement: int) -> None:
    forth = heat_w(50e3, 80e3, 120e3, 60.0, 20.0, arrangement)
    back = heat_w(50e3, 80e3, 120e3, 20.0, 60.0, arrangement)
    assert forth == pytest.approx(-back)
    assert 0.0 < forth < 50e3 * 40.0
    assert heat_w(0.0, 80e3, 120e3, 60.0, 20.0, arrangement) == 0.0


def test_order_of_arrangements() -> None:
    """Counterflow beats crossflow beats parallel flow at equal NTU (Kays & London 1984)."""
    for ratio in (0.2, 0.6, 1.0):
        assert effectiveness(3.0, ratio, COUNTER) > effectiveness(3.0, ratio, CROSS) > effectiveness(3.0, ratio, PARALLEL)


def test_known_approach_of_a_cdu() -> None:
    """1,367 kW, 1,200 L/min of equal coolant both ways, UA 342 kW/K: 4 K approach (Vertiv SL-71309)."""
    rate = 0.02 * 1015.0 * 3956.0
    hot_in = 36.0 + 4.0 + 1.367e6 / rate
    assert heat_w(rate, rate, 342e3, hot_in, 36.0, COUNTER) == pytest.approx(1.367e6, rel=0.01)


def test_part_flow_conductance() -> None:
    assert conductance_w_k(100.0, 1.0, 1.0) == pytest.approx(100.0)
    assert conductance_w_k(100.0, 0.5, 0.5) == pytest.approx(100.0 * 0.5**0.8)
    assert conductance_w_k(100.0, 1e9, 1.0) == pytest.approx(200.0, rel=1e-5)
    assert conductance_w_k(100.0, 0.0, 1.0) == 0.0
