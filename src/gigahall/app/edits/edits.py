"""What every edit shares: one transaction, why it was refused, what else it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from gigahall.app import arrange
from gigahall.app.desk import Desk
from gigahall.app.forms import plain_refusal
from gigahall.app.viewstate import held_words, locked_refusal
from gigahall.kinds import placing
from gigahall.kinds.following import following
from gigahall.kinds.misfit import wrong_joint
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document, Edit, EditError
from gigahall.scene.naming import taken_name
from gigahall.scene.record import Element

NOTHING = "Select something first"


class Refused(Exception):
    """Leaves an edit with a reason for the user."""


class Edits:
    """Edits of one document. Each returns "" when it was done and the reason in words when it was refused."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.read_only: Callable[[], str] = lambda: ""
        """Why nothing may be changed now (a file of a newer version), or ""."""
        self.ask_residents: Callable[[Sequence[Element], Sequence[Element]], str] = lambda rooms, residents: "all"
        """What of a deleted room's equipment goes: "all", "rooms" (it stays, in no room) or "cancel"."""
        self._floor: placing.Floor | None = None
        self._floor_revision = -1

    @property
    def document(self) -> Document:
        return self.desk.document

    def floor(self) -> placing.Floor:
        """Everything that stands, as of now."""
        if self._floor is None or self._floor_revision != self.document.revision:
            self._floor = placing.Floor(self.document.elements())
            self._floor_revision = self.document.revision
        self._floor.units = self.desk.units
        return self._floor

    @contextmanager
    def _edit(self, name: str, refused: list[str], merge: str = "", heeds_locks: bool = True) -> Iterator[Edit]:
        """A transaction that says why it was refused instead of raising."""
        locked = self.desk.view_state.locked if heeds_locks else frozenset()
        try:
            with self.document.edit(name, merge) as edit:
                yield edit
                diff = edit.diff()
                if reason := self.read_only() or locked_refusal(locked, diff) or self._wrong(diff):
                    raise Refused(reason)
        except (Refused, EditError, msgspec.ValidationError) as refusal:
            refused.append(plain_refusal(str(refusal), self.desk.units))
            self.desk.say(refused[0], "bad")

    def _wrong(self, diff: Diff) -> str:
        return wrong_joint(self.document, diff) or taken_name(self.document.records, diff)

    def locked(self, elements: Iterable[Element]) -> str:
        """Why these cannot be dragged: which of them, or of what stands in them, is locked."""
        keys = self.desk.view_state.locked
        return held_words([e for e in arrange.with_residents(self.document, list(elements)) if e.id in keys]) if keys else ""

    def _elements(self, ids: Iterable[str] | None) -> list[Element]:
        keys = self.desk.selection if ids is None else ids
        return [element for key in keys if (element := self.desk.element(key))]

    def refusal(self, after: Sequence[Element]) -> str:
        """Why these elements cannot stand there; a fault that was there before the move is no reason."""
        reason = self.floor().refusal(after)
        if not reason:
            return ""
        before = [old for element in after if (old := self.desk.element(element.id))]
        return "" if self.floor().refusal(before) == reason else reason

    def _put(self, edit: Edit, after: Sequence[Element]) -> None:
        by_id = {element.id: element for element in after}
        for element in (*after, *following(self.document, by_id).values()):
            edit.put(element)

    def _house(self, edit: Edit, rooms: Sequence[Element]) -> None:
        """A room takes in what stood in none before."""
        if rooms := [element for element in rooms if kind_of(element).is_room]:
            for element in arrange.taken_in(self.document, rooms):
                edit.put(element)

    def _say(self, reason: str) -> str:
        self.desk.say(reason, "warn")
        return reason


def first(refused: Sequence[str]) -> str:
    return refused[0] if refused else ""
