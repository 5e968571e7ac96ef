"""What a user has typed is text wherever Qt shows it, never markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from tests.app.conftest import MakeResults

from gigahall.app import dialogs, restoring
from gigahall.app.window import Window
from gigahall.kinds.finding import find
from gigahall.scene.record import Element, Record, Scene, replace

SOURCE = Path(dialogs.__file__).parent
MARKUP = "<img src=\"file:///etc/hostname\"><b>&amp; {n}</b>"


def shown_in(widget: QWidget) -> Iterator[str]:
    """Every text below a widget that Qt would read as markup."""
    for child in (widget, *widget.findChildren(QWidget)):
        yield from (words for words in (child.toolTip(), child.statusTip(), child.whatsThis()) if is_read_as_markup(words))
        if isinstance(child, QLabel) and child.textFormat() != Qt.TextFormat.PlainText and Qt.mightBeRichText(child.text()):
            yield f"label {child.text()}"
        if isinstance(child, QMessageBox):
            yield f"message {child.text()}"
        if isinstance(child, QAbstractItemView) and child.model() is not None:
            yield from tips_of(child.model(), QModelIndex())
    for action in widget.findChildren(QAction):
        yield from (words for words in (action.toolTip(), action.statusTip()) if is_read_as_markup(words))


def tips_of(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), 50)):
        index = model.index(row, 0, parent)
        words = model.data(index, Qt.ItemDataRole.ToolTipRole)
        if isinstance(words, str) and is_read_as_markup(words):
            yield words
        yield from tips_of(model, index)


def is_read_as_markup(words: str) -> bool:
    return "<img" in words and Qt.mightBeRichText(words)


@pytest.fixture
def marked(small_scene: list[Record]) -> list[Record]:
    """A scene in which everything that can be typed looks like markup."""
    named = [
        replace(record, name=MARKUP.format(n=k), group=MARKUP[:40]) if isinstance(record, Element) else record
        for k, record in enumerate(small_scene)
    ]
    return [*named, Scene(title=MARKUP, description=MARKUP)]


def test_no_name_is_markup_in_the_window(
    window: Window, marked: list[Record], make_results: MakeResults, qtbot: QtBot, tmp_path: Path
) -> None:
    window.files.new(marked)
    window.actions_.rename("a02", MARKUP.format(n="two"))
    rows = tuple(
        find("limit-above", key, value=33.0, limit=32.0, quantity="air.inlet_max_c", source=MARKUP, label=MARKUP).with_cure(MARKUP[:30])
        for key in ("a01", "crah-1")
    )
    results = make_results(revision=window.desk.document.revision, problems=rows, power={"a01": {"p_w": 1e5}})
    window.desk.bridge.solved.emit(results)
    for chosen in (["a01"], ["a01", "a02"], ["hall"], []):
        window.desk.select(chosen)
        qtbot.wait(10)
        window.grab()  # elided words choose their tooltip when they are painted
        assert list(shown_in(window)) == []


def test_no_name_is_markup_in_a_dialog(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    made = [
        dialogs.Dialog(window, MARKUP),
        dialogs.TextDialog(window, MARKUP, [(MARKUP, MARKUP)], [(MARKUP, tmp_path / "<b>x</b>")]),
        dialogs.FaultDialog(window, MARKUP, MARKUP, tmp_path, tmp_path / "<b>x</b>"),
        restoring.RestoreDialog(window, MARKUP, [], {}, lambda records, name: ""),
    ]
    made[0].say(MARKUP)
    for dialog in made:
        qtbot.addWidget(dialog)
        assert list(shown_in(dialog)) == []


def test_every_tooltip_is_made_plain() -> None:
    """A tooltip is a literal or goes through `plain`, so that the next one is plain as well."""
    loose = [
        f"{file.name}:{call.lineno}"
        for file in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "setToolTip" and not is_plain(call.args[0])
    ]
    assert loose == []


def is_plain(words: ast.expr) -> bool:
    if isinstance(words, ast.IfExp):
        return is_plain(words.body) and is_plain(words.orelse)
    return isinstance(words, ast.Constant) or (isinstance(words, ast.Call) and getattr(words.func, "id", "") == "plain")
