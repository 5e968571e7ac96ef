"""The live session: one worker thread that follows the document and publishes results.

Edits reach the worker as diffs; the newest wins, and every solver loop polls `stop` so that an edit interrupts a solve of
what is already past. Each round publishes a live result first and then the settled one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Literal

from gigahall.scene.document import Diff, Document
from gigahall.session.jobs import Progress, quiet
from gigahall.session.plant import Plant
from gigahall.session.results import EMPTY, Results
from gigahall.session.scenario import applied
from gigahall.session.warm import load, warm

Status = Literal["stale", "live", "settled", "failed"]

log = logging.getLogger(__name__)


class Session:
    """Follows one document until closed. Callbacks come from the worker thread, "stale" from the one that edits.

    A state is said of the newest revision only and in the order of the edits: after "stale" comes no word about what was
    before. A result carries its own revision.
    """

    def __init__(
        self,
        document: Document,
        on_results: Callable[[Results], None],
        on_state: Callable[[Status], None] = lambda state: None,
        on_prepare: Progress = quiet,
    ) -> None:
        self.results: Results = EMPTY
        self.fault: BaseException | None = None
        self._on_results = on_results
        self._on_state = on_state
        self._on_prepare = on_prepare
        self._wake = threading.Condition()
        self._pending: Diff | None = Diff()
        self._records = dict(document.records)
        self._revision = document.revision
        self._document = document
        self._closed = False
        self._unsubscribe = document.subscribe(self._changed)
        self._may_solve = threading.Event()
        """The kernels that most scenes need are compiled."""
        self._worker = threading.Thread(target=self._work, name="gigahall-solver", daemon=True)
        self._preparer = threading.Thread(target=self._prepare, name="gigahall-preparer", daemon=True)
        self._worker.start()
        self._preparer.start()

    def close(self, timeout_s: float = 30.0) -> None:
        """Stop following and wait for the worker to end."""
        self._unsubscribe()
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._worker.join(timeout_s)
        self._preparer.join(timeout_s)

    def _changed(self, diff: Diff) -> None:
        with self._wake:
            self._pending = diff if self._pending is None else self._pending.then(diff)
            self._revision = self._document.revision
            self._wake.notify()
            self._on_state("stale")

    def _stop(self) -> bool:
        return self._closed or self._pending is not None

    def _say(self, state: Status, revision: int) -> None:
        """What the scene of this revision is; nothing once an edit made it an old one."""
        with self._wake:
            if revision == self._revision:
                self._on_state(state)

    def _next(self) -> tuple[Diff, int] | None:
        with self._wake:
            while self._pending is None and not self._closed:
                self._wake.wait()
            if self._closed or self._pending is None:
                return None
            diff, self._pending = self._pending, None
            return diff, self._revision

    def _work(self) -> None:
        plant: Plant | None = None
        self._may_solve.wait()
        self._load()
        while (work := self._next()) is not None:
            diff, revision = work
            started = time.perf_counter()
            try:
                self._records = applied(self._records, diff)
                plant = self._update(plant, diff)
                self._solve(plant, revision, started)
            except Exception as fault:  # the worker outlives any fault; the window shows it
                log.exception("solving failed")
                self.fault, plant = fault, None
                self._say("failed", revision)

    def _prepare(self) -> None:
        """Have every kernel compiled; what fails here costs time later and nothing else."""
        try:
            warm(self._on_prepare, lambda: self._closed, self._may_solve.set)
        except Exception:
            log.exception("kernels were not compiled ahead")
        finally:
            self._may_solve.set()
            self._on_prepare(1.0, "")

    def _load(self) -> None:
        try:
            if not self._closed:
                load()
        except Exception:
            log.exception("kernels were not loaded ahead")

    def _update(self, plant: Plant | None, diff: Diff) -> Plant:
        if plant is None:
            return Plant(self._records)
        plant.update(self._records, diff)
        return plant

    def _solve(self, plant: Plant, revision: int, started: float) -> None:
        if (known := plant.unchanged(revision, started)) is not None:
            self._publish(known)
            return
        for settled in (False, True):
            results = plant.solve(settled=settled, revision=revision, started=started, stop=self._stop)
            if results is None:
                return
            self._publish(results)
            if self._stop():
                return

    def _publish(self, results: Results) -> None:
        self.results = results
        self.fault = None
        self._on_results(results)
        self._say(results.state, results.revision)
