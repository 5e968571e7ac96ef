"""The pieces: what they show, what they take, what they say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gigahall.app.components.badge import Badge, LiveBadge
from gigahall.app.components.buttons import Chip, Switch
from gigahall.app.components.card import Bubble, SampleCard
from gigahall.app.components.field import Field, NumberField, PropertyRow
from gigahall.app.components.labels import Elided, Link, label
from gigahall.app.components.problem_row import Line, ProblemRow
from gigahall.app.components.results import KeyFigure, Reading, ResultBar
from gigahall.app.components.rows import EmptyState, ProgressItem, Toast
from gigahall.app.components.tabs import Dock
from gigahall.app.palette import score
from gigahall.app.values import change_words, label_of, reading, seconds_words
from gigahall.app.work import Shown
from gigahall.kinds.kind import Limit

GPM_M3_S = 231 * 0.0254**3 / 60
"""US gallon per minute [m3/s]: 231 cubic inches (NIST SP 811)."""


def type_into(qtbot: QtBot, field: Field, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


@pytest.mark.parametrize(("typed", "si"), [
    ("100", 100e-3 / 60), ("10 gpm", 10 * GPM_M3_S), ("2 L/s", 2e-3)])
def test_a_number_field_takes_units(qtbot: QtBot, typed: str, si: float) -> None:
    field = NumberField(1e-3, "m3/s", "SI")
    qtbot.addWidget(field)
    field.show()
    with qtbot.waitSignal(field.committed) as said:
        type_into(qtbot, field, typed)
    assert said.args[0] == pytest.approx(si)


@pytest.mark.parametrize(("typed", "words"), [("-1", "At least"), ("9999", "At most"), ("abc", "not a number"), ("5 kW", "does not fit")])
def test_a_number_field_says_why_it_refuses(qtbot: QtBot, typed: str, words: str) -> None:
    field = NumberField(25.0, "degC", "SI", ge=0.0, le=60.0)
    qtbot.addWidget(field)
    field.show()
    with qtbot.assertNotEmitted(field.committed):
        type_into(qtbot, field, typed)
    assert words in field.error


def test_escape_takes_the_typing_back(qtbot: QtBot) -> None:
    field = NumberField(25.0, "degC", "SI")
    qtbot.addWidget(field)
    field.show()
    field.edit.setFocus()
    qtbot.keyClicks(field.edit, "7")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.text == "25"


def test_undo_in_a_field_is_the_documents_once_the_value_is_taken(qtbot: QtBot) -> None:
    field = NumberField(25.0, "degC", "SI")
    qtbot.addWidget(field)
    field.show()
    undo = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "z")
    undo.ignore()
    qtbot.keyClicks(field.edit, "7")
    QApplication.sendEvent(field.edit, undo)
    assert undo.isAccepted(), "what is being typed is taken back first"
    type_into(qtbot, field, "30")
    undo.ignore()
    QApplication.sendEvent(field.edit, undo)
    assert not undo.isAccepted() and field.text == "30"


def test_an_optional_field_can_be_emptied(qtbot: QtBot) -> None:
    field = NumberField(0.5, "frac", "SI", optional=True)
    qtbot.addWidget(field)
    field.show()
    with qtbot.waitSignal(field.committed) as said:
        field.edit.clear()
        field.commit()
    assert said.args == [None]


def test_a_field_shows_other_units(qtbot: QtBot) -> None:
    field = NumberField(25.0, "degC", "SI")
    qtbot.addWidget(field)
    field.show_value(25.0, "US")
    assert (field.text, field.unit.text()) == ("77", "°F")
    field.show_mixed()
    assert (field.text, field.edit.placeholderText()) == ("", "several")


def test_a_chip_offers_its_choices(qtbot: QtBot) -> None:
    chip = Chip("Units", [("SI", "SI units"), ("US", "US units")], "SI")
    qtbot.addWidget(chip)
    assert chip.words == "SI units"
    menu = chip.menu()
    with qtbot.waitSignal(chip.chosen) as said:
        menu.actions()[1].trigger()
    assert said.args == ["US"]
    assert chip.value == "US"


def test_the_arrow_keys_of_a_chips_menu_go_on_from_what_holds(qtbot: QtBot) -> None:
    chip = Chip("", [("a", "A"), ("b", "B"), ("c", "C")], "b")
    qtbot.addWidget(chip)
    chip.show()
    chip.open_menu()
    menu = chip.findChild(QMenu)
    assert menu is not None
    active = menu.activeAction()
    assert active is not None
    assert active.text() == "B"
    menu.close()
    qtbot.wait(20)


def test_a_switch_toggles_with_the_keyboard(qtbot: QtBot) -> None:
    switch = Switch()
    qtbot.addWidget(switch)
    switch.show()
    switch.setFocus()
    with qtbot.waitSignal(switch.clicked):
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()


LIMITS = [Limit("air.inlet_max_c", "Air inlet", "degC", 27.0, 32.0, "ASHRAE")]


@pytest.mark.parametrize(("value", "tone"), [(24.0, "accent"), (28.0, "warn"), (33.0, "bad")])
def test_a_reading_stands_beside_its_limit(value: float, tone: str) -> None:
    shown = reading("air.inlet_max_c", value, LIMITS, "SI")
    assert shown.tone == tone
    assert shown.limit == ("32 limit" if value > 27.0 else "27 recommended")
    assert shown.tick is not None
    assert shown.frac is not None
    assert (shown.frac > shown.tick) == (value > 32.0)
    assert "ASHRAE" in shown.tip


def test_a_reading_speaks_us_units_and_says_what_changed() -> None:
    shown = reading("air.inlet_max_c", 25.0, LIMITS, "US", before=24.0)
    assert (shown.value, shown.unit, shown.limit, shown.delta) == ("77.0", "°F", "80.6 recommended", "+1.8")
    assert reading("air.inlet_max_c", 25.0, LIMITS, "SI", before=25.001).delta == ""
    assert change_words(24.1, 24.145, "degC", "SI") == "", "no digits that the value does not show"
    assert change_words(76.7, 102.34, "1", "SI") == "−25.6"
    assert change_words(120e3, 1200e3, "W", "SI") == "−1080", "no powers of ten"


def test_the_limit_is_in_the_unit_of_its_value() -> None:
    shown = reading("coolant.heat_w", 490e3, [Limit("coolant.heat_w", "Heat", "W", 1.094e6, 1.367e6, "rating")], "SI")
    assert (shown.value, shown.unit, shown.limit) == ("490", "kW", "1094 limit")


def test_a_missing_value_is_a_dash_never_zero() -> None:
    shown = reading("power.i_a", None, [], "SI")
    assert shown.value == "–"
    assert shown.frac is None


@pytest.mark.parametrize(("seconds", "words"), [(0.038, ("38", "ms")), (2.5, ("2.5", "s")), (0.9999, ("1", "s"))])
def test_times_are_said_as_people_say_them(seconds: float, words: tuple[str, str]) -> None:
    assert seconds_words(seconds) == words


def test_a_result_bar_shows_the_change_for_a_while(qtbot: QtBot) -> None:
    bar = ResultBar(Reading("Inlet", "24.0", "°C", 0.5, 0.7, "27 recommended"))
    qtbot.addWidget(bar)
    bar.resize(260, 46)
    bar.show()
    still = bar.grab().toImage()
    bar.show_reading(Reading("Inlet", "24.3", "°C", 0.52, 0.7, "27 recommended", delta="+0.3"))
    with_delta = bar.grab().toImage()
    assert with_delta != still
    bar._forget_delta()
    assert bar.grab().toImage() != with_delta
    assert bar.height() == 46


def test_stale_values_are_dimmed_not_blank(qtbot: QtBot) -> None:
    figure = KeyFigure("PUE")
    qtbot.addWidget(figure)
    figure.show_value("1.16", "")
    figure.resize(figure.sizeHint())
    figure.show()
    fresh = figure.grab().toImage()
    figure.set_stale(True)
    dimmed = figure.grab().toImage()
    assert fresh != dimmed
    assert figure.value == "1.16"


def test_badges_say_their_state_in_words(qtbot: QtBot) -> None:
    badge, live = Badge("Within limits", "ok"), LiveBadge()
    qtbot.addWidget(badge)
    qtbot.addWidget(live)
    live.show_state(["Live", "draft air model", "settled in 38 ms"], "ok")
    wide = live.sizeHint().width()
    live.set_compact(True)
    assert live.words == "Live settled in 38 ms"
    assert live.sizeHint().width() < wide
    assert badge.sizeHint().height() == 22
    badge.show()
    live.show()
    assert not badge.grab().isNull()
    assert not live.grab().isNull()


def test_text_is_never_read_as_markup(qtbot: QtBot) -> None:
    made = label("<b>A01</b>")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText
    link = Link("Pump & valve")
    qtbot.addWidget(link)
    assert link.text() == "Pump && valve"


def test_long_names_end_in_an_ellipsis_with_a_tooltip(qtbot: QtBot) -> None:
    line = Elided("A very long name of a piece of equipment")
    qtbot.addWidget(line)
    line.resize(80, 18)
    line.show()
    line.grab()
    assert line.toolTip() == line.text


def test_rows_cards_and_states_paint_and_answer(qtbot: QtBot) -> None:
    row = ProblemRow(Line("warning", "Air inlet 28.2 °C, limit 27 °C", "A08", "Rack", "Must come down by 1.2 K"))
    card = SampleCard("Air hall", "Find the hotspot", "164 kW", "PUE 1.4")
    card.set_picture(QPixmap(40, 30))
    state = EmptyState("hall", "Nothing here.", "Add")
    for widget in (row, card, state):
        qtbot.addWidget(widget)
        widget.resize(400, 200)
        widget.show()
        assert not widget.grab().isNull()
    with qtbot.waitSignal(row.clicked):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Return)


def test_a_property_row_names_its_source(qtbot: QtBot) -> None:
    row = PropertyRow("Technology flow at rating", NumberField(1.0, "m3/s", "SI"), "Vertiv", "Vertiv SL-71309")
    qtbot.addWidget(row)
    row.resize(260, 32)
    row.show()
    row.grab()
    assert row.source.toolTip() == "Vertiv SL-71309"
    row.say_source("you", "set by user")
    assert row.source.tone == "text3"


def test_a_note_goes_over_its_parent(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 300)
    parent.show()
    toast = Toast(parent)
    toast.say("A01 would stand in A02", "bad")
    assert toast.isVisible()
    assert toast.width() <= 500
    assert not toast.grab().isNull()


def test_progress_offers_cancel(qtbot: QtBot) -> None:
    item = ProgressItem()
    qtbot.addWidget(item)
    item.show_work(Shown("Losses", 0.4, 12.0))
    assert item.isVisible()
    item.show_work(None)
    assert not item.isVisible()


def test_a_bubble_stays_inside_its_window(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 400)
    parent.show()
    bubble = Bubble(parent)
    bubble.show_step("The scene", "Halls and rows.", 0, 4, QPoint(490, 60), False)
    assert parent.rect().contains(bubble.geometry())
    with qtbot.waitSignal(bubble.advanced):
        qtbot.mouseClick(bubble.next, Qt.MouseButton.LeftButton)


def test_a_dock_counts_behind_its_names(qtbot: QtBot) -> None:
    dock = Dock([("Problems", QWidget()), ("Plots", QWidget())])
    qtbot.addWidget(dock)
    dock.header.set_count(0, 3)
    assert dock.header.bar.tabText(0) == "Problems  3"
    dock.header.set_count(0, 0)
    assert dock.header.bar.tabText(0) == "Problems"


def test_the_palette_ranks_whole_words_first() -> None:
    assert score("Save", "save") > score("Save as", "save") > 0
    assert score("Fit view", "view fit") > 0
    assert score("Rotate", "xyz") == 0
    assert score("Turn by 90°", "trn") > 0


def test_zero_fills_nothing_of_its_bar(qtbot: QtBot) -> None:
    def drawn(frac: float, tone: str) -> QImage:
        bar = ResultBar(Reading("Heat moved", "0", "kW", frac, 0.8, "limit 95 kW", tone))
        qtbot.addWidget(bar)
        bar.resize(240, bar.height())
        return bar.grab().toImage()

    assert drawn(0.0, "ok") == drawn(0.0, "accent"), "no dot in any colour"
    assert drawn(0.001, "ok") != drawn(0.001, "accent"), "the least there is can be seen"


def test_a_number_shows_the_digits_that_matter_and_all_of_them_to_who_edits_it(qtbot: QtBot) -> None:
    parent = QWidget()
    column = QVBoxLayout(parent)
    other, field = NumberField(1.0, "W", "US"), NumberField(0.0029167, "m3/s", "US")
    column.addWidget(other)
    column.addWidget(field)
    qtbot.addWidget(parent)
    parent.show()
    qtbot.waitExposed(parent)
    other.edit.setFocus()
    assert field.text == "46.2306"
    sent: list[object] = []
    field.committed.connect(sent.append)
    for _ in range(2):
        field.edit.setFocus()
        qtbot.waitUntil(field.edit.hasFocus)
        assert field.text.startswith("46.230637") and len(field.text) > 10
        other.edit.setFocus()
        qtbot.waitUntil(other.edit.hasFocus)
        assert field.text == "46.2306" and sent == [], "looking at a value does not change it"


def test_a_property_row_gives_a_long_value_room(qtbot: QtBot) -> None:
    field = Field("", "ft")
    row = PropertyRow("Position x, y", field)
    qtbot.addWidget(row)
    row.resize(260, row.height())
    field.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    row.show()
    heights = []
    for words in ("1, 2", "−174.54, 1,315.75", "−174.54, 1,315.75, 1,023.36"):
        field.set_text(words)
        QApplication.processEvents()
        assert field.needed_width() <= field.width() <= row.width()
        heights.append(row.height())
    assert heights[0] < heights[1] == heights[2], "what is wider than the column stands on a line of its own"


def test_a_switch_for_some_on_and_some_off_says_so_and_turns_all_on(qtbot: QtBot) -> None:
    switch = Switch()
    qtbot.addWidget(switch)
    narrow = switch.sizeHint().width()
    switch.show_value(None)
    assert (switch.word, switch.isChecked()) == ("several", False)
    assert switch.minimumWidth() > narrow
    switch.click()
    assert (switch.word, switch.isChecked()) == ("On", True)


@pytest.mark.parametrize("column", ["p_w", "q_var", "v_v", "i_a", "loading_frac", "loss_w", "in_v", "nominal_v"])
def test_columns_of_power_bear_words_and_no_symbols(column: str) -> None:
    assert all(len(word) > 1 for word in label_of(f"power.{column}").split()), label_of(f"power.{column}")
