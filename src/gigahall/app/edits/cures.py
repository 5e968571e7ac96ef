"""What the solution proposes for its problems, done or tried."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from gigahall.app import copying
from gigahall.app.edits.connections import Connections
from gigahall.app.edits.edits import first
from gigahall.app.edits.stock import Stock
from gigahall.kinds.adding import another
from gigahall.kinds.finding import Add, Finding
from gigahall.kinds.prose import edit_words, sentence
from gigahall.kinds.wiring import nearest_pairs
from gigahall.scene.naming import Names
from gigahall.scene.record import Element, replace


class Cures(Stock, Connections):
    """Cures of findings."""

    def cure(self, finding: Finding) -> str:
        """Do what the solution proposes for one of its problems; one step of the history."""
        if finding.cure is None or not finding.cure.edit:
            return self._say("No cure was computed for this")
        name = f"Cure: {sentence(edit_words(finding, self.desk.name_of, self.desk.units))}"
        merge = f"cure:{self.document.revision}"
        refused: list[str] = []
        for change in finding.cure.edit:
            if isinstance(change, Add):
                self._add_like(change.like, name, merge, refused)
                continue
            with self._edit(name, refused, merge) as edit:
                edit.replace(change.element, **{change.field: change.value})
        return first(refused)

    def try_cure(self, finding: Finding) -> str:
        """Do it as a trial: what was before stays beside what is now until it is kept or undone."""
        before = self.desk.results if self.desk.results.state == "settled" else self.desk.before
        reason = self.cure(finding)
        if not reason:
            self.desk.begin_trial(sentence(edit_words(finding, self.desk.name_of, self.desk.units)), before)
        return reason

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
