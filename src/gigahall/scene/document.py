"""The document: records by id, changed only in transactions, every change a Diff that can be turned around.

    with document.edit("Move rack") as edit:
        edit.replace("A01", at_m=(2.7, 3.0, 0.0))

On leaving the block the Diff is applied, pushed on the history and sent to every subscriber; an exception leaves
everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from gigahall.scene.contents import Contents
from gigahall.scene.diff import Diff, affects_of_fields, between, record_hints
from gigahall.scene.edit import Edit, EditError, FieldError
from gigahall.scene.joints import Joints, element_of, port_of
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene

__all__ = [
    "Diff",
    "Document",
    "Edit",
    "EditError",
    "FieldError",
    "Step",
    "affects_of_fields",
    "between",
    "element_of",
    "port_of",
    "record_hints",
]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entry of the history. Two steps are the same only when they are one object."""

    name: str
    diff: Diff
    merge: str = ""
    held_bytes: int = 0

    @staticmethod
    def of(name: str, diff: Diff, merge: str = "") -> Step:
        return Step(name, diff, merge, diff.weight_bytes())


MOST_BYTES = 256 * 1024**2
"""What the history may hold of records that are no longer in the document, about; older steps are let go."""

_NEVER = Step("", Diff())
"""A step of no history: stands for a saved state that no undo or redo reaches."""


class Document:
    """Records, history and subscribers. Not thread-safe: it lives in the thread that edits it."""

    def __init__(self, records: Iterable[Record] = (), most_bytes: int = MOST_BYTES) -> None:
        first = Contents.of(records)
        self._records = first.records
        self._shown = MappingProxyType(self._records)
        self._elements: list[Element] | None = None
        """What `elements` found the last time; None after a change."""
        self._joints = first.joints
        self._steps: list[Step] = []
        self._index = 0
        self._may_merge = False
        self._cut_off: tuple[str, tuple[Step, ...]] = ("", ())
        self._saved: Step | None = None
        self.most_bytes = most_bytes
        self.n_let_go = 0
        """How many of the oldest steps the history had to forget."""
        self._subscribers: list[Callable[[Diff], None]] = []
        self._busy = ""
        self.revision = 0
        """Counts every change, undo and redo included."""

    # ------------------------------------------------------------ reading

    @property
    def records(self) -> Mapping[str, Record]:
        return self._shown

    @property
    def scene(self) -> Scene:
        record = self._records["scene"]
        assert isinstance(record, Scene)
        return record

    @property
    def ambient(self) -> Ambient:
        record = self._records["ambient"]
        assert isinstance(record, Ambient)
        return record

    def elements(self) -> list[Element]:
        if self._elements is None:
            self._elements = [record for record in self._records.values() if isinstance(record, Element)]
        return self._elements[:]

    def connections(self) -> list[Connection]:
        return [record for record in self._records.values() if isinstance(record, Connection)]

    def connections_of(self, element: str) -> list[Connection]:
        """Connections with an end at the element, without walking the whole document."""
        found = [self._records[key] for key in self._joints.connections(element)]
        return [record for record in found if isinstance(record, Connection)]

    def residents_of(self, hall: str) -> list[Element]:
        """Elements that stand in the room, without walking the whole document."""
        found = [self._records[key] for key in self._joints.residents(hall)]
        return [record for record in found if isinstance(record, Element)]

    def find(self, wanted: str) -> Element:
        """The element with this id, or the only one with this name. Raises EditError."""
        record = self._records.get(wanted)
        if isinstance(record, Element):
            return record
        named = [element for element in self.elements() if element.name == wanted]
        if len(named) == 1:
            return named[0]
        reason = "is not in the scene" if not named else f"is the name of {len(named)} elements; use an id"
        raise EditError(f"{wanted!r} {reason}")

    # ------------------------------------------------------------ changing

    def subscribe(self, changed: Callable[[Diff], None]) -> Callable[[], None]:
        """Call `changed(diff)` after every change; returns the call that ends it."""
        self._subscribers.append(changed)

        def end() -> None:
            if changed in self._subscribers:
                self._subscribers.remove(changed)

        return end

    @contextmanager
    def edit(self, name: str, merge: str = "") -> Iterator[Edit]:
        """Open a transaction; successive edits with the same non-empty `merge` become one step of the history."""
        self._check_idle(name)
        edit = Edit(self._records, self._joints)
        self._busy = name
        try:
            yield edit
            diff = edit.diff()
        finally:
            edit.close()
            self._busy = ""
        if diff:
            self._push(Step.of(name, diff, merge))
            self._apply(diff)

    def load(self, records: Iterable[Record] | Contents) -> None:
        """Replace everything, as when another file is opened: the history starts anew and counts as saved."""
        self._check_idle("Open")
        loaded = records if isinstance(records, Contents) else Contents.of(records)
        diff = between(dict(self._records), dict.fromkeys(self._records) | loaded.records)
        self._records.clear()
        self._records.update(loaded.records)
        self._elements = None
        self._joints = loaded.joints
        self._steps.clear()
        self._cut_off = ("", ())
        self.n_let_go = 0
        self._index = 0
        self._may_merge = False
        self.mark_saved()
        self.revision += 1
        self._tell(diff)

    def undo(self) -> bool:
        if not self._index:
            return False
        self._check_idle("Undo")
        self._index -= 1
        self._may_merge = False
        self._apply(self._steps[self._index].diff.reversed())
        return True

    def redo(self) -> bool:
        if self._index == len(self._steps):
            return False
        self._check_idle("Redo")
        self._index += 1
        self._may_merge = False
        self._apply(self._steps[self._index - 1].diff)
        return True

    def withdraw(self, merge: str) -> bool:
        """Take the newest step back as if it had never been, if it is the one with this `merge`: what could be redone
        before it can be redone again."""
        if not merge or self._index != len(self._steps) or self._cut_off[0] != merge:
            return False
        self._check_idle("Withdraw")
        step = self._steps.pop() if self._steps and self._steps[-1].merge == merge else None
        self._index = len(self._steps)
        self._steps += self._cut_off[1]
        self._cut_off = ("", ())
        self._may_merge = False
        if step is not None:
            self._apply(step.diff.reversed())
        return True

    def _check_idle(self, name: str) -> None:
        if self._busy:
            raise EditError(f"{name!r} cannot start while {self._busy!r} is under way")

    def _push(self, step: Step) -> None:
        if not step.merge or step.merge != self._cut_off[0]:
            self._cut_off = (step.merge, tuple(self._steps[self._index :]) if step.merge else ())
        del self._steps[self._index :]
        last = self._steps[-1] if self._steps else None
        if last and self._may_merge and step.merge and last.merge == step.merge and last is not self._saved:
            del self._steps[-1]
            step = Step.of(step.name, last.diff.then(step.diff), step.merge)
        if step.diff:
            self._steps.append(step)
        self._index = len(self._steps)
        self._may_merge = bool(step.diff)
        self._let_go()

    def _let_go(self) -> None:
        """Forget the oldest steps beyond the bound; the newest can always be taken back."""
        held = self.history_bytes
        if held > self.most_bytes:
            self._cut_off = (self._cut_off[0], ())
        n_gone = 0
        while held > self.most_bytes and n_gone < len(self._steps) - 1:
            held -= self._steps[n_gone].held_bytes
            n_gone += 1
        if not n_gone:
            return
        gone = self._steps[:n_gone]
        if self._saved is gone[-1]:
            self._saved = None
        elif self._saved is None or self._saved in gone:
            self._saved = _NEVER
        del self._steps[:n_gone]
        self._index -= n_gone
        self.n_let_go += n_gone

    def _apply(self, diff: Diff) -> None:
        self._elements = None
        is_most = 2 * len(diff) > len(self._records)  # of a scene that is deleted whole, one by one takes longer
        for key, old, new in diff.changes():
            if not is_most:
                self._joints.change(old, new)
            if new is None:
                del self._records[key]
            else:
                self._records[key] = new
        if is_most:
            self._joints = Joints(self._records.values())
        self.revision += 1
        self._tell(diff)

    def _tell(self, diff: Diff) -> None:
        """Every subscriber hears of the change, also after one of them has failed; the first failure is raised then."""
        failures: list[Exception] = []
        self._busy = "telling of a change"
        for changed in tuple(self._subscribers):
            try:
                changed(diff)
            except Exception as failure:
                failures.append(failure)
        self._busy = ""
        if failures:
            raise failures[0]

    # ------------------------------------------------------------ history

    @property
    def history(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    @property
    def history_bytes(self) -> int:
        """What the steps hold, about."""
        return sum(step.held_bytes for step in self._steps)

    @property
    def index(self) -> int:
        """How many steps of the history are in force."""
        return self._index

    @property
    def undo_name(self) -> str:
        return self._steps[self._index - 1].name if self._index else ""

    @property
    def redo_name(self) -> str:
        return self._steps[self._index].name if self._index < len(self._steps) else ""

    @property
    def is_saved(self) -> bool:
        current = self._steps[self._index - 1] if self._index else None
        return current is self._saved

    def mark_saved(self) -> None:
        self._saved = self._steps[self._index - 1] if self._index else None

    def mark_unsaved(self) -> None:
        """No state of the history is in a file: a recovered scene, or one made from a template."""
        self._saved = _NEVER
