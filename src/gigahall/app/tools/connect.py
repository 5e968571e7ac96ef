"""Connect: drag from a free port to another; only the ports that fit light up."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.app.viewport.marks import draw_port, draw_way
from gigahall.kinds import joining
from gigahall.scene.record import Vec3

REACH_PX = 16.0
MOST_SHOWN = 1500


class ConnectTool(Tool):
    name = "connect"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._free: dict[str, joining.Spot] | None = None
        self._from: joining.Spot | None = None
        self._fitting: dict[str, joining.Spot] = {}
        self._to: joining.Spot | None = None
        self._hot: joining.Spot | None = None
        self._at = QPointF()

    @property
    def is_busy(self) -> bool:
        return self._from is not None

    @property
    def fitting(self) -> frozenset[str]:
        """The ends that light up now."""
        return frozenset(self._fitting)

    def enter(self) -> None:
        self.changed()

    def leave(self) -> None:
        self.cancel()

    def changed(self) -> None:
        self._free = None

    def cancel(self) -> None:
        self._from, self._to, self._hot, self._fitting = None, None, None, {}
        self.bench.note()
        self.bench.update()

    # ------------------------------------------------------------ ports

    def free(self) -> dict[str, joining.Spot]:
        """Every free port of what is shown, by end."""
        if self._free is None:
            document = self.bench.desk.document
            joints = joining.Joints(document.connections())
            self._free = {}
            for key in self.bench.shown():
                element = self.bench.desk.element(key)
                if element is not None:
                    free = (place for place in joining.spots(element) if joints.is_free(place))
                    self._free |= {place.end: joining.in_line(place, document.records, joints) for place in free}
        return self._free

    def _nearest(self, at: QPointF, among: dict[str, joining.Spot]) -> joining.Spot | None:
        spots = list(among.values())
        best, reach = None, REACH_PX
        for spot, pixel in zip(spots, self.bench.pixels([spot.at_m for spot in spots]), strict=True):
            if pixel is not None and (off := hypot(pixel.x() - at.x(), pixel.y() - at.y())) < reach:
                best, reach = spot, off
        return best

    def _fitting_to(self, place: joining.Spot) -> dict[str, joining.Spot]:
        """Free ports that fit; one that runs along a route is reached at its nearest point."""
        found = (other for other in self.free().values() if not joining.misfit(place, other))
        return {other.end: joining.along(other, place.at_m) for other in found}

    # ------------------------------------------------------------ the drag

    def grabs(self, at: QPointF, keys: Keys) -> bool:
        return self._nearest(at, self.free()) is not None

    def begin(self, at: QPointF, keys: Keys) -> None:
        self._from = self._nearest(at, self.free())
        if self._from is not None:
            self._fitting = self._fitting_to(self._from)
            self.drag(at, keys)

    def drag(self, at: QPointF, keys: Keys) -> None:
        if self._from is None:
            return
        self._at = at
        self._to = self._nearest(at, self._fitting)
        if self._to is not None:
            self.bench.note(f"{self._from.label} to {self._to.label}", "ok")
        else:
            wrong = self._nearest(at, {end: spot for end, spot in self.free().items() if end != self._from.end})
            reason = joining.misfit(self._from, wrong) if wrong is not None else ""
            self.bench.note(reason or self._invitation(), "bad" if reason else "info")
        self.bench.update()

    def _invitation(self) -> str:
        assert self._from is not None
        count = len(self._fitting)
        return f"{self._from.label}: {count} ports fit" if count else f"{self._from.label}: nothing that fits is free"

    def drop(self, at: QPointF, keys: Keys) -> None:
        start, end = self._from, self._to
        self.cancel()
        if start is not None and end is not None:
            reason = self.bench.actions.connect(start.end, end.end)
            self.bench.note(reason, "bad")
            self.changed()

    def click(self, at: QPointF, keys: Keys) -> None:
        key = self.bench.pick(at)
        if key is not None:
            self.bench.desk.select((key,))

    def hover(self, at: QPointF, keys: Keys) -> None:
        hot = self._nearest(at, self.free())
        if hot != self._hot:
            self._hot = hot
            self.bench.note(hot.label if hot is not None else "")
            self.bench.update()

    # ------------------------------------------------------------ painting

    def draw(self, painter: QPainter) -> None:
        shown = list((self._fitting if self._from is not None else self.free()).values())[:MOST_SHOWN]
        for spot, pixel in zip(shown, self.bench.pixels([spot.at_m for spot in shown]), strict=True):
            if pixel is not None:
                hot = (self._to is not None and spot.end == self._to.end) or spot == self._hot
                draw_port(painter, pixel, self._from is not None, hot)
        if self._from is not None:
            self._draw_line(painter, self._from)

    def _draw_line(self, painter: QPainter, start: joining.Spot) -> None:
        if self._to is not None:
            way: Sequence[Vec3] = joining.orthogonal(start.at_m, self._to.at_m)
            points = [pixel for pixel in self.bench.pixels(way) if pixel is not None]
        else:
            first = self.bench.pixels([start.at_m])[0]
            points = [first, self._at] if first is not None else []
        if len(points) > 1:
            draw_way(painter, points, "accent", dashed=self._to is None)
        if points:
            draw_port(painter, points[0], True, True)

