"""The hand-solved table of the four-panel hall (reference-halls, section 3): volts, amperes, losses and whips to 0.1 %."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.power.nets import ENV, four_panels

from gigahall.compile.power import PowerModel, PowerSolution
from gigahall.kinds.prose import text

ROWS = [
    (1.2, "", 329.0, 414.32, 467.8, 1.89, 18.3),
    (1.2, "A", 438.7, 413.42, 625.1, 3.38, 24.3),
    (1.5, "", 382.8, 413.88, 544.8, 2.56, 21.6),
    (1.5, "A", 510.3, 412.83, 728.3, 4.58, 28.8),
]
"""EDP, lost panel, kW per panel, volts and amperes at the RPP, feeder loss kW, whip kW: closed form of a constant-power load
behind 2.88 + j2.40 mohm at 417 V."""


def value(solution: PowerSolution, element: str, column: str) -> float:
    return float(solution.columns[column][solution.row_of_id[element]])


@pytest.mark.parametrize(("edp", "lost", "panel_kw", "volts", "amps", "loss_kw", "whip_kw"), ROWS)
def test_table(edp: float, lost: str, panel_kw: float, volts: float, amps: float, loss_kw: float, whip_kw: float) -> None:
    model = PowerModel(four_panels(edp), ENV)
    found = model.solve({}, model.liveness(frozenset(f"RPP-{p}" for p in lost)))
    assert found.outcome.status == "converged"
    for p in set("BCD"):
        assert value(found, f"RPP-{p}", "p_w") == pytest.approx(panel_kw * 1e3, rel=1e-3)
        assert value(found, f"RPP-{p}", "v_v") == pytest.approx(volts, rel=1e-4)
        assert value(found, f"RPP-{p}", "i_a") == pytest.approx(amps, rel=1e-3)
        assert value(found, f"FD-{p}", "loss_w") == pytest.approx(loss_kw * 1e3, abs=10)
        assert value(found, f"W3{p}", "p_w") / 2 == pytest.approx(whip_kw * 1e3, abs=55)
        assert value(found, f"W3{p}", "loading_frac") == pytest.approx(whip_kw / 33, abs=2e-3)
        assert value(found, f"RPP-{p}", "loading_frac") == pytest.approx(max(panel_kw / 500, amps / 800), rel=1e-3)
    assert value(found, "RPP-A", "v_v") == pytest.approx(0.0 if lost else volts, rel=1e-4)
    assert abs(found.facility_w - found.load_w - found.columns["loss_w"].sum()) < 1e-6 * found.facility_w
    assert found.balance_pu < 1e-9


def test_two_lost_darken_their_pair() -> None:
    model = PowerModel(four_panels(1.2), ENV)
    alive = model.liveness(frozenset(("RPP-A", "RPP-B")))
    found = model.solve({}, alive)
    assert alive.live_feeds["S1"] == ()
    assert alive.live_feeds["S2"] == ("feed_1", "feed_2")
    assert alive.live_feeds["R1"] == ("feed_3", "feed_4")
    assert value(found, "S1", "p_w") == 0.0
    assert value(found, "RPP-C", "p_w") == pytest.approx((1316e3 - 24.6e3) / 2, rel=1e-3)
    assert value(found, "W1C", "p_w") / 2 == pytest.approx(36.5e3, rel=1e-3)
    assert value(found, "R1", "i_a") == pytest.approx(146e3 / (np.sqrt(3) * value(found, "R1", "v_v") * 0.98), rel=1e-6)


def test_a_feeder_that_cannot_carry_its_load() -> None:
    """417 V behind 2.88 + j2.40 mohm carries a few MW; the failed panel is named, the other three are solved."""
    model = PowerModel(four_panels(1.2), ENV)
    found = model.solve({"S1": 30e6, "S3": 30e6, "S5": 30e6}, model.liveness(frozenset(("RPP-B", "RPP-C", "RPP-D"))))
    assert found.outcome.status == "diagnosed"
    assert "above maximum transferable power" in text(found.findings[0])
    assert {note.element for note in found.findings} >= {"S3", "S5", "R1"}
    assert np.isnan(value(found, "RPP-A", "v_v"))
    assert value(found, "RPP-B", "v_v") == 0.0


def test_a_load_that_is_no_number() -> None:
    model = PowerModel(four_panels(1.2), ENV)
    found = model.solve({"R2": float("nan")}, model.liveness())
    assert found.outcome.status == "failed"
    assert found.findings[0].element == "R2"
    assert all(np.isfinite(found.columns[c]).all() for c in ("p_w", "v_v", "i_a", "loss_w"))
