"""Journey 1: find the reversed rack of the air hall in the problems list, frame it with one click, turn it, be done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from tests.journeys.conftest import Start
from tests.journeys.person import Key

pytestmark = pytest.mark.window


class Windows(QObject):
    """Notes every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_reversed_rack_is_found_and_turned(start: Start, qapp: QApplication) -> None:
    person = start("air-hall")
    person.look("opened")
    assert any("R2-06" in line for line in person.problems("error"))
    row = person.problem_rows("R2-06")[0]
    windows = Windows()
    qapp.installEventFilter(windows)
    person.click(row)
    assert person.desk.selection == (person.find("R2-06").id,)
    person.settle()
    assert person.is_framed(["R2-06"])
    qapp.removeEventFilter(windows)
    assert windows.shown == []  # a part shown before it has its place would flash up and take the keys
    person.look("framed")
    before = person.find("R2-06").turn_deg
    person.press(Key.Key_R)
    person.press(Key.Key_R)
    assert (person.find("R2-06").turn_deg - before) % 360 == 180
    person.settle()
    person.look("turned")
    assert person.problems("error") == []
