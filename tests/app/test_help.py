"""Help: every page is there, every link leads somewhere, the search finds and marks, keys work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextTable
from pytestqt.qtbot import QtBot

from gigahall.app import help as pages
from gigahall.app import markdown, style
from gigahall.app.theme import THEME

pytestmark = pytest.mark.window
DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMES = [name for name, _ in pages.pages()]


@pytest.fixture
def viewer(qtbot: QtBot) -> pages.Help:
    made = pages.Help(None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_page_of_the_docs_is_in_the_help() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == set(NAMES)
    assert NAMES[0] == "first-steps.md"
    assert NAMES[-1] == "licences.md", "all have a title and a place"


@pytest.mark.parametrize("name", [*NAMES, pages.LICENCE])
def test_every_link_leads_to_a_page_and_every_page_has_one_title(name: str) -> None:
    text = pages.text_of(name)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert link in (pages.LICENCE, *NAMES), link
    assert "missing" not in text.splitlines()[2]


def test_esc_ends_a_search_that_enter_took_over_and_then_closes(viewer: pages.Help, qtbot: QtBot) -> None:
    viewer.search.edit.setFocus()
    qtbot.keyClicks(viewer.search.edit, "pump")
    qtbot.keyClick(viewer.search.edit, Qt.Key.Key_Return)
    viewer.search.edit.setFocus()
    qtbot.keyClick(viewer.search.edit, Qt.Key.Key_Escape)
    assert viewer.search.text == ""
    qtbot.keyClick(viewer.search.edit, Qt.Key.Key_Escape)
    assert viewer.search.text == ""
    assert not viewer.isVisible()


def test_a_missing_page_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "doc", lambda name: tmp_path / name)
    assert "Install Gigahall again" in pages.text_of.__wrapped__("results.md")


def test_the_first_page_opens_and_links_lead_on(viewer: pages.Help) -> None:
    assert viewer.shown == "first-steps.md"
    viewer.browser.anchorClicked.emit(QUrl("command-line.md"))
    assert viewer.shown == "command-line.md"
    assert viewer.list.currentItem().text() == "Command line"
    assert "gigahall solve" in viewer.browser.toPlainText()


def test_search_lists_pages_with_all_words_and_marks_them(viewer: pages.Help, qtbot: QtBot) -> None:
    viewer.search.edit.setText("worst_inlet_c")
    assert [viewer.list.item(row).text() for row in range(viewer.list.count())] == ["Results"]
    assert viewer.browser.extraSelections()
    viewer.search.edit.setText("no such words anywhere")
    assert viewer.list.count() == 0
    assert viewer.nothing.isVisible()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.search.text == ""
    assert viewer.isVisible()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_a_page_wears_the_theme(viewer: pages.Help, qapp: object) -> None:
    viewer.show_page("results.md")
    tables = [frame for frame in viewer.browser.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert tables[0].format().borderBrush().color() == THEME.color("line")
    style.wear(qapp, "dark")  # type: ignore[arg-type]
    tables = [frame for frame in viewer.browser.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert tables[0].format().borderBrush().color() == THEME.color("line")


def test_names_and_code_in_a_page_are_no_markup() -> None:
    assert markdown.page("a <img src='x'> & `<b>`").toPlainText() == "a <img src='x'> & <b>"
