"""Hand figures of the reference hall (one DGX GB300 scalable unit), solved: sections 1.3, 1.4 and 1.7 of its sheet.

Sources there: Lenovo Press LP2357 (rack flows), Vertiv SL-71309 (CDU), and closed effectiveness-NTU sums with constant
properties. Ours lets properties follow the temperature and the air follow its density; 2 % is asked throughout.
"""

from __future__ import annotations

import pytest
from tests.compile.coolant.rig import (
    AIR_274_KW,
    Rig,
    facility_loop,
    missed_by,
    scalable_unit,
    technology_loop,
    total_w,
    value,
)

from gigahall.kinds.prose import text


@pytest.mark.parametrize(
    ("supply_c", "l_min", "return_c"), [(25, 59, 55.8), (30, 71, 55.6), (40, 119, 55.2), (45, 177, 55.2)]
)
def test_rack_flow_and_return(supply_c: float, l_min: float, return_c: float) -> None:
    rig = Rig()
    rig.add("ideal_source", "SRC", supply_c=supply_c, dp_pa=400e3)
    rig.add("rack_liquid", "A01", flow_m3_s=l_min / 60e3)
    rig.join("SRC.supply", "A01.supply")
    rig.join("A01.return", "SRC.return")
    found = rig.solve()
    assert value(found, "coolant", "A01", "flow_m3_s") * 60e3 == pytest.approx(l_min, rel=0.02)
    assert value(found, "coolant", "A01", "in_c") == pytest.approx(supply_c, abs=1e-9)
    assert value(found, "coolant", "A01", "out_c") == pytest.approx(return_c, rel=0.02)
    assert found.ideal_w == pytest.approx(121.5e3, rel=1e-9)


def test_cdu_at_its_rating_needs_its_rated_flow() -> None:
    """1,367 kW at 4 K approach with 1,200 L/min on both sides (UA 342 kW/K)."""
    rig = Rig()
    rig.add("ideal_source", "FWS", system="FWS", supply_c=36.0, dp_pa=150e3)
    rig.add("cdu", "CDU-1", supply_c=40.0, control="flow", set_m3_s=0.02, pump_w=0.0, base_w=0.0)
    rig.join("FWS.supply", "CDU-1.fws_supply")
    rig.join("CDU-1.fws_return", "FWS.return")
    rig.add("rack_liquid", "A01", rated_w=1.367e6 / 0.9, flow_m3_s=0.05, plates_m3_s=0.03, plates_dp_pa=50e3, valve_dp_pa=1e3)
    rig.join("CDU-1.tcs_supply", "A01.supply")
    rig.join("A01.return", "CDU-1.tcs_return")
    found = rig.solve()
    assert value(found, "secondary", "CDU-1", "out_c") == pytest.approx(40.0, abs=1e-6)
    assert value(found, "exchange", "CDU-1", "heat_w") == pytest.approx(1.367e6, rel=0.01)
    assert value(found, "primary", "CDU-1", "flow_m3_s") == pytest.approx(0.02, rel=0.02)
    assert value(found, "exchange", "CDU-1", "loading_frac") == pytest.approx(1.0, rel=0.01)


def test_both_cdus_share_and_one_alone_carries_all() -> None:
    normal, alone = scalable_unit().solve(coil_air=AIR_274_KW), scalable_unit().out_of_service("CDU-1").solve(coil_air=AIR_274_KW)
    for key in ("CDU-1", "CDU-2"):
        assert value(normal, "exchange", key, "heat_w") == pytest.approx(489e3, rel=0.02)
        assert value(normal, "secondary", key, "flow_m3_s") * 60e3 == pytest.approx(476, rel=0.02)
        assert normal.draw_w[key] == pytest.approx(3.2e3, rel=0.08)  # at 110 kPa, the sum was made with 102 kPa
    assert value(alone, "exchange", "CDU-2", "heat_w") == pytest.approx(978e3, rel=0.02)
    assert value(alone, "secondary", "CDU-2", "flow_m3_s") * 60e3 == pytest.approx(952, rel=0.02)
    assert value(alone, "exchange", "CDU-2", "loading_frac") == pytest.approx(0.71, rel=0.02)
    assert value(alone, "secondary", "CDU-2", "out_c") == pytest.approx(40.0, abs=1e-6)
    assert not alone.no_flow
    assert value(alone, "secondary", "CDU-1", "flow_m3_s") == 0.0


@pytest.mark.parametrize(
    ("ambient_c", "off", "out_c"),
    [(20.0, (), 22.0), (29.0, (), 31.0), (32.0, (), 34.0), (34.1, (), 36.1), (38.9, (), 40.9),
     (20.0, ("DC-3",), 24.9), (34.1, ("DC-3",), 39.0), (38.9, ("DC-3",), 43.8)],
)
def test_untrimmed_facility_supply(ambient_c: float, off: tuple[str, ...], out_c: float) -> None:
    """Fans at full speed (set point out of reach), 978 kW, 24.4 L/s."""
    rig = Rig(ambient_c)
    technology_loop(rig)
    facility_loop(rig, trim=False, hold_c=5.0)
    found = rig.out_of_service(*off).solve()
    coolers = [f"DC-{k}" for k in (1, 2, 3) if f"DC-{k}" not in off]
    for key in coolers:
        assert value(found, "coolant", key, "out_c") == pytest.approx(out_c, rel=0.02)
        assert found.draw_w[key] == pytest.approx(13.5e3)


@pytest.mark.parametrize(
    ("ambient_c", "off", "trim_w", "slack_w"),
    [(20.0, (), 0.0, 1.0), (29.0, (), 0.0, 1.0), (34.1, (), 12e3, 10e3), (38.9, (), 402e3, 12e3),
     (29.0, ("DC-3",), 0.0, 1.0), (34.1, ("DC-3",), 197e3, 10e3), (38.9, ("DC-3",), 512e3, 12e3)],
)
def test_trim_holds_the_facility_supply(ambient_c: float, off: tuple[str, ...], trim_w: float, slack_w: float) -> None:
    """The slack is 1 % of the 978 kW that the coolers and the trim exchanger share: the trim heat is their small difference.

    Ours asks up to 10 kW more than the sum: the pump's work comes on top, and warm air is thinner than at the rating.
    """
    found = scalable_unit(ambient_c).out_of_service(*off).solve(coil_air=AIR_274_KW)
    assert total_w(found, "TRIM") == pytest.approx(trim_w, abs=slack_w)
    assert value(found, "primary", "CDU-1", "in_c") == pytest.approx(36.0, abs=1e-6)
    assert total_w(found, "CH-") == pytest.approx(274e3 + trim_w, abs=slack_w + 3e3)
    assert not missed_by(found)


def test_three_units_lost_on_a_texas_day() -> None:
    """38.9 degC, DC-1, DC-2 and CH-3 lost: 970 kW wanted of 800; the chillers are named with what would cure them."""
    rig = scalable_unit(38.9).out_of_service("DC-1", "DC-2", "CH-3")
    model, air, warm = rig.model(), dict(AIR_274_KW), None
    for _ in range(60):  # the room warms until its coils take its 274 kW again
        found = model.solve({}, air, rig.running(), True, warm)
        warm = found.warm
        air = {key: (c + 0.7 * (274e3 / 3 - found.coil_heat_w[key]) / (1206.0 * q), q) for key, (c, q) in air.items()}
    assert total_w(found, "CRAH") == pytest.approx(274e3, rel=1e-3)
    assert found.outcome.ok
    assert total_w(found, "CH-") == pytest.approx(800e3, rel=1e-9)
    named = {short.element: short for short in missed_by(found)}
    for key in ("CH-1", "CH-2"):
        assert named[key].fact("miss").value > 1.0
        assert text(named[key]).startswith(f"{key}: at full capacity")
        assert named[key].fact("capacity").value == pytest.approx(800e3)
        assert named[key].fact("wanted_heat").value / 1e3 == pytest.approx(970, rel=0.02)
    assert value(found, "primary", "CDU-1", "in_c") > 37.0


def test_facility_at_41_c_needs_no_trim() -> None:
    """With a 45 degC technology loop and 41 degC facility supply, trim is 0 at 34.1 degC with one cooler lost."""
    rig = Rig(34.1)
    technology_loop(rig, supply_c=45.0)
    facility_loop(rig, trim=False, hold_c=41.0)
    found = rig.out_of_service("DC-3").solve()
    assert value(found, "primary", "CDU-1", "in_c") == pytest.approx(41.0, abs=0.2)
    assert not [short for short in missed_by(found) if short.quantity == "supply_c"]


def test_facility_pump_power() -> None:
    """24.4 L/s against what the loop needs; the sum had 250 kPa and 9.0 kW."""
    found = scalable_unit().solve(coil_air=AIR_274_KW)
    head = value(found, "coolant", "FWP-1", "out_pa") - value(found, "coolant", "FWP-1", "in_pa")
    assert value(found, "coolant", "FWP-1", "flow_m3_s") == pytest.approx(0.0244, rel=1e-6)
    assert found.draw_w["FWP-1"] == pytest.approx(9.0e3 * (head + 11e3 * 0.952) / 250e3, rel=0.03)
