"""Every edit the window can make, and the only place that opens transactions. Views ask; this decides and names the step.

Each method returns "" when it was done and the reason in words when it was refused; the reason is also said on the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from gigahall.app import arrange
from gigahall.app.advice import nothing_fits
from gigahall.app.desk import Desk
from gigahall.app.forms import field_label, plain_refusal
from gigahall.app.wiring import nearest_pairs, wrong_joint
from gigahall.kinds import catalogue, joining, placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document, Edit, EditError
from gigahall.scene.joints import element_of
from gigahall.scene.record import Element, Vec3, replace

NOTHING = "Select something first"


class _Refused(Exception):
    """Leaves an edit with a reason for the user."""


class Actions:
    """Edits of one document, asked for by menus, keys, panels and tools."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.clipboard: list[Element] = []
        self.read_only: Callable[[], str] = lambda: ""
        """Why nothing may be changed now (a file of a newer version), or ""."""
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
        return self._floor

    @contextmanager
    def _edit(self, name: str, refused: list[str], merge: str = "") -> Iterator[Edit]:
        """A transaction that says why it was refused instead of raising."""
        try:
            with self.document.edit(name, merge) as edit:
                yield edit
                if reason := self.read_only() or wrong_joint(self.document, edit.diff()):
                    raise _Refused(reason)
        except (_Refused, EditError, msgspec.ValidationError) as refusal:
            refused.append(plain_refusal(str(refusal), self.desk.units))
            self.desk.say(refused[0], "bad")

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
        return _first(refused)

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
        for element in (*after, *arrange.following(self.document, by_id).values()):
            edit.put(element)

    # ------------------------------------------------------------ new and gone

    def place(self, item: str, at_m: Vec3, turn_deg: int = 0, snap: bool = True) -> str:
        """A new element of a catalogue item; selects it."""
        refused: list[str] = []
        stock = catalogue.item(item)
        names = arrange.Names(self.document.records)
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
        if not refused:
            self.desk.select([made.id])
        return _first(refused)

    def duplicate(self, ids: Iterable[str] | None = None) -> str:
        """Once more, at the nearest free place beside."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        offset = arrange.free_offset(self.floor(), chosen)
        if offset is None:
            return self._say("There is no free place beside it")
        return self._copy(f"Duplicate {arrange.spoken(chosen)}", chosen, [offset])

    def array(self, count: int, pitch_m: Vec3, ids: Iterable[str] | None = None) -> str:
        """`count` in all, the selection included, each `pitch_m` from the one before."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        if count < 2 or not any(pitch_m):
            return self._say("An array needs at least two places and a pitch")
        offsets = [(k * pitch_m[0], k * pitch_m[1], k * pitch_m[2]) for k in range(1, count)]
        return self._copy(f"Array of {count} × {arrange.spoken(chosen)}", chosen, offsets)

    def copy(self) -> str:
        chosen = self._elements(None)
        if not chosen:
            return self._say(NOTHING)
        self.clipboard = chosen
        self.desk.say(f"Copied {arrange.spoken(chosen)}")
        return ""

    def paste(self, at_m: Vec3 | None = None) -> str:
        """The copied elements at a point, or at the nearest free place beside where they were."""
        if not self.clipboard:
            return self._say("Copy something first")
        if at_m is None:
            offset = arrange.free_offset(self.floor(), self.clipboard)
            if offset is None:
                return self._say("There is no free place near the original")
        else:
            first = self.clipboard[0].at_m
            offset = (at_m[0] - first[0], at_m[1] - first[1], 0.0)
        return self._copy(f"Paste {arrange.spoken(self.clipboard)}", self.clipboard, [offset])

    def _copy(self, name: str, chosen: Sequence[Element], offsets: Sequence[Vec3]) -> str:
        names = arrange.Names(self.document.records)
        refused: list[str] = []
        fresh: list[str] = []
        with self._edit(name, refused) as edit:
            made = [record for offset in offsets for record in arrange.copies(self.document, chosen, offset, names)]
            elements = [arrange.in_room(record, self.floor()) for record in made if isinstance(record, Element)]
            if reason := self.floor().refusal(elements):
                raise _Refused(reason)
            for record in (*elements, *(record for record in made if not isinstance(record, Element))):
                edit.add(record)
            fresh = [element.id for element in elements if not kind_of(element).joins]
        if not refused:
            self.desk.select(fresh)
        return _first(refused)

    def delete(self, ids: Iterable[str] | None = None) -> str:
        """Remove elements, their connections and the routes laid to them."""
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        with self._edit(f"Delete {arrange.spoken(chosen)}", refused) as edit:
            for key in arrange.with_routes(self.document, [element.id for element in chosen]):
                edit.remove(key)
        return _first(refused)

    # ------------------------------------------------------------ fields

    def set_field(self, field: str, value: Any, ids: Iterable[str] | None = None) -> str:
        """One field of one or many elements of a kind."""
        chosen = [e for e in self._elements(ids) if field in e.__struct_fields__]
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        label = _lower(field_label(type(chosen[0]), field))
        with self._edit(f"Change {label} of {arrange.spoken(chosen)}", refused) as edit:
            after = [replace(element, **{field: value}) for element in chosen]
            if field in ("at_m", "turn_deg") and (reason := self.refusal(after)):
                raise _Refused(reason)
            self._put(edit, after)
        return _first(refused)

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
            self._lay(edit, [(a, b)], arrange.Names(self.document.records))
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
            self._lay(edit, pairs, arrange.Names(self.document.records))
        if not refused:
            self.desk.say("1 connection made" if len(pairs) == 1 else f"{len(pairs)} connections made", "ok")
        return _first(refused)

    def _lay(self, edit: Edit, pairs: Sequence[tuple[joining.Spot, joining.Spot]], names: arrange.Names) -> None:
        for a, b in pairs:
            stem = next((place.label for place in (a, b) if not place.port.many), f"{a.element.name} {b.element.name}")
            for record in joining.join(a, b, names.new_id, lambda label, stem=stem: names.new_name(f"{label} {stem}")):  # type: ignore[misc]
                edit.add(record)

    def _spot(self, end: str) -> joining.Spot:
        element = self.document.find(element_of(end))
        return joining.spot(element, end.partition(".")[2])

    # ------------------------------------------------------------ history

    def undo(self) -> bool:
        return self.document.undo()

    def redo(self) -> bool:
        return self.document.redo()

    def go_to(self, index: int) -> None:
        """Undo or redo until so many steps are in force."""
        while self.document.index > index and self.document.undo():
            pass
        while self.document.index < index and self.document.redo():
            pass

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

