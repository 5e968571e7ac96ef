"""Who hangs on whom: connections by element and the things in a room, kept up to date change by change."""

from __future__ import annotations

from collections.abc import Iterable

from gigahall.scene.record import Connection, Element, Record


def element_of(end: str) -> str:
    """The element id of a connection's end "ELEMENT.port"."""
    return end.partition(".")[0]


def port_of(end: str) -> str:
    """The port name of a connection's end "ELEMENT.port"."""
    return end.partition(".")[2]


class Joints:
    """Ids of the records that refer to another one. Insertion order is kept, so that every run walks it alike."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._connections: dict[str, dict[str, None]] = {}
        self._residents: dict[str, dict[str, None]] = {}
        for record in records:
            self.change(None, record)

    def connections(self, element: str) -> tuple[str, ...]:
        """Connections with an end at the element."""
        return tuple(self._connections.get(element, ()))

    def residents(self, hall: str) -> tuple[str, ...]:
        """Elements that stand in the room."""
        return tuple(self._residents.get(hall, ()))

    def change(self, old: Record | None, new: Record | None) -> None:
        """Take one record's change into account; None = absent."""
        if old is not None:
            self._drop(old)
        if new is not None:
            self._take(new)

    def _take(self, record: Record) -> None:
        if isinstance(record, Connection):
            for end in (record.a, record.b):
                self._connections.setdefault(element_of(end), {})[record.id] = None
        elif isinstance(record, Element) and record.hall:
            self._residents.setdefault(record.hall, {})[record.id] = None

    def _drop(self, record: Record) -> None:
        if isinstance(record, Connection):
            for end in (record.a, record.b):
                _forget(self._connections, element_of(end), record.id)
        elif isinstance(record, Element) and record.hall:
            _forget(self._residents, record.hall, record.id)


def _forget(table: dict[str, dict[str, None]], key: str, member: str) -> None:
    members = table.get(key)
    if members is None:
        return
    members.pop(member, None)
    if not members:
        del table[key]
