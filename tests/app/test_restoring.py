"""Earlier saves can be looked through and taken back, and that can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.app.restoring import RestoreDialog
from gigahall.app.window import Window
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
    assert [words.text() for words in dialog.differences] == ["changes 1", "adds 1, changes 1"]
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
