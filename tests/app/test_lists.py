"""Equipment lists at the window: a preview over the open scene, one step that undo takes back, and a scene of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gigahall.app import lists
from gigahall.app.desk import Desk
from gigahall.app.import_preview import ImportDialog, words_of
from gigahall.app.window import Window
from gigahall.interop import equipment_csv
from gigahall.interop.equipment_csv import COMMAS, SEMICOLONS
from gigahall.scene.record import Element, Record

pytestmark = pytest.mark.window

LIST = "Name;kW;x;y;Remark\nA01;110;;;x\nA02;;;;\nNew;12,5;6,6;3;\nBad;12.500;6,6;3;\n"
Preview = Callable[[str], ImportDialog]


@pytest.fixture
def preview(window: Window, qtbot: QtBot, tmp_path: Path) -> Iterator[Preview]:
    """Opens the preview of a list over the small scene and waits until it is compared."""
    made: list[ImportDialog] = []

    def begin(text: str) -> ImportDialog:
        path = tmp_path / "racks.csv"
        path.write_text(text, encoding="utf-8")
        dialog = lists.take_list(window, path, window.files, window.actions_)
        assert isinstance(dialog, ImportDialog)
        made.append(dialog)
        settle(dialog, qtbot)
        return dialog

    yield begin
    for dialog in made:
        dialog.close()


def settle(dialog: ImportDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.plan is not None or dialog.is_refused, timeout=20_000)


def tabs(dialog: ImportDialog) -> list[str]:
    bar = dialog.tabs.bar
    return [" ".join(bar.tabText(index).split()) for index in range(bar.count())]


def test_the_preview_counts_and_shows_what_would_be_done_before_anything_is(preview: Preview, window: Window) -> None:
    before = dict(window.desk.document.records)
    dialog = preview(LIST)
    assert tabs(dialog) == ["All 4", "New 1", "Changed 1", "Untouched 1", "Refused 1"]
    assert dialog.go.text() == "Import 2 rows" and dialog.go.isEnabled()
    rows = [[str(dialog.model.index(row, column).data()) for column in range(4)] for row in range(4)]
    assert [row[2] for row in rows] == ["Bad", "New", "A01", "A02"], "what needs a look comes first"
    assert rows[2][:2] == ["2", "Changed"] and rows[2][3].startswith("Rated power ") and rows[2][3].endswith("→ 110 kW")
    assert rows[0][1:] == ["Refused", "Bad", "column kW: “12.500” can be read as 12.5 or as 12500; write it without thousands separators"]
    assert "Remark" in dialog.said.text() and "1 row is refused" in dialog.said.text()
    dialog.tabs.bar.setCurrentIndex(4)
    assert dialog.model.rowCount() == 1
    dialog.view.selectRow(0)
    assert dialog.said.text().startswith("racks.csv, line 5, column kW")
    assert dict(window.desk.document.records) == before


def test_importing_is_one_step_that_undo_takes_back(preview: Preview, window: Window) -> None:
    document = window.desk.document
    before = dict(document.records)
    dialog = preview(LIST)
    dialog.go.click()
    assert document.undo_name == "Import racks.csv" and len(document.history) == 1
    assert document.find("A01").rated_w == 110e3 and document.find("New").at_m == (6.6, 3.0, 0.0)  # type: ignore[attr-defined]
    assert {element.name for element in window.desk.selected} == {"A01", "New"}
    document.undo()
    assert dict(document.records) == before


def test_the_decimal_sign_can_be_named(preview: Preview, qtbot: QtBot) -> None:
    dialog = preview(LIST)
    dialog.decimal.set_value(",")
    dialog.decimal.chosen.emit(",")
    settle(dialog, qtbot)
    assert dialog.plan is not None
    refused = [entry.reason for entry in dialog.plan.entries if entry.state == "refused"]
    assert len(refused) == 1 and "“12.500” is refused: expected" in refused[0]  # 12 500 kW are no rack


def test_a_list_that_cannot_be_read_says_so_in_the_dialog(preview: Preview) -> None:
    dialog = preview("x,y\n1,2\n")
    assert dialog.plan is None and not dialog.go.isEnabled()
    assert dialog.said.text() == "racks.csv, line 1, column name: is missing"


def test_nothing_is_imported_into_a_read_only_scene(preview: Preview, window: Window) -> None:
    window.actions_.read_only = lambda: "It is read-only"
    dialog = preview(LIST)
    dialog.go.click()
    assert dialog.isVisible() and dialog.said.text() == "It is read-only"
    assert not window.desk.document.history


def test_without_equipment_a_list_becomes_a_scene_of_its_own(window: Window, tmp_path: Path, asked: object) -> None:
    path = tmp_path / "my racks.csv"
    path.write_text("name,kW,x,y\nR1,5,1,1\n", encoding="utf-8")
    window.files.new()
    assert lists.take_list(window, path, window.files, window.actions_) is None
    assert {element.name for element in window.desk.document.elements()} == {"R1", "Hall"}
    assert window.files.is_modified and window.files.path is None
    path.write_text("name,kW,x,y\nR1,five,1,1\n", encoding="utf-8")
    window.desk.document.load([])
    lists.take_list(window, path, window.files, window.actions_)
    assert asked.complaints == ["my racks.csv cannot be read as a list: my racks.csv, line 2, column kW: “five” is not a number"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", [COMMAS, SEMICOLONS])
def test_export_writes_both_lists_with_the_suffix_and_asks_before_replacing(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: equipment_csv.Dialect, asked: object
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "out"), lists.FILTERS[dialect]))
    lists.export_list(window, window.files, window.actions_)
    records = {r.id: r for r in equipment_csv.load(tmp_path / "out.csv") if isinstance(r, Element)}
    assert records == {element.id: element for element in window.desk.document.elements()}
    kept = (tmp_path / "out.connections.csv").read_bytes()
    (tmp_path / "out.csv").write_text("mine", encoding="utf-8")
    lists.export_list(window, window.files, window.actions_)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "mine" and (tmp_path / "out.connections.csv").read_bytes() == kept
    assert asked.questions == ["out.csv and out.connections.csv are there already and would be replaced."]  # type: ignore[attr-defined]


def test_a_change_is_told_in_the_units_of_the_window(desk: Desk, small_scene: list[Record], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,x,in_service\nA01,3,no\n", encoding="utf-8")
    plan = equipment_csv.plan(equipment_csv.read(path), desk.document)
    assert words_of(plan.entries[0], "SI") == "Position 2.7, 3, 0 → 3, 3, 0, In service on → off"


def test_a_list_is_offered_a_place_beside_its_scene(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _window, _title, path, _kinds: (offered.append(path) or "", ""))
    assert window.files.save_as(tmp_path / "hall.gigahall")
    window.files.change_settings(last_folder=str(tmp_path / "elsewhere"))
    lists.export_list(window, window.files, window.actions_)
    assert offered == [str(tmp_path / "hall.csv")]
