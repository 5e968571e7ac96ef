"""The life of a scene file: nothing is lost without a question, and what a crash left is offered back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.conftest import Asked

from gigahall import paths
from gigahall.app.actions import Actions
from gigahall.app.asking import Twice
from gigahall.app.desk import Desk
from gigahall.app.files import READ_ONLY, Asker, Files
from gigahall.scene.document import Document
from gigahall.scene.joints import Joints
from gigahall.scene.record import Record, Scene
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


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading a file waits until this is set."""
    opened = threading.Event()
    usual = scene_file.load

    def load(*args: object, **more: object) -> scene_file.Loaded:
        opened.wait(10.0)
        return usual(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("gigahall.app.reading.scene_file.load", load)
    return opened


def test_the_window_answers_while_a_file_is_read_and_refuses_edits(
    files: Files, gate: threading.Event, small_scene: list[Record], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hall.gigahall"
    scene_file.save(path, small_scene)
    files.new()
    told: list[bool | None] = []
    files.fetch(path, told.append)
    assert told == [] and files.path is None, "it is still being read"
    assert files.refusal() == "hall is being opened"
    gate.set()
    qtbot.waitUntil(lambda: told == [True])
    assert files.path == path and "a01" in files._desk.document.records
    assert files.refusal() == ""


def test_what_is_read_is_put_in_order_by_the_reader(
    files: Files, small_scene: list[Record], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hall.gigahall"
    scene_file.save(path, small_scene)
    threads: list[str] = []
    usual = Joints.__init__

    def watched(joints: Joints, records: Iterable[Record] = ()) -> None:
        records = list(records)
        threads.extend([threading.current_thread().name] if len(records) >= len(small_scene) else [])
        usual(joints, records)

    monkeypatch.setattr(Joints, "__init__", watched)
    told: list[bool | None] = []
    files.fetch(path, told.append)
    qtbot.waitUntil(lambda: told == [True])
    assert threads == ["gigahall-reader"]


def test_a_file_that_is_read_can_be_cancelled_and_the_newest_wish_wins(
    files: Files, gate: threading.Event, small_scene: list[Record], tmp_path: Path, qtbot: QtBot
) -> None:
    paths_ = [tmp_path / f"{name}.gigahall" for name in "abc"]
    for path in paths_:
        scene_file.save(path, small_scene)
    files.new()
    told: list[tuple[str, bool | None]] = []
    files.fetch(paths_[0], lambda is_open: told.append(("a", is_open)))
    files.reading.cancel()
    assert told == [("a", None)] and files.path is None and files.refusal() == ""
    files.fetch(paths_[1], lambda is_open: told.append(("b", is_open)))
    files.fetch(paths_[2], lambda is_open: told.append(("c", is_open)))
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 3)
    qtbot.wait(50)
    assert told == [("a", None), ("b", None), ("c", True)]
    assert files.path == paths_[2]


def test_a_bad_file_and_an_edit_made_meanwhile(
    files: Files, asked: Asker, gate: threading.Event, small_scene: list[Record], tmp_path: Path, qtbot: QtBot
) -> None:
    bad, good = tmp_path / "bad.gigahall", tmp_path / "good.gigahall"
    bad.write_text("{")
    scene_file.save(good, small_scene)
    files.new(small_scene)
    told: list[bool | None] = []
    files.fetch(bad, told.append)
    gate.set()
    qtbot.waitUntil(lambda: told == [False])
    assert "bad.gigahall cannot be opened" in asked.complaints[0]  # type: ignore[attr-defined]
    gate.clear()
    files.fetch(good, told.append)
    edit(files)  # past the actions, as an undo would
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [False, None] and files.is_modified, "the user was asked and stays"


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
    shutil.copytree(kept, recovery.sessions_dir() / "20260101T000000Z-1-abcdef")
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


def test_save_as_adds_the_suffix_before_asking_about_the_file_that_is_there(
    files: Files, asked: Asked, small_scene: list[Record], tmp_path: Path
) -> None:
    victim = tmp_path / "victim.gigahall"
    victim.write_bytes(b"precious")
    files.new(small_scene)
    asked.to_save = tmp_path / "victim"
    assert not files.save_as()
    assert asked.questions == ["replace victim.gigahall"]
    assert victim.read_bytes() == b"precious"
    asked.to_save, asked.may_overwrite = tmp_path / "victim", True
    assert files.save_as()
    assert files.path == victim
    asked.questions.clear()
    assert files.save_as(), "the own file again needs no question"
    assert asked.questions == []


@given(title=st.text(max_size=200).filter(lambda text: "\ud800" > max(text, default="a") or min(text) > "\udfff"))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(title="/etc/passwd")
@example(title="../../x")
@example(title="a\0b")
def test_no_title_leads_out_of_the_folder(files: Files, asked: Asked, title: str) -> None:
    files.new([Scene(title=title)])
    files.save_as()
    files.place_to_export("Export", files.stem, {".pdf": "PDF"})
    assert [path.parent for path in asked.suggested[-2:]] == [Path.home()] * 2


def test_a_sample_is_opened_as_an_untitled_copy_and_never_written(files: Files, asked: Asked) -> None:
    sample = paths.scene_file("four-panels")
    before = sample.read_bytes()
    assert files.open(sample)
    assert files.path is None
    assert not files.is_modified
    assert files.refusal() == ""
    with files._desk.document.edit("Change") as change:
        change.replace("scene", title="Mine")
    assert not files.save(), "it has no place yet"
    asked.to_save, asked.may_overwrite = sample, True
    assert not files.save()
    assert "belongs to the program" in asked.complaints[-1]
    assert files.place_to_export("Export", "x", {".gigahall": "Scene"}) is None
    assert sample.read_bytes() == before
    assert paths.from_text(files.settings.last_folder or ".") != sample.parent


def test_fields_beyond_their_bounds_open_read_only_and_named(files: Files, asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "far.gigahall"
    path.write_bytes(
        b'{"gigahall":{"format":"gigahall-scene","version":1},\n"records":[\n'
        b'{"kind":"rack_air","id":"R1","name":"R1","at_m":[1e18,0.0,0.0]}\n]}\n'
    )
    before = path.read_bytes()
    assert files.open(path)
    assert "R1: at_m[0] is 1e+18, allowed is -20000 to 20000 m" in asked.complaints[-1]
    assert Actions(files._desk).document.records["R1"].at_m == (20e3, 0.0, 0.0)  # type: ignore[attr-defined]
    assert "beyond their bounds" in files.refusal()
    asked.to_save, asked.may_overwrite = path, True
    assert not files.save()
    assert path.read_bytes() == before
    asked.to_save = tmp_path / "near.gigahall"
    assert files.save()
    assert not files.is_read_only
    assert scene_file.load(tmp_path / "near.gigahall")


@pytest.mark.parametrize(("answer", "opened", "editable"), [("cancel", False, True), ("read-only", True, False), ("open", True, True)])
def test_a_scene_open_in_another_window_says_so_at_opening(
    files: Files, asked: Asked, small_scene: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    answer: Twice, opened: bool, editable: bool,
) -> None:  # fmt: skip
    path = tmp_path / "hall.gigahall"
    scene_file.save(path, small_scene)
    monkeypatch.setattr(recovery, "open_elsewhere", lambda scene: 4711)
    asked.twice = answer
    assert files.open(path) is opened
    assert asked.questions == ["twice hall.gigahall"]
    assert (files.refusal() == "") is editable
    if answer == "read-only":
        asked.to_save = path
        assert not files.save()
        assert "another window" in asked.complaints[-1]


def test_revert_asks_and_takes_the_file_again(files: Files, asked: Asked, small_scene: list[Record], tmp_path: Path) -> None:
    files.new(small_scene)
    assert not files.revert(), "nothing to go back to"
    files.save_as(tmp_path / "a.gigahall")
    edit(files)
    assert not files.revert()
    assert files._desk.document.records["a01"].rated_w == 100e3  # type: ignore[attr-defined]
    asked.may_overwrite = True
    assert files.revert()
    assert files._desk.document.records["a01"].rated_w == 135e3  # type: ignore[attr-defined]
    assert not files.is_modified
    assert len(asked.questions) == 2


def test_the_loss_of_autosave_is_said_at_once_and_once(
    files: Files, small_scene: list[Record], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.new(small_scene)
    said: list[str] = []
    files.autosave_lost.connect(said.append)

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gigahall.storage.trail.save_bytes", full)
    monkeypatch.setattr("gigahall.storage.journal.write_all", full)
    for watts in (101e3, 102e3, 103e3):
        edit(files, watts)
        qtbot.wait(20)
    assert len(said) == 1
    assert "Autosave is not working" in said[0]
    monkeypatch.undo()
    edit(files, 104e3)
    qtbot.waitUntil(lambda: files._trail is not None and not files._trail.trouble)
