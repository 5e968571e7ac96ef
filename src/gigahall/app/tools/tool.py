"""What a tool is, and what it may use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from gigahall.app.actions import Actions
from gigahall.app.desk import Desk
from gigahall.scene.record import Element, Vec3

Keys = Qt.KeyboardModifier


class Bench(Protocol):
    """The view as a tool sees it. Points of the screen are in the view's own pixels."""

    desk: Desk
    actions: Actions

    def pick(self, at: QPointF) -> str | None:
        """The element under a point."""

    def pick_box(self, start: QPointF, end: QPointF) -> list[str]: ...

    def spot(self, at: QPointF) -> Vec3 | None:
        """The place on the thing under a point, else on the floor."""

    def level(self, at: QPointF, z: float) -> Vec3 | None:
        """Where the ray through a point meets a height."""

    def shown(self) -> frozenset[str]:
        """The elements that are in the picture and in reach."""

    def pixels(self, points: Sequence[Vec3]) -> list[QPointF | None]:
        """Where points are drawn; None behind the eye."""

    def room(self) -> tuple[float, float]:
        """Width and height of the view."""

    def metres_per_pixel(self) -> float:
        """At the point the camera looks at."""

    def ghost(self, elements: Sequence[Element] = (), refused: bool = False) -> None: ...

    def note(self, words: str = "", tone: str = "info") -> None:
        """Words beside the pointer; "" takes them away."""

    def moving(self, on: bool) -> None:
        """More edits of the same kind follow at once: quick pictures will do."""

    def move_slice(self, axis: str, at_m: float) -> None: ...

    def slice_at(self) -> tuple[str, float]:
        """Axis and place of the air slice and the section."""

    def slice_outline(self) -> list[Vec3]:
        """The corners of the plane in the room it cuts; none without a room."""

    def cut_open(self, on: bool) -> None:
        """Cut geometry at the plane, or show it whole."""

    def use(self, name: str) -> None:
        """Take another tool."""

    def say_placed(self, item: str) -> None: ...

    def update(self) -> None: ...


class Tool:
    """A press that moves is a drag when the tool grabs there, else it turns the camera; one that does not is a click."""

    name: ClassVar[str]
    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.ArrowCursor
    shows_cards: ClassVar[bool] = False
    """Hover cards appear while it is in use."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    @property
    def is_busy(self) -> bool:
        """Something is under way that Esc takes back."""
        return False

    def enter(self) -> None:
        """It is taken up."""

    def leave(self) -> None:
        """It is put down; whatever is under way is taken back."""

    def grabs(self, at: QPointF, keys: Keys) -> bool:
        """Would a drag from here be the tool's."""
        return False

    def begin(self, at: QPointF, keys: Keys) -> None: ...

    def drag(self, at: QPointF, keys: Keys) -> None: ...

    def drop(self, at: QPointF, keys: Keys) -> None: ...

    def click(self, at: QPointF, keys: Keys) -> None: ...

    def hover(self, at: QPointF, keys: Keys) -> None: ...

    def cancel(self) -> None:
        """Take back what is under way."""

    def turn(self, quarters: int) -> bool:
        """Turn what is in hand; False when nothing is."""
        return False

    def step(self, dx: int, dy: int) -> Vec3 | None:
        """Move what is in hand by tiles with the keys; where it is now, None when nothing is."""
        return None

    def put(self) -> bool:
        """Put what the keys hold down where it is; False when they hold nothing."""
        return False

    def changed(self) -> None:
        """The document is another."""

    def changed_camera(self) -> None:
        """The camera looks from elsewhere."""

    def draw_behind(self, painter: QPainter) -> None:
        """What lies in the hall: labels are written over it."""

    def draw(self, painter: QPainter) -> None: ...
