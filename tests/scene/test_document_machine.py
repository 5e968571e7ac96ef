"""A random walk over the document: whatever was done, every stack index has one state, and undo to zero is the start."""

from __future__ import annotations

from typing import Annotated

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from gigahall.scene.document import Diff, Document
from gigahall.scene.joints import element_of
from gigahall.scene.record import SITE_M, Connection, Element, Record, field
from gigahall.storage import scene_file

NUMBERS = st.floats(0, SITE_M, allow_subnormal=False)


class MachineRoom(Element, frozen=True, kw_only=True, tag="machine_room"):
    """A place for boxes."""


class MachineBox(Element, frozen=True, kw_only=True, tag="machine_box"):
    """Something with a number and a list."""

    rated_w: Annotated[float, field("W", "Rated power", "power air", ge=0, le=1e6)] = 0.0
    route_m: tuple[tuple[float, float, float], ...] = ()


KINDS = (MachineRoom, MachineBox)
State = dict[str, Record]


class DocumentMachine(RuleBasedStateMachine):
    """`states[i]` is what the document must hold at stack index i."""

    elements = Bundle("elements")
    connections = Bundle("connections")

    @initialize(n_room=st.integers(0, 2))
    def start(self, n_room: int) -> None:
        self.document = Document([MachineRoom(id=f"R{i}", name=f"Room {i}") for i in range(n_room)])
        self.start_bytes = scene_file.encode(self.document.records.values())
        self.states: list[State] = [dict(self.document.records)]
        self.mirror: State = dict(self.document.records)
        self.document.subscribe(self.follow)
        self.counter = 0
        self.saved: bytes | None = None

    def follow(self, diff: Diff) -> None:
        """A view that knows nothing but the diffs."""
        for key, old, new in diff.changes():
            assert self.mirror.get(key) == old
            if new is None:
                del self.mirror[key]
            else:
                self.mirror[key] = new

    def done(self) -> None:
        """Take note of the state an edit has led to; it dropped what could have been redone."""
        index = self.document.index
        del self.states[index:]
        self.states.append(dict(self.document.records))

    @rule(target=elements, hall=st.booleans(), rated=NUMBERS)
    def add(self, hall: bool, rated: float) -> str:
        self.counter += 1
        key = f"E{self.counter}"
        rooms = [r.id for r in self.document.elements() if isinstance(r, MachineRoom)]
        with self.document.edit("Add") as edit:
            edit.add(MachineBox(id=key, name=key, rated_w=rated, hall=rooms[0] if hall and rooms else ""))
        self.done()
        return key

    @rule(target=elements)
    def add_room(self) -> str:
        self.counter += 1
        with self.document.edit("Add room") as edit:
            edit.add(MachineRoom(id=f"R{self.counter}x", name="Room"))
        self.done()
        return f"R{self.counter}x"

    @rule(target=connections, a=elements, b=elements)
    def connect(self, a: str, b: str) -> str:
        self.counter += 1
        key = f"c{self.counter}"
        if a in self.document.records and b in self.document.records:
            with self.document.edit("Connect") as edit:
                edit.add(Connection(id=key, a=f"{a}.out", b=f"{b}.in"))
            self.done()
        return key

    @rule(key=elements, x=NUMBERS, name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
    def change(self, key: str, x: float, name: str) -> None:
        if key in self.document.records:
            before = self.document.index
            with self.document.edit("Change") as edit:
                edit.replace(key, at_m=(x, 0.0, 0.0), name=name)
            if dict(self.document.records) != self.states[before]:
                self.done()

    @rule(rated=NUMBERS)
    def bulk_edit(self, rated: float) -> None:
        before = self.document.index
        with self.document.edit("Bulk edit") as edit:
            for box in self.document.elements():
                if isinstance(box, MachineBox):
                    edit.replace(box.id, rated_w=rated, route_m=((rated, 0.0, 0.0),))
        if dict(self.document.records) != self.states[before]:
            self.done()

    @rule(key=elements, way=st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=4))
    def drag(self, key: str, way: list[float]) -> None:
        if key not in self.document.records:
            return
        n_before = len(self.document.history)
        for x in way:
            state = dict(self.document.records)
            with self.document.edit("Drag", merge=f"drag {key}") as edit:
                edit.replace(key, at_m=(x, 0.0, 0.0))
            if dict(self.document.records) != state:
                self.done()
        assert len(self.document.history) <= n_before + 1

    @rule(key=elements, way=st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=4))
    def drag_and_escape(self, key: str, way: list[float]) -> None:
        """As if it had never been: what could be redone before still can."""
        if key not in self.document.records:
            return
        self.counter += 1
        before, history, index = dict(self.document.records), self.document.history, self.document.index
        for x in way:
            with self.document.edit("Drag", merge=f"escaped {self.counter}") as edit:
                edit.replace(key, at_m=(x, 0.0, 0.0))
        self.document.withdraw(f"escaped {self.counter}")
        assert dict(self.document.records) == before
        assert (self.document.history, self.document.index) == (history, index)

    @rule(key=consumes(elements))
    def delete(self, key: str) -> None:
        if key in self.document.records:
            with self.document.edit("Delete") as edit:
                edit.remove(key)
            self.done()

    @rule(key=consumes(connections))
    def disconnect(self, key: str) -> None:
        if key in self.document.records:
            with self.document.edit("Disconnect") as edit:
                edit.remove(key)
            self.done()

    @rule(n=st.integers(1, 4))
    def undo(self, n: int) -> None:
        for _ in range(n):
            index = self.document.index
            assert self.document.undo() == (index > 0)

    @rule(n=st.integers(1, 4))
    def redo(self, n: int) -> None:
        for _ in range(n):
            can = self.document.index < len(self.document.history)
            assert self.document.redo() == can

    @rule()
    def save(self) -> None:
        self.saved = scene_file.encode(self.document.records.values())
        loaded = scene_file.decode(self.saved, kinds=KINDS)
        assert {r.id: r for r in loaded.records} == dict(self.document.records)
        assert scene_file.encode(loaded.records) == self.saved
        assert loaded.notes == ()
        self.document.mark_saved()
        assert self.document.is_saved

    @precondition(lambda self: self.saved is not None)
    @rule()
    def load(self) -> None:
        assert self.saved is not None
        loaded = scene_file.decode(self.saved, kinds=KINDS)
        self.document.load(loaded.records)
        self.start_bytes = self.saved
        self.states = [dict(self.document.records)]
        assert self.document.is_saved

    @invariant()
    def every_index_has_its_state(self) -> None:
        assert dict(self.document.records) == self.states[self.document.index]
        assert len(self.states) == len(self.document.history) + 1
        assert self.mirror == dict(self.document.records)

    @invariant()
    def the_index_of_connections_is_what_a_walk_finds(self) -> None:
        for element in self.document.elements():
            walked = {c.id for c in self.document.connections() if element.id in (element_of(c.a), element_of(c.b))}
            assert {c.id for c in self.document.connections_of(element.id)} == walked
            inside = {e.id for e in self.document.elements() if e.hall == element.id}
            assert {e.id for e in self.document.residents_of(element.id)} == inside

    @invariant()
    def the_elements_are_those_of_the_records(self) -> None:
        assert self.document.elements() == [r for r in self.document.records.values() if isinstance(r, Element)]

    @invariant()
    def nothing_dangles(self) -> None:
        ids = {element.id for element in self.document.elements()}
        for joint in self.document.connections():
            assert {element_of(joint.a), element_of(joint.b)} <= ids
        assert {element.hall for element in self.document.elements()} <= ids | {""}

    def teardown(self) -> None:
        if not hasattr(self, "document"):
            return
        for index in range(self.document.index, 0, -1):
            assert self.document.undo()
            assert dict(self.document.records) == self.states[index - 1]
        assert scene_file.encode(self.document.records.values()) == self.start_bytes, "undo to zero is the file opened"
        while self.document.redo():
            assert dict(self.document.records) == self.states[self.document.index]


TestDocumentMachine = DocumentMachine.TestCase
TestDocumentMachine.settings = hypothesis.settings(max_examples=400, stateful_step_count=50, deadline=None)
