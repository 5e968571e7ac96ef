"""What-ifs at the edge of the physics: no solution without a name, no figure without a meaning."""

import math

import pytest
from tests.scenes.cases import case, errors, number

from gigahall.compile.air_hall import MOST_CELLS, fitting_grid
from gigahall.kinds.parts.air import Room
from gigahall.kinds.prose import cure_words
from gigahall.scene.document import EditError
from gigahall.scene.record import Connection
from gigahall.session.headless import solved, with_changes
from gigahall.templates.air_hall import air_hall


def test_a_valve_that_holds_no_flow_is_shut():
    """Same plant as with the valve's element out of service: a closed branch."""
    shut = case("superpod-gb300", sets=("BYP-1.mode=flow", "BYP-1.set_m3_s=0"))
    failed = case("superpod-gb300", ("BYP-1",))
    assert shut.exit_code == 0
    assert number(shut, "BYP-1", "coolant.flow_m3_s") == pytest.approx(0.0, abs=1e-9)
    assert shut.key_figures["facility_w"] == pytest.approx(failed.key_figures["facility_w"], rel=1e-6)


def test_a_containment_out_of_service_mixes_its_aisles():
    """Racks behind an open hot aisle breathe what others blow out; the units still take all the heat."""
    closed, opened = case("superpod-gb300"), case("superpod-gb300", ("HAC-1",))
    for rack in ("A01", "A08", "B01", "B06"):
        assert number(opened, rack, "air.inlet_mean_c") > number(closed, rack, "air.inlet_mean_c") + 1.0
    for unit in ("CRAH-1", "CRAH-2", "CRAH-3"):
        assert number(opened, unit, "coolant.heat_w") == pytest.approx(number(closed, unit, "coolant.heat_w"), rel=1e-3)


def test_a_tile_out_of_service_is_blanked():
    """The units hold the plenum's pressure, so every other tile passes what it did and they blow one tile less."""
    whole, blanked = case("air-hall"), case("air-hall", ("T-05-1",))
    assert number(blanked, "T-05-2", "air.flow_m3_s") == pytest.approx(number(whole, "T-05-2", "air.flow_m3_s"), rel=1e-6)
    units = ("CRAH-1", "CRAH-2", "CRAH-3")
    blown = [sum(number(results, unit, "air.flow_m3_s") for unit in units) for results in (whole, blanked)]
    assert blown[1] / blown[0] == pytest.approx(19 / 20, rel=1e-3)


def test_a_network_without_solution_has_no_pue():
    """1 kVA cannot carry a lineup; what is drawn in all is unknown, so PUE and losses are left out."""
    results = case("superpod-gb300", sets=("TX-A.rating_va=1000",))
    assert results.exit_code == 3
    assert "pue" not in results.key_figures and "loss_w" not in results.key_figures
    assert results.unavailable["pue"].startswith("TX-A: ")
    row = next(problem for problem in errors(results) if problem.code == "unsolved-network")
    assert row.element == "TX-A", "what is too weak, not the end of the line where that shows most"
    hanging = [problem for problem in errors(results) if problem.code == "unsolved-load"]
    assert all(problem.causes == ("TX-A",) and problem.value > 0.0 for problem in hanging)
    assert row.value == pytest.approx(sum(problem.value for problem in hanging), rel=1e-9)


@pytest.mark.parametrize("sets", [("TX-A.rating_va=1000",), tuple(f"TX-{p}.rating_va=1000" for p in "ABCD"), ("UTIL-1.fault_va=1e5", "UTIL-2.fault_va=1e5")])
def test_what_no_network_carries_is_missing_in_watts_and_nothing_else_is(sets):
    """Also where no source delivers anything: no share of nothing, but the watts drawn, and all else closes."""
    results = case("superpod-gb300", sets=sets)
    networks = [problem for problem in errors(results) if problem.code == "unsolved-network"]
    assert results.exit_code == 3
    assert results.open_w == results.balances["unsolved_w"] == pytest.approx(sum(problem.value for problem in networks), rel=1e-9)
    assert results.balances["energy_frac"] <= 1e-6
    assert {problem.element for problem in networks} <= {word.split(".")[0] for word in sets}


def test_a_small_chiller_beside_large_ones_gets_no_negative_cure():
    results = case("superpod-gb300", sets=("CH-1.capacity_w=1",))
    row = next(problem for problem in errors(results) if problem.element == "CH-1")
    assert "-" not in cure_words(row) and "of 800 kW in its loop" in cure_words(row)


def test_a_room_that_is_not_there_is_refused():
    with pytest.raises(EditError, match=r"R1-01\.hall = 'Nowhere' is refused: no element has this id"):
        case("air-hall", sets=("R1-01.hall=Nowhere",))


def test_a_rack_of_almost_no_power_is_still():
    results = case("air-hall", sets=("R1-01.rated_w=1e-300",))
    assert results.exit_code == 0
    assert results.balances["energy_frac"] <= 1e-6


@pytest.mark.parametrize(("size_m", "cell_m"), [((500.0, 500.0, 3.0), 0.1), ((2000.0, 2000.0, 20.0), 0.1), ((44.0, 29.0, 4.2), 0.3)])
def test_a_grid_never_outgrows_the_memory(size_m, cell_m):
    grid = fitting_grid(Room(size_m, cell_m))
    assert grid.n_cell <= MOST_CELLS
    assert math.prod(n * d for n, d in zip(grid.shape, grid.cell_m, strict=True)) == pytest.approx(math.prod(size_m))
    asked = math.prod(size_m) / cell_m**3
    assert grid.n_cell == pytest.approx(asked, rel=0.1) or asked > MOST_CELLS


def test_a_room_that_its_chillers_cannot_hold_shows_no_temperatures() -> None:
    """100 kW of chiller for a sealed room of 174 kW has no steady state: named, and nothing is shown that is none."""
    records = {record.id: record for record in air_hall()}
    results = solved(with_changes(records, ["CH-1.capacity_w=100000"]))
    assert results.exit_code == 3
    row = next(p for p in results.problems if p.code == "unsolved-heat")
    missing_w = row.value
    assert row.element == "Hall"
    assert missing_w == pytest.approx(results.balances["unsolved_w"], rel=1e-6)
    assert results.balances["energy_frac"] <= 1e-6
    cured = solved(with_changes(records, [f"CH-1.capacity_w={100e3 + 1.01 * missing_w}"]))
    assert cured.exit_code == 0
    assert solved(with_changes(records, [f"CH-1.capacity_w={100e3 + 0.99 * missing_w}"])).exit_code == 3
    for element in ("R2-06", "CRAH-1"):
        assert "inlet_max_c" not in results.element(element).get("air", {})
    assert "out_c" not in results.element("CH-1")["coolant"]
    assert results.value("UPS-A", "power.p_w") is not None, "the healthy rest is solved"
    assert "pue" not in results.key_figures


def test_a_pump_that_feeds_its_own_suction_leaves_a_room_without_solution_soon():
    """Next to nothing passes the coils: whatever steady state there were would be at thousands of degrees."""
    records = {record.id: record for record in air_hall()}
    records["short"] = Connection(id="short", a="CHW-D.tap", b="CHW-R.tap")
    results = solved(records)
    assert results.exit_code == 3 and "pue" in results.unavailable
    assert {problem.element for problem in errors(results) if problem.is_unsolved} == {"CRAH-1", "CRAH-2", "CRAH-3"}
    assert results.timing["passes"] <= 12
