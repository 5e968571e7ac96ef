"""The view as the tools see it (tools/tool.py: Bench)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF

from gigahall.app.actions import Actions
from gigahall.app.viewport.view import View
from gigahall.scene.record import Element, Vec3


class Workbench:
    """Hands every question and wish of a tool to the part of the view that knows."""

    def __init__(self, view: View, actions: Actions) -> None:
        self._view = view
        self.desk, self.actions = view.desk, actions

    def pick(self, at: QPointF) -> str | None:
        return self._view.eye.pick(at)

    def pick_box(self, start: QPointF, end: QPointF) -> list[str]:
        return self._view.eye.pick_box(start, end)

    def spot(self, at: QPointF) -> Vec3 | None:
        return self._view.eye.spot(at)

    def level(self, at: QPointF, z: float) -> Vec3 | None:
        return self._view.eye.level(at, z)

    def shown(self) -> frozenset[str]:
        return self._view.eye.shown()

    def pixels(self, points: Sequence[Vec3]) -> list[QPointF | None]:
        return self._view.eye.pixels(points)

    def room(self) -> tuple[float, float]:
        return self._view.eye.size

    def metres_per_pixel(self) -> float:
        return self._view.eye.metres_per_pixel()

    def ghost(self, elements: Sequence[Element] = (), refused: bool = False) -> None:
        self._view.studio.ghost(tuple(elements), refused)

    def note(self, words: str = "", tone: str = "info") -> None:
        self._view.say(words, tone)

    def moving(self, on: bool) -> None:
        self._view.is_hurried = on

    def move_slice(self, axis: str, at_m: float) -> None:
        self._view.slicing.move(axis, at_m)

    def slice_at(self) -> tuple[str, float]:
        return self._view.slicing.cut.axis, self._view.slicing.cut.at_m

    def slice_outline(self) -> list[Vec3]:
        return self._view.slicing.outline()

    def cut_open(self, on: bool) -> None:
        self._view.slicing.open(on)

    def use(self, name: str) -> None:
        self._view.use(name)

    def say_placed(self, item: str) -> None:
        self._view.tell_placed(item)

    def update(self) -> None:
        self._view.update()
