"""The description of a scene is written in several lines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.components.field import Field
from gigahall.app.components.paragraph import AROUND_PX, MOST_LINES, Paragraph
from gigahall.app.window import Window


def description(window: Window, qtbot: QtBot) -> Paragraph:
    with qtbot.waitActive(window):
        window.activateWindow()
    window.desk.select(())
    field = window.inspector.editors["description"].widget
    assert isinstance(field, Paragraph)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    return field


def test_lines_are_typed_and_taken_over_once(window: Window, qtbot: QtBot) -> None:
    field = description(window, qtbot)
    for key in "Rd":
        QTest.keyClicks(field, key)  # single letters are typed, no commands
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.desk.document.scene.description == ""
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.document.scene.description == "R\nd\n"
    assert len(window.desk.document.history) == 1


def test_tab_goes_on_and_takes_the_words_over(window: Window, qtbot: QtBot) -> None:
    field = description(window, qtbot)
    QTest.keyClicks(field, "Two rows")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not field
    assert window.desk.document.scene.description == "Two rows"


def test_esc_takes_the_words_back(window: Window, qtbot: QtBot) -> None:
    field = description(window, qtbot)
    QTest.keyClicks(field, "Two rows")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.toPlainText() == ""
    assert window.desk.document.scene.description == ""


def test_words_survive_a_rebuild(window: Window, qtbot: QtBot) -> None:
    QTest.keyClicks(description(window, qtbot), "Two")
    window.inspector.rebuild()
    field = window.inspector.editors["description"].widget
    assert isinstance(field, Paragraph)
    assert field.hasFocus()
    QTest.keyClicks(field, " rows")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert window.desk.document.scene.description == "Two rows"


@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_it_is_as_high_as_its_words_up_to_a_bound(qtbot: QtBot, count: int) -> None:
    field = Paragraph()
    qtbot.addWidget(field)
    field.resize(240, field.height())
    field.show()
    field.set_text("\n".join(["Two rows"] * count))
    lines = (field.height() - AROUND_PX) / field.fontMetrics().lineSpacing()
    assert lines == min(max(count, 1), MOST_LINES)


def test_it_grows_where_its_words_break(qtbot: QtBot) -> None:
    field = Paragraph("Two rows of ten racks on a raised floor, two feeds to every rack.")
    qtbot.addWidget(field)
    field.resize(900, field.height())
    field.show()
    one = field.height()
    field.resize(200, field.height())
    assert field.height() == one + field.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: field.verticalScrollBar().maximum() == 0)


def test_title_and_description_are_typed_where_they_are_read(window: Window, qtbot: QtBot) -> None:
    description(window, qtbot)
    title = window.inspector.editors["title"].widget
    assert isinstance(title, Field)
    assert (title.edit.placeholderText(), description(window, qtbot).placeholderText()) == ("Title", "Description")
    title.edit.setText("North hall")
    title.commit()
    assert window.desk.document.scene.title == "North hall"
    window.desk.document.undo()
    assert (title.text, title.edit.placeholderText()) == ("", "Title")
