"""The description of a scene is written in several lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.components.paragraph import Paragraph
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
