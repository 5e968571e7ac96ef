"""One more of a unit stands as the first does: in its room or at its wall, on free floor, in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.scenes.cases import path_of

from gigahall.kinds.adding import another
from gigahall.kinds.catalogue import make
from gigahall.kinds.placing import FLAT_M, Floor, clearance, footprint, stands, world
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.storage import scene_file

SAMPLES = ("air-hall", "four-panels", "superpod-gb300", "tower-hall", "large-hall")


def loaded(name: str) -> list[Element]:
    return [record for record in scene_file.load(path_of(name)).records if isinstance(record, Element)]


def units(elements: list[Element]) -> Iterator[Element]:
    """What a solution may ask for one more of, of the large hall those of one deployment unit."""
    for element in elements:
        is_asked_for = kind_of(element).name in ("crah", "room_coil", "chiller", "dry_cooler", "cooling_tower", "cdu")
        if is_asked_for and element.id[:3] not in ("D2-", "D3-", "D4-", "D5-", "D6-"):
            yield element


@pytest.mark.parametrize("name", SAMPLES)
def test_one_more_of_every_unit_of_the_samples_has_its_place(name: str) -> None:
    elements = loaded(name)
    floor = Floor(elements)
    others = [(e, footprint(e)) for e in elements if stands(e) and not kind_of(e).is_hollow]
    fronts = [free for e, _ in others if (free := clearance(e)) is not None]
    found = 0
    for element in units(elements):
        there = another(floor, element)
        assert there is not None, f"{element.id}: no place"
        found += 1
        box = footprint(there)
        assert not [e.id for e, other in others if box.overlaps(other)], f"{element.id} at {there.at_m}"
        assert box.hi[2] <= FLAT_M or not any(box.overlaps(free) for free in fronts)
        _stands_alike(element, there, floor)
    assert found


def _stands_alike(element: Element, there: Element, floor: Floor) -> None:
    """Within the same room; what blows into it from outside still does."""
    room = floor.room_of(element)
    assert floor.room_of(there) is room
    if room is None:
        return
    inside, box = footprint(room), footprint(there)
    if inside.holds(*footprint(element).center):
        assert all(inside.lo[k] - 0.02 <= box.lo[k] and box.hi[k] <= inside.hi[k] + 0.02 for k in (0, 1))
    else:
        _, depth, _ = kind_of(there).size_m(there)
        ahead = world(there, (0.0, -depth / 2 - 0.6, 0.0))
        assert inside.holds(ahead[0], ahead[1]), f"{there.id} at {there.at_m} turned {there.turn_deg} blows elsewhere"


def test_beside_the_first_where_there_is_room() -> None:
    hall = make("white_space_raised", id="Hall", name="Hall", at_m=(0.0, 0.0, 0.0), length_m=12.0, breadth_m=9.0)
    unit = make("pw170", id="CRAH-1", name="CRAH-1", at_m=(0.55, 4.5, 0.0), turn_deg=90, hall="Hall")
    there = another(Floor((hall, unit)), unit)
    assert there is not None and there.at_m in ((0.55, 2.3, 0.0), (0.55, 6.7, 0.0)) and there.turn_deg == 90


def test_a_full_room_has_no_place() -> None:
    hall = make("white_space_raised", id="Hall", name="Hall", at_m=(0.0, 0.0, 0.0), length_m=2.4, breadth_m=2.4)
    unit = make("pw170", id="CRAH-1", name="CRAH-1", at_m=(0.6, 1.2, 0.0), turn_deg=90, hall="Hall")
    blocked = make("pw170", id="CRAH-2", name="CRAH-2", at_m=(1.8, 1.2, 0.0), turn_deg=90, hall="Hall")
    assert another(Floor((hall, unit, blocked)), unit) is None
