"""The thread that owns the 3D view. The window says what it wants to see; finished pictures come back as signals.

Only the newest wish of each sort counts: a burst of camera moves costs one frame. After a moved frame the picture settles
when nothing has been wished for a while; pictures to keep (stills, thumbnails) are made when there is nothing else to do.
While VTK draws, Python is free, so the window's thread goes on painting and answering.
"""

from __future__ import annotations

import copy
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from gigahall.app.viewport.shown import Colouring, Frame, Ring, Scenery, scenery_of
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element
from gigahall.view3d.camera import Camera
from gigahall.view3d.cut import Slice
from gigahall.view3d.palette import ThemeName
from gigahall.view3d.picture import thumbnail
from gigahall.view3d.view import HallView

SETTLE_S = 0.15
SLOW_S = 0.12
"""A settled frame that takes longer than this is preceded by a quick one."""
ORDER = ("theme", "size", "color", "cut", "hide", "ghost", "camera")
"""A camera that frames something needs to know the view's size and what is shown."""
IDLE_S = 0.4
"""Pictures to keep wait until nothing was wished for this long."""

Pixels = NDArray[np.uint8]
Wish = Callable[[HallView], None]
log = logging.getLogger(__name__)


class Studio(QObject):
    """Wishes in, pictures out. Everything public is called from the window's thread."""

    framed = Signal(object)
    """The newest Frame."""
    ringed = Signal(object)
    """A Ring around the selection, for the last settled frame."""
    failed = Signal(str)
    _ready = Signal()
    _done = Signal(object, object)

    def __init__(self, theme: ThemeName, size: tuple[int, int]) -> None:
        super().__init__()
        self.reader: HallView | None = None
        """A second facade over the same geometry with a camera of its own, for questions from the window's thread: what is
        under the pointer, where is a port. Use it inside `asking()`."""
        self._wake = threading.Condition()
        self._geometry = threading.RLock()
        self._wishes: dict[str, Wish] = {}
        self._diff: Diff | None = None
        self._jobs: deque[tuple[Callable[[HallView], object], Callable[[object], None]]] = deque()
        self._number = 0
        self._fulfilled = 0
        """The last wish that the view has seen; the studio's thread alone writes it."""
        self._edits, self._edits_seen = 0, 0
        self._moves, self._ring_due, self._closed = False, False, False
        self._settled = True
        self._last_wish = 0.0
        self._selected: tuple[str, ...] = ()
        self._ratio = 1.0
        self._coloring = Colouring()
        self._settled_s = 0.0
        self._out: dict[str, Frame | Ring] = {}
        self._extra: HallView | None = None
        self._ready.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, args=(theme, size), name="gigahall-studio", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, timeout_s: float = 20.0) -> None:
        """End the thread; it frees what it holds in the graphics library."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    # ------------------------------------------------------------ wishes

    @property
    def number(self) -> int:
        """Counts wishes; a frame carries the number of the last one it shows."""
        return self._number

    def apply(self, diff: Diff, moves: bool = False) -> None:
        """Take an edit into the picture; `moves`: more of the kind are coming."""
        with self._wake:
            self._diff = diff if self._diff is None else self._diff.then(diff)
            self._edits += 1
            self._wished(moves)

    def wish(self, sort: str, do: Wish, moves: bool = False) -> None:
        """Do something to the view before its next frame; a newer wish of the same sort replaces it."""
        with self._wake:
            self._wishes[sort] = do
            self._wished(moves)

    def look(self, camera: Camera) -> None:
        self.wish("camera", lambda view: setattr(view, "camera", camera), moves=True)

    def resize(self, size: tuple[int, int], ratio: float) -> None:
        """In device pixels."""
        self._ratio = ratio
        self.wish("size", lambda view: view.resize(size), moves=True)

    def color(self, coloring: Colouring) -> None:
        def do(view: HallView) -> None:
            self._coloring = coloring.worked_out(view)
            view.set_air(coloring.results.air, self._coloring.cut if coloring.results.air else None)
            view.colour_by(self._coloring.quantity, self._coloring.values, self._coloring.out)
            view.set_flow(self._coloring.flow)

        self.wish("color", do)

    def cut(self, cut: Slice | None) -> None:
        """Move the air slice."""
        def do(view: HallView) -> None:
            self._coloring.cut = cut
            view.set_air(tuple(view.air.values()), cut if view.air else None)

        self.wish("cut", do, moves=True)

    def set_theme(self, name: ThemeName) -> None:
        self.wish("theme", lambda view: view.set_theme(name))

    def hide(self, ids: Iterable[str]) -> None:
        hidden = frozenset(ids)
        self.wish("hide", lambda view: view.hide(hidden))

    def ghost(self, elements: Sequence[Element], refused: bool) -> None:
        self.wish("ghost", lambda view: view.set_ghost(elements, refused=refused), moves=True)

    def select(self, ids: Iterable[str]) -> None:
        """Ask for a ring around these elements; the picture itself stays."""
        with self._wake:
            self._selected = tuple(ids)
            self._ring_due = True
            self._wake.notify()

    def still(self, done: Callable[[QImage], None]) -> None:
        """The view in the still preset, once everything wished so far is in it."""
        self._later(lambda view: to_image(view.image(view.size)), lambda image: done(image if isinstance(image, QImage) else QImage()))

    def thumbnail(self, element: Element, size: tuple[int, int], dark: bool, done: Callable[[Pixels | None], None]) -> None:
        """A picture of one element alone."""
        def make(view: HallView) -> object:
            return thumbnail(element, size, "dark" if dark else "light", self._booth())

        self._later(make, lambda pixels: done(pixels if isinstance(pixels, np.ndarray) else None))

    def _later(self, make: Callable[[HallView], object], done: Callable[[object], None]) -> None:
        with self._wake:
            self._jobs.append((make, done))
            self._wake.notify()

    def _wished(self, moves: bool) -> None:
        self._number += 1
        self._moves = moves
        self._settled = False
        self._last_wish = time.monotonic()
        self._wake.notify()

    @property
    def is_current(self) -> bool:
        """Has every edit been taken in, so that the reader knows the scene as it is."""
        return self.reader is not None and self._edits == self._edits_seen

    def drawn(self) -> frozenset[str]:
        """What stands on the stage besides the scene's own meshes: "ghost", "slice/HALL", "flow"."""
        with self.asking() as reader:
            return frozenset(reader.stage.drawables) if reader is not None else frozenset()

    @contextmanager
    def asking(self, wait_s: float = -1.0) -> Iterator[HallView | None]:
        """The reader while the geometry stands still; None before it is there or when it is busy for longer than wanted."""
        if self.reader is None or not self._geometry.acquire(timeout=wait_s):
            yield None
            return
        try:
            yield self.reader
        finally:
            self._geometry.release()

    # ------------------------------------------------------------ the thread

    def _work(self, theme: ThemeName, size: tuple[int, int]) -> None:
        try:
            view = HallView((), theme, size)
        except Exception as error:  # no graphics: the window works without pictures
            log.exception("the 3D view cannot start")
            self.failed.emit(str(error) or type(error).__name__)
            return
        reader = copy.copy(view)
        self.reader = reader
        try:
            while self._step(view, reader):
                pass
        finally:
            self.reader = None
            view.close()
            if self._extra is not None:
                self._extra.close()

    def _step(self, view: HallView, reader: HallView) -> bool:
        """Wait for something to do, do it; False when the end has come."""
        task = self._next()
        if task is None:
            return False
        try:
            if task == "wishes":
                self._draw(view, reader)
            elif task == "settle":
                self._settle(view)
            elif task == "ring":
                self._ring(view)
            else:
                self._job(view)
        except Exception:  # the next wish may well succeed
            log.exception("the 3D view failed to draw")
        return True

    def _next(self) -> str | None:
        with self._wake:
            while not self._closed:
                now = time.monotonic()
                if self._wishes or self._diff is not None:
                    return "wishes"
                rest = self._last_wish + SETTLE_S - now
                if not self._settled and rest <= 0:
                    return "settle"
                if self._settled and self._ring_due:
                    return "ring"
                idle = self._last_wish + IDLE_S - now
                if self._jobs and self._settled and idle <= 0:
                    return "job"
                waits = [t for t, due in ((rest, not self._settled), (idle, bool(self._jobs))) if due and t > 0]
                self._wake.wait(min(waits) if waits else None)
            return None

    def _draw(self, view: HallView, reader: HallView) -> None:
        """Fulfil what was wished, then draw: at once settled after an edit, quick while things move."""
        with self._wake:
            diff, self._diff = self._diff, None
            edits = self._edits
            wishes, self._wishes = self._wishes, {}
            moves = self._moves
            number = self._fulfilled = self._number
        with self._geometry:
            if diff is not None:
                view.apply(diff)
            self._edits_seen = edits
            for sort in sorted(wishes, key=ORDER.index):
                wishes[sort](view)
            if "hide" in wishes:
                wishes["hide"](reader)
            reader.air, reader.cut = view.air, view.cut
        if moves or self._settled_s > SLOW_S or self._settled_s == 0.0:
            pixels = view.frame(moving=True)
            self._give("frame", Frame(to_image(pixels), view.camera, view.size, False, number))
        if not moves:
            self._settle(view)

    def _settle(self, view: HallView) -> None:
        number = self._fulfilled
        start = time.perf_counter()
        pixels = view.frame(moving=False)
        self._settled_s = time.perf_counter() - start
        scenery = self._scenery(view)
        with self._wake:
            self._settled = self._number == number
            self._ring_due = True
        self._give("frame", Frame(to_image(pixels), view.camera, view.size, True, number, scenery))

    def _scenery(self, view: HallView) -> Scenery:
        with self._geometry:
            return scenery_of(view, self._coloring, self._ratio)

    def _ring(self, view: HallView) -> None:
        with self._wake:
            self._ring_due = False
            ids = self._selected
        found = view.outline(ids, self._ratio) if ids else None
        if found is None:
            self._give("ring", Ring(ids, None, (0, 0), view.camera))
        else:
            pixels, at = found
            self._give("ring", Ring(ids, to_image(pixels, opaque=False), at, view.camera))

    def _job(self, view: HallView) -> None:
        with self._wake:
            make, done = self._jobs.popleft()
        found: object = None
        try:
            found = make(view)
        finally:
            self._done.emit(done, found)

    def _finish(self, done: Callable[[object], None], found: object) -> None:
        done(found)

    def _booth(self) -> HallView:
        """A view of its own for thumbnails."""
        if self._extra is None:
            self._extra = HallView((), "light", (64, 64))
        return self._extra

    def _give(self, sort: str, made: Frame | Ring) -> None:
        with self._wake:
            waiting = bool(self._out)
            self._out[sort] = made
        if not waiting:
            self._ready.emit()

    def _hand_over(self) -> None:
        with self._wake:
            out, self._out = self._out, {}
        for made in out.values():
            (self.framed if isinstance(made, Frame) else self.ringed).emit(made)


def to_image(pixels: Pixels, opaque: bool = True) -> QImage:
    """A QImage of its own, in the form that paints fastest."""
    height, width = pixels.shape[:2]
    image = QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied)
