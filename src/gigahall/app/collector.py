"""Collects reference cycles in the window's thread only.

Python's collector runs in whatever thread happens to allocate; there it would destroy widgets and plot items from the
solver's or the 3D view's thread, which Qt answers with a crash. So the automatic collector is off while a window is open
and a timer of the window's thread does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

CHECK_MS = 200
THRESHOLDS = (8_000, 12, 12)
"""New objects, then young and middle collections, after which the next generation is due."""

_running = 0


class Collector(QObject):
    """Counts its users: the automatic collector comes back when the last one has stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._is_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.check)

    def start(self) -> None:
        global _running
        if not self._is_on:
            self._is_on = True
            _running += 1
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        global _running
        if self._is_on:
            self._is_on = False
            self._timer.stop()
            _running -= 1
            if not _running:
                gc.enable()
                gc.unfreeze()

    def check(self) -> None:
        """Collect the oldest generation that is due, with the younger ones."""
        for generation in reversed(range(len(THRESHOLDS))):
            if gc.get_count()[generation] > THRESHOLDS[generation]:
                gc.collect(generation)
                return

    def settle(self) -> None:
        """What is there now stays: modules, kernels and the window, three hundred thousand objects that every full collection
        would walk, longer than the window may be silent."""
        gc.freeze()
