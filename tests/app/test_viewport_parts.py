"""Parts of the view that need no picture: where drags come to rest, where cards stand, hulls, crumbs, layers, no graphics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from tests.app.conftest import MakeResults, rack

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.app.layers import layer_of
from gigahall.app.tools.snap import Snapper
from gigahall.app.viewport import crumbs, studio
from gigahall.app.viewport.cards import WIDTH, Card, card_of, place_card
from gigahall.app.viewport.marks import hull
from gigahall.app.viewport.sight import between, framed
from gigahall.app.viewport.viewport import Viewport
from gigahall.app.viewstate import ViewState
from gigahall.kinds import catalogue, joining, placing
from gigahall.kinds.finding import find
from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Element, Record, replace
from gigahall.view3d.camera import Camera, view_from
from gigahall.view3d.view import HallView


def pieces(records: list[Record]) -> list[Element]:
    return [record for record in records if isinstance(record, Element)]


# ------------------------------------------------------------ snapping


def test_a_lone_rack_rests_on_the_tiles_of_its_room() -> None:
    hall = BY_NAME["hall"].record(id="hall", name="Hall", at_m=(0.25, 0.1, 0.0))
    held = rack("X", 5.0, 5.0)
    found = Snapper([hall], ()).place(held, (5.17, 4.91, 0.0)).at_m
    box = placing.footprint(replace(held, at_m=found))
    for lo, origin in ((box.lo[0], 0.25), (box.lo[1], 0.1)):
        tiles = (lo - origin) / placing.TILE_M
        assert tiles == pytest.approx(round(tiles), abs=1e-6)
    assert abs(found[0] - 5.17) <= 0.3 + 1e-9


def test_a_rack_beside_a_row_that_is_off_the_grid_stands_flush_with_it() -> None:
    row = [rack("R1", 2.137, 3.071), rack("R2", 2.737, 3.071)]
    found = Snapper(row, ()).place(rack("X", 0.0), (3.40, 3.11, 0.0)).at_m
    assert found[0] == pytest.approx(3.337, abs=1e-3)
    assert found[1] == pytest.approx(3.071, abs=1e-3)


def test_held_free_it_stays_to_the_millimetre() -> None:
    assert Snapper([], ()).place(rack("X", 0.0), (1.23456, 2.0, 0.0), free=True).at_m == (1.235, 2.0, 0.0)


def test_a_pump_comes_to_rest_with_its_port_on_a_free_pipe_end() -> None:
    pump = BY_NAME["pump"].record(id="p", name="P")
    port = next(spot for spot in joining.spots(pump) if not spot.port.many)
    end = (4.03, 2.02, port.at_m[2])
    pipe = BY_NAME["pipe"].record(id="pipe", name="Pipe", route_m=(end, (9.0, 2.02, port.at_m[2])))
    assert any(joining.fits(port.port, spot.port) for spot in joining.spots(pipe))
    beside = (end[0] - port.at_m[0] + 0.11, end[1] - port.at_m[1] - 0.09, 0.0)
    snap = Snapper([pipe], ()).place(pump, beside)
    assert snap.port.startswith("pipe.")
    placed = {spot.port.name: spot.at_m for spot in joining.spots(replace(pump, at_m=snap.at_m))}
    assert any(np.allclose(at[:2], end[:2], atol=2e-3) for at in placed.values())


# ------------------------------------------------------------ cards


SIZE = (900.0, 600.0)


@pytest.mark.parametrize("thing", [(400.0, 200.0, 60.0, 120.0), (10.0, 480.0, 80.0, 110.0), (840.0, 20.0, 50.0, 60.0)])
def test_a_card_stays_in_the_view_and_off_its_thing(thing: tuple[float, float, float, float]) -> None:
    placed = place_card(Card("A05", "Rack"), thing, SIZE, ())
    assert placed is not None
    rect, start, end = placed
    assert rect.x() >= 0 and rect.y() >= 0 and rect.right() <= SIZE[0] and rect.bottom() <= SIZE[1]
    x, y, w, h = thing
    assert rect.x() >= x + w or rect.right() <= x or rect.y() >= y + h or rect.bottom() <= y
    assert rect.width() == WIDTH
    assert start != end


@given(
    x=st.floats(-400, 900), y=st.floats(-400, 600), w=st.floats(1, 1500), h=st.floats(1, 1500),
    clear=st.lists(st.tuples(st.floats(0, 900), st.floats(0, 600), st.floats(0, 300), st.floats(0, 300)), max_size=3),
)
def test_a_card_is_never_over_its_thing(x: float, y: float, w: float, h: float, clear: list[tuple[float, float, float, float]]) -> None:
    placed = place_card(Card("A05", "Rack"), (x, y, w, h), SIZE, clear)
    if placed is None:
        assert min(x, SIZE[0] - x - w) < WIDTH + 50 and min(y, SIZE[1] - y - h) < 150, "no side is wide enough"
        return
    rect = placed[0]
    assert rect.x() >= x + w or rect.right() <= x or rect.y() >= y + h or rect.bottom() <= y
    assert rect.x() >= 0 and rect.y() >= 0 and rect.right() <= SIZE[0] and rect.bottom() <= SIZE[1]


def test_a_card_keeps_off_the_legend() -> None:
    legend = (640.0, 330.0, 250.0, 260.0)
    placed = place_card(Card("A05", "Rack"), (700.0, 200.0, 60.0, 120.0), SIZE, [legend])
    assert placed is not None
    rect, _, _ = placed
    assert rect.bottom() <= legend[1] or rect.right() <= legend[0]


def test_a_card_says_what_the_solver_found_and_what_is_wrong(desk: Desk, make_results: MakeResults) -> None:
    problem = find("limit-above", "a01", value=34.0, limit=32.0, quantity="air.inlet_max_c", source="ASHRAE", label="Air inlet")
    results = make_results(
        air={"a01": {"inlet_max_c": 34.0}}, power={"a01": {"loading_frac": 0.5, "p_w": 1.3e5}}, problems=(problem,),
    )
    desk.bridge.solved.emit(results)
    desk.bridge.state.emit("settled")
    element = desk.element("a01")
    assert element is not None
    card = card_of(desk, element)
    assert card.title.startswith("A01")
    assert ("34.0", "°C", "bad") in [(r.value, r.unit, r.tone) for r in card.readings]
    assert card.note == "Air inlet 34.0 °C, limit 32.0 °C"
    assert card.tone == "bad"
    assert len(card.readings) <= 3


# ------------------------------------------------------------ small parts


def test_the_hull_of_a_square_with_points_inside_is_its_corners() -> None:
    points = np.array([(0, 0), (4, 0), (4, 4), (0, 4), (1, 1), (2, 3), (4, 2)], float)
    assert {tuple(p) for p in hull(points).tolist()} == {(0, 0), (4, 0), (4, 4), (0, 4)}


def test_a_flight_turns_the_shorter_way() -> None:
    start, end = Camera(azimuth_deg=350.0, distance_m=10.0), Camera(azimuth_deg=20.0, distance_m=40.0)
    middle = between(start, end, 0.5)
    assert middle.azimuth_deg == pytest.approx(5.0)
    assert middle.distance_m == pytest.approx(20.0)
    assert between(start, end, 1.0).azimuth_deg == pytest.approx(20.0)


def test_a_flight_to_a_plan_is_in_perspective_until_it_arrives() -> None:
    iso, plan = view_from("iso"), view_from("top")
    assert not between(iso, plan, 0.5).parallel and between(iso, plan, 1.0) == plan


def test_crumbs_name_room_and_row(desk: Desk) -> None:
    desk.select(["a01", "a02", "a03", "a04"])
    assert [words for words, _ in crumbs.parts_of(desk, "pod")] == ["pod", "Hall", "Row A"]
    desk.select(["a01", "crah-1"])
    parts = crumbs.parts_of(desk, "pod")
    assert [words for words, _ in parts] == ["pod", "Hall", "2 selected"]
    assert parts[1][1] == ("hall",)


def test_layers_hide_what_they_name_and_never_rooms(small_scene: list[Record]) -> None:
    state = ViewState()
    state.show_layer("Racks", False)
    elements = pieces(small_scene)
    assert state.out_of_sight(elements) == {"a01", "a02", "a03", "a04"}
    assert all(layer_of(element) for element in elements if element.id != "hall")
    assert layer_of(elements[0]) == ""
    state.show_layer("Racks", True)
    assert not state.out_of_sight(elements)


def test_without_graphics_the_view_says_so_and_everything_else_works(
    desk: Desk, actions: Actions, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no EGL display")

    monkeypatch.setattr(studio, "HallView", broken)
    view = Viewport(desk, actions)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(view.is_settled, timeout=5000)
    view.grab()
    assert view.eye.pick(view.rect().center().toPointF()) is None
    assert actions.place(next(iter(_items())), (4.5, 6.0, 0.0)) == ""
    view.shut()


def _items() -> list[str]:


    return [item.id for item in catalogue.items("rack_liquid")]


def test_what_is_gone_before_it_is_framed_leaves_the_camera(small_scene: list[Record]) -> None:
    view = HallView(small_scene, size=(320, 200))
    camera = Camera(azimuth_deg=40.0)
    assert framed(view, camera, ("gone",), "", 1.6) == camera
    assert framed(view, camera, ("gone", "a01"), "", 1.6) == framed(view, camera, ("a01",), "", 1.6) != camera
    assert framed(view, camera, (), "", 1.6) != camera
    view.close()
