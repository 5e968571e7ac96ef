"""The problems list: what the solution says is wrong, most severe first; a click selects and frames it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gigahall.app.advice import unconnected
from gigahall.app.components.labels import Link
from gigahall.app.components.rows import EmptyState, ProblemRow
from gigahall.app.desk import Desk
from gigahall.kinds.finding import Finding
from gigahall.kinds.prose import cure_words, sentence, words
from gigahall.scene.record import Element

PAGE = 60
"""Rows shown at once; a scene in deep trouble has hundreds, and nobody reads past the first page."""


class Problems(QWidget):
    """Rows over the newest results."""

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[Finding, ...] | None = None
        self._limit = PAGE
        self._was_solved = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self.empty = EmptyState("check", "Nothing is above a limit.")
        column.addWidget(self.empty, 1)
        self.rows: list[ProblemRow] = []
        desk.results_changed.connect(self._refresh)
        desk.units_changed.connect(self._rebuild)
        desk.selection_changed.connect(self._mark)
        self._rebuild()

    def count(self) -> int:
        """Errors and warnings; notes are not counted."""
        return sum(1 for problem in self._desk.results.problems if problem.severity != "info")

    def _refresh(self) -> None:
        self.empty.say(self._nothing())
        if self._desk.results.problems != self._shown or self._desk.has_results != self._was_solved:
            self._limit = PAGE
            self._rebuild()
        elif [row.reason for row in self.rows] != [self._reason(problem) for problem in (self._shown or ())[: self._limit]]:
            self._rebuild()  # the same problem has another cure now: something was connected meanwhile

    def _rebuild(self) -> None:
        self._shown = self._desk.results.problems
        self._was_solved = self._desk.has_results
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        self.rows = []
        for problem in self._shown[: self._limit]:
            row = self._row(problem)
            column.addWidget(row)
            self.rows.append(row)
        if len(self._shown) > self._limit:
            more = Link(f"Show {len(self._shown) - self._limit} more")
            more.setContentsMargins(44, 0, 0, 0)
            more.clicked.connect(self._more)
            column.addWidget(more)
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.setVisible(bool(self._shown))
        self.empty.setVisible(not self._shown)
        self.empty.say(self._nothing())
        self._mark()
        self.counted.emit(self.count())

    def _nothing(self) -> str:
        """Why the list is empty."""
        if not any(isinstance(record, Element) for record in self._desk.document.records.values()):
            return "What is above a limit or not connected will be listed here."
        return "Nothing is above a limit." if self._desk.has_results else "Problems appear here once the scene is solved."

    def _more(self) -> None:
        self._limit += 4 * PAGE
        self._rebuild()

    def _row(self, problem: Finding) -> ProblemRow:
        name = self._desk.name_of(problem.element)
        found = sentence(words(problem, self._desk.name_of, self._desk.units))
        row = ProblemRow(problem.severity, found, name, self._reason(problem))
        key = problem.element
        row.clicked.connect(lambda: self._desk.show([key]))
        row.setProperty("element", key)
        return row

    def _reason(self, problem: Finding) -> str:
        element = self._desk.element(problem.element)
        if element is not None and (advice := unconnected(self._desk.document, element, problem.quantity)):
            return advice
        return cure_words(problem, self._desk.name_of, self._desk.units) or "No cure computed"

    def _mark(self) -> None:
        chosen = set(self._desk.selection)
        for row in self.rows:
            row.set_current(row.property("element") in chosen)
