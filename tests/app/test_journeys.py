"""Five journeys through the real program: its window, its solvers, its 3D view, its files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.dialogs import RecoveryDialog
from gigahall.app.files import Answer
from gigahall.app.start import Opening, Program
from gigahall.app.window import Window
from gigahall.kinds import catalogue
from gigahall.kinds.registry import kind_of
from gigahall.paths import scene_file
from gigahall.session import headless
from gigahall.session.results import Problem
from gigahall.storage import scene_file as storage

pytestmark = pytest.mark.window

SETTLE_MS = 120_000
Start = Callable[..., Program]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, asked: object) -> Iterator[Start]:
    """Starts the program as the command line does; ends it, its threads and windows afterwards."""
    running: list[Program] = []

    def begin(scene: str | None = None, **more: object) -> Program:
        path = str(scene_file(scene)) if scene and not os.path.isabs(scene) else scene
        program = Program(qapp, Opening(path, size=(1280, 800), **more))  # type: ignore[arg-type]
        qtbot.addWidget(program.window)
        program.window.files.asker = asked  # type: ignore[assignment]
        running.append(program)
        program.begin()
        if scene:
            settle(qtbot, program.window)
        return program

    yield begin
    for program in running:
        answer: Answer = "discard"
        asked.answer = answer  # type: ignore[attr-defined]
        program.window.close()
        program.loader.wait()
        qapp.processEvents()


def settle(qtbot: QtBot, window: Window) -> None:
    """Wait until what is shown is the settled solution of what is there."""
    desk = window.desk

    def done() -> bool:
        assert desk.state != "failed", desk.bridge.session.fault if desk.bridge.session else ""
        return desk.results.state == "settled" and desk.results.revision == desk.document.revision and not desk.is_stale

    qtbot.waitUntil(done, timeout=SETTLE_MS)


def problems(window: Window, name: str, severity: str = "error") -> list[Problem]:
    key = window.desk.document.find(name).id
    return [p for p in window.desk.results.problems if p.element == key and p.severity == severity]


def shown(window: Window, name: str, path: str) -> str:
    """The digits the inspector shows for an element's result."""
    window.desk.select([window.desk.document.find(name).id])
    return window.inspector.bars[path].reading.value


def press(qtbot: QtBot, window: Window, key: Qt.Key) -> None:
    window.activateWindow()
    window.slot.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or window, key)


def test_the_reversed_rack_is_found_turned_and_cured(start: Start, qtbot: QtBot) -> None:
    window = start("air-hall").window
    row = next(row for row in window.bottom.problems.rows if row.element == "R2-06")
    assert row.severity == "error"
    assert "inlet" in row.sentence.lower()
    with qtbot.waitSignal(window.desk.framed):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert [element.name for element in window.desk.selected] == ["R2-06"]
    before = float(shown(window, "R2-06", "air.inlet_max_c"))
    press(qtbot, window, Qt.Key.Key_R)
    press(qtbot, window, Qt.Key.Key_R)
    assert window.desk.selected[0].turn_deg == 0
    assert window.desk.document.undo_name == "Turn R2-06"
    settle(qtbot, window)
    after = float(shown(window, "R2-06", "air.inlet_max_c"))
    assert after < 27.0 < before
    assert problems(window, "R2-06") == []


def test_a_lost_panel_shows_on_the_other_three(start: Start, qtbot: QtBot) -> None:
    """Solved table of the four-panel hall: 417 V behind 2.88 + j2.40 mohm, constant power, pf 0.98, even division.

    The table has whips without length; the 10 m whips of the scene lose 0.1 % more.
    """
    window = start("four-panels").window
    window.desk.select([window.desk.document.find("RPP-A").id])
    window.inspector.switch.click()
    settle(qtbot, window)
    for name in ("RPP-B", "RPP-C", "RPP-D"):
        key = window.desk.document.find(name).id
        assert window.desk.value(key, "power.v_v") == pytest.approx(413.42, rel=1e-3)
        assert window.desk.value(key, "power.i_a") == pytest.approx(625.1, rel=2e-3)
        assert shown(window, name, "power.v_v") == "413"
    racks = [e for e in window.desk.document.elements() if e.name.startswith("R") and "edp" in e.__struct_fields__]
    window.desk.select([rack.id for rack in racks])
    window.inspector.editors["edp"].committed.emit(1.5)
    settle(qtbot, window)
    for name in ("RPP-B", "RPP-C", "RPP-D"):
        (over,) = problems(window, name)
        assert over.value == pytest.approx(1.02, abs=0.005)
        assert over.text.startswith(name)


def test_a_lost_cdu_and_a_hot_day(start: Start, qtbot: QtBot) -> None:
    window = start("superpod-gb300").window
    desk = window.desk
    cdu_1, cdu_2 = (desk.document.find(name).id for name in ("CDU-1", "CDU-2"))
    alone = desk.value(cdu_2, "coolant.heat_w")
    assert alone is not None
    window.actions_.set_in_service(False, [cdu_1])
    settle(qtbot, window)
    assert desk.value(cdu_2, "coolant.heat_w") == pytest.approx(2 * alone, rel=0.03)
    assert not [p for p in desk.results.problems if p.severity == "error"]
    window.actions_.undo()
    assert window.actions_.set_ambient(dry_bulb_c=38.9) == ""
    window.actions_.set_in_service(False, [desk.document.find(name).id for name in ("DC-1", "DC-2", "CH-3")])
    settle(qtbot, window)
    red = [p for p in desk.results.problems if p.severity == "error"]
    assert red
    assert all(desk.name_of(p.element) in p.text for p in red)
    assert any(p.cure for p in red)
    assert window.bottom.header.bar.tabText(0).startswith("Problems  ")


def test_a_hall_from_nothing(start: Start, qtbot: QtBot) -> None:
    program = start()
    window = program.window
    window.start.empty_wanted.emit()
    qtbot.waitUntil(lambda: window.desk.bridge.session is not None, timeout=SETTLE_MS)
    actions, desk = window.actions_, window.desk

    def place(kind: str, x: float, y: float, turn: int = 0, find: str = "") -> str:
        item = next(i for i in catalogue.items(kind) if find in i.name.lower())
        assert actions.place(item.id, (x, y, 0.0), turn) == ""
        return desk.selection[0]

    hall = place("hall", 0.0, 0.0, find="raised")
    rack = place("rack_air", 5.1, 4.2)
    crah = place("crah", 1.2, 2.1, 90)
    place("tile", 5.1, 3.3)
    place("tile", 5.7, 3.3)
    panel = place("panel", 8.1, 7.5)
    feed = place("utility", 20.0, 3.0)
    assert desk.element(rack).hall == hall  # type: ignore[union-attr]
    assert desk.element(crah).hall == hall  # type: ignore[union-attr]
    transformer = place("transformer", 20.0, 9.0)
    for chosen in ([transformer], [panel], [rack], [crah]):
        desk.select(chosen)
        window.commands["nearest"].trigger()
    assert desk.document.connections_of(feed)
    assert desk.document.connections_of(rack)
    settle(qtbot, window)
    assert desk.value(rack, "power.p_w") is not None
    assert desk.results.exit_code == 0


def test_work_survives_a_kill(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    """A second program edits and is killed; the next start offers its work back."""
    path = tmp_path / "hall.gigahall"
    storage.save(path, storage.load(scene_file("four-panels")).records)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "edited"
    time.sleep(1.5)  # an edit is on the disk within a second
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    window = start().window
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryDialog)), timeout=5000)
    dialog = window.findChildren(RecoveryDialog)[0]
    (item,) = window.files.recoverable()
    dialog._recover(item)
    assert window.desk.document.find("Rack one").id
    assert window.files.path == path
    assert window.files.is_modified


CHILD = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gigahall.app.window import Window
app = QApplication([])
window = Window()
window.files.open(Path(sys.argv[1]))
window.actions_.rename(window.desk.document.find("R1").id, "Rack one")
print("edited", flush=True)
app.exec()
"""


def test_what_is_shown_is_what_the_file_solves_to(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    """After a move the window's numbers equal those of the saved file, to the digits shown; swapped racks swap inlets."""
    window = start("air-hall").window
    desk = window.desk
    r1, r2 = (desk.document.find(name).id for name in ("R1-01", "R1-06"))
    assert window.actions_.swap(r1, r2) == ""
    settle(qtbot, window)
    path = tmp_path / "swapped.gigahall"
    assert window.files.save_as(path)
    solved = headless.solved({record.id: record for record in storage.load(path).records})
    for key in (r1, r2):
        kind = kind_of(desk.element(key))  # type: ignore[arg-type]
        for result in kind.keys:
            alone, here = solved.value(key, result), desk.value(key, result)
            assert here == pytest.approx(alone, rel=5e-3, abs=0.05)
