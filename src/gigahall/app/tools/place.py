"""Place: a catalogue item follows the pointer as a ghost; a click puts one down, R turns it, Esc puts it away."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QPointF, Qt

from gigahall.app.tools.snap import Snapper
from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.kinds import catalogue
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Vec3, on_site, replace

GHOST_ID = "in-hand"
ROUTE_WORDS = "Routes are laid between two ports: drag from one to the other"


class PlaceTool(Tool):
    name = "place"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.item = self._last = ""
        self._turn = 0
        self._hand: Element | None = None
        self._at: QPointF | None = None
        self._snapper: Snapper | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.item)

    def take(self, item: str) -> None:
        """Have this catalogue item in hand; "" has none. The turn stays while the same item is placed again."""
        if item and item != self._last:
            self._last, self._turn = item, 0
        self.item, self._hand = item, None
        self.changed()
        if not item:
            self.bench.ghost()
            self.bench.note()
            return
        self._hand = replace(catalogue.item(item).element, id=GHOST_ID)
        if kind_of(self._hand).is_route:
            self.item, self._hand = "", None
            self.bench.use("connect")
            self.bench.note(ROUTE_WORDS)

    def leave(self) -> None:
        self.take("")

    def cancel(self) -> None:
        self.take("")
        self.bench.use("select")

    def changed(self) -> None:
        self._snapper = None

    def turn(self, quarters: int) -> bool:
        if self._hand is None:
            return False
        self._turn = (self._turn + 90 * quarters) % 360
        if self._at is not None:
            self.hover(self._at, Keys.NoModifier)
        return True

    def hover(self, at: QPointF, keys: Keys) -> None:
        self._at = at
        shown = self._shown(at, keys)
        if shown is None:
            self.bench.ghost()
            return
        reason = self._reason(shown)
        self.bench.ghost([shown], refused=bool(reason))
        self.bench.note(reason, "bad")

    def hide(self) -> None:
        """The pointer has left the view."""
        self._at = None
        self.bench.ghost()
        self.bench.note()

    def click(self, at: QPointF, keys: Keys) -> None:
        shown = self._shown(at, keys)
        if shown is None:
            return
        reason = self._reason(shown) or self.bench.actions.place(self.item, shown.at_m, shown.turn_deg, snap=False)
        if reason:
            self.bench.note(reason, "bad")
            return
        self.changed()
        self.bench.ghost()
        self.bench.say_placed(self.item)

    def _shown(self, at: QPointF, keys: Keys) -> Element | None:
        """What is in hand, where it would stand."""
        spot = self.bench.level(at, 0.0)
        if self._hand is None or spot is None:
            return None
        turned = replace(self._hand, turn_deg=cast(Literal[0, 90, 180, 270], self._turn))
        if self._snapper is None:
            document = self.bench.desk.document
            self._snapper = Snapper(document.elements(), document.connections())
        if kind_of(turned).is_room:
            width, depth, _ = kind_of(turned).size_m(turned)
            spot = (spot[0] - width / 2, spot[1] - depth / 2, 0.0)
            return replace(turned, at_m=_on_tiles(spot))
        return replace(turned, at_m=on_site(self._snapper.place(turned, spot, bool(keys & Keys.AltModifier)).at_m))

    def _reason(self, shown: Element) -> str:
        return self.bench.actions.read_only() or self.bench.actions.floor().refusal([shown])


def _on_tiles(at: Vec3) -> Vec3:
    return on_site((round(round(at[0] / 0.6) * 0.6, 3), round(round(at[1] / 0.6) * 0.6, 3), 0.0))
