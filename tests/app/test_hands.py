"""The keys are always somewhere, and half-typed values survive what happens meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from gigahall.app.components.buttons import Chip, Switch
from gigahall.app.components.field import Field
from gigahall.app.components.labels import Link
from gigahall.app.dialogs import Dialog
from gigahall.app.hands import HANDS
from gigahall.app.theme import THEME
from gigahall.app.window import Window


def holder() -> object:
    return QApplication.focusWidget()


def active(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()


def in_view(window: Window) -> bool:
    return holder() is not None and (holder() is window.slot or window.slot.isAncestorOf(holder()))  # type: ignore[arg-type]


def test_a_field_left_with_esc_gives_the_keys_to_the_view(window: Window, qtbot: QtBot) -> None:
    active(window, qtbot)
    window.desk.select(["a01"])
    edit = window.inspector.editors["rated_w"].widget.edit  # type: ignore[attr-defined]
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: in_view(window))


def test_a_selection_cleared_from_the_inspector_gives_the_keys_to_the_view(window: Window, qtbot: QtBot) -> None:
    active(window, qtbot)
    window.desk.select(["a01"])
    window.inspector.switch.setFocus()
    window.desk.select(())
    qtbot.waitUntil(lambda: in_view(window))


def test_what_is_typed_survives_results_that_come_meanwhile(window: Window, qtbot: QtBot) -> None:
    """They may bring other result lines, for which the inspector is built anew."""
    active(window, qtbot)
    window.desk.select(["a01"])
    inspector = window.inspector
    field = inspector.editors["rated_w"].widget
    assert isinstance(field, Field)
    field.edit.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field.edit, "12")
    sent: list[object] = []
    inspector.field_set.connect(lambda *said: sent.append(said))
    inspector.rebuild()
    again = inspector.editors["rated_w"].widget
    assert isinstance(again, Field)
    assert again is not field
    assert again.edit.hasFocus()
    assert again.text == "12"
    assert sent == []
    QTest.keyClicks(again.edit, ".5")
    QTest.keyClick(again.edit, Qt.Key.Key_Return)
    assert window.desk.element("a01").rated_w == 12_500.0  # type: ignore[union-attr]


def test_what_is_typed_goes_to_whom_it_was_typed_for(window: Window, qtbot: QtBot) -> None:
    active(window, qtbot)
    window.desk.select(["a01"])
    edit = window.inspector.editors["rated_w"].widget.edit  # type: ignore[attr-defined]
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    before = window.desk.element("a02").rated_w  # type: ignore[union-attr]
    QTest.keyClicks(edit, "12")
    window.desk.select(["a02"])
    assert window.desk.element("a01").rated_w == 12_000.0  # type: ignore[union-attr]
    assert window.desk.element("a02").rated_w == before  # type: ignore[union-attr]


def test_a_new_name_survives_a_rebuild(window: Window, qtbot: QtBot) -> None:
    active(window, qtbot)
    window.desk.select(["a01"])
    window.commands["rename"].trigger()
    QTest.keyClicks(window.inspector.name.edit, "Lef")  # type: ignore[union-attr]
    window.inspector.rebuild()
    QTest.keyClicks(window.inspector.name.edit, "t")  # type: ignore[union-attr]
    QTest.keyClick(window.inspector.name.edit, Qt.Key.Key_Return)  # type: ignore[union-attr]
    assert window.desk.element("a01").name == "Left"  # type: ignore[union-attr]


def test_the_view_shows_the_keys_where_keys_brought_them() -> None:
    other = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.OtherFocusReason)
    tab = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    mouse = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason)
    back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason)
    HANDS.eventFilter(HANDS, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    assert HANDS.led(other)
    assert HANDS.led(tab)
    assert HANDS.led(back), "from a dialog that keys opened"
    assert not HANDS.led(mouse)
    HANDS.eventFilter(HANDS, QEvent(QEvent.Type.MouseButtonPress))
    assert not HANDS.led(other)
    assert not HANDS.led(back)
    assert HANDS.led(tab)


@pytest.mark.parametrize("make", [lambda: Chip("Units", [("SI", "SI")], "SI", filled=True), Switch])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_a_dialog_is_its_own_buttons_also_where_the_desktop_presses_with_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, make: object, key: Qt.Key
) -> None:
    """On GNOME and KDE Qt itself presses the button that has the keys."""
    monkeypatch.setattr(QAbstractButton, "keyPressEvent", lambda self, event: self.click())
    dialog, done = Dialog(None, "Report"), []
    qtbot.addWidget(dialog)
    widget = make()  # type: ignore[operator]
    dialog.row("Units", widget)
    dialog.button("Go", lambda: done.append(True), primary=True)
    pressed: list[bool] = []
    widget.clicked.connect(lambda: pressed.append(True))
    dialog.show()
    widget.setFocus()
    QTest.keyClick(widget, key)
    assert pressed == []
    assert done == [True]


def test_a_link_that_has_the_keys_is_framed_in_the_accent(qtbot: QtBot) -> None:
    link = Link("Show all 31 properties")
    qtbot.addWidget(link)
    with qtbot.waitActive(link):
        link.show()
        link.activateWindow()
    link.setFocus(Qt.FocusReason.TabFocusReason)
    image = link.grab().toImage()
    edge = image.pixelColor(0, image.height() // 2)
    assert edge == THEME.color("accent")
    link.clearFocus()
    assert link.grab().toImage().pixelColor(0, image.height() // 2) != edge
