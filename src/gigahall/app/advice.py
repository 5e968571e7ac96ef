"""What to do next about an element that is not connected: words for the problems list and for refused connections."""

from __future__ import annotations

from collections.abc import Sequence

from gigahall.kinds import joining
from gigahall.kinds.wiring import free_spots, nearest_pairs
from gigahall.scene.document import Document
from gigahall.scene.record import Element

_NAMED = 4
MEDIA = {"electrical": "power", "thermal": "coolant"}
PARTNERS = {"electrical": "a panel, busway or source", "thermal": "a header or source of its loop"}
QUANTITY_OF_DOMAIN = {"electrical": "power.p_w", "thermal": "coolant.flow_m3_s"}
"""What an element that gets nothing at all is told about (session/state.py)."""


def unconnected(document: Document, element: Element, quantity: str) -> str:
    """What to do about an element that stands still because nothing is joined to its ports; "" when that is not the reason."""
    domain = next((name for name, told in QUANTITY_OF_DOMAIN.items() if told == quantity), "")
    joints = joining.Joints(document.connections_of(element.id))
    own = [place for place in joining.spots(element) if place.port.domain == domain]
    if not own or any(joints.others(place.end) for place in own):
        return ""
    words = f"Not connected to {MEDIA[domain]}"
    if any(near.port.domain == domain for near, _ in nearest_pairs(document, [element])):
        return f"{words}: Shift C joins it to the nearest"
    return f"{words}: {_first_step(document, own)}, then press Shift C"


def nothing_fits(document: Document, chosen: Sequence[Element], spoken: str) -> str:
    """Why "connect to nearest" has nothing to do."""
    joints = joining.Joints(document.connections())
    free = [place for element in chosen for place in joining.spots(element) if joints.is_free(place) and not place.port.many]
    if not free:
        return f"{spoken} has no free port"
    domains = [name for name in MEDIA if any(place.port.domain == name for place in free)]
    steps = [f"for {MEDIA[name]} {_first_step(document, [p for p in free if p.port.domain == name])}" for name in domains]
    return f"Nothing here fits {spoken}: {', '.join(steps)}"


def still_free(document: Document, keys: Sequence[str]) -> str:
    """What of some elements hangs loose still, in words; "" when nothing does."""
    joints = joining.Joints(document.connections())
    elements = [element for key in keys if isinstance(element := document.records.get(key), Element)]
    labels = [place.label for element in elements for place in free_spots(document, element, joints)]
    if not labels:
        return ""
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"nothing that fits is free for {', '.join(labels[:_NAMED])}{more}"


def _first_step(document: Document, free: Sequence[joining.Spot]) -> str:
    """What would have to stand in the scene for these ports of one domain."""
    if (other := _other_voltage(document, free)) is not None:
        return f"place a transformer between {other.element.name} ({other.port.system}) and it ({free[0].port.system})"
    return f"place {PARTNERS[free[0].port.domain]}"


def _other_voltage(document: Document, free: Sequence[joining.Spot]) -> joining.Spot | None:
    """Something that would feed the port if it were of its voltage."""
    for element in document.elements():
        for other in joining.spots(element):
            port = other.port
            if port.domain == "electrical" and port.direction != "input" and element.id != free[0].element.id:
                wanted = free[0].port
                if wanted.domain == port.domain and wanted.direction != "output" and port.system != wanted.system:
                    return other
    return None
