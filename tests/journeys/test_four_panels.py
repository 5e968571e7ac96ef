"""Journey 2: lose a panel, see what the other three carry; raise the load until they are overloaded, read it in the report.

Expected: the constant-power load of the racks (38 + 90 kW x EDP, support racks 24.6 kW, pf 0.98, divided evenly) on ideal
417 V sources behind 2.88 + j2.40 milliohm, as the scene's own description says.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.journeys.conftest import Start
from tests.journeys.person import CONTROL, Key, Person

from gigahall.app.panels.problem_filter import FLAT
from gigahall.report.report import document
from gigahall.session import headless
from gigahall.storage import scene_file

pytestmark = pytest.mark.window

LOST_V, LOST_A = 413.42, 625.1
"""Hand calculation with one panel lost at EDP 1.2, whips without losses."""
WHIPS = 0.004
"""The scene's whips are ten metres of copper: their losses add up to this share of the load."""
COMPUTE = [f"R{k}" for k in range(1, 9)]


def test_a_lost_panel_loads_the_others(start: Start) -> None:
    person = start("four-panels")
    person.look("opened")
    person.pick_in_list("RPP-A")
    person.settle()
    assert person.bar("v_v") == "414 V"
    person.look("panel-a")
    person.click(person.window.inspector.switch)
    assert not person.find("RPP-A").in_service
    person.settle()
    person.look("panel-a-off")
    assert person.window.inspector.badge.words == "Out of service"
    for name in ("RPP-B", "RPP-C", "RPP-D"):
        person.pick_in_list(name)
        volts, amperes = (person.value(name, f"power.{column}") for column in ("v_v", "i_a"))
        assert volts == pytest.approx(LOST_V, rel=1e-3)
        assert LOST_A * (1 - 1e-3) <= amperes <= LOST_A * (1 + WHIPS + 1e-3)
        assert (person.bar("v_v"), person.bar("i_a")) == ("413 V", f"{amperes:.0f} A")
    person.look("panel-d")

    set_edp_of_all(person, "1.5")
    person.look("edp")
    [root] = [row for row in person.problem_rows("RPP-A") if row.line.is_root]
    assert root.severity == "error" and root.line.below >= 3, "what is lost stands above what that overloads"
    listed = person.window.bottom.problems.filter
    listed.group.set_value(FLAT)
    listed.search.edit.setText("RPP-")
    overloaded = [row for name in ("RPP-B", "RPP-C", "RPP-D") for row in person.problem_rows(name) if row.severity == "error"]
    assert len(overloaded) == 3
    person.click(overloaded[0])
    person.settle()
    person.look("overload")
    person.press(Key.Key_S, CONTROL)
    assert not person.window.isWindowModified()
    page = report(person.window.files.path)
    for name in ("RPP-B", "RPP-C", "RPP-D"):
        assert f"{name}: Loading 102 %, limit 100 %" in page or re.search(rf"{name}\b.{{0,400}}102", page, re.DOTALL)


def set_edp_of_all(person: Person, value: str) -> None:
    """All eight compute racks at once: click, Ctrl click, type one value."""
    person.pick_in_list(*COMPUTE)
    assert [element.name for element in person.desk.selected] == COMPUTE
    field = person.window.inspector.editors["edp"].widget
    person.type(field.edit, value)  # type: ignore[attr-defined]
    assert {person.find(name).edp for name in COMPUTE} == {float(value)}  # type: ignore[attr-defined]
    person.settle()


def report(scene: Path | None) -> str:
    """What `gigahall report` writes of the saved file, without its pictures."""
    assert scene is not None
    records = {record.id: record for record in scene_file.load(scene).records}
    return document(records, headless.solved(records), (), {}, "html").decode("utf-8")
