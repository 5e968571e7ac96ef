"""What a connection is laid with. Hand figures: amperes / 0.8 (NEC 2023 215.2) over the rating of one conductor, rounded up."""

from __future__ import annotations

import pytest

from gigahall.kinds import conductor, joining
from gigahall.kinds.catalogue import make
from gigahall.scene.record import Element


@pytest.mark.parametrize(("amps", "item", "count"), [
    (0.0, "whip_60a_415v", 1),
    (48.0, "whip_60a_415v", 1),  # 48 / 0.8 = 60
    (93.7, "whip_60a_415v", 2),  # 117 A on 60 A each
    (200.0, "whip_100a_415v", 3),  # 250 A: five whips of 60 A are too many
    (800.0, "feeder_185cu", 3),  # 1,000 A on 400 A each
    (4000.0, "feeder_185cu", 13)])  # 5,000 A
def test_the_first_that_does_it_with_few(amps: float, item: str, count: int) -> None:
    found = conductor.fitting("cable", amps)
    assert found is not None
    assert (found[0].item, found[1]) == (item, count)


@pytest.mark.parametrize(("amps", "volts", "item", "count"), [
    (41.8, 13.8e3, "cable_na2xs2y_95", 1),  # 1 MVA
    (418.0, 13.8e3, "cable_na2xs2y_95", 3),  # 523 A on 252 A each
    (41.8, 34.5e3, "cable_n2xsfl2y_240", 1),
    (41.8, 480.0, "whip_60a_415v", 1),
    (41.8, 400e3, "whip_60a_415v", 1)])  # nothing is made for it: as before
def test_medium_voltage_is_laid_with_cables_made_for_it(amps: float, volts: float, item: str, count: int) -> None:
    found = conductor.fitting("cable", amps, volts)
    assert found is not None
    assert (found[0].item, found[1]) == (item, count)


@pytest.mark.parametrize(("item", "port", "amps"), [
    ("gb300_nvl72", "feed_1", 66e3 / (3**0.5 * 415.0 * 0.98)),  # two shelves of 33 kW per group
    ("rack_10kw", "feed_2", 10e3 / (3**0.5 * 415.0 * 0.98)),  # the other feed may be lost
    ("rpp_500kw_800a", "in", 800.0)])
def test_the_current_of_a_port(item: str, port: str, amps: float) -> None:
    element = make(item, id="x", name="X")
    assert conductor.design_a(element, joining.spot(element, port).port) == pytest.approx(amps, rel=1e-6)


def test_a_panel_is_fed_by_a_feeder_and_feeds_a_rack_by_whips() -> None:
    panel = make("rpp_500kw_800a", id="p", name="P", at_m=(6.0, 8.0, 0.0))
    source = make("ideal_417v", id="s", name="S", at_m=(12.0, 8.0, 0.0))
    rack = make("gb300_nvl72", id="r", name="R", at_m=(2.0, 3.0, 0.0))
    count = iter(range(99))

    def laid(a: tuple[Element, str], b: tuple[Element, str]) -> Element:
        made = joining.join(joining.spot(*a), joining.spot(*b), lambda stem: f"{stem}-{next(count)}", str)[0]
        assert isinstance(made, Element)
        return made

    feeder, whip = laid((panel, "in"), (source, "out")), laid((rack, "feed_1"), (panel, "out"))
    assert (feeder.item, feeder.parallel) == ("feeder_185cu", 3)  # type: ignore[attr-defined]
    assert (whip.item, whip.parallel) == ("whip_60a_415v", 2)  # type: ignore[attr-defined]
