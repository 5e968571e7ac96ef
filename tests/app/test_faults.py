"""What goes wrong in any thread is written down and said, and the window lives on."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.bridge import Bridge
from gigahall.app.collector import Collector
from gigahall.app.desk import Desk
from gigahall.app.dialogs import FaultDialog
from gigahall.app.faults import Faults, Watchdog, log_file, start_logging
from gigahall.app.loader import Loader
from gigahall.scene.document import Document
from gigahall.session.results import EMPTY, Results


@pytest.fixture
def faults(tmp_path: Path) -> Iterator[Faults]:
    made = Faults(lambda: tmp_path / "copy.gigahall")
    made.install()
    yield made
    made.remove()


@pytest.fixture
def logging_on() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    start_logging()
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


def test_an_uncaught_error_is_logged_copied_and_said(faults: Faults, logging_on: None, qtbot: QtBot, tmp_path: Path) -> None:
    try:
        raise ValueError("the pump has no curve")
    except ValueError as error:
        with qtbot.waitSignal(faults.raised) as said:
            sys.excepthook(type(error), error, error.__traceback__)
    assert said.args[0] == "ValueError: the pump has no curve"
    assert faults.last_copy == tmp_path / "copy.gigahall"
    assert "the pump has no curve" in log_file().read_text()
    dialog = FaultDialog(None, said.args[0], said.args[1], log_file(), faults.last_copy)
    qtbot.addWidget(dialog)
    dialog.show()


def test_an_error_in_another_thread_comes_to_the_window(faults: Faults, qtbot: QtBot) -> None:
    def fail() -> None:
        raise RuntimeError("no solution")

    with qtbot.waitSignal(faults.raised) as said:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert said.args[0] == "RuntimeError: no solution"


def test_a_failing_copy_does_not_hide_the_fault(qtbot: QtBot) -> None:
    def no_copy() -> Path:
        raise OSError("disk full")

    made = Faults(no_copy)
    with qtbot.waitSignal(made.raised):
        made.take("x", "trace")
    assert made.last_copy is None


def test_the_watchdog_notes_a_stall(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    dog = Watchdog(stall_s=0.08)
    dog.start()
    with caplog.at_level(logging.WARNING):
        QTimer.singleShot(20, lambda: time.sleep(0.4))
        qtbot.wait(700)
    dog.stop()
    assert dog.stalls
    assert "did not answer" in caplog.text
    assert "test_faults.py" in caplog.text


def test_the_watchdog_holds_no_frame(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A held frame outlives its paint event; its painter would end in the watchdog's thread, which crashes Qt."""
    taken: list[object] = []
    monkeypatch.setattr(sys, "_current_frames", lambda: taken.append(1) or {})
    dog = Watchdog(stall_s=0.05)
    dog.start()
    with caplog.at_level(logging.WARNING):
        QTimer.singleShot(0, lambda: time.sleep(0.3))
        qtbot.wait(400)
    dog.stop()
    assert "did not answer" in caplog.text
    assert taken == []


def test_what_is_for_later_is_loaded_once_it_is_wanted(qtbot: QtBot) -> None:
    loader = Loader(["json"], ["wave"])
    with qtbot.waitSignal(loader.loaded):
        loader.start()
    assert "wave" not in loader.found
    with qtbot.waitSignal(loader.loaded):
        loader.go_on()
    assert loader.found.keys() == {"json", "wave"}
    loader.wait()
    loader = Loader(["json"], ["wave"])
    loader.start()
    loader.wait(10.0)
    assert not loader._thread.is_alive(), "the end does not wait for what nobody wanted yet"


def test_the_loader_says_what_is_there_and_what_is_not(qtbot: QtBot) -> None:
    loader = Loader(["json", "gigahall.no_such_module"])
    found: list[str] = []
    loader.loaded.connect(found.append)
    with qtbot.waitSignal(loader.failed) as said:
        loader.start()
    loader.wait()
    qtbot.waitUntil(lambda: found == ["json"])
    assert said.args[0] == "gigahall.no_such_module"
    assert loader.found["json"].__name__ == "json"


class Solver:
    """Solves in a thread of its own, as the session does: says stale at once and many results later."""

    def __init__(
        self, document: Document, on_results: Callable[[Results], None], on_state: Callable[[str], None], on_progress: object
    ) -> None:
        self.results, self.fault = EMPTY, None
        self._thread = threading.Thread(target=self._work, args=(on_results, on_state))
        self._thread.start()

    def _work(self, on_results: Callable[[Results], None], on_state: Callable[[str], None]) -> None:
        for revision in range(1, 200):
            self.results = Results(revision, "live", {"pue": 1.0 + revision}, {}, {})
            on_results(self.results)
        on_results(Results(200, "settled", {"pue": 2.0}, {}, {}))
        on_state("settled")

    def close(self, timeout_s: float = 30.0) -> None:
        self._thread.join(timeout_s)


def test_results_cross_threads_and_only_the_newest_counts(qtbot: QtBot, qapp: QApplication) -> None:
    desk = Desk(Document())
    threads: list[int] = []
    desk.results_changed.connect(lambda: threads.append(threading.get_ident()))
    desk.bridge.start(Solver)
    qtbot.waitUntil(lambda: desk.state == "settled" and desk.results.revision == 200)
    assert set(threads) == {threading.get_ident()}
    assert len(threads) < 200
    desk.close()


def test_edits_reach_the_window_at_once() -> None:
    document = Document()
    bridge = Bridge(document)
    seen: list[object] = []
    bridge.changed.connect(seen.append)
    with document.edit("Title") as edit:
        edit.replace("scene", title="Hall")
    bridge.close()
    with document.edit("Title") as edit:
        edit.replace("scene", title="Other")
    assert len(seen) == 1


def test_one_turn_collects_one_generation_and_leaves_out_what_was_there_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = Collector()
    collected: list[int] = []
    monkeypatch.setattr("gigahall.app.collector.gc.collect", collected.append)
    for count, due in (((9_000, 0, 0), [0]), ((9_000, 13, 0), [1]), ((9_000, 13, 13), [2]), ((7_000, 12, 12), [])):
        collected.clear()
        monkeypatch.setattr("gigahall.app.collector.gc.get_count", lambda count=count: count)
        collector.check()
        assert collected == due
    monkeypatch.undo()
    kept = [[] for _ in range(50_000)]
    collector.start()
    collector.settle()
    assert len(gc.get_objects()) < len(kept), "a full collection would walk them"
    collector.stop()
    assert len(gc.get_objects()) > len(kept)


def test_cycles_are_collected_in_the_windows_thread_only(qtbot: QtBot) -> None:
    assert gc.isenabled()
    collector = Collector()
    collector.start()
    where: list[int] = []

    class Knot:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            where.append(threading.get_ident())

    def allocate() -> None:
        for _ in range(20_000):
            Knot()

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(where) == 20_000)
    collector.stop()
    assert set(where) == {threading.get_ident()}
    assert gc.isenabled()
