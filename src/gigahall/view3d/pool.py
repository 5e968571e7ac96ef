"""One merged mesh: every element of a hall that shares a material, in arrays that VTK reads in place.

Elements own spans. Moving or painting one writes into its span; adding writes behind the last one; removing only leaves
its triangles out of the index, until the holes are worth closing. Which triangles are drawn follows from each element's
level of detail, so that a change of level touches the index alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.mesh import ALL, FAR, NEAR, NORMAL, NOT_NEAR, Part

HIDDEN, FAR_OFF, USUAL, CLOSE = -1, 0, 1, 2
"""Levels of an element."""

SHOWN = np.zeros((4, 5), bool)
"""[level, when]: is a triangle of this `when` drawn at this level; the last row serves HIDDEN."""
SHOWN[FAR_OFF, [ALL, FAR]] = True
SHOWN[USUAL, [ALL, NORMAL, NOT_NEAR]] = True
SHOWN[CLOSE, [ALL, NORMAL, NEAR]] = True


@dataclass(frozen=True, slots=True)
class Span:
    first_point: int
    last_point: int
    first_cell: int
    last_cell: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an element stands: turn about z, then shift."""

    turn_deg: int
    at_m: NDArray[np.float64]

    def rotation(self) -> NDArray[np.float32]:
        cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[self.turn_deg // 90 % 4]
        return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)

    def points(self, local: NDArray[np.float32]) -> NDArray[np.float32]:
        turned = local if self.turn_deg % 360 == 0 else local @ self.rotation().T
        moved: NDArray[np.float32] = turned + self.at_m.astype(np.float32)
        return moved

    def directions(self, local: NDArray[np.float32]) -> NDArray[np.float32]:
        turned: NDArray[np.float32] = local if self.turn_deg % 360 == 0 else local @ self.rotation().T
        return turned


class Pool:
    """Growing arrays with spans; `count` and `cell_count` say how much of them is in use."""

    def __init__(self, corners: int = 3) -> None:
        self.points = np.zeros((0, 3), np.float32)
        self.normals = np.zeros((0, 3), np.float32)
        self.colors = np.zeros((0, 3 if corners == 3 else 4), np.uint8)
        self.role = np.zeros(0, np.int16)
        self.cover = np.zeros(0, np.uint8)
        self.owner = np.zeros(0, np.int32)
        self.cells = np.zeros((0, corners), np.int32)
        self.level = np.zeros(0, np.uint8)
        self.cell_owner = np.zeros(0, np.int32)
        self.count = 0
        self.cell_count = 0
        self.dead_points = 0
        self.spans: dict[int, Span] = {}

    def add(self, slot: int, part: Part, placed: Placed) -> None:
        n, m = len(part.points), len(part.triangles)
        self._reserve(n, m)
        a, b, c, d = self.count, self.count + n, self.cell_count, self.cell_count + m
        self.points[a:b] = placed.points(part.points)
        self.normals[a:b] = placed.directions(part.normals)
        self.role[a:b], self.cover[a:b], self.owner[a:b] = part.role, part.cover, slot
        self.cells[c:d] = part.triangles + a
        self.level[c:d], self.cell_owner[c:d] = part.level, slot
        self.count, self.cell_count = b, d
        self.spans[slot] = Span(a, b, c, d)

    def remove(self, slot: int) -> None:
        span = self.spans.pop(slot, None)
        if span is None:
            return
        self.cell_owner[span.first_cell:span.last_cell] = -1
        self.dead_points += span.last_point - span.first_point
        if self.dead_points > 1000 and self.dead_points > 0.4 * self.count:
            self._close_holes()

    def move(self, slot: int, part: Part, placed: Placed) -> None:
        span = self.spans[slot]
        self.points[span.first_point:span.last_point] = placed.points(part.points)
        self.normals[span.first_point:span.last_point] = placed.directions(part.normals)

    def visible(self, level_of_slot: NDArray[np.int8]) -> NDArray[np.int32]:
        """The triangles to draw."""
        owner = self.cell_owner[:self.cell_count]
        level = level_of_slot[np.maximum(owner, 0)].copy()
        level[owner < 0] = HIDDEN
        return self.cells[:self.cell_count][SHOWN[level, self.level[:self.cell_count]]]

    def paint(
        self, table: NDArray[np.uint8], target: NDArray[np.uint8], amount: NDArray[np.uint8], slots: list[int] | None = None
    ) -> None:
        """Colours = paint of the role, mixed towards the owner's target; of some slots, or of all (None)."""
        if slots is None:
            self._paint_range(slice(0, self.count), table, target, amount)
            return
        for slot in slots:
            span = self.spans.get(slot)
            if span is not None:
                self._paint_range(slice(span.first_point, span.last_point), table, target, amount)

    def _paint_range(
        self, where: slice, table: NDArray[np.uint8], target: NDArray[np.uint8], amount: NDArray[np.uint8]
    ) -> None:
        base = table[self.role[where]]
        owner = self.owner[where]
        share = amount[owner].astype(np.int32) * self.cover[where]
        if not share.any():
            self.colors[where] = base
            return
        share = (share + 255) >> 8
        share += share >> 7  # 0-256, so that a shift divides
        change = target[owner].astype(np.int32)
        change -= base
        change *= share[:, None]
        change >>= 8
        change += base
        self.colors[where] = change

    def _reserve(self, points: int, cells: int) -> None:
        if self.count + points > len(self.points):
            size = int(1.5 * (self.count + points)) + 64
            for name in ("points", "normals", "colors", "role", "cover", "owner"):
                setattr(self, name, _grown(getattr(self, name), size, self.count))
        if self.cell_count + cells > len(self.cells):
            size = int(1.5 * (self.cell_count + cells)) + 64
            for name in ("cells", "level", "cell_owner"):
                setattr(self, name, _grown(getattr(self, name), size, self.cell_count))

    def _close_holes(self) -> None:
        """Copy the living spans together."""
        order = sorted(self.spans.items(), key=lambda item: item[1].first_point)
        keep = np.concatenate([np.arange(span.first_point, span.last_point) for _, span in order] or [np.zeros(0, int)])
        keep_cells = np.concatenate([np.arange(span.first_cell, span.last_cell) for _, span in order] or [np.zeros(0, int)])
        new_of_old = np.zeros(self.count, np.int32)
        new_of_old[keep] = np.arange(len(keep))
        for name in ("points", "normals", "colors", "role", "cover", "owner"):
            array = getattr(self, name)
            array[:len(keep)] = array[keep]
        self.cells[:len(keep_cells)] = new_of_old[self.cells[keep_cells]]
        for name in ("level", "cell_owner"):
            array = getattr(self, name)
            array[:len(keep_cells)] = array[keep_cells]
        at, cell_at = 0, 0
        for slot, span in order:
            n, m = span.last_point - span.first_point, span.last_cell - span.first_cell
            self.spans[slot] = Span(at, at + n, cell_at, cell_at + m)
            at, cell_at = at + n, cell_at + m
        self.count, self.cell_count, self.dead_points = at, cell_at, 0


def _grown(array: NDArray[np.generic], size: int, used: int) -> NDArray[np.generic]:
    larger = np.zeros((size, *array.shape[1:]), array.dtype)
    larger[:used] = array[:used]
    return larger
