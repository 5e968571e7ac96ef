"""Which colour every element takes for a quantity: value, clay, missing or out. Touches arrays, never actors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from gigahall.kinds.tone import is_out
from gigahall.view3d.blocks import Blocks
from gigahall.view3d.colormap import Quantity
from gigahall.view3d.palette import Theme
from gigahall.view3d.sync import Sync

CLAY_FRAC, MISSING_FRAC, OUT_FRAC = 0.86, 0.86, 0.9


class Tint:
    """The colouring in force, kept over edits."""

    def __init__(self, sync: Sync, blocks: Blocks) -> None:
        self._sync = sync
        self._blocks = blocks
        self._theme = sync.theme
        self.quantity: Quantity | None = None
        self.values: Mapping[str, float | None] = {}
        self.out: frozenset[str] = frozenset()

    def choose(self, quantity: Quantity | None, values: Mapping[str, float | None], out: frozenset[str]) -> None:
        self.quantity = quantity.ranged(values) if quantity is not None else None
        self.values, self.out = values, out
        self._paint(self._sync.items)
        self._paint_blocks()

    def retouch(self, ids: Iterable[str]) -> None:
        """After an edit: elements that came or changed."""
        self._paint([key for key in ids if key in self._sync.items])
        self._paint_blocks()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._paint(self._sync.items)
        self._paint_blocks()

    def _paint(self, ids: Iterable[str]) -> None:
        by_layer: dict[str, list[str]] = {}
        for key in ids:
            by_layer.setdefault(self._sync.items[key].layer, []).append(key)
        for layer, keys in by_layer.items():
            slots = np.array([self._sync.items[key].slot for key in keys])
            target = np.zeros((len(keys), 3), np.uint8)
            amount = np.zeros(len(keys), np.uint8)
            known: list[int] = []
            for k, key in enumerate(keys):
                special = self._special(key)
                if special is None:
                    known.append(k)
                else:
                    target[k], amount[k] = special
            if known and self.quantity is not None:
                numbers = np.array([self.values[keys[k]] for k in known], float)
                target[known] = self.quantity.colors(numbers)
                amount[known] = round(255 * self.quantity.cover)
            self._sync.layers[layer].tint(slots, target, amount)

    def _special(self, key: str) -> tuple[tuple[int, int, int], int] | None:
        """Colour and amount of what shows no value; None for what has one."""
        item = self._sync.items[key]
        if item.is_room:
            return (0, 0, 0), 0
        if is_out(item.element, self.out):
            return self._theme.out, round(255 * OUT_FRAC)
        if self.quantity is None:
            return (0, 0, 0), 0
        if key not in self.values:
            if self.quantity.rest == "paint":
                return (0, 0, 0), 0
            return self._theme.clay, round(255 * CLAY_FRAC)
        if self.values[key] is None:
            return self._theme.missing, round(255 * MISSING_FRAC)
        return None

    def _paint_blocks(self) -> None:
        """Rows and halls take their worst value."""
        worst = self._blocks.worst(self.values) if self.quantity is not None else {}
        every: dict[str, list[int]] = {key: [block.slot for block in rows] for key, rows in self._blocks.rows.items()}
        for key, block in self._blocks.halls.items():
            every.setdefault(key, []).append(block.slot)
        for key, slots in every.items():
            if not slots:
                continue
            values = np.array([worst.get(key, {}).get(slot, np.nan) for slot in slots])
            has = np.isfinite(values)
            target = np.tile(np.array(self._theme.clay, np.uint8), (len(slots), 1))
            own_paint = self.quantity is None or self.quantity.rest == "paint"
            amount = np.full(len(slots), 0 if own_paint else round(255 * CLAY_FRAC), np.uint8)
            if self.quantity is not None:
                target[has] = self.quantity.colors(values[has])
                amount[has] = round(255 * self.quantity.cover)
            self._sync.layers[key].tint(np.array(slots), target, amount)
