"""The box in the inspector's head of an element that problems follow from: how many, the worst, and the cure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import Button, cure_buttons
from gigahall.app.components.labels import label, plain, wrapped
from gigahall.app.desk import Desk
from gigahall.kinds.finding import severity_rank
from gigahall.kinds.prose import cure_words, sentence, words
from gigahall.session.tree import Node

WORST = 3
TONES = ("bad", "warn", "info")
ICONS = {"bad": "error", "warn": "warning", "info": "info"}


def root_of(desk: Desk, key: str) -> Node | None:
    """The node of the list of problems from which something follows and which tells of this element."""
    return next((node for node in desk.causes if node.finding.element == key and node.below), None)


class RootCause(QWidget):
    """Says what follows from a cause; the button asks for its cure."""

    cured = Signal(object)
    """The finding whose cure shall be applied."""
    tried = Signal(object)
    """The same, as a trial."""

    def __init__(self, node: Node, desk: Desk) -> None:
        super().__init__()
        self.node = node
        self._tone = TONES[node.rank]
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Mark(ICONS[self._tone], self._tone, 18))
        count = f"{node.follow} problem" + "s" * (node.follow > 1)
        self.title = label(f"Root cause of {count}", "section")
        head.addWidget(self.title, 1)
        column.addLayout(head)
        self.lines = [self._line(column, child, desk) for child in _worst(node)]
        self.button: Button | None = None
        cure = node.finding.cure
        if cure is not None and cure.edit:
            self._add_cure(column, sentence(cure_words(node.finding, desk.name_of, desk.units)))

    def _line(self, column: QVBoxLayout, child: Node, desk: Desk) -> str:
        finding = child.finding
        tone = TONES[severity_rank(finding.severity)]
        others = f" and {len(child.likes)} more" if child.likes else ""
        said = f"{desk.name_of(finding.element)}{others}: {words(finding, desk.name_of, desk.units)}"
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Mark(ICONS[tone], tone, 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(wrapped(said, "label"), 1)
        column.addLayout(row)
        return said

    def _add_cure(self, column: QVBoxLayout, cure: str) -> None:
        column.addSpacing(2)
        column.addWidget(wrapped(cure, "label_medium"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(10)
        self.button, trial = cure_buttons(plain(cure), primary=True)
        self.button.clicked.connect(lambda: self.cured.emit(self.node.finding))
        row.addWidget(self.button)
        trial.clicked.connect(lambda: self.tried.emit(self.node.finding))
        row.addWidget(trial)
        row.addStretch(1)
        row.addWidget(label("Ctrl Z undoes", "hint", "text2"))
        column.addLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        paint.box(painter, QRectF(self.rect()), 8, f"{self._tone}bg")


class Mark(QWidget):
    """A state's icon."""

    def __init__(self, icon: str, tone: str, side: int) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(QSize(18, 18))
        self._side = side

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        inset = (self.width() - self._side) / 2
        icons.draw(painter, self._icon, inset, inset, self._side, self._tone)


def _worst(node: Node) -> list[Node]:
    """The first of what follows directly, the most severe first."""
    return sorted(node.children, key=lambda child: child.rank)[:WORST]
