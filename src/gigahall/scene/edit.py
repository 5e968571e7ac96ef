"""One open transaction. Every value is checked at this door, so that what stands in a document can always be saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from gigahall.scene.diff import Diff, between
from gigahall.scene.joints import Joints, element_of
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, checked, replace

N = TypeVar("N", bound=Record | None)


class EditError(ValueError):
    """An edit that cannot be made; the text says why."""


class FieldError(EditError, msgspec.ValidationError):
    """A value that a field cannot hold; the text names the record and the field."""


class Edit:
    """Collects changes over the document without touching it. Reading through it shows the changes made so far."""

    def __init__(self, base: Mapping[str, Record], joints: Joints) -> None:
        self._base = base
        self._base_joints = joints
        self._after: dict[str, Record | None] = {}
        self._diff: Diff | None = None
        """As it was found the last time; None after a change."""
        self._joints = Joints()
        self._open = True

    def __getitem__(self, key: str) -> Record:
        record = self._now(key)
        if record is None:
            raise EditError(f"there is no record with the id {key!r}")
        return record

    def __contains__(self, key: str) -> bool:
        return self._now(key) is not None

    def add(self, record: Record) -> Record:
        """Add a record with a new id; returns it as it will stand in the document."""
        if record.id in self:
            raise EditError(f"the id {record.id!r} is taken")
        if isinstance(record, Scene | Ambient):
            raise EditError(f"a scene has one {type(record).__name__.lower()} record only")
        return self._set(record.id, _valid(record))

    def replace(self, key: str, **changes: Any) -> Record:
        """Change some fields of a record; returns the new one."""
        old = self[key]
        if changes.get("id", key) != key:
            raise EditError(f"{key!r} keeps its id; add a copy under the new id and remove this one")
        try:
            return self._set(key, replace(old, **changes))
        except (msgspec.ValidationError, AttributeError) as error:
            raise FieldError(f"{key}: {error}") from error

    def put(self, record: Record) -> None:
        """Replace the record of the same id whole."""
        old = self[record.id]
        if isinstance(old, Scene | Ambient) and type(record) is not type(old):
            raise EditError(f"{record.id!r} belongs to the scene itself and keeps its kind")
        self._set(record.id, _valid(record))

    def remove(self, key: str) -> None:
        """Remove a record and every connection that ends at it; what stood in a room that leaves stands in no room."""
        record = self[key]
        if isinstance(record, Scene | Ambient):
            raise EditError(f"{key!r} belongs to the scene itself and stays")
        self._set(key, None)
        if not isinstance(record, Element):
            return
        for other in (*self._base_joints.connections(key), *self._joints.connections(key)):
            joint = self._now(other)
            if isinstance(joint, Connection) and key in (element_of(joint.a), element_of(joint.b)):
                self._set(other, None)
        for other in (*self._base_joints.residents(key), *self._joints.residents(key)):
            resident = self._now(other)
            if isinstance(resident, Element) and resident.hall == key:
                self._set(other, replace(resident, hall=""))

    def diff(self) -> Diff:
        """What the edit does. Raises EditError when a record would refer to one that is not there."""
        if self._diff is not None:
            return self._diff
        for record in self._after.values():
            if isinstance(record, Connection):
                self._need(record, "a", element_of(record.a))
                self._need(record, "b", element_of(record.b))
            elif isinstance(record, Element) and record.hall:
                self._need(record, "hall", record.hall)
        self._diff = between({key: self._base.get(key) for key in self._after}, self._after)
        return self._diff

    def close(self) -> None:
        """End the transaction: nothing can be changed through it any more."""
        self._open = False

    def _need(self, record: Record, field: str, wanted: str) -> None:
        if not isinstance(self._now(wanted), Element):
            raise EditError(f"{record.id}: {field}: there is no element with the id {wanted!r}")

    def _now(self, key: str) -> Record | None:
        return self._after[key] if key in self._after else self._base.get(key)

    def _set(self, key: str, new: N) -> N:
        if not self._open:
            raise EditError("this edit has ended; open another one")
        self._diff = None
        if (before := self._after.get(key)) is not None or new is not None:
            self._joints.change(before, new)
        self._after[key] = new
        return new


def _valid(record: Record) -> Record:
    try:
        return checked(record)
    except msgspec.ValidationError as error:
        raise FieldError(f"{record.id}: {error}") from error
