"""Place: a catalogue item follows the pointer or the arrow keys as a ghost; a click or Enter puts it down, R turns it."""

from __future__ import annotations

import math
from itertools import product
from typing import Literal, cast

from PySide6.QtCore import QPointF, Qt

from gigahall.app.tools.snap import Snapper
from gigahall.app.tools.tool import Bench, Keys, Tool
from gigahall.kinds import catalogue
from gigahall.kinds.placing import TILE_M, is_enclosed
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Vec3, on_site, replace

GHOST_ID = "in-hand"
INDOORS = ("IT", "Air", "Liquid")
"""Categories of what works in the air of a room."""
NEAR_TILES = 8
RINGS = sorted(product(range(-NEAR_TILES, NEAR_TILES + 1), repeat=2), key=lambda step: math.hypot(*step))
"""Steps from a place to those around it, the nearest first [tiles]."""
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
        self._held: Vec3 | None = None
        """Where the keys hold it; None while the pointer does."""
        self._snapper: Snapper | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.item)

    def take(self, item: str) -> None:
        """Have this catalogue item in hand; "" has none. The turn stays while the same item is placed again."""
        if item and item != self._last:
            self._last, self._turn = item, 0
        self.item, self._hand, self._held = item, None, None
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
        if self._held is not None:
            self._show(self._stands(self._held, is_free=True))
        elif self._at is not None:
            self.hover(self._at, Keys.NoModifier)
        return True

    def step(self, dx: int, dy: int) -> Vec3 | None:
        if self._hand is None:
            return None
        if self._held is None:
            width, height = self.bench.room()
            at = self._at or QPointF(width / 2, height / 2)
            shown = self._shown(at, Keys.NoModifier)
            start = self._free_near(shown.at_m if shown is not None else (0.0, 0.0, 0.0))
        else:
            start = self._held
        self._held = on_site((start[0] + dx * TILE_M, start[1] + dy * TILE_M, start[2]))
        self._show(self._stands(self._held, is_free=True))
        return self._held

    def _free_near(self, at: Vec3) -> Vec3:
        """Where the keys take it up: the nearest place on the tiles where it may stand, between walls if it belongs there.
        Where it is when all near by is taken."""
        places = (on_site((at[0] + dx * TILE_M, at[1] + dy * TILE_M, at[2])) for dx, dy in RINGS)
        free = [place for place in places if not self._reason(self._stands(place, is_free=True))]
        return next((place for place in free if self._is_at_home(self._stands(place, is_free=True))), free[0] if free else at)

    def _is_at_home(self, shown: Element) -> bool:
        room = self.bench.actions.floor().room_of(shown)
        return kind_of(shown).category not in INDOORS or (room is not None and is_enclosed(room))

    def put(self) -> bool:
        if self._hand is None or self._held is None:
            return False
        self._place(self._stands(self._held, is_free=True))
        return True

    def hover(self, at: QPointF, keys: Keys) -> None:
        self._at, self._held = at, None
        self._show(self._shown(at, keys))

    def _show(self, shown: Element | None) -> None:
        if shown is None:
            self.bench.ghost()
            return
        reason = self._reason(shown)
        self.bench.ghost([shown], refused=bool(reason))
        self.bench.note(reason, "bad")

    def hide(self) -> None:
        """The pointer has left the view."""
        self._at = None
        if self._held is not None:
            return
        self.bench.ghost()
        self.bench.note()

    def click(self, at: QPointF, keys: Keys) -> None:
        shown = self._shown(at, keys)
        if shown is not None:
            self._place(shown)

    def _place(self, shown: Element) -> None:
        reason = self._reason(shown) or self.bench.actions.place(self.item, shown.at_m, shown.turn_deg, snap=False)
        if reason:
            self.bench.note(reason, "bad")
            return
        self.changed()
        self.bench.ghost()
        self.bench.say_placed(self.item)

    def _shown(self, at: QPointF, keys: Keys) -> Element | None:
        """What is in hand, where it would stand under the pointer."""
        spot = self.bench.level(at, 0.0)
        if self._hand is None or spot is None:
            return None
        width, depth, _ = kind_of(self._hand).size_m(self._hand)
        if kind_of(self._hand).is_room:
            return self._stands(_on_tiles((spot[0] - width / 2, spot[1] - depth / 2, 0.0)), is_free=True)
        return self._stands(spot, bool(keys & Keys.AltModifier))

    def _stands(self, spot: Vec3, is_free: bool) -> Element:
        """What is in hand, held at a place; it comes to rest near by unless it is free."""
        assert self._hand is not None
        turned = replace(self._hand, turn_deg=cast(Literal[0, 90, 180, 270], self._turn))
        if self._snapper is None:
            document = self.bench.desk.document
            self._snapper = Snapper(document.elements(), document.connections())
        return replace(turned, at_m=on_site(self._snapper.place(turned, spot, is_free).at_m))

    def _reason(self, shown: Element) -> str:
        return self.bench.actions.read_only() or self.bench.actions.floor().refusal([shown])


def _on_tiles(at: Vec3) -> Vec3:
    return on_site((round(round(at[0] / 0.6) * 0.6, 3), round(round(at[1] / 0.6) * 0.6, 3), 0.0))
