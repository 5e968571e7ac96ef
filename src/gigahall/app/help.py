"""The help viewer: the pages of docs/, offline, with a search over all of them."""

from __future__ import annotations

import importlib.metadata
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from gigahall.app import markdown
from gigahall.app.components.field import SearchField
from gigahall.app.components.labels import label, line
from gigahall.app.theme import THEME
from gigahall.paths import doc

ORDER = (
    ("first-steps.md", "First steps"),
    ("window.md", "The window"),
    ("keys.md", "Keys"),
    ("scene-file.md", "The scene file"),
    ("command-line.md", "Command line"),
    ("results.md", "Results"),
    ("quantities.md", "Result quantities"),
    ("problem-codes.md", "Problem codes"),
    ("models.md", "Models and limits"),
    ("samples.md", "Sample halls"),
    ("licences.md", "Licences"),
)
"""How pages are called in the list, and their order; a page of docs/ that is not named here follows under its own heading."""
LICENCE = "LICENSE"
"""Shown too, though it is no Markdown: licences.md leads there."""
LIST_WIDTH = 208


@cache
def pages() -> tuple[tuple[str, str], ...]:
    """(file name, title) of every page there is."""
    found = {path.name: path for path in sorted(doc("").glob("*.md"))}
    named = [(name, title) for name, title in ORDER if name in found]
    return (*named, *((name, _heading(path)) for name, path in found.items() if name not in dict(ORDER)))


def _heading(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def title_of(name: str) -> str:
    return "Apache License 2.0" if name == LICENCE else dict(ORDER).get(name, name)


@cache
def text_of(name: str) -> str:
    """A page as Markdown; one line that says so where the page is missing."""
    place = doc(name) if name != LICENCE else doc("..").resolve() / name
    try:
        text = place.read_text(encoding="utf-8")
    except OSError:
        text = _packed(name) if name == LICENCE else ""
    if not text:
        return f"# {title_of(name)}\n\nThis page is missing: {place}. Install Gigahall again."
    return f"# {title_of(name)}\n\n```\n{text}\n```\n" if name == LICENCE else text


def _packed(name: str) -> str:
    """A legal text as an installed package carries it."""
    try:
        return importlib.metadata.distribution("gigahall").read_text(f"licenses/{name}") or ""
    except importlib.metadata.PackageNotFoundError:
        return ""


class Help(QDialog):
    """A window of its own beside the main one. Left the pages that match the search, right the page."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help – Gigahall")
        self.setWindowFlag(Qt.WindowType.Window)
        self.resize(1000, 720)
        self.setMinimumSize(640, 420)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left_side())
        row.addWidget(line(vertical=True))
        self.browser = _Page()
        self.browser.led.connect(self._follow)
        row.addWidget(self.browser, 1)
        self.shown = ""
        self.search.changed.connect(lambda text: self._filter())
        self.list.currentItemChanged.connect(lambda now, before: self.show_page(now.data(Qt.ItemDataRole.UserRole)) if now else None)
        THEME.changed.connect(self._dress)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.edit.setFocus)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._leave)
        self._filter()

    def _left_side(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 16, 10, 12)
        column.setSpacing(10)
        column.addWidget(label("Help", "title"))
        self.search = SearchField("Search help")
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName("Pages")
        column.addWidget(self.list, 1)
        self.nothing = label("No page has these words", "label", "text3")
        column.addWidget(self.nothing)
        return left

    def show_page(self, name: str) -> None:
        """Open a page by its file name."""
        self.shown = name
        self._dress()
        self._mark(self.search.text)
        for index in range(self.list.count()):
            if self.list.item(index).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(index)

    def _filter(self) -> None:
        words = self.search.text.casefold().split()
        found = [(name, title) for name, title in pages() if all(word in text_of(name).casefold() for word in words)]
        self.list.blockSignals(True)
        self.list.clear()
        for name, title in found:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, 30))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.nothing.setVisible(not found)
        names = [name for name, _ in found]
        if names:
            self.show_page(self.shown if self.shown in names else names[0])

    def _dress(self) -> None:
        if self.shown:
            self.browser.show_text(text_of(self.shown))

    def _mark(self, words: str) -> None:
        """Every place of the searched words, and the first of them in sight."""
        look = QTextCharFormat()
        look.setBackground(THEME.color("warnbg"))
        marks = []
        for word in words.split():
            cursor = self.browser.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = QTextCursor(cursor), look
                marks.append(mark)
                cursor = self.browser.document().find(word, cursor)
        self.browser.setExtraSelections(marks)
        if marks:
            first = min((mark.cursor for mark in marks), key=lambda cursor: cursor.position())
            first.clearSelection()
            self.browser.setTextCursor(first)
            self.browser.ensureCursorVisible()

    def _follow(self, link: QUrl) -> None:
        if link.scheme():
            QDesktopServices.openUrl(link)
        elif link.path() in (LICENCE, *dict(pages())):
            self.search.edit.clear()
            self.show_page(link.path())

    def _leave(self) -> None:
        """Esc ends the search first, then closes the window."""
        if self.search.text:
            self.search.edit.clear()
        else:
            self.close()


class _Page(QTextBrowser):
    """The page itself; links are told, not followed."""

    def __init__(self) -> None:
        super().__init__()
        self.led = self.anchorClicked
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Page")
        self.setStyleSheet("QTextBrowser { background: transparent; padding: 20px 28px; border-radius: 0; }")

    def show_text(self, text: str) -> None:
        document = markdown.page(text)
        document.setParent(self)
        self.setDocument(document)
