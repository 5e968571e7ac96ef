"""What a list would do to the open scene, row by row, before it is done; and the one press that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gigahall.app.components import delegates
from gigahall.app.components.buttons import Chip
from gigahall.app.components.labels import label, wrapped
from gigahall.app.components.tabs import TabHeader
from gigahall.app.dialogs import Dialog
from gigahall.app.forms import field_label
from gigahall.app.theme import TABLE_ROW, font
from gigahall.interop import equipment_csv
from gigahall.interop.equipment_csv import Dialect, Entry, Plan
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.record import Element, Record
from gigahall.session.jobs import Job, Jobs, Progress, Stop, Stopped
from gigahall.storage.fault import one_line
from gigahall.units import System, format_value, unit_of

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
COLUMNS = ("Line", "State", "Name", "What it says")
TABS = ("All", "New", "Changed", "Untouched", "Refused")
FIRST = ("refused", "new", "changed", "untouched")
TONES = {"new": "ok", "changed": "info", "refused": "bad"}
DECIMALS = (("", "As in the file"), (".", "Point, 12.5"), (",", "Comma, 12,5"))
SHOWN_CHANGES, SHOWN_NOTES = 4, 3


def planned(path: Path, dialect: Dialect, records: Iterable[Record], units: System, *, progress: Progress, stop: Stop) -> Plan:
    """Read a list and compare it with a scene; in a thread beside the window."""

    def tick(frac: float) -> None:
        if stop():
            raise Stopped
        progress(frac, "Comparing")

    progress(None, "Reading")
    return equipment_csv.plan(equipment_csv.read(path, dialect), Document(records), tick, units)


def words_of(entry: Entry, units: System) -> str:
    """What a row does, in a few words."""
    old, new = entry.old, entry.new
    if entry.state == "refused":
        return entry.reason.partition(", line ")[2].partition(" ")[2] or entry.reason
    if entry.state == "untouched" or new is None:
        return ""
    if old is None:
        return kind_of(new).label if isinstance(new, Element) else "Connection"
    names = [name for name in new.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    parts = [f"{field_label(type(new), name)} {_value(name, getattr(old, name), units)} → {_value(name, getattr(new, name), units)}"
             for name in names[:SHOWN_CHANGES]]
    more = len(names) - SHOWN_CHANGES
    return ", ".join(parts) + (f" and {more} more" if more > 0 else "")


def _value(name: str, value: Any, units: System) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return " ".join(format_value(value, unit_of(name), units)).strip()
    if isinstance(value, tuple):
        return f"{len(value)} points" if value and isinstance(value[0], tuple) else ", ".join(f"{part:g}" for part in value)
    return str(value) if value not in (None, "") else "none"


class EntryModel(QAbstractTableModel):
    """The rows of a plan, one tab's worth at a time; what will not be done or will change comes before what stays."""

    def __init__(self, units: System) -> None:
        super().__init__()
        self.units = units
        self.shown: Sequence[Entry] = ()

    def show_entries(self, entries: Sequence[Entry], state: str = "") -> None:
        self.beginResetModel()
        wanted = [entry for entry in entries if not state or entry.state == state]
        self.shown = sorted(wanted, key=lambda entry: FIRST.index(entry.state))
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.shown[index.row()]
        if role == delegates.FLAG_ROLE and index.column() == 1:
            return TONES.get(entry.state)
        return self._text(entry, index.column()) if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, entry: Entry, column: int) -> str:
        if column == 3:
            return words_of(entry, self.units)
        return (str(entry.row.line), entry.state.capitalize(), entry.name)[column]


class ImportDialog(Dialog):
    """The preview of one list over the open scene."""

    _told = Signal()

    def __init__(
        self, parent: QWidget | None, path: Path, records: Callable[[], Iterable[Record]], units: System, take: Callable[[Plan], str]
    ) -> None:
        super().__init__(parent, f"Import {one_line(path.name, 60)}", 820)
        self._path, self._records, self._take = path, records, take
        self.plan: Plan | None = None
        self.is_refused = False
        """Could the list not be read at all?"""
        self._jobs = Jobs()
        self._job: Job | None = None
        self.model = EntryModel(units)
        self.tabs = TabHeader(TABS)
        self.decimal = Chip("Decimal sign", DECIMALS, "")
        self.view = _table(self.model)
        self.said = wrapped("", "label", "text2")
        self._fill()
        self._told.connect(self._job_changed, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(lambda: self._jobs.close())
        self.read()

    def _fill(self) -> None:
        self.tabs.tools.addWidget(self.decimal)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.said)
        self.body.addWidget(label("What the list does not name stays as it is. One undo takes everything back.", "hint", "text3"))
        self.button("Cancel", self.reject)
        self.go = self.button("Import", self.finish, primary=True)
        self.view.selectionModel().currentRowChanged.connect(lambda index, before: self._read_out(index))
        self.tabs.bar.currentChanged.connect(lambda index: self._show())
        self.decimal.chosen.connect(lambda sign: self.read())

    def read(self) -> None:
        """Read the file (again) and compare it with the scene."""
        if self._job is not None:
            self._job.cancel()
        self.plan, self.is_refused = None, False
        self._show()
        dialect = Dialect("", self.decimal.value)
        self._job = self._jobs.beside("Import", planned, self._path, dialect, list(self._records()), self.model.units, on_change=lambda job: self._told.emit())

    def _job_changed(self) -> None:
        job = self._job
        if job is None or self.plan is not None:
            return
        if job.state == "done":
            self.plan = job.result
        self.is_refused = job.state == "failed"
        self._show()

    def _show(self) -> None:
        plan, job = self.plan, self._job
        entries = plan.entries if plan else []
        index = self.tabs.bar.currentIndex()
        self.model.show_entries(entries, TABS[index].lower() if index else "")
        counts = [len(entries), *(plan.count(state) if plan else 0 for state in equipment_csv.STATES)]
        for place, count in enumerate(counts):
            self.tabs.set_count(place, count)
        doing = (plan.count("new") + plan.count("changed")) if plan else 0
        self.go.setEnabled(doing > 0)
        self.go.setText(f"Import {doing} {'row' if doing == 1 else 'rows'}" if doing else "Import")
        if job is not None and job.fault:
            self._say(job.fault.text, "bad")
        elif plan is None:
            self._say(f"{job.words if job and job.words else 'Reading'} …", "text2")
        else:
            self._say(_notes(plan), "warn" if plan.notes or plan.count("refused") else "text2")
        self.view.resizeColumnToContents(2)

    def _say(self, words: str, tone: str) -> None:
        self.said.setText(words)
        self.said.setProperty("tone", tone)
        self.said.style().polish(self.said)

    def _read_out(self, index: QModelIndex) -> None:
        """The whole of a row that may not fit into the table."""
        if index.isValid():
            entry = self.model.shown[index.row()]
            self._say(entry.reason or f"{entry.name}: {words_of(entry, self.model.units) or 'as in the scene'}", TONES.get(entry.state, "text2"))

    def finish(self) -> None:
        """Do it; a refusal stays in the dialog."""
        if self.plan is None:
            return
        reason = self._take(self.plan)
        if reason:
            self._say(reason, "bad")
        else:
            self.accept()


def _notes(plan: Plan) -> str:
    refused = plan.count("refused")
    notes = [f"{refused} {'row is' if refused == 1 else 'rows are'} refused and left out."] if refused else []
    notes += plan.notes[:SHOWN_NOTES]
    more = len(plan.notes) - SHOWN_NOTES
    return "\n".join([*notes, f"and {more} more notes"] if more > 0 else notes)


def _table(model: QAbstractTableModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setMouseTracking(True)
    view.setWordWrap(False)
    view.setItemDelegate(delegates.TableDelegate(view))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(TABLE_ROW)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = view.horizontalHeader()
    header.setFont(font("hint_medium"))
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    for section, width in enumerate((56, 108, 190)):
        header.resizeSection(section, width)
    view.setMinimumHeight(300)
    return view
