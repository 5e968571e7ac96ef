"""The first moments of `gigahall SCENE`."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.journeys.conftest import SIZE, end

from gigahall.app.start import Opening, Program
from gigahall.paths import scene_file


def test_a_scene_has_its_page_from_the_first_moment(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start page neither flashes nor is made ready, unless the user does not want to wait."""
    program = Program(qapp, Opening(str(scene_file("superpod-gb300")), size=SIZE))
    monkeypatch.setattr(program.loader, "start", lambda: None)
    monkeypatch.setattr(program.loader, "wait", lambda: None)
    window = program.window
    program.begin()
    assert window.is_working and not window.start.cards[0].figure
    qtbot.waitUntil(lambda: window.files.reading.path is not None)
    window.files.reading.cancel()
    assert not window.is_working and window.start.cards[0].figure
    end(program)
