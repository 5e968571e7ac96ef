"""What a list would do to a scene, before anything is done: new, changed, untouched and refused rows.

A list never removes anything: what it does not name stays as it is. A scene without equipment gets the rooms its list names
and an ideal source for every feed that is given by its letter; in any other scene a room must be there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gigahall.interop.equipment_csv import elements, fault
from gigahall.interop.equipment_csv.connections import Joiner
from gigahall.interop.equipment_csv.fault import EquipmentError
from gigahall.interop.equipment_csv.ids import slug
from gigahall.interop.equipment_csv.rooms import NewRooms, sources
from gigahall.interop.equipment_csv.sheet import Lists, Row
from gigahall.kinds import joining
from gigahall.kinds.following import following
from gigahall.kinds.misfit import is_turned, misfit
from gigahall.kinds.placing import Floor
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.edit import Edit
from gigahall.scene.naming import Ids
from gigahall.scene.record import Connection, Element, Record, replace
from gigahall.units import System

State = Literal["new", "changed", "untouched", "refused"]
STATES: tuple[State, ...] = ("new", "changed", "untouched", "refused")


@dataclass
class Entry:
    """One row and what it does. `reason` says why it is refused."""

    row: Row
    state: State
    name: str
    old: Record | None = None
    new: Record | None = None
    reason: str = ""

    def refuse(self, error: EquipmentError) -> None:
        self.state, self.new, self.reason = "refused", None, str(error)


@dataclass
class Plan:
    """What a list does to a scene."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    made: list[Record] = field(default_factory=list)
    """Rooms and sources that no row describes, with their connections."""
    followed: list[Element] = field(default_factory=list)
    """Routes that come along with what they are laid to."""
    notes: list[str] = field(default_factory=list)
    """What was left out, and what the user should know."""

    def count(self, state: State) -> int:
        return sum(entry.state == state for entry in self.entries)

    @property
    def summary(self) -> str:
        """ "3 new, 1 changed, 290 untouched, 0 refused"."""
        return ", ".join(f"{self.count(state)} {state}" for state in STATES)

    @property
    def refusals(self) -> list[str]:
        return [entry.reason for entry in self.entries if entry.state == "refused"]

    @property
    def added(self) -> list[Record]:
        rooms = [record for record in self.made if isinstance(record, Element) and kind_of(record).is_room]
        others = [record for record in self.made if record not in rooms]
        return [*rooms, *(entry.new for entry in self.entries if entry.state == "new" and entry.new), *others]

    @property
    def replaced(self) -> list[Record]:
        return [*(entry.new for entry in self.entries if entry.state == "changed" and entry.new), *self.followed]

    def apply(self, edit: Edit) -> None:
        """Do it in an open transaction."""
        for record in self.added:
            edit.add(record)
        for record in self.replaced:
            edit.put(record)


def plan(lists: Lists, document: Document, progress: Callable[[float], None] = lambda frac: None, units: System = "SI") -> Plan:
    """What the lists do to a document. Raises EquipmentError for a list that cannot be used at all.

    `progress` is told the share done, and may raise to end it; the notes speak in `units`.
    """
    return _Planner(lists, document, progress, units).plan


class _Planner:
    """Works row by row; what one row makes the later ones can refer to."""

    def __init__(self, lists: Lists, document: Document, progress: Callable[[float], None], units: System) -> None:
        self.plan = Plan(lists.name, notes=lists.left_out)
        self._document, self._progress, self._units = document, progress, units
        self._records = document.records
        self._old = {element.id: element for element in document.elements()}
        self._by_name: dict[str, list[Element]] = {}
        for element in self._old.values():
            self._by_name.setdefault(element.name, []).append(element)
        self._is_bare = not self._old
        self._ids: dict[str, int] = {}
        self._names: dict[str, int] = {}
        rows = lists.equipment.rows() if lists.equipment else []
        joints = lists.connections.rows() if lists.connections else []
        self._new_ids = Ids((*self._records, *(row.text("id") for row in (*rows, *joints))))
        self._n_row = max(len(rows) + len(joints), 1)
        for row in rows:
            self._tell()
            self._plan_element(row)
        self._rooms()
        self._sources()
        self._warn()
        self._connections(joints)
        self._follow()

    def _tell(self) -> None:
        n_done = len(self.plan.entries)
        if n_done % 50 == 0:
            self._progress(n_done / self._n_row)

    # ------------------------------------------------------------ elements

    def _plan_element(self, row: Row) -> None:
        entry = Entry(row, "refused", row.text("name").strip() or row.text("id"))
        self.plan.entries.append(entry)
        try:
            if row.extra:
                raise row.fault("", f"{fault.short(row.extra)} stands under no heading")
            old = self._match(row)
            self._refuse_twice(row, old)
            entry.old = old
            entry.new = elements.updated(row, old) if old else elements.made(row, row.text("id") or self._new_ids.free(slug(row.text("name"))))
        except EquipmentError as error:
            entry.refuse(error)
            return
        entry.name = entry.new.name if isinstance(entry.new, Element) else entry.name
        entry.state = "new" if old is None else "changed"

    def _match(self, row: Row) -> Element | None:
        """The element of the scene that a row speaks of: by id, else by a name that only one has."""
        key = row.text("id")
        if key:
            if key in self._records and key not in self._old:
                raise row.fault("id", f"{fault.short(key)} is taken by something that is no equipment")
            return self._old.get(key)
        named = self._by_name.get(row.text("name"), [])
        if len(named) > 1:
            raise row.fault("name", f"{fault.short(named[0].name)} is the name of {len(named)} elements; give their ids")
        return named[0] if named else None

    def _refuse_twice(self, row: Row, old: Element | None) -> None:
        """Two rows never speak of the same element; without ids two rows never have the same name."""
        key = row.text("id") or (old.id if old else "")
        if key:
            if key in self._ids:
                raise row.fault("id" if row.says("id") else "name", f"{fault.short(row.text('id') or row.text('name'))} is already in line {self._ids[key]}")
            self._ids[key] = row.line
        name = row.text("name")
        if not row.says("id") and name in self._names:
            raise row.fault("name", f"{fault.short(name)} is already in line {self._names[name]}")
        self._names.setdefault(name, row.line)

    # ------------------------------------------------------------ rooms

    def _alive(self) -> list[tuple[Entry, Element]]:
        return [(entry, entry.new) for entry in self.plan.entries if isinstance(entry.new, Element)]

    def _rooms(self) -> None:
        """Put every element into its room; one that says none follows its place."""
        now = {**self._old, **{new.id: new for _, new in self._alive()}}
        rooms = {element.id: element for element in now.values() if kind_of(element).is_room}
        known = {room.name: room.id for room in rooms.values()} | {key: key for key in rooms}
        fresh = NewRooms(bool(rooms), self._new_ids) if self._is_bare else None
        floor = Floor(rooms.values())
        for entry, new in self._alive():
            wanted = entry.row.text("hall")
            if new.id in rooms or entry.row.says_nothing("hall"):
                entry.new = new if new.id in rooms else replace(new, hall="")
            elif wanted in known:
                entry.new = replace(new, hall=known[wanted])
            elif fresh and fresh.wants(entry.row, wanted):
                fresh.put(entry.row, new, wanted)
            elif wanted:
                entry.refuse(entry.row.fault("hall", f"there is no room {fault.short(wanted)}" + _there(rooms.values())))
            elif not (entry.row.says("id") and "hall" in entry.row.sheet.heads):
                entry.new = _in_room(new, entry.old, floor)
        self._enter(fresh.rooms() if fresh else {})

    def _enter(self, fresh: Mapping[str, Element]) -> None:
        """Into the rooms that were made; then it is known what changed at all."""
        self.plan.made += {room.id: room for room in fresh.values()}.values()
        for entry, new in self._alive():
            if new.id in fresh:
                entry.new = replace(new, hall=fresh[new.id].id)
            if new == entry.old:
                entry.state = "untouched"

    # ------------------------------------------------------------ feeds, places, connections

    def _sources(self) -> None:
        lettered = [(entry, new, letters) for entry, new in self._alive() if (letters := elements.feeds(entry.row))]
        if lettered and self._is_bare:
            fed = [(new, letters) for _, new, letters in lettered]
            self.plan.made += sources(fed, [new for _, new in self._alive()], self._new_ids)
        elif any(entry.state == "new" for entry, _, _ in lettered):
            self.plan.notes.append("feeds: the letters only say how many there are; join new racks with “Connect to nearest”")

    def _warn(self) -> None:
        """What would stand in something else, or in no room it could stand in."""
        moved = [new for entry, new in self._alive() if new != entry.old and _has_moved(entry.old, new)]
        if not moved or len(moved) > MOST_CHECKED:
            return
        now = {**self._old, **{new.id: new for _, new in self._alive()}, **{r.id: r for r in self.plan.made if isinstance(r, Element)}}
        floor = Floor(now.values(), self._units)
        self.plan.notes += [reason for element in moved if (reason := floor.refusal([element]))]

    def _connections(self, rows: Iterable[Row]) -> None:
        now: dict[str, Record] = {**self._records, **{new.id: new for _, new in self._alive()}, **{record.id: record for record in self.plan.made}}
        joiner = Joiner(now, self._new_ids)
        for row in rows:
            self._tell()
            entry = Entry(row, "refused", "")
            self.plan.entries.append(entry)
            try:
                entry.old, new = joiner.join(row)
            except EquipmentError as error:
                entry.name = f"{row.text('from')} – {row.text('to')}"
                entry.refuse(error)
                continue
            entry.new, entry.name = new, f"{new.a} – {new.b}"
            entry.state = "new" if entry.old is None else "untouched" if entry.old == new else "changed"
        self._turned(now, joiner.joints)

    def _turned(self, now: Mapping[str, Record], joints: joining.Joints) -> None:
        """A row may not turn a joint that is there into one of supply and return."""
        for entry, new in self._alive():
            if not isinstance(entry.old, Element) or not is_turned(entry.old, new):
                continue
            ends = [(port.name, other) for port in kind_of(new).ports(new) for other in joints.others(f"{new.id}.{port.name}")]
            wrong = (misfit(Connection(id="", a=f"{new.id}.{name}", b=other), now, joints) for name, other in ends)
            if reason := next(filter(None, wrong), ""):
                entry.refuse(entry.row.fault("line" if entry.row.says("line") else "", f"{reason}; disconnect them first"))

    def _follow(self) -> None:
        """Routes laid to what moves come along, unless a row puts them elsewhere itself."""
        moved = {new.id: new for entry, new in self._alive() if isinstance(entry.old, Element) and new != entry.old}
        self.plan.followed = [route for route in following(self._document, moved).values() if route != self._records[route.id]]


MOST_CHECKED = 3000
"""Elements whose places are compared with all others in a preview."""


def _there(rooms: Iterable[Element]) -> str:
    names = [room.name for room in rooms][:5]
    return f"; there {'is' if len(names) == 1 else 'are'} {', '.join(names)}" if names else ""


def _in_room(new: Element, old: Record | None, floor: Floor) -> Element:
    """A new or moved element belongs to the room it stands in."""
    kind = kind_of(new)
    if kind.is_room or kind.is_route or not _has_moved(old, new):
        return new
    room = floor.room_of(new)
    return replace(new, hall=room.id) if room else new


def _has_moved(old: Record | None, new: Element) -> bool:
    return not isinstance(old, Element) or (old.at_m, old.turn_deg) != (new.at_m, new.turn_deg)

