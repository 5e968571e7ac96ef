"""What a document is loaded with, put in order ahead: thousands of records take a while, and any thread may do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gigahall.scene.edit import EditError
from gigahall.scene.joints import Joints
from gigahall.scene.record import Ambient, Record, Scene


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Records by id, the scene's own two first, and who hangs on whom. Belongs to the document that it is loaded into."""

    records: dict[str, Record]
    joints: Joints

    @staticmethod
    def of(records: Iterable[Record]) -> Contents:
        """Raises EditError for an id that comes twice."""
        found: dict[str, Record] = {"scene": Scene(), "ambient": Ambient()}
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                raise EditError(f"the id {record.id!r} is there twice")
            seen.add(record.id)
            found[record.id] = record
        return Contents(found, Joints(found.values()))
