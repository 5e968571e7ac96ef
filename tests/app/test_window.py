"""The window as a whole: pages, commands, sizes, palette, tour, keys."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gigahall.app.bottom import HISTORY, PLOTS, TABLES
from gigahall.app.commands import COMMANDS, MENUS
from gigahall.app.components.buttons import Button, Chip
from gigahall.app.dialogs import Dialog, NumbersDialog, ShortcutsDialog
from gigahall.app.hall_question import HallQuestion
from gigahall.app.offers import TemplateDialog, about_dialog, limits_dialog
from gigahall.app.pictures import recall, scene_picture
from gigahall.app.responses import Responses
from gigahall.app.slot import Slot
from gigahall.app.theme import THEME
from gigahall.app.window import Window
from gigahall.kinds.finding import find
from gigahall.kinds.registry import kind_of
from gigahall.session.results import Results

pytestmark = pytest.mark.window


@pytest.fixture
def responses(window: Window) -> Responses:
    return window.responses  # type: ignore[attr-defined,no-any-return]


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(widget, key, modifier)


def test_every_command_has_words_and_keys_are_unique() -> None:
    assert all(command.tip and command.text for command in COMMANDS)
    assert {command.menu for command in COMMANDS} <= set(MENUS)
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "!" not in " ".join(command.text + command.tip for command in COMMANDS)


def test_tooltips_show_the_key(window: Window) -> None:
    assert "R" in window.commands["turn"].toolTip()
    assert "Ctrl S" in window.commands["save"].toolTip()


def test_commands_edit_what_is_selected(window: Window) -> None:
    desk = window.desk
    assert not window.commands["duplicate"].isEnabled()
    desk.select(["a04"])
    window.commands["duplicate"].trigger()
    assert desk.selected[0].name == "A05"
    assert window.commands["undo"].text() == "Undo duplicate A04"
    window.commands["undo"].trigger()
    assert window.commands["redo"].isEnabled()
    window.commands["redo"].trigger()
    desk.select(["a01", "a04"])
    window.commands["swap"].trigger()
    assert desk.element("a01").at_m[0] == 4.5  # type: ignore[union-attr]
    window.commands["select_all"].trigger()
    assert set(desk.selection) >= {"a01", "rpp-a", "crah-1"}
    desk.select(["a01"])
    window.commands["select_kind"].trigger()
    assert len(desk.selection) == 5


def test_letters_are_commands_in_the_view_and_text_in_fields(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    window.desk.select(["a03"])
    window.slot.setFocus()
    press(qtbot, window.slot, Qt.Key.Key_R)
    assert window.desk.element("a03").turn_deg == 90  # type: ignore[union-attr]
    press(qtbot, window.slot, Qt.Key.Key_R)
    press(qtbot, window.slot, Qt.Key.Key_Up)
    assert window.desk.element("a03").at_m[1] == pytest.approx(3.6)  # type: ignore[union-attr]
    field = window.shelf.search.edit
    field.setFocus()
    qtbot.keyClicks(field, "rd")
    assert field.text() == "rd"
    assert window.desk.element("a03").turn_deg == 180  # type: ignore[union-attr]
    press(qtbot, field, Qt.Key.Key_Escape)
    assert window.desk.selection == ("a03",)


def test_the_start_page_has_no_scenes_title(window: Window) -> None:
    window.files.leave()
    window.show_start()
    assert window.windowTitle() == "Gigahall"
    assert not window.isWindowModified()


def test_a_rack_is_renamed_in_the_inspector(window: Window, qtbot: QtBot) -> None:
    """Its row is named after it, so that the inspector is built anew while its field still has the key."""
    window.desk.select(["a01"])
    window.commands["rename"].trigger()
    field = window.inspector.name.edit
    for name in ("Rack-1", "B07"):
        field = window.inspector.name.edit
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, name)
        press(qtbot, field, Qt.Key.Key_Return)
        assert window.desk.element("a01").name == name  # type: ignore[union-attr]
        assert window.inspector.name.text == name


def test_the_title_marks_unsaved_work(window: Window) -> None:
    assert window.windowTitle() == "Untitled[*] – Gigahall"
    assert not window.isWindowModified()
    window.actions_.rename("a01", "Rack")
    assert window.isWindowModified()
    window.commands["undo"].trigger()
    assert not window.isWindowModified()


def test_panels_speak_to_actions(window: Window) -> None:
    window.desk.select(["a01"])
    window.inspector.editors["rated_w"].committed.emit(120e3)
    assert window.desk.element("a01").rated_w == 120e3  # type: ignore[union-attr]
    window.inspector.editors["at_m"].committed.emit((3.3, 3.0, 0.0))
    assert "would stand in A02" in window.inspector.editors["at_m"].widget.error  # type: ignore[attr-defined]
    assert window.slot.note == "A01 would stand in A02"
    window.inspector.service_set.emit(False, ("a01",))
    assert not window.desk.element("a01").in_service  # type: ignore[union-attr]
    window.desk.select(())
    window.inspector.editors["dry_bulb_c"].committed.emit(38.9)
    assert window.desk.document.ambient.dry_bulb_c == 38.9
    window.bottom.history.wanted.emit(0)
    assert window.desk.document.index == 0


def test_the_palette_runs_commands_and_finds_elements(window: Window, responses: Responses, qtbot: QtBot) -> None:
    window.commands["palette"].trigger()
    palette = responses.palette
    assert palette.isVisible()
    palette.field.edit.setText("A03")
    assert palette.model.entries[0].words == "A03"
    press(qtbot, palette.field.edit, Qt.Key.Key_Return)
    assert window.desk.selection == ("a03",)
    assert not palette.isVisible()
    palette.open()
    palette.field.edit.setText("duplicate")
    press(qtbot, palette.field.edit, Qt.Key.Key_Return)
    assert window.desk.selected[0].name == "A05"
    palette.open()
    press(qtbot, palette.field.edit, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_every_command_is_in_the_palette(window: Window, responses: Responses) -> None:
    window.desk.select(["a01"])
    words = {entry.words for entry in responses.entries()}
    missing = [c.id for c in COMMANDS if c.id not in ("palette", "undo", "redo", "swap", "revert", "restore") and c.text.rstrip("…") not in words]
    assert missing == []
    assert {"A01", "RPP-A"} <= words


def results(figures: dict[str, float | str], revision: int = 1, **more: object) -> Results:
    return Results(revision, "settled", figures, {"energy_frac": 2e-9}, {}, models={"air": "draft: potential flow"},
                   timing={"solve_s": 0.038}, **more)  # type: ignore[arg-type]


def test_the_live_badge_follows_the_state(window: Window) -> None:
    bridge, badge = window.desk.bridge, window.tools.badge
    assert badge.words == "Solving"
    bridge.solved.emit(results({"pue": 1.1}))
    bridge.state.emit("settled")
    assert badge.words == "Live draft air model settled in 38 ms"
    while window.desk.document.revision <= window.desk.results.revision:
        with window.desk.document.edit("Rename") as edit:
            edit.replace("scene", title=f"Edited {window.desk.document.revision}")
    assert badge.words == "Updating"
    bridge.state.emit("failed")
    assert badge.words.startswith("Not solved")


def test_problems_are_counted_on_their_tab(window: Window) -> None:
    hot = find("limit-above", "a01", value=33.0, limit=32.0, quantity="air.inlet_max_c", label="Air inlet")
    window.desk.bridge.solved.emit(results({}, problems=(hot,)))
    assert window.bottom.header.bar.tabText(0) == "Problems  1"


def test_a_theme_is_painted_part_by_part_and_to_the_end(window: Window, qtbot: QtBot) -> None:
    parts = (window.top, window.scene_dock, window.slot, window.bottom, window.inspector, window.figures)
    qtbot.waitUntil(lambda: all(part.updatesEnabled() for part in parts))
    window.wear("dark" if not THEME.is_dark else "light")
    assert not window.updatesEnabled()
    qtbot.waitUntil(window.updatesEnabled)
    assert sum(part.updatesEnabled() for part in parts) < len(parts), "all of it in one turn"
    qtbot.waitUntil(lambda: all(part.updatesEnabled() for part in parts))


def test_the_start_page_hears_of_files_when_it_is_seen(window: Window, tmp_path: Path) -> None:
    window.show_work()
    shown = list(window.start._recent)
    window.files._remember(tmp_path / "x.gigahall")
    assert window.start._recent == shown
    (tmp_path / "x.gigahall").write_text("{}", encoding="utf-8")
    window.show_start()
    assert window.start._recent[0].name == "x.gigahall"


def test_units_and_theme_act_everywhere(window: Window) -> None:
    window.commands["units"].trigger()
    assert window.desk.units == "US"
    assert window.top.units.value == "US"
    window.top.units.chosen.emit("SI")
    assert not window.commands["units"].isChecked()
    window.top.theme.click()
    assert THEME.is_dark
    window.commands["theme"].trigger()
    assert not THEME.is_dark
    assert window.files.settings.theme == "light"


def cut(root: QWidget) -> list[str]:
    """Visible buttons, chips, tabs and labels that got less width than their words need."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, Chip | QToolButton | QPushButton | QLabel | QTabBar):
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text()):
            continue
        if isinstance(widget, Chip) and widget.minimumSizeHint().width() < widget.sizeHint().width():
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            assert widget.width() == 30
            continue
        if widget.width() < widget.sizeHint().width() - 1:
            found.append(f"{type(widget).__name__} {getattr(widget, 'text', lambda: '')()} {widget.width()} < {widget.sizeHint().width()}")
    return found


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000), (1100, 700)])
@pytest.mark.parametrize("page", [0, PLOTS, TABLES, HISTORY])
def test_nothing_is_cut(window: Window, qtbot: QtBot, size: tuple[int, int], page: int) -> None:
    window.desk.bridge.solved.emit(results({"it_w": 1.2e6, "facility_w": 1.4e6, "pue": 1.16, "dry_bulb_c": 34.1}))
    window.desk.bridge.state.emit("settled")
    window.desk.select(["a01"])
    window.bottom.show_page(page)
    window.resize(*size)
    qtbot.wait(20)
    assert window.size().toTuple() == size
    assert cut(window) == []
    for part in (window.left, window.slot, window.bottom, window.inspector, window.figures):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert corner.x() < size[0]
        assert corner.y() < size[1]


def test_a_narrow_window_gives_way_by_plan(window: Window, qtbot: QtBot) -> None:
    button = next(b for b in window.tools.findChildren(QToolButton) if b.defaultAction() is window.commands["tool_place"])
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    window.resize(1280, 800)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert window.left.width() == 236
    assert window.inspector.width() == 292
    window.resize(1600, 1000)
    assert (window.left.width(), window.inspector.width()) == (264, 316)


def test_docks_hide_and_come_back(window: Window) -> None:
    for name, part in (("left_dock", window.left), ("right_dock", window.inspector), ("bottom_dock", window.bottom)):
        window.commands[name].trigger()
        assert not part.isVisible()
        window.commands[name].trigger()
        assert part.isVisible()


def test_the_start_page_comes_back_and_offers_recent_files(window: Window, qtbot: QtBot, tmp_path: object) -> None:
    window.commands["start_page"].trigger()
    assert not window.is_working
    assert not window.commands["delete"].isEnabled()
    assert [card.title for card in window.start.cards] == ["SuperPOD GB300", "Air hall", "Four panels", "Tower hall", "Large hall"]
    with qtbot.waitSignal(window.start.chosen):
        qtbot.mouseClick(window.start.cards[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.is_working)
    assert (window.files.name, window.files.path) == ("Air hall", None), "a sample opens as an untitled copy"
    assert [path.stem for path in window.files.recent] == ["air-hall"]


def test_the_start_page_is_walked_with_the_keys(window: Window, qtbot: QtBot) -> None:
    window.commands["start_page"].trigger()
    window.activateWindow()
    cards = window.start.cards
    press(qtbot, window.start, Qt.Key.Key_Down)
    assert cards[0].hasFocus()
    for key, number in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Up, 0)):
        press(qtbot, next(card for card in cards if card.hasFocus()), key)
        assert cards[number].hasFocus()
    assert all(area.focusPolicy() == Qt.FocusPolicy.NoFocus for area in window.start.findChildren(QScrollArea)), "nothing unseen takes the keys"
    with qtbot.waitSignal(window.start.chosen):
        press(qtbot, cards[0], Qt.Key.Key_Return)


def test_escape_takes_typing_back_first_and_then_closes_the_dialog(window: Window, qtbot: QtBot) -> None:
    window.desk.select(["a04"])
    window.commands["array"].trigger()
    dialog = open_dialog(window, NumbersDialog)
    assert isinstance(dialog, NumbersDialog)
    edit = dialog.fields[0].edit
    before = edit.text()
    edit.setFocus()
    edit.setText("7")
    press(qtbot, edit, Qt.Key.Key_Escape)
    assert edit.text() == before and dialog.isVisible()
    press(qtbot, edit, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_f6_walks_through_the_parts_of_the_window(window: Window, qtbot: QtBot) -> None:
    parts = (window.slot, window.bottom, window.inspector, window.scene_dock, window.shelf_dock)
    window.activateWindow()
    window.slot.setFocus()

    def holder() -> int:
        focused = QApplication.focusWidget()
        return next(number for number, part in enumerate(parts) if part is focused or part.isAncestorOf(focused))

    seen = []
    for name in ("next_part",) * 5 + ("last_part",) * 2:
        window.commands[name].trigger()
        seen.append(holder())
    assert seen == [1, 2, 3, 4, 0, 4, 3]
    window.commands["bottom_dock"].trigger()
    window.slot.setFocus()
    window.commands["next_part"].trigger()
    assert holder() == 2, "a hidden part is passed over"


def test_an_unsolved_scene_says_when_its_problems_come(window: Window) -> None:
    window.files.new([])
    assert "not connected" in window.bottom.problems.empty.sentence
    window.actions_.place("white_space_slab", (0.0, 0.0, 0.0))
    assert "once the scene is solved" in window.bottom.problems.empty.sentence


def test_the_tour_points_at_four_parts(window: Window, responses: Responses) -> None:
    responses.start_tour()
    seen = 0
    while responses.tour.is_running:
        assert window.rect().contains(responses.tour.bubble.geometry())
        responses.tour.advance()
        seen += 1
    assert seen == 4
    assert window.files.settings.tour_seen
    responses.start_tour()
    responses.escape()
    assert not responses.tour.is_running


def open_dialog(window: Window, kind: type[Dialog]) -> Dialog:
    found = [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]
    assert found
    return found[-1]


def test_dialogs_make_arrays_and_set_the_ambient(window: Window, responses: Responses) -> None:
    window.desk.select(["a04"])
    responses.ask_array()
    dialog = open_dialog(window, NumbersDialog)
    assert isinstance(dialog, NumbersDialog)
    assert [field.text for field in dialog.fields] == ["2", "0.6", "1", "3"]
    dialog.fields[0].edit.setText("3")
    dialog.finish()
    assert not dialog.isVisible()
    assert {"A05", "A06"} <= {element.name for element in window.desk.document.elements()}
    responses.ask_array()
    dialog = open_dialog(window, NumbersDialog)
    assert isinstance(dialog, NumbersDialog)
    dialog.fields[1].edit.setText("-0.6")
    dialog.finish()
    assert dialog.isVisible()
    assert "would stand" in dialog.problem.text()
    dialog.reject()
    responses.ask_ambient()
    dialog = open_dialog(window, NumbersDialog)
    assert isinstance(dialog, NumbersDialog)
    dialog.fields[0].edit.setText("100 F")
    dialog.finish()
    assert window.desk.document.ambient.dry_bulb_c == pytest.approx(37.778, abs=1e-3)


def test_help_pages_open(window: Window, responses: Responses) -> None:
    for dialog in (ShortcutsDialog(window), limits_dialog(window, window.desk), about_dialog(window, "0.1.0")):
        responses.show(dialog)
        assert dialog.isVisible()
        assert cut(dialog) == []
        dialog.accept()


def test_a_template_becomes_an_unsaved_scene(window: Window, responses: Responses, asked: object) -> None:
    responses.choose_template()
    dialog = open_dialog(window, TemplateDialog)
    assert isinstance(dialog, TemplateDialog)
    dialog.choose("four-panels")
    assert list(dialog.fields) == ["racks", "support", "item", "containment"]
    dialog.fields["racks"].edit.setText("9")  # type: ignore[union-attr]
    dialog.finish()
    assert dialog.isVisible()
    dialog.fields["racks"].edit.setText("4")  # type: ignore[union-attr]
    dialog.fields["containment"].choose("none")  # type: ignore[union-attr]
    dialog.finish()
    assert not dialog.isVisible()
    assert window.desk.document.find("R4").item == "gb200_nvl72"
    assert window.desk.document.find("R5").item == "empty_blanked"
    assert not [e for e in window.desk.document.elements() if kind_of(e).name == "containment"]
    assert "containment None" in window.desk.document.scene.description
    assert window.files.is_modified


def test_text_stays_plain_in_every_label(window: Window) -> None:
    window.desk.select(["a01"])
    window.actions_.rename("a01", "<b>x</b>")
    assert all(widget.textFormat() == Qt.TextFormat.PlainText for widget in window.findChildren(QLabel) if widget.text())


def test_closing_asks_first(window: Window, asked: object) -> None:
    window.actions_.rename("a01", "Rack")
    asked.answer = "cancel"  # type: ignore[attr-defined]
    assert not window.close()
    asked.answer = "discard"  # type: ignore[attr-defined]
    assert window.close()


def test_the_place_of_the_window_is_remembered(window: Window, qtbot: QtBot, asked: object) -> None:
    window.resize(1333, 777)
    asked.answer = "discard"  # type: ignore[attr-defined]
    window.close()
    again = Window(asked)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    assert again.recall_place()
    assert again.size() != Window.minimumSize(again)  # a screen smaller than the window clips it
    assert again.files.settings.window_geometry == window.files.settings.window_geometry
    again.close()


def test_a_closed_file_leaves_a_keepsake_for_the_start_page(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "hall.gigahall"
    window.files.save_as(path)
    window.view = window.slot  # type: ignore[assignment]
    hot = find("limit-above", "a01", severity="warning", value=28.0, limit=27.0, quantity="air.inlet_max_c", label="Air inlet")
    window.desk.bridge.solved.emit(results({"it_w": 540e3}, problems=(hot,)))
    window.keep_memory()
    window.view = None
    kept = recall(path)
    assert kept is not None
    assert (kept.it_w, kept.errors, kept.warnings) == (540e3, 0, 1)
    assert scene_picture(path) is not None
    window.start.show_recent([path])
    card = window.start._recent_column.itemAt(0).widget()  # type: ignore[union-attr]
    assert card.title == "hall"  # type: ignore[union-attr]
    assert card._words == "540 kW · 1 warning"  # type: ignore[union-attr]


class Seen(Slot):
    """A view whose picture is finished."""

    def is_settled(self) -> bool:
        return True


def test_a_file_is_on_the_start_page_as_soon_as_it_was_seen_solved(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path, view, kept = tmp_path / "hall.gigahall", Seen(), list[Path]()
    qtbot.addWidget(view)
    monkeypatch.setattr("gigahall.app.window.keep", lambda path, picture, note: kept.append(path))
    window.files.save_as(path)
    window.view = view  # type: ignore[assignment]
    window.keep_new_memory()
    assert kept == []
    window.desk.bridge.solved.emit(results({"it_w": 540e3}, revision=window.desk.document.revision))
    for _ in range(3):
        window.keep_new_memory()  # every settled picture asks
    assert kept == [path]
    with window.desk.document.edit("Turn") as edit:
        edit.replace("a01", turn_deg=180)
    window.keep_new_memory()
    assert kept == [path]
    window.desk.bridge.solved.emit(results({"it_w": 540e3}, revision=window.desk.document.revision))
    window.files.save()
    assert kept == [path, path]
    window.view = None


def test_deleting_a_hall_asks_in_words(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def answer(dialog: HallQuestion) -> int:
        seen.append(" ".join(label.text() for label in dialog.findChildren(QLabel)))
        next(b for b in dialog.findChildren(Button) if b.text() == "Keep the equipment").click()
        return 0

    monkeypatch.setattr(HallQuestion, "exec", answer)
    window.desk.select(["hall"])
    window.commands["delete"].trigger()
    assert "Delete Hall?" in seen[0]
    assert "4 × liquid-cooled rack, 2 × power panel, 1 × CRAH or fan wall stand in it." in seen[0]
    assert window.desk.element("hall") is None
    assert window.desk.element("a01").hall == ""


def test_escape_closes_what_has_focus_first(window: Window) -> None:
    window.desk.select(["a01"])
    window.activateWindow()
    search = window.shelf.search.edit
    search.setFocus()
    QTest.keyClicks(search, "pump")
    for text, selected in (("", ("a01",)), ("", ("a01",))):
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert (search.text(), window.desk.selection) == (text, selected)
    assert not search.hasFocus()
    window.commands["select_none"].trigger()
    assert window.desk.selection == ()


def test_an_array_runs_in_two_directions(window: Window) -> None:
    window.desk.select(["hall"])
    window.commands["array"].trigger()
    dialog = window.findChild(NumbersDialog)
    assert [field.text for field in dialog.fields] == ["2", "12", "1", "9"]
    for field, words in zip(dialog.fields, ("2", "12", "2", "9"), strict=True):
        field.edit.setText(words)
    dialog.finish()
    assert sum(kind_of(e).is_room for e in window.desk.document.elements()) == 4
    assert window.desk.document.undo_name == "Array of 2 × 2 × Hall"


def test_cut_and_paste_by_keys(window: Window) -> None:
    window.desk.select(["a04"])
    window.commands["cut"].trigger()
    assert window.desk.element("a04") is None
    window.commands["paste"].trigger()
    assert window.desk.document.find("A04").at_m == (4.5, 3.0, 0.0)


def test_of_several_dropped_scenes_one_is_opened_and_that_is_said(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window, "open_path", opened.append)
    said: list[str] = []
    window.desk.said.connect(lambda words, tone: said.append(words))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(f"/tmp/{name}") for name in ("list.csv", "one.gigahall", "two.gigahall")])
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    assert opened == ["/tmp/one.gigahall"]
    assert len(said) == 1


def test_the_palette_gives_the_keys_back_and_shows_no_strewn_letters(window: Window, responses: Responses, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    tree = window.outliners[0].tree
    tree.setFocus()
    window.commands["palette"].trigger()
    palette = responses.palette
    palette.field.edit.setText("export")
    assert palette.model.entries
    assert all("export" in f"{entry.words} {entry.hint}".lower() for entry in palette.model.entries)
    palette.field.edit.setText("A03")
    press(qtbot, palette.field.edit, Qt.Key.Key_Return)
    assert tree.hasFocus()


def test_no_field_takes_a_file_that_is_dropped_on_the_window(window: Window) -> None:
    window.desk.select(["a01"])
    fields = [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    window.desk.select(())
    fields += [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    assert len(fields) > 8
    assert not [field for field in fields if field.acceptDrops() or any(part.acceptDrops() for part in field.findChildren(QWidget))]
