"""The outliner: what the scene holds, with one live value each; selects, searches, switches in and out of service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QVBoxLayout, QWidget

from gigahall.app.components import delegates
from gigahall.app.components.field import SearchField
from gigahall.app.components.labels import plain
from gigahall.app.components.rows import EmptyState
from gigahall.app.desk import Desk
from gigahall.app.panels.grouping import Branch, by_feed, by_loop, by_room
from gigahall.app.values import unit_code
from gigahall.kinds.prose import text
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.units import format_value

Index = QModelIndex | QPersistentModelIndex
Grouping = Callable[[Document], Branch]
ROOT = QModelIndex()
FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
MOST_MARKED = 400
"""Runs of lines marked at once for a selection made elsewhere."""


class SceneModel(QAbstractItemModel):
    """A tree of branches; rebuilt when elements come, go or are renamed, else only its values change."""

    def __init__(self, desk: Desk, grouping: Grouping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._grouping = desk, grouping
        self._filter = ""
        self.root = Branch("", "")
        self._lines: dict[str, Branch] = {}
        self.rebuild()

    def rebuild(self) -> None:
        self.beginResetModel()
        self.root = self._grouping(self._desk.document)
        if self._filter:
            self.root = _matching(self.root, self._filter)
        self._lines = {}
        _index(self.root, self._lines)
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        self._filter = text.strip().casefold()
        self.rebuild()

    def shown_ids(self) -> list[str]:
        """The elements shown."""
        return list(self._lines)

    @property
    def is_filtered(self) -> bool:
        return bool(self._filter)

    def index_of(self, key: str) -> QModelIndex:
        branch = self._lines.get(key)
        return self.createIndex(branch.row, 0, branch) if branch else QModelIndex()

    def runs(self, keys: Iterable[str]) -> list[tuple[Branch, Branch]]:
        """The lines of these elements, line under line taken together: the first and the last of each run."""
        rows: dict[int, list[Branch]] = {}
        for key in keys:
            if (line := self._lines.get(key)) is not None:
                rows.setdefault(id(line.parent), []).append(line)
        found: list[tuple[Branch, Branch]] = []
        for lines in rows.values():
            lines.sort(key=lambda line: line.row)
            starts = [k for k, line in enumerate(lines) if k == 0 or line.row > lines[k - 1].row + 1]
            found += [(lines[k], lines[end - 1]) for k, end in pairwise([*starts, len(lines)])]
        return found

    def branch(self, index: Index) -> Branch:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Branch) else self.root

    def rowCount(self, parent: Index = ROOT) -> int:
        return len(self.branch(parent).members)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 1

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        members = self.branch(parent).members
        return self.createIndex(row, column, members[row]) if 0 <= row < len(members) and column == 0 else QModelIndex()

    def parent(self, index: Index = ROOT) -> Any:
        branch = index.internalPointer()  # asked for each run of marked lines by each line that is painted
        above = branch.parent if branch is not None else None
        return self.createIndex(above.row, 0, above) if above is not None and above.parent is not None else ROOT

    def flags(self, index: Index) -> Qt.ItemFlag:
        return FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        branch = self.branch(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return branch.name
        if role == delegates.ICON_ROLE:
            return branch.icon
        if role == delegates.TONE_ROLE:
            return branch.token
        if role == delegates.VALUE_ROLE:
            return self._value(branch)
        if role == delegates.STALE_ROLE:
            return self._desk.is_stale
        if role == delegates.FLAG_ROLE:
            return self._flag(branch)
        if role == delegates.MARK_ROLE:
            return self._mark(branch)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tip(branch))
        return self._holds(branch, role)

    def _value(self, branch: Branch) -> str:
        if not branch.key:
            return self._sum(branch)
        element = self._desk.element(branch.key)
        if element is None:
            return ""
        if kind_of(element).is_room:
            return self._power_inside(branch)
        found = self._desk.told(element)
        if found is None:
            return ""
        return " ".join(format_value(found.value, unit_code(found.path), self._desk.units)).strip()

    def _sum(self, branch: Branch) -> str:
        if not branch.adds or not self._desk.has_results:
            return str(len(branch.elements()))
        values = [value for key in branch.elements() if (value := self._desk.value(key, branch.adds)) is not None]
        return " ".join(format_value(sum(values), unit_code(branch.adds), self._desk.units)) if values else ""

    def _power_inside(self, room: Branch) -> str:
        rows = [member for member in room.members if member.adds]
        values = [v for row in rows for key in row.elements() if (v := self._desk.value(key, row.adds)) is not None]
        return " ".join(format_value(sum(values), "W", self._desk.units)) if values else ""

    def _flag(self, branch: Branch) -> str:
        """Of the value shown: how it lies against its limits."""
        element = self._desk.element(branch.key) if branch.key else None
        if element is None or kind_of(element).is_room or self._desk.is_out(element):
            return ""
        found = self._desk.told(element)
        return found.tone if found is not None and found.tone in ("warn", "bad") else ""

    def _mark(self, branch: Branch) -> str:
        """Of the line itself: the worst problem of it, or of what it holds, unless the value says as much."""
        tones = {self._desk.tone(key) for key in ({branch.key} if branch.key and not branch.members else branch.elements())}
        tones |= {self._desk.tone(branch.key)} if branch.key else set()
        worst = "bad" if "bad" in tones else "warn" if "warn" in tones else ""
        return "" if worst == self._flag(branch) else worst

    def _holds(self, branch: Branch, role: int) -> bool | None:
        """Is the element out of service; is it, or everything of the group, hidden or locked."""
        if role == delegates.OUT_ROLE:
            element = self._desk.element(branch.key) if branch.key else None
            return element is not None and self._desk.is_out(element)
        if role not in (delegates.HIDDEN_ROLE, delegates.LOCKED_ROLE):
            return None
        state = self._desk.view_state
        keys = state.hidden if role == delegates.HIDDEN_ROLE else state.locked
        return bool(keys) and (branch.key in keys if branch.key else all(key in keys for key in branch.elements()))

    def _tip(self, branch: Branch) -> str:
        problems = self._desk.problems_of(branch.key) if branch.key else []
        lines = [text(problem, self._desk.name_of, self._desk.units) for problem in problems[:6]]
        lines += ["Hidden; the eye shows it again"] if self._holds(branch, delegates.HIDDEN_ROLE) else []
        lines += ["Locked; the lock frees it"] if self._holds(branch, delegates.LOCKED_ROLE) else []
        return "\n".join(lines)

    def refresh(self) -> None:
        """Values changed; the lines are the same."""
        self._refresh_below(QModelIndex())

    def _refresh_below(self, parent: QModelIndex) -> None:
        count = self.rowCount(parent)
        if count:
            self.dataChanged.emit(self.index(0, 0, parent), self.index(count - 1, 0, parent))


def _matching(root: Branch, text: str) -> Branch:
    """Only the lines whose name, or whose group's name, holds the text."""
    kept = Branch(root.name, root.icon, root.token, root.key, adds=root.adds)
    for member in root.members:
        whole = text in member.name.casefold()
        inner = member if whole else _matching(member, text)
        if whole or inner.members:
            copy = Branch(member.name, member.icon, member.token, member.key, adds=member.adds)
            for line in inner.members:
                copy.add(line)
            kept.add(copy)
    return kept


def _index(branch: Branch, found: dict[str, Branch]) -> None:
    for member in branch.members:
        if member.key:
            found.setdefault(member.key, member)
        _index(member, found)


class SceneTree(QTreeView):
    """The view: full-width selection, keys of its own for framing and switching."""

    framed = Signal()
    context = Signal(QPoint)
    handled = Signal(QModelIndex, int)
    """The eye or the lock of a line was clicked: its role."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self._lines = delegates.TreeDelegate(self)
        self.setItemDelegate(self._lines)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda point: self.context.emit(self.viewport().mapToGlobal(point)))

    def _handle(self, event: QMouseEvent) -> bool:
        """A click on eye or lock is no selection."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        role = self._lines.handle_at(self.visualRect(index), at) if index.isValid() else None
        if role is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.handled.emit(index, role)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._handle(event):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._handle(event):
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.framed.emit()
            return
        super().keyPressEvent(event)


class Outliner(QWidget):
    """Tree and search over one grouping of the scene."""

    context = Signal(QPoint)
    """Where a menu for the selection is wanted."""
    add_wanted = Signal()
    hide_wanted = Signal(list)
    lock_wanted = Signal(list)
    """Ids of the line whose eye or lock was clicked."""

    def __init__(self, desk: Desk, grouping: Grouping, empty: str) -> None:
        super().__init__()
        self._desk = desk
        self._syncing = False
        self._is_outdated = self._is_behind = False
        """The lines, or what is marked of them, wait until somebody looks."""
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 0)
        column.setSpacing(6)
        self.search = SearchField("Find in scene")
        self.search.setVisible(False)
        self.search.changed.connect(self._search)
        column.addWidget(self.search)
        self.model = SceneModel(desk, grouping, self)
        self.tree = SceneTree()
        self.tree.setModel(self.model)
        column.addWidget(self.tree, 1)
        self.empty = EmptyState("hall", empty, "Open the catalogue")
        self.empty.acted.connect(self.add_wanted)
        column.addWidget(self.empty, 1)
        self.tree.selectionModel().selectionChanged.connect(self._picked)
        self.tree.framed.connect(lambda: desk.show(desk.selection))
        self.tree.doubleClicked.connect(self._double_clicked)
        self.tree.context.connect(self.context)
        self.tree.handled.connect(self._handled)
        desk.document_changed.connect(self._document_changed)
        desk.results_changed.connect(self._refresh)
        desk.state_changed.connect(self._refresh)
        desk.units_changed.connect(self._refresh)
        desk.selection_changed.connect(self._follow)
        desk.view_state.changed.connect(self._refresh)
        self._rebuilt()

    def toggle_search(self) -> None:
        shown = not self.search.isVisible()
        self.search.setVisible(shown)
        if shown:
            self.search.edit.setFocus()
        else:
            self.search.edit.clear()

    def _search(self, text: str) -> None:
        self.model.set_filter(text)
        self._rebuilt()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self._rebuild()
        elif self._is_behind:
            self._mark()

    def _document_changed(self, diff: Diff) -> None:
        if not self._desk.rebuilds(diff):
            self._refresh()
        elif self.isVisible():
            self._rebuild()
        else:
            self._is_outdated = True

    def _rebuild(self) -> None:
        self._is_outdated = False
        opened = self._opened() if any(key in self._desk.document.records for key in self.model.shown_ids()) else None
        self.model.rebuild()
        self._rebuilt(opened)

    def _refresh(self, _state: str = "") -> None:
        self.model.refresh()
        self.tree.viewport().update()

    def _opened(self) -> set[str]:
        return {_path(branch) for branch in _groups(self.model.root) if self.tree.isExpanded(self._at(branch))}

    def _at(self, branch: Branch) -> QModelIndex:
        return self.model.createIndex(branch.row, 0, branch)

    def _rebuilt(self, opened: set[str] | None = None) -> None:
        is_empty = not self.model.root.members
        self.tree.setVisible(not is_empty)
        self.empty.setVisible(is_empty)
        few = sum(1 for _ in _groups(self.model.root)) <= 24
        for branch in _groups(self.model.root):
            first = branch.parent is self.model.root or (few and len(branch.members) <= 20 and bool(branch.adds))
            wanted = self.model.is_filtered or (first if opened is None else _path(branch) in opened or (first and branch.key != ""))
            if wanted:
                self.tree.expand(self._at(branch))
        self._follow()

    def _picked(self, *_: object) -> None:
        if self._syncing:
            return
        keys: list[str] = []
        for index in self.tree.selectionModel().selectedIndexes():
            branch = self.model.branch(index)
            keys += [branch.key] if branch.key else branch.elements()
        self._syncing = True
        self._desk.select(keys)
        self._syncing = False

    def _handled(self, index: QModelIndex, role: int) -> None:
        wanted = self.hide_wanted if role == delegates.HIDDEN_ROLE else self.lock_wanted
        wanted.emit(self.model.branch(index).elements())

    def _double_clicked(self, index: QModelIndex) -> None:
        branch = self.model.branch(index)
        self._desk.show([branch.key] if branch.key else branch.elements())

    def _follow(self) -> None:
        """Show what was selected elsewhere."""
        if self._syncing:
            return
        if self.isVisible():
            self._mark()
        else:
            self._is_behind = True

    def _mark(self) -> None:
        self._is_behind = False
        self._syncing = True
        chosen = QItemSelection()
        for first, last in self.model.runs(self._desk.selection)[:MOST_MARKED]:
            chosen.append(QItemSelectionRange(self._at(first), self._at(last)))
        self.tree.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(self._desk.selection) == 1 and (index := self.model.index_of(self._desk.selection[0])).isValid():
            self.tree.scrollTo(index)
            self.tree.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._syncing = False


def _groups(branch: Branch) -> list[Branch]:
    found = []
    for member in branch.members:
        if member.members:
            found.append(member)
            found += _groups(member)
    return found


def _path(branch: Branch) -> str:
    return f"{_path(branch.parent)}/{branch.name}" if branch.parent is not None else ""


GROUPINGS: tuple[tuple[str, Grouping, str], ...] = (
    ("Scene", by_room, "The scene is empty. Place a hall or equipment from the catalogue."),
    ("Loops", by_loop, "No coolant loops yet. Place a CDU or a pump and connect it."),
    ("Feeds", by_feed, "No power equipment yet. Place a utility feed or a panel."),
)
