"""What an element is connected to, as rows: port, partner, and the flow or current there."""

from __future__ import annotations

from dataclasses import dataclass

from gigahall.app.desk import Desk
from gigahall.app.panels.grouping import LINEUPS
from gigahall.app.values import unit_code
from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.joints import element_of
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element
from gigahall.units import format_value


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One line of the connections section."""

    port: str
    token: str
    label: str
    other: str
    other_id: str
    value: str
    connections: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.other_id


def rows_of(desk: Desk, element: Element) -> list[LinkRow]:
    """Every port with its partner; ports that take many give one row each."""
    connections = desk.document.connections_of(element.id)
    found: list[LinkRow] = []
    for port in kind_of(element).ports(element):
        joined = [joint for joint in connections if f"{element.id}.{port.name}" in (joint.a, joint.b)]
        found += [_row(desk, element, port, joint) for joint in joined]
        if not joined:
            words = "nothing yet" if port.many else "not connected"
            found.append(LinkRow(port.name, _token(port, None, element), port.label or port.name, words, "", ""))
    return found


def _row(desk: Desk, element: Element, port: Port, joint: Connection) -> LinkRow:
    own = f"{element.id}.{port.name}"
    first = joint.b if joint.a == own else joint.a
    records = desk.document.records
    neighbour = records.get(element_of(first))
    far = joining.far_end(first, records, _Near(desk))
    partner = records.get(element_of(far))
    shown = partner if isinstance(partner, Element) else neighbour
    name = shown.name if isinstance(shown, Element) else element_of(first)
    carrier = neighbour if isinstance(neighbour, Element) and kind_of(neighbour).is_route else element
    return LinkRow(
        port.name, _token(port, shown if isinstance(shown, Element) else None, element), port.label or port.name, name,
        shown.id if isinstance(shown, Element) else "", _value(desk, port, carrier, element), (joint.id,),
    )


class _Near(joining.Joints):
    """The joints of the document, looked up where they are asked for instead of walked whole."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(())
        self._document = desk.document

    def others(self, end: str) -> list[str]:
        found = self._document.connections_of(element_of(end))
        return [joint.b if joint.a == end else joint.a for joint in found if end in (joint.a, joint.b)]


def _token(port: Port, other: Element | None, own: Element) -> str:
    if port.domain == "thermal":
        line = str(getattr(other, "line", "") or getattr(own, "line", ""))
        direction = port.direction if port.direction in ("supply", "return") else line
        return "ret" if direction == "return" else "supply" if port.system == "TCS" else "fws"
    lineup = str(getattr(other, "lineup", "") or getattr(own, "lineup", ""))
    return LINEUPS.get(lineup, "text3")


def _value(desk: Desk, port: Port, carrier: Element, own: Element) -> str:
    if port.domain == "electrical":
        paths = ["power.i_a"] if carrier is not own else ["power.p_w"]
    elif port.direction == "return":
        paths = ["coolant.out_c", "coolant.flow_m3_s"] if carrier is own else ["coolant.in_c", "coolant.flow_m3_s"]
    else:
        paths = ["coolant.flow_m3_s", "coolant.in_c"]
    for path in paths:
        value = desk.value(carrier.id, path)
        if value is not None:
            value = abs(value) if path.endswith("flow_m3_s") else value  # a laid pipe may run against its water
            return " ".join(format_value(value, unit_code(path), desk.units)).strip()
    return ""


