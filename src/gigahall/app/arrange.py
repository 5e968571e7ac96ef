"""What an edit does to the records around it: routes that follow, rooms that take their equipment along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gigahall.kinds import placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of
from gigahall.scene.record import Element, Vec3, on_site, replace


def moved(element: Element, delta: Vec3) -> Element:
    return replace(element, at_m=_plus(element.at_m, delta))


def in_room(element: Element, floor: placing.Floor) -> Element:
    """The element with the room it now stands in; outside every room it has none."""
    kind = kind_of(element)
    if kind.is_room or kind.is_route:
        return element
    room = floor.room_of(element)
    hall = room.id if room is not None else ""
    return element if hall == element.hall else replace(element, hall=hall)


def taken_in(document: Document, rooms: Sequence[Element]) -> list[Element]:
    """What stood in no room and now stands in one of these."""
    floor = placing.Floor(rooms)
    loose = [e for e in document.elements() if not e.hall and not kind_of(e).is_room]
    return [housed for element in loose if (housed := in_room(element, floor)) is not element]


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


def turned_together(elements: Sequence[Element], quarters: int) -> list[Element]:
    """Turned about the middle of all their footprints, so that they stand to each other as before."""
    turned = [replace(element, turn_deg=(element.turn_deg + 90 * quarters) % 360) for element in elements]
    if len(elements) < 2:
        return turned
    boxes = [placing.footprint(element) for element in elements]
    middle = [(min(box.lo[k] for box in boxes) + max(box.hi[k] for box in boxes)) / 2 for k in (0, 1)]
    return [_about(element, middle[0], middle[1], 90 * quarters) for element in turned]


def _about(element: Element, x: float, y: float, turn_deg: int) -> Element:
    at = element.at_m
    across, along, _ = placing.turned((at[0] - x, at[1] - y, 0.0), turn_deg)
    return replace(element, at_m=_plus((x, y, at[2]), (across, along, 0.0)))


def _plus(point: Vec3, delta: Vec3) -> Vec3:
    x, y, z = (round(a + d, 4) for a, d in zip(point, delta, strict=True))
    return on_site((x, y, z))


def with_routes(document: Document, ids: Iterable[str]) -> list[str]:
    """Elements and the laid routes that would hang loose without them."""
    found, records = dict.fromkeys(ids), document.records
    for key in list(found):
        for joint in document.connections_of(key):
            for end in (joint.a, joint.b):
                name = element_of(end)
                if name not in found and isinstance(other := records.get(name), Element) and kind_of(other).joins:
                    found[name] = None
    return list(found)


def stand_in(element: Element, number: int = 0, step: Vec3 = (0.0, 0.0, 0.0)) -> Element:
    """The element under another id, a step away: the original still counts as an obstacle."""
    return replace(element, id=f"{element.id[:56]}__{number or ''}", at_m=_plus(element.at_m, step) if any(step) else element.at_m)


def spoken(elements: Sequence[Element]) -> str:
    """What an undo step calls them: a name, or how many of what."""
    if len(elements) == 1:
        return elements[0].name
    labels = {kind_of(element).label for element in elements}
    word = next(iter(labels)).lower() + "s" if len(labels) == 1 else "elements"
    return f"{len(elements)} {word}"
