"""Which ports "connect to nearest" joins: every free port to what fits, the feeds of one rack to different sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gigahall.kinds import joining
from gigahall.kinds.misfit import spot_in_line
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of
from gigahall.scene.record import Element

Pair = tuple[joining.Spot, joining.Spot]


def nearest_pairs(document: Document, chosen: Sequence[Element]) -> list[Pair]:
    """Pairs to join, in the order of elements and ports; none of them uses a port twice."""
    joints = joining.Joints(document.connections())
    others = _by_domain(document)
    feeders = _Feeders(document, joints)
    loops = _Loops(document, joints)
    pairs: list[Pair] = []
    taken: set[str] = set()
    for element in chosen:
        used = _partners(document, element, joints)
        for place in free_spots(document, element, joints):
            if place.end in taken:
                continue
            pool = [spot for spot in others[place.port.domain] if spot.end not in taken and not feeders.would_ring(place, spot)]
            found = loops.nearest(place, pool) or _best(place, pool, joints, used)
            if found is not None:
                feeders.add(place, found)
                loops.add(place, found)
                pairs.append((place, found))
                taken |= {place.end} if found.port.many else {place.end, found.end}
                used.add(found.element.id)
    return pairs


class _Feeders:
    """What feeds what, the pairs found so far included, so that two pieces do not come to feed each other."""

    def __init__(self, document: Document, joints: joining.Joints) -> None:
        self._document, self._joints = document, joints
        self._above: dict[str, set[str]] = {}

    def add(self, a: joining.Spot, b: joining.Spot) -> None:
        if (pair := _from_to(a, b)) is not None:
            self._feeding(pair[1]).add(pair[0])

    def would_ring(self, a: joining.Spot, b: joining.Spot) -> bool:
        """Would what one of them gets come from itself."""
        pair = _from_to(a, b) if joining.fits(a.port, b.port) else None
        if pair is None:
            return False
        queue, seen = [pair[0]], set[str]()
        while queue:
            key = queue.pop()
            if key == pair[1]:
                return True
            if key not in seen:
                seen.add(key)
                queue += self._feeding(key)
        return False

    def _feeding(self, key: str) -> set[str]:
        """The elements that give power to one."""
        if key not in self._above:
            found = self._above[key] = set()
            element = self._document.records.get(key)
            for spot in joining.spots(element) if isinstance(element, Element) else ():
                for end in self._joints.others(spot.end) if spot.port.domain == "electrical" else ():
                    far = spot_in_line(joining.far_end(end, self._document.records, self._joints), self._document.records, self._joints)
                    pair = _from_to(spot, far) if far is not None else None
                    if pair is not None and pair[1] == key:
                        found.add(pair[0])
        return self._above[key]


class _Loops:
    """Where the other line of an element hangs, the pairs found so far included, so that what a loop gives comes back to it."""

    def __init__(self, document: Document, joints: joining.Joints) -> None:
        self._document, self._joints = document, joints
        self._fresh: dict[str, list[joining.Spot]] = defaultdict(list)
        self._whole: dict[tuple[str, str], set[str]] = {}

    def add(self, a: joining.Spot, b: joining.Spot) -> None:
        """A pair that was found, seen from both of its ends."""
        for one, other in ((a, b), (b, a)):
            self._fresh[one.end].append(other)

    def nearest(self, place: joining.Spot, pool: Sequence[joining.Spot]) -> joining.Spot | None:
        """The nearest on what its other line hangs on, else on the loop of that; None where nothing there fits."""
        for partner in self._partners(place):
            loop = self._loop(partner.element.id, place.port.system)
            for among in ({partner.element.id}, loop):
                found = joining.nearest(place, pool, self._joints, lambda spot, among=among: spot.element.id in among)  # type: ignore[misc]
                if found is not None:
                    return found
        return None

    def _partners(self, place: joining.Spot) -> list[joining.Spot]:
        """What the other line of its element is joined to."""
        other_way = OTHER_LINE.get(place.port.direction)
        siblings = [s for s in joining.spots(place.element) if s.port.direction == other_way and s.port.system == place.port.system]
        return [far for sibling in siblings for far in self._far(sibling) if far.element.id != place.element.id]

    def _far(self, spot: joining.Spot) -> list[joining.Spot]:
        """What is joined to a port, across the routes between."""
        ends = [joining.far_end(end, self._document.records, self._joints) for end in self._joints.others(spot.end)]
        there = [found for end in ends if (found := spot_in_line(end, self._document.records, self._joints)) is not None]
        return there + self._fresh.get(spot.end, [])

    def _loop(self, key: str, system: str) -> set[str]:
        """All that shares its coolant of one system with an element."""
        if (key, system) not in self._whole:
            seen, queue = {key}, [key]
            while queue:
                element = self._document.records[queue.pop()]
                for spot in joining.spots(element) if isinstance(element, Element) else ():
                    fresh = {far.element.id for far in self._far(spot)} if _carries(spot, system) else set()
                    queue += fresh - seen
                    seen |= fresh
            self._whole |= {(member, system): seen for member in seen}
        return self._whole[(key, system)]


OTHER_LINE = {"supply": "return", "return": "supply"}


def _carries(spot: joining.Spot, system: str) -> bool:
    return spot.port.domain == "thermal" and spot.port.system == system


def _from_to(a: joining.Spot, b: joining.Spot) -> tuple[str, str] | None:
    """Which element feeds which across two electrical ports; None where that cannot be told."""
    if a.port.domain != "electrical":
        return None
    if a.port.direction == "output" or b.port.direction == "input":
        return a.element.id, b.element.id
    if b.port.direction == "output" or a.port.direction == "input":
        return b.element.id, a.element.id
    return None


def free_spots(document: Document, element: Element, joints: joining.Joints) -> list[joining.Spot]:
    """The ports of an element that want a partner and have none."""
    free = [place for place in joining.spots(element) if not place.port.many and joints.is_free(place)]
    return [joining.in_line(place, document.records, joints) for place in free]


def _by_domain(document: Document) -> defaultdict[str, list[joining.Spot]]:
    """Every port of what is in service."""
    found: defaultdict[str, list[joining.Spot]] = defaultdict(list)
    for element in document.elements():
        if element.in_service:
            for spot in joining.spots(element):
                found[spot.port.domain].append(spot)
    return found


def _best(place: joining.Spot, pool: Sequence[joining.Spot], joints: joining.Joints, used: set[str]) -> joining.Spot | None:
    """The nearest on something this element does not hang on yet, else the nearest of all.

    Two feeds on one panel are better than one of them past it on the source, or on the one way out of a transformer; and that
    way leads to what passes power on before it leads to a load.
    """
    if place.port.domain == "electrical" and place.port.direction == "output":
        board = joining.nearest(place, pool, joints, lambda spot: _passes_on(spot.element))
        if board is not None:
            return board
    fresh = joining.nearest(place, pool, joints, lambda spot: spot.element.id not in used)
    found = joining.nearest(place, pool, joints) if used else fresh
    if fresh is None or found is None:
        return found
    is_past = joining.is_fed(found.element) and not joining.is_fed(fresh.element)
    return found if is_past or (found.port.many and not fresh.port.many) else fresh


def _passes_on(element: Element) -> bool:
    """Does it give the power it takes to others."""
    return any(port.domain == "electrical" and port.direction != "input" for port in kind_of(element).ports(element))


def _partners(document: Document, element: Element, joints: joining.Joints) -> set[str]:
    ends = [other for place in joining.spots(element) for other in joints.others(place.end)]
    return {element_of(joining.far_end(end, document.records, joints)) for end in ends}
