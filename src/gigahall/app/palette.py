"""The command palette: type a few letters of a command, an element or a catalogue item, and press Return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from gigahall.app import icons, paint
from gigahall.app.components.field import SearchField
from gigahall.app.components.rows import EmptyState

MOST = 60
ROW = 34
ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the palette offers."""

    words: str
    hint: str
    icon: str
    run: Callable[[], object]
    keys: str = ""
    rank: int = 0
    """Lower comes first among equally good matches."""


SCATTERED = 2
"""The most that letters strewn over words and hint are worth: such matches are shown where there are no better ones."""


def score(words: str, query: str) -> int:
    """How well a query fits; 0 = not at all. Whole words first, then starts of words, then letters in order."""
    text, wanted = words.casefold(), query.casefold().split()
    if not wanted:
        return 1
    total = 0
    for word in wanted:
        if word not in text:
            return 0 if len(wanted) > 1 or not _letters_in_order(text, word) else 1
        at = text.index(word)
        total += 100 if text == word else 60 if at == 0 else 40 if not text[at - 1].isalnum() else 10
    return total


def _letters_in_order(text: str, word: str) -> bool:
    place = -1
    for letter in word:
        place = text.find(letter, place + 1)
        if place < 0:
            return False
    return len(word) >= 3


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ENTRY_ROLE:
            return self.entries[index.row()]
        return self.entries[index.row()].words if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        painter.save()
        paint.smooth(painter)
        rect = QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = option.state & QStyle.StateFlag.State_Selected
            paint.box(painter, rect.adjusted(6, 1, -6, -1), 6, "sel" if chosen else "hover")
        icons.draw(painter, entry.icon or "expand", rect.x() + 16, rect.y() + 8, 18, "text2")
        base, right = rect.y() + 21.5, rect.right() - 18
        taken = paint.text(painter, right, base, entry.keys, "hint", "text3", Qt.AlignmentFlag.AlignRight) if entry.keys else 0.0
        x = rect.x() + 44
        x += paint.text(painter, x, base, paint.elided(entry.words, "body_medium", right - x - taken - 90), "body_medium", "text")
        hint = paint.elided(entry.hint, "label", right - taken - x - 20)
        paint.text(painter, x + 10, base, hint, "label", "text3")
        painter.restore()


class Palette(QWidget):
    """A floating list below the search box; Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget, entries: Callable[[], Sequence[Entry]]) -> None:
        super().__init__(parent)
        self._entries = entries
        self._all: Sequence[Entry] = ()
        self._before: QWidget | None = None
        """Who had the keys, and gets them back."""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 26)
        column.setSpacing(6)
        body = QVBoxLayout()
        body.setContentsMargins(8, 8, 8, 8)
        body.setSpacing(6)
        self.field = SearchField("Search commands and equipment")
        self.field.setFixedHeight(34)
        self.field.changed.connect(self._filter)
        self.field.edit.installEventFilter(self)
        body.addWidget(self.field)
        self.model = _Model()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._run)
        body.addWidget(self.view, 1)
        self.empty = EmptyState("search", "No command and no equipment has these letters.")
        body.addWidget(self.empty, 1)
        column.addLayout(body)
        self.hide()

    def open(self) -> None:
        """Show everything there is, ready to be typed into."""
        self._all = self._entries()
        parent = self.parentWidget()
        width = min(640, (parent.width() if parent else 640) - 40) + 40
        height = min(520, (parent.height() if parent else 520) - 60)
        self.setGeometry(((parent.width() if parent else width) - width) // 2, 30, width, height)
        before = QApplication.focusWidget()
        self._before = before if before is not None and not self.isAncestorOf(before) else self._before
        self.field.edit.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.field.edit.setFocus()

    def close_quietly(self) -> None:
        self.hide()
        before, self._before = self._before, None
        target = before if before is not None and isValid(before) and before.isVisible() else self.parentWidget()
        if target is not None:
            target.setFocus()

    def _filter(self, text: str) -> None:
        scored = [(score(f"{entry.words} {entry.hint}" if text else entry.words, text), entry) for entry in self._all]
        named = [(value + score(entry.words, text), entry) for value, entry in scored if value]
        if any(value > SCATTERED for value, _ in named):
            named = [(value, entry) for value, entry in named if value > SCATTERED]
        named.sort(key=lambda pair: (-pair[0], pair[1].rank, len(pair[1].words)) if text else (0, pair[1].rank, 0))
        self.model.show_entries([entry for _, entry in named[:MOST]])
        self.view.setVisible(bool(named))
        self.empty.setVisible(not named)
        if named:
            self.view.setCurrentIndex(self.model.index(0))

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        self.close_quietly()
        if isinstance(entry, Entry):
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field.edit and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if watched is self.field.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        row, key = self.view.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            last = self.model.rowCount() - 1
            self.view.setCurrentIndex(self.model.index(min(max(row + step, 0), last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = QRectF(self.rect()).adjusted(20.5, 16.5, -20.5, -26.5)
        paint.shadow(painter, body, 10, 16)
        paint.box(painter, body, 10, "panel", "line2")

    def anchor(self) -> QPoint:
        """The middle of its upper edge, for tests and the tour."""
        return QPoint(self.width() // 2, 16)
