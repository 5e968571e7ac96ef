"""The hall on a water-cooled chiller: both its loops are needed, and its doors take heat where it arises."""

import pytest
from tests.scenes.cases import case, errors, number, total

SCENE = "tower-hall"


def test_the_hall_is_held():
    results = case(SCENE)
    assert errors(results) == []
    assert number(results, "CH-1", "coolant.secondary.out_c") == pytest.approx(14.0, abs=1e-3)
    compressor_w = number(results, "CH-1", "power.p_w")
    assert number(results, "CT-1", "coolant.heat_w") == pytest.approx(number(results, "CH-1", "coolant.heat_w") + compressor_w, rel=0.02)
    assert number(results, "RD-1", "coolant.heat_w") > 3e3


@pytest.mark.parametrize("lost", ["CT-1", "CWP-C", "CW-2"])
def test_without_its_condenser_loop_the_chiller_stops(lost):
    results = case(SCENE, (lost,))
    assert results.exit_code == 3
    assert number(results, "CH-1", "power.p_w") == 0.0
    assert next(p for p in errors(results) if p.element == "CH-1").code == "no-condenser"
    heat = next(p for p in results.problems if p.code == "unsolved-heat")
    assert heat.value == pytest.approx(60e3, rel=0.01)
    assert results.problems[heat.cause].element == lost
    assert "pue" in results.unavailable
    assert results.balances["energy_frac"] <= 1e-6


@pytest.mark.parametrize("lost", ["CWP-E", "CHW-1", "CH-1"])
def test_without_its_chilled_water_the_hall_is_not_cooled(lost):
    results = case(SCENE, (lost,))
    heat = next(p for p in results.problems if p.code == "unsolved-heat")
    assert results.problems[heat.cause].element == lost


def test_a_lost_door_leaves_its_heat_to_the_room():
    whole, lost = case(SCENE), case(SCENE, ("RD-1",))
    assert lost.exit_code == 0
    units = ["CRAH-1", "CRAH-2"]
    more_w = total(lost, units, "coolant.heat_w") - total(whole, units, "coolant.heat_w")
    assert more_w == pytest.approx(number(whole, "RD-1", "coolant.heat_w"), rel=0.25)
