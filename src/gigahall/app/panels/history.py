"""The history: every edit by name, the state it led to; a click goes back or forward to it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gigahall.app import icons, paint
from gigahall.app.components.labels import label
from gigahall.app.desk import Desk
from gigahall.app.theme import TABLE_ROW
from gigahall.scene.document import Document

ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
UNDONE_ROLE = Qt.ItemDataRole.UserRole + 40
NOW_ROLE = Qt.ItemDataRole.UserRole + 41
COUNT_ROLE = Qt.ItemDataRole.UserRole + 42


class HistoryModel(QAbstractListModel):
    """Row 0 is the scene as opened, row n the state after n steps."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def _first(self) -> str:
        gone = self._desk.document.n_let_go
        return f"Before this: {_steps(gone)}, no longer kept" if gone else "As opened"

    def reload(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._desk.document.history) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        document = self._desk.document
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._first() if row == 0 else document.history[row - 1].name
        if role == UNDONE_ROLE:
            return row > document.index
        if role == NOW_ROLE:
            return row == document.index
        if role == COUNT_ROLE:
            return "" if row == 0 else _touched(sum(1 for _ in document.history[row - 1].diff.changes()))
        return None


MEBI = 1024**2


def memory_words(document: Document) -> str:
    """What the history holds and how much it may."""
    held, most = document.history_bytes / MEBI, document.most_bytes / MEBI
    words = f"Undo holds {held:.1f} MB of at most {most:.0f} MB"
    return f"{words}; {_steps(document.n_let_go)} let go" if document.n_let_go else words


def _steps(count: int) -> str:
    return "the oldest step" if count == 1 else f"the oldest {count} steps"


def _touched(count: int) -> str:
    return f"{count} record{'s' if count != 1 else ''}"


class StepDelegate(QStyledItemDelegate):
    """The present state has a mark; undone steps are dimmed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, TABLE_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint.smooth(painter)
        rect = QRectF(option.rect)
        now = bool(index.data(NOW_ROLE))
        if now or option.state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, rect.adjusted(6, 1, -6, -1), 6, "sel" if now else "hover")
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.box(painter, rect.adjusted(6.75, 1.75, -6.75, -1.75), 6, None, "accent", 1.5)
        painter.setOpacity(0.5 if index.data(UNDONE_ROLE) else 1.0)
        icons.draw(painter, "expand" if now else "history", rect.x() + 14, rect.y() + 6, 15, "accent" if now else "text3")
        base = rect.y() + 18
        taken = paint.text(painter, rect.right() - 16, base, str(index.data(COUNT_ROLE)), "label", "text3", Qt.AlignmentFlag.AlignRight)
        words = paint.elided(str(index.data()), "body", rect.width() - taken - 66)
        paint.text(painter, rect.x() + 38, base, words, "body_medium" if now else "body", "text")
        painter.restore()


class History(QWidget):
    """The list; asks to go to a state."""

    wanted = Signal(int)
    """How many steps should be in force."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        self.model = HistoryModel(desk)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setItemDelegate(StepDelegate(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(lambda index: self.wanted.emit(index.row()))
        self.view.activated.connect(lambda index: self.wanted.emit(index.row()))
        column.addWidget(self.view)
        self.memory = label("", "hint", "text3")
        self.memory.setContentsMargins(16, 2, 16, 2)
        self.memory.setToolTip("The oldest steps are let go when the bound is reached; the newest can always be undone")
        column.addWidget(self.memory)
        desk.document_changed.connect(self._reload)
        self._reload()

    def _reload(self, _diff: object = None) -> None:
        self.model.reload()
        self.memory.setText(memory_words(self._desk.document))
        self.view.scrollTo(self.model.index(self._desk.document.index))
