"""Speeds, openings and velocities, against closed forms and against the same plant with the answer put in by hand."""

from __future__ import annotations

from math import pi

import pytest
from tests.compile.coolant.rig import Rig, scalable_unit, value

from gigahall.kinds.pipe import Pipe

BORE_M = 0.0525


def ring(valve: dict[str, object], speed: float = 0.8) -> Rig:
    """A pump at a fixed speed, a pipe and a valve."""
    rig = Rig()
    rig.add("pump", "P", system="FWS", control="speed", set_speed_frac=speed)
    rig.add("pipe", "W", system="FWS", bore_m=BORE_M, route_m=((0.0, 0.0, 0.0), (12.0, 0.0, 0.0)))
    rig.add("valve", "V", system="FWS", **valve)
    rig.add("expansion_vessel", "EV", system="FWS", fluid="water")
    rig.join("P.b", "W.a")
    rig.join("W.b", "V.a")
    rig.join("V.b", "P.a")
    rig.join("EV.a", "P.a")
    return rig


def test_a_pump_runs_at_the_speed_it_is_told() -> None:
    found = ring({}).solve()
    assert value(found, "exchange", "P", "pump_speed_frac") == pytest.approx(0.8)
    assert value(ring({}).solve(out=("P",)), "exchange", "P", "pump_speed_frac") == 0.0


def test_velocity_is_flow_over_area() -> None:
    rig = ring({})
    found = rig.solve()
    pipe = rig.records["W"]
    assert isinstance(pipe, Pipe)
    flow = value(found, "coolant", "W", "flow_m3_s")
    assert flow > 1e-4
    assert value(found, "coolant", "W", "velocity_m_s") == pytest.approx(flow / (pi / 4 * pipe.bore_m**2))


@pytest.mark.parametrize("set_m3_s", [0.002, 0.004])
def test_a_valve_of_the_opening_found_lets_the_same_flow_through(set_m3_s: float) -> None:
    held = ring({"mode": "flow", "set_m3_s": set_m3_s, "open_dp_pa": 5e3}).solve()
    opening = value(held, "exchange", "V", "opening_frac")
    assert value(held, "coolant", "V", "flow_m3_s") == pytest.approx(set_m3_s, rel=1e-6)
    assert 0.02 < opening < 0.9
    stroked = ring({"mode": "stroke", "stroke_frac": opening, "open_dp_pa": 5e3}).solve()
    assert value(stroked, "coolant", "V", "flow_m3_s") == pytest.approx(set_m3_s, rel=1e-4)


def test_a_valve_that_cannot_hold_its_flow_is_open() -> None:
    found = ring({"mode": "flow", "set_m3_s": 1.0, "rated_m3_s": 0.01, "open_dp_pa": 5e3}).solve()
    assert value(found, "exchange", "V", "opening_frac") == pytest.approx(1.0, rel=1e-4)


def test_coolers_and_pumps_of_a_plant() -> None:
    found = scalable_unit(dry_bulb_c=20.0).solve()
    speeds = [value(found, "exchange", f"DC-{k}", "fan_speed_frac") for k in (1, 2, 3)]
    assert 0.0 < speeds[0] < 1.0 and speeds == pytest.approx([speeds[0]] * 3)
    assert value(found, "exchange", "FWP-2", "pump_speed_frac") == 0.0, "stands by"
    assert 0.0 < value(found, "exchange", "CDU-1", "pump_speed_frac") <= 1.0
    at_rest = scalable_unit(dry_bulb_c=20.0).solve(out=("DC-1",))
    assert value(at_rest, "exchange", "DC-1", "fan_speed_frac") == 0.0
