"""Which ports "connect to nearest" joins: every free port to what fits, the feeds of one rack to different sources."""

from __future__ import annotations

from collections.abc import Sequence

from gigahall.kinds import joining
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of
from gigahall.scene.record import Element

Pair = tuple[joining.Spot, joining.Spot]


def nearest_pairs(document: Document, chosen: Sequence[Element]) -> list[Pair]:
    """Pairs to join, in the order of elements and ports; none of them uses a port twice."""
    joints = joining.Joints(document.connections())
    inside = {element.id for element in chosen}
    pool = [element for element in document.elements() if element.in_service and element.id not in inside]
    pairs: list[Pair] = []
    taken: set[str] = set()
    for element in chosen:
        used = _partners(document, element, joints)
        for place in joining.spots(element):
            if place.port.many or place.end in taken or not joints.is_free(place):
                continue
            found = _best(place, pool, joints, used)
            if found is not None and (found.port.many or found.end not in taken):
                pairs.append((place, found))
                taken |= {place.end, found.end}
                used.add(found.element.id)
    return pairs


def _best(place: joining.Spot, pool: Sequence[Element], joints: joining.Joints, used: set[str]) -> joining.Spot | None:
    """The nearest on something this element does not hang on yet, else the nearest of all.

    Two feeds on one panel are better than one of them past it on the source.
    """
    fresh = joining.nearest(place, [element for element in pool if element.id not in used], joints)
    found = joining.nearest(place, pool, joints)
    if fresh is None or (found is not None and joining.is_fed(found.element) and not joining.is_fed(fresh.element)):
        return found
    return fresh


def _partners(document: Document, element: Element, joints: joining.Joints) -> set[str]:
    ends = [other for place in joining.spots(element) for other in joints.others(place.end)]
    return {element_of(joining.far_end(end, document.records, joints)) for end in ends}
