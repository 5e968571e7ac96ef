"""What stands where it cannot work, and data that contradicts itself."""

import pytest
from tests.scenes.cases import case, errors, number, records_of

from gigahall.kinds.prose import text
from gigahall.scene.document import between
from gigahall.scene.record import replace
from gigahall.session.headless import solved, with_changes
from gigahall.session.plant import Plant


def codes(results, element):
    return {p.code for p in results.problems if p.element == element}


def test_an_air_unit_outside_its_hall_cools_nothing_there():
    """At (20, -5), eight metres from the hall it names: as if it were lost, and an error."""
    away, lost = case("air-hall", sets=("CRAH-3.at_m=[20,-5,0]",)), case("air-hall", ("CRAH-3",))
    assert "outside-room" in codes(away, "CRAH-3")
    assert "CRAH-3" in {p.element for p in errors(away)}
    assert away.balances["energy_frac"] <= 1e-6
    for rack in ("R1-01", "R2-05"):
        assert number(away, rack, "air.inlet_mean_c") == pytest.approx(number(lost, rack, "air.inlet_mean_c"), abs=0.2)
    assert (away.value("CRAH-3", "coolant.heat_w") or 0.0) == 0.0


def test_a_unit_behind_the_wall_that_blows_away_from_the_hall_is_not_in_it():
    """As the samples have it, it blows through the wall; turned round, it is as if it were lost, and an error."""
    away, lost = case("superpod-gb300", sets=("CRAH-1.turn_deg=270",)), case("superpod-gb300", ("CRAH-1",))
    assert ("CRAH-1", "outside-room", "error") in {(p.element, p.code, p.severity) for p in away.problems}
    assert "outside-room" not in {p.code for p in case("superpod-gb300").problems}
    assert (away.value("CRAH-1", "coolant.heat_w") or 0.0) == 0.0
    for rack in ("A01", "B06"):
        assert number(away, rack, "air.inlet_mean_c") == pytest.approx(number(lost, rack, "air.inlet_mean_c"), abs=1e-3)


def test_a_unit_dragged_out_and_back_again():
    records = dict(records_of("air-hall"))
    plant, before = Plant(records), case("air-hall")
    unit = records["CRAH-3"]
    for at_m, is_out in (((20.0, -5.0, 0.0), True), (unit.at_m, False)):
        moved = replace(unit, at_m=at_m)
        diff = between({"CRAH-3": records["CRAH-3"]}, {"CRAH-3": moved})
        records["CRAH-3"] = moved
        plant.update(records, diff)
        results = plant.solve(settled=True)
        assert ("outside-room" in codes(results, "CRAH-3")) == is_out
    assert number(results, "R1-01", "air.inlet_mean_c") == pytest.approx(number(before, "R1-01", "air.inlet_mean_c"), abs=1e-3)


@pytest.mark.parametrize("sets", [("R1-01.hall=\"\"",), ("R1-01.at_m=[40,40,0]",)])
def test_a_rack_in_no_room_is_an_error_and_leaves_no_pue(sets):
    results = case("air-hall", sets=sets)
    assert {"no-room", "outside-room"} & {p.code for p in errors(results) if p.element == "R1-01"}
    assert "pue" not in results.key_figures
    assert "room" in results.unavailable["pue"] or "outside" in results.unavailable["pue"]


def test_idle_above_rated_is_named_and_its_outlet_too():
    results = case("air-hall", sets=("R1-01.rated_w=50",))
    assert {"idle-above-rated", "limit-above"} <= {p.code for p in errors(results) if p.element == "R1-01"}
    row = next(p for p in results.problems if p.code == "idle-above-rated")
    assert "1.80 kW" in text(row) and "50.0 W" in text(row)


def test_a_rating_out_of_reach_of_its_own_flows_is_named():
    """5 MW on flows and temperatures that move 1.4 MW."""
    records = with_changes(records_of("superpod-gb300"), ["TRIM-1.rated_w=5e6"])
    results = solved(records)
    row = next(p for p in results.problems if p.code == "rating-beyond-reach")
    assert (row.element, row.severity) == ("TRIM-1", "error")
    assert "5.00 MW" in text(row)
    assert "rating-beyond-reach" not in {p.code for p in case("superpod-gb300").problems}


def test_more_heat_than_the_nameplate_duty_is_no_fault():
    results = case("superpod-gb300", sets=("CDU-1.rated_w=100000", "CDU-2.rated_w=100000"))
    duty = [p for p in results.problems if p.quantity == "coolant.heat_w" and p.element.startswith("CDU")]
    assert {p.severity for p in duty} <= {"info"}
