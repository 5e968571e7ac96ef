"""Laid routes follow what they hang on: what moves pulls its cables and pipes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Element, Vec3, replace

_LENGTH_SLACK = 0.01
"""A length within this share of its route was measured from it and follows it; any other was typed and stays."""


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
                    before = document.records.get(element.id)
                    new = _follow_hall(document, new, before, element) if isinstance(before, Element) else new
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


def _follow_hall(document: Document, route: Element, before: Element, after: Element) -> Element:
    """A laid route that belonged to the room its end has left belongs to the room that its ends stand in now."""
    if not route.hall or route.hall != before.hall or after.hall == before.hall:
        return route
    others = [element_of(end) for joint in document.connections_of(route.id) for end in (joint.b, joint.a)]
    halls = [other.hall for key in others if key not in (route.id, after.id) and isinstance(other := document.records.get(key), Element)]
    return replace(route, hall=after.hall or next((hall for hall in halls if hall), ""))
