"""A life of a scene in one window: place, connect, move, turn, array, switch off, delete; undo to the start; redo; save; reopen.

What a killed program had is recovered in test_recovery.py.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from tests.journeys.conftest import Start
from tests.journeys.person import CONTROL, SHIFT, Key, Person
from tests.journeys.test_loop import drag_by

from gigahall.app.components.card import RecentCard
from gigahall.app.dialogs import NumbersDialog
from gigahall.scene.record import Record

pytestmark = pytest.mark.window


def test_a_scene_is_edited_undone_redone_saved_and_reopened(start: Start) -> None:
    person = start("air-hall")
    at_first = records(person)
    rack = person.place("rack_6kw", 6.3, 0.9)
    assert person.desk.document.undo_name == f"Place {rack}"
    person.press(Key.Key_C, SHIFT)
    assert len(person.desk.document.connections_of(person.find(rack).id)) == 2
    person.settle()
    assert person.value(rack, "power.p_w") == pytest.approx(6000.0)

    drag_by(person, rack, (0.0, 0.6, 0.0))
    person.press(Key.Key_Left)
    person.press(Key.Key_R)
    moved = person.find(rack)
    assert moved.at_m[0] == pytest.approx(5.7, abs=0.31)
    assert moved.at_m[1] == pytest.approx(1.5, abs=0.31)
    assert moved.turn_deg == 90

    make_array(person, count=2, pitch_x="-2.4")
    copy = person.desk.selected[0].name
    assert copy != rack
    person.settle()
    person.look("array")
    person.press(Key.Key_E, CONTROL)
    assert not person.find(copy).in_service
    person.settle()
    person.press(Key.Key_Delete)
    assert all(element.name != copy for element in person.desk.document.elements())
    person.settle()
    at_last = records(person)
    steps = person.desk.document.index
    assert steps >= 7

    undo, redo = person.window.commands["undo"], person.window.commands["redo"]
    for _ in range(steps):
        person.press(Key.Key_Z, CONTROL)
    assert not undo.isEnabled()
    assert records(person) == at_first
    assert not person.window.isWindowModified()
    person.settle()
    for _ in range(steps):
        person.press(Key.Key_Z, CONTROL | SHIFT)
    assert not redo.isEnabled()
    assert records(person) == at_last
    person.settle()
    figures = dict(person.desk.results.key_figures)

    person.press(Key.Key_S, CONTROL)
    assert not person.window.isWindowModified()
    path = person.window.files.path
    person.choose("File", "Close")
    assert not person.window.is_working
    person.look("start-page")
    recent = person.window.start.findChildren(RecentCard)
    person.click(recent[0])
    person.wait(lambda: person.window.is_working, "the file on the desk")
    assert person.window.files.path == path
    person.settle()
    assert records(person) == at_last
    assert person.desk.results.key_figures["it_w"] == figures["it_w"]
    assert person.desk.results.key_figures["worst_inlet_c"] == pytest.approx(figures["worst_inlet_c"], abs=1e-3)


def make_array(person: Person, count: int, pitch_x: str) -> None:
    """Shift D, count and pitch, Make array."""
    person.press(Key.Key_D, SHIFT)
    dialog = person.dialog()
    assert isinstance(dialog, NumbersDialog)
    for field, words in zip(dialog.fields, (str(count), pitch_x, "1", "3"), strict=True):
        field.edit.setFocus(Qt.FocusReason.TabFocusReason)
        field.edit.selectAll()
        person.write(field.edit, words)
    person.answer("Make array")
    assert not person.has_dialog


def records(person: Person) -> dict[str, Record]:
    return dict(person.desk.document.records)
