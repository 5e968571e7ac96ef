"""Ties, generators and UPS of a main-tie-main system when supplies are lost."""

from __future__ import annotations

import pytest
from tests.compile.power.nets import ENV, Net, lineups

from gigahall.compile.power import Liveness, PowerModel, PowerSolution
from gigahall.kinds.breaker import Breaker
from gigahall.kinds.cable import Cable
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.generator import Generator
from gigahall.kinds.prose import text
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.ups import Ups
from gigahall.kinds.utility import Utility

LIVE = frozenset(f"LV-{p}" for p in "ABCD")


def solved(model: PowerModel, *out: str) -> tuple[Liveness, PowerSolution]:
    alive = model.liveness(frozenset(out))
    return alive, model.solve({}, alive)


def test_normal() -> None:
    alive, found = solved(PowerModel(lineups(), ENV))
    assert not alive.closed_switches
    assert not alive.running_generators
    assert not alive.findings
    assert LIVE <= alive.live_elements
    assert "G" not in alive.live_elements
    assert found.source_w["UTIL-1"] == pytest.approx(found.source_w["UTIL-2"], rel=1e-6)
    assert set(found.source_w) == {"UTIL-1", "UTIL-2"}


def test_one_utility_lost() -> None:
    """The tie closes, the generators start and idle: their breakers stay open."""
    alive, found = solved(PowerModel(lineups(), ENV), "UTIL-1")
    assert alive.closed_switches == {"TIE"}
    assert alive.running_generators == {"GEN-1", "GEN-2"}
    assert LIVE <= alive.live_elements
    assert found.source_w["GEN-1"] == 0.0
    assert found.source_w["UTIL-2"] == pytest.approx(found.facility_w)


def test_both_utilities_lost() -> None:
    alive, found = solved(PowerModel(lineups(), ENV), "UTIL-1", "UTIL-2")
    assert alive.running_generators == {"GEN-1", "GEN-2"}
    assert len(alive.closed_switches) == 2
    assert LIVE <= alive.live_elements
    assert found.source_w["GEN-1"] == pytest.approx(found.facility_w / 2)
    assert found.outcome.status == "converged"


def test_one_generator_carries_all() -> None:
    """57 % of one 2,500 kW set is the hall with its plant; the IT alone with its losses is about half."""
    alive, found = solved(PowerModel(lineups(), ENV), "UTIL-1", "UTIL-2", "GEN-2")
    row = found.row_of_id["GEN-1"]
    assert alive.running_generators == {"GEN-1"}
    assert found.columns["loading_frac"][row] == pytest.approx(found.facility_w / 2.5e6)
    assert 0.48 < found.columns["loading_frac"][row] < 0.52


def test_nothing_left() -> None:
    alive, found = solved(PowerModel(lineups(), ENV), "UTIL-1", "UTIL-2", "GEN-1", "GEN-2")
    assert not alive.live_elements
    assert all(feeds == () for feeds in alive.live_feeds.values())
    assert found.facility_w == 0.0
    assert {n.element for n in alive.findings} == {f"{kind}-{p}" for kind in ("UPS", "LV", "BW") for p in "ABCD"} | {"M1", "M2"}
    assert all(n.severity == "error" for n in alive.findings)


def test_battery_of_a_ups_without_input() -> None:
    """120 MJ: 400 s for the 300 kW a lineup carries with all four."""
    alive, _ = solved(PowerModel(lineups(), ENV), "TX-A")
    note = next(note for note in alive.findings if note.element == "UPS-A")
    assert note.value == pytest.approx(120e6 / 300e3)
    assert note.quantity == "battery_s"
    assert "6.67 min" in text(note)
    assert note.severity == "info"
    assert "BW-A" not in alive.live_elements
    rows = {n.element: n for n in alive.findings}
    assert rows.keys() == {"UPS-A", "TX-A"}
    assert text(rows["TX-A"]) == "TX-A: BW-B, BW-C and BW-D took over its 11 loads"


@pytest.mark.parametrize(
    ("lost", "told"),
    [("BW-A", "BW-A: BW-B, BW-C and BW-D took over its 11 loads"), ("UPS-C", "UPS-C: BW-A, BW-B and BW-D took over its 11 loads"),
     ("LV-D", "LV-D: BW-A, BW-B and BW-C took over its 11 loads")],
)
def test_a_loss_the_design_is_made_for_is_one_row(lost: str, told: str) -> None:
    """Any of four lineups: nothing but information, and who carries the eight racks and the three of its pairs."""
    alive, found = solved(PowerModel(lineups(), ENV), lost)
    assert {n.severity for n in alive.findings} == {"info"}
    assert [text(n) for n in alive.findings if n.code == "taken-over"] == [told]
    assert found.outcome.status == "converged"


def test_one_of_several_that_feed_one_bus() -> None:
    """Transformers, UPS and cables in parallel, a utility behind a tie that closes: the others of each are named."""
    net = Net()
    net.add(Utility, "U1", voltage_v=13_800)
    net.add(Utility, "U2", voltage_v=13_800)
    net.add(Breaker, "TIE", standby=True)
    for board in ("M1", "M2"):
        net.add(Switchboard, board, voltage_v=13_800)
    for board in ("IN", "OUT", "R"):
        net.add(Switchboard, board)
    for name in ("T1", "T2"):
        net.add(Transformer, name)
        net.join("M1.bus", f"{name}.in", f"{name}.out", "IN.bus")
    for name in ("P1", "P2"):
        net.add(Ups, name, rating_w=300e3)
        net.join("IN.bus", f"{name}.in", f"{name}.out", "OUT.bus")
    for name in ("W1", "W2"):
        net.add(Cable, name)
        net.join("OUT.bus", f"{name}.a", f"{name}.b", "R.bus")
    net.add(FixedLoad, "L", p_w=200e3)
    net.add(FixedLoad, "L2", p_w=200e3)
    net.join("U1.out", "M1.bus", "U2.out", "M2.bus", "M1.bus", "TIE.a", "TIE.b", "M2.bus", "R.bus", "L.feed_1", "M2.bus", "L2.feed_1")
    model = PowerModel(net, ENV)
    for lost, other in (("T1", "T2"), ("T2", "T1"), ("P1", "P2"), ("P2", "P1"), ("W1", "W2"), ("W2", "W1"), ("U1", "U2"), ("U2", "U1")):
        alive, _ = solved(model, lost)
        assert [text(n) for n in alive.findings if n.code == "taken-over"] == [f"{lost}: {other} took over its share"]
        assert {n.severity for n in alive.findings} == {"info"}
    alive, _ = solved(model, "TIE")
    assert not alive.findings, "an open tie carries nothing"


def test_what_leaves_a_load_dark_is_an_error() -> None:
    """A single-fed load on the board: the board is an error, the busway that only feeds racks with other feeds is not."""
    net = lineups()
    net.add(FixedLoad, "CH", p_w=50e3)
    net.join("LV-A.bus", "CH.feed_1")
    alive, _ = solved(PowerModel(net, ENV), "TX-A")
    rows = {n.element: n.severity for n in alive.findings}
    assert rows == {"LV-A": "error", "UPS-A": "info"}
    alive, _ = solved(PowerModel(net, ENV), "LV-A")
    assert {n.element: n.severity for n in alive.findings} == {"UPS-A": "info"}


def test_the_last_feed_is_no_takeover() -> None:
    """With three lineups lost the racks hang on the fourth; the pairs without it are dark, so the boards are errors."""
    alive, _ = solved(PowerModel(lineups(), ENV), "TX-A", "TX-B", "TX-C")
    assert {n.element for n in alive.findings if n.severity == "error"} == {f"{kind}-{p}" for kind in ("UPS", "LV", "BW") for p in "ABC"}


def test_out_of_service_opens() -> None:
    """A board out of service parts everything joined at it."""
    net = lineups()
    net["M1"] = Switchboard(id="M1", name="M1", voltage_v=13_800, in_service=False)
    alive, found = solved(PowerModel(net, ENV))
    assert not {"LV-A", "LV-C"} & alive.live_elements
    assert {"LV-B", "LV-D"} <= alive.live_elements
    assert found.source_w["UTIL-1"] == 0.0


def test_transfer_switch_at_a_board() -> None:
    """A generator behind a standby breaker at the board it backs up, in no group: starts when the board is dead."""
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Breaker, "Q1")
    net.add(Breaker, "Q2", standby=True)
    net.add(Generator, "GEN", voltage_v=415, standby=True)
    net.add(Switchboard, "LV")
    net.add(FixedLoad, "L", p_w=50e3)
    net.join("U.out", "Q1.a", "Q1.b", "LV.bus", "GEN.out", "Q2.a", "Q2.b", "LV.bus", "LV.bus", "L.feed_1")
    model = PowerModel(net, ENV)
    assert not model.liveness().running_generators
    alive, found = solved(model, "Q1")
    assert alive.running_generators == {"GEN"}
    assert alive.closed_switches == {"Q2"}
    assert found.source_w["GEN"] == pytest.approx(50e3)


def test_ups_modules_on_one_bus_share_by_rating() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Switchboard, "IN")
    net.add(Switchboard, "OUT")
    net.add(Ups, "P1", rating_w=100e3)
    net.add(Ups, "P2", rating_w=300e3)
    net.add(FixedLoad, "L", p_w=200e3, pf=1.0)
    net.join("U.out", "IN.bus", "IN.bus", "P1.in", "IN.bus", "P2.in", "P1.out", "OUT.bus", "P2.out", "OUT.bus", "OUT.bus", "L.feed_1")
    _, found = solved(PowerModel(net, ENV))
    assert found.converter_loading == pytest.approx({"P1": 0.5, "P2": 0.5})
    assert found.facility_w == pytest.approx(200e3 / 0.955)
    assert found.columns["i_a"][found.row_of_id["OUT"]] == pytest.approx(200e3 / (3**0.5 * 415))


@pytest.mark.parametrize(
    ("lost", "caused"),
    [
        (("TX-A",), {"LV-A": ("TX-A",), "UPS-A": ("TX-A",), "CH": ("TX-A",)}),
        (("LV-A",), {"UPS-A": ("LV-A",), "CH": ("LV-A",)}),
        (("TX-A", "LV-A"), {"UPS-A": ("LV-A", "TX-A"), "CH": ("LV-A", "TX-A")}),
        (("UPS-A",), {"BW-A": ("UPS-A",)}),
        (("UTIL-1", "UTIL-2", "GEN-1", "GEN-2"), {"CH": ("UTIL-1", "UTIL-2", "GEN-1", "GEN-2"), "M1": ("UTIL-1", "UTIL-2", "GEN-1", "GEN-2")}),
    ],
)
def test_causes_are_what_would_bring_the_supply_back(lost: tuple[str, ...], caused: dict[str, tuple[str, ...]]) -> None:
    """The nearest lost element whose return reopens a path; behind two in a row both, of several sources all."""
    net = lineups()
    net.add(FixedLoad, "CH", p_w=50e3)
    net.join("LV-A.bus", "CH.feed_1")
    alive, _ = solved(PowerModel(net, ENV), *lost)
    assert {key: set(alive.causes.get(key, ())) for key in caused} == {key: set(above) for key, above in caused.items()}
    assert alive.together == (frozenset(alive.causes) if lost == ("TX-A", "LV-A") else frozenset())
    for found in alive.findings:
        if found.code in ("no-supply", "battery-carries", "battery-taken-over", "supply-taken-over"):
            assert found.causes, found


def test_an_open_breaker_is_a_cause() -> None:
    net = Net()
    net.add(Utility, "U", voltage_v=415, is_ideal=True)
    net.add(Breaker, "Q", closed=False)
    net.add(Switchboard, "S")
    net.add(FixedLoad, "L")
    net.join("U.out", "Q.a", "Q.b", "S.bus", "S.bus", "L.feed_1")
    alive, _ = solved(PowerModel(net, ENV))
    assert alive.causes["S"] == alive.causes["L"] == ("Q",)
