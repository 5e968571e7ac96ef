"""What flows and whose heat has a way out, decided before temperatures; what trips, and what it is due to."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.coolant.rig import AIR_274_KW, Rig, scalable_unit, value

from gigahall.scene.record import replace

WARM_AIR = {"AH": (35.0, 6.0)}


def water_cooled(joined: bool = True) -> Rig:
    """A CRAH on a water-cooled chiller with its tower."""
    rig = Rig(30.0, 22.0)
    rig.add("crah", "AH", feeds=1)
    rig.add("pump", "PE", system="CHW", rated_m3_s=0.006, rated_pa=200e3, shutoff_pa=260e3, control="speed")
    rig.add("chiller", "CH", condenser="water", capacity_w=150e3, supply_c=16.0, flow_m3_s=0.006, condenser_m3_s=0.008)
    rig.add("expansion_vessel", "EVE", system="CHW", fluid="water")
    rig.add("pump", "PC", system="FWS", rated_m3_s=0.008, rated_pa=200e3, shutoff_pa=260e3, control="speed")
    rig.add("cooling_tower", "CT", rated_w=200e3, flow_m3_s=0.008)
    rig.add("expansion_vessel", "EVC", system="FWS", fluid="water")
    for a, b in (("PE.b", "CH.return"), ("CH.supply", "AH.supply"), ("AH.return", "PE.a"), ("EVE.a", "PE.a"),
                 ("CH.condenser_out", "CT.return"), ("CT.supply", "PC.a"), ("EVC.a", "PC.a")):
        rig.join(a, b)
    if joined:
        rig.join("PC.b", "CH.condenser_in")
    return rig


def racks(*pumps: str, valve: bool = False, backwards: bool = False, **fields: dict[str, object]) -> Rig:
    """Two racks, a dry cooler and pumps side by side; fields by pump."""
    rig = Rig(25.0)
    for name in ("F1", "F2", "F3"):
        rig.add("pipe", name, system="TCS", bore_m=0.1, length_m=20.0)
    rig.add("dry_cooler", "DC", system="TCS", rated_w=400e3, flow_m3_s=0.006)
    rig.add("expansion_vessel", "EV", system="TCS", fluid="PG25", fill_pa=200e3)
    for key in pumps:
        told = {"rated_m3_s": 0.005, "rated_pa": 250e3, "shutoff_pa": 320e3, "control": "speed", "check_valve_pa": 5e3}
        rig.add("pump", key, system="TCS", **(told | fields.get(key, {})))
        suction, discharge = (f"{key}.b", f"{key}.a") if backwards else (f"{key}.a", f"{key}.b")
        rig.join(discharge, "F1.a")
        rig.join("F3.b", suction)
    for rack in ("R1", "R2"):
        rig.add("rack_liquid", rack, liquid_frac=1.0)
        rig.join("F1.b", f"{rack}.supply")
        rig.join(f"{rack}.return", "F2.a")
    rig.join("F2.b", "DC.return")
    rig.join("EV.a", "F3.b")
    if valve:
        rig.add("valve", "V", system="TCS")
        rig.join("DC.supply", "V.a")
        rig.join("V.b", "F3.a")
    else:
        rig.join("DC.supply", "F3.a")
    return rig


@pytest.mark.parametrize("way", ["PC lost", "CT lost", "CT dark", "not joined"])
def test_a_chiller_without_its_condenser_trips(way: str) -> None:
    rig = water_cooled(joined=way != "not joined")
    whole = water_cooled().solve(coil_air=WARM_AIR)
    assert whole.coil_heat_w["AH"] > 20e3
    if way.endswith("lost"):
        rig.out_of_service(way.split()[0])
    running = rig.running(("CT",) if way == "CT dark" else ())
    model = rig.model()
    found = model.solve({}, WARM_AIR, running)
    assert model.reach(running).halted == {"CH"}
    assert found.uncooled == {"AH"}
    assert found.draw_w["CH"] == 0.0
    assert found.coil_heat_w["AH"] == 0.0
    assert found.outcome.ok
    due = model.causes(running).of.get("AH", ())
    assert due == ((way[:2],) if way != "not joined" else ())


def test_a_set_point_out_of_reach_is_no_missing_sink() -> None:
    """33 degC water for a coil that wants 5 degC air: it cools all it can."""
    rig = Rig()
    rig.add("ideal_source", "S", system="CHW", fluid="water", supply_c=33.0, dp_pa=80e3)
    rig.add("crah", "C", supply_c=5.0)
    rig.join("S.supply", "C.supply")
    rig.join("C.return", "S.return")
    warm, cold = rig.solve(coil_air={"C": (41.0, 2.0)}), rig.solve(coil_air={"C": (30.0, 2.0)})
    assert not warm.uncooled
    assert warm.coil_heat_w["C"] > 10e3
    assert not cold.uncooled, "warm water in cold air is no missing sink either"


def test_a_return_far_above_boiling_is_a_temperature() -> None:
    rig = Rig()
    rig.add("ideal_source", "SRC", supply_c=40.0, dp_pa=400e3)
    rig.add("rack_liquid", "A01", flow_m3_s=119 / 60e3)
    rig.join("SRC.supply", "A01.supply")
    rig.join("A01.return", "SRC.return")
    found = rig.solve(heat_w={"A01": 2e6})
    assert found.outcome.ok
    assert 250.0 < value(found, "coolant", "A01", "out_c") < 400.0


@pytest.mark.parametrize(
    ("lost", "due"),
    [(("FWP-1", "FWP-2"), {"FWP-1", "FWP-2"}), (("DC-1", "DC-2", "DC-3"), {"DC-1", "DC-2", "DC-3"}),
     (("FWS-R", "TRIM"), {"FWS-R", "TRIM"}), (("FWS-R", "CH-1"), {"FWS-R"}), (("DC-1",), set())],
)
def test_the_cause_is_what_reopens_a_way(lost: tuple[str, ...], due: set[str]) -> None:
    rig = scalable_unit().out_of_service(*lost)
    assert set(rig.model().causes(rig.running()).of.get("A01", ())) == due


def test_two_losses_in_a_row_are_both_named() -> None:
    rig = racks("P", valve=True).out_of_service("V", "F2")
    assert set(rig.model().causes(rig.running()).of["R1"]) == {"V", "F2"}


@pytest.mark.parametrize(("control", "backwards"), [("dp", False), ("speed", True)])
def test_a_pump_against_a_shut_path_churns(control: str, backwards: bool) -> None:
    rig = racks("P", valve=True, backwards=backwards, P={"control": control, "set_dp_pa": 200e3})
    if not backwards:
        rig.out_of_service("V")
    model = rig.model()
    found = model.solve({}, {}, rig.running())
    assert found.no_flow == {"R1", "R2"}
    assert 0.3 < found.draw_w["P"] / (0.005 * 250e3 / 0.686) < 0.6
    assert found.dry_loss_w["P"] == found.draw_w["P"]
    why = model.causes(rig.running())
    assert why.of["R1"] == (("P",) if backwards else ("V",))
    assert why.backwards == ({"P"} if backwards else frozenset())


def test_a_weak_pump_rests_behind_its_check_valve() -> None:
    alone = racks("P").solve()
    both = racks("P", "P2", P2={"rated_pa": 120e3, "shutoff_pa": 150e3}).solve()
    assert both.outcome.ok
    assert value(both, "coolant", "P2", "flow_m3_s") == 0.0
    assert value(both, "coolant", "P", "flow_m3_s") == pytest.approx(value(alone, "coolant", "P", "flow_m3_s"), rel=1e-6)


@pytest.mark.parametrize("swapped", [False, True])
def test_of_pumps_that_hold_different_pressures_the_highest_holds_its_own(swapped: bool) -> None:
    high, low = ("P2", "P") if swapped else ("P", "P2")
    told = {high: {"control": "dp", "set_dp_pa": 200e3}, low: {"control": "dp", "set_dp_pa": 50e3}}
    found = racks("P", "P2", **told).solve()
    assert value(found, "coolant", high, "out_pa") - value(found, "coolant", high, "in_pa") == pytest.approx(200e3, rel=1e-6)
    assert value(found, "coolant", low, "flow_m3_s") == 0.0
    alone = racks("P", "P2", **told).out_of_service(high).solve()
    assert value(alone, "coolant", low, "out_pa") - value(alone, "coolant", low, "in_pa") == pytest.approx(50e3, rel=1e-6)


def test_units_of_one_group_told_different_pressures_do_not_average() -> None:
    rig = scalable_unit()
    rig.records["CDU-1"] = replace(rig.records["CDU-1"], set_dp_pa=200e3)
    found = rig.solve(coil_air=AIR_274_KW)
    held = value(found, "secondary", "CDU-1", "out_pa") - value(found, "secondary", "CDU-1", "in_pa")
    assert held == pytest.approx(200e3, rel=1e-6)
    assert value(found, "secondary", "CDU-2", "flow_m3_s") == 0.0
    assert not np.isnan(value(found, "secondary", "CDU-1", "out_c"))
