"""Every edit the window can make. Views ask; this decides and names the step.

Each method returns "" when it was done and the reason in words when it was refused; the reason is also said on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping

from gigahall.app.edits.cures import Cures
from gigahall.app.edits.edits import first
from gigahall.app.edits.fields import Fields
from gigahall.interop.equipment_csv import Plan
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Record
from gigahall.storage.fault import one_line


class Actions(Fields, Cures):
    """Edits of one document, asked for by menus, keys, panels and tools."""

    def take_list(self, plan: Plan) -> str:
        """Everything a list says, as one step; what is new or changed is selected."""
        refused: list[str] = []
        with self._edit(f"Import {one_line(plan.name, 80)}", refused) as edit:
            plan.apply(edit)
        if not refused:
            elements = [record for record in (*plan.added, *plan.replaced) if isinstance(record, Element)]
            self.desk.select(element.id for element in elements if not kind_of(element).is_room)
            self.desk.say(f"{one_line(plan.name, 80)}: {plan.summary}", "ok")
        return first(refused)

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
        return first(refused)

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

    def undo_trial(self) -> None:
        """As it was before what is tried."""
        if self.desk.trial is not None:
            self.undo()

    def withdraw(self, merge: str) -> None:
        """Esc while dragging: as if the drag had never been, with nothing to redo."""
        self.document.withdraw(merge)

    def go_to(self, index: int) -> None:
        """Undo or redo until so many steps are in force."""
        while self.document.index > index and self.document.undo():
            pass
        while self.document.index < index and self.document.redo():
            pass
