"""Measure: the distance between two points, in all and along the axes."""

from __future__ import annotations

from math import dist

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.app.viewport.marks import draw_note, draw_port, draw_way
from gigahall.scene.record import Vec3
from gigahall.units import System, display_unit, format_value


def spoken_step(delta: Vec3, system: System, axes: str = "xyz") -> str:
    """ "Δx +1.20, Δy −0.60, Δz 0 m": signed, every axis asked for."""
    unit = display_unit(max(*(abs(part) for part in delta), 1.0), "m", system)
    parts = []
    for axis, part in zip("xyz", delta, strict=True):
        size = round(part, 4)
        sign = "" if size == 0 else "+" if size > 0 else "−"
        if axis in axes:
            parts.append(f"Δ{axis} {sign}{format_value(abs(size), 'm', system, shown=unit)[0]}")
    return f"{', '.join(parts)} {unit.text}"


class MeasureTool(Tool):
    name = "measure"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.points: list[Vec3] = []
        self._loose: Vec3 | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.points)

    def leave(self) -> None:
        self.cancel()

    def cancel(self) -> None:
        self.points, self._loose = [], None
        self.bench.note()
        self.bench.update()

    def click(self, at: QPointF, keys: Keys) -> None:
        spot = self.bench.spot(at)
        if spot is None:
            return
        if len(self.points) == 2:
            self.points = []
        self.points.append(spot)
        self._loose = None
        self.bench.note()
        self.bench.update()

    def hover(self, at: QPointF, keys: Keys) -> None:
        if len(self.points) == 1:
            self._loose = self.bench.spot(at)
            self.bench.note(self.words())
            self.bench.update()
        elif not self.points:
            self.bench.note("Click the first point")

    @property
    def span(self) -> tuple[Vec3, Vec3] | None:
        ends = [*self.points, *([self._loose] if self._loose is not None and len(self.points) == 1 else [])]
        return (ends[0], ends[1]) if len(ends) == 2 else None

    def words(self) -> str:
        """Distance, then what of it lies along each axis, from the first point to the second."""
        if self.span is None:
            return ""
        a, b = self.span
        system = self.bench.desk.units
        step = display_unit(dist(a, b), "m", system)
        whole = " ".join(format_value(dist(a, b), "m", system, shown=step))
        return f"{whole} · {spoken_step((b[0] - a[0], b[1] - a[1], b[2] - a[2]), system)}"

    def draw(self, painter: QPainter) -> None:
        pixels = [pixel for pixel in self.bench.pixels(self.points) if pixel is not None]
        if self.span is not None:
            ends = [pixel for pixel in self.bench.pixels(self.span) if pixel is not None]
            if len(ends) == 2:
                draw_way(painter, ends, "accent", dashed=len(self.points) < 2)
                if len(self.points) == 2:
                    draw_note(painter, (ends[0] + ends[1]) / 2, self.bench.room(), self.words(), "info")
        for pixel in pixels:
            draw_port(painter, pixel, True)
