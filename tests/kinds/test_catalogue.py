"""Items become elements, and every value knows where it is from."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from gigahall.compile.air_fans import Fan, plan_fans
from gigahall.compile.air_place import Unit
from gigahall.kinds import catalogue
from gigahall.kinds.air_unit import AirUnit
from gigahall.kinds.catalogue import BY_KIND, BY_USER, CatalogueError, Item, item, items, make, source_of
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Room, Supply
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Ambient, Scene, replace


def test_make_fills_an_element_from_its_item() -> None:
    rack = make("gb300_nvl72", id="A01", name="A01", at_m=(2.7, 3.0, 0.0))
    assert (rack.id, rack.name, rack.item, rack.at_m) == ("A01", "A01", "gb300_nvl72", (2.7, 3.0, 0.0))
    assert getattr(rack, "rated_w") == 135e3  # noqa: B009 (a field of the concrete kind)


def test_make_refuses_what_the_record_does_not_know() -> None:
    with pytest.raises(AttributeError, match="colour"):
        make("gb300_nvl72", id="A01", name="A01", colour="red")
    with pytest.raises(msgspec.ValidationError, match="liquid_frac"):
        make("gb300_nvl72", id="A01", name="A01", liquid_frac=1.5)
    with pytest.raises(KeyError):
        item("no_such_item")


def test_source_of_a_value() -> None:
    rack = make("gb300_nvl72", id="A01", name="A01")
    rated, idle = source_of(rack, "rated_w"), source_of(rack, "idle_w")
    assert "LP2357" in rated.text
    assert rated.is_item_value
    assert not rated.estimated
    assert idle.estimated
    changed = replace(rack, rated_w=120e3)
    assert source_of(changed, "rated_w").text == BY_USER
    assert source_of(replace(changed, rated_w=135e3), "rated_w").is_item_value
    assert source_of(rack, "group").text == BY_KIND
    assert source_of(replace(rack, item=""), "rated_w").text == BY_KIND


def test_a_source_is_named_in_a_word() -> None:
    rack = make("gb300_nvl72", id="A01", name="A01")
    assert source_of(rack, "rated_w").tag == "Lenovo"
    assert source_of(rack, "idle_w").tag == "est."
    assert source_of(replace(rack, rated_w=120e3), "rated_w").tag == "you"
    assert source_of(rack, "group").tag == "default"


def test_every_document_of_the_catalogue_has_a_name() -> None:
    """"item" is left to what an item is by its nature, such as a plug that is open or shut: no number, no document."""
    texts = {value.source for found in items() for value in found.fields.values() if not value.estimated}
    unnamed = {text for text in texts if catalogue.Source(text, False, True).tag == "item"}
    assert not {text for text in unnamed if any(mark in text for mark in ("20", ".com", "http", "GitHub", "PyPI", "page", "Specification"))}
    assert all(len(catalogue.Source(text, False, True).tag) <= 9 for text in texts)


def test_items_of_one_kind_keep_the_order_of_their_file() -> None:
    found = items("tile")
    assert [one.id for one in found][:3] == ["tile_25", "tile_40", "tile_56"]
    assert {one.kind for one in found} == {"tile"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"kind": "pump", "items": []}', "kind 'pump'"),
        ('{"kind": "tile", "items": [{"id": "a"}]}', "name"),
        ('{"kind": "tile", "items": [', "tile.json"),
        (
            '{"kind": "tile", "items": [{"id": "a", "name": "A", "manufacturer": "m", "fields": '
            '{"open_frac": {"value": 1.5, "source": "s"}}}]}',
            "open_frac",
        ),
        (
            '{"kind": "tile", "items": [{"id": "a", "name": "A", "manufacturer": "m", "fields": '
            '{"colour": {"value": 1, "source": "s"}}}]}',
            "colour",
        ),
    ],
)
def test_bad_files_are_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "tile.json"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=complaint):
        list(catalogue._items_of(path))


@pytest.mark.parametrize("found", items("crah") + items("room_coil"), ids=lambda found: found.id)
def test_an_air_unit_asks_for_no_more_air_than_it_moves(found: Item) -> None:
    """As it comes it is at no limit of its fans in a hall that draws less than it gives."""
    unit = found.element
    assert isinstance(unit, AirUnit)
    (part,) = (part for part in kind_of(unit).air(unit, Env(Scene(), Ambient())).parts if isinstance(part, Supply))
    alone = Fan("CRAH-1", "CRAH-1", "", Unit(part, None, None, False, False))
    for drawn_m3_s in (0.0, 0.1 * unit.rated_m3_s, 0.9 * unit.rated_m3_s):
        plan = plan_fans([alone], Room((12.0, 9.0, 3.0), 0.3), 0.0, drawn_m3_s)
        assert not plan.shortfalls
        assert part.hold != "demand" or plan.flow_m3_s[0] == pytest.approx(max(1.1 * drawn_m3_s, 0.2 * unit.rated_m3_s))
