"""The problems list: causes first, folded, filtered, and cured with one step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall import paths
from gigahall.app import paint
from gigahall.app.actions import Actions
from gigahall.app.advice import still_free
from gigahall.app.components.problem_row import Line, ProblemRow
from gigahall.app.desk import Desk
from gigahall.app.panels.inspector import Inspector
from gigahall.app.panels.problem_filter import FLAT
from gigahall.app.panels.problems import WITH_CAUSE, Problems
from gigahall.app.panels.root_cause import RootCause, root_of
from gigahall.app.pictures import Pictures
from gigahall.app.window import problems_words
from gigahall.kinds import placing
from gigahall.kinds.finding import Add, Cure, Finding, SetField, find
from gigahall.scene.document import Document
from gigahall.scene.record import Element
from gigahall.session.alarms import ordered
from gigahall.session.results import Results
from gigahall.session.tree import by_cause
from gigahall.storage import scene_file

MakeResults = Callable[..., Results]
OFF = find("out-of-service", "crah-1", cure=Cure("Put it back in service", (SetField("crah-1", "in_service", True),)))
HOT = [
    find("limit-above", f"a0{k}", value=33.0 + k, limit=32.0, quantity="air.inlet_max_c", label="Air inlet", causes=("crah-1",))
    for k in range(1, 5)
]
NEAR = find("limit-above", "rpp-a", severity="warning", value=0.9, limit=0.8, quantity="power.loading_frac", label="Loading", source="NEC")


@pytest.fixture
def panel(desk: Desk, make_results: MakeResults, qtbot: QtBot) -> Problems:
    desk.bridge.solved.emit(make_results(power={"rpp-a": {"loading_frac": 0.9}}, problems=ordered([OFF, *HOT, NEAR])))
    made = Problems(desk)
    qtbot.addWidget(made)
    made.resize(1100, 400)
    made.show()
    return made


def said(panel: Problems) -> list[tuple[str, str, int, int]]:
    return [(row.line.element, row.severity, row.line.depth, row.line.below) for row in panel.rows]


def test_the_cause_stands_first_with_what_follows_folded_below(panel: Problems, qtbot: QtBot) -> None:
    assert said(panel) == [("CRAH-1", "error", 0, 4), ("RPP-A", "warning", 0, 0)]
    row = panel.rows[0]
    assert row.line.is_root and row.line.can_do and row.line.cure == "Put it back in service"
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Right)
    assert said(panel) == [("CRAH-1", "error", 0, 4), ("A04", "error", 1, 3), ("RPP-A", "warning", 0, 0)]
    assert panel.rows[1].line.cure == WITH_CAUSE and "3 more like it" in panel.rows[1].sentence
    panel.rows[1].folded.emit()
    assert [row.line.element for row in panel.rows] == ["CRAH-1", "A04", "A03", "A02", "A01", "RPP-A"]
    qtbot.keyClick(panel.rows[0], Qt.Key.Key_Left)
    assert len(panel.rows) == 2


def test_enter_on_the_button_cures_and_the_keys_stay_in_the_list(panel: Problems, desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    button = panel.rows[0].button
    assert button is not None
    panel.activateWindow()
    button.setFocus()
    with qtbot.waitSignal(panel.cure_wanted) as wanted:
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert wanted.args[0] == OFF
    desk.bridge.solved.emit(make_results(power={"rpp-a": {"loading_frac": 0.9}}, problems=ordered([NEAR]), revision=2))
    assert [row.line.element for row in panel.rows] == ["RPP-A"] and panel.rows[0].hasFocus()


def test_every_row_has_a_cure_or_says_that_none_was_computed(panel: Problems) -> None:
    assert not panel.rows[1].line.cure and not panel.rows[1].grab().isNull()
    assert "No cure computed" in panel.rows[1].toolTip() and "NEC" in panel.rows[1].toolTip()
    assert "NEC" not in panel.rows[1].line.cure + panel.rows[1].line.note, "a standard is no cure"


@pytest.mark.parametrize("width", range(300, 900, 20))
def test_what_stands_behind_a_sentence_stays_off_the_buttons(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    row = ProblemRow(Line("error", "Its rating of 240 kW contradicts it", "R2-06", "Rack", "Turn it round", 12, is_root=True, can_do=True))
    qtbot.addWidget(row)
    row.resize(width, row.height())
    row.show()
    ends: list[float] = []
    write = paint.text

    def noted(painter: object, x: float, *rest: object, **more: object) -> float:
        ends.append(x + write(painter, x, *rest, **more))  # type: ignore[arg-type]
        return ends[-1] - x

    monkeypatch.setattr(paint, "text", noted)
    row.grab()
    assert max(ends) <= row._end()


def test_tab_goes_through_a_row_as_its_buttons_stand(qtbot: QtBot) -> None:
    row = ProblemRow(Line("error", "Air inlet 43.7 °C", "R2-06", "Rack", "Turn it round", can_do=True))
    qtbot.addWidget(row)
    row.resize(700, row.height())
    with qtbot.waitActive(row):
        row.show()
        row.activateWindow()
    row.setFocus()
    places = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        places.append(QApplication.focusWidget().x())
    assert 0 < places[0] < places[1]


@pytest.mark.parametrize("can_do", [True, False])
@pytest.mark.parametrize("width", [300, 360, 480, 639, 640, 900])
def test_sentence_and_cure_are_read_whole_at_any_width(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, can_do: bool) -> None:
    cure = "Turn it round: it stands opposite to its row and breathes its hot air"
    sentence = "Its rating of 240 kW contradicts its own flows and temperatures"
    row = ProblemRow(Line("error", sentence, "R2-06", "Air-cooled rack · Hall", cure, 2, is_root=True, can_do=can_do))
    qtbot.addWidget(row)
    row.resize(width, row.height())
    row.show()
    said: list[str] = []
    write = paint.text
    monkeypatch.setattr(paint, "text", lambda painter, x, y, words, *rest, **more: said.append(words) or write(painter, x, y, words, *rest, **more))
    row.grab()
    assert cure in " ".join(said)
    assert sentence in " ".join(said) or width < 480


def test_filters_hide_what_is_not_wanted(panel: Problems) -> None:
    panel.filter.pills["warning"].setChecked(False)
    assert [row.line.element for row in panel.rows] == ["CRAH-1"]
    panel.filter.pills["warning"].setChecked(True)
    panel.filter.search.edit.setText("loading")
    assert [row.line.element for row in panel.rows] == ["RPP-A"]
    panel.filter.search.edit.setText("power panel")
    assert [row.line.element for row in panel.rows] == ["RPP-A"], "the kind is part of what a row says"
    panel.filter.search.edit.setText("no such words")
    assert panel.rows == [] and "filter" in panel.empty.sentence
    panel.filter.search.edit.setText("")
    panel.filter.group.chosen.emit(FLAT)
    panel.filter.group.set_value(FLAT)
    panel.filter.changed.emit()
    assert len(panel.rows) == 6 and all(row.line.depth == 0 for row in panel.rows)


def test_doing_it_is_one_step_that_undo_takes_back(panel: Problems, desk: Desk, actions: Actions, qtbot: QtBot) -> None:
    with actions.document.edit("off") as edit:
        edit.replace("crah-1", in_service=False)
    before = dict(desk.document.records)
    panel.cure_wanted.connect(actions.cure)
    button = panel.rows[0].button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.document.records["crah-1"].in_service  # type: ignore[attr-defined]
    assert "CRAH-1" in desk.document.undo_name or "service" in desk.document.undo_name
    desk.document.undo()
    assert desk.document.records == before


def test_one_more_unit_is_one_step(desk: Desk, actions: Actions) -> None:
    before = dict(desk.document.records)
    row = find("set-point-airflow", "crah-1", value=2.0, limit=3.0, quantity="air.flow_m3_s", limit_of_unit="at full speed",
               cure=Cure("Add another unit to its group", (Add("crah-1"),)))  # fmt: skip
    said: list[str] = []
    desk.said.connect(lambda words, _tone: said.append(words))
    assert actions.cure(row) == ""
    assert "connection" in said[-1], "the last word is what was joined, not what came loose"
    fresh = [e for key, e in desk.document.records.items() if key not in before]
    assert any(type(e) is type(before["crah-1"]) for e in fresh)
    desk.document.undo()
    assert desk.document.records == before
    assert actions.cure(find("tie-closed", "crah-1")) != ""


@pytest.mark.parametrize(
    ("scene", "likes"),
    [
        ("air-hall", ("CRAH-1", "CH-1")), ("four-panels", ("CRAH-2",)), ("superpod-gb300", ("CRAH-1", "RC-1", "CH-1", "DC-1", "TRIM-1")),
        ("tower-hall", ("CRAH-1", "CH-1")), ("large-hall", ("D1-FW-1",)),
    ],
)  # fmt: skip
def test_a_unit_added_by_a_cure_stands_free_and_is_joined(scene: str, likes: tuple[str, ...]) -> None:
    """In the samples, with the wall of CRAHs full too: in its room or at its wall, no port left loose, one undo."""
    desk = Desk(Document(scene_file.load(paths.scene_file(scene)).records))
    actions = Actions(desk)
    for like in likes:
        before = dict(desk.document.records)
        cure = Cure("Add another unit", (Add(like),))
        assert actions.cure(find("set-point-airflow", like, value=2.0, limit=3.0, quantity="air.flow_m3_s", limit_of_unit="", cure=cure)) == ""
        (fresh,) = desk.selected
        assert type(fresh) is type(before[like]) and fresh.hall == before[like].hall  # type: ignore[attr-defined]
        assert placing.Floor(e for e in before.values() if isinstance(e, Element)).refusal([fresh]) == ""
        assert still_free(desk.document, [fresh.id]) == ""
        desk.document.undo()
        assert desk.document.records == before
    desk.close()


def test_an_element_that_problems_follow_from_says_so_in_its_head(panel: Problems, desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    inspector = Inspector(desk, Pictures())
    qtbot.addWidget(inspector)
    desk.select(("rpp-a",))
    assert inspector.root_cause is None
    desk.select(("crah-1",))
    box = inspector.root_cause
    assert box is not None and box.title.text() == "Root cause of 4 problems" and box.button is not None
    assert box.lines == ["A04 and 3 more: Air inlet 37.0 °C, limit 32.0 °C"] and not box.grab().isNull()
    box.adjustSize()
    assert box.minimumSizeHint().width() < 250, "however long its words, the box fits the dock"
    with qtbot.waitSignal(inspector.cure_wanted) as wanted:
        qtbot.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert wanted.args[0].code == "out-of-service"
    desk.bridge.solved.emit(make_results(problems=ordered([NEAR])))
    assert inspector.root_cause is None


def test_guides_go_on_past_a_row_until_the_last_of_its_cause(panel: Problems) -> None:
    panel.rows[0].folded.emit()
    panel.rows[1].folded.emit()
    assert [row.line.goes_on for row in panel.rows] == [(), (False,), (False, True), (False, True), (False, False), ()]
    assert panel.rows[1].line.is_open and not panel.rows[3].grab().isNull()


def test_an_empty_list_speaks_of_the_scene_that_is_open(desk: Desk, qtbot: QtBot) -> None:
    made = Problems(desk)
    qtbot.addWidget(made)
    with desk.document.edit("all gone") as edit:
        for key in [record.id for record in desk.document.records.values() if isinstance(record, Element)]:
            edit.remove(key)
    assert "will be listed" in made.empty.sentence
    desk.document.undo()
    assert "once the scene is solved" in made.empty.sentence


def test_a_long_cure_does_not_widen_the_inspector(desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    long = Cure("Turn it round because it stands opposite to all of its neighbours and breathes what they blow out", OFF.cure.edit)  # type: ignore[union-attr]
    off = find("out-of-service", "crah-1", cure=long)
    desk.bridge.solved.emit(make_results(problems=ordered([off, *HOT])))
    node = root_of(desk, "crah-1")
    assert node is not None
    box = RootCause(node, desk)
    qtbot.addWidget(box)
    assert box.minimumSizeHint().width() < 250


def badge_words(problems: tuple[Finding, ...]) -> tuple[str, str]:
    return problems_words(problems, by_cause(problems))


def test_the_problems_are_ordered_by_cause_once_a_result(
    desk: Desk, make_results: MakeResults, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = Problems(desk)
    qtbot.addWidget(panel)
    ordered_: list[int] = []
    monkeypatch.setattr("gigahall.app.desk.by_cause", lambda problems: ordered_.append(len(problems)) or by_cause(problems))
    results = make_results(problems=ordered([NEAR, OFF, *HOT]))
    desk.bridge.solved.emit(results)
    desk.set_units("US")
    assert root_of(desk, "a01") is None and len(desk.causes) == 2
    assert ordered_ == [len(results.problems)]


def test_the_badge_counts_problems_and_their_causes() -> None:
    assert badge_words(ordered([OFF])) == ("", "ok")
    assert badge_words(ordered([NEAR])) == ("1 problem", "warn")
    assert badge_words(ordered([NEAR, OFF, *HOT])) == ("5 problems from 2 causes", "bad")
    assert badge_words(ordered(HOT)) == ("4 problems", "bad")


@pytest.fixture
def tried(panel: Problems, desk: Desk, actions: Actions, make_results: MakeResults, qtbot: QtBot) -> Callable[[], Inspector]:
    """The CRAH's loss is cured on trial, by the button of its row, and solved: the rack's inlet falls from 34 to 24.1 °C."""
    inspector = Inspector(desk, Pictures())
    qtbot.addWidget(inspector)
    inspector.show()
    with desk.document.edit("off") as edit:
        edit.replace("crah-1", in_service=False)
    desk.select(["a01"])

    def solved(inlet_c: float, *problems: Finding) -> None:
        found = ordered(problems) if problems else ()
        desk.bridge.solved.emit(make_results(revision=desk.document.revision, air={"a01": {"inlet_max_c": inlet_c}}, problems=found))

    for part in (panel, inspector):
        part.try_wanted.connect(actions.try_cure)
        part.trial.kept.connect(desk.end_trial)
        part.trial.undone.connect(actions.undo_trial)

    def go() -> Inspector:
        solved(34.0, OFF, *HOT)
        button = panel.rows[0].trial
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        solved(24.1)
        return inspector

    return go


def in_service(desk: Desk) -> bool:
    element = desk.element("crah-1")
    return element is not None and element.in_service


def test_a_cure_can_be_tried_and_kept(tried: Callable[[], Inspector], panel: Problems, desk: Desk, qtbot: QtBot) -> None:
    assert not panel.trial.isVisible()
    inspector = tried()
    assert in_service(desk) and panel.trial.isVisible() and inspector.trial.isVisible()
    assert panel.trial.words.text == "Trying: was 4 problems, now 0 · Put it back in service"
    assert inspector.trial.words.text == "Was 4, now 0"
    assert inspector.bars["air.inlet_max_c"].reading.was == "was 34.0 °C"
    assert not inspector.bars["air.inlet_max_c"].grab().isNull() and not panel.trial.grab().isNull()
    qtbot.mouseClick(panel.trial.keep, Qt.MouseButton.LeftButton)
    assert in_service(desk) and not panel.trial.isVisible()
    assert inspector.bars["air.inlet_max_c"].reading.was == ""


def test_a_cure_that_was_tried_is_taken_back(tried: Callable[[], Inspector], panel: Problems, desk: Desk, qtbot: QtBot) -> None:
    inspector = tried()
    qtbot.mouseClick(inspector.trial.undo, Qt.MouseButton.LeftButton)
    assert not in_service(desk) and not panel.trial.isVisible() and not inspector.trial.isVisible()
    tried()
    desk.document.undo()  # Ctrl Z
    assert not in_service(desk) and not panel.trial.isVisible()


def test_who_goes_on_editing_keeps_what_was_tried(tried: Callable[[], Inspector], panel: Problems, desk: Desk, actions: Actions) -> None:
    tried()
    actions.rename("a02", "Other")
    assert in_service(desk) and not panel.trial.isVisible()
    actions.undo_trial()
    assert desk.element("a02").name == "Other", "there is nothing left to undo by its button"  # type: ignore[union-attr]


def test_the_tick_is_kept_for_a_solved_scene(desk: Desk, make_results: MakeResults, qtbot: QtBot) -> None:
    made = Problems(desk)
    qtbot.addWidget(made)
    assert made.empty.icon == "info"
    desk.bridge.solved.emit(make_results())
    assert (made.empty.icon, made.empty.sentence) == ("check", "Nothing is above a limit.")
