"""What to do next about an element that is not connected: words for the problems list and for refused connections."""

from __future__ import annotations

from collections.abc import Iterable

from gigahall.app.wiring import nearest_pairs
from gigahall.kinds import joining
from gigahall.scene.document import Document
from gigahall.scene.port import Port
from gigahall.scene.record import Element

MEDIA = {"electrical": "power", "thermal": "coolant"}
PARTNERS = {
    "electrical": "a power panel, a busway or a source",
    "thermal": "a header, an ideal source or plant of its loop",
}
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
        return f"{words}: Shift C joins it to the nearest that fits"
    return f"{words}: place {PARTNERS[domain]}, then press Shift C"


def nothing_fits(document: Document, chosen: Iterable[Element], spoken: str) -> str:
    """Why "connect to nearest" has nothing to do."""
    joints = joining.Joints(document.connections())
    free = [place.port for element in chosen for place in joining.spots(element) if joints.is_free(place) and not place.port.many]
    if not free:
        return f"{spoken} has no free port"
    wanted = " and ".join(PARTNERS[domain] for domain in _domains(free) if domain in PARTNERS)
    return f"Nothing here fits the free ports of {spoken}; place {wanted} first"


def _domains(ports: Iterable[Port]) -> list[str]:
    return list(dict.fromkeys(port.domain for port in ports))
