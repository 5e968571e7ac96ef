"""Where one more of an element can stand: in the same room, as it stands there, on free floor and in nobody's way.

What stands at a wall, outside or inside, stays at that wall, else goes to another wall of the room and turns with it; what
stands inside may at last stand free.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import dist

from gigahall.kinds.placing import TILE_M, WALL_M, Floor, Footprint, footprint
from gigahall.scene.record import Element, on_site, replace

YARD_M = 24.0
"""How far from the first the next is looked for where no room ends the search."""
WEST, SOUTH, EAST, NORTH = range(4)
"""The walls of a room in the order of a turn, counter-clockwise seen from above."""


def another(floor: Floor, element: Element) -> Element | None:
    """The element at the nearest place where one more like it can stand; None where there is none."""
    room = floor.room_of(element)
    stand_in = replace(element, id=f"{element.id[:60]}__")  # so that the first is in its way
    for places in _searches(element, footprint(room) if room is not None else None):
        for at, turn_deg in sorted(places, key=lambda place: dist(place[0], element.at_m[:2])):
            there = replace(stand_in, at_m=on_site((round(at[0], 4), round(at[1], 4), element.at_m[2])), turn_deg=turn_deg)
            if floor.room_of(there) is room and not floor.refusal([there]) and not floor.blocked(there):
                return replace(there, id=element.id)
    return None


Place = tuple[tuple[float, float], int]
"""The middle of a footprint, and its turn."""


def _searches(element: Element, room: Footprint | None) -> Iterator[list[Place]]:
    """Places to try, those of one search before those of the next."""
    box = footprint(element)
    wall, out_m = _wall(box, room) if room is not None else (None, 0.0)
    if room is not None and wall is not None:
        yield [*_along_wall(element, box, room, (wall, wall), out_m)]
        yield [place for k in (1, 2, 3) for place in _along_wall(element, box, room, (wall, (wall + k) % 4), out_m)]
    if wall is None or out_m < 0.0:
        yield [*_anywhere(element, box, room)]


def _wall(box: Footprint, room: Footprint) -> tuple[int | None, float]:
    """The wall it stands at and how far outside its middle is [m], negative inside; no wall where it stands free."""
    gaps = {WEST: room.lo[0] - box.hi[0], SOUTH: room.lo[1] - box.hi[1], EAST: box.lo[0] - room.hi[0], NORTH: box.lo[1] - room.hi[1]}
    wall = max(gaps, key=lambda side: gaps[side])
    deep = box.hi[wall % 2] - box.lo[wall % 2]
    out_m = gaps[wall] + deep / 2
    return (wall, out_m) if out_m > 0.0 or -out_m - deep / 2 <= WALL_M else (None, 0.0)


def _along_wall(element: Element, box: Footprint, room: Footprint, walls: tuple[int, int], out_m: float) -> Iterator[Place]:
    """Along one wall as the first stands at its own."""
    home, wall = walls
    across, along = wall % 2, 1 - wall % 2
    at_wall = room.lo[across] - out_m if wall in (WEST, SOUTH) else room.hi[across] + out_m
    half = (box.hi[1 - home % 2] - box.lo[1 - home % 2]) / 2
    low, high = room.lo[along] + half, room.hi[along] - half
    start = element.at_m[along] if wall == home else low
    for middle in {start + step for step in _steps(2 * half)} | {high}:
        if low - 0.02 <= middle <= high + 0.02:
            at = (at_wall, middle) if across == 0 else (middle, at_wall)
            yield at, (element.turn_deg + 90 * (wall - home)) % 360


def _anywhere(element: Element, box: Footprint, room: Footprint | None) -> Iterator[Place]:
    """In the room, or around the first where it stands in none."""
    spans = []
    for axis in (0, 1):
        half, middle = (box.hi[axis] - box.lo[axis]) / 2, element.at_m[axis]
        low, high = (room.lo[axis] + half, room.hi[axis] - half) if room is not None else (middle - YARD_M, middle + YARD_M)
        spans.append([middle + step for step in _steps(2 * half) if low - 0.02 <= middle + step <= high + 0.02])
    for x in spans[0]:
        for y in spans[1]:
            yield (x, y), element.turn_deg


def _steps(size_m: float) -> set[float]:
    """By its own size, so that it stands beside the first, and by floor tiles."""
    return {0.0} | {round(sign * k * pitch, 4) for pitch in (size_m, TILE_M) for k in range(1, 80) for sign in (-1, 1)}
