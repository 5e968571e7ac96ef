"""Panels over a document and its results: they show what is there and ask for changes, nothing more."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.actions import Actions
from gigahall.app.components import delegates
from gigahall.app.components.field import Field
from gigahall.app.desk import Desk
from gigahall.app.forms import fields_of, properties_of
from gigahall.app.panels.editors import PointEditor
from gigahall.app.panels.figures import Figures
from gigahall.app.panels.grouping import by_feed, by_loop, by_room, plural, row_of
from gigahall.app.panels.history import History
from gigahall.app.panels.inspector import Inspector
from gigahall.app.panels.outliner import Outliner
from gigahall.app.panels.problems import Problems
from gigahall.app.panels.shelf import Shelf
from gigahall.app.panels.tables import Tables, csv_text
from gigahall.app.pictures import Pictures
from gigahall.app.theme import RIGHT_DOCK, RIGHT_DOCK_COMPACT
from gigahall.kinds import catalogue
from gigahall.kinds.finding import find
from gigahall.kinds.registry import BY_NAME, KINDS
from gigahall.scene.document import Document
from gigahall.scene.record import Ambient, Scene, replace
from gigahall.session.results import Results
from gigahall.units import System

MakeResults = Callable[..., Results]

RACKS = {f"a0{k}": {"p_w": 135e3, "loading_frac": 0.3 + 0.2 * k} for k in range(1, 5)}
AIR = {f"a0{k}": {"inlet_max_c": 22.0 + 2 * k} for k in range(1, 5)}
HOT = find("limit-above", "a04", value=33.1, limit=32.0, source="ASHRAE", quantity="air.inlet_max_c", label="Air inlet")
NEAR = find("limit-above", "a03", severity="warning", value=0.9, limit=0.8, source="NEC", quantity="power.loading_frac", label="Loading")
NOTE = find("out-of-service", "a01")


def publish(desk: Desk, results: Results) -> None:
    """What the session does when it has solved."""
    desk.bridge.solved.emit(results)
    desk.bridge.state.emit(results.state)


def edit_past(desk: Desk) -> None:
    """Edit until the scene is newer than its results."""
    while desk.document.revision <= desk.results.revision:
        with desk.document.edit("Rename") as edit:
            edit.replace("scene", title=f"Edited {desk.document.revision}")


@pytest.fixture
def solved(desk: Desk, make_results: MakeResults) -> Desk:
    figures = {"it_w": 540e3, "facility_w": 620e3, "pue": 1.148, "dry_bulb_c": 34.1, "worst_inlet_c": 33.1,
               "worst_inlet_element": "a04", "worst_loading_frac": 0.9, "worst_loading_element": "a03"}
    publish(desk, make_results(power=RACKS, air=AIR, problems=(HOT, NEAR, NOTE), figures=figures))
    return desk


# ---------------------------------------------------------------- grouping


@pytest.mark.parametrize(("name", "row"), [("A05", "A"), ("R1-03", "R1"), ("D1-S1-A01", "D1-S1-A"), ("R8", "R"), ("CDU", "CDU")])
def test_a_row_is_the_name_without_its_number(name: str, row: str) -> None:
    assert row_of(name) == row


def test_plurals() -> None:
    assert [plural(word) for word in ("Pump", "Battery", "CRAH or fan wall", "UPS")] == ["Pumps", "Batteries", "CRAHs and fan walls", "UPS"]


def test_scene_loops_and_feeds_hold_everything(desk: Desk) -> None:
    room = by_room(desk.document)
    hall = next(branch for branch in room.members if branch.name == "Hall")
    assert [member.name for member in hall.members][:1] == ["Row A"]
    assert sorted(hall.elements()) == sorted(["hall", "a01", "a02", "a03", "a04", "rpp-a", "rpp-b", "crah-1"])
    assert {branch.name for branch in by_loop(desk.document).members} >= {"TCS loop"}
    assert [branch.name for branch in by_feed(desk.document).members] == ["Lineup A", "Lineup B"]


# ---------------------------------------------------------------- outliner


def test_the_outliner_shows_values_flags_and_follows_the_selection(solved: Desk, qtbot: QtBot) -> None:
    outliner = Outliner(solved, by_room, "empty")
    qtbot.addWidget(outliner)
    outliner.show()
    model = outliner.model
    index = model.index_of("a04")
    assert (index.data(delegates.VALUE_ROLE), index.data(delegates.FLAG_ROLE)) == ("110 %", "bad"), "the icon judges the value beside it"
    well = model.index_of("a02")
    assert (well.data(delegates.VALUE_ROLE), well.data(delegates.FLAG_ROLE)) == ("135 kW", "")
    row = model.parent(index)
    assert (row.data(), row.data(delegates.VALUE_ROLE), row.data(delegates.FLAG_ROLE), row.data(delegates.MARK_ROLE)) == ("Row A", "540 kW", "", "bad")
    solved.select(["a02", "a03"])
    chosen = {model.branch(i).key for i in outliner.tree.selectionModel().selectedIndexes()}
    assert chosen == {"a02", "a03"}
    outliner.tree.setCurrentIndex(row)
    assert set(solved.selection) == {"a01", "a02", "a03", "a04"}


def test_a_chosen_row_still_shows_that_it_can_be_opened(solved: Desk, qtbot: QtBot) -> None:
    outliner = Outliner(solved, by_room, "empty")
    qtbot.addWidget(outliner)
    outliner.resize(260, 300)
    outliner.show()
    tree, model = outliner.tree, outliner.model
    row = model.parent(model.index_of("a04"))

    def tones() -> int:
        line = tree.visualRect(row)
        picture = tree.viewport().grab(QRect(0, line.y() + 4, line.x(), line.height() - 8)).toImage()
        return len({picture.pixel(x, y) for x in range(2, picture.width() - 1) for y in range(picture.height())})

    plain = tones()
    solved.select(["a01", "a02", "a03", "a04"])
    tree.setCurrentIndex(row)
    tree.clearFocus()
    assert plain > 1
    assert tones() > 1


def test_the_outliner_keeps_its_shape_through_edits(desk: Desk, qtbot: QtBot) -> None:
    outliner = Outliner(desk, by_room, "empty")
    qtbot.addWidget(outliner)
    outliner.show()
    row = outliner.model.parent(outliner.model.index_of("a01"))
    outliner.tree.collapse(row)
    with desk.document.edit("Rename") as edit:
        edit.replace("a01", name="A09")
    again = outliner.model.parent(outliner.model.index_of("a01"))
    assert not outliner.tree.isExpanded(again)
    assert outliner.model.index_of("a01").data() == "A09"


def test_what_nobody_sees_is_marked_when_somebody_looks(solved: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    outliner = Outliner(solved, by_room, "empty")
    qtbot.addWidget(outliner)
    asked: list[object] = []
    runs = outliner.model.runs
    monkeypatch.setattr(outliner.model, "runs", lambda keys: asked.append(keys) or runs(keys))
    for key in ("a01", "a02", "a03"):
        solved.select([key])
    assert not asked
    outliner.show()
    assert asked == [("a03",)]
    assert {outliner.model.branch(i).key for i in outliner.tree.selectionModel().selectedIndexes()} == {"a03"}


def test_lines_under_each_other_are_marked_together(solved: Desk, qtbot: QtBot) -> None:
    outliner = Outliner(solved, by_room, "empty")
    qtbot.addWidget(outliner)
    outliner.show()
    racks = ["a04", "a02", "a01"]
    solved.select(racks)
    selection = outliner.tree.selectionModel().selection()
    assert sorted(block.height() for block in selection) == [1, 2]
    assert {outliner.model.branch(i).key for i in selection.indexes()} == set(racks)


def test_what_an_element_says_most_is_found_once_for_all_lists(
    solved: Desk, make_results: MakeResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("gigahall.app.desk.told", lambda element, *_: asked.append(element.id))
    rack = solved.document.find("a01")
    for _ in range(3):
        solved.told(rack)
    assert asked == ["a01"]
    with solved.document.edit("Load") as edit:
        edit.replace("a01", load_frac=0.5)
    solved.told(solved.document.find("a01"))  # its limits may be others now
    publish(solved, make_results())
    solved.told(solved.document.find("a01"))
    assert asked == ["a01"] * 3


def test_the_outliner_finds_by_name(desk: Desk, qtbot: QtBot) -> None:
    outliner = Outliner(desk, by_room, "empty")
    qtbot.addWidget(outliner)
    outliner.search.edit.setText("crah")
    assert outliner.model.shown_ids() == ["hall", "crah-1"] or set(outliner.model.shown_ids()) == {"hall", "crah-1"}
    outliner.search.edit.clear()
    assert "a01" in outliner.model.shown_ids()


def test_an_empty_scene_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    desk.document.load([])
    outliner = Outliner(desk, by_room, "The scene is empty.")
    qtbot.addWidget(outliner)
    outliner.show()
    assert outliner.empty.isVisible()
    with qtbot.waitSignal(outliner.add_wanted):
        outliner.empty.acted.emit()


# ---------------------------------------------------------------- inspector


@pytest.fixture
def inspector(solved: Desk, qtbot: QtBot) -> Inspector:
    made = Inspector(solved, Pictures())
    qtbot.addWidget(made)
    made.resize(316, 900)
    made.show()
    return made


def test_the_inspector_opens_with_results_beside_limits(inspector: Inspector, solved: Desk) -> None:
    solved.select(["a04"])
    bar = inspector.bars["air.inlet_max_c"]
    assert (bar.reading.value, bar.reading.unit, bar.reading.tone) == ("30.0", "°C", "warn")
    assert bar.reading.limit == "32 limit"
    assert inspector.badge.words == "Over limit"
    assert "rated_w" in inspector.editors


def test_the_inspector_asks_for_changes(inspector: Inspector, solved: Desk, qtbot: QtBot) -> None:
    solved.select(["a01", "a02"])
    revision = solved.document.revision
    with qtbot.waitSignal(inspector.field_set) as said:
        inspector.editors["rated_w"].committed.emit(140e3)
    assert said.args == ["rated_w", 140e3, ("a01", "a02")]
    assert solved.document.revision == revision
    solved.select(["a01"])
    with qtbot.waitSignal(inspector.renamed) as said:
        inspector.name.committed.emit("Rack")
    assert said.args == ["a01", "Rack"]
    with qtbot.waitSignal(inspector.service_set) as said:
        inspector.switch.click()
    assert said.args == [False, ("a01",)]


def test_the_inspector_follows_edits_and_units(inspector: Inspector, solved: Desk) -> None:
    solved.select(["a01"])
    with solved.document.edit("x") as edit:
        edit.replace("a01", rated_w=120e3, in_service=False)
    assert inspector.editors["rated_w"].widget.text == "120"  # type: ignore[attr-defined]
    assert inspector.badge.words == "Out of service"
    solved.set_units("US")
    assert inspector.bars["air.inlet_max_c"].reading.unit == "°F"


def test_the_allowed_range_is_said_in_the_units_of_the_field(inspector: Inspector, solved: Desk) -> None:
    solved.select(["a01"])
    inspector._show_all()
    assert inspector._rows["width_m"].toolTip().endswith(" m")
    solved.set_units("US")
    assert inspector._rows["width_m"].toolTip().endswith(" ft")


def test_the_source_of_a_value_changes_with_it(inspector: Inspector, solved: Desk) -> None:
    desk = solved
    actions = Actions(desk)
    one, two = catalogue.make("gb300_nvl72", id="L1", name="L1"), catalogue.make("gb300_nvl72", id="L2", name="L2", at_m=(3.0, 3.0, 0.0))
    with desk.document.edit("Add") as edit:
        edit.add(one)
        edit.add(two)
    desk.select(["L1"])
    assert inspector._rows["rated_w"].source.text == "Lenovo"
    actions.set_field("rated_w", 120e3, ["L1"])
    assert inspector._rows["rated_w"].source.text == "you"
    desk.select(["L1", "L2"])
    assert inspector._rows["rated_w"].source.text == "several"
    desk.select(["L1"])
    actions.undo()
    assert inspector._rows["rated_w"].source.text == "Lenovo"


def test_several_kinds_share_only_what_all_have(inspector: Inspector, solved: Desk) -> None:
    solved.select(["a01", "crah-1"])
    assert set(inspector.editors) <= {"turn_deg", "group", "standby"}


def test_the_scene_itself_is_edited_when_nothing_is_selected(inspector: Inspector, solved: Desk, qtbot: QtBot) -> None:
    solved.select(())
    assert {"dry_bulb_c", "wet_bulb_c", "grid_voltage_frac", "it_load_frac"} <= set(inspector.editors)
    with qtbot.waitSignal(inspector.ambient_set) as said:
        inspector.editors["dry_bulb_c"].committed.emit(38.9)
    assert said.args == [{"dry_bulb_c": 38.9}]


def test_connections_are_links(inspector: Inspector, solved: Desk, qtbot: QtBot) -> None:
    solved.select(["a01"])
    assert all(row.other == "not connected" for row in inspector.links)
    with qtbot.waitSignal(inspector.nearest_wanted):
        qtbot.mouseClick(inspector.links[0], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_has_a_form_with_units_and_ranges(kind: str, solved: Desk, inspector: Inspector) -> None:
    record = BY_NAME[kind].record
    for field in properties_of(record):
        assert field.label
        if field.editor in ("number", "whole"):
            assert field.unit, field.name
    element = record(id="new", name="NEW-1", at_m=(30.0, 30.0, 0.0))
    with solved.document.edit("Add") as edit:
        edit.add(element)
    solved.select(["new"])
    inspector._show_all()
    assert set(inspector.editors) >= {field.name for field in properties_of(record)}
    assert len(fields_of(record)) > len(properties_of(record))


# ---------------------------------------------------------------- problems and figures


def test_problems_lead_to_their_element(solved: Desk, qtbot: QtBot) -> None:
    panel = Problems(solved)
    qtbot.addWidget(panel)
    panel.show()
    assert [row.severity for row in panel.rows] == ["error", "warning", "info"]
    assert panel.rows[0].sentence == "Air inlet 33.1 °C, limit 32.0 °C"
    assert panel.count() == 2
    with qtbot.waitSignal(solved.framed) as said:
        qtbot.mouseClick(panel.rows[0], Qt.MouseButton.LeftButton)
    assert said.args == [("a04",)]
    assert solved.selection == ("a04",)


def test_key_figures_say_what_the_solver_found(solved: Desk, qtbot: QtBot) -> None:
    strip = Figures(solved)
    qtbot.addWidget(strip)
    strip.resize(1600, 58)
    strip.show()
    shown = {key: (figure.value, figure.unit) for key, figure in strip.figures.items()}
    assert shown["it"] == ("540", "kW")
    assert shown["pue"] == ("1.15", "")
    assert shown["inlet"] == ("33.1", "°C")
    assert shown["balance"] == ("closed", "")
    assert shown["time"] == ("38", "ms")
    with qtbot.waitSignal(solved.framed) as said:
        strip.figures["inlet"].clicked.emit()
    assert said.args == [("a04",)]


@pytest.mark.parametrize("width", [1280, 1400, 1600])
def test_key_figures_are_never_cut(solved: Desk, qtbot: QtBot, width: int) -> None:
    strip = Figures(solved)
    qtbot.addWidget(strip)
    strip.set_compact(width < 1400)
    strip.resize(width, 58)
    strip.show()
    shown = [figure for figure in strip.figures.values() if figure.isVisible()]
    assert len(shown) >= 6
    for figure in shown:
        assert figure.width() >= figure.content_width() - 1
    assert max(figure.geometry().right() for figure in shown) <= width


def test_a_figure_that_fell_with_what_was_lost_is_not_praised(solved: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    strip = Figures(solved)
    qtbot.addWidget(strip)
    edit_past(solved)
    lost = find("out-of-service", "a01", severity="error")
    figures = {**solved.results.key_figures, "worst_loading_frac": 0.1}
    publish(solved, make_results(revision=solved.results.revision + 1, figures=figures, problems=(*solved.results.problems, lost)))
    assert strip.figures["load"]._note_tone == "accent"
    assert strip.figures["load"]._note.startswith("−")


@pytest.fixture
def strip(solved: Desk, qtbot: QtBot) -> Figures:
    made = Figures(solved)
    qtbot.addWidget(made)
    made.show()
    return made


@given(st.integers(900, 1800), st.lists(st.sampled_from(["", "+0.5", "−1080", "limit 80.6", "not available"]), min_size=8, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_change_beside_a_figure_is_cut(strip: Figures, width: int, notes: list[str]) -> None:
    strip.set_compact(width < 1400)
    for figure, note in zip(strip.figures.values(), notes, strict=False):
        figure.show_value("1.20", "MW", note, of="CRAH-1" if "limit" in note else "")
    strip.resize(width, 58)
    strip._arrange()
    strip.layout().activate()
    for figure in strip.figures.values():
        assert not figure.isVisible() or figure.width() >= figure.content_width()


def test_values_dim_while_a_newer_edit_is_solved(solved: Desk, qtbot: QtBot) -> None:
    strip = Figures(solved)
    qtbot.addWidget(strip)
    said: list[str] = []
    solved.state_changed.connect(said.append)
    edit_past(solved)
    assert solved.is_stale and said == ["stale"]
    assert strip.figures["pue"]._stale
    assert strip.figures["pue"].value == "1.15"


def test_no_word_of_the_session_makes_an_old_result_look_new(solved: Desk, make_results: MakeResults) -> None:
    """"Settled" that comes late, or before the results it speaks of, changes nothing."""
    assert solved.state == "settled"
    edit_past(solved)
    solved.bridge.state.emit("settled")
    assert solved.state == "stale" and solved.is_stale
    publish(solved, make_results(revision=solved.document.revision, state="live"))
    assert solved.state == "live"
    publish(solved, make_results(revision=solved.document.revision))
    assert solved.state == "settled"


def test_results_older_than_those_shown_are_dropped(solved: Desk, make_results: MakeResults) -> None:
    publish(solved, make_results(revision=0, figures={"pue": 9.0}))
    assert solved.results.key_figures["pue"] == pytest.approx(1.148)


def test_what_changed_since_the_edit_is_known(solved: Desk, make_results: MakeResults) -> None:
    with solved.document.edit("Move A01") as edit:
        edit.replace("a01", at_m=(2.7, 3.6, 0.0))
    publish(solved, make_results(revision=2, air={"a01": {"inlet_max_c": 25.0}}, figures={"pue": 1.2}))
    assert solved.value_before("a01", "air.inlet_max_c") == 24.0
    assert [m.name for m in solved.trail] == ["Opened", "Move A01"]


# ---------------------------------------------------------------- tables, history, shelf


def test_a_column_is_as_wide_as_its_widest_text_without_asking_every_row(solved: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables(solved)
    qtbot.addWidget(tables)
    asked: list[str] = []
    usual = delegates.cell_width
    monkeypatch.setattr(delegates, "cell_width", lambda words: asked.append(words) or usual(words))
    monkeypatch.setattr("gigahall.app.panels.tables.ASKED", 2)
    tables.show_system("Power")
    header, model = tables.view.horizontalHeader(), tables.model
    assert model.rowCount() > 2
    for column in range(model.columnCount()):
        texts = [str(model.index(row, column).data()) for row in range(model.rowCount())]
        assert header.sectionSize(column) >= max(map(usual, texts))
    assert len(asked) <= 2 * model.columnCount()


def test_tables_sort_filter_flag_and_select(solved: Desk, qtbot: QtBot) -> None:
    tables = Tables(solved)
    qtbot.addWidget(tables)
    tables.resize(800, 300)
    tables.show()
    assert [tables.model.title(k) for k in range(4)] == ["Element", "Kind", "Power, kW", "Loading, %"]
    tables.view.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    top = tables.model.index(0, 0)
    assert top.data() == "A04"
    assert tables.model.index(0, 3).data() == "110"
    assert tables.model.index(0, 3).data(delegates.FLAG_ROLE) == "bad"
    tables.view.selectRow(0)
    tables.view.clicked.emit(top)
    assert solved.selection == ("a04",)
    tables.filter("a02")
    assert tables.model.rowCount() == 1
    tables.filter("")
    tables.show_system("Air")
    assert tables.model.paths == ["air.inlet_max_c"]
    assert tables.model.rowCount(QModelIndex()) == 4


def test_csv_holds_full_numbers_and_no_formulas(solved: Desk, qtbot: QtBot) -> None:
    with solved.document.edit("Rename") as edit:
        edit.replace("a01", name="=cmd|' /C calc'!A0")
    tables = Tables(solved)
    qtbot.addWidget(tables)
    tables.show()
    rows = list(csv.reader(io.StringIO(tables.csv_text())))
    assert rows[0][:3] == ["Element", "Kind", "Power, kW"]
    by_name = {row[0]: row for row in rows[1:]}
    assert "'=cmd|' /C calc'!A0" in by_name
    assert float(by_name["A04"][3]) == pytest.approx(110.0)
    assert csv_text(["x"], [["+1"], ["-1"], ["@a"], ["plain"], [-2.5]]).splitlines()[1:] == ["'+1", "'-1", "'@a", "plain", "-2.5"]


def test_the_history_says_what_it_holds_and_what_it_let_go(desk: Desk, qtbot: QtBot) -> None:
    panel = History(desk)
    qtbot.addWidget(panel)
    assert panel.memory.text() == "Undo holds 0.0 MB of at most 256 MB"
    desk.document.most_bytes = 1
    for name in ("One", "Two"):
        with desk.document.edit(name) as edit:
            edit.replace("a01", name=name)
    assert panel.memory.text() == "Undo holds 0.0 MB of at most 0 MB; the oldest step let go"
    assert panel.model.index(0).data() == "Before this: the oldest step, no longer kept"
    assert panel.model.rowCount() == 2


def test_the_history_goes_to_any_state(desk: Desk, qtbot: QtBot) -> None:
    panel = History(desk)
    qtbot.addWidget(panel)
    for k in range(3):
        with desk.document.edit(f"Step {k}") as edit:
            edit.replace("a01", rated_w=100e3 + k)
    assert [panel.model.index(row).data() for row in range(4)] == ["As opened", "Step 0", "Step 1", "Step 2"]
    with qtbot.waitSignal(panel.wanted) as said:
        panel.view.clicked.emit(panel.model.index(1))
    assert said.args == [1]


def test_the_picture_of_an_element_is_looked_for_by_its_shape_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, rack = Pictures(), desk.document.find("a01")
    key = pictures.key(rack)
    monkeypatch.setattr("gigahall.app.pictures.kind_of", lambda element: pytest.fail("its shape is made once more"))
    assert pictures.key(rack) == key
    monkeypatch.undo()
    assert pictures.key(replace(rack, height_m=1.1)) != key == pictures.key(rack)


def test_the_shelf_searches_and_says_what_was_picked(qtbot: QtBot) -> None:
    shelf = Shelf(Pictures())
    qtbot.addWidget(shelf)
    shelf.resize(264, 372)
    shelf.show()
    everything = shelf.model.rowCount()
    shelf.search.edit.setText("crah")
    assert 0 < shelf.model.rowCount() < everything
    with qtbot.waitSignal(shelf.picked) as said:
        shelf.view.clicked.emit(shelf.model.index(0))
    shelf.remember(str(said.args[0]))
    shelf.search.edit.clear()
    shelf.show_recent(True)
    assert shelf.model.rowCount() == 1
    shelf.show_recent(False)
    shelf.show_category("Air")
    assert 0 < shelf.model.rowCount() < everything
    shelf.search.edit.setText("no such thing")
    assert shelf.empty.isVisible()


@pytest.mark.parametrize("typed", ["20001, 0", "0, −1e300", "0; 0; 20.1km"])
def test_a_place_beyond_the_site_is_refused_in_its_field(qtbot: QtBot, desk: Desk, typed: str) -> None:
    """Before it reaches the document, with the range."""
    place = next(field for field in fields_of(type(desk.element("rpp-a"))) if field.name == "at_m")
    editor = PointEditor(place, "SI")
    qtbot.addWidget(editor.widget)
    editor.field.edit.setText(typed)
    with pytest.raises(ValueError, match=r"At most 20.000 m from the origin"):
        editor.field.value_now()


def test_in_little_room_the_names_in_the_catalogue_still_tell_items_apart(qtbot: QtBot) -> None:
    shelf = Shelf(Pictures())
    qtbot.addWidget(shelf)
    shelf.resize(236, 236)
    shelf.set_compact(True)
    shelf.show()
    assert shelf.view.gridSize().width() >= 100


@pytest.mark.parametrize("units", ["SI", "US"])
@pytest.mark.parametrize("width", [RIGHT_DOCK_COMPACT, RIGHT_DOCK])
def test_no_value_of_any_kind_is_cut(width: int, units: System, qtbot: QtBot) -> None:
    """Every field of every kind with its catalogue's values, far from the origin."""
    made = {kind.name: catalogue.make(found[0].id, id=kind.name, name=kind.name, at_m=(-131.0, 152.4, 3.048))
            for kind in KINDS if (found := catalogue.items(kind.name))}
    desk = Desk(Document([Scene(), Ambient(), *made.values()]))
    desk.set_units(units)
    inspector = Inspector(desk, Pictures())
    qtbot.addWidget(inspector)
    inspector.resize(width, 1200)
    inspector.set_compact(width == RIGHT_DOCK_COMPACT)
    inspector.show()
    for key in made:
        desk.select([key])
        inspector._all_fields = True
        inspector.rebuild()
        QApplication.processEvents()
        for name, editor in inspector.editors.items():
            if isinstance(editor.widget, Field):
                assert editor.widget.needed_width() <= editor.widget.width(), f"{key}.{name} = {editor.widget.text}"
                assert editor.widget.mapTo(inspector, QPoint(editor.widget.width(), 0)).x() <= width
    desk.close()


def test_the_catalogue_has_as_many_columns_as_fit(desk: Desk, qtbot: QtBot) -> None:
    shelf = Shelf(Pictures())
    qtbot.addWidget(shelf)
    shelf.show()
    columns = {}
    for width in (236, 264, 380, 500):
        shelf.resize(width, 400)
        QApplication.processEvents()
        each = shelf.view.gridSize().width()
        columns[width] = shelf.view.viewport().width() // each
        assert 96 <= each, "names can still be read"
    assert list(columns.values()) == [2, 2, 3, 4], columns


def test_keys_lead_from_the_search_to_the_cards(qtbot: QtBot) -> None:
    shelf = Shelf(Pictures())
    qtbot.addWidget(shelf)
    with qtbot.waitActive(shelf):
        shelf.show()
        shelf.activateWindow()
    shelf.search.edit.setFocus()
    qtbot.keyClicks(shelf.search.edit, "pump")
    found = shelf.model.item(shelf.model.index(0)).id
    with qtbot.waitSignal(shelf.picked) as taken:
        qtbot.keyClick(shelf.search.edit, Qt.Key.Key_Return)
    assert taken.args == [found]
    qtbot.keyClick(shelf.search.edit, Qt.Key.Key_Down)
    assert shelf.view.hasFocus()
    assert shelf.view.currentIndex().row() == 0
