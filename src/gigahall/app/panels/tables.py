"""Result tables, one a system: sort, filter, follow the selection, export as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from gigahall.app.components import delegates
from gigahall.app.components.rows import EmptyState
from gigahall.app.desk import Desk
from gigahall.app.theme import TABLE_ROW, font
from gigahall.app.values import label_of, tone_of, unit_code
from gigahall.kinds.registry import kind_of
from gigahall.scene.order import natural
from gigahall.units import Unit, display_unit, format_value

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
KEY_ROLE = Qt.ItemDataRole.UserRole + 31
LINKED, WORDS = 0, 1
ASKED = 40
"""Values of a column, from the least to the greatest, whose texts are measured to find its width."""


@dataclass(frozen=True, slots=True)
class Table:
    """A system and the blocks its columns come from."""

    name: str
    blocks: tuple[str, ...]


TABLES = (
    Table("Power", ("power",)),
    Table("Air", ("air",)),
    Table("Coolant", ("coolant",)),
    Table("Coolant units", ("exchange", "primary", "secondary")),
)


class ResultModel(QAbstractTableModel):
    """One row an element, one column a result; one unit for the whole column."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = TABLES[0]
        self.keys: list[str] = []
        """Elements with a row, in the order of the blocks."""
        self._words: list[tuple[str, str]] = []
        """What stands in the first two columns."""
        self.order: list[int] = []
        """Which of them are shown, in the order shown."""
        self._text = ""
        self._sort = (LINKED, Qt.SortOrder.AscendingOrder)
        self.paths: list[str] = []
        self._values: dict[str, NDArray[np.float64]] = {}
        self._units: dict[str, Unit] = {}

    def show_table(self, table: Table) -> None:
        self.table = table
        self.reload()

    def reload(self) -> None:
        """Read the blocks anew."""
        self.beginResetModel()
        blocks = [(name, self._desk.results.blocks[name]) for name in self.table.blocks if name in self._desk.results.blocks]
        known = dict.fromkeys(key for _, block in blocks for key in block.row_of_id)
        elements = {key: element for key in known if (element := self._desk.element(key))}
        self.keys = list(elements)
        self._words = [(element.name, kind_of(element).label) for element in elements.values()]
        self._values, self._units = {}, {}
        for name, block in blocks:
            rows = np.array([block.row_of_id.get(key, -1) for key in self.keys], dtype=int)
            for column, values in block.columns.items():
                self._add(f"{name}.{column}", rows, np.asarray(values, dtype=float))
        self.paths = list(self._values)
        self._arrange()
        self.endResetModel()

    def show_matching(self, text: str) -> None:
        """Only rows whose name or kind holds the text."""
        self.beginResetModel()
        self._text = text.casefold()
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Numbers as numbers, names by number; what has no value comes last."""
        self.layoutAboutToBeChanged.emit()
        self._sort = (column, order)
        self._arrange()
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        rows = [row for row, words in enumerate(self._words) if not self._text or self._text in " ".join(words).casefold()]
        column, order = self._sort
        is_down = order == Qt.SortOrder.DescendingOrder
        if 2 <= column < len(self.paths) + 2:
            values = self._values[self.paths[column - 2]][rows]
            ranked = np.argsort(-values if is_down else values, kind="stable")
            self.order = [rows[k] for k in ranked]
        else:
            wanted = column if column < 2 else LINKED
            self.order = sorted(rows, key=lambda row: natural(self._words[row][wanted]), reverse=is_down)

    def _add(self, path: str, rows: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        shown = np.full(len(rows), np.nan) if not values.size else np.where(rows >= 0, values[rows], np.nan)
        if not np.isfinite(shown).any():
            return
        self._values[path] = shown
        typical = float(np.nanmedian(np.abs(shown)))
        self._units[path] = display_unit(typical, unit_code(path), self._desk.units)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.paths) + 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.title(section)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if section < 2 else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def title(self, section: int) -> str:
        if section < 2:
            return ("Element", "Kind")[section]
        path = self.paths[section - 2]
        unit = self._units[path].text
        return f"{label_of(path)}, {unit}" if unit else label_of(path)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.order[index.row()], index.column()
        key = self.keys[row]
        if role == KEY_ROLE:
            return key
        if role == delegates.STALE_ROLE:
            return self._desk.is_stale and column >= 2
        if role == delegates.LINK_ROLE:
            return column == LINKED
        if column < 2:
            return self.words(key, column) if role == Qt.ItemDataRole.DisplayRole else None
        return self._number(row, self.paths[column - 2], key, role)

    def words(self, key: str, column: int) -> str:
        element = self._desk.element(key)
        return "" if element is None else element.name if column == LINKED else kind_of(element).label

    def _number(self, row: int, path: str, key: str, role: int) -> object:
        value = float(self._values[path][row])
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(path, value)
        if role == delegates.VALUE_ROLE:
            return value
        if role == delegates.FLAG_ROLE and np.isfinite(value):
            element = self._desk.element(key)
            tone = tone_of(value, self._desk.limits(element, path)) if element else "accent"
            return tone if tone != "accent" else None
        return None

    def shown(self, path: str, value: float) -> str:
        if not np.isfinite(value):
            return ""
        return format_value(value, unit_code(path), self._desk.units, shown=self._units[path])[0]

    def broad(self, column: int) -> list[str]:
        """Some texts of a column, the widest among them: asking every row of thousands takes half a second."""
        if column < 2:
            return sorted({words[column] for words in self._words}, key=len)[-ASKED:]
        path = self.paths[column - 2]
        ranked = np.sort(self._values[path][np.isfinite(self._values[path])])
        picked = ranked[np.linspace(0, len(ranked) - 1, ASKED).astype(int)]
        return [self.shown(path, value) for value in dict.fromkeys(picked.tolist())]

    def plain(self, path: str, row: int) -> float | None:
        """The number in the column's unit, with all its digits."""
        value = float(self._values[path][row])
        step = self._units[path]
        return (value - step.offset) / step.scale if np.isfinite(value) else None


class Tables(QWidget):
    """The table of one system; a click on a row selects, a double click frames."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.model = ResultModel(desk)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setShowGrid(False)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(LINKED, Qt.SortOrder.AscendingOrder)
        self.view.setMouseTracking(True)
        self.view.setWordWrap(False)
        self.view.setItemDelegate(delegates.TableDelegate(self.view))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(TABLE_ROW)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.horizontalHeader().setFont(font("hint_medium"))
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(lambda index: desk.show([str(index.data(KEY_ROLE))]))
        self.view.activated.connect(lambda index: desk.show([str(index.data(KEY_ROLE))]))
        column.addWidget(self.view, 1)
        self.empty = EmptyState("tables", "Results stand here once the scene is solved.")
        column.addWidget(self.empty, 1)
        self._is_dirty = True
        desk.results_changed.connect(self._mark)
        desk.units_changed.connect(self._mark)
        desk.state_changed.connect(lambda state: self.view.viewport().update())
        self._reload()

    def show_system(self, name: str) -> None:
        self.model.show_table(next(table for table in TABLES if table.name == name))
        self._fit()

    def choices(self) -> list[tuple[str, str]]:
        return [(table.name, table.name) for table in TABLES]

    def filter(self, text: str) -> None:
        self.model.show_matching(text)

    def showEvent(self, event: object) -> None:
        if self._is_dirty:
            self._reload()

    def _mark(self) -> None:
        """Reading thousands of rows waits until somebody looks."""
        self._is_dirty = True
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        self._is_dirty = False
        columns = self.model.columnCount()
        self.model.reload()
        some = bool(self.model.keys)
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        if columns != self.model.columnCount():
            self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        header = self.view.horizontalHeader()
        for section in range(self.model.columnCount()):
            widest = max(map(delegates.cell_width, self.model.broad(section)), default=0)
            header.resizeSection(section, max(widest, header.sectionSizeHint(section)) + 12)

    def _clicked(self, index: QModelIndex) -> None:
        rows = self.view.selectionModel().selectedRows()
        self._desk.select([str(row.data(KEY_ROLE)) for row in rows] or [str(index.data(KEY_ROLE))])

    def csv_text(self) -> str:
        """What is shown, in the order shown, as CSV."""
        model = self.model
        titles = [model.title(section) for section in range(model.columnCount())]
        rows = []
        for source in model.order:
            words = [model.words(model.keys[source], column) for column in (LINKED, WORDS)]
            rows.append([*words, *(model.plain(path, source) for path in model.paths)])
        return csv_text(titles, rows)


def csv_text(titles: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> str:
    """CSV after RFC 4180. Words that a spreadsheet would run as a formula get an apostrophe; numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(title) for title in titles])
    for row in rows:
        writer.writerow([_safe(cell) if isinstance(cell, str) else "" if cell is None else repr(float(cell)) for cell in row])
    return out.getvalue()


def _safe(words: str) -> str:
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else words
