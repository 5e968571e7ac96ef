"""Voltage bands of boards, loads, racks and inputs, and ratings that were not typed: rows by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.compile.power.nets import Net

from gigahall.kinds.busway import Busway
from gigahall.kinds.cable import Cable
from gigahall.kinds.finding import Finding
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.panel import Panel
from gigahall.kinds.pump import Pump
from gigahall.kinds.rack_air import RackAir
from gigahall.kinds.rack_liquid import RackLiquid
from gigahall.kinds.registry import KINDS
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.ups import Ups
from gigahall.kinds.utility import Utility
from gigahall.scene.record import Ambient, Element, Scene
from gigahall.session.headless import solved

RACK = {"feeds": 1, "rated_w": 33e3, "idle_w": 0.0}


def net(volts: float) -> Net:
    made = Net({"scene": Scene(), "ambient": Ambient()})
    made.add(Utility, "U", voltage_v=volts, is_ideal=True)
    return made


def voltages(made: Net) -> dict[str, Finding]:
    """The rows about volts, by element."""
    rows = [p for p in solved(made).problems if p.quantity.endswith("_v")]
    assert len({p.element for p in rows}) == len(rows), "one row per element"
    return {p.element: p for p in rows}


def load_on(volts: float, kind: type[Element], **fields: Any) -> dict[str, Finding]:
    made = net(volts)
    made.add(kind, "L", **fields)
    made.join("U.out", "L.feed_1")
    return voltages(made)


def test_voltage_drop_to_a_rack() -> None:
    """900 m of 16 mm2 with 33 kW: V^2 - 415 V + R P = 0 and the reactance leave 299 V, 28 % below."""
    made = net(415.0)
    made.add(Cable, "W", length_m=900.0, rating_a=60.0)
    made.add(RackLiquid, "R", liquid_frac=0.0, **RACK)
    made.join("U.out", "W.a", "W.b", "R.feed_1")
    row = voltages(made)["R"]
    assert (row.severity, row.limit) == ("error", pytest.approx(0.9 * 415.0))
    assert row.value == pytest.approx(298.8, abs=0.1)
    assert "IEC 60038" in row.source


@pytest.mark.parametrize(
    ("length_m", "severity"), [(100.0, None), (300.0, "warning"), (550.0, "error")]
)
@pytest.mark.parametrize("volts", [208.0, 400.0, 415.0, 480.0])
def test_drop_is_judged_by_the_network(length_m: float, severity: str | None, volts: float) -> None:
    """The same share of any low voltage: R P / V is 1.8, 5.9 and 12 % of it."""
    made = net(volts)
    made.add(Cable, "W", length_m=length_m, rating_a=200.0, r_ohm_m=1.15e-3, x_ohm_m=0.0)
    made.add(FixedLoad, "L", p_w=25e3 * (volts / 415.0) ** 2, pf=1.0)
    made.join("U.out", "W.a", "W.b", "L.feed_1")
    row = voltages(made).get("L")
    assert (row.severity if row else None) == severity


@pytest.mark.parametrize("kind", [k for k in KINDS if any(p.name == "feed_1" for p in k.ports(k.record(id="x", name="x")))], ids=lambda k: k.name)
def test_low_voltage_equipment_on_medium_voltage(kind: Any) -> None:
    """Every kind that is fed, on 13.8 kV; a fixed load of no stated voltage stands for any."""
    if kind.record is FixedLoad:
        assert not load_on(13_800.0, FixedLoad) and load_on(13_800.0, FixedLoad, supply_v=415.0)["L"].severity == "error"
        return
    row = load_on(13_800.0, kind.record)["L"]
    assert row.severity == "error"
    assert row.limit is not None and row.limit <= 1000.0
    assert row.source
    assert "L" not in load_on(415.0, kind.record)


@pytest.mark.parametrize(("kind", "ends"), [(Panel, ("in", "out")), (Busway, ("a", "tap"))])
def test_low_voltage_distribution_on_medium_voltage(kind: type[Element], ends: tuple[str, str]) -> None:
    for volts, severity in ((13_800.0, "error"), (415.0, None)):
        made = net(volts)
        made.add(kind, "D")
        made.add(FixedLoad, "L")
        made.join("U.out", f"D.{ends[0]}", f"D.{ends[1]}", "L.feed_1")
        row = voltages(made).get("D")
        assert (row.severity if row else None) == severity
        assert row is None or (row.limit == 1000.0 and row.cure is not None and "transformer" in row.cure.words)


@pytest.mark.parametrize(
    ("kind", "volts", "fields", "limit"),
    [
        (RackAir, 480.0, RACK, 1.1 * 415.0),
        (RackAir, 208.0, RACK, None),
        (RackLiquid, 480.0, RACK, None),
        (RackLiquid, 208.0, RACK, 0.9 * 346.0),
        (RackLiquid, 690.0, RACK, 1.1 * 480.0),
        (Pump, 480.0, {"supply_v": 415.0}, 1.1 * 415.0),
        (Pump, 4160.0, {"supply_v": 4160.0}, None),
        (FixedLoad, 13_800.0, {"supply_v": 13_800.0}, None),
    ],
)
def test_rated_supply(kind: type[Element], volts: float, fields: dict[str, Any], limit: float | None) -> None:
    row = load_on(volts, kind, **fields).get("L")
    assert (row.limit if row else None) == (pytest.approx(limit) if limit else None)
    assert row is None or row.severity == "error"


def test_inputs() -> None:
    """A UPS and a transformer on another voltage than theirs: the element is named, whatever it gives out."""
    made = net(480.0)
    made.add(Ups, "P")
    made.join("U.out", "P.in")
    row = voltages(made)["P"]
    assert (row.severity, row.value, row.limit) == ("error", pytest.approx(480.0), pytest.approx(1.1 * 415.0))
    made = net(480.0)
    made.add(Ups, "P", input_v=480.0)
    made.join("U.out", "P.in")
    assert not voltages(made)
    made = net(34_500.0)
    made.add(Transformer, "T")
    made.add(Switchboard, "S")
    made.join("U.out", "T.in", "T.out", "S.bus")
    rows = voltages(made)
    assert rows["T"].value == pytest.approx(34_500.0) and rows["T"].severity == rows["S"].severity == "error"


def test_reactive_load_of_a_ups() -> None:
    """450 kW at 0.7 on 500 kW and as many kVA: 642.9 kVA, 894 A, 128.6 %; on 750 kVA the watts decide, 90 %."""
    cases = ((None, 450 / 0.7 / 500, "error"), (750e3, 0.9, "warning"), (700e3, 450 / 0.7 / 700, "warning"))
    for rating_va, loading, severity in cases:
        made = net(415.0)
        made.add(Ups, "P", rating_w=500e3, rating_va=rating_va)
        made.add(FixedLoad, "L", p_w=450e3, pf=0.7)
        made.join("U.out", "P.in", "P.out", "L.feed_1")
        results = solved(made)
        assert results.value("P", "power.i_a") == pytest.approx(894.3, abs=0.1)
        assert results.value("P", "power.loading_frac") == pytest.approx(loading)
        assert [p.severity for p in results.problems if p.element == "P"] == [severity]


def test_cable_without_a_rating_is_judged_by_its_size() -> None:
    made = net(415.0)
    made.add(Cable, "W")
    made.add(FixedLoad, "L", p_w=300e3)
    made.join("U.out", "W.a", "W.b", "L.feed_1")
    rows = [p for p in solved(made).problems if p.element == "W"]
    assert [(p.severity, p.quantity) for p in rows] == [("error", "power.loading_frac")]
    assert rows[0].value == pytest.approx(448.7 / 88.0, abs=0.01)
    assert "IEC 60364-5-52" in rows[0].source
