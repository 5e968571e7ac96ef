"""Coolers and chillers at their limits: always solved, nothing gets better as the day gets hotter, cures hold.

`make sweep` walks every subset over all dry bulbs, in steps of 0.1 K around the limit.
"""

import random

import pytest
from tests.saturation import CAPACITY_W, CHILLERS, cure_faults, faults, states, subsets

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
