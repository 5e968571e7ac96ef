"""Joints that may not be: ports that do not fit, and supply joined to return, also through the pipes between them."""

from __future__ import annotations

from collections.abc import Mapping

from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.record import Connection, Element, Record

PLACE_FIELDS = frozenset(("at_m", "turn_deg", "hall", "route_m", "length_m", "name", "in_service"))
"""What a move or a switch changes; no port turns its direction with them."""


def wrong_joint(document: Document, diff: Diff) -> str:
    """Why an edit may not stand: it joins ports that do not fit, or turns a joint into one of supply and return; else "".

    What was wrong before (a scene of another make) is no reason to refuse the next edit of it.
    """
    added = [record for record in diff.added.values() if isinstance(record, Connection)]
    turned = [new for old, new in diff.updated.values() if isinstance(old, Element) and isinstance(new, Element) and is_turned(old, new)]
    if not added and not turned:
        return ""
    records = _after(document, diff)
    joints = joining.Joints(record for record in records.values() if isinstance(record, Connection))
    for joint in added:
        if reason := misfit(joint, records, joints):
            return reason
    for joint in (joint for element in turned for joint in document.connections_of(element.id) if joint.id in records):
        if reason := misfit(joint, records, joints):
            return f"{reason}; disconnect them first"
    return ""


def is_turned(old: Element, new: Element) -> bool:
    """Does a change give one of an element's ports another direction."""
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


def misfit(joint: Connection, records: Mapping[str, Record], joints: joining.Joints) -> str:
    """Why a joint may not be, what hangs on its pipes taken into account; "" when it may."""
    a, b = (spot_in_line(end, records, joints) for end in (joint.a, joint.b))
    return joining.misfit(a, b) if a is not None and b is not None else ""


def spot_in_line(end: str, records: Mapping[str, Record], joints: joining.Joints) -> joining.Spot | None:
    """The port an end "ELEMENT.port" names, with the direction of the line it hangs on; None where there is none."""
    element = records.get(element_of(end))
    port = joining.port_of(element, port_of(end)) if isinstance(element, Element) else None
    if port is None or not isinstance(element, Element):
        return None
    return joining.in_line(joining.Spot(element, port, element.at_m), records, joints)
