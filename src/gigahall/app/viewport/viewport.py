"""The 3D view as a widget: pictures from the studio, overlays on top, events to the tool in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent

from gigahall.app import paint
from gigahall.app.actions import Actions
from gigahall.app.commands import Commands
from gigahall.app.desk import Desk
from gigahall.app.hands import HANDS
from gigahall.app.layer_menu import layer_menu
from gigahall.app.theme import THEME
from gigahall.app.tools.connect import ConnectTool
from gigahall.app.tools.measure import MeasureTool
from gigahall.app.tools.place import PlaceTool
from gigahall.app.tools.section import SectionTool
from gigahall.app.tools.select import MoveTool, SelectTool
from gigahall.app.tools.tool import Tool
from gigahall.app.viewport import crumbs
from gigahall.app.viewport.eye import Eye, Rect
from gigahall.app.viewport.furniture import Furniture
from gigahall.app.viewport.hovering import Hovering
from gigahall.app.viewport.overlay import Overlay
from gigahall.app.viewport.pointer import Pointer
from gigahall.app.viewport.shown import Colouring, Frame, Ring, Scenery
from gigahall.app.viewport.sight import Sight
from gigahall.app.viewport.slicing import Slicing
from gigahall.app.viewport.studio import Pixels, Studio
from gigahall.app.viewport.surface import Surface
from gigahall.app.viewport.workbench import Workbench
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element
from gigahall.session.results import Results
from gigahall.view3d.camera import Camera, name_of

BAR_COMMANDS = ("fit", "view_iso", "view_top", "view_front", "view_side", "tool_section")
OVERDUE_MS = 400
"""A scene that is drawn sooner needs no words."""


class Viewport(Surface):
    """What slot.py calls the view. `commands` may be left out where there is no window."""

    context = Signal(QPoint, str)
    """Right click: global position, element under it or ""."""
    placed = Signal(str)
    tool_used = Signal(str)
    """Another tool was taken by the view itself (Esc in a tool, a route picked to be placed)."""
    settled = Signal()
    troubled = Signal(str)
    """Drawing failed: what became of it."""

    def __init__(self, desk: Desk, actions: Actions, commands: Commands | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._commands = commands
        self._scene_name = ""
        self._fault = ""
        self._frame: Frame | None = None
        self.scenery = Scenery()
        self.is_hurried = False
        self.studio = Studio(THEME.name, (800, 500))
        self.sight = Sight(self.studio)
        self.eye = Eye(self.studio, self.sight)
        self.overlay = Overlay(self.eye)
        self._hidden: frozenset[str] = frozenset()
        self._expected, self._is_overdue = 0, False
        """Number of the frame that first shows a scene that was opened, 0 = it has come; and has it been waited for long."""
        self._is_led_by_keys = False
        """Keys brought the focus here: a frame shows it. Whoever clicked knows."""
        self._build_floats()
        self.slicing = Slicing(desk, self.studio, self.sight, self.furniture.slice_bar, self._show_slice)
        self.furniture.slice_bar.moved.connect(self.slicing.move)
        bench = Workbench(self, actions)
        kinds = (SelectTool, MoveTool, PlaceTool, ConnectTool, MeasureTool, SectionTool)
        self.tools: dict[str, Tool] = {kind.name: kind(bench) for kind in kinds}
        self.tool: Tool = self.tools["select"]
        self.hovering = Hovering(self)
        self.pointer = Pointer(self, self.hovering, QTimer(self))
        self._follow()
        self.studio.start()
        if desk.document.records:
            self.studio.apply(Diff(added=dict(desk.document.records)))
            self.sight.frame(None)
        self._color()
        self._hide()
        self.studio.select(desk.selection)

    def _build_floats(self) -> None:
        shown = [self._commands[name] for name in BAR_COMMANDS] if self._commands is not None else []
        self.furniture = Furniture(self, shown)
        self.crumbs, self.legend, self.bar = self.furniture.crumbs, self.furniture.legend, self.furniture.bar
        self.crumbs.picked.connect(self._crumb_picked)
        self.legend.changed.connect(self.arrange)
        self.furniture.gizmo.looked.connect(self.show_view)
        self.furniture.layers.clicked.connect(self._open_layers)

    def _follow(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self.studio.framed.connect(self._framed)
        self.studio.ringed.connect(self._ringed)
        self.studio.failed.connect(self._failed, queued)
        self.studio.stumbled.connect(self._stumbled, queued)
        self.sight.moved.connect(self._camera_moved)
        self.desk.document_changed.connect(self._document_changed)
        self.desk.results_changed.connect(self._color)
        self.desk.color_changed.connect(self._color)
        self.desk.units_changed.connect(self._color)
        self.desk.state_changed.connect(self._state_changed)
        self.desk.selection_changed.connect(self._selected)
        self.desk.view_state.changed.connect(self._hide)
        THEME.changed.connect(self._themed)

    def shut(self) -> None:
        """End the studio's thread; nothing is drawn afterwards."""
        self.pointer.stop()
        self.sight.stop()
        self.studio.close()

    # ------------------------------------------------------------ what the window asks

    def show_view(self, name: str) -> None:
        """"iso", "top", "front", "side", "fit" (selection or the hall) or "fit_all"."""
        self.hover_nothing()
        if name == "fit":
            self.sight.frame(self.desk.selection or self.slicing.rooms_in_view())
        elif name == "fit_all":
            self.sight.frame(())
        else:
            self.sight.frame(self.slicing.rooms_in_view(), name)

    def frame(self, ids: Sequence[str]) -> None:
        self.hover_nothing()
        self.sight.frame(tuple(ids))

    def set_tool(self, name: str) -> None:
        if self.tool.name == name:
            return
        self.tool.leave()
        self.say()
        self.tool = self.tools[name]
        self.setCursor(self.tool.cursor)
        self.tool.enter()
        self.hover_nothing()
        if name == "section" and not self.scenery.has_slice:
            self.desk.set_color("air_temperature")
        self.update()

    def use(self, name: str) -> None:
        """Take another tool and tell the window."""
        self.set_tool(name)
        if self._commands is not None and f"tool_{name}" in self._commands.by_id:
            self._commands[f"tool_{name}"].setChecked(True)
        self.tool_used.emit(name)

    def arm(self, item: str) -> None:
        """Have a catalogue item in hand; "" puts it down."""
        if item:
            self.set_tool("place")
            self.setFocus()
        place = self.tools["place"]
        assert isinstance(place, PlaceTool)
        place.take(item)
        self.pointer.step(0, 0)

    def set_labels(self, on: bool) -> None:
        self.overlay.shows_labels = on
        self.arrange()

    def is_settled(self) -> bool:
        """Is the finished picture of the newest results and the last camera on the screen."""
        frame = self._frame
        if self._fault:
            return True
        shown = frame is not None and frame.settled and frame.number == self.studio.number
        return shown and not self.sight.is_flying and self.scenery.results is self.desk.results

    def shows(self, results: Results) -> bool:
        """Are these the results of the picture on the screen."""
        return self._frame is not None and self.scenery.results is results

    def set_scene_name(self, name: str) -> None:
        if name != self._scene_name:
            self._scene_name = name
            self._show_crumbs()

    def preview(self, elements: Iterable[Element] = (), refused: bool = False) -> None:
        """Ghosts for a dialog that is about to make these elements."""
        self.studio.ghost(tuple(elements), refused)

    def hold_still(self, done: Callable[[], None]) -> None:
        """Put the picture of the still preset on the screen; it stays until something moves."""
        number = self.studio.number

        def take(image: QImage) -> None:
            if self._frame is not None and not image.isNull() and number == self.studio.number:
                self._frame = replace(self._frame, image=image)
                self.update()
            done()

        self.studio.still(take)

    def picture(self) -> QImage:
        """The view with everything painted on it, in the still preset. The window goes on answering meanwhile."""
        loop = QEventLoop(self)
        QTimer.singleShot(0, lambda: self.hold_still(loop.quit))
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.hover_nothing()
        return self.grab().toImage()

    def looks(self) -> tuple[tuple[int, int], dict[str, object]]:
        """Size in pixels, and what a picture of the view takes over."""
        return self.eye.device_size, {"camera": self.sight.camera, "hidden": tuple(sorted(self._hidden))}

    def look_from(self, camera: Camera) -> None:
        """Fly to where a bookmark was made."""
        self.hover_nothing()
        self.sight.go(camera)

    def thumbnail(self, element: Element, size: tuple[int, int], dark: bool, done: Callable[[Pixels | None], None]) -> None:
        """A picture of one element alone, made when the view has nothing else to do."""
        self.studio.thumbnail(element, size, dark, done)

    # ------------------------------------------------------------ following

    def _document_changed(self, diff: Diff) -> None:
        self.studio.apply(diff, moves=self.is_hurried)
        self._hide()
        if not self.desk.document.history and (diff.added or diff.removed):
            self.sight.frame(None)
            self._expect(self.studio.number)
        self.tool.changed()
        self._show_crumbs()

    def _selected(self) -> None:
        self.studio.select(self.desk.selection)
        self._show_crumbs()
        self.hovering.show_card()

    def _state_changed(self, state: str) -> None:
        self.hovering.show_card()

    def _color(self) -> None:
        self.studio.color(Colouring(self.desk.color_by, self.desk.results, self.desk.units, self.slicing.cut))

    def _themed(self) -> None:
        self.studio.set_theme(THEME.name)
        self.arrange()

    def _hide(self) -> None:
        hidden = self.desk.view_state.out_of_sight(self.desk.document.elements())
        if hidden != self._hidden:
            self._hidden = hidden
            self.studio.hide(hidden)
            if self.hovering.is_among(hidden):
                self.hover_nothing()

    def _show_slice(self) -> None:
        self.furniture.cut_size_m = self.slicing.open_size_m()
        self.furniture.show_slice(self.scenery, self.slicing.cut, self.desk.units)
        self.arrange()

    def _open_layers(self) -> None:
        labels = self._commands["labels"] if self._commands is not None else None
        menu = layer_menu(self, self.desk.view_state, self.desk.document.elements(), labels)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.furniture.layers.mapToGlobal(QPoint(0, self.furniture.layers.height() + 4)))

    def _expect(self, number: int) -> None:
        """A whole scene is to be drawn: where that takes a while, the empty view says so until its first picture is there."""
        self._expected, self._is_overdue = number, False
        QTimer.singleShot(OVERDUE_MS, self, self._say_overdue)

    def _say_overdue(self) -> None:
        self._is_overdue = self._expected > 0
        self.update()

    def _framed(self, frame: Frame) -> None:
        if frame.number >= self._expected:
            self._expected, self._is_overdue = 0, False
        first = self._frame is None
        self._frame, self._fault = frame, ""
        self.sight.arrived(frame.camera, frame.number)
        if frame.scenery is not None:
            self.scenery = frame.scenery
            self.furniture.show_legend(self.scenery, self.slicing.cut, self.desk.units)
            self.arrange()
        if first:
            self._show_crumbs()
        self._show_axes()
        self.update()
        if frame.settled:
            self.hovering.show_card()
            self.settled.emit()

    def _ringed(self, ring: Ring) -> None:
        self.overlay.ring = ring
        self.update()

    def _failed(self, reason: str) -> None:
        self._fault = f"The 3D view cannot start: {reason}"
        self.update()

    def _stumbled(self, reason: str) -> None:
        """The next frame that comes takes the words away."""
        self._fault = f"The 3D view cannot draw this scene: {reason}" if reason else ""
        self.troubled.emit(self._fault or "The 3D view met an error and was built anew; the log has the details.")
        self.update()

    def _camera_moved(self) -> None:
        self._show_axes()
        if self._commands is not None:
            self._commands[f"view_{name_of(self.sight.goal)}"].setChecked(True)
        self.tool.changed_camera()

    def _show_axes(self) -> None:
        self.furniture.show_axes(self._frame.camera if self._frame is not None else self.sight.camera)

    # ------------------------------------------------------------ floats

    def _show_crumbs(self) -> None:
        self.furniture.show_crumbs(crumbs.parts_of(self.desk, self._scene_name))

    def _crumb_picked(self, ids: tuple[str, ...]) -> None:
        if ids:
            self.desk.show(ids)
        else:
            self.desk.select(())
            self.sight.frame(None)

    def floats(self) -> list[Rect]:
        """Where bars, legend, axes and scale lie."""
        return self.furniture.areas(self.overlay.scale(self.sight.camera, self.desk.units)[0])

    def taken(self) -> list[Rect]:
        """Where floats and the card lie: words that come and go keep off them."""
        floats = self.floats()
        if (place := self.overlay.card_place(floats)) is None:
            return floats
        rect = place[0]
        return [*floats, (rect.x(), rect.y(), rect.width(), rect.height())]

    def arrange(self) -> None:
        """Floats to their places, labels to theirs."""
        self.furniture.place()
        if self._frame is not None:
            clear = self.floats()
            self.sight.keep_clear(clear)
            if (place := self.overlay.card_place(clear)) is not None:
                rect = place[0]
                clear.append((rect.x(), rect.y(), rect.width(), rect.height()))
            self.overlay.arrange(self.scenery, self._frame.camera, clear)
        self.update()

    # ------------------------------------------------------------ for its parts, see view.py

    @property
    def is_still(self) -> bool:
        return self._frame is not None and self._frame.settled

    @property
    def is_dragging(self) -> bool:
        return self.pointer.is_dragging

    def hover_nothing(self) -> None:
        self.pointer.stop()
        self.hovering.end()

    def open_menu(self, at: QPoint, key: str) -> None:
        self.context.emit(at, key)

    def tell_placed(self, item: str) -> None:
        self.placed.emit(item)

    def say(self, words: str = "", tone: str = "info") -> None:
        """Words beside the pointer."""
        overlay = self.overlay
        if (words, tone) != (overlay.words, overlay.tone):
            overlay.words, overlay.tone = words, tone
            self.update()

    # ------------------------------------------------------------ painting

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_led_by_keys = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_led_by_keys = HANDS.led(event)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_led_by_keys = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        self._paint(painter)
        if self._is_led_by_keys:
            paint.box(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 0, None, "accent", 2)

    def _paint(self, painter: QPainter) -> None:
        frame = self._frame
        if frame is None or self._fault:
            self.overlay.draw_nothing(painter, self._fault)
            return
        overlay = self.overlay
        if self._is_overdue:
            overlay.draw_nothing(painter, "", "Drawing the scene")
            return
        overlay.draw_picture(painter, frame)
        overlay.draw_ring(painter, frame, self.desk.selection)
        self.tool.draw_behind(painter)
        moves = not frame.settled or self.sight.is_flying or self.pointer.is_dragging
        place = None if moves else overlay.card_place(self.floats())
        overlay.draw_labels(painter, frame, self.desk.is_stale, place[0] if place is not None else None)
        overlay.draw_scale(painter, frame.camera, self.desk.units, *self.furniture.scale_place())
        self.tool.draw(painter)
        if place is not None:
            overlay.draw_card(painter, place)
        overlay.draw_note(painter, self.pointer.at, self.taken())

    # ------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        self._measure()

    def _measure(self) -> None:
        self.eye.size = (float(self.width()), float(self.height()))
        self.eye.ratio = self.devicePixelRatioF()
        size = self.eye.device_size
        self.sight.aspect, self.sight.width_px, self.sight.height_px = size[0] / size[1], float(self.width()), float(self.height())
        self.studio.resize(size, self.eye.ratio)
        self._show_crumbs()
        self.arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)
