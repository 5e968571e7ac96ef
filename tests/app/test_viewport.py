"""The 3D view in the window: real events in the real widget, pictures from the real studio."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.conftest import rack

from gigahall.app import style
from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.app.dialogs import NumbersDialog
from gigahall.app.panels.shelf import MIME
from gigahall.app.theme import THEME
from gigahall.app.tools.connect import ConnectTool
from gigahall.app.tools.measure import MeasureTool
from gigahall.app.tools.section import SectionTool
from gigahall.app.viewport.viewport import Viewport
from gigahall.app.window import Window
from gigahall.kinds import catalogue, placing
from gigahall.scene.record import Record, Vec3
from gigahall.view3d.view import HallView

pytestmark = pytest.mark.window

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
SHIFT, CONTROL, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
SETTLE_MS = 30_000


class Hand:
    """Drives a view with the mouse, as a user would."""

    def __init__(self, view: Viewport, bot: QtBot) -> None:
        self.view, self.bot = view, bot

    def send(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton = NONE, held: Qt.MouseButton = NONE,
        keys: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        event = QMouseEvent(kind, at, QPointF(self.view.mapToGlobal(at.toPoint())), button, held, keys)
        QApplication.sendEvent(self.view, event)

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.send(QEvent.Type.MouseButtonPress, at, button, button, keys)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.send(QEvent.Type.MouseButtonRelease, at, button, NONE, keys)

    def move(self, at: QPointF, held: Qt.MouseButton = NONE, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.send(QEvent.Type.MouseMove, at, NONE, held, keys)

    def click(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.press(at, button, keys)
        self.release(at, button, keys)

    def pull(self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """Press and move, without letting go."""
        self.press(start, button, keys)
        for step in range(1, 9):
            self.move(start + (end - start) * (step / 8), button, keys)

    def drag(self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.pull(start, end, button, keys)
        self.release(end, button, keys)

    def settle(self) -> None:
        self.bot.waitUntil(self.view.is_settled, timeout=SETTLE_MS)

    def at(self, point: Vec3) -> QPointF:
        """Where a place of the scene is on the screen."""
        found = self.view.eye.pixels([point])[0]
        assert found is not None
        return found

    def face(self, key: str) -> QPointF:
        """A point of an element's front that the pointer picks."""
        element = self.view.desk.element(key)
        assert element is not None
        box = placing.footprint(element)
        for share in (0.5, 0.7, 0.3, 0.9):
            point = self.at((box.center[0], box.lo[1], box.lo[2] + share * (box.hi[2] - box.lo[2])))
            if self.view.eye.pick(point) == key:
                return point
        pytest.fail(f"{key} cannot be seen")


@pytest.fixture
def view(desk: Desk, actions: Actions, qtbot: QtBot) -> Iterator[Viewport]:
    made = Viewport(desk, actions)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitUntil(made.is_settled, timeout=SETTLE_MS)
    yield made
    made.shut()


@pytest.fixture
def hand(view: Viewport, qtbot: QtBot) -> Hand:
    return Hand(view, qtbot)


def place_of(desk: Desk, key: str) -> Vec3:
    element = desk.element(key)
    assert element is not None
    return element.at_m


# ------------------------------------------------------------ seeing


def test_the_view_shows_a_finished_picture_of_its_own_size(view: Viewport) -> None:
    image = view.grab().toImage()
    assert image.width() == round(900 * view.devicePixelRatioF())
    colors = {image.pixel(x, y) for x in range(100, 800, 9) for y in range(100, 500, 9)}
    assert len(colors) > 200, "a hall with racks has many shades"


def test_a_scene_that_takes_long_to_draw_says_so_until_it_is_there(
    view: Viewport, desk: Desk, small_scene: list[Record], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    said: list[str] = []
    monkeypatch.setattr(view.overlay, "draw_nothing", lambda painter, fault, meanwhile="": said.append(meanwhile))
    desk.document.load([*small_scene, rack("B01", 5.7)])
    view._say_overdue()  # the time is over
    view.grab()
    assert said == ["Drawing the scene"]
    qtbot.waitUntil(view.is_settled, timeout=SETTLE_MS)
    said.clear()
    view._say_overdue()
    view.grab()
    assert said == []


def test_a_click_selects_and_control_toggles(hand: Hand, desk: Desk) -> None:
    hand.click(hand.face("a02"))
    assert desk.selection == ("a02",)
    hand.click(hand.face("a03"), keys=CONTROL)
    assert desk.selection == ("a02", "a03")
    hand.click(hand.face("a02"), keys=CONTROL)
    assert desk.selection == ("a03",)


def test_a_click_on_the_floor_clears_the_selection(hand: Hand, desk: Desk) -> None:
    desk.select(["a01"])
    hand.click(hand.at((3.0, 1.0, 0.0)))
    assert desk.selection == ()


def test_a_click_on_a_label_selects_its_thing(hand: Hand, view: Viewport, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(view.overlay.labels), timeout=5000)
    single = [label for label in view.overlay.labels if len(label.anchor.ids) == 1]
    assert single
    for label in single[:2]:
        x, y, wide, high = label.rect
        hand.click(QPointF(x + wide / 2, y + high / 2))
        assert desk.selection == label.anchor.ids


def test_a_box_takes_what_is_drawn_inside_it(hand: Hand, desk: Desk) -> None:
    spots = [hand.face(f"a0{k}") for k in (1, 2, 3, 4)]
    start = QPointF(min(p.x() for p in spots) - 30, min(p.y() for p in spots) - 60)
    end = QPointF(max(p.x() for p in spots) + 30, max(p.y() for p in spots) + 60)
    hand.drag(start, end, keys=SHIFT)
    assert {"a01", "a02", "a03", "a04"} <= set(desk.selection)
    assert "hall" not in desk.selection


def test_dragging_the_floor_turns_the_camera_and_changes_nothing_else(hand: Hand, view: Viewport, desk: Desk) -> None:
    before = view.sight.camera
    hand.drag(hand.at((3.0, 1.0, 0.0)), hand.at((3.0, 1.0, 0.0)) + QPointF(80, 20))
    after = view.sight.camera
    assert after.azimuth_deg != before.azimuth_deg
    assert after.distance_m == before.distance_m
    assert desk.document.index == 0


def test_the_right_button_pans_and_the_wheel_zooms_to_the_pointer(hand: Hand, view: Viewport) -> None:
    before = view.sight.camera
    hand.drag(QPointF(400, 300), QPointF(460, 330), RIGHT)
    panned = view.sight.camera
    assert panned.focal_m != before.focal_m
    assert panned.azimuth_deg == before.azimuth_deg
    point = (4.0, 1.0, 0.0)
    at = hand.at(point)
    wheel = QWheelEvent(at, at, QPoint(), QPoint(0, 240), NONE, PLAIN, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, wheel)
    assert view.sight.camera.distance_m < panned.distance_m
    moved = hand.at(point) - at
    assert abs(moved.x()) + abs(moved.y()) < 2.0


def test_a_right_click_offers_the_menu_of_what_is_under_it(hand: Hand, view: Viewport, desk: Desk) -> None:
    asked: list[str] = []
    view.context.connect(lambda at, key: asked.append(key))
    hand.click(hand.face("a03"), RIGHT)
    assert asked == ["a03"]
    assert desk.selection == ("a03",)


def test_framing_brings_an_element_to_the_middle(hand: Hand, view: Viewport) -> None:
    view.frame(["a04"])
    hand.settle()
    box = view.eye.box("a04")
    assert box is not None
    assert abs(box[0] + box[2] / 2 - 450) < 60
    assert abs(box[1] + box[3] / 2 - 300) < 60


def test_framing_while_a_view_is_flown_to_keeps_that_view(hand: Hand, view: Viewport) -> None:
    view.show_view("top")
    view.show_view("fit_all")
    hand.settle()
    assert view.sight.camera.elevation_deg == pytest.approx(90.0)


@pytest.mark.parametrize(("name", "elevation_deg"), [("top", 90.0), ("front", 0.0), ("iso", 34.0)])
def test_named_views(hand: Hand, view: Viewport, name: str, elevation_deg: float) -> None:
    view.show_view(name)
    hand.settle()
    assert view.sight.camera.elevation_deg == pytest.approx(elevation_deg)


def test_the_selection_gets_a_ring_around_its_shape(hand: Hand, view: Viewport, desk: Desk, qtbot: QtBot) -> None:
    desk.select(["a02"])
    qtbot.waitUntil(lambda: view.overlay.ring is not None and view.overlay.ring.ids == ("a02",), timeout=SETTLE_MS)
    ring, box = view.overlay.ring, view.eye.box("a02")
    assert ring is not None and ring.image is not None and box is not None
    ratio = view.devicePixelRatioF()
    assert ring.at[0] / ratio == pytest.approx(box[0], abs=12)
    assert ring.image.height() / ratio == pytest.approx(box[3], abs=24)


def test_the_pointer_at_rest_brings_a_card(hand: Hand, view: Viewport, qtbot: QtBot) -> None:
    hand.move(hand.face("crah-1") if view.eye.pick(hand.face("a01")) != "a01" else hand.face("a01"))
    qtbot.waitUntil(lambda: view.overlay.card is not None, timeout=5000)
    assert view.overlay.card is not None
    assert view.overlay.card.title.startswith("A01")


def test_labels_name_the_racks_and_can_be_put_away(view: Viewport) -> None:
    assert any("A0" in label.anchor.name or label.anchor.name == "Row A" for label in view.overlay.labels)
    view.set_labels(False)
    assert view.overlay.labels == []


def test_labels_keep_clear_of_each_other_and_of_what_floats(view: Viewport) -> None:
    rects = [label.rect for label in view.overlay.labels] + [part.area() for part in (view.crumbs, view.bar) if part.isVisible()]
    for k, a in enumerate(rects):
        for b in rects[k + 1:]:
            assert a[0] >= b[0] + b[2] or b[0] >= a[0] + a[2] or a[1] >= b[1] + b[3] or b[1] >= a[1] + a[3]


def test_the_theme_changes_the_picture(hand: Hand, view: Viewport, qapp: QApplication) -> None:
    light = view.grab().toImage().pixelColor(450, 590).lightness()
    style.wear(qapp, "dark")
    hand.settle()
    dark = view.grab().toImage().pixelColor(450, 590).lightness()
    style.wear(qapp, "light")
    assert THEME.name == "light"
    assert dark < light - 80


def test_the_breadcrumb_leads_from_the_scene_to_the_rack(view: Viewport, desk: Desk) -> None:
    view.set_scene_name("pod")
    desk.select(["a02"])
    assert view.crumbs.parts == ["pod", "Hall", "Row A", "A02"]
    desk.select(["a01", "a02"])
    assert view.crumbs.parts[-1] == "2 selected"


def test_a_part_of_the_breadcrumb_selects_what_it_stands_for(view: Viewport, desk: Desk) -> None:
    desk.select(["a02"])
    view.crumbs.grab()
    left, right = view.crumbs._places[view.crumbs.parts.index("Row A")]
    QTest.mouseClick(view.crumbs, LEFT, PLAIN, QPointF((left + right) / 2, view.crumbs.height() / 2).toPoint())
    assert set(desk.selection) == {"a01", "a02", "a03", "a04"}


def test_a_picture_is_drawn_in_the_still_preset_with_everything_on_it(view: Viewport) -> None:
    image = view.picture()
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (view.width(), view.height())


# ------------------------------------------------------------ moving


def test_a_dragged_rack_moves_by_tiles_in_one_step_that_undo_names(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("move")
    before = place_of(desk, "a04")
    hand.drag(hand.face("a04"), hand.face("a04") + (hand.at((before[0] + 1.2, 3.0, 0.0)) - hand.at(before)))
    after = place_of(desk, "a04")
    assert after[0] - before[0] == pytest.approx(1.2)
    assert desk.document.index == 1
    assert desk.document.undo_name == "Move A04"
    assert desk.document.undo()
    assert place_of(desk, "a04") == before
    assert desk.document.index == 0


def test_what_is_selected_can_be_dragged_with_the_select_tool(hand: Hand, view: Viewport, desk: Desk) -> None:
    desk.select(["a03", "a04"])
    before = [place_of(desk, key) for key in ("a03", "a04")]
    start = hand.face("a04")
    hand.drag(start, start + (hand.at((before[1][0] + 0.6, 3.0, 0.0)) - hand.at(before[1])))
    after = [place_of(desk, key) for key in ("a03", "a04")]
    assert [round(b[0] - a[0], 3) for a, b in zip(before, after, strict=True)] == [0.6, 0.6]
    assert desk.document.undo_name.startswith("Move 2 ")


def test_a_place_that_is_taken_is_refused_at_the_pointer(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("move")
    before = place_of(desk, "a04")
    start = hand.face("a04")
    hand.pull(start, start + (hand.at((3.9, 3.0, 0.0)) - hand.at(before)))
    assert "A04 would stand in A0" in view.overlay.words
    assert view.overlay.tone == "bad"
    hand.release(start)
    assert view.overlay.words == ""


def test_what_is_locked_cannot_be_dragged_and_says_why(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("move")
    desk.view_state.lock(["a04"])
    before = place_of(desk, "a04")
    start = hand.face("a04")
    hand.pull(start, start + (hand.at((before[0] + 1.2, 3.0, 0.0)) - hand.at(before)))
    assert view.overlay.words == "A04 is locked; unlock it first (Shift L)"
    hand.release(start)
    assert place_of(desk, "a04") == before
    assert desk.document.index == 0


def test_what_is_hidden_is_out_of_reach_and_a_bookmark_brings_the_camera_back(hand: Hand, view: Viewport, desk: Desk) -> None:
    start = view.sight.camera
    spot = hand.face("a02")
    desk.view_state.hide(["a02"])
    hand.settle()
    assert view.eye.pick(spot) != "a02"
    assert view.looks()[1] == {"camera": start, "hidden": ("a02",)}
    view.show_view("top")
    hand.settle()
    view.look_from(start)
    hand.settle()
    assert view.sight.camera == start
    desk.view_state.show_all()
    hand.settle()
    assert view.eye.pick(spot) == "a02"


def test_escape_puts_a_dragged_rack_back(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("move")
    before = place_of(desk, "a04")
    start = hand.face("a04")
    hand.pull(start, start + (hand.at((before[0] + 1.2, 3.0, 0.0)) - hand.at(before)))
    assert place_of(desk, "a04") != before
    assert view.overlay.words == "moved by Δx +1.20, Δy 0 m"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert place_of(desk, "a04") == before
    assert desk.document.history == (), "nothing to redo"


# ------------------------------------------------------------ placing


def rack_item() -> str:
    return next(item.id for item in catalogue.items() if item.kind == "rack_liquid")


def test_a_click_places_what_is_in_hand_again_and_again(hand: Hand, view: Viewport, desk: Desk) -> None:
    placed: list[str] = []
    view.placed.connect(placed.append)
    view.arm(rack_item())
    for x in (1.5, 3.9):
        hand.move(hand.at((x, 5.7, 0.0)))
        hand.click(hand.at((x, 5.7, 0.0)))
    assert placed == [rack_item()] * 2
    assert [step.name for step in desk.document.history] == ["Place Rack-1", "Place Rack-2"]
    made = desk.document.find("Rack-1")
    assert made.hall == "hall"
    box = placing.footprint(made)
    assert box.lo[0] % 0.6 == pytest.approx(0, abs=1e-6) or box.lo[0] % 0.6 == pytest.approx(0.6, abs=1e-6)


def test_r_turns_what_is_in_hand_and_escape_puts_it_away(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.arm(rack_item())
    hand.move(hand.at((1.5, 5.7, 0.0)))
    QTest.keyClick(view, Qt.Key.Key_R)
    hand.click(hand.at((1.5, 5.7, 0.0)))
    assert desk.document.find("Rack-1").turn_deg == 90
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.tool.name == "select"
    hand.click(hand.at((3.9, 5.7, 0.0)))
    assert desk.document.index == 1



def test_keys_take_an_item_up_where_it_may_stand(view: Viewport, desk: Desk, actions: Actions) -> None:
    """Also where the middle of the view is taken, or lies outside the hall."""
    view.sight.frame(("crah-1",))
    QTest.qWait(600)
    for _ in range(3):
        before = len(desk.document.elements())
        view.arm(rack_item())
        assert view.overlay.tone != "bad" or not view.overlay.words
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert len(desk.document.elements()) == before + 1
        assert actions.floor().refusal(desk.selected) == ""
        assert desk.selected[0].hall == "hall"


def test_arrow_keys_and_enter_place_what_is_in_hand(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.arm(rack_item())
    start = view.tool.step(0, 0)  # type: ignore[attr-defined]
    assert start is not None, "it is in sight before the pointer or a key moves it"
    QTest.keyClick(view, Qt.Key.Key_R)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_Return)
    made = desk.document.find("Rack-1")
    assert made.turn_deg == 90
    assert made.at_m == pytest.approx((start[0] + 1.2, start[1] + 1.8, start[2]))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert desk.document.index == 1, "nothing stands in itself"
    assert "Rack-1" in view.overlay.words
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.tool.name == "select"


def test_a_taken_place_is_refused_before_the_click(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.arm(rack_item())
    hand.move(hand.at((3.3, 3.0, 0.0)))
    assert "would stand in A0" in view.overlay.words
    hand.click(hand.at((3.3, 3.0, 0.0)))
    assert desk.document.index == 0


def test_an_item_dropped_from_the_catalogue_stands_where_it_fell(hand: Hand, view: Viewport, desk: Desk) -> None:
    data = QMimeData()
    data.setData(MIME, rack_item().encode())
    at = hand.at((4.5, 5.7, 0.0))
    action = Qt.DropAction.CopyAction
    QApplication.sendEvent(view, QDragEnterEvent(at.toPoint(), action, data, LEFT, PLAIN))
    QApplication.sendEvent(view, QDropEvent(at, action, data, LEFT, PLAIN))
    made = desk.document.find("Rack-1")
    assert abs(made.at_m[0] - 4.5) < 0.6
    assert view.tool.name == "select"


# ------------------------------------------------------------ connecting and measuring


def test_a_drag_from_port_to_port_connects_and_only_fitting_ports_light_up(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("connect")
    tool = view.tool
    assert isinstance(tool, ConnectTool)
    feed = tool.free()["a01.feed_1"]
    hand.pull(hand.at(feed.at_m), hand.at(feed.at_m) + QPointF(20, -20))
    assert tool.fitting
    assert {end.partition(".")[0] for end in tool.fitting} <= {"rpp-a", "rpp-b"}
    target = tool.free()[min(tool.fitting)]
    hand.move(hand.at(target.at_m), LEFT)
    assert view.overlay.tone == "ok"
    hand.release(hand.at(target.at_m))
    assert desk.document.undo_name == f"Connect A01 to {target.element.name}"
    assert "a01.feed_1" not in tool.free()


def test_ports_that_do_not_fit_say_why(hand: Hand, view: Viewport, desk: Desk) -> None:
    view.set_tool("connect")
    tool = view.tool
    assert isinstance(tool, ConnectTool)
    feed, water = tool.free()["a01.feed_1"], tool.free()["a04.supply"]
    hand.pull(hand.at(feed.at_m), hand.at(water.at_m))
    assert view.overlay.tone == "bad"
    assert "electrical" in view.overlay.words
    hand.release(hand.at(water.at_m))
    assert desk.document.index == 0


def test_two_clicks_measure_a_distance(hand: Hand, view: Viewport) -> None:
    view.set_tool("measure")
    tool = view.tool
    assert isinstance(tool, MeasureTool)
    hand.click(hand.at((1.0, 1.0, 0.0)))
    hand.click(hand.at((4.0, 5.0, 0.0)))
    assert tool.words().startswith("5.00 m")
    assert tool.words().endswith("Δx +3.00, Δy +4.00, Δz 0 m")
    view.desk.set_units("US")
    assert tool.words().endswith("Δx +9.84, Δy +13.1, Δz 0 ft")


def test_leaving_a_tool_takes_back_what_it_began(hand: Hand, view: Viewport) -> None:
    view.set_tool("measure")
    hand.click(hand.at((1.0, 1.0, 0.0)))
    view.set_tool("select")
    tool = view.tools["measure"]
    assert isinstance(tool, MeasureTool)
    assert tool.points == []


# ------------------------------------------------------------ in the window


@pytest.fixture
def in_window(window: Window, qtbot: QtBot) -> Iterator[Hand]:
    """The view where the user finds it, with the window's commands and keys."""
    made = Viewport(window.desk, window.actions_, window.commands)
    window.set_view(made)
    qtbot.waitUntil(made.is_settled, timeout=SETTLE_MS)
    yield Hand(made, qtbot)
    made.shut()


def test_r_turns_the_selection_where_it_stands(in_window: Hand, window: Window) -> None:
    in_window.click(in_window.face("crah-1"))
    QTest.keyClick(in_window.view, Qt.Key.Key_R)
    turned = window.desk.element("crah-1")
    assert turned is not None
    assert turned.turn_deg == 0
    assert window.desk.document.undo_name == "Turn CRAH-1"


def test_the_section_tool_shows_the_air(in_window: Hand, window: Window) -> None:
    window.commands["tool_section"].trigger()
    assert window.desk.color_by == "air_temperature"
    before = in_window.view.slicing.cut.at_m
    camera = in_window.view.sight.camera
    tool = in_window.view.tools["section"]
    assert isinstance(tool, SectionTool)
    knob = tool.knob()
    assert knob is not None
    in_window.drag(knob, knob - QPointF(0, 40))
    assert in_window.view.slicing.cut.at_m > before and in_window.view.sight.camera == camera
    in_window.drag(QPointF(300, 300), QPointF(300, 260))
    assert in_window.view.sight.camera != camera, "beside the handle a drag turns the camera"
    QTest.keyClick(in_window.view, Qt.Key.Key_Escape)
    assert in_window.view.tool.name == "select"


def test_labels_are_written_over_the_frame_of_the_section(in_window: Hand, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    window.commands["tool_section"].trigger()
    in_window.settle()
    view, order = in_window.view, []
    monkeypatch.setattr(view.tool, "draw_behind", lambda painter: order.append("frame"))
    monkeypatch.setattr(view.overlay, "draw_labels", lambda *args: order.append("labels"))
    monkeypatch.setattr(view.tool, "draw", lambda painter: order.append("handle"))
    view.grab()
    assert order == ["frame", "labels", "handle"]


@pytest.mark.parametrize("axis", ["x", "y", "z"])
@pytest.mark.parametrize("step_px", [30.0, -30.0])
def test_the_handle_of_the_section_follows_the_pointer(in_window: Hand, window: Window, axis: str, step_px: float) -> None:
    window.commands["tool_section"].trigger()
    view = in_window.view
    view.slicing.move(axis, {"x": 5.0, "y": 4.0, "z": 1.5}[axis])
    in_window.settle()
    tool = view.tools["section"]
    assert isinstance(tool, SectionTool)
    knob, along = tool.knob(), tool._direction()
    assert knob is not None
    end = knob + along * (step_px / math.hypot(along.x(), along.y()))
    in_window.drag(knob, end)
    moved = tool.knob()
    assert moved is not None
    assert (moved - end).manhattanLength() < 0.6 * abs(step_px), "near the pointer, but for steps and perspective"


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_the_section_cuts_geometry_on_every_axis_and_gives_it_back(in_window: Hand, window: Window, axis: str) -> None:
    view = in_window.view
    window.desk.set_color("")
    before = view.eye.shown()
    window.commands["tool_section"].trigger()
    window.desk.set_color("")
    view.slicing.move(axis, {"x": 3.9, "y": 6.0, "z": 0.0}[axis])
    in_window.settle()
    cut = before - view.eye.shown()
    assert cut and "hall" not in cut, "what stands on the side of the eye is out of the picture and out of reach"
    assert view.furniture.slice_bar.isVisible()
    left = {key for key in view.eye.shown() if key.startswith("a0")}
    if axis == "x":
        assert left and left != {"a01", "a02", "a03", "a04"}, "the row is cut in two"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    in_window.settle()
    assert view.eye.shown() == before


def test_the_catalogue_arms_the_place_tool_and_escape_returns_to_select(in_window: Hand, window: Window) -> None:
    window.shelf.picked.emit(rack_item())
    assert in_window.view.tool.name == "place"
    assert window.commands["tool_place"].isChecked()
    QTest.keyClick(in_window.view, Qt.Key.Key_Escape)
    assert in_window.view.tool.name == "select"
    assert window.commands["tool_select"].isChecked()


def test_what_is_dropped_on_the_words_of_an_empty_scene_falls_on_the_scene(in_window: Hand, window: Window) -> None:
    window.files.new([])
    window.slot.invite(True)
    words = window.slot.invitation

    def drop(item: str) -> None:
        data = QMimeData()
        data.setData(MIME, item.encode())
        at, action = QPointF(words.rect().center()), Qt.DropAction.CopyAction
        QApplication.sendEvent(words, QDragEnterEvent(at.toPoint(), action, data, LEFT, PLAIN))
        QApplication.sendEvent(words, QDragMoveEvent(at.toPoint(), action, data, LEFT, PLAIN))
        event = QDropEvent(at, action, data, LEFT, PLAIN)
        QApplication.sendEvent(words, event)
        assert event.isAccepted()

    drop(rack_item())
    assert not window.desk.document.elements()
    assert in_window.view.overlay.words.endswith("must stand in a hall"), "a refused drop says why"
    drop(catalogue.items("hall")[0].id)
    (room,) = window.desk.document.elements()
    box = placing.footprint(room)
    under = in_window.view.eye.level(QPointF(words.geometry().center()), 0.0)
    assert under is not None and box.lo[0] < under[0] < box.hi[0] and box.lo[1] < under[1] < box.hi[1]


def test_an_array_is_seen_before_it_is_made(in_window: Hand, window: Window) -> None:
    window.desk.select(["a04"])
    window.commands["array"].trigger()
    in_window.settle()
    assert "ghost" in in_window.view.studio.drawn()
    dialog = window.findChild(NumbersDialog)
    assert dialog is not None
    dialog.reject()
    in_window.settle()
    assert "ghost" not in in_window.view.studio.drawn()
    assert window.desk.document.index == 0


def test_view_commands_turn_the_camera(in_window: Hand, window: Window) -> None:
    window.commands["view_top"].trigger()
    in_window.settle()
    assert in_window.view.sight.camera.elevation_deg == pytest.approx(90)


def test_the_view_buttons_show_the_view_that_is(in_window: Hand, window: Window) -> None:
    window.commands["view_top"].trigger()
    in_window.settle()
    assert window.commands["view_top"].isChecked()
    in_window.view.sight.orbit(40, 60)
    assert window.commands["view_iso"].isChecked()
    window.commands["view_side"].trigger()
    in_window.settle()
    assert window.commands["view_side"].isChecked()
    window.files.opened.emit()
    in_window.settle()
    assert window.commands["view_iso"].isChecked() != in_window.view.sight.camera.parallel


# ------------------------------------------------------------ colours


def test_a_quantity_brings_its_legend(hand: Hand, view: Viewport, desk: Desk, make_results: object) -> None:
    assert callable(make_results)
    desk.bridge.solved.emit(make_results(power={"a01": {"loading_frac": 0.4}, "a02": {"loading_frac": 0.9}}))
    desk.set_color("loading")
    hand.settle()
    assert view.legend.legend is not None
    assert view.legend.title == "Load"
    assert [mark.word for mark in view.legend.legend.marks] == ["continuous"]
    desk.set_color("")
    hand.settle()
    assert view.legend.title == "Systems"


def test_hidden_layers_are_out_of_reach(hand: Hand, view: Viewport) -> None:
    spot = hand.face("a02")
    view.desk.view_state.show_layer("Racks", False)
    hand.settle()
    assert view.eye.pick(spot) != "a02"
    view.desk.view_state.show_all()
    hand.settle()
    assert view.eye.pick(spot) == "a02"


# ------------------------------------------------------------ when drawing fails


def test_a_draw_that_fails_builds_the_view_anew(hand: Hand, view: Viewport, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken view is given up, and the scene is on the screen again, as it is now and from where it was looked at."""
    said: list[str] = []
    view.troubled.connect(said.append)
    before, camera = view.studio._view, view.sight.camera
    view.desk.view_state.show_layer("Racks", False)
    hand.settle()
    del before.sync.layers["hall"]  # an index out of step with the records
    with desk.document.edit("Move") as edit:
        edit.replace("crah-1", at_m=(9.0, 4.0, 0.0))
    hand.bot.waitUntil(lambda: bool(said), timeout=SETTLE_MS)
    hand.settle()
    assert view.studio._view is not before
    assert said == ["The 3D view met an error and was built anew; the log has the details."]
    assert view.eye.corners("crah-1") is not None
    assert not {"a01", "a02"} & view.eye.shown(), "what was hidden stays so"
    assert view.studio._view.camera == camera


def test_a_scene_that_cannot_be_drawn_is_said_once_and_tried_again_at_the_next_edit(
    hand: Hand, view: Viewport, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    tries: list[bool] = []
    view.troubled.connect(said.append)
    frame = HallView.frame

    def broken(self: HallView, *, moving: bool) -> object:
        tries.append(moving)
        raise KeyError("whip")

    monkeypatch.setattr(HallView, "frame", broken)
    with desk.document.edit("Delete") as edit:
        edit.remove("rpp-a")
    hand.bot.waitUntil(lambda: bool(said), timeout=SETTLE_MS)
    hand.bot.wait(600)
    assert len(tries) <= 3, "it goes in no circles"
    assert said == ["The 3D view cannot draw this scene: 'whip'"]
    assert view.is_settled(), "nobody waits for a picture that does not come"
    view.sight.orbit(10, 0)
    hand.bot.wait(400)
    assert len(tries) <= 5 and len(said) == 1
    monkeypatch.setattr(HallView, "frame", frame)
    desk.document.undo()
    hand.bot.waitUntil(lambda: not view._fault, timeout=SETTLE_MS)
    hand.settle()
    assert view.eye.corners("rpp-a") is not None


def test_routes_deleted_one_by_one_leave_a_picture_that_lives(hand: Hand, view: Viewport, desk: Desk) -> None:
    for key in ("tcs-s", "tcs-r"):
        with desk.document.edit("Delete") as edit:
            edit.remove(key)
        hand.settle()
    assert not view.studio._trouble and view.eye.corners("tcs-s") is None


def test_fit_keeps_the_plan_and_the_bar_shows_which_view_it_is(in_window: Hand, window: Window) -> None:
    view, commands = window.view, window.commands
    assert isinstance(view, Viewport)
    commands["view_top"].trigger()
    in_window.settle()
    window.desk.select(())
    commands["fit"].trigger()
    in_window.settle()
    assert view.sight.camera.elevation_deg == pytest.approx(90.0)
    assert commands["view_top"].isChecked()
    view.sight.orbit(30.0, 30.0)
    assert commands["view_iso"].isChecked()


def test_an_elevation_shows_the_room_in_the_middle(hand: Hand, view: Viewport) -> None:
    view.show_view("front")
    hand.settle()
    top, bottom = (view.eye.pixels([(3.0, 0.0, z)])[0] for z in (3.0, 0.0))
    assert top is not None and bottom is not None
    assert abs((top.y() + bottom.y()) / 2 - view.height() / 2) < 0.15 * view.height(), "but for what floats over it"


def test_what_is_hidden_under_the_pointer_leaves_no_card(hand: Hand, view: Viewport, desk: Desk, qtbot: QtBot) -> None:
    view.hovering.rest_at(hand.face("a01"))
    assert view.overlay.card is not None
    desk.view_state.hide({view.overlay.card_of}, True)
    assert view.overlay.card is None


def test_keys_brought_by_f6_are_shown_by_a_frame(in_window: Hand, window: Window, qtbot: QtBot) -> None:
    view = in_window.view
    with qtbot.waitActive(window):
        window.activateWindow()
    window.setFocus()
    edge = QPoint(1, view.height() // 2)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    accent = THEME.color("accent").getRgb()[:3]
    assert view.grab().toImage().pixelColor(edge).getRgb()[:3] == accent
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.grab().toImage().pixelColor(edge).getRgb()[:3] != accent
