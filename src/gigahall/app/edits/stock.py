"""What is there: placed from the catalogue, copied, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gigahall.app import arrange, clipboard, copying
from gigahall.app.edits.edits import NOTHING, Edits, Refused, first
from gigahall.kinds import catalogue, placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.naming import Names
from gigahall.scene.record import Element, Vec3, replace
from gigahall.storage.fragment import Fragment, FragmentError


class Stock(Edits):
    """New elements and gone ones."""

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
                raise Refused(reason)
            edit.add(made)
            self._house(edit, [made])
        if not refused:
            self.desk.select([made.id])
        return first(refused)

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
                raise Refused(reason)
            rooms = [element for element in made.elements if kind_of(element).is_room]
            for record in (*copying.housed(made, self.floor().with_rooms(rooms)), *made.joints):
                edit.add(record)
            self._house(edit, rooms)
        if not refused:
            self.desk.select(copying.shown(made, piece, chosen))
            if words := copying.unconnected_words(made):
                self.desk.say(words, "warn")
        return first(refused)

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
        return first(refused)


def _short(label: str) -> str:
    """A kind's label as the stem of a name: abbreviations stay, three words become their initials, two the last of them."""
    words = label.replace("-cooled", "").removeprefix("Ideal ").split(" or ")[0].split()
    if words[0].isupper():
        return words[0]
    return "".join(word[0] for word in words).upper() if len(words) > 2 else words[-1].capitalize()
