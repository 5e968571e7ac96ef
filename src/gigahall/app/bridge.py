"""The one place where threads meet: callbacks of document and session become Qt signals in the window's thread.

Results come from the solver's thread. Only the newest is kept; a signal without data wakes the window, which takes what is
there. So a burst of live results costs one repaint.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.session.results import Results


class Solving(Protocol):
    """What the window needs of a session."""

    results: Results
    fault: BaseException | None

    def close(self, timeout_s: float = 30.0) -> None: ...


Opener = Callable[[Document, Callable[[Results], None], Callable[[str], None], Callable[[float | None, str], None]], Solving]


class Bridge(QObject):
    """Follows one document and at most one session."""

    changed = Signal(object)
    """A Diff, in the window's thread, right after the edit."""
    solved = Signal(object)
    """The newest Results."""
    state = Signal(str)
    """"stale", "live", "settled" or "failed"."""
    preparing = Signal(float, str)
    """How far the session is with its solvers: a share and words, no words at the end."""
    _results_waiting = Signal()
    _state_waiting = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.session: Solving | None = None
        self._lock = threading.Lock()
        self._results: Results | None = None
        self._state = ""
        self._known = -1
        """Revision whose results came from elsewhere."""
        self._unsubscribe = document.subscribe(self._document_changed)
        self._results_waiting.connect(self._take_results, Qt.ConnectionType.QueuedConnection)
        self._state_waiting.connect(self._take_state, Qt.ConnectionType.QueuedConnection)

    def start(self, opener: Opener) -> None:
        """Open the session once its modules are loaded."""
        if self.session is None:
            self.session = opener(self.document, self._on_results, self._on_state, self._on_prepare)

    def present(self, results: Results) -> None:
        """Settled results of the document as it is, made elsewhere; the session's own of this revision say nothing new."""
        with self._lock:
            self._known = results.revision
        self.solved.emit(results)

    def close(self) -> None:
        """End the session and stop listening."""
        self._unsubscribe()
        session, self.session = self.session, None
        if session is not None:
            session.close()

    def _document_changed(self, diff: Diff) -> None:
        self.changed.emit(diff)

    def _on_results(self, results: Results) -> None:
        with self._lock:
            if results.revision == self._known:
                return
            first = self._results is None
            self._results = results
        if first:
            self._results_waiting.emit()

    def _on_state(self, state: str) -> None:
        with self._lock:
            first = not self._state
            self._state = state
        if first:
            self._state_waiting.emit()

    def _on_prepare(self, frac: float | None, words: str) -> None:
        self.preparing.emit(frac or 0.0, words)

    def _take_results(self) -> None:
        with self._lock:
            results, self._results = self._results, None
        if results is not None:
            self.solved.emit(results)

    def _take_state(self) -> None:
        with self._lock:
            state, self._state = self._state, ""
        if state:
            self.state.emit(state)
