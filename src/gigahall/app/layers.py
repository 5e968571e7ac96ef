"""The layers of a scene: kinds of equipment and kinds of routes."""

from __future__ import annotations

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

ROUTES = {"thermal": "Pipes", "electrical": "Busways and cables"}
HOLLOW = "Containment"


def layer_of(element: Element) -> str:
    """The layer an element belongs to; "" for rooms, which are always shown."""
    kind = kind_of(element)
    if kind.is_room:
        return ""
    if kind.is_route:
        domains = {port.domain for port in kind.ports(element)}
        return ROUTES["thermal" if "thermal" in domains else "electrical"]
    if kind.is_hollow:
        return HOLLOW
    return {"IT": "Racks", "Air": "Air units and tiles", "Liquid": "Liquid cooling", "Power": "Power equipment"}.get(kind.category, kind.category)
