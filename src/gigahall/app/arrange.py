"""What an edit does to the records around it: routes that follow, copies with new names, names that are free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import dist
from typing import Any

from gigahall.kinds import joining, placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Connection, Element, Record, Vec3, on_site, replace

_LENGTH_SLACK = 0.01
"""A length within this share of its route was measured from it and follows it; any other was typed and stays."""


class Names:
    """Gives ids and names that nothing has yet, also within one edit."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._ids = set(records)
        self._names = {record.name for record in records.values() if isinstance(record, Element)}

    def new_id(self, stem: str) -> str:
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-").lower()[:48] or "element"
        number, found = 1, slug
        while found in self._ids:
            number += 1
            found = f"{slug}-{number}"
        self._ids.add(found)
        return found

    def new_name(self, stem: str) -> str:
        """The stem itself when it is free, else the next number: "A05" → "A06", "CDU" → "CDU-2"."""
        match = re.fullmatch(r"(.*?)(\d+)", stem)
        head, digits = (match[1], match[2]) if match else (f"{stem}-", "1")
        found, number = stem, int(digits)
        while found in self._names:
            number += 1
            found = f"{head}{number:0{len(digits)}d}"
        self._names.add(found)
        return found


def moved(element: Element, delta: Vec3) -> Element:
    return replace(element, at_m=_plus(element.at_m, delta))


def in_room(element: Element, floor: placing.Floor) -> Element:
    """The element with the room it now stands in; one that belongs to a room from outside keeps it."""
    kind = kind_of(element)
    if kind.is_room or kind.is_route:
        return element
    box = placing.footprint(element)
    room = floor.room_at(*box.center)
    if room is None or room.id == element.hall:
        return element
    return replace(element, hall=room.id)


def with_residents(document: Document, elements: Sequence[Element]) -> list[Element]:
    """A room takes along what stands in it."""
    found = {element.id: element for element in elements}
    for element in elements:
        if kind_of(element).is_room:
            for resident in document.residents_of(element.id):
                found.setdefault(resident.id, resident)
    return list(found.values())


def translated(element: Element, delta: Vec3) -> Element:
    """Moved with its route, if it has one."""
    route: tuple[Vec3, ...] = getattr(element, "route_m", ())
    if not kind_of(element).is_route:
        return moved(element, delta)
    return replace(element, route_m=tuple(_plus(point, delta) for point in route)) if route else element


def _plus(point: Vec3, delta: Vec3) -> Vec3:
    x, y, z = (round(a + d, 4) for a, d in zip(point, delta, strict=True))
    return on_site((x, y, z))


def following(document: Document, after: Mapping[str, Element]) -> dict[str, Element]:
    """Laid routes that hang on moved elements, brought along; those that moved themselves are left alone."""
    changed: dict[str, Element] = {}
    for element in after.values():
        for joint in document.connections_of(element.id):
            for end, other in ((joint.a, joint.b), (joint.b, joint.a)):
                route = document.records.get(element_of(end))
                is_route = isinstance(route, Element) and kind_of(route).is_route and route.id not in after
                if element_of(other) == element.id and is_route and isinstance(route, Element):
                    current = changed.get(route.id, route)
                    new = _pulled(current, port_of(end), element, port_of(other))
                    if new is not current:
                        changed[route.id] = new
    return changed


def _pulled(route: Element, end: str, element: Element, port: str) -> Element:
    points: tuple[Vec3, ...] = getattr(route, "route_m", ())
    names = [p.name for p in kind_of(route).ports(route)]
    if len(points) < 2 or end not in names[:2] or not any(p.name == port for p in kind_of(element).ports(element)):
        return route
    at = joining.spot(element, port).at_m
    first, last = (at, points[-1]) if end == names[0] else (points[0], at)
    new = joining.orthogonal(first, last, max(point[2] for point in points))
    changes: dict[str, Any] = {"route_m": new}
    length = getattr(route, "length_m", None)
    was = joining.length_m(points)
    if length is not None and abs(length - was) <= _LENGTH_SLACK * max(was, 1e-9):
        changes["length_m"] = round(joining.length_m(new), 3)
    return replace(route, **changes)


def with_routes(document: Document, ids: Iterable[str]) -> list[str]:
    """Elements and the laid routes that would hang loose without them."""
    found = dict.fromkeys(ids)
    for key in list(found):
        for joint in document.connections_of(key):
            for end in (joint.a, joint.b):
                other = document.records.get(element_of(end))
                if isinstance(other, Element) and kind_of(other).joins:
                    found.setdefault(other.id)
    return list(found)


def copies(document: Document, elements: Sequence[Element], delta: Vec3, names: Names) -> list[Record]:
    """The elements once more, moved by delta, with the connections and laid routes among them."""
    chosen = {element.id: element for element in elements}
    inner = _inner_routes(document, chosen)
    new_ids: dict[str, str] = {}
    made: list[Record] = []
    for element in (*elements, *inner):
        name = names.new_name(element.name)
        new_ids[element.id] = names.new_id(name)
        copy = replace(translated(element, delta), id=new_ids[element.id], name=name)
        made.append(replace(copy, hall=new_ids.get(copy.hall, copy.hall)) if copy.hall else copy)
    for joint in _joints_among(document, new_ids):
        a, b = (f"{new_ids[element_of(end)]}.{port_of(end)}" for end in (joint.a, joint.b))
        made.append(Connection(id=names.new_id("joint"), a=a, b=b))
    return made


def _inner_routes(document: Document, chosen: Mapping[str, Element]) -> list[Element]:
    ends: dict[str, set[str]] = {}
    for key in chosen:
        for joint in document.connections_of(key):
            for end, other in ((joint.a, joint.b), (joint.b, joint.a)):
                if element_of(other) == key and element_of(end) not in chosen:
                    ends.setdefault(element_of(end), set()).add(end)
    routes = [document.records[key] for key, both in ends.items() if len(both) > 1]
    return [route for route in routes if isinstance(route, Element) and kind_of(route).joins]


def _joints_among(document: Document, ids: Mapping[str, str]) -> list[Connection]:
    found: dict[str, Connection] = {}
    for key in ids:
        for joint in document.connections_of(key):
            if element_of(joint.a) in ids and element_of(joint.b) in ids:
                found[joint.id] = joint
    return list(found.values())


def free_offset(floor: placing.Floor, elements: Sequence[Element]) -> Vec3 | None:
    """The shortest step that puts copies of the elements beside them without touching anything."""
    boxes = [placing.footprint(element) for element in elements if placing.stands(element)]
    if not boxes:
        return (placing.TILE_M, 0.0, 0.0)
    width = max(b.hi[0] for b in boxes) - min(b.lo[0] for b in boxes)
    depth = max(b.hi[1] for b in boxes) - min(b.lo[1] for b in boxes)
    steps = [(k * width, 0.0) for k in range(1, 9)] + [(-k * width, 0.0) for k in range(1, 9)]
    steps += [(0.0, k * depth) for k in range(1, 7)] + [(0.0, -k * depth) for k in range(1, 7)]
    grid = placing.TILE_M
    steps += [(dx * grid, dy * grid) for dx in range(-10, 11) for dy in range(-10, 11) if dx or dy]
    for dx, dy in sorted(steps, key=lambda step: dist(step, (0.0, 0.0))):
        shifted = [stand_in(moved(element, (dx, dy, 0.0))) for element in elements]
        if not floor.refusal(shifted):
            return (dx, dy, 0.0)
    return None


def stand_in(element: Element, number: int = 0) -> Element:
    """The element under another id, so that the original still counts as an obstacle."""
    return replace(element, id=f"{element.id[:56]}__{number or ''}")


def spoken(elements: Sequence[Element]) -> str:
    """What an undo step calls them: a name, or how many of what."""
    if len(elements) == 1:
        return elements[0].name
    labels = {kind_of(element).label for element in elements}
    word = next(iter(labels)).lower() + "s" if len(labels) == 1 else "elements"
    return f"{len(elements)} {word}"
