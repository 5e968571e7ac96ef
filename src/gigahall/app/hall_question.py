"""What happens to the equipment of a room that is deleted: asked before it happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from PySide6.QtWidgets import QWidget

from gigahall.app.dialogs import Dialog
from gigahall.app.forms import lowered
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

Choice = Literal["all", "rooms", "cancel"]
_LISTED = 4


class HallQuestion(Dialog):
    """Delete the room with what stands in it, or keep that without a room."""

    def __init__(self, parent: QWidget | None, rooms: Sequence[Element], residents: Sequence[Element]) -> None:
        name = rooms[0].name if len(rooms) == 1 else f"{len(rooms)} rooms"
        super().__init__(parent, f"Delete {name}?")
        self.choice: Choice = "cancel"
        self.say(f"{listed(residents)} stand{'s' if len(residents) == 1 else ''} in {'it' if len(rooms) == 1 else 'them'}.")
        self.say("What is kept stands in no room then: each of these is listed as an error until it is in a room again.", "text3")
        self.button("Cancel", self.reject)
        self.button("Keep the equipment", lambda: self._choose("rooms"))
        self.button("Delete all", lambda: self._choose("all"), primary=True)

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self.accept()


def listed(elements: Sequence[Element]) -> str:
    """How many of what, the most first."""
    counts = Counter(kind_of(element).label for element in elements).most_common()
    parts = [f"{count} × {lowered(label)}" for label, count in counts[:_LISTED]]
    rest = sum(count for _, count in counts[_LISTED:])
    return ", ".join([*parts, *([f"{rest} more"] if rest else [])])


def ask(parent: QWidget | None, rooms: Sequence[Element], residents: Sequence[Element]) -> Choice:
    """Asks, and waits for the answer."""
    dialog = HallQuestion(parent, rooms, residents)
    dialog.exec()
    dialog.deleteLater()
    return dialog.choice
