"""A few fixed draws of every fuzzer; `make fuzz` goes on from there."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.fuzz.monkey import Monkey
from tests.fuzz.registry import FUZZERS

from gigahall.app.dialogs import WindowAsker

FIRST_SEED = 20_250


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.window if name == "monkey" else ()) for name in FUZZERS])
def test_fixed_draws_hold(name: str, tmp_path: Path) -> None:
    fuzzer = FUZZERS[name]
    for seed in range(FIRST_SEED, FIRST_SEED + fuzzer.n_short):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            fuzzer.attempt(random.Random(seed), folder)
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz {name} --seed {seed}") from error


@pytest.mark.window
def test_the_monkey_answers_a_question_that_its_action_waits_for(qtbot: QtBot) -> None:
    """As the deletion of a hall asks one."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    monkey = Monkey(SimpleNamespace(window=window, _view=window), random.Random(1))  # type: ignore[arg-type]
    answers: list[bool] = []

    def ask() -> str:
        answers.append(WindowAsker(window).sure("Delete Hall?", "What stands in it goes too.", "Delete"))
        return "asked"

    for name in ("command", "mouse", "key", "select", "wheel", "undo", "arm"):
        setattr(monkey, name, ask)
    assert monkey.act() == "ask asked"
    assert len(answers) == 1
