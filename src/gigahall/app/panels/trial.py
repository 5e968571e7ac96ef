"""A cure on trial: what is tried, what it brought so far, and the two ways on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gigahall.app import paint
from gigahall.app.components.buttons import Button
from gigahall.app.components.labels import Elided, plain
from gigahall.app.desk import Desk
from gigahall.app.hands import let_go
from gigahall.session.results import Results


class TrialStrip(QWidget):
    """One line, there only while something is tried."""

    kept = Signal()
    undone = Signal()

    def __init__(self, desk: Desk, is_brief: bool = False) -> None:
        super().__init__()
        self._desk, self._is_brief = desk, is_brief
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        self.words = Elided("", "body_medium", "text")
        row.addWidget(self.words, 1)
        self.keep, self.undo = Button("Keep", primary=True), Button("Undo")
        for button, signal, tip in ((self.keep, self.kept, "Go on with it"), (self.undo, self.undone, "As before (Ctrl Z)")):
            button.setToolTip(plain(tip))
            button.clicked.connect(signal)
            row.addWidget(button)
        desk.trial_changed.connect(self._show)
        desk.results_changed.connect(self._show)
        desk.state_changed.connect(lambda state: self._show())
        self._show()

    def _show(self) -> None:
        trial = self._desk.trial
        if trial is None:
            let_go(self)
        self.setVisible(trial is not None)
        if trial is not None:
            now = str(_count(self._desk.results)) if not self._desk.is_stale else "…"
            was = _count(trial.before)
            told = f"was {was} problem{'' if was == 1 else 's'}, now {now}"
            self.words.set_text(f"Was {was}, now {now}" if self._is_brief else f"Trying: {told} · {trial.words}")
            self.words.note = f"Trying: {trial.words}; {told}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        paint.box(painter, QRectF(self.rect()).adjusted(6.5, 2.5, -6.5, -2.5), 6, "sel")


def _count(results: Results) -> int:
    return sum(1 for problem in results.problems if problem.severity != "info")
