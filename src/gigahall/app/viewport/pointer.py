"""What pointer and keys do in the view: a drag is the tool's where it grabs, else it turns (left) or shifts the camera."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from gigahall.app.tools.measure import MeasureTool
from gigahall.app.tools.place import PlaceTool
from gigahall.app.tools.select import SelectTool
from gigahall.app.viewport.hovering import Hovering
from gigahall.app.viewport.view import View
from gigahall.kinds.registry import kind_of

CLICK_PX = 4.0
REST_MS = 140
"""The hover card comes when the pointer has rested this long."""
WHEEL_STEP = 1.0016
Keys = Qt.KeyboardModifier
Buttons = Qt.MouseButton
BUSY_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_R)
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class Pointer:
    """Where the pointer is, what is pressed, and whose drag it is."""

    def __init__(self, view: View, hovering: Hovering, rest: QTimer) -> None:
        self._view, self._hovering = view, hovering
        self.at = QPointF()
        self.is_dragging = False
        self._pressed: tuple[QPointF, Qt.MouseButton] | None = None
        self._grabbed = False
        self._rest = rest
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)

    def stop(self) -> None:
        self._rest.stop()

    def _rested(self) -> None:
        self._hovering.rest_at(self.at)

    # ------------------------------------------------------------ keys

    def wants(self, event: QKeyEvent) -> bool:
        """Keys that a tool under way takes before the window's shortcuts."""
        tool = self._view.tool
        return tool.is_busy and (event.key() in BUSY_KEYS or (isinstance(tool, PlaceTool) and event.key() in ARROWS))

    def key(self, event: QKeyEvent) -> bool:
        tool = self._view.tool
        if event.key() == Qt.Key.Key_Escape and tool.is_busy:
            tool.cancel()
            self.is_dragging = self._grabbed = False
            self._pressed = None
            return True
        if event.key() in ARROWS:
            return self.step(*ARROWS[Qt.Key(event.key())])
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return tool.put()
        return event.key() == Qt.Key.Key_R and tool.turn(-1 if event.modifiers() & Keys.ShiftModifier else 1)

    def step(self, dx: int, dy: int) -> bool:
        """What is in hand goes a tile on, and the words beside the pointer with it."""
        spot = self._view.tool.step(dx, dy)
        if spot is None:
            return False
        self.at = self._view.eye.pixels([spot])[0] or self.at
        self._view.update()
        return True

    # ------------------------------------------------------------ buttons

    def press(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            return
        self.at = event.position()
        self._pressed = (event.position(), event.button())
        self.is_dragging = False
        self.stop()
        left = event.button() == Buttons.LeftButton
        self._grabbed = left and self._view.tool.grabs(event.position(), event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        before, self.at = self.at, event.position()
        if self._pressed is None:
            self.hover(self.at, event.modifiers())
            return
        start, button = self._pressed
        if not self.is_dragging:
            if (self.at - start).manhattanLength() < CLICK_PX:
                return
            before = start
            self._begin(start, event.modifiers())
        step = self.at - before
        if self._grabbed:
            self._view.tool.drag(self.at, event.modifiers())
            self._view.update()
        elif button == Buttons.LeftButton:
            self._view.sight.orbit(step.x(), step.y())
        else:
            self._view.sight.pan(step.x(), step.y())

    def _begin(self, start: QPointF, keys: Keys) -> None:
        self.is_dragging = True
        self._view.hover_nothing()
        if self._grabbed:
            self._view.tool.begin(start, keys)

    def release(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != self._pressed[1]:
            return
        start, button = self._pressed
        self._pressed = None
        self.at = event.position()
        dragged, self.is_dragging = self.is_dragging, False
        grabbed, self._grabbed = self._grabbed, False
        if dragged and grabbed:
            self._view.tool.drop(event.position(), event.modifiers())
        elif not dragged and button == Buttons.LeftButton:
            self._click(start, event.modifiers())
        elif not dragged and button == Buttons.RightButton:
            self._open_context(event.globalPosition().toPoint(), start)
        self._hovering.show_card()

    def _click(self, at: QPointF, keys: Keys) -> None:
        """What the tool does; with the select tool a label stands for its thing."""
        view = self._view
        named = view.overlay.label_at(at, view.sight.camera) if isinstance(view.tool, SelectTool) else ""
        if not named or view.desk.element(named) is None:
            view.tool.click(at, keys)
        elif keys & (Keys.ControlModifier | Keys.ShiftModifier):
            view.desk.toggle(named)
        else:
            view.desk.select((named,))

    def _open_context(self, at: QPoint, start: QPointF) -> None:
        key = self._view.eye.pick(start)
        element = self._view.desk.element(key) if key else None
        found = element.id if element is not None and not kind_of(element).is_room else ""
        if found and found not in self._view.desk.selection:
            self._view.desk.select((found,))
        self._view.open_menu(at, found)

    def double_click(self, event: QMouseEvent) -> None:
        view = self._view
        if event.button() != Buttons.LeftButton or not isinstance(view.tool, SelectTool):
            self.press(event)
            return
        key = view.eye.pick(event.position())
        element = view.desk.element(key) if key else None
        if element is not None:
            if not kind_of(element).is_room:
                view.desk.select((element.id,))
            view.sight.frame((element.id,))

    def wheel(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() or event.pixelDelta().y()
        if steps:
            self._view.sight.zoom(WHEEL_STEP ** steps, self._view.eye.spot(event.position()))
        event.accept()

    # ------------------------------------------------------------ without a button

    def hover(self, at: QPointF, keys: Keys) -> None:
        self.at = at
        view = self._view
        view.tool.hover(at, keys)
        if view.overlay.words:
            view.update()
        if view.tool.shows_cards:
            self._hovering.forget_probe()
            self._rest.start()

    def leave(self) -> None:
        tool = self._view.tool
        if isinstance(tool, PlaceTool):
            tool.hide()
        if not isinstance(tool, MeasureTool):
            self._view.say()
        self._view.hover_nothing()

    # ------------------------------------------------------------ an item dragged in

    def bring(self, item: str) -> None:
        self._view.arm(item)

    def take_away(self) -> None:
        self._view.use("select")

    def drop(self, at: QPointF, keys: Keys) -> None:
        """What is brought is placed; where it cannot stand, the reason stays beside the pointer."""
        view = self._view
        self.hover(at, keys)
        view.tool.click(at, keys)
        refused = view.overlay.words
        view.use("select")
        view.say(refused, "bad")
