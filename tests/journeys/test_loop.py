"""The loop is real: what the window shows after an edit is what the saved file solves to, digit by digit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.conftest import Start
from tests.journeys.person import CONTROL, Key, Person

from gigahall.app.values import unit_code
from gigahall.kinds.quantities import of_path
from gigahall.units import format_value

pytestmark = pytest.mark.window

LOOKED_AT = ("A08", "A01", "B06", "CDU-1", "CRAH-1", "BW-A", "LV-A", "UPS-A", "CH-1", "DC-1", "UTIL-1")
MUST_SHOW = {"air.inlet_max_c", "power.v_v", "power.i_a", "coolant.in_c", "coolant.out_c", "coolant.flow_m3_s"}


def test_shown_numbers_are_those_of_the_saved_file(start: Start, tmp_path: Path) -> None:
    person = start("superpod-gb300")
    before = person.find("A08").at_m
    inlet = person.value("A08", "air.inlet_max_c")
    person.click_on("A08")
    assert [element.name for element in person.desk.selected] == ["A08"]
    person.look("selected")
    drag_by(person, "A08", (1.2, 0.0, 0.0))
    assert person.find("A08").at_m == pytest.approx((before[0] + 1.2, before[1], 0.0), abs=0.301)
    assert person.find("A08").at_m != before
    person.settle()
    person.look("dragged")
    assert person.value("A08", "air.inlet_max_c") != inlet
    person.press(Key.Key_S, CONTROL)
    solved = solve(person.window.files.path, tmp_path / "results.json")
    seen = set()
    for name in LOOKED_AT:
        person.pick_in_list(name)
        for path, bar in person.window.inspector.bars.items():
            alone = in_file(solved, person.find(name).id, path)
            if alone is not None:
                seen.add(path)
                assert (bar.reading.value, bar.reading.unit) == format_value(alone, unit_code(path), "SI"), f"{name} {path}"
                assert not bar.reading.is_stale
    assert seen >= MUST_SHOW
    figures = person.window.figures.figures
    for figure, key, unit in (("it", "it_w", "W"), ("facility", "facility_w", "W"), ("pue", "pue", "1"), ("inlet", "worst_inlet_c", "degC")):
        assert (figures[figure].value, figures[figure].unit) == format_value(solved["key_figures"][key], unit, "SI")


def test_two_racks_that_swap_places_swap_their_inlets(start: Start) -> None:
    person = start("air-hall")
    names = ("R1-03", "R1-05")
    before = [shown(person, name, "air.inlet_max_c") for name in names]
    assert before[0] != before[1]
    person.pick_in_list(*names)
    person.choose("Simulate", "Swap places")
    person.settle()
    person.look("swapped")
    assert [shown(person, name, "air.inlet_max_c") for name in names] == before[::-1]


def test_a_better_chiller_saves_what_the_hand_calculation_says(start: Start) -> None:
    """Power of a chiller = heat / COP: from 4 to 5 it falls by a fifth, while heat and temperatures stay."""
    person = start("superpod-gb300")
    chillers = ("CH-1", "CH-2", "CH-3")
    figures = dict(person.desk.results.key_figures)
    drawn_w = sum(person.value(name, "power.p_w") for name in chillers)
    person.pick_in_list(*chillers)
    person.type(person.window.inspector.editors["cop"].widget.edit, "5")  # type: ignore[attr-defined]
    person.settle()
    saved_w = float(figures["facility_w"]) - float(person.desk.results.key_figures["facility_w"])
    assert saved_w == pytest.approx(drawn_w / 5, rel=0.03)
    by_hand = (float(figures["facility_w"]) - drawn_w / 5) / float(figures["it_w"])
    assert person.desk.results.key_figures["pue"] == pytest.approx(by_hand, abs=5e-4)
    assert person.window.figures.figures["pue"].value == f"{by_hand:.2f}"


def drag_by(person: Person, name: str, delta: tuple[float, float, float]) -> None:
    """Take an element where the pointer touches it and pull it over the floor."""
    at = person.pixel_of(name)
    hit = person.view.eye.spot(at)
    assert hit is not None
    person.drag(at, person.floor_pixel((hit[0] + delta[0], hit[1] + delta[1], hit[2])))


def shown(person: Person, name: str, path: str) -> str:
    person.pick_in_list(name)
    return person.bar(path)


def solve(scene: Path | None, file: Path) -> dict[str, Any]:
    """`gigahall solve` on the file, in a program of its own."""
    subprocess.run([sys.executable, "-m", "gigahall", "solve", str(scene), "-o", str(file)], check=True, capture_output=True)
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert found["state"] == "settled"
    return found


def in_file(solved: Mapping[str, Any], key: str, path: str) -> float | None:
    """A result of the file by the path the inspector has for it."""
    node: Any = solved["elements"][key]
    for part in of_path(path).path.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node if isinstance(node, float | int) else None
