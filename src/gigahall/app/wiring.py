"""Which ports "connect to nearest" joins: every free port to what fits, the feeds of one rack to different sources.
And which joints no edit may make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Connection, Element, Record

PLACE_FIELDS = frozenset(("at_m", "turn_deg", "hall", "route_m", "length_m", "name"))
"""What a move changes; no port turns its direction with them."""
Pair = tuple[joining.Spot, joining.Spot]


def nearest_pairs(document: Document, chosen: Sequence[Element]) -> list[Pair]:
    """Pairs to join, in the order of elements and ports; none of them uses a port twice."""
    joints = joining.Joints(document.connections())
    others = _by_domain(document)
    feeders = _Feeders(document, joints)
    pairs: list[Pair] = []
    taken: set[str] = set()
    for element in chosen:
        used = _partners(document, element, joints)
        for place in free_spots(document, element, joints):
            if place.end in taken:
                continue
            pool = [spot for spot in others[place.port.domain] if spot.end not in taken and not feeders.would_ring(place, spot)]
            found = _best(place, pool, joints, used)
            if found is not None:
                feeders.add(place, found)
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
                    far = _spot(joining.far_end(end, self._document.records, self._joints), self._document.records, self._joints)
                    pair = _from_to(spot, far) if far is not None else None
                    if pair is not None and pair[1] == key:
                        found.add(pair[0])
        return self._above[key]


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

    Two feeds on one panel are better than one of them past it on the source.
    """
    fresh = joining.nearest(place, pool, joints, lambda spot: spot.element.id not in used)
    found = joining.nearest(place, pool, joints) if used else fresh
    if fresh is None or (found is not None and joining.is_fed(found.element) and not joining.is_fed(fresh.element)):
        return found
    return fresh


def _partners(document: Document, element: Element, joints: joining.Joints) -> set[str]:
    ends = [other for place in joining.spots(element) for other in joints.others(place.end)]
    return {element_of(joining.far_end(end, document.records, joints)) for end in ends}


def wrong_joint(document: Document, diff: Diff) -> str:
    """Why an edit may not stand: it joins ports that do not fit, or turns a joint into one of supply and return; else "".

    What was wrong before (a scene of another make) is no reason to refuse the next edit of it.
    """
    added = [record for record in diff.added.values() if isinstance(record, Connection)]
    turned = [new for old, new in diff.updated.values() if isinstance(old, Element) and isinstance(new, Element) and _is_turned(old, new)]
    if not added and not turned:
        return ""
    records = _after(document, diff)
    joints = joining.Joints(record for record in records.values() if isinstance(record, Connection))
    for joint in added:
        if reason := _misfit(joint, records, joints):
            return reason
    for joint in (joint for element in turned for joint in document.connections_of(element.id) if joint.id in records):
        if reason := _misfit(joint, records, joints):
            return f"{reason}; disconnect them first"
    return ""


def _is_turned(old: Element, new: Element) -> bool:
    """Has a port another direction than before."""
    if all(name in PLACE_FIELDS or getattr(old, name, None) == getattr(new, name) for name in new.__struct_fields__):
        return False
    before, after = ({port.name: port.direction for port in kind_of(e).ports(e)} for e in (old, new))
    return any(before.get(name, direction) != direction for name, direction in after.items())


def _after(document: Document, diff: Diff) -> dict[str, Record]:
    """The records as an edit would leave them."""
    records = {**document.records, **diff.added, **{key: new for key, (_, new) in diff.updated.items()}}
    for key in diff.removed:
        del records[key]
    return records


def _misfit(joint: Connection, records: Mapping[str, Record], joints: joining.Joints) -> str:
    a, b = (_spot(end, records, joints) for end in (joint.a, joint.b))
    return joining.misfit(a, b) if a is not None and b is not None else ""


def _spot(end: str, records: Mapping[str, Record], joints: joining.Joints) -> joining.Spot | None:
    element = records.get(element_of(end))
    port = joining.port_of(element, port_of(end)) if isinstance(element, Element) else None
    if port is None or not isinstance(element, Element):
        return None
    return joining.in_line(joining.Spot(element, port, element.at_m), records, joints)
