"""The solved table of the four-panel case: 417 V behind 2.88 + j2.40 mohm, balanced constant power, pf 0.98, even division
(hand calculation in the scene's specification), with whips of no length."""

import pytest

from gigahall.session.headless import solved, with_changes
from gigahall.templates.four_panels import four_panels

RACKS = [f"R{k}" for k in range(1, 9)]
SUPPORT = [f"S{k}" for k in range(1, 7)]
# EDP, failed panels, kW per panel, volts, amperes, whip kW
TABLE = [
    (1.2, (), 329.0, 414.32, 467.8, 18.3),
    (1.2, ("RPP-A",), 438.7, 413.42, 625.1, 24.3),
    (1.5, (), 382.8, 413.88, 544.8, 21.6),
    (1.5, ("RPP-A",), 510.3, 412.83, 728.3, 28.8),
]


def changed(edp: float, failed: tuple[str, ...]):
    records = {record.id: record for record in four_panels()}
    whips = [key for key in records if key.startswith("W-")]
    sets = [f"{rack}.edp={edp}" for rack in RACKS] + [f"{whip}.length_m=0" for whip in whips]
    return with_changes(records, sets, failed)


@pytest.mark.parametrize(("edp", "failed", "panel_kw", "volts", "amperes", "whip_kw"), TABLE)
def test_solved_table(edp, failed, panel_kw, volts, amperes, whip_kw):
    results = solved(changed(edp, failed))
    # the table divides the total evenly; with a panel lost, pairs on it leave the others unevenly loaded: their mean holds
    live = [f"RPP-{letter}" for letter in "ABCD" if f"RPP-{letter}" not in failed]
    powers = [results.value(key, "power.p_w") for key in live]
    assert sum(powers) / len(powers) == pytest.approx(panel_kw * 1e3, rel=1e-3)
    assert max(powers) == pytest.approx(min(powers), rel=1e-6)
    for key in live:
        assert results.value(key, "power.v_v") == pytest.approx(volts, rel=1e-3)
        assert results.value(key, "power.i_a") == pytest.approx(amperes, rel=1e-3)
    assert results.value("W-R1-B", "power.p_w") / 2 == pytest.approx(whip_kw * 1e3, rel=5e-3)
    assert results.balances["energy_frac"] < 1e-6


def test_two_lost_panels_darken_the_pair_that_hangs_on_them():
    results = solved(changed(1.2, ("RPP-A", "RPP-B")))
    dark = [s for s in SUPPORT if results.value(s, "power.p_w") == 0.0]
    assert dark == ["S1"]
    assert any(p.element == "S1" and p.severity == "error" and p.code == "no-feed" for p in results.problems)
    over = {p.element for p in results.problems if p.severity == "error" and p.quantity == "power.loading_frac"}
    assert {"RPP-C", "RPP-D"} <= over


def test_overload_at_edp_1_5_names_the_panels():
    results = solved(changed(1.5, ("RPP-A",)))
    named = {p.element for p in results.problems if p.severity == "error" and p.element.startswith("RPP")}
    assert named == {"RPP-B", "RPP-C", "RPP-D"}
    assert results.value("RPP-B", "power.loading_frac") == pytest.approx(1.02, rel=2e-3)


def test_a_lost_panel_is_the_cause_of_what_its_load_overloads():
    problems = solved(changed(1.5, ("RPP-A",))).problems
    over = [p for p in problems if p.quantity == "power.loading_frac"]
    assert {"RPP-B", "RPP-C", "RPP-D", "FD-B", "R1", "W-R1-B"} <= {p.element for p in over}
    assert {problems[p.cause].element if p.cause is not None else "" for p in over} == {"RPP-A"}
    assert all(p.cause is None for p in solved(changed(2.2, ("RPP-A",))).problems if p.element == "RPP-B"), "it was overloaded before"


def test_the_order_of_failures_does_not_matter():
    one = solved(changed(1.2, ("RPP-A", "RPP-C")))
    other = solved(changed(1.2, ("RPP-C", "RPP-A")))
    assert one.key_figures == other.key_figures
