"""Tab goes through things as they stand, also where some were made later; arrows walk the start page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gigahall.app.components.buttons import Button
from gigahall.app.components.field import Field
from gigahall.app.offers import TemplateDialog
from gigahall.app.startpage import StartPage


def shown(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def stops(first: QWidget, count: int) -> Iterator[QWidget]:
    """Where Tab leads, one after the other."""
    first.setFocus()
    for _ in range(count):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        yield QApplication.focusWidget()


@pytest.mark.parametrize("changes", [0, 1, 3])
def test_the_fields_of_a_template_come_before_its_buttons(qtbot: QtBot, changes: int) -> None:
    dialog = TemplateDialog(None, list)
    shown(dialog, qtbot)
    for name in ("air-hall", "superpod-gb300", "air-hall")[:changes]:
        dialog.choose(name)
        QApplication.processEvents()
    fields = [field.edit if isinstance(field, Field) else field for field in dialog.fields.values()]
    found = list(stops(dialog.chip, len(fields) + 2))
    assert found[:-2] == fields
    assert all(isinstance(button, Button) for button in found[-2:])


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> StartPage:
    made = StartPage()
    shown(made, qtbot)
    for name in ("one", "two"):
        (tmp_path / f"{name}.gigahall").write_text("", encoding="utf-8")
    made.show_recent([tmp_path / "one.gigahall", tmp_path / "two.gigahall"])
    return made


def test_recent_files_come_after_the_first_actions(page: StartPage) -> None:
    order = list(stops(page.first, 8))
    places = [order.index(card) for card in (*page._left_cards()[1:], page.cards[0])]
    assert places == sorted(places)


def test_arrows_walk_the_left_side_and_over_to_the_samples(page: StartPage) -> None:
    left = page._left_cards()
    assert len(left) == 5
    page.first.setFocus()
    for card in (*left[1:], left[-1]):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert card.hasFocus()
    QTest.keyClick(left[-1], Qt.Key.Key_Right)
    assert page.cards[0].hasFocus()
    QTest.keyClick(page.cards[0], Qt.Key.Key_Left)
    assert page.first.hasFocus()
