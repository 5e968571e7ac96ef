"""The first solution of the file on the command line, made by a second process while this one builds its window.

Python runs one thread at a time: window, graphics and solvers load one after another here, but beside each other in two
processes. The session solves the same once more, behind the picture; what it finds is what edits go on from.
"""

from __future__ import annotations

import logging
import threading

from PySide6.QtCore import QObject, Qt, Signal

from gigahall.session.apart import Answer, Call, Fault
from gigahall.session.results import Results

Found = tuple[str, Results]
"""SHA-256 of the file that was solved, and the settled results."""
END_S = 2.0
log = logging.getLogger(__name__)


class Ahead(QObject):
    """Hears the call; `over` comes in the window's thread, once, with or without `found`."""

    over = Signal()
    _ended = Signal()

    def __init__(self, call: Call) -> None:
        super().__init__()
        self.found: Found | None = None
        self.is_over = False
        self._call = call
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._hear, name="gigahall-ahead", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Nobody waits any more."""
        self._call.kill()
        if self._thread.is_alive():
            self._thread.join(END_S)

    def _hear(self) -> None:
        for frame in self._call.frames():
            if isinstance(frame, Answer):
                self.found = frame.value
            elif isinstance(frame, Fault):
                log.info("nothing was solved ahead: %s", frame.text)
        self._ended.emit()

    def _end(self) -> None:
        self.is_over = True
        self.over.emit()
