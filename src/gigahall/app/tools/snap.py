"""Where a dragged element comes to rest: flush with a neighbour, with a port on a fitting port, else on the tile grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gigahall.kinds import joining, placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Connection, Element, Vec3, on_site, replace

FLUSH_M = 0.16
"""A face this near to a neighbour's face (or its line) takes it."""
BESIDE_M = 1.3
"""Who is not farther away than this is a neighbour."""
PORT_M = 0.35
MOST_PORTS = 12


@dataclass(frozen=True, slots=True)
class Snap:
    at_m: Vec3
    port: str = ""
    """The end of another element whose port it came to touch."""


class Snapper:
    """Made once per drag from everything that stays where it is."""

    def __init__(self, others: Iterable[Element], connections: Iterable[Connection]) -> None:
        every = list(others)
        self._joints = joining.Joints(connections)
        self._boxes = [placing.footprint(element) for element in every if placing.stands(element)]
        self._rooms = [(element, placing.footprint(element)) for element in every if kind_of(element).is_room]
        self._others = every
        self._free: list[joining.Spot] | None = None

    def place(self, element: Element, at_m: Vec3, free: bool = False) -> Snap:
        """The resting place for an element held at a point; `free` holds it where it is, to the millimetre."""
        if free:
            return Snap((round(at_m[0], 3), round(at_m[1], 3), round(at_m[2], 3)))
        if (found := self._on_port(element, at_m)) is not None:
            return found
        origin = next((room.at_m for room, box in self._rooms if box.holds(at_m[0], at_m[1])), (0.0, 0.0, 0.0))
        grid = placing.snapped(element, at_m, origin_m=origin)
        box = placing.footprint(_held(element, at_m))
        x, y = (self._flush(box, axis, at_m[axis], grid[axis]) for axis in (0, 1))
        return Snap((x, y, round(at_m[2], 3)))

    def _flush(self, box: placing.Footprint, axis: int, at: float, grid: float) -> float:
        """Along one axis: the nearest neighbour's face, for rows that do not lie on the grid; else the grid."""
        across = 1 - axis
        best, distance = grid, FLUSH_M
        for other in self._boxes:
            gap_across = max(other.lo[across] - box.hi[across], box.lo[across] - other.hi[across])
            gap_along = max(other.lo[axis] - box.hi[axis], box.lo[axis] - other.hi[axis])
            if gap_across > BESIDE_M or gap_along > FLUSH_M:
                continue
            pairs: tuple[tuple[float, float], ...] = ((other.hi[axis], box.lo[axis]), (other.lo[axis], box.hi[axis]))
            if gap_across >= -0.3 * (box.hi[across] - box.lo[across]):  # beside, not behind: fronts and backs line up
                pairs += ((other.lo[axis], box.lo[axis]), (other.hi[axis], box.hi[axis]))
            for theirs, ours in pairs:
                if abs(theirs - ours) < distance:
                    best, distance = round(at + theirs - ours, 3), abs(theirs - ours)
        return best

    def _on_port(self, element: Element, at_m: Vec3) -> Snap | None:
        """Two pieces that are joined by touching (a pump and a pipe's end) come together port to port."""
        held = _held(element, at_m)
        own = [spot for spot in joining.spots(held) if not spot.port.many and self._joints.is_free(spot)]
        if not own or len(own) > MOST_PORTS or kind_of(element).category == "IT":
            return None
        best: tuple[float, Vec3, str] | None = None
        for other in self._free_ends():
            for spot in own:
                off = [other.at_m[k] - spot.at_m[k] for k in range(3)]
                reach = (off[0] ** 2 + off[1] ** 2) ** 0.5
                if abs(off[2]) < 0.05 and reach < (best[0] if best else PORT_M) and joining.fits(spot.port, other.port):
                    best = (reach, (round(at_m[0] + off[0], 3), round(at_m[1] + off[1], 3), round(at_m[2], 3)), other.end)
        return Snap(best[1], best[2]) if best else None

    def _free_ends(self) -> Sequence[joining.Spot]:
        """Free ends of routes and plant; found when first asked for."""
        if self._free is None:
            pool = [element for element in self._others if kind_of(element).category != "IT"]
            self._free = [
                spot for element in pool for spot in joining.spots(element) if not spot.port.many and self._joints.is_free(spot)
            ]
        return self._free


def _held(element: Element, at_m: Vec3) -> Element:
    return replace(element, at_m=on_site(at_m))
