"""What is unusual about a scene, without solving it: open feeds, unjoined loops, colliding equipment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gigahall.kinds.registry import kind_of
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element, Record


def warnings(records: Iterable[Record]) -> Iterator[str]:
    """One line per finding, with the element's name."""
    records = tuple(records)
    joined = {end for record in records if isinstance(record, Connection) for end in (record.a, record.b)}
    for element in records:
        if isinstance(element, Element):
            free = [p for p in kind_of(element).ports(element) if f"{element.id}.{p.name}" not in joined and _wanted(p)]
            if free and element.in_service:
                names = ", ".join(port.label or port.name for port in free)
                yield f"{element.name}: nothing is joined to {names}"


def _wanted(port: Port) -> bool:
    """A feed or a coolant stub does nothing unjoined; the far end of a busway is meant to be free."""
    return not port.many and (port.domain == "thermal" or port.direction == "input")
