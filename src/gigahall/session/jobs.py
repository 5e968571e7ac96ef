"""Long work beside the window: one queue of jobs that report how far they are and can be cancelled at once.

Work is any function of the project's modules with the keywords `progress` and `stop`:

    def write_report(records, form, *, progress: Progress, stop: Stop) -> bytes: ...

The command line and tests call it as it is. `Jobs.submit` runs the same function in a process of its own, where nothing
it does can hold or end the window, one after another; `Jobs.beside` runs it in a thread, for short work that shares memory
and polls `stop`. What a job says arrives in `on_change`, called from the job's thread.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from gigahall.session.apart import Answer, Call, Fault, Step, Stopped, fault_of

__all__ = ["Fault", "Job", "Jobs", "Progress", "State", "Stop", "Stopped", "quiet", "time_left_s", "within"]

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Progress = Callable[[float | None, str], None]
Stop = Callable[[], bool]

FIRST_GUESS_S = 2.0
FIRST_GUESS_FRAC = 0.1
"""The time left is not guessed before this much has passed and is done: one part of many says little about the others."""


def quiet(frac: float | None, words: str) -> None:
    """Progress that nobody watches."""


def within(progress: Progress, begin: float, end: float) -> Progress:
    """The progress of one part of a larger work, which takes from share `begin` to share `end` of it."""
    return lambda frac, words: progress(begin * (1.0 - (frac or 0.0)) + end * (frac or 0.0), words)


def time_left_s(frac: float | None, passed_s: float) -> float | None:
    """Time left by the pace so far [s]; None while that would be a guess."""
    return passed_s * (1.0 - frac) / frac if frac and frac >= FIRST_GUESS_FRAC and passed_s >= FIRST_GUESS_S else None


class Job:
    """One piece of work: its state, how far it is, and its result or fault."""

    def __init__(self, title: str, work: Callable[..., Any], args: tuple[Any, ...], on_change: Callable[[Job], None]) -> None:
        self.title = title
        self.state: State = "waiting"
        self.frac: float | None = None
        self.words = ""
        self.result: Any = None
        self.fault: Fault | None = None
        self._work, self._args, self._on_change = work, args, on_change
        self._lock = threading.Lock()
        self._call: Call | None = None
        self._started = 0.0

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def left_s(self) -> float | None:
        """Time left by the pace so far [s]; None while that would be a guess."""
        return time_left_s(self.frac, time.monotonic() - self._started) if self.state == "running" else None

    def cancel(self) -> None:
        """End it now. A process is killed; work in a thread finds `stop` true, and what it still returns is dropped."""
        with self._lock:
            if self.is_over:
                return
            self.state = "cancelled"
            if self._call is not None:
                self._call.kill()
        self._on_change(self)

    # ------------------------------------------------------------ its thread

    def run_apart(self) -> None:
        """In a process of its own, to the end."""
        if not self._begin():
            return
        try:
            call = Call(self._work, self._args)
        except Exception as error:  # not to be sent, or no process to be had
            self._end("failed", fault=fault_of(error))
            return
        with self._lock:
            self._call = call
            if self.state == "cancelled":
                call.kill()
        for frame in call.frames():
            if isinstance(frame, Step):
                self._step(frame.frac, frame.words)
            elif isinstance(frame, Answer):
                self._end("done", result=frame.value)
            else:
                self._end("failed", fault=frame)

    def run_beside(self) -> None:
        """In the calling thread, to the end."""
        if not self._begin():
            return
        try:
            result = self._work(*self._args, progress=self._step, stop=lambda: self.state == "cancelled")
        except Exception as error:  # told, not raised: nobody waits in this thread
            self._end("failed", fault=fault_of(error))
        else:
            self._end("done", result=result)

    def _begin(self) -> bool:
        with self._lock:
            if self.state != "waiting":
                return False
            self.state, self._started = "running", time.monotonic()
        self._on_change(self)
        return True

    def _step(self, frac: float | None, words: str) -> None:
        with self._lock:
            if self.state != "running":
                return
            self.frac, self.words = frac, words
        self._on_change(self)

    def _end(self, state: State, result: Any = None, fault: Fault | None = None) -> None:
        with self._lock:
            if self.state != "running":
                return
            self.state, self.result, self.fault = state, result, fault
        self._on_change(self)


class Jobs:
    """The queue. Its thread lives only while there is work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._beside: dict[Job, threading.Thread] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, title: str, work: Callable[..., Any], *args: Any, on_change: Callable[[Job], None] = lambda job: None) -> Job:
        """Work in a process of its own, after what was submitted before."""
        job = Job(title, work, args, on_change)
        with self._lock:
            if self._closed:
                job.state = "cancelled"
                return job
            self._waiting.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="gigahall-jobs", daemon=True)
                self._thread.start()
        return job

    def beside(self, title: str, work: Callable[..., Any], *args: Any, on_change: Callable[[Job], None] = lambda job: None) -> Job:
        """Work in a thread of this process, at once."""
        job = Job(title, work, args, on_change)
        with self._lock:
            if self._closed:
                job.state = "cancelled"
                return job
            thread = threading.Thread(target=self._run_beside, args=(job,), name="gigahall-job", daemon=True)
            self._beside[job] = thread
            thread.start()
        return job

    def jobs(self) -> list[Job]:
        """What runs and what waits, in order."""
        with self._lock:
            running = [self._running] if self._running is not None else []
            return [*self._beside, *running, *self._waiting]

    def close(self, timeout_s: float = 5.0) -> None:
        """Cancel everything and take nothing more."""
        with self._lock:
            self._closed = True
            threads = [thread for thread in (self._thread, *self._beside.values()) if thread is not None]
        for job in self.jobs():
            job.cancel()
        for thread in threads:
            thread.join(timeout_s)

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            job.run_apart()

    def _next(self) -> Job | None:
        with self._lock:
            self._running = self._waiting.popleft() if self._waiting else None
            if self._running is None:
                self._thread = None
            return self._running

    def _run_beside(self, job: Job) -> None:
        job.run_beside()
        with self._lock:
            self._beside.pop(job, None)
