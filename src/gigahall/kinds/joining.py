"""Which ports fit, where the nearest free one is, and what joining two of them means.

Two pieces that touch (a pump and its pipe) are joined by a connection alone. Over a distance a route is laid between them:
a cable for a feed, a pipe for a coolant line; its length is that of its orthogonal way under the ceiling. Which kind is
laid is said by `Kind.joins`, so nothing here knows cables or pipes.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Any

from gigahall.kinds import conductor
from gigahall.kinds.placing import turned, world
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element, Record, Vec3, replace

TOUCH_M = 0.30
"""Ports nearer than this are joined without a route between them."""
OVERHEAD_M = 2.75
"""Height at which routes cross a room where the ends do not say otherwise: above racks of 2.3 m."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A port of an element, with its place in the world."""

    element: Element
    port: Port
    at_m: Vec3

    @property
    def end(self) -> str:
        return f"{self.element.id}.{self.port.name}"

    @property
    def label(self) -> str:
        return f"{self.element.name} {self.port.label or self.port.name}".strip()


def spots(element: Element) -> tuple[Spot, ...]:
    """Every port of an element where it is now."""
    return tuple(Spot(element, port, world(element, port.at_m)) for port in kind_of(element).ports(element))


def spot(element: Element, port: str) -> Spot:
    """One port by name. Raises KeyError."""
    for found in spots(element):
        if found.port.name == port:
            return found
    raise KeyError(port)


def fits(a: Port, b: Port) -> bool:
    """May these two ports be joined: same domain, same system, directions that do not clash."""
    if a.domain != b.domain or (a.system and b.system and a.system != b.system):
        return False
    clash = {("input", "input"), ("output", "output"), ("supply", "return"), ("return", "supply")}
    return (a.direction, b.direction) not in clash


def misfit(a: Spot, b: Spot) -> str:
    """Why two ports cannot be joined, or "" when they can."""
    if a.element.id == b.element.id:
        return "Both ends are on the same element"
    if a.port.domain != b.port.domain:
        return f"{a.label} is {a.port.domain}, {b.label} is {b.port.domain}"
    if a.port.system and b.port.system and a.port.system != b.port.system:
        return f"{a.label} belongs to {a.port.system}, {b.label} to {b.port.system}"
    if not fits(a.port, b.port):
        return f"{a.label} and {b.label} are both {a.port.direction}" if a.port.direction == b.port.direction else (
            f"{a.label} is {a.port.direction}, {b.label} is {b.port.direction}")
    return ""


class Joints:
    """Who is connected to what, asked by end."""

    def __init__(self, connections: Iterable[Connection]) -> None:
        self._others: dict[str, list[str]] = {}
        for joint in connections:
            self.add(joint)

    def add(self, joint: Connection) -> None:
        """One joint more."""
        self._others.setdefault(joint.a, []).append(joint.b)
        self._others.setdefault(joint.b, []).append(joint.a)

    def remove(self, joint: Connection) -> None:
        """One of them less. Raises KeyError or ValueError for one that is not there."""
        for end, other in ((joint.a, joint.b), (joint.b, joint.a)):
            self._others[end].remove(other)
            if not self._others[end]:
                del self._others[end]

    def others(self, end: str) -> Sequence[str]:
        """The ends joined to this one."""
        return self._others.get(end, ())

    def is_free(self, place: Spot) -> bool:
        return place.port.many or place.end not in self._others


def far_end(end: str, elements: Mapping[str, Record], joints: Joints) -> str:
    """Follow laid routes from an end joined to a port to the equipment at their other side; the end itself otherwise."""
    for _ in range(64):
        owner, _, port = end.partition(".")
        element = elements.get(owner)
        if not isinstance(element, Element) or not kind_of(element).joins:
            return end
        onward = [other for p in kind_of(element).ports(element) if p.name != port for other in joints.others(f"{owner}.{p.name}")]
        if not onward:
            return end
        end = onward[0]
    return end


def in_line(place: Spot, elements: Mapping[str, Record], joints: Joints) -> Spot:
    """A pipe's end belongs to the line its other end hangs on: the spot with that direction; anything else as it is.

    A pipe between a supply and a return joins them, although its own two ports fit both.
    """
    if place.port.domain != "thermal" or kind_of(place.element).joins != "thermal":
        return place
    for port in kind_of(place.element).ports(place.element):
        if port.name == place.port.name:
            continue
        for end in joints.others(f"{place.element.id}.{port.name}"):
            owner, _, name = far_end(end, elements, joints).partition(".")
            element = elements.get(owner)
            found = port_of(element, name) if isinstance(element, Element) else None
            if found is not None and found.direction in ("supply", "return"):
                return dataclasses.replace(place, port=dataclasses.replace(place.port, direction=found.direction))
    return place


def port_of(element: Element, name: str) -> Port | None:
    """A port by name, if the element has it."""
    return next((port for port in kind_of(element).ports(element) if port.name == name), None)


def candidates(place: Spot, others: Iterable[Spot], joints: Joints) -> list[Spot]:
    """Every free port of other elements that fits, nearest first."""
    found = [
        along(other, place.at_m) for other in others
        if other.element.id != place.element.id and fits(place.port, other.port) and joints.is_free(other)
    ]
    return sorted(found, key=lambda other: dist(place.at_m, other.at_m))


def nearest(place: Spot, others: Iterable[Spot], joints: Joints, accept: Callable[[Spot], bool] = lambda spot: True) -> Spot | None:
    """The nearest free fitting port on something that distributes: a port that takes many, else any fitting one.

    Feeds look for a busway, panel or board and branches for a manifold before they settle for a neighbour's port, and for
    these before the source that feeds them; laid routes are no destination, and two that only take are no pair.
    """
    able = [spot for spot in others if not kind_of(spot.element).joins and not is_alike(place, spot) and accept(spot)]
    shared = candidates(place, (spot for spot in able if spot.port.many), joints)
    passed_on = [c for c in shared if c.port.domain != "electrical" or is_fed(c.element)]
    return next(iter(passed_on or shared or candidates(place, able, joints)), None)


def is_alike(a: Spot, b: Spot) -> bool:
    """Joining them joins nothing to anything: the supplies of two racks, two consumers, two panels."""
    one, other = kind_of(a.element), kind_of(b.element)
    consumers = ("IT", "Air")
    same = one is other and (a.port.name == b.port.name or a.port.domain == "electrical")
    return same or (one.category in consumers and other.category in consumers)


def is_fed(element: Element) -> bool:
    """Does it take the power it gives from somewhere else: a panel does, a utility does not."""
    return any(port.domain == "electrical" and port.direction != "output" for port in kind_of(element).ports(element))


def along(place: Spot, at_m: Vec3) -> Spot:
    """A shared port of something that runs along a route is reached at the route's nearest point."""
    way: tuple[Vec3, ...] = getattr(place.element, "route_m", ())
    if not place.port.many or len(way) < 2:
        return place
    points = [_closest(p, q, at_m) for p, q in itertools.pairwise(way)]
    return Spot(place.element, place.port, min(points, key=lambda point: dist(point, at_m)))


def _closest(p: Vec3, q: Vec3, to: Vec3) -> Vec3:
    span = [b - a for a, b in zip(p, q, strict=True)]
    square = sum(s * s for s in span)
    t = sum((w - a) * s for w, a, s in zip(to, p, span, strict=True)) / square if square else 0.0
    t = min(max(t, 0.0), 1.0)
    return (p[0] + t * span[0], p[1] + t * span[1], p[2] + t * span[2])


def orthogonal(a: Vec3, b: Vec3, over_m: float = OVERHEAD_M) -> tuple[Vec3, ...]:
    """A way along the axes: up to the crossing height, along x, along y, down again. No point twice in a row."""
    height = max(a[2], b[2], over_m) if abs(a[0] - b[0]) + abs(a[1] - b[1]) > TOUCH_M else max(a[2], b[2])
    points = [a, (a[0], a[1], height), (b[0], a[1], height), (b[0], b[1], height), b]
    rounded = [(round(x, 3), round(y, 3), round(z, 3)) for x, y, z in points]
    kept = [rounded[0]]
    for point in rounded[1:]:
        if dist(point, kept[-1]) > 0.001:
            kept.append(point)
    return _straightened(kept)


def _straightened(points: list[Vec3]) -> tuple[Vec3, ...]:
    """Without the points in the middle of a straight piece."""
    kept = points[:1]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        turns = sum(1 for k in range(3) if abs(point[k] - before[k]) > 1e-6 or abs(after[k] - point[k]) > 1e-6)
        if turns > 1:
            kept.append(point)
    return (*kept, points[-1])


def length_m(route: Sequence[Vec3]) -> float:
    """Length of a way [m]."""
    return sum(dist(p, q) for p, q in itertools.pairwise(route))


def join(a: Spot, b: Spot, new_id: Callable[[str], str], new_name: Callable[[str], str]) -> list[Record]:
    """The records that join two fitting ports: a connection, or a route between two connections.

    Args:
        new_id: gives a free id for a stem ("cable", "joint").
        new_name: gives a free name for a kind's label.
    """
    b = along(b, a.at_m)
    a = along(a, b.at_m)
    kind = next((kind for kind in KINDS if kind.joins == a.port.domain), None)
    is_laid = any(kind_of(place.element).joins for place in (a, b))
    if is_laid or kind is None or dist(a.at_m, b.at_m) < TOUCH_M:
        return [Connection(id=new_id("joint"), a=a.end, b=b.end)]
    first, last = _in_flow_order(a, b)
    route = orthogonal(first.at_m, last.at_m)
    piece = _blank(kind.name, new_id(kind.name), new_name(kind.label), kind.record, _design_a(first, last), max(first.port.voltage_v, last.port.voltage_v))
    piece = replace(piece, **_fitting_fields(piece, first, last, route))
    ports = [port.name for port in kind.ports(piece)]
    return [
        piece,
        Connection(id=new_id("joint"), a=first.end, b=f"{piece.id}.{ports[0]}"),
        Connection(id=new_id("joint"), a=f"{piece.id}.{ports[1]}", b=last.end),
    ]


def _design_a(a: Spot, b: Spot) -> float:
    """What flows between two ports [A]: a busbar's own rating says nothing about one of its branches."""
    single = [place for place in (a, b) if not place.port.many]
    found = [conductor.design_a(place.element, place.port) for place in single or (a, b)]
    return max(found) if single else min(found)


def _in_flow_order(a: Spot, b: Spot) -> tuple[Spot, Spot]:
    """Feeds run from output to input; what cannot be told stays as given."""
    return (b, a) if "input" in (a.port.direction,) or b.port.direction == "output" else (a, b)


def _blank(kind: str, key: str, name: str, record: type[Element], amps: float, volts: float) -> Element:
    """One of the kind's catalogue, for a current at a voltage; several in parallel where one does not do."""
    found = conductor.fitting(kind, amps, volts)
    if found is None:
        return record(id=key, name=name)
    stock, count = found
    parallel = {"parallel": count} if "parallel" in stock.__struct_fields__ else {}
    return replace(stock, id=key, name=name, **parallel)


def _fitting_fields(piece: Element, a: Spot, b: Spot, route: tuple[Vec3, ...]) -> dict[str, Any]:
    """What the laid route takes over from its two ends, as far as its record has such fields."""
    near = [place.element for place in (b, a)]
    bore = min((place.port.diameter_m for place in (a, b) if place.port.diameter_m > 0), default=0.0)
    wanted: dict[str, Any] = {
        "route_m": route,
        "length_m": round(length_m(route), 3),
        "hall": next((element.hall for element in near if element.hall), ""),
        "lineup": next((found for element in near if (found := str(getattr(element, "lineup", "")))), ""),
        "system": a.port.system or b.port.system,
        "line": next((place.port.direction for place in (a, b) if place.port.direction in ("supply", "return")), ""),
        "bore_m": bore,
    }
    empty = ("", 0.0)
    return {name: value for name, value in wanted.items() if name in piece.__struct_fields__ and value not in empty}


def carried(element: Element, point: Vec3, before: Element) -> Vec3:
    """Where a world point fixed to an element goes when the element has moved or turned."""
    x, y, z = (point[k] - before.at_m[k] for k in range(3))
    local = turned((x, y, z), (360 - before.turn_deg) % 360)
    return world(element, local)
