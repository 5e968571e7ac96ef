"""Select: click, Ctrl toggles, Shift draws a box; what is selected can be dragged at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from gigahall.app.tools.mover import Mover
from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.app.viewport.marks import draw_band
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

SHIFT, CONTROL, ALT = Keys.ShiftModifier, Keys.ControlModifier, Keys.AltModifier


def has_place(element: Element) -> bool:
    """Can it be dragged; a route without points of its own goes where its ends go."""
    return not kind_of(element).is_route or bool(getattr(element, "route_m", ()))


class SelectTool(Tool):
    name = "select"
    shows_cards = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._band: tuple[QPointF, QPointF] | None = None
        self._adds = False
        self._mover: Mover | None = None

    @property
    def is_busy(self) -> bool:
        return self._band is not None or self._mover is not None

    def leave(self) -> None:
        self.cancel()

    def grabs(self, at: QPointF, keys: Keys) -> bool:
        return bool(keys & SHIFT) or self._movable(at) is not None

    def _movable(self, at: QPointF) -> str | None:
        """What a drag from here would move: something selected."""
        key = self.bench.pick(at)
        element = self.bench.desk.element(key) if key else None
        return element.id if element is not None and element.id in self.bench.desk.selection and has_place(element) else None

    def begin(self, at: QPointF, keys: Keys) -> None:
        if keys & SHIFT:
            self._band = (at, at)
            self._adds = bool(keys & CONTROL)
            return
        key = self._movable(at)
        if key is not None:
            self._mover = Mover(self.bench, self.bench.desk.selection, key, at)

    def drag(self, at: QPointF, keys: Keys) -> None:
        if self._band is not None:
            self._band = (self._band[0], at)
            self.bench.update()
        elif self._mover is not None:
            self._mover.drag(at, bool(keys & ALT))

    def drop(self, at: QPointF, keys: Keys) -> None:
        if self._band is not None:
            found = self.bench.pick_box(self._band[0], at)
            self._band = None
            before = self.bench.desk.selection if self._adds else ()
            self.bench.desk.select((*before, *found))
            self.bench.update()
        elif self._mover is not None:
            mover, self._mover = self._mover, None
            mover.drop()

    def cancel(self) -> None:
        mover, self._mover = self._mover, None
        self._band = None
        if mover is not None:
            mover.cancel()
        self.bench.update()

    def click(self, at: QPointF, keys: Keys) -> None:
        key = self.bench.pick(at)
        element = self.bench.desk.element(key) if key else None
        if element is None or kind_of(element).is_room:
            if not keys & (CONTROL | SHIFT):
                self.bench.desk.select(())
        elif keys & (CONTROL | SHIFT):
            self.bench.desk.toggle(element.id)
        else:
            self.bench.desk.select((element.id,))

    def draw(self, painter: QPainter) -> None:
        if self._band is not None:
            draw_band(painter, *self._band)


class MoveTool(SelectTool):
    """Move: whatever is under the pointer can be dragged, selected or not."""

    name = "move"
    cursor = Qt.CursorShape.SizeAllCursor

    def _movable(self, at: QPointF) -> str | None:
        key = self.bench.pick(at)
        element = self.bench.desk.element(key) if key else None
        if element is None or not has_place(element) or (kind_of(element).is_room and element.id not in self.bench.desk.selection):
            return None
        return element.id

    def begin(self, at: QPointF, keys: Keys) -> None:
        key = self._movable(at)
        if not keys & SHIFT and key is not None and key not in self.bench.desk.selection:
            self.bench.desk.select((key,))
        super().begin(at, keys)
