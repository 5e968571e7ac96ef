"""Where things stand: moved, swapped, turned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gigahall.app import arrange
from gigahall.app.edits.edits import NOTHING, Edits, Refused, first
from gigahall.kinds import placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Vec3, replace


class Places(Edits):
    """Moves and turns; routes follow, and equipment its room."""

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
            if reason := self.locked(chosen):
                raise Refused(reason)
            if not has_room and (reason := self.refusal(after)):
                raise Refused(reason)
            if not has_room:
                after = [arrange.in_room(element, self.floor()) for element in after]
            self._put(edit, after)
            if not merge:
                self._house(edit, after)
        return first(refused)

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
            if reason := self.locked(chosen) or self.refusal(after):
                raise Refused(reason)
            self._put(edit, [arrange.in_room(element, self.floor()) for element in after])
        return first(refused)

    def swap(self, one: str, other: str) -> str:
        """Exchange the places of two elements; each keeps its turn."""
        a, b = self.document.find(one), self.document.find(other)
        return self.move_to({a.id: b.at_m, b.id: a.at_m})

    def nudge(self, dx: int, dy: int) -> str:
        """By whole tiles; a run of key presses is one step of the history."""
        step = placing.TILE_M
        return self.move((dx * step, dy * step, 0.0), merge="nudge:" + ",".join(self.desk.selection))

    def rotate(self, quarters: int = 1, ids: Iterable[str] | None = None) -> str:
        """Turn by quarters, several about their common middle. What no longer fits is said, not refused: the next press turns it on."""
        chosen = [e for e in self._elements(ids) if not (kind_of(e).is_room or kind_of(e).is_route)]
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        merge = "turn:" + ",".join(element.id for element in chosen)
        with self._edit(f"Turn {arrange.spoken(chosen)}", refused, merge) as edit:
            after = arrange.turned_together(chosen, quarters)
            warning = self.refusal(after)
            self._put(edit, [arrange.in_room(element, self.floor()) for element in after])
        if not refused:
            self.desk.say(f"{warning}; turn on or move it" if warning else "", "warn")
        return first(refused)
