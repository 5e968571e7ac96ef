"""A row of the problems list: what is found and where, what would cure it, and the button that does it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from gigahall.app import icons, paint
from gigahall.app.components.buttons import Button, ClickArea, cure_buttons
from gigahall.app.components.labels import plain
from gigahall.app.theme import PROBLEM_ROW, text_width

SEVERITY = {"error": ("error", "bad"), "warning": ("warning", "warn"), "info": ("info", "info")}
INDENT, CHEVRON = 22.0, 18.0
TWO_LINES = 1.8
"""So much of a line goes on two, which break between words."""
ROOT_WORDS_FROM_PX = 150
SENTENCE_LINE = 17
"""The second line of a sentence that has no room on one."""
CURE_LINE = 15
"""A line of a cure that has no room beside the element."""
CURE_FROM_PX = 640
"""Narrower rows have no room for a column of cures: the cure stands in the second line, in the place of the note."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows. `below` counts the problems folded under it, `depth` how far it is set in."""

    severity: str
    sentence: str
    element: str
    note: str
    cure: str
    below: int = 0
    depth: int = 0
    is_open: bool = False
    is_root: bool = False
    can_do: bool = False
    goes_on: tuple[bool, ...] = ()
    """For each step it is set in, the outermost first: does something of the same cause follow further down?"""


class ProblemRow(ClickArea):
    """Chevron, icon, sentence with its count, the element as a link; the cure and "Do it" at the right."""

    folded = Signal()
    """The chevron was pressed: open or close what hangs on it."""
    cured = Signal()
    tried = Signal()
    stepped = Signal(int)
    """An arrow key: to the row above (-1) or below (1)."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self._is_current = False
        self.setFixedHeight(PROBLEM_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(240)
        self.setAccessibleName(f"{line.severity}: {line.sentence}" + (f", {line.below} follow" if line.below else ""))
        self.button: Button | None = None
        self.trial: Button | None = None
        if line.can_do:
            self.button, self.trial = cure_buttons(plain(f"{line.cure} – one step that Ctrl Z undoes"), line.is_root)
            for button in (self.trial, self.button):  # as they stand: Tab goes along
                button.setParent(self)
            self.button.clicked.connect(self.cured)
            self.trial.clicked.connect(self.tried)

    @property
    def sentence(self) -> str:
        return self.line.sentence

    @property
    def severity(self) -> str:
        return self.line.severity

    @property
    def reason(self) -> str:
        return self.line.cure

    @property
    def has_keys(self) -> bool:
        """Does the row or its button take the keys."""
        return self.hasFocus() or any(button is not None and button.hasFocus() for button in (self.button, self.trial))

    def set_current(self, current: bool) -> None:
        self._is_current = current
        self.update()

    def _left(self) -> float:
        return 10.0 + INDENT * self.line.depth

    def _cure_x(self) -> float:
        """Left end of the column of cures; 0 where there is no room for one, or not for this one in two lines."""
        x = self.width() * 0.56
        fits = text_width(self.line.cure, "label") <= TWO_LINES * (self._end() - x - 22)
        return x if self.width() >= CURE_FROM_PX and fits else 0.0

    def resizeEvent(self, event: QResizeEvent) -> None:
        right = self.width() - 14
        for button in (self.button, self.trial):
            if button is not None:
                button.adjustSize()
                right -= button.width()
                button.move(right, (PROBLEM_ROW - button.height()) // 2)
                right -= 6
        self.setFixedHeight(PROBLEM_ROW + (SENTENCE_LINE if self._sentence()[1] else 0) + CURE_LINE * self._lines_below())

    def _lines_below(self) -> int:
        """How many lines the cure takes below the element and the buttons; 0 where it stands beside them."""
        x, width = self._words_x(), text_width(self.line.cure, "label")
        beside = self._end() - 12 - x - text_width(self.line.element, "label_medium") - 8
        if self._cure_x() or width <= beside:
            return 0
        return 1 if width <= self.width() - 14 - x else 2

    def _sentence(self) -> tuple[str, str]:
        """On one line with its tags, or on two; the tags stand behind its end."""
        line = self.line
        room = self._room()
        tags = (28.0 if line.below else 0.0) + (text_width("root cause", "hint") + 10 if self._says_root() else 0.0)
        needed = text_width(line.sentence, "body_medium")
        if needed <= room - tags:
            return line.sentence, ""
        first, rest = paint.broken(line.sentence, "body_medium", min(room, needed - 1))
        return paint.elided(first, "body_medium", room), paint.elided(rest, "body_medium", room - tags)

    def _room(self) -> float:
        """Width of the lines beside the buttons."""
        return (self._cure_x() or self._end()) - 12 - self._words_x()

    def _says_root(self) -> bool:
        """The count and what hangs on the row say it too, where there is no room for words."""
        return self.line.is_root and self._room() >= ROOT_WORDS_FROM_PX

    def _words_x(self) -> float:
        return self._left() + CHEVRON + 26

    def _end(self) -> float:
        """Where the buttons begin, or the row ends."""
        return self.trial.x() - 10 if self.trial is not None else self.width() - 14

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.line.below and event.position().x() < self._left() + CHEVRON:
            self.folded.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.line.below and key == (Qt.Key.Key_Left if self.line.is_open else Qt.Key.Key_Right):
            self.folded.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        if self._is_current or self.underMouse() or self.hasFocus():
            edge = "accent" if self.hasFocus() else None
            paint.box(painter, QRectF(6.5, 2.5, self.width() - 13, self.height() - 5), 6, "hover", edge)
        self._paint_tree(painter)
        end = self._end()
        column = self._cure_x()
        self._paint_finding(painter, (column or end) - 12, "" if column else self.line.cure)
        if column:
            self._paint_cure(painter, column, end)

    def _paint_tree(self, painter: QPainter) -> None:
        left = self._left()
        painter.setPen(QPen(paint.color("line2"), 1.4))
        for step, goes_on in enumerate(self.line.goes_on):
            x, is_own = 10.0 + INDENT * step + 8.5, step == self.line.depth - 1
            if is_own or goes_on:
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height() if goes_on else 20))
            if is_own:
                painter.drawLine(QPointF(x, 20), QPointF(left + (-2 if self.line.below else 12), 20))
        if self.line.is_open:
            painter.drawLine(QPointF(left + 8.5, 32), QPointF(left + 8.5, self.height()))
        if self.line.below:
            icons.draw(painter, "collapse" if self.line.is_open else "expand", left, 15, 14, "text3")
        name, tone = SEVERITY[self.line.severity]
        icons.draw(painter, name, left + CHEVRON, 11, 17, tone)

    def _paint_finding(self, painter: QPainter, end: float, cure: str) -> None:
        line, x = self.line, self._words_x()
        first, rest = self._sentence()
        after, base = x + paint.text(painter, x, 21, first, "body_medium", "text") + 8, 21.0
        if rest:
            base += SENTENCE_LINE
            after = x + paint.text(painter, x, base, rest, "body_medium", "text") + 8
        self._paint_tags(painter, after, base)
        base += 18
        if count := self._lines_below():
            paint.text(painter, x, base, paint.elided(line.element, "label_medium", end - x), "label_medium", "accent")
            paint.lines(painter, QRectF(x, base + 5, self.width() - 14 - x, CURE_LINE * count), cure, "label", "text2")
            return
        x += paint.text(painter, x, base, paint.elided(line.element, "label_medium", (end - x) / 2), "label_medium", "accent")
        note = cure or line.note
        paint.text(painter, x + 8, base, paint.elided(note, "label", end - x - 8), "label", "text2")

    def _paint_tags(self, painter: QPainter, x: float, base: float) -> None:
        """How many follow, and whether it is where they come from."""
        line = self.line
        if line.below:
            tone = SEVERITY[line.severity][1]
            width = max(text_width(str(line.below), "hint_strong") + 10, 18.0)
            paint.box(painter, QRectF(x, base - 11.5, width, 15), 7.5, paint.color(tone, 0.16))
            paint.text(painter, x + width / 2, base - 0.5, str(line.below), "hint_strong", tone, Qt.AlignmentFlag.AlignHCenter)
            x += width + 8
        if self._says_root():
            paint.text(painter, x, base, "root cause", "hint", "text3")

    def _paint_cure(self, painter: QPainter, x: float, end: float) -> None:
        if not self.line.cure:
            paint.text(painter, x + 22, 30, "No cure computed", "label", "text3")
            return
        if self.line.can_do:
            icons.draw(painter, "run", x, 17, 15, "ok")
        room = end - x - 22
        if text_width(self.line.cure, "label") <= room:
            paint.text(painter, x + 22, 30, self.line.cure, "label", "text")
        else:
            paint.lines(painter, QRectF(x + 22, 9, room, 32), self.line.cure, "label", "text")
