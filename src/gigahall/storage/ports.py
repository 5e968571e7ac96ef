"""Connections whose ends do not fit the ports of what they join. Notes, not faults: a changed field may take a port away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gigahall.kinds import joining, registry
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element, Record


def port_notes(records: Sequence[Record]) -> list[str]:
    """One line for each end at a port that is not there, each joint that does not fit, each port joined too often."""
    ports = _ports(records)
    notes: list[str] = []
    uses: Counter[str] = Counter()
    for record in records:
        if not isinstance(record, Connection):
            continue
        uses.update((record.a, record.b))
        missing = [end for end in (record.a, record.b) if end not in ports and element_of(end) in ports]
        notes += [f"connection {record.id}: {element_of(end)} has no port {port_of(end)!r}" for end in missing]
        a, b = ports.get(record.a), ports.get(record.b)
        if a and b and (reason := misfit(a, b)):
            notes.append(f"connection {record.id}: {record.a} and {record.b} {reason}")
    notes += _crossed_lines(records)
    for end, count in uses.items():
        port = ports.get(end)
        if port and not port.many and count > 1:
            notes.append(f"{element_of(end)}: port {port_of(end)!r} takes one connection and has {count}")
    return notes + _room_notes(records)


def misfit(a: Port, b: Port) -> str:
    """Why two ports cannot be joined; "" when they can."""
    if a.domain != b.domain:
        return f"do not fit: one is {a.domain}, the other {b.domain}"
    if a.system and b.system and a.system != b.system:
        return f"do not fit: one is {a.system}, the other {b.system}"
    if joining.fits(a, b):
        return ""
    if a.direction == b.direction:
        return f"do not fit: both are an {a.direction}"
    return f"do not fit: one is {a.direction}, the other {b.direction}"


def _crossed_lines(records: Sequence[Record]) -> list[str]:
    """Pipes that run from a supply to a return, one line for each run of them."""
    by_id = {record.id: record for record in records}
    joints = joining.Joints(record for record in records if isinstance(record, Connection))
    notes: list[str] = []
    noted: set[str] = set()
    for record in records:
        kind = registry.BY_RECORD.get(type(record)) if isinstance(record, Element) else None
        if kind is None or not isinstance(record, Element) or kind.joins != "thermal" or record.id in noted:
            continue
        ends = [joining.in_line(spot, by_id, joints) for spot in joining.spots(record)]
        if len({spot.port.direction for spot in ends} & {"supply", "return"}) > 1:
            far = [joining.far_end(end, by_id, joints) for spot in ends for end in joints.others(spot.end)]
            notes.append(f"{record.id} joins supply and return: {' and '.join(far)}")
            noted |= _run(record, by_id, joints)
    return notes


def _run(route: Element, by_id: Mapping[str, Record], joints: joining.Joints) -> set[str]:
    """The route and those joined to it end to end."""
    found, new = {route.id}, [route]
    while new:
        for spot in joining.spots(new.pop()):
            for end in joints.others(spot.end):
                other = by_id.get(element_of(end))
                if isinstance(other, Element) and other.id not in found and registry.kind_of(other).joins == "thermal":
                    found.add(other.id)
                    new.append(other)
    return found


def _ports(records: Sequence[Record]) -> dict[str, Port | None]:
    """By "ELEMENT.port"; the bare id of every element of a known kind is in it too."""
    found: dict[str, Port | None] = {}
    for record in records:
        kind = registry.BY_RECORD.get(type(record)) if isinstance(record, Element) else None
        if kind is not None:
            found[record.id] = None
            found.update({f"{record.id}.{port.name}": port for port in kind.ports(record)})
    return found


def _room_notes(records: Sequence[Record]) -> list[str]:
    by_id = {record.id: record for record in records if isinstance(record, Element)}
    notes = []
    for record in by_id.values():
        host = by_id.get(record.hall)
        kind = registry.BY_RECORD.get(type(host)) if host is not None else None
        if kind is not None and not kind.is_room:
            notes.append(f"{record.id}: {record.hall} is not a room")
    return notes
