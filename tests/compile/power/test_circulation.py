"""What circulates between sources, and between transformers, of different voltage: against closed forms."""

from __future__ import annotations

from math import atan, cos, sin, sqrt

import pytest
from tests.compile.power.nets import ENV, Net
from tests.compile.power.test_bars import backfed, solve, value

from gigahall.compile.power import PowerModel, PowerSolution
from gigahall.kinds.cable import Cable
from gigahall.kinds.finding import Finding
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.generator import Generator
from gigahall.kinds.prose import text
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.utility import Utility


def circulating(found: PowerSolution) -> list[Finding]:
    return [note for note in found.findings if note.quantity == "circulating_a"]


def test_two_utilities_on_one_board() -> None:
    """I = (V1 - V2) / sqrt(3) / (Z1 + Z2): 400 V over 0.381 and 0.403 ohm of equal angle, 295 A, 7.2 MVA."""
    found = solve(backfed())
    (row,) = circulating(found)
    amps = (14_200.0 - 13_800.0) / sqrt(3) / ((13_800.0**2 + 14_200.0**2) / 500e6)
    assert row.value == pytest.approx(amps, rel=1e-6)
    assert row.element in ("U1", "U2") and "U1" in text(row) and "U2" in text(row) and "295 A" in text(row)
    assert row.severity == "warning"
    assert found.outcome.status == "converged"


@pytest.mark.parametrize("volts", [415.0, 4160.0, 12_000.0])
def test_voltages_of_two_networks(volts: float) -> None:
    """Joined by mistake: solved by Ohm's law, and an error that names both."""
    net = backfed()
    net.add(Utility, "U2", voltage_v=volts)
    net.add(FixedLoad, "L", p_w=0.0)
    found = solve(net)
    (row,) = circulating(found)
    z = (13_800.0**2 + volts**2) / 500e6
    assert row.value == pytest.approx((13_800.0 - volts) / sqrt(3) / z, rel=1e-6)
    assert row.severity == "error"
    assert value(found, "M", "i_a") == pytest.approx(row.value, rel=1e-6)


def test_a_generator_beside_the_grid() -> None:
    net = backfed()
    del net["U2"]
    net.add(Cable, "W", length_m=100.0, section_mm2=95.0, x_ohm_m=0.0)
    net.add(Generator, "G", voltage_v=14_000.0)
    net.join("G.out", "W.a", "W.b", "M.bus")
    (row,) = circulating(solve(net))
    angle = atan(15.0)
    grid = 13_800.0**2 / 500e6
    z = abs(complex(grid * cos(angle) + 0.0193, grid * sin(angle)))
    assert row.value == pytest.approx(200.0 / sqrt(3) / z, rel=1e-6)


def test_transformers_of_different_ratio_in_parallel() -> None:
    """5 % between the secondaries over both impedances: the current at 415 V is 0.05 / (2 z) of the rated one, about."""
    net = Net()
    net.add(Utility, "U", is_ideal=True)
    net.add(Switchboard, "S")
    net.add(FixedLoad, "L", p_w=100e3)
    for key, volts in (("T1", 415.0), ("T2", 436.0)):
        net.add(Transformer, key, secondary_v=volts)
        net.join("U.out", f"{key}.in", f"{key}.out", "S.bus")
    net.join("S.bus", "L.feed_1")
    (row,) = circulating(solve(net))
    z = 0.0575 * (415.0**2 + 436.0**2) / 1e6
    assert row.value == pytest.approx(21.0 / sqrt(3) / z, rel=1e-3)
    assert {"T1", "T2"} == {key for key in ("T1", "T2") if key in text(row)}


def test_what_agrees_circulates_nothing() -> None:
    net = backfed()
    net.add(Utility, "U2", voltage_v=13_800.0, fault_va=100e6)
    assert not circulating(solve(net))


def test_held_voltages_without_impedance_are_no_solution() -> None:
    net = backfed()
    net.add(Utility, "U1", voltage_v=13_800.0, fault_va=0.0)
    net.add(Utility, "U2", voltage_v=14_200.0, fault_va=0.0)
    found = solve(net)
    assert found.outcome.status == "diagnosed"
    assert {note.element for note in found.findings} == {"U1", "U2"}
    assert all("U1 and U2" in text(note) for note in found.findings)


def test_a_transformer_of_no_impedance_on_a_wrong_voltage_is_solved() -> None:
    net = Net()
    net.add(Utility, "U", is_ideal=True)
    net.add(Cable, "W")
    net.add(Transformer, "T", primary_v=800_000.0, z_frac=1e-3)
    net.join("U.out", "W.a", "W.b", "T.in")
    found = solve(net)
    assert value(found, "T", "in_v") == pytest.approx(13_800.0, rel=1e-3)


@pytest.mark.parametrize(("section_mm2", "length_m", "told"), [(16.0, 10.0, False), (630.0, 10.0, True), (16.0, 0.0, True)])
def test_no_rating_known(section_mm2: float, length_m: float, told: bool) -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415.0, is_ideal=True)
    net.add(Cable, "W", section_mm2=section_mm2, length_m=length_m)
    net.add(FixedLoad, "L", p_w=30e3)
    net.join("U.out", "W.a", "W.b", "L.feed_1")
    model = PowerModel(net, ENV)
    found = model.solve({}, model.liveness())
    assert [(n.element, n.severity) for n in found.findings] == ([("W", "info")] if told else [])
    assert found.outcome.status == "converged"
