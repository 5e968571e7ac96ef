"""The real window, driven and timed from inside. TASK "start" ends with the first painted window, "first"
with the first solved picture; "work" waits for the settled picture, then edits; "turns" opens the scene in a window that
stands, and tries what all of it has to follow. The answer is one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from gigahall.app import start
from gigahall.app.bottom import TABLES
from gigahall.session.apart import Call

TICK_MS = 4
EDITS, WARM = 24, 4
PATIENCE_S = 90.0
REST_S = 1.5
COLOR = "air_temperature"


class Ticker(QObject):
    """How long the window's thread does not come round to its events [ms]."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls: list[float] = []
        self.turns: list[float] = []
        """Processor time of the window's thread from one tick to the next [ms]."""
        self._last = time.perf_counter()
        self._last_used = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.stalls.append(max(0.0, 1e3 * (now - self._last) - TICK_MS))
        self._last = now
        used = time.thread_time()
        self.turns.append(1e3 * (used - self._last_used))
        self._last_used = used

    def taken(self) -> list[float]:
        found, self.stalls = self.stalls, []
        return found


class Probe(QObject):
    """Watches the program from its first paint to its last edit."""

    def __init__(self, program: start.Program, spawned: float, task: str) -> None:
        super().__init__()
        self.program, self.spawned, self.task = program, spawned, task
        self.answer: dict[str, Any] = {}
        self.ticker = Ticker()
        self._is_painted = False
        self._steps: Iterator[Callable[[], bool]] | None = None
        self._due: Callable[[], bool] | None = None
        self._since = time.perf_counter()
        self._where = "for the first picture"
        program.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        self.answer["window_s"] = time.monotonic() - self.spawned
        self.program.window.removeEventFilter(self)
        if self.task == "start":
            self._end()
            return
        self._steps = {"work": self._work, "first": self._first, "turns": self._turns}[self.task]()
        self._poll = QTimer(self)
        self._poll.setInterval(1)
        self._poll.timeout.connect(self._step)
        self._poll.start()

    def _step(self) -> None:
        """Go on when what is waited for has come."""
        if self._due is not None and not self._due():
            if time.perf_counter() - self._since > PATIENCE_S:
                self.answer["fault"] = f"waited {self._where} for more than {PATIENCE_S:.0f} s"
                self._end()
            return
        assert self._steps is not None
        self._since = time.perf_counter()
        self._due = next(self._steps, None)
        if self._due is None:
            self._poll.stop()
            self._end()

    def _work(self) -> Iterator[Callable[[], bool]]:
        desk = self.program.window.desk
        yield lambda: self.program._is_solved
        self.answer["settled_s"] = time.monotonic() - self.spawned
        self.answer["opening_ms"] = self.ticker.taken()
        desk.set_color(COLOR)
        yield lambda: self.program._is_solved
        racks = [e.id for e in desk.document.elements() if getattr(e, "rated_w", 0.0) > 0.0 and hasattr(e, "load_frac")]
        self.ticker.taken()
        for what in ("power", "move"):
            shown: list[float] = []
            for count in range(WARM + EDITS):
                key = racks[(7 * count) % len(racks)]
                self._where = f"for the picture of {what} edit {count}"
                begin = time.perf_counter()
                self._edit(key, what, count)
                yield self._is_shown
                if count >= WARM:
                    shown.append(1e3 * (time.perf_counter() - begin))
                yield lambda: self.program._is_solved
            self.answer[f"{what}_shown_ms"] = shown
        self.answer["editing_ms"] = self.ticker.taken()
        self.answer["memory_mib"] = _memory_mib()

    def _first(self) -> Iterator[Callable[[], bool]]:
        desk = self.program.window.desk
        yield lambda: desk.has_results and self.program._view is not None and self.program._view.shows(desk.results)
        self.answer["first_s"] = time.monotonic() - self.spawned

    def _turns(self) -> Iterator[Callable[[], bool]]:
        program, window, scene = self.program, self.program.window, Path(self.program.opening.scene or "")
        yield lambda: program._is_solved
        window.commands["start_page"].trigger()
        yield self._rested()
        found = self.answer["turns_ms"] = {}
        deeds: dict[str, Callable[[], object]] = {
            "opening": lambda: window.files.fetch(scene),
            "switching the theme": window.commands["theme"].trigger,
            "switching the units": window.commands["units"].trigger,
            "selecting all": window.commands["select_all"].trigger,
            "selecting nothing": window.commands["select_none"].trigger,
            "showing the tables": lambda: window.bottom.show_page(TABLES),
        }
        for name, do in deeds.items():
            self._where = f"for {name}"
            self.ticker.turns.clear()
            do()
            yield self._rested()
            found[name] = max(self.ticker.turns)

    def _rested(self) -> Callable[[], bool]:
        """For a while, with everything solved and shown."""
        until = time.monotonic() + REST_S
        files = self.program.window.files
        return lambda: time.monotonic() > until and files.reading.path is None and (not files.is_open or self.program._is_solved)

    def _edit(self, key: str, what: str, count: int) -> None:
        document = self.program.window.desk.document
        with document.edit("Bench") as edit:
            if what == "power":
                edit.replace(key, load_frac=0.2 + 0.03 * (count % 25))
            else:
                x, y, z = document.find(key).at_m
                edit.replace(key, at_m=(x, y + (0.3 if count % 2 else -0.3), z))

    def _is_shown(self) -> bool:
        """Is a picture on the screen that is coloured by results of the newest revision."""
        view, desk = self.program._view, self.program.window.desk
        return view is not None and view.scenery.results.revision == desk.document.revision

    def _end(self) -> None:
        sys.stdout.write(json.dumps(self.answer) + "\n")
        sys.stdout.flush()
        self.program._leave(0)


def _memory_mib() -> float:
    import psutil

    return psutil.Process().memory_info().rss / 2**20


def watch(spawned: float, task: str, scene: str, ahead: Call | None) -> int:
    """Open the window as the command line does, with a probe in it."""
    usual = start.Program.begin
    probes: list[Probe] = []

    def begin(program: start.Program) -> None:
        probes.append(Probe(program, spawned, task))
        usual(program)

    start.Program.begin = begin  # type: ignore[method-assign]
    return start.run(start.Opening(scene=scene or None, size=(1280, 800), theme="light", ahead=ahead))
