"""The words templates are written in: add equipment from the catalogue, join ports, run cables and pipes."""

from __future__ import annotations

import re
from typing import Any

from gigahall.kinds import catalogue, joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.port import Port
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, Vec3


class Builder:
    """Collects the records of one scene. Ids are the names with what an id may not hold replaced by "-"."""

    def __init__(self, title: str, description: str, **ambient: Any) -> None:
        self._records: dict[str, Record] = {
            "scene": Scene(title=title, description=description), "ambient": Ambient(**ambient),
        }
        self._joints = 0

    def records(self) -> list[Record]:
        return list(self._records.values())

    def add(self, item: str, name: str, at_m: Vec3 = (0.0, 0.0, 0.0), turn_deg: int = 0, hall: str = "", **fields: Any) -> str:
        """Place a catalogue item; returns its id."""
        key = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
        if key in self._records:
            raise ValueError(f"{key!r} is placed twice")
        at = (float(at_m[0]), float(at_m[1]), float(at_m[2]))
        self._records[key] = catalogue.make(
            item, id=key, name=name, at_m=at, turn_deg=turn_deg, hall=hall, **fields
        )
        return key

    def element(self, key: str) -> Element:
        record = self._records[key]
        assert isinstance(record, Element)
        return record

    def join(self, a: str, b: str) -> None:
        """Connect two ports "ELEMENT.port" directly."""
        one, other = self._port(a), self._port(b)
        if not joining.fits(one, other):
            raise ValueError(f"{a} ({one.system} {one.direction}) does not fit {b} ({other.system} {other.direction})")
        self._joints += 1
        key = f"j{self._joints:05d}"
        self._records[key] = Connection(id=key, a=a, b=b)

    def chain(self, *ends: str) -> None:
        """Connect ports pair by pair: a-b, c-d, ..."""
        for a, b in zip(ends[::2], ends[1::2], strict=True):
            self.join(a, b)

    def link(self, item: str, name: str, a: str, b: str, hall: str = "", **fields: Any) -> str:
        """A two-port piece (cable, pipe, busway) from port `a` to port `b`; returns its id."""
        key = self.add(item, name, hall=hall, **fields)
        self.join(a, f"{key}.a")
        self.join(f"{key}.b", b)
        return key

    def _port(self, end: str) -> Port:
        key, _, name = end.partition(".")
        element = self.element(key)
        ports = {port.name: port for port in kind_of(element).ports(element)}
        if name not in ports:
            raise ValueError(f"{key} has no port {name!r}; it has {', '.join(ports)}")
        return ports[name]
