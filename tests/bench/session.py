"""Live edits through the session: from the edit of the document to live and settled results."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import psutil
from tests.bench.room import room
from tests.bench.rows import Row, quantile, quiet

from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document, Edit
from gigahall.scene.record import Element, Record
from gigahall.session.results import Results
from gigahall.session.session import Session
from gigahall.storage import scene_file

POWER_MS, MOVE_MS = 60.0, 150.0
EDITS, WARM = 25, 4
DRAG_S = 0.1
"""Steps of a drag follow each other this fast."""
PATIENCE_S = 60.0


class Watch:
    """A session on a document, and when which revision came back in which state."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.document = Document(records)
        self.rng = np.random.default_rng(7)
        self.racks = [e.id for e in self.document.elements() if kind_of(e).name in ("rack_liquid", "rack_air") and _draws(e)]
        self._came: dict[tuple[int, str], float] = {}
        self._news = threading.Condition()
        self.passes: list[float] = []
        self.session = Session(self.document, self._take)

    def _take(self, results: Results) -> None:
        with self._news:
            self._came.setdefault((results.revision, results.state), time.perf_counter())
            self.passes.append(results.timing["passes"])
            self._news.notify()

    def wait(self, state: str) -> float:
        """When the current revision came back in this state."""
        key = (self.document.revision, state)
        with self._news:
            if not self._news.wait_for(lambda: key in self._came or self.session.fault is not None, PATIENCE_S):
                raise TimeoutError(f"no {state} result of revision {key[0]}")
            if self.session.fault is not None:
                raise self.session.fault
            return self._came[key]

    def edit(self, change: Callable[[Edit], None]) -> float:
        """Make an edit; returns when it began."""
        start = time.perf_counter()
        with self.document.edit("Bench") as edit:
            change(edit)
        return start

    def power(self, edit: Edit) -> None:
        edit.replace(str(self.rng.choice(self.racks)), load_frac=float(self.rng.uniform(0.1, 1.0)))

    def move(self, edit: Edit) -> None:
        """One grid step along the aisle's normal, there and back."""
        key = str(self.rng.choice(self.racks))
        x, y, z = self._element(key).at_m
        edit.replace(key, at_m=(x, y + float(self.rng.choice([-0.3, 0.3])), z))

    def _element(self, key: str) -> Element:
        record = self.document.records[key]
        assert isinstance(record, Element)
        return record


def _draws(element: Element) -> bool:
    return getattr(element, "rated_w", 0.0) > 0.0


def measured(name: str, records: Iterable[Record]) -> list[Row]:
    """Rows of one scene."""
    watch = Watch(records)
    watch.wait("settled")
    rows: list[Row] = []
    for what, change, target in (("power edit", watch.power, POWER_MS), ("rack move", watch.move, MOVE_MS)):
        live, settled = _timed(watch, change)
        rows += [
            Row(f"{name}: {what} to live results, p50", quantile(live, 0.5), "ms"),
            Row(f"{name}: {what} to live results, p95", quantile(live, 0.95), "ms", target),
            Row(f"{name}: {what} to settled results, p50", quantile(settled, 0.5), "ms"),
        ]
    rows.append(Row(f"{name}: step of a drag to live results, p95", quantile(_dragged(watch), 0.95), "ms", MOVE_MS))
    used = psutil.Process().memory_info().rss / 2**20
    rows.append(Row(f"{name}: memory of a solved session", used, "MiB"))
    watch.session.close()
    return rows


def _timed(watch: Watch, change: Callable[[Edit], None]) -> tuple[list[float], list[float]]:
    """Milliseconds to live and to settled results; every edit waits for the one before to settle."""
    live, settled = [], []
    with quiet():
        for count in range(WARM + EDITS):
            start = watch.edit(change)
            first, last = watch.wait("live"), watch.wait("settled")
            if count >= WARM:
                live.append(1e3 * (first - start))
                settled.append(1e3 * (last - start))
    return live, settled


def _dragged(watch: Watch) -> list[float]:
    """A rack pulled to and fro without waiting for settled results: the worker is interrupted in them."""
    key = watch.racks[len(watch.racks) // 2]
    x, y, z = watch._element(key).at_m
    found = []
    for step in range(EDITS):
        at = (x, y + 0.3 * (1 + step % 3), z)
        start = watch.edit(lambda edit, at=at: edit.replace(key, at_m=at))
        found.append(1e3 * (watch.wait("live") - start))
        time.sleep(max(0.0, start + DRAG_S - time.perf_counter()))
    watch.wait("settled")
    return found


def rows(scenes: Path) -> list[Row]:
    """Both rooms, one after the other."""
    sys.setswitchinterval(1e-3)
    found = measured("large-hall", scene_file.load(scenes / "large-hall.gigahall").records)
    return found + measured("room of 200,000 cells", room())


__all__ = ["Watch", "measured", "rows"]
