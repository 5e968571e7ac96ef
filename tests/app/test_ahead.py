"""What a second process solves ahead is shown where it is of the file that is open, and only there."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall import cli
from gigahall.app.ahead import Ahead
from gigahall.app.bridge import Bridge
from gigahall.app.start import Opening, Program
from gigahall.paths import scenes_dir
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.session.apart import Answer, Fault
from gigahall.session.jobs import quiet
from gigahall.session.results import Results
from gigahall.storage import scene_file
from gigahall.templates.four_panels import four_panels


class Said:
    """A call that says this."""

    def __init__(self, *frames: object) -> None:
        self._frames = frames
        self.is_killed = False

    def frames(self) -> Iterator[object]:
        yield from self._frames

    def kill(self) -> None:
        self.is_killed = True


@pytest.mark.parametrize("frame", [Fault("Crash", "it died"), Answer(None)])
def test_without_an_answer_it_is_over_all_the_same(frame: object, qapp: QApplication, qtbot: QtBot) -> None:
    call = Said(frame)
    ahead = Ahead(call)  # type: ignore[arg-type]
    with qtbot.waitSignal(ahead.over):
        ahead.start()
    assert ahead.is_over and ahead.found is None
    ahead.close()
    assert call.is_killed


@pytest.mark.parametrize("way", ["the same file", "another file", "edited meanwhile"])
def test_it_is_shown_for_the_file_that_is_open(
    way: str, qapp: QApplication, qtbot: QtBot, small_scene: list[Record], make_results: Callable[..., Results], tmp_path: Path
) -> None:
    path = tmp_path / "hall.gigahall"
    mark = scene_file.save(path, small_scene)
    results = make_results(revision=0, power={"a01": {"p_w": 1e5}})
    call = Said(Answer(("of another file" if way == "another file" else mark, results)))
    program = Program(qapp, Opening(ahead=call))  # type: ignore[arg-type]
    assert program._ahead is not None
    window, desk = program.window, program.window.desk
    assert window.files.open(path)
    if way == "edited meanwhile":
        with desk.document.edit("Change") as change:
            change.replace("a01", rated_w=1e5)
    program._ahead.over.connect(program._present)
    with qtbot.waitSignal(program._ahead.over):
        program._ahead.start()
    assert desk.has_results is (way == "the same file")
    if desk.has_results:
        assert desk.state == "settled" and desk.value("a01", "power.p_w") == 1e5
    desk.document.mark_saved()
    window.close()
    window.deleteLater()


def test_the_session_does_not_say_the_same_again(
    qapp: QApplication, qtbot: QtBot, small_scene: list[Record], make_results: Callable[..., Results]
) -> None:
    document = Document(small_scene)
    bridge = Bridge(document)
    seen: list[Results] = []
    bridge.solved.connect(seen.append)
    first = make_results(revision=document.revision)
    bridge.present(first)
    bridge._on_results(dataclasses.replace(first, state="live"))
    bridge._on_results(dataclasses.replace(first, revision=first.revision + 1, state="live"))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is first and seen[1].revision == first.revision + 1
    bridge.close()


def test_what_is_solved_ahead_is_what_the_file_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scene.gigahall"
    path.write_bytes(scene_file.encode(four_panels()))
    monkeypatch.setattr("gigahall.session.warm.is_ready", lambda: True)
    found = cli.solve_ahead(str(path), progress=quiet, stop=lambda: False)
    assert found is not None
    assert found[0] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found[1].state == "settled" and found[1].key_figures["it_w"] > 0.0  # type: ignore[operator]
    monkeypatch.setattr("gigahall.session.warm.is_ready", lambda: False)
    assert cli.solve_ahead(str(path), progress=quiet, stop=lambda: False) is None, "compiling is the window's to show"


@pytest.mark.parametrize(("compiled", "processors", "begins"), [(True, 2, True), (True, 1, False), (False, 2, False)])
def test_it_begins_where_there_is_a_second_processor(
    compiled: bool, processors: int, begins: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    monkeypatch.setattr("gigahall.session.apart.Call", lambda *call, **more: calls.append(call) or "begun")
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    if compiled:
        (tmp_path / "ready-1").touch()
    assert (cli.begin_ahead("hall.gigahall") == "begun") is begins
    assert calls == ([(cli.solve_ahead, ("hall.gigahall",))] if begins else [])


def test_without_a_window_nobody_goes_on_solving(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ended: list[str] = []
    monkeypatch.setattr(cli, "begin_ahead", lambda scene: SimpleNamespace(close=lambda: ended.append(scene)))
    monkeypatch.setattr("gigahall.app.start.has_display", lambda: False)
    scene = str(scenes_dir() / "superpod-gb300.gigahall")
    assert cli.main(["open", scene]) == 2
    assert ended == [scene] and "no display" in capsys.readouterr().err
