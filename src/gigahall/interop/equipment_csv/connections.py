"""Rows of a list of connections: two elements by id or name, and a port of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from gigahall.interop.equipment_csv import fault
from gigahall.interop.equipment_csv.sheet import Row
from gigahall.kinds import joining
from gigahall.scene.naming import Ids
from gigahall.scene.record import Connection, Element, Record, checked


class Joiner:
    """Joins elements as rows say, beside the connections that are there. What fits by hand fits here."""

    def __init__(self, records: Mapping[str, Record], ids: Ids) -> None:
        self._records, self._ids = records, ids
        self._by_name: dict[str, list[str]] = {}
        for record in records.values():
            if isinstance(record, Element):
                self._by_name.setdefault(record.name, []).append(record.id)
        there = [record for record in records.values() if isinstance(record, Connection)]
        self._by_ends = {frozenset((joint.a, joint.b)): joint for joint in there}
        self._uses = Counter(end for joint in there for end in (joint.a, joint.b))
        self.joints = joining.Joints(there)
        """Those of the scene, and those of the rows so far."""
        self._spots: dict[str, dict[str, joining.Spot]] = {}
        self._lines: dict[str, int] = {}

    def join(self, row: Row) -> tuple[Connection | None, Connection]:
        """The connection of a row as it is in the scene (None where it is new), and as it shall be. Raises EquipmentError."""
        if row.extra:
            raise row.fault("", f"{fault.short(row.extra)} stands under no heading")
        a, b = self._end(row, "from"), self._end(row, "to")
        old = self._old(row, a, b)
        if old and frozenset((old.a, old.b)) == frozenset((a, b)):
            self._once(row, old.id)
            return old, old
        new = self._checked(row, row.text("id") or (old.id if old else self._ids.free("joint")), a, b)
        self._once(row, new.id)
        self._fit(row, a, b, old)
        self._take(old, new)
        return old, new

    def _end(self, row: Row, column: str) -> str:
        """ "ELEMENT.port" of one side: in one cell, or in two."""
        name, port = row.text(column), row.text(f"{column}_port")
        if not port:
            name, _, port = name.strip().partition(".")
        if not name.strip() or not port:
            raise row.fault(column if not name.strip() else f"{column}_port", "is empty")
        found = [name.strip()] if isinstance(self._records.get(name.strip()), Element) else self._by_name.get(name, [])
        if len(found) != 1:
            reason = "is not in the scene" if not found else f"is the name of {len(found)} elements; use an id"
            raise row.fault(column, f"{fault.short(name)} {reason}")
        return f"{found[0]}.{port}"

    def _old(self, row: Row, a: str, b: str) -> Connection | None:
        key = row.text("id")
        record = self._records.get(key) if key else None
        if record is not None and not isinstance(record, Connection):
            raise row.fault("id", f"{fault.short(key)} is taken by something that is no connection")
        return record or self._by_ends.get(frozenset((a, b)))

    def _checked(self, row: Row, key: str, a: str, b: str) -> Connection:
        try:
            return checked(Connection(id=key, a=a, b=b))
        except msgspec.ValidationError as error:
            raise row.fault("id", f"{fault.short(key)} is refused: {error}") from error

    def _once(self, row: Row, key: str) -> None:
        if key in self._lines:
            raise row.fault("id" if row.says("id") else "", f"this connection is already in line {self._lines[key]}")
        self._lines[key] = row.line

    def _fit(self, row: Row, a: str, b: str, old: Connection | None) -> None:
        first, second = self._spot(row, "from", a), self._spot(row, "to", b)
        if old:
            self.joints.remove(old)
        reason = joining.misfit(*(joining.in_line(spot, self._records, self.joints) for spot in (first, second)))
        if old:
            self.joints.add(old)
        if reason:
            raise row.fault("from_port" if row.says("from_port") else "from", reason)
        own = (old.a, old.b) if old else ()
        for column, spot in (("from", first), ("to", second)):
            if not spot.port.many and self._uses[spot.end] > (spot.end in own):
                raise row.fault(f"{column}_port", f"{spot.label} is taken")

    def _spot(self, row: Row, column: str, end: str) -> joining.Spot:
        owner, _, port = end.partition(".")
        element = self._records[owner]
        if owner not in self._spots and isinstance(element, Element):
            self._spots[owner] = {spot.port.name: spot for spot in joining.spots(element)}
        found = self._spots[owner].get(port)
        if found is None:
            there = ", ".join(self._spots[owner]) or "none"
            raise row.fault(f"{column}_port", f"{fault.short(port)} is no port of {fault.short(owner)}; there are {there}")
        return found

    def _take(self, old: Connection | None, new: Connection) -> None:
        if old:
            self.joints.remove(old)
            self._uses.subtract((old.a, old.b))
            self._by_ends.pop(frozenset((old.a, old.b)), None)
        self.joints.add(new)
        self._uses.update((new.a, new.b))
        self._by_ends[frozenset((new.a, new.b))] = new
