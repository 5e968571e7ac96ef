"""Rows of what misses its coolant, of pumps at rest and of coolant that would boil."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.coolant.rig import AIR_274_KW, Rig, scalable_unit, value
from tests.compile.coolant.test_reach import racks, water_cooled

from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.kinds.finding import Finding, SetField
from gigahall.kinds.prose import cure_words, text
from gigahall.scene.document import between
from gigahall.scene.record import replace


def rows(rig: Rig, coil_air: dict[str, tuple[float, float]] | None = None) -> tuple[CoolantSolution, dict[str, list[Finding]]]:
    model, running = rig.model(), rig.running()
    found = model.solve({}, coil_air or {}, running)
    told: dict[str, list[Finding]] = {}
    for finding in (*model.trips(running, found.draw_w), *found.findings):
        told.setdefault(finding.element, []).append(finding)
    return found, told


def only(told: dict[str, list[Finding]], key: str) -> Finding:
    assert len(told[key]) == 1, told[key]
    return told[key][0]


def test_a_lost_way_out_is_the_cause_and_its_switch_the_cure() -> None:
    _found, told = rows(scalable_unit().out_of_service("TRIM"), AIR_274_KW)
    row = only(told, "A01")
    assert row.code == "no-way-out"
    assert row.causes == ("TRIM",)
    assert cure_words(row) == "Restore TRIM"
    assert row.cure is not None and row.cure.edit == (SetField("TRIM", "in_service", True),)


def test_of_several_that_would_help_one_is_first() -> None:
    _found, told = rows(scalable_unit().out_of_service("DC-1", "DC-2", "DC-3"), AIR_274_KW)
    assert set(only(told, "A01").causes) == {"DC-1", "DC-2", "DC-3"}
    assert "or one of" in cure_words(only(told, "A01"))
    _found, told = rows(racks("P", valve=True).out_of_service("V", "F2"))
    assert cure_words(only(told, "R1")) in ("Restore V and F2", "Restore F2 and V")


def test_a_chiller_names_what_its_condenser_lost() -> None:
    _found, told = rows(water_cooled().out_of_service("PC"), {"AH": (35.0, 6.0)})
    assert (only(told, "CH").code, only(told, "CH").causes) == ("no-condenser", ("PC",))
    assert (told["AH"][0].code, told["AH"][0].causes) == ("coil-uncooled", ("PC",))
    _found, told = rows(water_cooled(joined=False), {"AH": (35.0, 6.0)})
    assert only(told, "CH").code == "no-condenser"
    assert "connect" in cure_words(only(told, "CH"))


def test_pump_and_closed_element_are_named() -> None:
    _found, told = rows(racks("P", valve=True).out_of_service("V"))
    assert (only(told, "P").code, only(told, "P").causes) == ("pump-shut-path", ("V",))
    assert only(told, "R1").causes == ("V",)
    _found, told = rows(racks("P", backwards=True))
    assert "against-flow" in {row.code for row in told["P"]}
    assert only(told, "R1").causes == ("P",)
    assert cure_words(only(told, "R1")) == "Turn P round"


def test_a_valve_set_to_nothing_is_a_cause() -> None:
    rig = racks("P", valve=True)
    rig.add("valve", "V", system="TCS", mode="flow", set_m3_s=0.0)
    _found, told = rows(rig)
    assert only(told, "R1").causes == ("V",)


def test_pumps_at_rest_name_those_that_outdo_them() -> None:
    _found, told = rows(racks("P", "P2", P2={"rated_pa": 120e3, "shutoff_pa": 150e3}))
    assert (only(told, "P2").code, only(told, "P2").severity) == ("pump-outdone", "warning")
    assert "P" in text(only(told, "P2"))
    told_dp = {"P": {"control": "dp", "set_dp_pa": 200e3}, "P2": {"control": "dp", "set_dp_pa": 50e3}}
    _found, told = rows(racks("P", "P2", **told_dp))
    assert only(told, "P2").code == "pumps-disagree"
    assert all(word in text(only(told, "P2")) for word in ("P2", "P at", "50.0 kPa", "200 kPa"))
    assert "P" not in told


def test_a_pump_that_would_draw_below_vacuum_has_no_npsh() -> None:
    rig = racks("P")
    joint = next(record for record in rig.records.values() if getattr(record, "a", "") == "EV.a")
    rig.records |= {"EV": replace(rig.records["EV"], fill_pa=50e3), joint.id: replace(joint, b="P.b")}
    found, told = rows(rig)
    row = only(told, "P")
    assert (row.code, row.severity) == ("npsh-lost", "error")
    assert "NPSH" in text(row)
    for table in found.blocks.values():
        for column in ("in_pa", "out_pa"):
            assert not (table.columns.get(column, np.zeros(0)) < -101e3).any(), "no such pressure exists"


def test_what_is_cut_off_from_its_vessel_has_no_pressure() -> None:
    """Behind a lost pipe to the vessel it flows as before; how high the loop stands nobody knows, so no pump is said to cavitate."""
    rig = racks("P")
    joint = next(record for record in rig.records.values() if getattr(record, "a", "") == "EV.a")
    rig.add("pipe", "STUB")
    rig.records |= {"EV": replace(rig.records["EV"], fill_pa=0.0), joint.id: replace(joint, a="STUB.b")}
    rig.join("EV.a", "STUB.a")
    whole, _told = rows(rig)
    found, told = rows(rig.out_of_service("STUB"))
    assert value(found, "coolant", "P", "flow_m3_s") == pytest.approx(value(whole, "coolant", "P", "flow_m3_s"), rel=1e-6)
    assert np.isnan(value(found, "coolant", "P", "in_pa")) and np.isnan(value(found, "coolant", "P", "out_pa"))
    assert not np.isnan(value(whole, "coolant", "P", "in_pa"))
    assert not [row for each in told.values() for row in each if row.code == "npsh-lost"]


def test_a_loop_without_its_vessel_says_so_and_shows_no_pressure() -> None:
    """Flows and temperatures stay; also from a warm start, in which nothing else has changed."""
    rig = racks("P")
    model = rig.model()
    whole = model.solve({}, {}, rig.running())
    without = replace(rig.records["EV"], in_service=False)
    model.update(between({"EV": rig.records["EV"]}, {"EV": without}), rig.env())
    found = model.solve({}, {}, rig.running(), warm=whole.warm)
    (row,) = [finding for finding in found.findings if finding.code == "reference-lost"]
    assert (row.element, row.severity, row.causes) == ("P", "warning", ("EV",))
    assert np.isnan(value(found, "coolant", "P", "in_pa")) and not np.isnan(value(whole, "coolant", "P", "in_pa"))
    assert value(found, "coolant", "P", "flow_m3_s") == value(whole, "coolant", "P", "flow_m3_s")


def test_a_return_hotter_than_its_coolant_stays_liquid() -> None:
    rig = Rig()
    rig.add("ideal_source", "SRC", supply_c=40.0, dp_pa=400e3)
    rig.add("rack_liquid", "A01", flow_m3_s=119 / 60e3, rated_w=2e6, liquid_frac=1.0)
    rig.join("SRC.supply", "A01.supply")
    rig.join("A01.return", "SRC.return")
    found, told = rows(rig)
    assert value(found, "coolant", "A01", "out_c") > 150.0
    row = next(row for row in told["A01"] if row.code == "coolant-boils")
    assert "boils at" in text(row) and "kPa" in text(row)


def test_what_runs_well_has_no_rows() -> None:
    _found, told = rows(scalable_unit(), AIR_274_KW)
    assert told == {}
