"""Section: a plane across a room cuts geometry and air; its handle is dragged along the plane's axis."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.app.viewport.marks import draw_knob, draw_way
from gigahall.scene.record import Vec3
from gigahall.view3d.cut import STEP_M

GRAB_PX = 18.0


class SectionTool(Tool):
    name = "section"
    shows_cards = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._start: tuple[QPointF, float] | None = None

    @property
    def is_busy(self) -> bool:
        return self._start is not None

    def enter(self) -> None:
        self.bench.cut_open(True)

    def leave(self) -> None:
        self.cancel()
        self.bench.cut_open(False)

    def knob(self) -> QPointF | None:
        """Where the handle is drawn: at the middle of an edge of the plane."""
        corners = self.bench.slice_outline()
        if not corners:
            return None
        middle = tuple((a + b) / 2 for a, b in zip(corners[1], corners[2], strict=True))
        return self.bench.pixels([(middle[0], middle[1], middle[2])])[0]

    def grabs(self, at: QPointF, keys: Keys) -> bool:
        knob = self.knob()
        return knob is not None and (at - knob).manhattanLength() <= GRAB_PX

    def begin(self, at: QPointF, keys: Keys) -> None:
        self._start = (at, self.bench.slice_at()[1])

    def drag(self, at: QPointF, keys: Keys) -> None:
        if self._start is None:
            return
        axis, _ = self.bench.slice_at()
        start, place = self._start
        off = at - start
        along = self._direction()
        metres = (off.x() * along.x() + off.y() * along.y()) / max(along.x() ** 2 + along.y() ** 2, 1e-6)
        self.bench.move_slice(axis, round((place + metres) / STEP_M) * STEP_M)

    def _direction(self) -> QPointF:
        """One metre along the plane's axis on the screen [px], where the plane is."""
        corners = self.bench.slice_outline()
        if corners:
            normal = _normal(corners, self.bench.slice_at()[0])
            middle = corners[1]
            ends = self.bench.pixels([middle, (middle[0] + normal[0], middle[1] + normal[1], middle[2] + normal[2])])
            if ends[0] is not None and ends[1] is not None:
                found = ends[1] - ends[0]
                if found.manhattanLength() > 4.0:
                    return found
        return QPointF(0, -1 / self.bench.metres_per_pixel())

    def drop(self, at: QPointF, keys: Keys) -> None:
        self._start = None

    def cancel(self) -> None:
        if self._start is not None:
            self.bench.move_slice(self.bench.slice_at()[0], self._start[1])
        self._start = None

    def click(self, at: QPointF, keys: Keys) -> None:
        key = self.bench.pick(at)
        self.bench.desk.select((key,) if key else ())

    def draw_behind(self, painter: QPainter) -> None:
        spots = self.bench.pixels(self.bench.slice_outline())
        ring = [spot for spot in spots if spot is not None]
        if len(ring) == 4:
            draw_way(painter, [*ring, ring[0]])

    def draw(self, painter: QPainter) -> None:
        knob = self.knob()
        if knob is not None:
            draw_knob(painter, knob, self._direction())


def _normal(corners: list[Vec3], axis: str) -> Vec3:
    """Of a plane, towards growing numbers of its axis. The corners go round in the order of the other two: x, z for y is left-handed."""
    a, b, c = corners[0], corners[1], corners[3]
    u, v = ([q - p for p, q in zip(a, end, strict=True)] for end in (b, c))
    x, y, z = u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
    size = max((x * x + y * y + z * z) ** 0.5, 1e-9) * (-1.0 if axis == "y" else 1.0)
    return (x / size, y / size, z / size)
