"""Hidden, isolated and locked elements, layers and bookmarks: what they do in the window, and that they are no edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from tests.app.conftest import Asked, rack

from gigahall.app import hiding
from gigahall.app.actions import Actions
from gigahall.app.bookmarks import BookmarkDialog
from gigahall.app.components.delegates import HIDDEN_ROLE, LOCKED_ROLE
from gigahall.app.desk import Desk
from gigahall.app.responses import Responses
from gigahall.app.viewstate import Keeper, ViewState
from gigahall.app.window import Window
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage.scene_view import Bookmark
from gigahall.view3d.camera import Camera

MARK = Bookmark("Row A", (1.0, 2.0, 0.5), 26.0, 32.0, 14.0, 34.0)


class Looker:
    """A view that has nothing but a camera."""

    def __init__(self) -> None:
        self.camera = Camera((1.0, 2.0, 0.0), 10.0, 20.0, 7.0)
        self.seen: list[Camera] = []

    def looks(self) -> tuple[tuple[int, int], dict[str, object]]:
        return (10, 10), {"camera": self.camera}

    def look_from(self, camera: Camera) -> None:
        self.seen.append(camera)


# ------------------------------------------------------------ hide, isolate, show all


@pytest.mark.window
def test_hide_takes_out_of_the_selection_and_out_of_everything(window: Window) -> None:
    desk, commands = window.desk, window.commands
    revision = desk.document.revision
    desk.select(["a01", "a02"])
    commands["hide"].trigger()
    assert desk.view_state.hidden == {"a01", "a02"}
    assert desk.selection == ()
    commands["select_all"].trigger()
    assert {"a03", "crah-1"} <= set(desk.selection)
    assert not {"a01", "a02"} & set(desk.selection)
    desk.select(["a03"])
    commands["select_kind"].trigger()
    assert set(desk.selection) == {"a03", "a04"}
    commands["show_all"].trigger()
    assert not desk.view_state.hidden
    assert desk.document.revision == revision
    assert not desk.document.history


@pytest.mark.window
def test_a_hidden_layer_is_not_selected_by_everything(window: Window) -> None:
    window.desk.view_state.show_layer("Racks", False)
    window.commands["select_all"].trigger()
    assert not {"a01", "a04"} & set(window.desk.selection)
    window.commands["show_all"].trigger()
    assert not window.desk.view_state.layers


@pytest.mark.window
def test_hide_of_what_is_hidden_shows_it(window: Window) -> None:
    for _ in range(2):
        window.desk.select(["a01"])
        window.commands["hide"].trigger()
    assert not window.desk.view_state.hidden
    assert window.desk.selection == ("a01",)


@pytest.mark.window
def test_a_cable_is_hidden_with_what_it_was_laid_to(window: Window) -> None:
    desk = window.desk
    assert window.actions_.connect("rpp-a.out", "a01.feed_1") == ""
    (cable,) = (element.id for element in desk.document.elements() if kind_of(element).joins)
    hiding.hide(desk, ["a01"])
    assert desk.view_state.hidden == {"a01", cable}
    hiding.hide(desk, ["a01"])
    assert not desk.view_state.hidden


@pytest.mark.window
def test_isolate_leaves_the_selection_and_its_room(window: Window) -> None:
    desk = window.desk
    desk.view_state.hide(["a03"])
    desk.select(["a03"])
    window.commands["isolate"].trigger()
    assert {element.id for element in desk.document.elements()} - desk.view_state.hidden == {"hall", "a03"}


def test_what_is_made_anew_under_an_id_is_seen(desk: Desk) -> None:
    """Ids are used again: a rack placed after a hidden one was deleted must not be invisible."""
    desk.view_state.hide(["a01"])
    with desk.document.edit("Delete") as edit:
        edit.remove("a01")
    with desk.document.edit("Place") as edit:
        edit.add(rack("A01", 6.3))
    assert not desk.view_state.hidden


# ------------------------------------------------------------ lock


Try = Callable[[Actions], object]
TRIES: dict[str, Try] = {
    "move": lambda a: a.move((0.0, 1.2, 0.0), ["a04"]),
    "nudge": lambda a: (a.desk.select(["a04"]), a.nudge(0, 1))[1],
    "turn": lambda a: a.rotate(1, ["a04"]),
    "delete": lambda a: a.delete(["a04"]),
    "cut": lambda a: (a.desk.select(["a04"]), a.cut())[1],
    "place": lambda a: a.move_to({"a04": (6.3, 6.0, 0.0)}),
    "type": lambda a: a.set_field("at_m", (6.3, 6.0, 0.0), ["a04"]),
    "turn by field": lambda a: a.set_field("turn_deg", 180, ["a04"]),
    "with its room": lambda a: a.move((1.2, 0.0, 0.0), ["hall"]),
    "with others": lambda a: a.delete(["a03", "a04"]),
}


@pytest.mark.parametrize("name", TRIES)
def test_what_is_locked_stays_and_says_why(name: str, desk: Desk, actions: Actions) -> None:
    before = dict(desk.document.records)
    said: list[str] = []
    desk.said.connect(lambda words, _tone: said.append(words))
    desk.view_state.lock(["a04"])
    assert TRIES[name](actions) == "A04 is locked; unlock it first (Shift L)"
    assert said[-1] == "A04 is locked; unlock it first (Shift L)"
    assert desk.document.records == before
    desk.view_state.lock(["a04"], on=False)
    assert TRIES[name](actions) == ""


INTO_ITS_NEIGHBOUR: dict[str, Try] = {
    "nudge": lambda a: (a.desk.select(["a04"]), a.nudge(-1, 0))[1],
    "place": lambda a: a.move_to({"a04": (3.9, 3.0, 0.0)}),
    "type": lambda a: a.set_field("at_m", (3.9, 3.0, 0.0), ["a04"]),
}


@pytest.mark.parametrize("name", INTO_ITS_NEIGHBOUR)
def test_that_it_is_locked_is_said_before_that_it_does_not_fit(name: str, desk: Desk, actions: Actions) -> None:
    assert INTO_ITS_NEIGHBOUR[name](actions) == "A04 would stand in A03"
    desk.view_state.lock(["a04"])
    assert INTO_ITS_NEIGHBOUR[name](actions) == "A04 is locked; unlock it first (Shift L)"


def test_what_is_locked_can_be_edited_otherwise(desk: Desk, actions: Actions) -> None:
    desk.view_state.lock(["a04", "a03"])
    assert actions.rename("a04", "Last") == ""
    assert actions.set_in_service(False, ["a04"]) == ""
    assert actions.delete(["a03", "a04"]) == "A03 and 1 more are locked; unlock them first (Shift L)"
    assert actions.move((0.0, 1.2, 0.0), ["a01"]) == ""


@pytest.mark.window
def test_lock_is_a_switch(window: Window) -> None:
    window.desk.select(["a01", "a02"])
    window.commands["lock"].trigger()
    assert window.desk.view_state.locked == {"a01", "a02"}
    window.commands["lock"].trigger()
    assert not window.desk.view_state.locked


# ------------------------------------------------------------ the outliner


@pytest.mark.window
def test_eye_and_lock_of_a_line_are_switches(window: Window) -> None:
    outliner = window.outliners[0]
    tree, model = outliner.tree, outliner.model
    tree.expandAll()
    index = model.index_of("a02")

    def click(from_right: int) -> None:
        rect = tree.visualRect(index)
        at = QPoint(rect.right() - from_right, rect.center().y())
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    click(12)
    assert window.desk.view_state.hidden == {"a02"}
    assert window.desk.selection == ()
    assert model.data(index, HIDDEN_ROLE)
    assert not model.data(model.index_of("a01"), HIDDEN_ROLE)
    assert "Hidden" in str(model.data(index, Qt.ItemDataRole.ToolTipRole))
    click(32)
    assert window.desk.view_state.locked == {"a02"}
    assert model.data(index, LOCKED_ROLE)
    assert not tree.grab().isNull()
    click(12)
    click(32)
    assert not window.desk.view_state.hidden | window.desk.view_state.locked
    click(120)
    assert window.desk.selection == ("a02",)


# ------------------------------------------------------------ bookmarks


@pytest.mark.window
def test_a_bookmark_is_named_recalled_and_deleted(window: Window) -> None:
    responses: Responses = window.responses  # type: ignore[attr-defined]
    looker = Looker()
    window.view = looker  # type: ignore[assignment]
    window.commands["bookmark"].trigger()
    dialog = window.findChild(BookmarkDialog)
    assert dialog.field.text == "View 1"
    dialog.field.edit.setText("  ")
    dialog.finish()
    assert dialog.field.error == "A bookmark needs a name"
    dialog.field.edit.setText("Cold & near")
    dialog.finish()
    looker.camera, start = Camera(), looker.camera
    menu = QMenu(window)
    responses.bookmarks.fill(menu)
    menu.actions()[0].trigger()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    next(entry for entry in responses.entries() if entry.words == "Go to Cold & near").run()
    assert looker.seen in ([start] * 3, [start] * 2)  # without a window manager a key may find no active window
    responses.bookmarks.add("Cold & near", looker.camera)
    assert [mark.distance_m for mark in window.desk.view_state.bookmarks] == [looker.camera.distance_m]
    menu.actions()[-1].menu().actions()[0].trigger()  # type: ignore[attr-defined]
    assert not window.desk.view_state.bookmarks
    window.view = None


# ------------------------------------------------------------ kept per scene


def records(small_scene: list[Record]) -> list[Record]:
    return list(Document(small_scene).records.values())


@pytest.mark.window
def test_each_scene_has_its_own_and_a_copy_takes_it_along(window: Window, asked: Asked, tmp_path: Path) -> None:
    one, two = tmp_path / "one.gigahall", tmp_path / "two.gigahall"
    state, files = window.desk.view_state, window.files
    state.hide(["a01"])
    state.add_bookmark(MARK)
    assert files.save_as(one)
    state.lock(["a02"])
    state.show_layer("Pipes", False)
    kept = state.kept
    assert files.save_as(two)
    state.show_all()
    files.new()
    assert state.kept == ViewState().kept
    assert files.open(one)
    assert state.kept == kept
    assert files.open(two)
    assert (state.hidden, state.locked, state.bookmarks) == (frozenset(), {"a02"}, (MARK,))
    assert b"Row A" not in one.read_bytes()
    assert files.open(one), "edits and loads of another scene have left it alone"
    assert state.kept == kept


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("gigahall.storage.scene_view.save", full)
    said: list[str] = []
    state = ViewState()
    keeper = Keeper(state, lambda: tmp_path / "a.gigahall", said.append)
    keeper.opened()
    state.hide(["a"])
    state.hide(["b"])
    assert said == ["What is hidden, locked and bookmarked is not kept: disk full"]


Keys = st.sets(st.sampled_from("abcdef"))


@given(Keys, Keys, Keys)
def test_show_only_shows_exactly_that(hidden: set[str], wanted: set[str], others: set[str]) -> None:
    state = ViewState()
    state.hide(hidden)
    state.show_only(wanted, set("abcdef"))
    assert state.hidden == set("abcdef") - wanted
    state.hide(others, on=False)
    assert state.hidden == set("abcdef") - wanted - others
