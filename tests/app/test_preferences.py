"""What the window keeps from session to session, menus that Alt opens, and the dialog where it is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gigahall.app.commands import MENUS
from gigahall.app.preferences import DOCKS, PreferencesDialog
from gigahall.app.responses import Responses
from gigahall.app.theme import THEME
from gigahall.app.window import Window
from gigahall.storage import settings

pytestmark = pytest.mark.window
Open = Callable[[], tuple[Window, Responses]]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    """A window as the program opens it, with what is loaded later loaded at once."""

    def make() -> tuple[Window, Responses]:
        window = Window()
        qtbot.addWidget(window)
        responses = Responses(window)
        window.resize(1600, 1000)
        window.show()
        responses.memory.start()
        window.set_colors([("air_temperature", "Air temperature"), ("loading", "Loading")])
        responses.memory.restore_color([key for key, _ in window.colors])
        window.bottom.plot_chip.set_choices([("inlet", "Rack inlets"), ("loading", "Loading")])
        responses.memory.restore_pages()
        window.show_work()
        return window, responses

    return make


def test_docks_colour_and_plot_come_back(opened: Open) -> None:
    window, _ = opened()
    window.commands["bottom_dock"].setChecked(False)
    window.columns.setSizes([400, 800, 400])
    sizes = window.columns.sizes()
    window.desk.set_color("loading")
    window.bottom.plot_chip.choose("loading")
    window.close()
    again, _ = opened()
    assert not again.commands["bottom_dock"].isChecked()
    assert not again.bottom.isVisible()
    assert again.columns.sizes() == pytest.approx(sizes, abs=4)
    assert again.desk.color_by == "loading"
    assert again.bottom.plot_chip.value == "loading"
    again.close()


def test_nothing_comes_back_when_it_is_not_wanted(opened: Open) -> None:
    window, responses = opened()
    dialog = PreferencesDialog(window, responses.memory)
    dialog.keep.click()
    window.commands["left_dock"].setChecked(False)
    window.desk.set_color("loading")
    dialog.reject()
    window.close()
    again, _ = opened()
    assert again.commands["left_dock"].isChecked()
    assert again.desk.color_by == ""
    again.close()


def test_the_window_can_be_reset(opened: Open) -> None:
    window, responses = opened()
    for name in DOCKS:
        window.commands[name].setChecked(False)
    window.desk.set_color("loading")
    responses.memory.keep()
    responses.memory.forget()
    assert all(window.commands[name].isChecked() for name in DOCKS)
    assert window.desk.color_by == ""
    assert settings.load().window_state == ""
    window.close()


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"columns": 3}', '{"columns": "not base64"}'])
def test_damaged_settings_cost_nothing(opened: Open, stored: str) -> None:
    settings.save(settings.Settings(window_state=stored, color_by="gone", more={"plot": "gone", "left_dock": True}))
    window, _ = opened()
    assert window.desk.color_by == ""
    assert window.left.isVisible()
    window.close()


def test_theme_and_units_count_at_once(opened: Open) -> None:
    window, responses = opened()
    dialog = PreferencesDialog(window, responses.memory)
    dialog.theme.choose("dark")
    dialog.units.choose("US")
    assert THEME.is_dark
    assert window.desk.units == "US"
    assert (settings.load().theme, settings.load().units) == ("dark", "us")
    dialog.theme.choose("system")
    assert settings.load().theme == "system"
    dialog.reject()
    window.close()


def test_no_two_menus_have_the_same_letter() -> None:
    assert len({menu[0].casefold() for menu in MENUS}) == len(MENUS)


@pytest.mark.parametrize("menu", MENUS)
def test_alt_and_its_letter_open_a_menu(opened: Open, menu: str, qtbot: QtBot) -> None:
    window, _ = opened()
    window.activateWindow()
    window.slot.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key(ord(menu[0])), Qt.KeyboardModifier.AltModifier)
    action = next(action for action in window.top.menus.actions() if action.text() == f"&{menu}")
    qtbot.waitUntil(lambda: action.menu().isVisible())
    action.menu().close()
    window.close()


def test_help_opens_at_a_page_and_only_once(opened: Open) -> None:
    window, responses = opened()
    window.commands["help"].trigger()
    first = responses._help
    responses.show_help("licences.md")
    assert responses._help is first
    assert first is not None
    assert first.shown == "licences.md"
    assert first.isVisible()
    window.close()
    assert not first.isVisible()
