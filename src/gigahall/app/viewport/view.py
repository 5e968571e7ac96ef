"""The view as its own parts see it: pointer, cards and the tools' bench."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint

from gigahall.app.desk import Desk
from gigahall.app.tools.tool import Tool
from gigahall.app.viewport.eye import Eye
from gigahall.app.viewport.overlay import Overlay
from gigahall.app.viewport.shown import Scenery
from gigahall.app.viewport.sight import Sight
from gigahall.app.viewport.slicing import Slicing
from gigahall.app.viewport.studio import Studio


class View(Protocol):
    """What they may ask of it and tell it."""

    desk: Desk
    studio: Studio
    sight: Sight
    eye: Eye
    overlay: Overlay
    slicing: Slicing
    tool: Tool
    scenery: Scenery
    is_hurried: bool
    """Edits of one kind follow each other: quick pictures will do."""

    @property
    def is_still(self) -> bool:
        """Is a finished picture on the screen."""

    @property
    def is_dragging(self) -> bool:
        """Is the pointer pressed and under way."""

    def arrange(self) -> None:
        """Floats to their places, labels to theirs."""

    def hover_nothing(self) -> None:
        """The pointer rests on nothing any more."""

    def say(self, words: str = "", tone: str = "info") -> None:
        """Words beside the pointer."""

    def arm(self, item: str) -> None:
        """Have a catalogue item in hand; "" puts it down."""

    def use(self, name: str) -> None:
        """Take another tool and tell the window."""

    def open_menu(self, at: QPoint, key: str) -> None:
        """Right click: global position, element under it or ""."""

    def tell_placed(self, item: str) -> None:
        """An item of the catalogue now stands."""

    def update(self) -> None: ...
