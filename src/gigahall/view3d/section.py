"""The section plane: what stands on one side of it is cut away, so that one looks into a room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Vec3
from gigahall.view3d.cut import Slice
from gigahall.view3d.point import vec3
from gigahall.view3d.pool import Placed
from gigahall.view3d.sync import Item

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Section:
    """A plane in world axes."""

    at_m: Vec3
    keeps: Vec3
    """Unit vector to the side that stays."""

    def beyond(self, lo: Array, hi: Array) -> NDArray[np.bool_]:
        """[n] of boxes: cut away whole."""
        keeps = np.asarray(self.keeps)
        nearest = np.where(keeps > 0, hi, lo)
        result: NDArray[np.bool_] = (nearest - np.asarray(self.at_m)) @ keeps < 0
        return result

    def left_of(self, lo: Array, hi: Array) -> tuple[Array, Array]:
        """[n, 3] lower and upper corners of what it leaves of boxes, NaN where that is nothing.

        A plane that stands askew leaves a box whole or not at all.
        """
        gone = self.beyond(lo, hi)[:, None]
        keeps = np.asarray(self.keeps)
        axis = int(np.argmax(np.abs(keeps)))
        lo, hi = np.where(gone, np.nan, lo), np.where(gone, np.nan, hi)
        if abs(keeps[axis]) > 1.0 - 1e-6:
            side, cut = (lo, np.maximum) if keeps[axis] > 0 else (hi, np.minimum)
            side[:, axis] = cut(side[:, axis], self.at_m[axis])
        return lo, hi

    def entered(self, start: Array, direction: Array) -> Array:
        """Where a ray begins to see: at the plane when it starts on the side that is cut away."""
        keeps = np.asarray(self.keeps)
        ahead, rate = float((np.asarray(self.at_m) - start) @ keeps), float(direction @ keeps)
        return start + direction * (ahead / rate) if ahead > 0 and rate > 1e-9 else start


def section_of(room: Item | None, cut: Slice, looks: Array) -> Section:
    """The plane of a slice in a room's own axes, or in the world's; what lies towards the eye (`looks`) or above goes."""
    turn = room.placed.rotation().astype(float) if room is not None else np.eye(3)
    origin = room.placed.at_m if room is not None else np.zeros(3)
    axis = turn[:, "xyz".index(cut.axis)]
    side = -1.0 if cut.axis == "z" or float(axis @ looks) > 0 else 1.0
    return Section(vec3(origin + axis * cut.at_m), vec3(axis * side))


def outline_of(room: Item, cut: Slice) -> Array:
    """[4, 3]: where the plane goes through the box of a room."""
    back = Placed(-room.placed.turn_deg % 360, np.zeros(3)).rotation().astype(float)
    ends = np.sort(np.stack([back @ (room.lo - room.placed.at_m), back @ (room.hi - room.placed.at_m)]), 0)
    ends[:, 2] = 0.0, kind_of(room.element).size_m(room.element)[2]  # to the ceiling: drawn walls are cut low
    axis = "xyz".index(cut.axis)
    u, v = (k for k in range(3) if k != axis)
    corners = np.zeros((4, 3))
    corners[:, axis] = cut.at_m
    corners[:, u] = ends[[0, 1, 1, 0], u]
    corners[:, v] = ends[[0, 0, 1, 1], v]
    found: Array = corners @ room.placed.rotation().astype(float).T + room.placed.at_m
    return found
