"""The way a route takes: its own points, or, where it has none, an orthogonal one between the ports it joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gigahall.kinds.joining import Spot, along, orthogonal, spot
from gigahall.kinds.registry import kind_of
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Connection, Element, Record, Vec3

Way = tuple[Vec3, ...]


def own_way(element: Element) -> Way:
    """The points the record holds; empty = routed automatically."""
    points: Way = getattr(element, "route_m", ())
    return points


def way(element: Element, records: Mapping[str, Record], connections: Iterable[str]) -> Way:
    """The points of a route in world axes [m]; () where it hangs on fewer than two places.

    Args:
        element: a record of a kind with `is_route`.
        records: the scene by id.
        connections: ids of the connections that end at the element.
    """
    points = own_way(element)
    if points:
        return points
    first, last = (_place(element, port.name, records, connections) for port in kind_of(element).ports(element)[:2])
    if first is None or last is None:
        return ()
    return orthogonal(along(first, last.at_m).at_m, along(last, first.at_m).at_m)


def _place(element: Element, port: str, records: Mapping[str, Record], connections: Iterable[str]) -> Spot | None:
    """Where the thing joined to one port of the route is, unless that is itself unrouted."""
    end = f"{element.id}.{port}"
    for key in connections:
        joint = records.get(key)
        if isinstance(joint, Connection) and end in (joint.a, joint.b):
            other_end = joint.b if joint.a == end else joint.a
            other = records.get(element_of(other_end))
            if isinstance(other, Element) and not (kind_of(other).is_route and not own_way(other)):
                try:
                    return spot(other, port_of(other_end))
                except KeyError:
                    return None
    return None

