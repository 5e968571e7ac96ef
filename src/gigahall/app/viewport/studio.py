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
from gigahall.scene.record import Element, Record
from gigahall.view3d.camera import Camera
from gigahall.view3d.cut import Slice
from gigahall.view3d.palette import ThemeName
from gigahall.view3d.picture import thumbnail
from gigahall.view3d.section import Section
from gigahall.view3d.view import HallView

SETTLE_S = 0.15
SLOW_S = 0.12
"""A settled frame that takes longer than this is preceded by a quick one."""
ORDER = ("theme", "size", "color", "cut", "section", "hide", "ghost", "camera")
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
    """There are no graphics: why."""
    stumbled = Signal(str)
    """The scene cannot be drawn: why. "" = the view met an error, was rebuilt, and draws again."""
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
        self._records: dict[str, Record] = {}
        """What the view was told, from which it can be built anew."""
        self._granted: dict[str, Wish] = {}
        """The last wish of every sort that the view has seen."""
        self._trouble = ""
        """Why the scene cannot be drawn; said once."""
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

    def section(self, choose: Callable[[HallView], Section | None]) -> None:
        """Cut the geometry at a plane that is found in the view."""
        self.wish("section", lambda view: view.set_section(choose(view)), moves=True)

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
        self._view = view
        self.reader = copy.copy(view)
        try:
            while (task := self._next()) is not None:
                self._do(task)
        finally:
            self.reader = None
            self._view.close()
            if self._extra is not None:
                self._extra.close()

    def _do(self, task: str) -> None:
        """One task; where it fails, the view is built anew and drawn once. Nothing is tried again before the next wish."""
        edits = self._edits_seen
        try:
            if task == "wishes":
                self._draw()
            elif task == "settle":
                self._settle()
            elif task == "ring":
                self._ring()
            else:
                self._job()
                return
            self._trouble = ""
        except Exception as error:
            with self._wake:
                self._settled, self._ring_due = self._number == self._fulfilled, False
            if not self._trouble or edits != self._edits_seen:
                log.exception("the 3D view failed to draw and is built anew")
                self._mend(error)

    def _mend(self, error: Exception) -> None:
        """A view made from the records alone, with everything wished of the old one."""
        try:
            self._rebuild()
            self._settle()
        except Exception as again:
            log.exception("the 3D view cannot draw the scene")
            with self._wake:
                self._settled = self._number == self._fulfilled
            if not self._trouble:
                self._trouble = str(again) or type(again).__name__
                self.stumbled.emit(self._trouble)
        else:
            log.warning("the 3D view draws again after %r", error)
            self._trouble = ""
            self.stumbled.emit("")

    def _rebuild(self) -> None:
        old = self._view
        with self._geometry:
            view = HallView(self._records.values(), old.theme.name, old.size)
            self._view, self.reader = view, copy.copy(view)
            for sort in sorted(self._granted.keys() - {"camera", "size"}, key=ORDER.index):
                self._grant_again(sort, view)
            view.camera, view.pace = old.camera, old.pace
            self._share()
        old.close()

    def _grant_again(self, sort: str, view: HallView) -> None:
        """A wish that made the view fail is not granted twice."""
        try:
            self._granted[sort](view)
        except Exception:
            log.exception("the wish for another %s is left out", sort)
            del self._granted[sort]

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

    def _draw(self) -> None:
        """Fulfil what was wished, then draw: at once settled after an edit, quick while things move."""
        with self._wake:
            diff, self._diff = self._diff, None
            edits = self._edits
            wishes, self._wishes = self._wishes, {}
            moves = self._moves
            number = self._fulfilled = self._number
        view = self._view
        with self._geometry:
            self._granted |= wishes
            self._edits_seen = edits
            if diff is not None:
                _take(self._records, diff)
                view.apply(diff)
            for sort in sorted(wishes, key=ORDER.index):
                wishes[sort](view)
            self._share()
        if moves or self._settled_s > SLOW_S or self._settled_s == 0.0:
            pixels = view.frame(moving=True)
            self._give("frame", Frame(to_image(pixels), view.camera, view.size, False, number))
        if not moves:
            self._settle()

    def _share(self) -> None:
        """What the reader takes over from the view; the geometry is common to both."""
        if self.reader is not None:
            self.reader.take_after(self._view)

    def _settle(self) -> None:
        view, number = self._view, self._fulfilled
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

    def _ring(self) -> None:
        with self._wake:
            self._ring_due = False
            ids = self._selected
        view = self._view
        found = view.outline(ids, self._ratio) if ids else None
        if found is None:
            self._give("ring", Ring(ids, None, (0, 0), view.camera))
        else:
            pixels, at = found
            self._give("ring", Ring(ids, to_image(pixels, opaque=False), at, view.camera))

    def _job(self) -> None:
        with self._wake:
            make, done = self._jobs.popleft()
        found: object = None
        try:
            found = make(self._view)
        except Exception:
            log.exception("the 3D view failed to make a picture")
            self._extra = None
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


def _take(records: dict[str, Record], diff: Diff) -> None:
    for key, _, new in diff.changes():
        if new is None:
            records.pop(key, None)
        else:
            records[key] = new


def to_image(pixels: Pixels, opaque: bool = True) -> QImage:
    """A QImage of its own, in the form that paints fastest."""
    height, width = pixels.shape[:2]
    image = QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied)
