"""Places on the floor: overlap, walls, clearance, the tile grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.kinds import placing
from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Element, replace


def hall(key: str = "hall", **fields: object) -> Element:
    return BY_NAME["hall"].record(id=key, name=key, **fields)


def rack(key: str, x: float, y: float, turn_deg: int = 0) -> Element:
    return BY_NAME["rack_liquid"].record(id=key, name=key.upper(), hall="hall", at_m=(x, y, 0.0), turn_deg=turn_deg)


def test_footprint_is_the_turned_box_around_the_place() -> None:
    box = placing.footprint(rack("a", 3.0, 2.0, 90))
    assert box.lo == pytest.approx((2.4, 1.7, 0.0))
    assert box.hi == pytest.approx((3.6, 2.3, 2.236))


def test_a_room_stands_with_its_corner_at_its_place() -> None:
    box = placing.footprint(hall(at_m=(10.0, 0.0, 0.0), length_m=9.6, breadth_m=9.0))
    assert (box.lo[:2], box.hi[:2]) == ((10.0, 0.0), (19.6, 9.0))


def test_neighbours_of_a_row_touch_and_are_not_refused() -> None:
    floor = placing.Floor([hall(), rack("a", 2.7, 3.0), rack("b", 3.3, 3.0)])
    assert floor.refusal([rack("b", 3.3, 3.0)]) == ""


def test_overlap_is_refused_with_both_names() -> None:
    floor = placing.Floor([hall(), rack("a", 2.7, 3.0)])
    assert floor.refusal([rack("b", 2.9, 3.0)]) == "B would stand in A"


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from((0, 90))), min_size=2, max_size=12, unique=True))
def test_of_many_moved_together_any_two_in_one_place_are_found(places: list[tuple[int, int, int]]) -> None:
    racks = [rack(f"r{k}", 2.0 + 0.3 * x, 2.0 + 0.3 * y, turn) for k, (x, y, turn) in enumerate(places)]
    boxes = [placing.footprint(one) for one in racks]
    meets = any(one.overlaps(other) for k, one in enumerate(boxes) for other in boxes[:k])
    assert bool(placing.Floor([hall(length_m=20.0, breadth_m=20.0)]).refusal(racks)) == meets


def test_what_moves_as_a_whole_is_not_asked_about_its_old_places(monkeypatch: pytest.MonkeyPatch) -> None:
    racks = [rack(f"r{k}", 2.0 + 0.6 * k, 3.0) for k in range(9)]
    floor = placing.Floor([hall(length_m=20.0, breadth_m=20.0), *racks])
    asked: list[object] = []
    usual = placing._reach
    monkeypatch.setattr(placing, "_reach", lambda box: asked.append(box) or usual(box))
    assert floor.refusal([replace(one, at_m=(one.at_m[0] + 0.6, 4.2, 0.0)) for one in racks]) == ""
    assert len(asked) < len(racks), "only neighbours of the row are compared"
    asked.clear()
    assert floor.refusal([rack("new", 3.2, 3.0)]) == "NEW would stand in R2"
    assert len(asked) == 1


def test_elements_moved_together_do_not_block_their_old_places() -> None:
    a, b = rack("a", 2.7, 3.0), rack("b", 3.3, 3.0)
    floor = placing.Floor([hall(), a, b])
    assert floor.refusal([replace(a, at_m=(3.3, 3.0, 0.0)), replace(b, at_m=(3.9, 3.0, 0.0))]) == ""
    assert floor.refusal([replace(a, at_m=(3.3, 3.0, 0.0)), b]) == "A would stand in B"


@pytest.mark.parametrize(("x", "y", "words"), [
    (0.1, 3.0, "across the wall"), (12.0, 3.0, "across the wall"), (20.0, 3.0, "must stand in a hall"), (6.0, 4.0, "")])
def test_walls(x: float, y: float, words: str) -> None:
    floor = placing.Floor([hall()])
    reason = floor.refusal([rack("a", x, y)])
    assert (words in reason) if words else reason == ""


def test_a_yard_has_no_walls() -> None:
    yard = hall("yard", walls=False, length_m=20.0, breadth_m=20.0)
    cooler = BY_NAME["dry_cooler"].record(id="dc", name="DC-1", at_m=(0.5, 3.0, 0.0))
    assert placing.Floor([yard]).refusal([cooler]) == ""
    assert not placing.is_enclosed(yard)
    assert placing.is_enclosed(hall())


def test_clearance_in_front_is_kept_and_tiles_do_not_take_it() -> None:
    board = BY_NAME["switchboard"].record(id="lv", name="LV-A", at_m=(4.0, 4.0, 0.0))
    tile = BY_NAME["tile"].record(id="t", name="T1", hall="hall", at_m=(4.0, 3.3, 0.0))
    assert placing.Floor([hall(), tile]).refusal([board]) == ""
    reason = placing.Floor([hall(), rack("a", 4.0, 2.6)]).refusal([board])
    assert reason == "LV-A needs 1.10 m free in front; A is there"
    reason = placing.Floor([hall(), rack("a", 4.0, 2.6)], "US").refusal([board])
    assert reason == "LV-A needs 3.61 ft free in front; A is there"


def test_tiles_exclude_each_other() -> None:
    make = BY_NAME["tile"].record
    floor = placing.Floor([hall(), make(id="t", name="T1", hall="hall", at_m=(3.3, 3.9, 0.0))])
    assert floor.refusal([make(id="u", name="T2", hall="hall", at_m=(3.5, 3.9, 0.0))]) == "T2 would stand in T1"


def test_containment_may_surround_racks() -> None:
    aisle = BY_NAME["containment"].record(id="c", name="HAC", hall="hall", at_m=(4.8, 4.5, 0.0))
    assert placing.Floor([hall(), rack("a", 3.0, 3.0)]).refusal([aisle]) == ""


def test_snapping_puts_the_corner_on_the_tile_grid() -> None:
    assert placing.snapped(rack("a", 0, 0), (2.81, 3.1, 0.0)) == (2.7, 3.0, 0.0)
    assert placing.snapped(rack("a", 0, 0, 90), (2.81, 3.1, 0.0)) == (3.0, 3.3, 0.0)


def test_room_at_prefers_walls() -> None:
    yard = hall("yard", walls=False, length_m=40.0, breadth_m=40.0)
    floor = placing.Floor([yard, hall()])
    inside, outside = floor.room_at(5.0, 5.0), floor.room_at(30.0, 5.0)
    assert inside is not None
    assert inside.id == "hall"
    assert outside is not None
    assert outside.id == "yard"


INTO_TURN = {"west": 90, "south": 180, "east": 270, "north": 0}
"""How a unit behind each wall is turned so that its front looks into the room."""


@given(
    wall=st.sampled_from(sorted(INTO_TURN)), turn_deg=st.sampled_from((0, 90, 180, 270)), gap_m=st.floats(0.0, 1.2),
    along_m=st.floats(-3.0, 15.0), kind=st.sampled_from(("crah", "room_coil", "rack_air", "pump", "switchboard", "ups")),
)
def test_outside_its_room_is_only_in_it_what_blows_through_the_wall(wall: str, turn_deg: int, gap_m: float, along_m: float, kind: str) -> None:
    """Whatever stands outside is outside, but for an air unit with a free return whose front looks through the wall it stands at."""
    room = hall(length_m=12.0, breadth_m=12.0)
    element = BY_NAME[kind].record(id="e", name="E", hall="hall", turn_deg=turn_deg)
    box = placing.footprint(element)
    off_m = {"west": -gap_m - box.hi[0], "east": 12.0 + gap_m - box.lo[0], "south": -gap_m - box.hi[1], "north": 12.0 + gap_m - box.lo[1]}[wall]
    element = replace(element, at_m=(off_m, along_m, 0.0) if wall in ("west", "east") else (along_m, off_m, 0.0))
    blows_in = kind == "crah" and turn_deg == INTO_TURN[wall] and gap_m <= placing.WALL_M and 0.0 <= along_m <= 12.0
    assert placing.is_in(element, room) == blows_in
    if kind == "crah":
        assert (placing.Floor([room]).room_of(element) is not None) == blows_in


@pytest.mark.parametrize(("changes", "is_in"), [
    ({}, True), ({"intake": "top"}, True), ({"intake": "rear"}, False), ({"outlet": "floor"}, False), ({"at_m": (-0.55, 6.0, 30.0)}, False)])
def test_what_a_unit_at_the_wall_draws_and_blows_decides(changes: dict[str, object], is_in: bool) -> None:
    unit = BY_NAME["crah"].record(id="u", name="U", hall="hall", at_m=(-0.55, 6.0, 0.0), turn_deg=90)
    assert placing.is_in(replace(unit, **changes), hall(length_m=12.0, breadth_m=12.0)) == is_in


def test_a_rack_above_the_ceiling_is_in_no_hall() -> None:
    room = hall(length_m=12.0, breadth_m=12.0)
    assert placing.is_in(rack("r", 6.0, 6.0), room)
    assert not placing.is_in(replace(rack("r", 6.0, 6.0), at_m=(6.0, 6.0, 40.0)), room)
