"""Journey 4: from an empty hall to a solved one without a manual; what is missing is said by the window itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.journeys.conftest import Start
from tests.journeys.person import SHIFT, Key, Person

from gigahall.app.components.card import ActionCard
from gigahall.app.components.labels import Link
from gigahall.app.offers import TemplateDialog

pytestmark = pytest.mark.window


def test_an_empty_scene_says_what_comes_first(start: Start) -> None:
    person = start()
    person.look("start-page")
    person.click(next(c for c in person.window.start.findChildren(ActionCard) if c.title == "Empty scene"))
    person.settle()
    person.look("empty")
    invitation = person.window.slot.invitation
    assert "empty" in invitation.sentence
    assert invitation.isVisible()
    person.click(invitation.findChild(Link))
    shelf = person.window.shelf
    assert {shelf.model.item(shelf.model.index(row)).kind for row in range(shelf.model.rowCount())} == {"hall"}
    person.look("rooms")
    person.press(Key.Key_Escape)
    person.place("white_space_raised", 6.0, 4.2)
    person.settle()
    assert not invitation.isVisible()
    assert shelf.model.rowCount() > 20
    assert [element.name for element in person.desk.document.elements()] == ["Hall-1"]
    person.look("room")


def test_a_hall_is_built_connected_and_solved(start: Start) -> None:
    person = start()
    begin_with_empty_hall(person)
    person.look("empty-hall")
    assert not person.window.slot.invitation.isVisible()

    rack = person.place("rack_10kw", 6.3, 4.8)
    person.settle()
    assert person.problem_rows(rack)[0].reason == (
        "Not connected to power: place a panel, busway or source, then press Shift C"
    )
    person.look("rack")
    person.press(Key.Key_C, SHIFT)
    assert person.window.slot.note == f"Nothing here fits {rack}: for power place a panel, busway or source"
    unit = person.place("cw084", 1.5, 4.5, turns=1)
    person.settle()
    assert "tiles" in next(row for row in person.problem_rows(unit) if row.severity == "info").reason
    for x in (5.7, 6.3, 6.9):
        person.place("tile_25", x, 3.9)
    panel = person.place("rpp_500kw_800a", 10.2, 7.2)
    source = person.place("ideal_417v", 10.2, 5.1)
    water = person.place("ideal_chw", 1.5, 7.2)
    person.settle()
    assert person.problem_rows(rack)[0].reason == "Not connected to power: Shift C joins it to the nearest"
    person.look("placed")

    person.pick_in_list(panel)
    person.press(Key.Key_C, SHIFT)
    person.click(person.problem_rows(rack)[0])
    person.settle()
    person.click(next(link for link in person.window.inspector.findChildren(Link) if link.text() == "Connect to nearest"))
    person.settle()
    assert partners(person, rack) == {panel}
    person.look("rack-connected")
    assert any("Not connected to" in row.reason for row in person.problem_rows(unit)), "what follows from it is folded below"

    person.window.commands["fit_all"].trigger()
    drag_a_port(person, (unit, "feed_1"), (panel, "out"))
    person.look("dragged")
    assert partners(person, unit) == {panel}
    person.settle()
    coolant = next(row for row in person.problem_rows(unit) if row.severity == "error")
    assert coolant.reason == "Not connected to coolant: Shift C joins it to the nearest"
    person.click(coolant)
    person.press(Key.Key_C, SHIFT)
    person.settle()
    assert partners(person, unit) == {panel, water}
    person.look("solved")

    assert person.problems("error") == []
    assert person.desk.results.exit_code == 0
    person.pick_in_list(rack)
    assert person.bar("power.p_w") == "10.0 kW"
    assert 18.0 <= person.value(rack, "air.inlet_mean_c") <= 32.0
    person.pick_in_list(panel)
    assert person.bar("v_v") == "417 V"
    assert partners(person, panel) >= {source, rack, unit}
    assert person.desk.results.balances["energy_frac"] < 1e-6


def begin_with_empty_hall(person: Person) -> None:
    """New hall from template, Empty hall, Create."""
    person.click(person.window.start.first)
    dialog = person.dialog()
    assert isinstance(dialog, TemplateDialog)
    menu = dialog.chip.menu()
    next(action for action in menu.actions() if action.text() == "Empty hall").trigger()
    menu.deleteLater()
    person.answer("Create")
    person.settle()


def drag_a_port(person: Person, one: tuple[str, str], other: tuple[str, str]) -> None:
    """With the connect tool, from port to port; the words at the pointer say what will be joined."""
    person.settle()
    person.press(Key.Key_C)
    assert person.window.commands["tool_connect"].isChecked()
    start, end = person.port_pixel(*one), person.port_pixel(*other)
    person.drag(start, end, drop=False)
    assert person.find(other[0]).id in {key.partition(".")[0] for key in person.view.tool.fitting}  # type: ignore[attr-defined]
    assert person.view.overlay.words.startswith(one[0])
    person.look("port-drag")
    person.drop(end)
    QTest.keyClick(person.view, Qt.Key.Key_Escape)
    assert person.window.commands["tool_select"].isChecked()


def partners(person: Person, name: str) -> set[str]:
    """Who an element is joined to, as the inspector lists it."""
    person.desk.select([person.find(name).id])
    return {row.other for row in person.window.inspector.links if row.other not in ("not connected", "nothing yet")}
