"""Questions about the picture: what is under a point, where a point is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from gigahall.app.viewport.sight import Sight, with_camera
from gigahall.app.viewport.studio import Studio
from gigahall.scene.record import Vec3
from gigahall.view3d.view import HallView

Rect = tuple[float, float, float, float]
PATIENCE_S = 0.08
"""A question waits this long for an edit to be taken in; then the answer is "nothing"."""


class Eye:
    """Answers for a view of a size, looking from the camera in force. Points are in logical pixels."""

    def __init__(self, studio: Studio, sight: Sight) -> None:
        self._studio, self._sight = studio, sight
        self.size = (800.0, 600.0)
        self.ratio = 1.0

    @property
    def device_size(self) -> tuple[int, int]:
        return (max(8, round(self.size[0] * self.ratio)), max(8, round(self.size[1] * self.ratio)))

    def _looking(self, reader: HallView) -> HallView:
        return with_camera(reader, self._sight.camera, self.device_size)

    def _device(self, at: QPointF) -> tuple[float, float]:
        return (at.x() * self.ratio, at.y() * self.ratio)

    def pick(self, at: QPointF, patience_s: float = PATIENCE_S) -> str | None:
        with self._studio.asking(patience_s) as reader:
            return self._looking(reader).pick(*self._device(at)) if reader is not None else None

    def pick_box(self, start: QPointF, end: QPointF) -> list[str]:
        with self._studio.asking(PATIENCE_S) as reader:
            return self._looking(reader).pick_rectangle(self._device(start), self._device(end)) if reader is not None else []

    def spot(self, at: QPointF) -> Vec3 | None:
        with self._studio.asking(PATIENCE_S) as reader:
            return self._looking(reader).point_under(*self._device(at)) if reader is not None else None

    def level(self, at: QPointF, z: float) -> Vec3 | None:
        """Where the ray through a point meets a height; needs no geometry."""
        eye, direction = self._sight.camera.ray(*self._device(at), self.device_size)
        if abs(direction[2]) < 1e-6:
            return None
        reach = (z - eye[2]) / direction[2]
        if not 0 < reach < self._sight.camera.reach_m:
            return None
        x, y, height = eye + reach * direction
        return (float(x), float(y), float(height))

    def ray(self, at: QPointF) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._sight.camera.ray(*self._device(at), self.device_size)

    def shown(self) -> frozenset[str]:
        with self._studio.asking(PATIENCE_S) as reader:
            return reader.shown_ids() if reader is not None else frozenset()

    def pixels(self, points: Sequence[Vec3]) -> list[QPointF | None]:
        if not points:
            return []
        found = self._sight.camera.project(np.array(points, float), self.device_size)
        return [QPointF(x / self.ratio, y / self.ratio) if depth > 0 else None for x, y, depth in found.tolist()]

    def metres_per_pixel(self) -> float:
        return self._sight.camera.metres_per_pixel(round(self.size[1]))

    def corners(self, key: str) -> NDArray[np.float64] | None:
        """[8, 3]: the corners of an element's box."""
        with self._studio.asking(PATIENCE_S) as reader:
            item = reader.sync.items.get(key) if reader is not None else None
        if item is None:
            return None
        ends = (item.lo, item.hi)
        return np.array([[ends[i][0], ends[j][1], ends[k][2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)], float)

    def outline_points(self, key: str) -> NDArray[np.float64] | None:
        """[8, 2] pixels of an element's box; None when part of it is behind the eye."""
        corners = self.corners(key)
        if corners is None:
            return None
        found = self._sight.camera.project(corners, self.device_size)
        return found[:, :2] / self.ratio if (found[:, 2] > 0).all() else None

    def box(self, key: str) -> Rect | None:
        """Where an element is drawn: x, y, width, height; None when none of it is in the view."""
        points = self.outline_points(key)
        if points is None:
            return None
        (x0, y0), (x1, y1) = points.min(0), points.max(0)
        if x1 < 0 or y1 < 0 or x0 > self.size[0] or y0 > self.size[1]:
            return None
        return (float(x0), float(y0), float(x1 - x0), float(y1 - y0))
