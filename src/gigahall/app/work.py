"""Long work beside the window: jobs of the session layer, heard in the window's thread, shown with Cancel.

The one place where progress of any kind arrives: jobs in processes of their own, and the session that prepares its solvers.
Whoever shows it reads `shown` when `changed` comes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gigahall.session.jobs import Fault, Job, Jobs, time_left_s

PATIENCE_MS = 300
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the status line says: words, the share done (None where nobody knows), time left, whether Cancel helps."""

    words: str
    frac: float | None
    left_s: float | None
    cancel: Callable[[], object] | None = None


class Work(QObject):
    """Runs jobs for the window and keeps what the status line shows."""

    changed = Signal()
    _news = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self._ends: dict[Job, tuple[Callable[[Any], object], Callable[[Fault], object]]] = {}
        self._preparing: tuple[float | None, str] | None = None
        self._began = 0.0
        self._wish: Shown | None = None
        self._beside: Shown | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell_beside)
        self._news.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(
        self, title: str, work: Callable[..., Any], *args: Any, done: Callable[[Any], object], failed: Callable[[Fault], object],
    ) -> Job:
        """Do the work in a process of its own; `done` gets its result, `failed` its fault. Neither comes after Cancel."""
        job = self.jobs.submit(title, work, *args, on_change=self._news.emit)
        self._ends[job] = (done, failed)
        self.changed.emit()
        return job

    def prepare(self, frac: float | None, words: str) -> None:
        """What the session says of the solvers it prepares; all of it, or no words, is the end."""
        if self._preparing is None:
            self._began = time.monotonic()
        self._preparing = (frac, words) if words and (frac is None or frac < 1.0) else None
        self.changed.emit()

    def show_beside(self, beside: Shown | None) -> None:
        """What a thread of the window does, once it has taken long enough to be worth a word; None = it is over."""
        self._wish = beside
        if beside is not None:
            self._patience.start()
        else:
            self._patience.stop()
            self._tell_beside()

    def _tell_beside(self) -> None:
        if self._beside != self._wish:
            self._beside = self._wish
            self.changed.emit()

    @property
    def is_preparing(self) -> bool:
        return self._preparing is not None

    @property
    def job(self) -> Job | None:
        """The job that runs, else the first that waits."""
        return next((job for job in self.jobs.jobs() if not job.is_over), None)

    def shown(self) -> Shown | None:
        """The job at the front of the queue, else what a thread does, else the solvers being prepared, else nothing."""
        if (job := self.job) is not None:
            waiting = len(self._ends) - 1
            more = f" (+{waiting} waiting)" if waiting > 0 else ""
            return Shown(f"{job.title}: {job.words}{more}" if job.words else job.title + more, job.frac, job.left_s, job.cancel)
        if self._beside is not None:
            return self._beside
        if self._preparing is not None:
            frac, words = self._preparing
            return Shown(words, frac, time_left_s(frac, time.monotonic() - self._began))
        return None

    def cancel(self) -> None:
        """End what is shown."""
        shown = self.shown()
        if shown is not None and shown.cancel is not None:
            shown.cancel()

    def close(self) -> None:
        """End everything; nobody is told."""
        self._ends.clear()
        self._patience.stop()
        self.jobs.close()

    def _hear(self, job: Job) -> None:
        if job.is_over and job in self._ends:
            done, failed = self._ends.pop(job)
            if job.state == "done":
                done(job.result)
            elif job.state == "failed" and job.fault is not None:
                log.error("%s: %s\n%s", job.title, job.fault.text, job.fault.trace)
                failed(job.fault)
        self.changed.emit()
