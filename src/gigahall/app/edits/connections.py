"""What is joined to what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gigahall.app import arrange
from gigahall.app.advice import nothing_fits, still_free
from gigahall.app.edits.edits import NOTHING, Edits, Refused, first
from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.kinds.wiring import nearest_pairs
from gigahall.scene.document import Edit
from gigahall.scene.joints import element_of
from gigahall.scene.naming import Names
from gigahall.scene.record import Element


class Connections(Edits):
    """Ports joined and parted; over a distance a cable or pipe is laid."""

    def connect(self, one: str, other: str) -> str:
        """Join two ports, "ELEMENT.port" each; over a distance a cable or pipe is laid."""
        refused: list[str] = []
        joints = joining.Joints(self.document.connections())
        a, b = (joining.in_line(self._spot(end), self.document.records, joints) for end in (one, other))
        with self._edit(f"Connect {a.element.name} to {b.element.name}", refused) as edit:
            taken = next((place for place in (a, b) if not joints.is_free(place)), None)
            reason = joining.misfit(a, b) or (f"{taken.label} is taken" if taken else "")
            if reason:
                raise Refused(reason)
            self._lay(edit, [(a, b)], Names(self.document.records))
        return first(refused)

    def disconnect(self, connections: Iterable[str]) -> str:
        """Remove connections, and the laid route they belong to."""
        refused: list[str] = []
        with self._edit("Disconnect", refused) as edit:
            for key in connections:
                self._cut(edit, key)
        return first(refused)

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
        return first(refused)

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
