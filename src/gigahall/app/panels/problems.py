"""The problems list: a tree by cause, most severe first; a click frames the element, "Do it" applies the cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gigahall.app.advice import unconnected
from gigahall.app.components.labels import Link, plain
from gigahall.app.components.problem_row import Line, ProblemRow
from gigahall.app.components.rows import EmptyState
from gigahall.app.desk import Desk
from gigahall.app.panels.problem_filter import ProblemFilter
from gigahall.app.panels.trial import TrialStrip
from gigahall.kinds.finding import Finding
from gigahall.kinds.prose import cure_words, otherwise, sentence, words
from gigahall.kinds.quantities import find
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.session.tree import Node, flat

PAGE = 60
"""Rows shown at once; a scene in deep trouble has hundreds, and nobody reads past the first page."""
WITH_CAUSE = "gone with its cause"
Key = tuple[str, str, str]


class Problems(QWidget):
    """Rows over the newest results."""

    counted = Signal(int)
    cure_wanted = Signal(object)
    """A Finding whose cure shall be applied."""
    try_wanted = Signal(object)
    """The same, as a trial."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[Finding, ...] | None = None
        self._limit = PAGE
        self._was_solved = False
        self._open: set[Key] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.trial = TrialStrip(desk)
        column.addWidget(self.trial)
        self.filter = ProblemFilter()
        column.addWidget(self.filter)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self.empty = EmptyState("check", "Nothing is above a limit.")
        column.addWidget(self.empty, 1)
        self.rows: list[ProblemRow] = []
        self.filter.changed.connect(self._rebuild)
        desk.results_changed.connect(self._refresh)
        desk.units_changed.connect(self._rebuild)
        desk.state_changed.connect(lambda _state: self._say_nothing())
        desk.selection_changed.connect(self._mark)
        desk.document_changed.connect(lambda _diff: self._say_nothing())
        self._rebuild()

    def count(self) -> int:
        """Errors and warnings; notes are not counted."""
        return sum(1 for problem in self._desk.results.problems if problem.severity != "info")

    def _refresh(self) -> None:
        if self._desk.results.problems != self._shown or self._desk.has_results != self._was_solved:
            self._limit = PAGE
            self._rebuild()
        elif [row.line for row in self.rows] != [line for _node, line in self._lines()]:
            self._rebuild()  # the same problems read otherwise now: something was renamed, connected or joined meanwhile

    def _rebuild(self) -> None:
        self._shown = self._desk.results.problems
        self._was_solved = self._desk.has_results
        self.filter.count(Counter(p.severity for p in self._shown), Counter(self._system(p) for p in self._shown))
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        place = self._scroll.verticalScrollBar().value()
        focused = next((number for number, row in enumerate(self.rows) if row.has_keys), None)
        self.rows = []
        left = 0
        for number, (node, line) in enumerate(self._all_lines()):
            if number >= self._limit:
                left += 1
                continue
            row = self._row(node, line)
            column.addWidget(row)
            self.rows.append(row)
        if left:
            more = Link(f"Show {left} more")
            more.setContentsMargins(44, 0, 0, 0)
            more.clicked.connect(self._more)
            column.addWidget(more)
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.setVisible(bool(self.rows))
        self.filter.setVisible(bool(self._shown))
        self.empty.setVisible(not self.rows)
        self._say_nothing()
        self._mark()
        self._scroll.verticalScrollBar().setValue(place)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.counted.emit(self.count())

    def _say_nothing(self) -> None:
        """The tick is kept for a scene that was solved and is within its limits."""
        self.empty.say(*self._nothing())

    def _nothing(self) -> tuple[str, str]:
        """Why the list is empty, and the icon of that."""
        if self._shown:
            return "No problem passes the filter.", "filter"
        if not any(isinstance(record, Element) for record in self._desk.document.records.values()):
            return "What is above a limit or not connected will be listed here.", "info"
        return ("Nothing is above a limit.", "check") if self._desk.has_results else ("Problems appear here once the scene is solved.", "info")

    def _more(self) -> None:
        self._limit += 4 * PAGE
        self._rebuild()

    # ------------------------------------------------------------ the tree as lines

    def _lines(self) -> list[tuple[Node, Line]]:
        return [pair for pair, _ in zip(self._all_lines(), range(self._limit), strict=False)]

    def _all_lines(self) -> Iterator[tuple[Node, Line]]:
        roots = self._desk.causes if self.filter.by_cause else flat(self._shown or ())
        for root in roots:
            if any(self._passes(finding) for finding in root.findings()):
                yield from self._lines_of(root, ())

    def _lines_of(self, node: Node, goes_on: tuple[bool, ...]) -> Iterator[tuple[Node, Line]]:
        is_open = _key(node.finding) in self._open
        yield node, self._line(node, goes_on, is_open)
        if is_open:
            under = [*(Node(like) for like in node.likes), *node.children]
            for number, child in enumerate(under, 1):
                yield from self._lines_of(child, (*goes_on, number < len(under)))

    def _line(self, node: Node, goes_on: tuple[bool, ...], is_open: bool) -> Line:
        finding, desk, depth = node.finding, self._desk, len(goes_on)
        is_open = is_open and node.below > 0
        found = sentence(words(finding, desk.name_of, desk.units))
        if node.likes:
            found += f", and {len(node.likes)} more like it"
        is_root = depth == 0 and bool(node.children)
        follows = finding.cause is not None and depth > 0
        cure = otherwise(WITH_CAUSE, finding, desk.name_of, desk.units) if follows else self._cure(finding)
        can_do = finding.cure is not None and bool(finding.cure.edit) and not follows
        return Line(
            ("error", "warning", "info")[node.rank] if depth == 0 else finding.severity, found, desk.name_of(finding.element),
            self._note(finding), cure, node.follow, depth, is_open, is_root, can_do, goes_on,
        )  # fmt: skip

    def _note(self, finding: Finding) -> str:
        element = self._desk.element(finding.element)
        hall = self._desk.element(element.hall) if element is not None else None
        return " · ".join(filter(None, (kind_of(element).label if element is not None else "", hall.name if hall else "")))

    def _cure(self, finding: Finding) -> str:
        element = self._desk.element(finding.element)
        if element is not None and (advice := unconnected(self._desk.document, element, finding.quantity)):
            return advice
        return cure_words(finding, self._desk.name_of, self._desk.units)

    def _passes(self, finding: Finding) -> bool:
        name = self._desk.name_of(finding.element)
        said = f"{name} {self._note(finding)} {words(finding, self._desk.name_of, self._desk.units)}" if self.filter.text else ""
        return self.filter.passes(finding.severity, self._system(finding), said)

    def _system(self, finding: Finding) -> str:
        """Which of the three networks it is about; else the layout."""
        quantity = find(finding.quantity)
        found = quantity.system if quantity is not None else ""
        by_source = {"power network": "Power", "coolant network": "Coolant", "room air": "Room air"}
        element = self._desk.element(finding.element)
        kind = kind_of(element).category if element is not None else ""
        by_kind = {"Power": "Power", "Liquid": "Coolant", "Heat rejection": "Coolant", "Plant": "Coolant", "Air": "Room air"}
        return found or by_source.get(finding.source, "") or by_kind.get(kind, "Layout")

    # ------------------------------------------------------------ rows

    def _row(self, node: Node, line: Line) -> ProblemRow:
        row = ProblemRow(line)
        finding, key = node.finding, node.finding.element
        limit = f"\nLimit from: {finding.source}" if finding.source else ""
        row.setToolTip(plain(f"{line.sentence}\n{line.element} · {line.cure or 'No cure computed'}{limit}"))
        row.clicked.connect(lambda: self._desk.show([key]))
        row.folded.connect(lambda: self._fold(_key(finding)))
        row.cured.connect(lambda: self.cure_wanted.emit(finding))
        row.tried.connect(lambda: self.try_wanted.emit(finding))
        row.stepped.connect(lambda step: self._step(row, step))
        row.setProperty("element", key)
        return row

    def _fold(self, key: Key) -> None:
        self._open ^= {key}
        self._rebuild()

    def _step(self, row: ProblemRow, step: int) -> None:
        at = self.rows.index(row) + step
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus()
            self._scroll.ensureWidgetVisible(self.rows[at])

    def _mark(self) -> None:
        chosen = set(self._desk.selection)
        for row in self.rows:
            row.set_current(row.property("element") in chosen)


def _key(finding: Finding) -> Key:
    return (finding.code, finding.element, finding.quantity)
