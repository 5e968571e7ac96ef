"""Where the camera looks: orbit, pan, zoom, named views and framing, with a short flight between two places."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from gigahall.app.viewport.studio import Studio
from gigahall.kinds.registry import kind_of
from gigahall.view3d.camera import Camera, view_from
from gigahall.view3d.clearing import Rect, cleared
from gigahall.view3d.view import HallView

FLIGHT_MS = 220
NEAR_M, NEAR_FRAC = 1.6, 0.7
"""What stands around framed elements stays in the picture: at least so far, and by their size."""
OPENING_AZIMUTH_DEG, OPENING_ELEVATION_DEG, SLICE_ELEVATION_DEG = 26.0, 32.0, 46.0
STEP_BACK = 1.18
"""What stands along the walls of the opening room belongs to the picture."""
HEAD_M = 2.4
Array = NDArray[np.float64]
EMPTY = (np.zeros(3), np.array([12.0, 9.0, 3.0]))
"""What is framed where there is nothing."""


class Sight(QObject):
    """The camera in force and the way to the next one."""

    moved = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.camera = Camera()
        self.aspect = 1.6
        self.width_px, self.height_px = 960.0, 600.0
        self._clear: tuple[Rect, ...] = ()
        """What floats over the picture."""
        self._held: tuple[Sequence[str] | None, str] | None = None
        """What was framed last, until the camera is moved by hand."""
        self._awaited = 0
        """The wish whose frame brings a camera that was chosen in the studio; 0 = none."""
        self._flight = QVariantAnimation(self)
        self._flight.setDuration(FLIGHT_MS)
        self._flight.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.valueChanged.connect(self._fly)
        self._ends = (self.camera, self.camera)

    @property
    def is_flying(self) -> bool:
        return self._flight.state() == QVariantAnimation.State.Running or bool(self._awaited)

    @property
    def goal(self) -> Camera:
        """Where a flight ends, for a view that is still being flown to is the one meant; else the camera that is."""
        return self._ends[1] if self.is_flying else self.camera

    def stop(self) -> None:
        """End a flight where it is."""
        self._flight.stop()

    def orbit(self, right_px: float, down_px: float) -> None:
        self.take(self.camera.orbited(-0.3 * right_px, 0.3 * down_px))

    def pan(self, right_px: float, down_px: float) -> None:
        self.take(self.camera.panned(right_px, -down_px, round(self.height_px)))

    def zoom(self, factor: float, toward: tuple[float, float, float] | None) -> None:
        self.take(self.camera.zoomed(factor, toward))

    @property
    def home_ids(self) -> tuple[str, ...]:
        """The room a scene opens with; nothing = all of it."""
        with self._studio.asking(0.05) as reader:
            return tuple(it_room(reader) or ()) if reader is not None else ()

    def take(self, camera: Camera) -> None:
        """Look from here at once."""
        self._flight.stop()
        self._awaited = 0
        self._held = None
        self._show(camera)

    def keep_clear(self, rects: Sequence[Rect]) -> None:
        """Other things float over the picture: what is framed still is all to be seen."""
        if tuple(rects) == self._clear:
            return
        self._clear = tuple(rects)
        if self._held is not None and not self._awaited:
            self.frame(*self._held)

    def go(self, camera: Camera) -> None:
        """Fly to a camera of the user's choice and stay there."""
        self._held, self._awaited = None, 0
        self.fly_to(camera)

    def fly_to(self, camera: Camera) -> None:
        self._flight.stop()
        self._ends = (self.camera, camera)
        self._flight.start()

    def _fly(self, share: float) -> None:
        self._show(between(*self._ends, float(share)))

    def _show(self, camera: Camera) -> None:
        self.camera = camera
        self._studio.look(camera)
        self.moved.emit()

    def frame(self, ids: Sequence[str] | None, name: str = "") -> None:
        """Frame some elements, the hall (None) or everything (empty), from a named view or as the camera looks now."""
        self._held = (ids, name)
        room = Room((self.width_px, self.height_px), self._clear)
        looks = self.goal
        with self._studio.asking(0.05) as reader:
            is_known = reader is not None and self._studio.is_current
            target = framed(reader, looks, ids, name, self.aspect, room) if reader is not None and is_known else None
        if target is not None:
            self._awaited = 0
            if target != looks:
                self.fly_to(target)
            return
        self._flight.stop()

        def choose(view: HallView) -> None:
            view.camera = framed(view, looks, ids, name, view.aspect, room)

        self._studio.wish("camera", choose, moves=True)
        self._awaited = self._studio.number

    def arrived(self, camera: Camera, number: int) -> None:
        """A frame has come: if it brings the camera the studio chose, that is now ours."""
        if self._awaited and number >= self._awaited:
            self._awaited = 0
            self.camera = camera
            self.moved.emit()


def between(start: Camera, end: Camera, share: float) -> Camera:
    """A camera on the way: angles along the shorter side, distance by its logarithm."""
    turn = (end.azimuth_deg - start.azimuth_deg + 180.0) % 360.0 - 180.0
    x, y, z = (a + share * (b - a) for a, b in zip(start.focal_m, end.focal_m, strict=True))
    return Camera(
        (x, y, z), (start.azimuth_deg + share * turn) % 360.0, start.elevation_deg + share * (end.elevation_deg - start.elevation_deg),
        start.distance_m * (end.distance_m / start.distance_m) ** share, start.angle_deg + share * (end.angle_deg - start.angle_deg),
        end.parallel if share >= 1.0 else start.parallel and end.parallel,
    )


@dataclass(frozen=True, slots=True)
class Room:
    """The view's size and what floats over it, in logical pixels."""

    size: tuple[float, float]
    clear: tuple[Rect, ...] = ()


def framed(view: HallView, camera: Camera, ids: Iterable[str] | None, name: str, aspect: float, room: Room | None = None) -> Camera:
    """The camera that frames elements, clear of what floats over the view. None = as a scene opens; empty = everything.
    Elements that are gone meanwhile leave it where it is."""
    wanted = it_room(view) or [] if ids is None else list(ids)
    chosen = [key for key in wanted if key in view.sync.items]
    if wanted and not chosen and not name:
        return camera
    if name:
        camera = view_from(name)
    elif ids is None:
        camera = _from(OPENING_AZIMUTH_DEG, SLICE_ELEVATION_DEG if _shows_slice(view) else OPENING_ELEVATION_DEG)
    lo, hi = view.sync.bounds(chosen or None) or EMPTY
    if not chosen:
        found = camera.fitted(lo, hi, aspect)
    elif all(view.sync.items[key].is_room for key in chosen):
        found = _at_room(camera, lo, hi, aspect)
    else:
        margin = np.maximum(NEAR_FRAC * (hi - lo), NEAR_M) * (1.0, 1.0, 0.2)
        found = _centred(camera.fitted(lo - margin, hi + margin, aspect), (lo + hi) / 2)
    return cleared(found, lo, hi, room.size, room.clear) if room is not None else found


def _from(azimuth_deg: float, elevation_deg: float) -> Camera:
    return Camera(azimuth_deg=azimuth_deg, elevation_deg=elevation_deg)


def _shows_slice(view: HallView) -> bool:
    quantity = view.tint.quantity
    return quantity is not None and quantity.has_slice


def _at_room(camera: Camera, lo: Array, hi: Array, aspect: float) -> Camera:
    """A room whole, from a step back: what stands along its walls belongs to the picture."""
    top = hi.copy()
    top[2] = max(float(hi[2]), float(lo[2]) + HEAD_M)
    middle = (lo + hi) / 2
    if camera.elevation_deg < 80:
        middle = middle + 0.06 * (hi - lo) * (1.0, -0.5, 0.0)
    if not _is_elevation(camera):
        middle[2] = lo[2] + 0.5
    return _centred(replace(camera, distance_m=camera.fitted(lo, top, aspect).distance_m * STEP_BACK), middle)


def _is_elevation(camera: Camera) -> bool:
    return camera.parallel and camera.elevation_deg < 45


def _centred(camera: Camera, middle: Array) -> Camera:
    return replace(camera, focal_m=(float(middle[0]), float(middle[1]), float(middle[2])))


def it_room(view: HallView) -> list[str] | None:
    """The one room that holds racks; None where there are several, or none."""
    items, found = view.sync.items, ""
    for item in items.values():
        room = item.element.hall
        if room != found and room in items and kind_of(item.element).category == "IT":
            if found:
                return None
            found = room
    return [found] if found else None


def with_camera(reader: HallView, camera: Camera, size: tuple[int, int]) -> HallView:
    """The reader looking from here: for questions about what a pixel shows."""
    found = copy.copy(reader)
    found.camera, found.size = camera, size
    return found
