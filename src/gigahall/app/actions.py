"""Every edit the window can make, and the only place that opens transactions. Views ask; this decides and names the step.

Each method returns "" when it was done and the reason in words when it was refused; the reason is also said on the desk.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from gigahall.app import arrange, clipboard, copying
from gigahall.app.advice import nothing_fits, still_free
from gigahall.app.desk import Desk
from gigahall.app.forms import field_label, plain_refusal
from gigahall.app.naming import Names, taken_name
from gigahall.app.viewstate import held_words, locked_refusal
from gigahall.app.wiring import nearest_pairs
from gigahall.interop.equipment_csv import Plan
from gigahall.kinds import catalogue, joining, placing
from gigahall.kinds.adding import another
from gigahall.kinds.finding import Add, Finding
from gigahall.kinds.following import following
from gigahall.kinds.misfit import wrong_joint
from gigahall.kinds.prose import cure_words, sentence
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document, Edit, EditError
from gigahall.scene.joints import element_of
from gigahall.scene.record import Element, Record, Vec3, replace
from gigahall.storage.fault import one_line
from gigahall.storage.fragment import Fragment, FragmentError

NOTHING = "Select something first"


class _Refused(Exception):
    """Leaves an edit with a reason for the user."""


class Actions:
    """Edits of one document, asked for by menus, keys, panels and tools."""

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
                    raise _Refused(reason)
        except (_Refused, EditError, msgspec.ValidationError) as refusal:
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

    # ------------------------------------------------------------ places

    def refusal(self, after: Sequence[Element]) -> str:
        """Why these elements cannot stand there; a fault that was there before the move is no reason."""
        reason = self.floor().refusal(after)
        if not reason:
            return ""
        before = [old for element in after if (old := self.desk.element(element.id))]
        return "" if self.floor().refusal(before) == reason else reason

    def move(self, delta: Vec3, ids: Iterable[str] | None = None, merge: str = "", name: str = "") -> str:
        """Move by a vector; routes follow, a room takes its equipment along."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        if not any(delta):
            return ""
        whole = arrange.with_residents(self.document, chosen)
        refused: list[str] = []
        with self._edit(name or f"Move {arrange.spoken(chosen)}", refused, merge) as edit:
            after = [arrange.translated(element, delta) for element in whole]
            has_room = any(kind_of(element).is_room for element in chosen)
            if not has_room and (reason := self.refusal(after)):
                raise _Refused(reason)
            if not has_room:
                after = [arrange.in_room(element, self.floor()) for element in after]
            self._put(edit, after)
            if not merge:
                self._house(edit, after)
        return _first(refused)

    def take_in(self, ids: Iterable[str], merge: str) -> None:
        """The end of a drag: what stood in no room belongs to the moved room it now stands in."""
        rooms = [element for element in self._elements(ids) if kind_of(element).is_room]
        if rooms and arrange.taken_in(self.document, rooms):
            with self._edit(f"Move {arrange.spoken(rooms)}", [], merge) as edit:
                self._house(edit, rooms)

    def move_to(self, places: Mapping[str, Vec3], merge: str = "") -> str:
        """Put elements at exact places (typed offsets, swaps, the end of a drag)."""
        chosen = self._elements(places)
        refused: list[str] = []
        with self._edit(f"Move {arrange.spoken(chosen)}", refused, merge) as edit:
            after = [replace(element, at_m=places[element.id]) for element in chosen]
            if reason := self.refusal(after):
                raise _Refused(reason)
            self._put(edit, [arrange.in_room(element, self.floor()) for element in after])
        return _first(refused)

    def swap(self, one: str, other: str) -> str:
        """Exchange the places of two elements; each keeps its turn."""
        a, b = self.document.find(one), self.document.find(other)
        return self.move_to({a.id: b.at_m, b.id: a.at_m})

    def nudge(self, dx: int, dy: int) -> str:
        """By whole tiles; a run of key presses is one step of the history."""
        step = placing.TILE_M
        return self.move((dx * step, dy * step, 0.0), merge="nudge:" + ",".join(self.desk.selection))

    def rotate(self, quarters: int = 1, ids: Iterable[str] | None = None) -> str:
        """Turn by quarters where they stand. What no longer fits is said, not refused: the next press turns it on."""
        chosen = [e for e in self._elements(ids) if not (kind_of(e).is_room or kind_of(e).is_route)]
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        merge = "turn:" + ",".join(element.id for element in chosen)
        with self._edit(f"Turn {arrange.spoken(chosen)}", refused, merge) as edit:
            after = [replace(e, turn_deg=(e.turn_deg + 90 * quarters) % 360) for e in chosen]
            warning = self.refusal(after)
            self._put(edit, after)
        if not refused:
            self.desk.say(f"{warning}; turn on or move it" if warning else "", "warn")
        return _first(refused)

    def _put(self, edit: Edit, after: Sequence[Element]) -> None:
        by_id = {element.id: element for element in after}
        for element in (*after, *following(self.document, by_id).values()):
            edit.put(element)

    def _house(self, edit: Edit, rooms: Sequence[Element]) -> None:
        """A room takes in what stood in none before."""
        if rooms := [element for element in rooms if kind_of(element).is_room]:
            for element in arrange.taken_in(self.document, rooms):
                edit.put(element)

    # ------------------------------------------------------------ new and gone

    def place(self, item: str, at_m: Vec3, turn_deg: int = 0, snap: bool = True) -> str:
        """A new element of a catalogue item; selects it."""
        refused: list[str] = []
        stock = catalogue.item(item)
        names = Names(self.document.records)
        kind = kind_of(stock.element)
        name = names.new_name(f"{_short(kind.label)}-1")
        made = replace(stock.element, id=names.new_id(name), name=name, at_m=at_m, turn_deg=turn_deg)
        if snap and not kind.is_room:
            room = self.floor().room_at(at_m[0], at_m[1])
            made = replace(made, at_m=placing.snapped(made, at_m, origin_m=room.at_m if room else (0.0, 0.0, 0.0)))
        with self._edit(f"Place {name}", refused) as edit:
            made = arrange.in_room(made, self.floor())
            if not kind.is_route and (reason := self.floor().refusal([made])):
                raise _Refused(reason)
            edit.add(made)
            self._house(edit, [made])
        if not refused:
            self.desk.select([made.id])
        return _first(refused)

    def duplicate(self, ids: Iterable[str] | None = None) -> str:
        """Once more, at the nearest free place beside, with the connections among what is copied."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        if reason := self.read_only():
            return self._say(reason)
        piece = copying.fragment_of(self.document, chosen)
        offset = copying.free_offset(self.floor(), piece.elements)
        if offset is None:
            return self._say(f"There is no free place beside {'it' if len(chosen) == 1 else 'them'}")
        return self._copy(f"Duplicate {arrange.spoken(chosen)}", chosen, piece, [(offset, {})])

    def array(
        self, count: int, pitch_m: Vec3, ids: Iterable[str] | None = None, rows: int = 1, row_pitch_m: Vec3 = (0.0, 0.0, 0.0)
    ) -> str:
        """`count` in a row, the selection included, each `pitch_m` from the one before; `rows` of them.

        What has a row in its name keeps it along the row and takes the next ones in the rows that follow.
        """
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        if reason := copying.no_array(count, pitch_m, rows, row_pitch_m):
            return self._say(reason)
        places = copying.array_places(chosen, Names(self.document.records), (count, pitch_m), (rows, row_pitch_m))
        words = f"{count} × {rows}" if rows > 1 else f"{count}"
        piece = copying.fragment_of(self.document, chosen)
        return self._copy(f"Array of {words} × {arrange.spoken(chosen)}", chosen, piece, places)

    def copy(self) -> str:
        """Put the selection on the clipboard, with what stands in its rooms and the connections among all that."""
        chosen = self._elements(None)
        if not chosen:
            return self._say(NOTHING)
        clipboard.put(copying.fragment_of(self.document, chosen))
        self.desk.say(f"Copied {arrange.spoken(chosen)}")
        return ""

    def cut(self) -> str:
        """Copy, then delete, what stands in rooms of the selection included."""
        chosen = self._elements(None)
        if not chosen:
            return self._say(NOTHING)
        piece = copying.fragment_of(self.document, chosen)
        reason = self._remove(f"Cut {arrange.spoken(chosen)}", piece.elements)
        if not reason:
            clipboard.put(piece)
            self.desk.say(f"Cut {arrange.spoken(chosen)}")
        return reason

    def paste(self, at_m: Vec3 | None = None) -> str:
        """What was copied, here or in another window: at a point, where it was, or at the nearest free place beside."""
        try:
            piece = clipboard.get()
        except FragmentError as reason:
            return self._say(str(reason))
        if at_m is None:
            offset = copying.free_offset(self.floor(), piece.elements)
            if offset is None:
                return self._say(copying.no_place(self.floor(), piece.elements))
        else:
            first = piece.elements[0].at_m
            offset = (at_m[0] - first[0], at_m[1] - first[1], 0.0)
        chosen = copying.heads(piece)
        return self._copy(f"Paste {arrange.spoken(chosen)}", chosen, piece, [(offset, {})])

    def _copy(
        self, name: str, chosen: Sequence[Element], piece: Fragment, places: Sequence[tuple[Vec3, Mapping[str, str]]],
        merge: str = "",
    ) -> str:
        """Copies at offsets, with the names wanted for each; selects them and says what of them is not connected."""
        names = Names(self.document.records)
        made = copying.Copies()
        refused: list[str] = []
        with self._edit(name, refused, merge) as edit:
            for offset, called in places:
                made.extend(copying.copies(piece, offset, names, called))
            if reason := copying.refusal(self.floor(), made.elements):
                raise _Refused(reason)
            rooms = [element for element in made.elements if kind_of(element).is_room]
            for record in (*copying.housed(made, self.floor().with_rooms(rooms)), *made.joints):
                edit.add(record)
            self._house(edit, rooms)
        if not refused:
            self.desk.select(copying.shown(made, piece, chosen))
            if words := copying.unconnected_words(made):
                self.desk.say(words, "warn")
        return _first(refused)

    def delete(self, ids: Iterable[str] | None = None) -> str:
        """Remove elements, their connections and the routes laid to them. What stands in a room that goes is asked about."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        whole = arrange.with_residents(self.document, chosen)
        if len(whole) > len(chosen):
            rooms = [element for element in chosen if kind_of(element).is_room]
            answer = self.ask_residents(rooms, whole[len(chosen):])
            if answer == "cancel":
                return "Nothing was deleted"
            if answer == "all":
                return self._remove(f"Delete {arrange.spoken(chosen)} with its equipment", whole)
        return self._remove(f"Delete {arrange.spoken(chosen)}", chosen)

    def _remove(self, name: str, elements: Sequence[Element]) -> str:
        refused: list[str] = []
        with self._edit(name, refused) as edit:
            for key in arrange.with_routes(self.document, [element.id for element in elements]):
                edit.remove(key)
        return _first(refused)

    # ------------------------------------------------------------ fields

    def set_field(self, field: str, value: Any, ids: Iterable[str] | None = None) -> str:
        """One field of one or many elements of a kind."""
        chosen = [e for e in self._elements(ids) if field in e.__struct_fields__]
        if not chosen:
            return self._say(NOTHING)
        if field == "at_m" and len(chosen) == 1 and kind_of(chosen[0]).is_room:
            x, y, z = (round(to - at, 4) for to, at in zip(value, chosen[0].at_m, strict=True))
            return self.move((x, y, z), [chosen[0].id])
        refused: list[str] = []
        label = _lower(field_label(type(chosen[0]), field))
        with self._edit(f"Change {label} of {arrange.spoken(chosen)}", refused) as edit:
            values = self._numbered(value, chosen) if field == "name" else [value] * len(chosen)
            after = [replace(element, **{field: own}) for element, own in zip(chosen, values, strict=True)]
            if field in ("at_m", "turn_deg"):
                if reason := self.refusal(after):
                    raise _Refused(reason)
                after = [arrange.in_room(element, self.floor()) for element in after]
            self._put(edit, after)
        return _first(refused)

    def _numbered(self, name: str, chosen: Sequence[Element]) -> list[str]:
        """One name for many gives each a number of its own; one alone is taken or refused as it is."""
        if len(chosen) == 1:
            return [name]
        own = {element.id for element in chosen}
        names = Names({key: record for key, record in self.document.records.items() if key not in own})
        return [names.new_name(name) for _ in chosen]

    def set_in_service(self, on: bool, ids: Iterable[str] | None = None) -> str:
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        with self._edit(f"Switch {arrange.spoken(chosen)} {'on' if on else 'off'}", refused) as edit:
            for element in chosen:
                edit.replace(element.id, in_service=on)
        return _first(refused)

    def toggle_service(self, ids: Iterable[str] | None = None) -> str:
        """Off when any is on, else on."""
        chosen = self._elements(ids)
        return self.set_in_service(not any(element.in_service for element in chosen), [e.id for e in chosen])

    def rename(self, key: str, name: str) -> str:
        refused: list[str] = []
        with self._edit(f"Rename {self.desk.name_of(key)} to {name}", refused) as edit:
            edit.replace(key, name=name.strip())
        return _first(refused)

    def set_ambient(self, **changes: Any) -> str:
        """Dry bulb, wet bulb, grid voltage."""
        refused: list[str] = []
        with self._edit("Change ambient", refused, merge="ambient:" + ",".join(sorted(changes))) as edit:
            edit.replace("ambient", **changes)
        return _first(refused)

    def set_scene(self, **changes: Any) -> str:
        """Title, description, IT load of the whole scene."""
        refused: list[str] = []
        words = "IT load" if "it_load_frac" in changes else "scene"
        with self._edit(f"Change {words}", refused, merge="scene:" + ",".join(sorted(changes))) as edit:
            edit.replace("scene", **changes)
        return _first(refused)

    # ------------------------------------------------------------ cures

    def cure(self, finding: Finding) -> str:
        """Do what the solution proposes for one of its problems; one step of the history."""
        if finding.cure is None or not finding.cure.edit:
            return self._say("No cure was computed for this")
        name = f"Cure: {sentence(cure_words(finding, self.desk.name_of, self.desk.units))}"
        merge = f"cure:{self.document.revision}"
        refused: list[str] = []
        for change in finding.cure.edit:
            if isinstance(change, Add):
                self._add_like(change.like, name, merge, refused)
                continue
            with self._edit(name, refused, merge) as edit:
                edit.replace(change.element, **{change.field: change.value})
        return _first(refused)

    def try_cure(self, finding: Finding) -> str:
        """Do it as a trial: what was before stays beside what is now until it is kept or undone."""
        before = self.desk.results if self.desk.results.state == "settled" else self.desk.before
        reason = self.cure(finding)
        if not reason:
            self.desk.begin_trial(sentence(cure_words(finding, self.desk.name_of, self.desk.units)), before)
        return reason

    def undo_trial(self) -> None:
        """As it was before what is tried."""
        if self.desk.trial is not None:
            self.undo()

    def _add_like(self, like: str, name: str, merge: str, refused: list[str]) -> None:
        """One more of an element at the nearest free place of its room, joined to what is nearest and fits."""
        chosen = self._elements([like])
        there = another(self.floor(), chosen[0]) if chosen else None
        if there is None:
            refused.append(self._say(self._no_place(chosen)))
            return
        piece = copying.fragment_of(self.document, chosen)
        piece = dataclasses.replace(piece, elements=(replace(chosen[0], turn_deg=there.turn_deg),))
        offset = (there.at_m[0] - chosen[0].at_m[0], there.at_m[1] - chosen[0].at_m[1], 0.0)
        if reason := self._copy(name, chosen, piece, [(offset, {})], merge):
            refused.append(reason)
            return
        fresh = self.desk.selected
        if pairs := nearest_pairs(self.document, fresh):
            with self._edit(name, refused, merge) as edit:
                self._lay(edit, pairs, Names(self.document.records))
            self._say_joined(fresh, len(pairs))

    def _no_place(self, chosen: Sequence[Element]) -> str:
        room = self.floor().room_of(chosen[0]) if chosen else None
        where = f"free place in {room.name} for one more of {chosen[0].name}" if room is not None else "free place beside it"
        return f"There is no {where}; make room and try again"

    # ------------------------------------------------------------ connections

    def connect(self, one: str, other: str) -> str:
        """Join two ports, "ELEMENT.port" each; over a distance a cable or pipe is laid."""
        refused: list[str] = []
        joints = joining.Joints(self.document.connections())
        a, b = (joining.in_line(self._spot(end), self.document.records, joints) for end in (one, other))
        with self._edit(f"Connect {a.element.name} to {b.element.name}", refused) as edit:
            taken = next((place for place in (a, b) if not joints.is_free(place)), None)
            reason = joining.misfit(a, b) or (f"{taken.label} is taken" if taken else "")
            if reason:
                raise _Refused(reason)
            self._lay(edit, [(a, b)], Names(self.document.records))
        return _first(refused)

    def disconnect(self, connections: Iterable[str]) -> str:
        """Remove connections, and the laid route they belong to."""
        refused: list[str] = []
        with self._edit("Disconnect", refused) as edit:
            for key in connections:
                self._cut(edit, key)
        return _first(refused)

    def _cut(self, edit: Edit, key: str) -> None:
        record = self.document.records[key]
        ends = [self.desk.element(element_of(end)) for end in (getattr(record, "a", ""), getattr(record, "b", ""))]
        laid = [element for element in ends if element is not None and kind_of(element).joins]
        for element in laid:
            if element.id in edit:
                edit.remove(element.id)
        if key in edit:
            edit.remove(key)

    def connect_nearest(self, ids: Iterable[str] | None = None) -> str:
        """Join every free port of the elements to the nearest that fits; feeds of one rack go to different sources."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        pairs = nearest_pairs(self.document, chosen)
        if not pairs:
            return self._say(nothing_fits(self.document, chosen, arrange.spoken(chosen)))
        refused: list[str] = []
        with self._edit(f"Connect {arrange.spoken(chosen)} to nearest", refused) as edit:
            self._lay(edit, pairs, Names(self.document.records))
        if not refused:
            self._say_joined(chosen, len(pairs))
        return _first(refused)

    def _say_joined(self, chosen: Sequence[Element], count: int) -> None:
        """How many connections were made, and what of the elements is loose still."""
        left = still_free(self.document, [element.id for element in chosen])
        made = "1 connection made" if count == 1 else f"{count} connections made"
        self.desk.say(f"{made}; {left}" if left else made, "warn" if left else "ok")

    def _lay(self, edit: Edit, pairs: Sequence[tuple[joining.Spot, joining.Spot]], names: Names) -> None:
        for a, b in pairs:
            stem = next((place.label for place in (a, b) if not place.port.many), f"{a.element.name} {b.element.name}")
            for record in joining.join(a, b, names.new_id, lambda label, stem=stem: names.new_name(f"{label} {stem}")):  # type: ignore[misc]
                edit.add(record)

    def _spot(self, end: str) -> joining.Spot:
        element = self.document.find(element_of(end))
        return joining.spot(element, end.partition(".")[2])

    def take_list(self, plan: Plan) -> str:
        """Everything a list says, as one step; what is new or changed is selected."""
        refused: list[str] = []
        with self._edit(f"Import {one_line(plan.name, 80)}", refused) as edit:
            plan.apply(edit)
        if not refused:
            elements = [record for record in (*plan.added, *plan.replaced) if isinstance(record, Element)]
            self.desk.select(element.id for element in elements if not kind_of(element).is_room)
            self.desk.say(f"{one_line(plan.name, 80)}: {plan.summary}", "ok")
        return _first(refused)

    # ------------------------------------------------------------ history

    def undo(self) -> bool:
        """Take the last edit back; what was deleted comes back selected."""
        step = self.document.history[self.document.index - 1] if self.document.index else None
        done = self.document.undo()
        if step is not None and done:
            self._select_back(step.diff.removed)
        return done

    def redo(self) -> bool:
        """Make the edit again; what it made is selected."""
        step = self.document.history[self.document.index] if self.document.redo_name else None
        done = self.document.redo()
        if step is not None and done:
            self._select_back(step.diff.added)
        return done

    def _select_back(self, records: Mapping[str, Record]) -> None:
        back = [record for record in records.values() if isinstance(record, Element)]
        if back:
            self.desk.select(element.id for element in [e for e in back if not kind_of(e).joins] or back)

    def withdraw(self, merge: str) -> None:
        """Esc while dragging: as if the drag had never been, with nothing to redo."""
        self.document.withdraw(merge)

    def go_to(self, index: int) -> None:
        """Undo or redo until so many steps are in force."""
        while self.document.index > index and self.document.undo():
            pass
        while self.document.index < index and self.document.redo():
            pass

    def restore(self, records: Mapping[str, Record], name: str) -> str:
        """Make the scene what these records say, as one step that can be undone."""
        refused: list[str] = []
        with self._edit(name, refused, heeds_locks=False) as edit:
            for key in [key for key in self.document.records if key not in records]:
                if key in edit:  # a connection has gone with its element
                    edit.remove(key)
            for key, record in records.items():
                if key in edit:
                    edit.put(record)
                else:
                    edit.add(record)
        return _first(refused)

    def _say(self, reason: str) -> str:
        self.desk.say(reason, "warn")
        return reason


def _short(label: str) -> str:
    """A kind's label as the stem of a name: abbreviations stay, three words become their initials, two the last of them."""
    words = label.replace("-cooled", "").removeprefix("Ideal ").split(" or ")[0].split()
    if words[0].isupper():
        return words[0]
    return "".join(word[0] for word in words).upper() if len(words) > 2 else words[-1].capitalize()


def _lower(label: str) -> str:
    """A label inside a sentence: abbreviations stay."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _first(refused: Sequence[str]) -> str:
    return refused[0] if refused else ""

