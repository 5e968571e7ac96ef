"""Section: the air of a hall on a plane; a drag moves the plane along its axis."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.scene.record import Vec3

STEP_M = 0.05


class SectionTool(Tool):
    name = "section"
    cursor = Qt.CursorShape.SizeVerCursor
    shows_cards = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._start: tuple[QPointF, float] | None = None

    @property
    def is_busy(self) -> bool:
        return self._start is not None

    def grabs(self, at: QPointF, keys: Keys) -> bool:
        return True

    def begin(self, at: QPointF, keys: Keys) -> None:
        self._start = (at, self.bench.slice_at()[1])

    def drag(self, at: QPointF, keys: Keys) -> None:
        if self._start is None:
            return
        axis, _ = self.bench.slice_at()
        start, place = self._start
        off = at - start
        along = self._direction(axis)
        metres = (off.x() * along.x() + off.y() * along.y()) / max(along.x() ** 2 + along.y() ** 2, 1e-6)
        self.bench.move_slice(axis, round((place + metres) / STEP_M) * STEP_M)

    def _direction(self, axis: str) -> QPointF:
        """One metre along the axis on the screen [px], at the middle of the view."""
        step: Vec3 = (float(axis == "x"), float(axis == "y"), float(axis == "z"))
        ends = self.bench.pixels([(0.0, 0.0, 0.0), step])
        if ends[0] is None or ends[1] is None:
            return QPointF(0, -1 / self.bench.metres_per_pixel())
        found = ends[1] - ends[0]
        size = max((found.x() ** 2 + found.y() ** 2) ** 0.5, 1e-6) * self.bench.metres_per_pixel()
        return QPointF(found.x() / size, found.y() / size)

    def drop(self, at: QPointF, keys: Keys) -> None:
        self._start = None

    def cancel(self) -> None:
        if self._start is not None:
            self.bench.move_slice(self.bench.slice_at()[0], self._start[1])
        self._start = None

    def click(self, at: QPointF, keys: Keys) -> None:
        key = self.bench.pick(at)
        self.bench.desk.select((key,) if key else ())
