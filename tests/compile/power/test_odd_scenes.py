"""Scenes half built or wired wrongly: always an answer, never an exception or a NaN in what is dead."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.power.nets import ENV, Net

from gigahall.compile.power import PowerModel, PowerSolution
from gigahall.kinds.breaker import Breaker
from gigahall.kinds.cable import Cable
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.prose import text
from gigahall.kinds.registry import KINDS
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.ups import Ups
from gigahall.kinds.utility import Utility
from gigahall.scene.record import Connection


def solve(net: Net) -> PowerSolution:
    model = PowerModel(net, ENV)
    found = model.solve({}, model.liveness())
    assert found.outcome.status == "converged"
    assert all(np.isfinite(found.columns[c]).all() for c in ("p_w", "q_var", "v_v", "i_a", "loss_w"))
    assert found.facility_w == pytest.approx(found.load_w + found.columns["loss_w"].sum(), rel=1e-10, abs=1e-6)  # rounding of short cables
    return found


def value(found: PowerSolution, key: str, column: str) -> float:
    return float(found.columns[column][found.row_of_id[key]])


def test_empty() -> None:
    found = solve(Net())
    assert found.facility_w == 0
    assert not found.row_of_id


def test_every_kind_unconnected() -> None:
    net = Net()
    for kind in KINDS:
        net.add(kind.record, kind.name)
    found = solve(net)
    assert found.load_w == 0
    assert value(found, "utility", "v_v") == pytest.approx(13_800)


def test_connections_of_other_domains_and_ports_that_are_none() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(FixedLoad, "L")
    net.join("U.out", "L.feed_1", "U.out", "L.nothing", "U.out", "gone.in")
    assert solve(net).load_w == 10e3


def test_ups_that_feeds_itself_is_dead() -> None:
    net = Net()
    net.add(Ups, "P")
    net.add(Switchboard, "S")
    net.add(FixedLoad, "L")
    net.join("P.out", "S.bus", "S.bus", "P.in", "S.bus", "L.feed_1")
    assert solve(net).load_w == 0


def test_closed_bypass_takes_the_ups_out_of_circuit() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Ups, "P")
    net.add(Breaker, "BYPASS")
    net.add(FixedLoad, "L", p_w=100e3)
    net.join("U.out", "P.in", "P.out", "L.feed_1", "P.in", "BYPASS.a", "BYPASS.b", "P.out")
    found = solve(net)
    assert value(found, "P", "p_w") == 0
    assert value(found, "BYPASS", "p_w") == pytest.approx(100e3)
    assert found.facility_w == pytest.approx(100e3)


def test_two_ups_in_a_ring_of_supplies() -> None:
    """Each UPS's output is tied to the other's input: nothing settles which feeds which, so both are named."""
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    for k in "12":
        net.add(Ups, f"P{k}")
        net.add(Switchboard, f"S{k}")
        net.join(f"S{k}.bus", f"P{k}.in")
    net.add(FixedLoad, "L")
    net.join("P1.out", "S2.bus", "P2.out", "S1.bus", "U.out", "S1.bus", "S2.bus", "L.feed_1")
    model = PowerModel(net, ENV)
    found = model.solve({}, model.liveness())
    assert found.outcome.status == "diagnosed"
    assert {note.element for note in found.findings} == {"P1", "P2"}
    assert all(np.isfinite(found.columns[c]).all() for c in ("v_v", "i_a"))


def test_parallel_cables_of_no_length_share() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Switchboard, "S")
    net.add(FixedLoad, "L", p_w=60e3)
    for k in "123":
        net.add(Cable, f"W{k}", length_m=0.0)
        net.join("U.out", f"W{k}.a", f"W{k}.b", "S.bus")
    net.join("S.bus", "L.feed_1")
    found = solve(net)
    for k in "123":
        assert value(found, f"W{k}", "p_w") == pytest.approx(20e3, rel=1e-6)
    assert value(found, "S", "p_w") == pytest.approx(60e3, rel=1e-6)


def test_ring_main_fed_from_both_ends() -> None:
    """Two equal transformers on one board, closed through: each carries half."""
    net = Net()
    net.add(Utility, "U")
    net.add(Switchboard, "LV")
    net.add(FixedLoad, "L", p_w=500e3)
    for k in "12":
        net.add(Transformer, f"T{k}")
        net.add(Cable, f"C{k}", length_m=50.0, section_mm2=240.0)
        net.join("U.out", f"C{k}.a", f"C{k}.b", f"T{k}.in", f"T{k}.out", "LV.bus")
    net.join("LV.bus", "L.feed_1")
    found = solve(net)
    assert value(found, "T1", "i_a") == pytest.approx(value(found, "T2", "i_a"))
    assert value(found, "LV", "p_w") == pytest.approx(500e3, rel=1e-6)


def test_joint_to_itself() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Switchboard, "S")
    net["j"] = Connection(id="j", a="S.bus", b="S.bus")
    net.join("U.out", "S.bus")
    assert value(solve(net), "S", "v_v") == pytest.approx(415)


def test_sources_of_different_volts_on_one_bar_are_named() -> None:
    net = Net()
    net.add(Utility, "U1", voltage_v=415, is_ideal=True)
    net.add(Utility, "U2", voltage_v=420, is_ideal=True)
    net.add(FixedLoad, "L")
    net.join("U1.out", "U2.out", "U2.out", "L.feed_1")
    model = PowerModel(net, ENV)
    found = model.solve({}, model.liveness())
    assert found.outcome.status == "diagnosed"
    assert {note.element for note in found.findings} == {"U1", "U2"}
    assert all("different voltages" in text(note) for note in found.findings)
