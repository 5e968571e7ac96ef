"""The one-minute tour: four bubbles that point at the parts of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from gigahall.app.components.card import Bubble
from gigahall.app.window import Window


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a bubble points and what it says."""

    title: str
    words: str
    at: Callable[[], tuple[QWidget, QPoint]]
    above: bool = False


class Tour(QObject):
    """Steps through the stops; ends by itself, by Esc or by its link."""

    ended = Signal()

    def __init__(self, window: QWidget, stops: Sequence[Stop]) -> None:
        super().__init__(window)
        self._window, self._stops = window, list(stops)
        self._index = 0
        self.bubble = Bubble(window)
        self.bubble.advanced.connect(self.advance)
        self.bubble.left.connect(self.end)
        self.bubble.hide()

    @property
    def is_running(self) -> bool:
        return self.bubble.isVisible()

    def start(self) -> None:
        self._index = 0
        self._show()

    def advance(self) -> None:
        self._index += 1
        if self._index >= len(self._stops):
            self.end()
        else:
            self._show()

    def end(self) -> None:
        self.bubble.hide()
        self.ended.emit()

    def _show(self) -> None:
        stop = self._stops[self._index]
        widget, point = stop.at()
        at = widget.mapTo(self._window, point)
        self.bubble.show_step(stop.title, stop.words, self._index, len(self._stops), at, stop.above)


def stops(w: Window) -> list[Stop]:
    """The four parts of the window that a beginner looks for."""
    return [
        Stop("The scene", "Halls, rows and plant, each with one live value. Click to select, double click to see it in 3D.",
             lambda: (w.scene_dock, QPoint(120, 40))),
        Stop("Results first", "The inspector opens with what the solvers found, each beside its limit. Change a value below and watch.",
             lambda: (w.inspector, QPoint(w.inspector.width() // 2, 110))),
        Stop("Problems lead you", "Whatever is above a limit is listed here. One click selects it and frames it.",
             lambda: (w.bottom, QPoint(60, 0)), above=True),
        Stop("The whole in one line", "Power, PUE, the worst inlet and the energy balance of every solution. Press Ctrl K for any command.",
             lambda: (w.figures, QPoint(220, 4)), above=True),
    ]
