"""Dialogs: nothing they say is cut or lies over anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gigahall.app.components.buttons import Button, Chip
from gigahall.app.components.field import NumberField
from gigahall.app.components.labels import wrapped
from gigahall.app.dialogs import Dialog, FaultDialog, ShortcutsDialog, TextDialog, WindowAsker
from gigahall.app.exports import ReportDialog
from gigahall.app.offers import LIMITS, TemplateDialog, about_dialog

LONG = "These fields of the file are beyond their bounds and are shown at the bound. " * 3


def message() -> Dialog:
    made = Dialog(None, "The file is open read-only", 480)
    for _ in range(6):
        made.say(LONG)
    return made


DIALOGS: dict[str, Callable[[], Dialog]] = {
    "message": message,
    "shortcuts": lambda: ShortcutsDialog(None),
    "about": lambda: about_dialog(None, "1.0"),
    "limits": lambda: TextDialog(None, "Models and limits", LIMITS),
    "template": lambda: TemplateDialog(None, lambda records: None),
    "report": lambda: ReportDialog(None, "SI", lambda units: None),
    "fault": lambda: FaultDialog(None, LONG, "Traceback", Path("/tmp/log"), Path("/a/long/path/" + 12 * "of/many/folders/")),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_words_have_the_height_they_need(name: str, qtbot: QtBot) -> None:
    dialog = DIALOGS[name]()
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    whole(dialog)
    said = next((child for child in dialog.findChildren(QLabel) if child.wordWrap()), None)
    if said is not None:
        said.setText(2 * LONG)  # more is said later, as a preview does
        QApplication.processEvents()
        whole(dialog)


def whole(dialog: Dialog) -> None:
    shown = [child for child in dialog.findChildren(QLabel) if child.isVisible() and child.wordWrap()]
    for child in shown:
        assert child.height() >= child.heightForWidth(child.width()), child.text()[:40]
    outer = dialog.layout()
    assert outer is not None
    boxes = [item.geometry() for k in range(outer.count()) if (item := outer.itemAt(k)) is not None and item.layout() is not None]
    assert all(not one.intersects(other) for k, one in enumerate(boxes) for other in boxes[k + 1 :])


def test_a_small_dialog_stays_small(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Sure?")
    dialog.body.addWidget(wrapped("Yes", "body", "text2"))
    parent = QWidget()
    qtbot.addWidget(parent)
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    assert dialog.height() < 160


@pytest.mark.parametrize(("words", "answer"), [("Do not save", "discard"), ("Cancel", "cancel"), ("Save", "save"), ("", "cancel")])
def test_a_question_answers_by_its_button(words: str, answer: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(dialog: Dialog) -> None:
        for button in dialog.findChildren(Button):
            if button.text() == words:
                button.click()

    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(Dialog, "exec", press)
    assert WindowAsker(window).save_changes("Hall") == answer


def test_the_template_dialog_says_what_it_takes_and_which_field_it_refuses(qtbot: QtBot) -> None:
    dialog = TemplateDialog(None, lambda records: None)
    qtbot.addWidget(dialog)
    dialog.choose("superpod-gb300")
    field = dialog.fields["racks"]
    assert isinstance(field, NumberField)
    assert field.unit.text() == "1 to 8"
    field.edit.setText("12")
    dialog.finish()
    assert dialog._problem.text() == "Compute racks: at most 8."


def test_enter_on_a_choice_of_a_dialog_is_its_button(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Sure?")
    chip = Chip("", [("a", "A"), ("b", "B")], "a", filled=True)
    dialog.row("Which", chip)
    dialog.button("Go on", dialog.accept, primary=True)
    qtbot.addWidget(dialog)
    dialog.show()
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert dialog.result() == Dialog.DialogCode.Accepted
