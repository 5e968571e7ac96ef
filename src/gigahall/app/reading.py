"""Reads scene files in a thread, so that the window answers meanwhile. One wish at a time: a newer one replaces it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gigahall.scene.contents import Contents
from gigahall.storage import scene_file
from gigahall.storage.fault import SceneError
from gigahall.storage.scene_file import Loaded

Outcome = Loaded | Exception
END_S = 10.0
"""Longest wait for a file that is being read when the window closes."""


def outcome_of(path: Path) -> Outcome:
    """What the file holds, in order for a document, or why it cannot be opened."""
    try:
        loaded = scene_file.load(path, lenient=True)
        return dataclasses.replace(loaded, contents=Contents.of(loaded.records))
    except Exception as error:  # whoever hears of it raises what is a fault of our own
        return error


class Reading(QObject):
    """At most one file on its way. Everything public is called from the window's thread."""

    changed = Signal()
    """Begun or over."""
    _came = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        """The file that is on its way."""
        self._number = 0
        self._then: Callable[[Outcome | None], object] = lambda outcome: None
        self._thread: threading.Thread | None = None
        # A turn of its own for what is done with the records, one for the painting that follows from it.
        self._came.connect(lambda number, outcome: QTimer.singleShot(0, lambda: self._end(number, outcome)), Qt.ConnectionType.QueuedConnection)

    def begin(self, path: Path, then: Callable[[Outcome | None], object]) -> None:
        """Read the file; `then` hears what came of it, None when it was cancelled."""
        self.cancel()
        self.path, self._then = path, then
        number = self._number
        self._thread = threading.Thread(
            target=lambda: self._came.emit(number, outcome_of(path)), name="gigahall-reader", daemon=True
        )
        self._thread.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Nobody waits for the file any more."""
        if self.path is not None:
            self._end(self._number, None)

    def close(self) -> None:
        """Cancel, and wait for the thread to end."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(END_S)

    def _end(self, number: int, outcome: Outcome | None) -> None:
        if number != self._number:
            return
        self._number += 1
        self.path, then = None, self._then
        self.changed.emit()
        then(outcome)


def refusal_of(outcome: Exception) -> str:
    """Words for a file that cannot be opened; any other error goes on its way."""
    if not isinstance(outcome, SceneError):
        raise outcome
    return str(outcome)
