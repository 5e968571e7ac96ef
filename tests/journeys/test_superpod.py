"""Journey 3: a coolant unit fails and the other takes its heat; a hot day with coolers and a chiller lost turns red, with cures.

Expected heat: eight racks of 135 kW, 90 % of it into the liquid = 972 kW (the reference hall's own budget).
"""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from tests.journeys.conftest import Start
from tests.journeys.person import CONTROL, Key, Person

from gigahall.app.dialogs import NumbersDialog

pytestmark = pytest.mark.window

HEAT_W = 972e3


def test_losses_on_the_design_day_and_on_a_hot_one(start: Start) -> None:
    person = start("superpod-gb300")
    person.look("opened")
    assert person.problems("error") == []
    switch_off(person, "CDU-1")
    person.look("cdu-1-off")
    person.pick_in_list("CDU-2")
    person.settle()
    person.look("cdu-2")
    assert person.value("CDU-2", "exchange.heat_w") == pytest.approx(HEAT_W, rel=0.02)
    number, unit = person.bar("heat_w").split()
    assert float(number) == pytest.approx(HEAT_W / 1e3, rel=0.02)
    assert unit == "kW"
    assert person.problems("error") == []
    person.choose("Edit", "Undo")
    person.settle()

    set_dry_bulb(person, "38.9")
    for name in ("DC-1", "DC-2", "CH-3"):
        switch_off(person, name)
    person.look("hot-day")
    red = [row for row in person.problem_rows() if row.severity == "error"]
    assert red
    assert all(row.line.element in {element.name for element in person.desk.document.elements()} for row in red)
    cause = next(row for row in red if row.line.element == "CH-3")
    cause.setFocus()
    QTest.keyClick(cause, Key.Key_Right)
    short = [row for row in person.problem_rows() if row.line.element in ("CH-1", "CH-2")]
    reasons = [row.reason for row in short]
    assert any("gone with its cause; else" in reason and "more chiller capacity" in reason for reason in reasons), reasons
    person.click(short[0])
    person.settle()
    assert person.is_framed([short[0].line.element])
    person.look("cure")


def switch_off(person: Person, name: str) -> None:
    """Find it by name as the search offers it, then its switch."""
    person.press(Key.Key_K, CONTROL)
    palette = person.program.responses.palette
    QTest.keyClicks(palette.field.edit, name)
    assert palette.model.entries[0].words == name
    QTest.keyClick(palette.field.edit, Key.Key_Return)
    person.settle()
    person.click(person.window.inspector.switch)
    assert not person.find(name).in_service
    person.settle()


def set_dry_bulb(person: Person, value: str) -> None:
    """The first figure of the strip leads to the ambient."""
    person.click(person.window.figures.figures["ambient"])
    dialog = person.dialog()
    assert isinstance(dialog, NumbersDialog)
    person.type(dialog.fields[0].edit, value)
    if dialog.isVisible():
        person.answer("Apply")
    assert person.desk.document.ambient.dry_bulb_c == float(value)
    person.settle()
