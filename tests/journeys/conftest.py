"""The program as `gigahall open` starts it, with everything behind it: solver, 3D view, plots, autosave, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.journeys.person import Person

from gigahall.app import style
from gigahall.app.start import Opening, Program
from gigahall.paths import scene_file

SIZE = (1600, 1000)
Start = Callable[..., Person]


@pytest.fixture
def start(qapp: QApplication, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Start the program; a scene of the house is opened from a copy of its file, so that saving harms nothing."""
    style.wear(qapp, "light")
    programs: list[Program] = []
    faults: list[str] = []
    name = request.node.name.removeprefix("test_")

    def begin(scene: str = "", path: Path | None = None) -> Person:
        if scene:
            path = tmp_path / f"{scene}.gigahall"
            path.write_bytes(scene_file(scene).read_bytes())
        program = Program(qapp, Opening(str(path) if path else None, size=SIZE))
        program.faults.raised.connect(lambda line, trace: faults.append(trace))
        programs.append(program)
        program.begin()
        person = Person(program, name)
        person.wait(lambda: not program._slow, "the slow modules")
        person.come_forward()
        if path is not None:
            person.settle()
        return person

    yield begin
    while programs:
        end(programs.pop())
    assert faults == []


def end(program: Program) -> None:
    """Close the window without a question and let go of everything."""
    program.loader.wait()
    program.window.desk.document.mark_saved()
    program.window.close()
    QTest.qWait(20)  # pictures that are still on their way arrive
    program.window.deleteLater()
    program.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.qWait(0)
