"""A drag of elements: they follow the pointer over tiles and rows, every step one live edit, all of it one undo."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPointF

from gigahall.app import arrange
from gigahall.app.tools.measure import spoken_step
from gigahall.app.tools.snap import Snapper
from gigahall.app.tools.tool import Bench
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Vec3

LIVE_MOST = 4000
"""In scenes with more records than this a drag moves a ghost, and the edit comes with the drop."""
ROUTE_STEP_M = 0.1
_drags = itertools.count(1)


class Mover:
    """One drag, from its first movement to the drop."""

    def __init__(self, bench: Bench, ids: Sequence[str], grabbed: str, at: QPointF) -> None:
        self._bench = bench
        document = bench.desk.document
        self._ids = tuple(ids)
        self._start = {key: element for key in ids if (element := bench.desk.element(key))}
        self._grabbed = self._start[grabbed]
        hit = bench.spot(at)
        self._z = hit[2] if hit else 0.0
        self._from = bench.level(at, self._z)
        chosen = arrange.with_residents(document, list(self._start.values()))
        own = {element.id for element in chosen}
        self._snapper = Snapper((e for e in document.elements() if e.id not in own), document.connections())
        self._done: Vec3 = (0.0, 0.0, 0.0)
        self._wanted: Vec3 = (0.0, 0.0, 0.0)
        self._merge = f"drag:{next(_drags)}"
        self._live = len(document.records) <= LIVE_MOST
        self._refused = ""
        bench.moving(True)

    def drag(self, at: QPointF, free: bool = False) -> None:
        """Follow the pointer; `free` leaves the grid."""
        here = self._bench.level(at, self._z)
        if here is None or self._from is None:
            return
        raw = (here[0] - self._from[0], here[1] - self._from[1], 0.0)
        delta = self._snapped(raw, free)
        if delta == self._wanted:
            return
        self._wanted = delta
        after = [arrange.translated(element, delta) for element in self._start.values()]
        self._refused = self._reason(after)
        if self._refused:
            self._bench.ghost(after, refused=True)
            self._bench.note(self._refused, "bad")
        elif self._live:
            self._bench.ghost()
            self._commit()
            self._say_offset()
        else:
            self._bench.ghost(after)
            self._say_offset()

    def drop(self) -> str:
        """Let go; the reason where it stays at the last place that was free."""
        self._bench.ghost()
        self._bench.note()
        if not self._refused and self._wanted != self._done:
            self._commit()
        if self._done != (0.0, 0.0, 0.0):
            self._bench.actions.take_in(self._ids, self._merge)
        self._bench.moving(False)
        return self._refused

    def cancel(self) -> None:
        """Everything back where it was."""
        self._bench.ghost()
        self._bench.note()
        self._bench.actions.withdraw(self._merge)
        self._bench.moving(False)

    def _reason(self, after: Sequence[Element]) -> str:
        if reason := self._bench.actions.locked(after):
            return reason
        if any(kind_of(element).is_room for element in after):
            return ""
        return self._bench.actions.read_only() or self._bench.actions.refusal(after)

    def _snapped(self, raw: Vec3, free: bool) -> Vec3:
        element = self._grabbed
        if kind_of(element).is_route:
            x, y = (round(round(part / ROUTE_STEP_M) * ROUTE_STEP_M, 3) for part in raw[:2])
            return (x, y, 0.0)
        before = element.at_m
        held = (before[0] + raw[0], before[1] + raw[1], before[2])
        found = self._snapper.place(element, held, free).at_m
        return (round(found[0] - before[0], 4), round(found[1] - before[1], 4), 0.0)

    def _commit(self) -> None:
        step = tuple(round(wanted - done, 4) for wanted, done in zip(self._wanted, self._done, strict=True))
        reason = self._bench.actions.move((step[0], step[1], step[2]), self._ids, merge=self._merge)
        if reason:
            self._bench.note(reason, "bad")
            return
        self._done = self._wanted

    def _say_offset(self) -> None:
        words = f"moved by {spoken_step(self._wanted, self._bench.desk.units, 'xy')}" if any(self._wanted) else "where it was"
        self._bench.note(words, "info")
