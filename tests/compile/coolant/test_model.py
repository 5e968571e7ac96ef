"""The compiled coolant model: joints, standby, closed elements, no flow, no sink, edits, balances."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.coolant.rig import AIR_274_KW, Rig, missed_by, scalable_unit, technology_loop, total_w, value

from gigahall.compile.coolant import CoolantModel
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.kinds.prose import text
from gigahall.scene.document import Diff
from gigahall.scene.record import Record, replace


def ideal_rack(**source: float) -> Rig:
    rig = Rig()
    rig.add("ideal_source", "SRC", **source)
    rig.add("rack_liquid", "A01")
    rig.join("SRC.supply", "A01.supply")
    rig.join("A01.return", "SRC.return")
    return rig


def assert_same(a: CoolantSolution, b: CoolantSolution, within: float = 1e-6) -> None:
    assert a.blocks.keys() == b.blocks.keys()
    for name, table in a.blocks.items():
        assert table.row_of_id.keys() == b.blocks[name].row_of_id.keys()
        for key in table.row_of_id:
            for column, values in table.columns.items():
                other = b.blocks[name].columns[column][b.blocks[name].row_of_id[key]]
                np.testing.assert_allclose(values[table.row_of_id[key]], other, rtol=within, atol=within, err_msg=f"{name} {key} {column}")


def test_balances_of_a_whole_plant() -> None:
    found = scalable_unit(38.9).solve(coil_air=AIR_274_KW)
    terms = found.energy
    assert found.outcome.ok
    assert found.mass_kg_s < 1e-9
    assert abs(terms.residual_w) < 1e-8 * terms.racks_w
    assert terms.racks_w == pytest.approx(8 * 121.5e3)
    assert terms.coils_w == pytest.approx(274e3, rel=1e-6)
    compressors_w = sum(watts for key, watts in found.draw_w.items() if key.startswith("CH-"))
    assert found.rejected_w == pytest.approx(terms.racks_w + terms.coils_w + terms.pumps_w + compressors_w, rel=1e-9)
    assert all(0.0 <= found.dry_loss_w.get(key, 0.0) <= watts + 1e-9 for key, watts in found.draw_w.items())


def test_standby_pump_starts_for_a_lost_one() -> None:
    normal = scalable_unit().solve(coil_air=AIR_274_KW)
    assert normal.standby_on == frozenset()
    assert {"FWP-2", "CWP-2"} <= normal.closed
    assert value(normal, "coolant", "FWP-2", "flow_m3_s") == 0.0
    assert normal.draw_w["FWP-2"] == 0.0
    for lost in (scalable_unit().out_of_service("FWP-1").solve(coil_air=AIR_274_KW), scalable_unit().solve(("FWP-1",), coil_air=AIR_274_KW)):
        assert lost.standby_on == {"FWP-2"}
        assert value(lost, "coolant", "FWP-2", "flow_m3_s") == pytest.approx(0.0244, rel=1e-6)
        assert value(lost, "coolant", "FWP-1", "flow_m3_s") == 0.0
        assert value(lost, "primary", "CDU-1", "in_c") == pytest.approx(36.0, abs=1e-6)


def test_standby_pump_starts_when_the_duty_pump_is_shut_off() -> None:
    """FWP-1 in service and supplied, but the pipe behind it is closed."""
    rig = scalable_unit()
    joint = next(r for r in rig.records.values() if getattr(r, "a", "") == "FWP-1.b")
    del rig.records[joint.id]
    rig.add("pipe", "SPOOL", system="FWS")
    rig.join("FWP-1.b", "SPOOL.a")
    rig.join("SPOOL.b", "DC-R.in")
    assert rig.solve(coil_air=AIR_274_KW).standby_on == frozenset()
    found = rig.out_of_service("SPOOL").solve(coil_air=AIR_274_KW)
    assert found.standby_on == {"FWP-2"}
    assert found.outcome.ok
    assert value(found, "primary", "CDU-1", "in_c") == pytest.approx(36.0, abs=1e-6)


def test_loop_without_a_running_pump_stands_still() -> None:
    found = scalable_unit().out_of_service("CDU-1", "CDU-2").solve(coil_air=AIR_274_KW)
    assert found.outcome.ok
    assert found.no_flow == {f"A{k:02d}" for k in range(1, 9)}
    assert value(found, "coolant", "A01", "flow_m3_s") == 0.0
    assert np.isnan(value(found, "coolant", "A01", "in_c"))
    assert found.energy.racks_w == 0.0
    assert abs(found.energy.residual_w) < 1e-2
    assert not [short for short in missed_by(found) if short.element.startswith("A")]


def test_racks_whose_heat_has_no_way_out_trip_and_the_rest_is_solved() -> None:
    found = scalable_unit().out_of_service("FWP-1", "FWP-2").solve(coil_air=AIR_274_KW)
    assert found.outcome.ok
    assert found.no_flow == {f"A{k:02d}" for k in range(1, 9)}
    assert not found.no_steady
    assert np.isnan(value(found, "coolant", "A01", "out_c"))
    assert value(found, "coolant", "A01", "flow_m3_s") > 1e-3
    assert value(found, "coolant", "CH-1", "out_c") == pytest.approx(18.0, abs=1e-6)
    assert found.energy.racks_w == 0.0
    assert abs(found.energy.residual_w) < 1e-2
    assert found.dry_loss_w["CDU-1"] == pytest.approx(found.draw_w["CDU-1"]), "its pumps warm the room, not the coolant"


def test_closed_rack_and_unsupplied_rack() -> None:
    closed = scalable_unit().out_of_service("A03").solve(coil_air=AIR_274_KW)
    assert value(closed, "coolant", "A03", "flow_m3_s") == 0.0
    assert "A03" not in closed.no_flow
    dark = scalable_unit().solve(("A03",), {"A03": 0.0}, AIR_274_KW)
    assert value(dark, "coolant", "A03", "flow_m3_s") > 1e-3
    assert value(dark, "coolant", "A03", "out_c") == pytest.approx(40.0, abs=1e-6)


def test_too_small_a_pressure_opens_the_valve_and_says_so() -> None:
    found = ideal_rack(dp_pa=40e3).solve()
    short = next(short for short in missed_by(found) if short.element == "A01")
    assert short.quantity == "flow_m3_s"
    assert 0.05 < short.fact("miss").value < 0.9
    assert short.value == pytest.approx(short.limit * (1.0 - short.fact("miss").value))
    assert text(short).startswith("A01: fully open")


def test_coil_without_cold_water_is_short() -> None:
    found = scalable_unit().out_of_service("CH-1", "CH-2", "CH-3").solve(coil_air=AIR_274_KW)
    short = {short.element: short for short in missed_by(found)}
    assert short["CRAH-1"].fact("miss").value == pytest.approx(AIR_274_KW["CRAH-1"][0] - 24.0, abs=1e-6)
    assert found.coil_out_c["CRAH-1"] == pytest.approx(AIR_274_KW["CRAH-1"][0], abs=1e-6)
    assert total_w(found, "CRAH") == pytest.approx(0.0, abs=1e-3)


def test_coil_holds_its_leaving_air() -> None:
    found = scalable_unit().solve(coil_air=AIR_274_KW)
    for key in ("CRAH-1", "CRAH-2", "CRAH-3"):
        assert found.coil_out_c[key] == pytest.approx(24.0, abs=1e-6)
        assert found.coil_heat_w[key] == pytest.approx(274e3 / 3, rel=1e-6)


def test_chiller_draws_by_its_cop() -> None:
    """COP 4.0 at 18 degC water and 34 degC air, 2 %/K or what the record says."""
    found = scalable_unit(34.0).solve(coil_air=AIR_274_KW)
    record = scalable_unit().records["CH-1"]
    at_34 = record.cop * (1.0 - record.cop_per_sink_k * (34.0 - record.rated_sink_c))  # type: ignore[attr-defined]
    assert found.draw_w["CH-1"] == pytest.approx(value(found, "exchange", "CH-1", "heat_w") / at_34, rel=1e-9)


def test_loop_without_reference_gets_one_with_a_note() -> None:
    rig = Rig()
    rig.add("pump", "P", control="speed", set_speed_frac=0.5)
    rig.add("pipe", "PIPE")
    rig.join("P.b", "PIPE.a")
    rig.join("PIPE.b", "P.a")
    found = rig.solve()
    assert found.outcome.status in ("converged", "diagnosed")
    assert value(found, "coolant", "P", "in_pa") == pytest.approx(150e3)
    assert any(note.code == "no-pressure-reference" and note.element == "P" for note in found.findings)


def test_coolant_below_its_freeze_point_is_noted() -> None:
    rig = Rig(-25.0)
    rig.add("pump", "P", control="speed", set_speed_frac=0.5)
    rig.add("dry_cooler", "DC", min_speed_frac=0.5, fan_w=0.0)
    rig.join("P.b", "DC.return")
    rig.join("DC.supply", "P.a")
    rig.add("expansion_vessel", "EV", fluid="PG25")
    rig.join("EV.a", "P.a")
    found = rig.solve()
    assert value(found, "coolant", "DC", "out_c") < -20.0
    assert any("PG25" in text(note) and "freezes" in text(note) for note in found.findings)


def test_coolant_of_a_loop_is_what_its_vessel_says() -> None:
    found = scalable_unit().solve(coil_air=AIR_274_KW)
    flow, heat = value(found, "primary", "CDU-1", "flow_m3_s"), value(found, "exchange", "CDU-1", "heat_w")
    rise = value(found, "primary", "CDU-1", "out_c") - value(found, "primary", "CDU-1", "in_c")
    assert heat / (flow * rise) == pytest.approx(1020.5 * 3908, rel=0.003)  # PG30 near 44 degC, tables of EnergyPlus


def edited(model: CoolantModel, rig: Rig, key: str, new: Record | None) -> None:
    old = rig.records.get(key)
    added = {key: new} if old is None and new is not None else {}
    updated = {key: (old, new)} if old is not None and new is not None else {}
    removed = {key: old} if old is not None and new is None else {}
    if new is None:
        del rig.records[key]
    else:
        rig.records[key] = new
    model.update(Diff(added, updated, removed), rig.env())


def test_edits_give_what_a_fresh_model_gives() -> None:
    rig = scalable_unit()
    model = rig.model()
    warm = model.solve({}, AIR_274_KW, rig.running()).warm
    joint = next(key for key, record in rig.records.items() if getattr(record, "a", "") == "TCS-S.tap")
    steps = [
        ("A01", replace(rig.records["A01"], flow_m3_s=0.0015)),
        ("A02", replace(rig.records["A02"], in_service=False)),
        ("DC-1", replace(rig.records["DC-1"], fan_w=20e3)),
        ("ambient", replace(rig.records["ambient"], dry_bulb_c=25.0)),
        (joint, None),
    ]
    for key, new in steps:
        edited(model, rig, key, new)
        found = model.solve({}, AIR_274_KW, rig.running(), True, warm)
        warm = found.warm
        assert_same(found, rig.solve(coil_air=AIR_274_KW))
    assert "A01" in found.no_flow  # its supply is no longer joined


def test_joining_two_plants_and_parting_them() -> None:
    rig = Rig()
    technology_loop(rig, cdus=1, racks=2)
    rig.add("ideal_source", "FWS", system="FWS", supply_c=30.0)
    model = rig.model()
    rig.join("FWS.supply", "CDU-1.fws_supply")
    rig.join("CDU-1.fws_return", "FWS.return")
    for key in [key for key in rig.records if key.startswith("c-")][-2:]:
        model.update(Diff(added={key: rig.records[key]}), rig.env())
    found = model.solve({}, {}, rig.running())
    assert_same(found, rig.solve())
    assert value(found, "secondary", "CDU-1", "out_c") == pytest.approx(40.0, abs=1e-6)


def test_unchanged_inputs_are_not_solved_again() -> None:
    rig = scalable_unit()
    model = rig.model()
    first = model.solve({}, AIR_274_KW, rig.running())
    again = model.solve({}, AIR_274_KW, rig.running(), True, first.warm)
    key = next(iter(first.warm))
    assert again.warm[key].state is first.warm[key].state


def test_live_state_is_close_to_the_settled_one() -> None:
    rig = scalable_unit()
    model = rig.model()
    warm = model.solve({}, AIR_274_KW, rig.running()).warm
    live = model.solve({"A01": 60e3}, AIR_274_KW, rig.running(), False, warm)
    settled = model.solve({"A01": 60e3}, AIR_274_KW, rig.running(), True, live.warm)
    for key in ("A01", "A08"):
        assert value(live, "coolant", key, "out_c") == pytest.approx(value(settled, "coolant", key, "out_c"), abs=0.05)


@pytest.mark.parametrize("lost", ["CDU-1", "DC-2", "CH-1", "CRAH-2", "CWP-1", "TRIM", "BYP", "TCS-S", "FWS-R", "A05", "FWS-EV"])
def test_every_single_loss_is_solved_or_diagnosed_and_warm_equals_cold(lost: str) -> None:
    whole = scalable_unit().solve(coil_air=AIR_274_KW)
    rig = scalable_unit().out_of_service(lost)
    cold = rig.solve(coil_air=AIR_274_KW)
    warm = rig.model().solve({}, AIR_274_KW, rig.running(), True, whole.warm)
    assert cold.outcome.ok
    for name in ("coolant", "primary", "secondary"):
        assert not np.isinf(np.concatenate(list(cold.blocks[name].columns.values()))).any()
    assert_same(warm, cold, within=1e-5)


def test_no_iteration_of_racks_is_left_out_of_the_balance() -> None:
    """Half load, some racks dark, one without flow: what goes in comes out."""
    rig = scalable_unit(29.0).out_of_service("A07")
    heat = {f"A{k:02d}": (0.0 if k == 2 else 60e3) for k in range(1, 9)}
    found = rig.solve(heat_w=heat, coil_air=AIR_274_KW)
    assert found.energy.racks_w == pytest.approx(60e3 * 6)
    assert abs(found.energy.residual_w) < 1e-8 * found.energy.racks_w
