"""A catalogue card says what an item can do, how much air it moves and how large it is, in both systems of units."""

from __future__ import annotations

import pytest

from gigahall.kinds import catalogue
from gigahall.kinds.card import card_of
from gigahall.kinds.registry import kind_of


def test_a_rack_says_power_airflow_and_size() -> None:
    card = card_of(catalogue.item("gb300_nvl72").element)
    assert card.rating == 135e3
    assert card.can_do("SI") == "135 kW · 0.850 m³/s"
    assert card.size("SI") == "0.6 × 1.2 × 2.24 m"
    assert card.can_do("US").endswith("CFM")
    assert card.size("US") == "2 × 3.9 × 7.3 ft"


def test_a_tile_has_no_height_and_a_pump_says_its_flow() -> None:
    assert card_of(catalogue.item("tile_25").element).size("SI") == "0.6 × 0.6 m"
    assert card_of(catalogue.items("pump")[0].element).can_do("SI").endswith(("L/s", "L/min"))


def test_an_air_handler_says_its_rated_airflow() -> None:
    element = catalogue.items("crah")[0].element
    assert card_of(element).airflow_m3_s == getattr(element, "rated_m3_s")  # noqa: B009 (a field of the concrete kind)


@pytest.mark.parametrize("item", catalogue.items(), ids=lambda item: item.id)
def test_every_card_says_something(item: catalogue.Item) -> None:
    card = card_of(item.element)
    assert card.can_do("SI") or card.size("SI")
    assert bool(card.size("SI")) is not kind_of(item.element).is_route
