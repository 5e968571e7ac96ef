"""Limit states: what is wrong is said at the element at fault, what has no solution is named, and nothing looks green."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from gigahall.kinds.finding import NOTICE_FRAC, Finding, Named, SetField
from gigahall.kinds.prose import cure_words, text
from gigahall.session.headless import solved, with_changes
from gigahall.session.results import Results
from gigahall.storage import scene_file
from gigahall.storage.fault import SceneError

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "faults"


@cache
def state(name: str, fails: tuple[str, ...] = (), sets: tuple[str, ...] = ()) -> Results:
    records = {record.id: record for record in scene_file.load(FOLDER / f"{name}.gigahall").records}
    return solved(with_changes(records, sets, fails))


def row(results: Results, element: str, code: str) -> Finding:
    found = [p for p in results.problems if (p.element, p.code) == (element, code)]
    assert len(found) == 1, [(p.element, p.code) for p in results.problems]
    return found[0]


def cause(results: Results, finding: Finding) -> str:
    """The element at the root of a row."""
    while finding.cause is not None:
        finding = results.problems[finding.cause]
    return finding.element


def value(results: Results, element: str, path: str) -> float:
    found = results.value(element, path)
    assert found is not None, f"{element} has no {path}"
    return found


EVERY = sorted(path.stem for path in FOLDER.glob("*.gigahall"))
REFUSED = {
    "zero_div": r"rated_m3_s: must lie within .* m3/s",
    "turns_ratio": "z_frac: must lie within",
    "far_1e18": r"at_m\[0\]: must lie within -20000 to 20000 m",
}


@pytest.mark.parametrize("name", [name for name in EVERY if name not in REFUSED])
def test_exit_3_means_that_a_part_is_named_and_settled_means_closed(name: str) -> None:
    results = state(name)
    unsolved = [p for p in results.problems if p.is_unsolved]
    assert (results.exit_code == 3) == bool(unsolved)
    if not unsolved:
        assert results.balances["energy_frac"] <= 1e-6 and results.balances["unsolved_w"] == 0.0
    assert all(p.element for p in results.problems) and all(text(p) for p in results.problems)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_values_no_solver_can_take_are_refused_with_field_and_range(name: str, reason: str) -> None:
    with pytest.raises(SceneError, match=reason):
        scene_file.load(FOLDER / f"{name}.gigahall")


# ---------------------------------------------------------------- power


def test_a_ups_is_loaded_by_its_kva() -> None:
    """450 kW at power factor 0.7 on 500 kVA: 642.9 kVA, 894 A at 415 V, 128.6 %."""
    results = state("ups_kva")
    overload = row(results, "UPS", "limit-above")
    assert overload.severity == "error" and overload.value == pytest.approx(450 / 0.7 / 500, rel=1e-6)
    assert value(results, "UPS", "power.i_a") == pytest.approx(450e3 / 0.7 / (3**0.5 * 415.0), rel=1e-3)


def test_current_between_sources_of_different_voltage_is_named() -> None:
    results = state("backfeed")
    [circling] = [p for p in results.problems if p.code == "circulating-current"]
    sources = circling.fact("sources")
    assert isinstance(sources, Named) and set(sources.ids) == {"U1", "U2"} and circling.value is not None and circling.value > 290.0
    assert value(results, "M", "power.i_a") >= 303.0
    assert not [p for p in results.problems if p.element == "L"], "a load of no stated voltage is fed as its bus is"


def test_supply_voltages_have_a_band() -> None:
    low = row(state("vdrop"), "R", "limit-below")
    assert low.severity == "error" and low.value == pytest.approx(299.0, abs=1.0) and "60038" in low.source
    high = row(state("rack_on_mv"), "R", "limit-above")
    assert high.severity == "error" and high.value == pytest.approx(13.8e3, rel=0.01)


def test_a_cable_without_rating_is_judged_by_its_size_or_says_so() -> None:
    results = state("cable_norating")
    assert {"limit-above", "no-rating"} & {p.code for p in results.problems if p.element == "W"}
    assert value(results, "W", "power.i_a") == pytest.approx(449.0, rel=0.01)


# ---------------------------------------------------------------- coolant


@pytest.mark.parametrize(("name", "culprit"), [("pump_backwards", "P"), ("pump_shut_path", "V")])
def test_a_pump_against_no_path_is_the_cause(name: str, culprit: str) -> None:
    results = state(name)
    assert results.exit_code == 0
    for rack in ("R1", "R2"):
        tripped = row(results, rack, "no-coolant-flow")
        assert value(results, rack, "power.p_w") == 0.0 and cause(results, tripped) == culprit
    assert any(p.element == "P" and p.severity != "info" for p in results.problems)
    assert value(results, "P", "power.p_w") > 300.0, "it turns in still water"


@pytest.mark.parametrize("name", ["below_vacuum", "suction"])
def test_no_pressure_is_below_what_boils(name: str) -> None:
    results = state(name)
    assert row(results, "P", "npsh-lost").severity == "error"
    for block in ("coolant", "primary", "secondary"):
        for column in ("in_pa", "out_pa"):
            found = results.blocks[block].columns.get(column)
            assert found is None or not (found < -101_325.0).any()


def test_a_chiller_stops_with_its_condenser_and_takes_the_room_with_it() -> None:
    for lost in ("PC", "CT"):
        results = state("chiller_condenser", (lost,))
        assert results.exit_code == 3 and "pue" not in results.key_figures and "pue" in results.unavailable
        heat = row(results, "H", "unsolved-heat")
        assert heat.value == pytest.approx(80e3, rel=1e-3) and cause(results, heat) == lost
        assert value(results, "CH", "power.p_w") == 0.0


def test_a_weak_pump_rests_behind_its_check_valve() -> None:
    results = state("weak_pump")
    assert results.exit_code == 0 and row(results, "P2", "pump-outdone").severity == "warning"
    assert value(results, "P2", "coolant.flow_m3_s") == pytest.approx(0.0, abs=1e-9)


def test_pumps_that_fight_over_one_header_are_both_named() -> None:
    results = state("fighting_pumps")
    assert results.exit_code == 0
    words = text(row(results, "P2", "pumps-disagree"))
    assert "P2" in words and "P at 200 kPa" in words
    assert value(results, "P", "coolant.flow_m3_s") > 0.0 == pytest.approx(value(results, "P2", "coolant.flow_m3_s"), abs=1e-9)


HEADS = {"weak": (), "nearly": ("P2.rated_pa=200000", "P2.shutoff_pa=260000"), "strong": ("P2.rated_pa=310000", "P2.shutoff_pa=400000")}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("other", [(), ("P.control=flow", "P.set_m3_s=0.003"), ("P.control=dp", "P.set_dp_pa=100000"), ("P.control=dp", "P.set_dp_pa=260000")])
@pytest.mark.parametrize("flow", [0.0005, 0.002, 0.004])
def test_a_pump_that_holds_a_flow_beside_another_settles(head: str, other: tuple[str, ...], flow: float) -> None:
    """It moves what it holds, less at full speed, or rests behind its check valve; it never swings between them."""
    results = state("weak_pump", (), ("P2.control=flow", f"P2.set_m3_s={flow}", *HEADS[head], *other))
    assert results.exit_code == 0 and results.balances["energy_frac"] <= 1e-6
    moved = value(results, "P2", "coolant.flow_m3_s")
    assert -1e-9 <= moved <= flow * (1 + 1e-9)
    short = [p.code for p in results.problems if p.element == "P2" and p.code in ("pump-outdone", "set-point-flow")]
    assert len(short) == (moved < flow * (1 - NOTICE_FRAC))


@pytest.mark.parametrize("stop", ["PC.set_speed_frac=0", "PE.set_speed_frac=0"])
def test_a_pump_told_to_stand_still_is_the_cause(stop: str) -> None:
    results = state("chiller_condenser", (), (stop,))
    pump = stop.split(".")[0]
    assert results.exit_code == 3 and cause(results, row(results, "H", "unsolved-heat")) == pump
    stopped = row(results, pump, "pump-stopped")
    assert stopped.cure is not None and stopped.cure.edit == (SetField(pump, "set_speed_frac", 1.0),)
    assert not [p for p in results.problems if (p.element, p.code) == (pump, "pump-shut-path")] and value(results, pump, "power.p_w") == 0.0


def test_fans_told_to_stand_still_are_the_cause() -> None:
    results = state("chiller_condenser", (), ("AH.set_m3_s=0",))
    assert results.exit_code == 3 and cause(results, row(results, "H", "unsolved-heat")) == "AH"
    assert row(results, "AH", "fans-stopped").cure is not None


# ---------------------------------------------------------------- rooms


@pytest.mark.parametrize("sets", [(), ("C.supply_c=30",)])
def test_warm_water_cools_whatever_the_set_point(sets: tuple[str, ...]) -> None:
    """20 kW into 33 degC water: the same air with a set point that can be held and with one that cannot."""
    results = state("chw33", (), sets)
    assert results.exit_code == 0
    assert value(results, "C", "air.outlet_mean_c") == pytest.approx(33.1, abs=0.1)
    assert value(results, "C", "air.inlet_mean_c") == pytest.approx(41.4, abs=0.1)
    assert any(p.element == "R" and p.severity == "error" and p.quantity.startswith("air.inlet") for p in results.problems)


def test_a_rack_in_no_room_is_an_error_without_pue() -> None:
    results = state("nohall")
    assert row(results, "R", "no-room").severity == "error" and "pue" in results.unavailable


def test_an_outlet_that_no_rack_survives_is_an_error_and_its_contradiction_named() -> None:
    results = state("outlet_450c")
    outlet = [p for p in results.problems if p.element == "R1-01" and p.quantity.startswith("air.outlet")]
    assert outlet and outlet[0].severity == "error" and row(results, "R1-01", "idle-above-rated").severity == "error"


@pytest.mark.parametrize("name", ["weak_pump", "fighting_pumps"])
@pytest.mark.parametrize("lost", ["F1", "F3", "DC"])
def test_a_lost_path_is_the_cause_for_every_pump_against_it(name: str, lost: str) -> None:
    """Also for the one that would rest beside a stronger one if the path were back."""
    results = state(name, (lost,))
    for key in ("P", "P2"):
        assert cause(results, row(results, key, "pump-shut-path")) == lost
    assert "against-flow" not in {p.code for p in results.problems}


@pytest.mark.parametrize("lost", ["F1", "F2", "DC"])
def test_a_backward_pump_behind_a_lost_path_takes_both(lost: str) -> None:
    results = state("pump_backwards", (lost,))
    trip = row(results, "R1", "no-coolant-flow")
    assert trip.causes == ("P", lost) and cure_words(trip) == f"Turn P round and restore {lost}"
    assert [p.element for p in results.problems if p.code == "against-flow"] == ["P"]
    own = row(state("pump_backwards", ("P",)), "R1", "no-coolant-flow")
    assert own.causes == ("P",) and cure_words(own) == "Turn P round and restore P"


def test_only_a_pump_that_had_a_share_is_taken_over() -> None:
    assert "taken-over" in {p.code for p in state("weak_pump", ("P",)).problems}
    assert "taken-over" not in {p.code for p in state("weak_pump", ("P2",)).problems}, "it would rest behind its check valve"


def test_two_ideal_voltages_on_one_bus_leave_its_load_unsolved_in_watts() -> None:
    results = state("backfeed", (), ("U1.is_ideal=true", "U2.is_ideal=true"))
    assert results.exit_code == 3 and results.balances["energy_frac"] <= 1e-6
    assert results.balances["unsolved_w"] == results.open_w == pytest.approx(1e6)
    assert all(p.value == pytest.approx(1e6) for p in results.problems if p.code == "unsolved-sources")


@pytest.mark.parametrize("capacity_w", [20e3, 40e3, 79e3])
def test_what_a_chiller_is_short_of_is_the_watts_of_the_balance(capacity_w: float) -> None:
    """Also the heat of the pumps, which the first pass does not know of."""
    results = state("chiller_condenser", (), (f"CH.capacity_w={capacity_w}",))
    missing_w = row(results, "H", "unsolved-heat").value
    assert missing_w is not None and missing_w == pytest.approx(results.balances["unsolved_w"], rel=1e-6)
    assert missing_w > 80e3 - capacity_w
