"""Coolers and chillers at their limits: always solved, nothing gets better as the day gets hotter, cures hold.

`make sweep` walks every subset over all dry bulbs, in steps of 0.1 K around the limit.
"""

import random

import pytest
from tests.saturation import CAPACITY_W, CHILLERS, cure_faults, faults, states, subsets
from tests.scenes.cases import records_of

from gigahall.session.headless import solved, with_changes

LOTS = random.Random(11).sample(subsets(), 10)
JUST_BELOW_C, JUST_ABOVE_C = 32.8, 33.0


@pytest.mark.parametrize("lost", LOTS, ids=lambda lost: " ".join(lost) or "nothing")
def test_nothing_gets_better_on_a_hotter_day(lost):
    draw = random.Random(" ".join(lost))
    dry_bulbs_c = sorted(round(draw.uniform(-20.0, 50.0), 1) for _ in range(4))
    assert faults([point for point, _results in states(lost, dry_bulbs_c)]) == []


def test_steps_of_a_tenth_of_a_kelvin_across_the_limit():
    points = [point for point, _results in states(("DC-1", "CH-1", "CH-2"), [32.7 + 0.1 * k for k in range(6)])]
    assert faults(points) == []
    assert points[0].chilled_c == pytest.approx(18.0, abs=1e-6)
    assert points[-1].chilled_c > 30.0, "valves that want their set points let the water warm until all are open"


def test_rows_come_one_after_the_other_and_stay_with_their_causes():
    """On ever hotter days no row goes again, none tells of less than instruments see, and what is too warm has its units as cause."""
    known = set()
    for _point, results in states(("CH-1", "CH-2"), (32.0, 35.0, 36.0, 38.0, 38.5, 43.0, 48.0, 50.0)):
        rows = [p for p in results.problems if p.severity != "info"]
        assert known <= {(p.element, p.quantity) for p in rows}
        known = {(p.element, p.quantity) for p in rows}
        for row in rows:
            if row.code == "set-point-temperature":
                assert row.fact("miss").value > 0.02
            if row.quantity == "air.inlet_max_c" or (row.quantity or "").startswith("coolant."):
                assert row.cause is not None, row
                assert _root(results, row).element in CHILLERS
    assert {("A01", "coolant.in_c"), ("CDU-1", "coolant.secondary.out_c"), ("CDU-1", "supply_c"), ("A01", "air.inlet_max_c")} <= known


def test_racks_whose_supply_is_too_warm_name_the_unit_that_is_short():
    """Two units with throttled valves: the racks' rows hang on theirs."""
    results = solved(with_changes(records_of("superpod-gb300"), ["CDU-1.fws_max_m3_s=0.004", "CDU-2.fws_max_m3_s=0.004"], ()))
    hot = [p for p in results.problems if p.quantity in ("coolant.in_c", "coolant.out_c")]
    assert len(hot) == 16
    assert all(_root(results, row).code == "set-point-temperature" and row.causes == ("CDU-1", "CDU-2") for row in hot)


def test_coolers_with_a_trim_exchanger_behind_them_are_judged_by_that():
    """Fully open at 44 degC it leaves 0.05 K: nothing that a thermometer sees, and no 8 K that its coolers lack without it."""
    (_point, results), = states((), (44.0,))
    assert not [p for p in results.problems if p.kind.topic == "Set point"]
    (_point, hotter), = states((), (45.0,))
    assert [p.element for p in hotter.problems if p.kind.topic == "Set point"] == ["TRIM-1"]


def _root(results, row):
    while row.cause is not None:
        row = results.problems[row.cause]
    return row


@pytest.mark.parametrize(("lost", "dry_bulb_c"), [(("DC-1", "CH-1", "CH-2"), 33.2), (("DC-1", "DC-2", "CH-3"), 38.9)])
def test_the_capacity_a_cure_asks_for_holds(lost, dry_bulb_c):
    point, _results = next(states(lost, [dry_bulb_c]))
    assert point.wanted_w > CAPACITY_W * sum(key not in lost for key in CHILLERS)
    assert cure_faults(lost, point) == []


def test_history_leaves_no_trace_at_the_limit():
    """From far above the limit back below it and up again: the states of a cold start."""
    lost = ("DC-1", "CH-1", "CH-2")
    walked = {}
    for point, results in states(lost, (45.0, JUST_BELOW_C, 45.0, JUST_ABOVE_C, JUST_BELOW_C)):
        walked[point.dry_bulb_c] = (point, results)
    for dry_bulb_c in (JUST_BELOW_C, JUST_ABOVE_C):
        (cold, alone), (point, results) = next(states(lost, (dry_bulb_c,))), walked[dry_bulb_c]
        assert point.chilled_c == pytest.approx(cold.chilled_c, abs=1e-6)
        assert {(p.severity, p.element, p.quantity) for p in results.problems} == {(p.severity, p.element, p.quantity) for p in alone.problems}
