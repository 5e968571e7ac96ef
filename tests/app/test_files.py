"""The life of a scene file: nothing is lost without a question, and what a crash left is offered back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.app.files import READ_ONLY, Asker, Files
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage import recovery, scene_file


@pytest.fixture
def files(qapp: QApplication, asked: Asker) -> Iterator[Files]:
    desk = Desk(Document())
    made = Files(desk, asked)
    yield made
    made.leave()
    desk.close()


def edit(files: Files, rated_w: float = 100e3) -> None:
    with files._desk.document.edit("Change") as change:
        change.replace("a01", rated_w=rated_w)


def test_new_edit_save_open(files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path) -> None:
    assert files.new(small_scene)
    assert not files.is_modified
    edit(files)
    assert files.is_modified
    asked.to_save = tmp_path / "hall"  # type: ignore[attr-defined]
    assert files.save()
    path = tmp_path / "hall.gigahall"
    assert files.path == path
    assert not files.is_modified
    first = path.read_bytes()
    assert files.save()
    assert path.read_bytes() == first
    assert files.new()
    assert files.open(path)
    assert files._desk.document.records["a01"].rated_w == 100e3  # type: ignore[attr-defined]
    assert files.recent == [path]
    assert files.name == "hall"


@pytest.mark.parametrize(("answer", "left"), [("cancel", False), ("discard", True), ("save", True)])
def test_unsaved_work_is_asked_about(
    files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path, answer: str, left: bool
) -> None:
    files.new(small_scene)
    files.save_as(tmp_path / "a.gigahall")
    edit(files)
    asked.answer = answer  # type: ignore[attr-defined]
    assert files.new() is left
    assert asked.questions == ["a"]  # type: ignore[attr-defined]
    saved = {record.id: record for record in scene_file.load(tmp_path / "a.gigahall").records}
    assert (saved["a01"].rated_w == 100e3) is (answer == "save")  # type: ignore[attr-defined]


def test_a_template_counts_as_unsaved(files: Files, small_scene: list[Record]) -> None:
    files.new(small_scene, is_template=True)
    assert files.is_modified
    assert files.path is None


def test_a_bad_file_leaves_everything_as_it_was(files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path) -> None:
    files.new(small_scene)
    before = dict(files._desk.document.records)
    bad = tmp_path / "bad.gigahall"
    bad.write_text('{"gigahall":{"format":"gigahall-scene","version":1},"records":[{"kind":"rack_liquid","id":"x","name":3}]}')
    assert not files.open(bad)
    assert "bad.gigahall" in asked.complaints[0]  # type: ignore[attr-defined]
    assert dict(files._desk.document.records) == before
    assert files.path is None


def test_a_newer_version_is_read_only(files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path) -> None:
    path = tmp_path / "new.gigahall"
    scene_file.save(path, small_scene)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":99', 1))
    assert files.open(path)
    assert files.is_read_only
    actions = Actions(files._desk)
    actions.read_only = files.refusal
    assert actions.move((0.6, 0.0, 0.0), ["a04"]) == READ_ONLY
    asked.to_save = tmp_path / "copy.gigahall"  # type: ignore[attr-defined]
    assert files.save()
    assert not files.is_read_only
    assert actions.move((0.6, 0.0, 0.0), ["a04"]) == ""
    assert b'"version":99' in path.read_bytes()


def test_a_file_changed_by_others_is_not_overwritten_silently(
    files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path
) -> None:
    files.new(small_scene)
    files.save_as(tmp_path / "a.gigahall")
    (tmp_path / "a.gigahall").write_bytes((tmp_path / "a.gigahall").read_bytes() + b"\n")
    edit(files)
    assert not files.save()
    assert len(asked.questions) == 1  # type: ignore[attr-defined]
    asked.may_overwrite = True  # type: ignore[attr-defined]
    assert files.save()


def test_work_of_a_crashed_session_is_offered_back(
    files: Files, asked: Asker, small_scene: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.new(small_scene)
    files.save_as(tmp_path / "a.gigahall")
    edit(files, 111e3)
    assert files.rescue() is not None
    trail = files._trail
    assert trail is not None
    kept = tmp_path / "kept"
    shutil.copytree(trail.folder, kept)  # a kill -9 would leave the folder as it is now
    files.leave()
    info = recovery.read_info(kept)
    assert info is not None
    gone = kept / recovery.INFO
    gone.write_bytes(gone.read_bytes().replace(f'"pid":{info.pid}'.encode(), b'"pid":999999999'))
    shutil.copytree(kept, recovery.sessions_dir() / "crashed")
    (item,) = files.recoverable()
    assert item.edits == 1
    assert files.restore(item)
    assert files._desk.document.records["a01"].rated_w == 111e3  # type: ignore[attr-defined]
    assert files.path == tmp_path / "a.gigahall"
    assert files.is_modified
    assert files.recoverable() == []


def test_a_clean_end_leaves_nothing_to_recover(files: Files, small_scene: list[Record]) -> None:
    files.new(small_scene)
    edit(files)
    files.leave()
    assert files.recoverable() == []


def test_settings_survive(files: Files) -> None:
    files.change_settings(theme="dark", units="us")
    again = Files(files._desk, files.asker)
    assert (again.settings.theme, again.settings.units) == ("dark", "us")
