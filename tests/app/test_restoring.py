"""Earlier saves can be looked through and taken back, and that can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.app.conftest import Asked

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.app.restoring import RestoreDialog, difference_words
from gigahall.app.window import Window
from gigahall.scene.diff import between
from gigahall.scene.record import Connection, Record, Scene, replace
from gigahall.storage import scene_file
from gigahall.storage.backups import list_backups


@pytest.fixture
def file(desk: Desk, actions: Actions, tmp_path: Path) -> Path:
    """Three saves: as made, a rack gone, another one renamed."""
    path = tmp_path / "hall.gigahall"
    for edit in (lambda: None, lambda: actions.delete(["a01"]), lambda: actions.rename("a02", "Renamed")):
        edit()
        scene_file.save(path, desk.document.records.values())
    return path


def test_each_earlier_save_says_what_it_differs_in(qtbot: QtBot, desk: Desk, actions: Actions, file: Path) -> None:
    found = list_backups(file)
    dialog = RestoreDialog(None, "hall", found, desk.document.records, actions.restore)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: all(words.text() != "reading" for words in dialog.differences))
    assert [words.text() for words in dialog.differences] == ["A02 changed", "A02 changed, A01 added"]
    before = dict(desk.document.records)
    dialog.buttons_back[1].click()
    assert desk.element("a01") is not None
    assert desk.element("a02").name == "A02"  # type: ignore[union-attr]
    assert desk.document.undo_name.startswith("Restore the save of ")
    desk.document.undo()
    assert dict(desk.document.records) == before


def test_a_torn_earlier_save_is_named_and_not_taken(qtbot: QtBot, desk: Desk, actions: Actions, file: Path) -> None:
    found = list_backups(file)
    found[0].file.write_bytes(b"{")
    dialog = RestoreDialog(None, "hall", found, desk.document.records, actions.restore)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "ends in the middle" in dialog.differences[0].text())
    assert not dialog.buttons_back[0].isEnabled()


def test_differences_are_told_in_words(small_scene: list[Record]) -> None:
    now = {record.id: record for record in small_scene}
    joints = {f"j{k}": Connection(id=f"j{k}", a=f"a0{k}.supply", b="tcs-s.tap") for k in (1, 2)}
    racks = {key: replace(now[key], name=f"new {key}") for key in ("a01", "a02", "a03")}
    assert difference_words(between(now, now)) == "as the scene is now"
    assert difference_words(between(now, now | {"a01": racks["a01"]})) == "new a01 changed"
    assert difference_words(between(now, now | racks | joints)) == "3 elements changed, 2 connections added"
    gone = dict.fromkeys(("a01", "a02", "j1"))
    assert difference_words(between(now | joints, now | joints | gone)) == "A01 and A02 removed, 1 connection removed"
    assert difference_words(between({"scene": Scene()}, {"scene": Scene(title="Other")})) == "scene settings changed"


def test_a_damaged_file_offers_its_newest_earlier_save(window: Window, asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "hall.gigahall"
    assert window.files.save_as(path)
    window.actions_.rename("a01", "Second")
    assert window.files.save()
    window.actions_.rename("a01", "Third")
    assert window.files.save()
    path.write_bytes(path.read_bytes()[:200])
    damaged = path.read_bytes()
    assert not window.files.open(path), "not wanted"
    assert asked.questions[-1] == "hall.gigahall cannot be opened"
    asked.may_overwrite = True
    list_backups(path)[0].file.write_bytes(b"{")  # the newest of them is torn too
    assert window.files.open(path)
    assert window.desk.document.find("a01").name == "A01"
    assert (window.files.path, window.files.is_modified, path.read_bytes()) == (path, True, damaged)
    assert window.files.save(), "asked once more, as the file is not what was opened"
    assert not window.files.is_modified and scene_file.load(path).records


def test_a_damaged_file_without_earlier_saves_says_what_to_do(window: Window, asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "hall.gigahall"
    path.write_bytes(b"{")
    assert not window.files.open(path)
    assert "hall.gigahall cannot be opened" in asked.complaints[-1] and "earlier copy" in asked.complaints[-1]


def test_what_needs_a_file_is_offered_with_one(window: Window, tmp_path: Path) -> None:
    assert not window.commands["restore"].isEnabled()
    window.files.save_as(tmp_path / "a.gigahall")
    assert window.commands["restore"].isEnabled()
    assert not window.commands["revert"].isEnabled()
    window.actions_.rename("a01", "Other")
    assert window.commands["revert"].isEnabled()
    window.files.save()
    window.commands["start_page"].trigger()
    assert not window.commands["restore"].isEnabled()
