"""What a list brings into a scene without equipment: rooms around its racks, and sources for its feeds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

from gigahall.interop.equipment_csv import fault
from gigahall.interop.equipment_csv.fault import EquipmentError
from gigahall.interop.equipment_csv.ids import slug
from gigahall.interop.equipment_csv.sheet import Row
from gigahall.kinds import catalogue
from gigahall.kinds.placing import TILE_M, footprint
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import record_hints
from gigahall.scene.naming import Ids
from gigahall.scene.record import Connection, Element, Record, meta_of

SOURCE_ITEM = "ideal_417v"
HALL_ITEM = "white_space_raised"
MARGIN_M = 3.0
LOWEST_M = 3.0
ABOVE_M = 0.6
"""Least free height above the tallest thing."""

Standing = list[tuple[Row, Element]]


class NewRooms:
    """Rooms that no row describes, by the name that rows give them."""

    def __init__(self, has_rooms: bool, ids: Ids) -> None:
        self._has_rooms, self._ids = has_rooms, ids
        self._inside: dict[str, Standing] = {}

    def wants(self, row: Row, wanted: str) -> bool:
        """Does a row need such a room: one that it names, or any at all in a plain rack list."""
        return bool(wanted) or not (self._has_rooms or row.says("id"))

    def put(self, row: Row, element: Element, wanted: str) -> None:
        self._inside.setdefault(wanted or "Hall", []).append((row, element))

    def rooms(self) -> dict[str, Element]:
        """The room of every element put into one, by the element's id. Raises EquipmentError."""
        found: dict[str, Element] = {}
        for name, inside in self._inside.items():
            room = _room(name, self._ids.free(slug(name)), inside)
            found |= {element.id: room for _, element in inside}
        return found


def _room(name: str, key: str, inside: Standing) -> Element:
    """A room with a walkway around everything that stands in it, on the tile grid."""
    if len(name) > 120:
        raise inside[0][0].fault("hall", f"{fault.short(name)} is longer than 120 letters")
    (left, right), (near, far) = (_span(inside, axis) for axis in (0, 1))
    top = max(footprint(element).hi[2] for _, element in inside)
    ceiling = max(LOWEST_M, math.ceil(top + ABOVE_M))
    if ceiling > _most("ceiling_m"):
        raise _highest(inside)
    return catalogue.make(
        HALL_ITEM, id=key, name=name, at_m=(left, near, 0.0), length_m=round(right - left, 3), breadth_m=round(far - near, 3),
        ceiling_m=ceiling, slab_m=ceiling + ABOVE_M,
    )  # fmt: skip


def _span(inside: Standing, axis: int) -> tuple[float, float]:
    """From wall to wall along x or y."""
    lowest = min(inside, key=lambda pair: footprint(pair[1]).lo[axis])
    highest = max(inside, key=lambda pair: footprint(pair[1]).hi[axis])
    low, high = footprint(lowest[1]).lo[axis] - MARGIN_M, footprint(highest[1]).hi[axis] + MARGIN_M
    most = _most(("length_m", "breadth_m")[axis])
    if not high - low <= most - 2 * TILE_M:
        first, last = sorted((lowest, highest), key=lambda pair: pair[0].line)
        column = ("x_m", "y_m")[axis]
        apart = f"lies {abs(last[1].at_m[axis] - first[1].at_m[axis]):.6g} m from line {first[0].line}"
        raise last[0].fault(column, f"{fault.short(last[0].text(column))} {apart}; one hall is at most {most:g} m long, name several")
    return round(math.floor(low / TILE_M) * TILE_M, 3), round(math.ceil(high / TILE_M) * TILE_M, 3)


def _highest(inside: Standing) -> EquipmentError:
    row, _ = max(inside, key=lambda pair: footprint(pair[1]).hi[2])
    return row.fault("z_m", f"{fault.short(row.text('z_m'))} is too high for a hall of at most {_most('ceiling_m'):g} m")


@cache
def _most(field: str) -> float:
    """The largest size of a room."""
    meta = meta_of(record_hints(type(catalogue.item(HALL_ITEM).element))[field])
    return float(meta.le) if meta and meta.le is not None else math.inf


def sources(fed: Sequence[tuple[Element, tuple[str, ...]]], placed: Iterable[Element], ids: Ids) -> list[Record]:
    """An ideal source for every feed that rows name by letter, joined to their supply groups."""
    letters = sorted({letter for _, named in fed for letter in named})
    every = list(placed)
    left = min((footprint(e).lo[0] for e in every), default=0.0) - 8.0
    base = min((e.at_m[1] for e in every), default=0.0)
    made = {
        letter: catalogue.make(
            SOURCE_ITEM, id=ids.free(f"SRC-{letter}"), name=f"SRC-{letter}", at_m=(left, base + 3.0 * k, 0.0),
            lineup=letter if letter in "ABCD" else "",
        )
        for k, letter in enumerate(letters)
    }  # fmt: skip
    joints = [
        Connection(id=ids.free(f"joint-{element.id[:48]}-{number}"), a=f"{made[letter].id}.out", b=f"{element.id}.feed_{number}")
        for element, named in fed
        for number, letter in enumerate(named, 1)
        if any(port.name == f"feed_{number}" for port in kind_of(element).ports(element))
    ]
    return [*made.values(), *joints]
