"""Which card stands in the view: of what the pointer rests on, else of the one selected element; or what the air is there."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF

from gigahall.app.viewport.cards import card_of
from gigahall.app.viewport.probe import probe
from gigahall.app.viewport.view import View
from gigahall.kinds.registry import kind_of


class Hovering:
    """Knows what is hovered and keeps the overlay's card."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._hovered: str | None = None

    def show_card(self) -> None:
        view, desk, overlay = self._view, self._view.desk, self._view.overlay
        before = overlay.card_of
        chosen = self._hovered or (desk.selection[0] if len(desk.selection) == 1 else "")
        element = desk.element(chosen) if chosen and view.tool.shows_cards and not view.is_dragging else None
        if element is not None and kind_of(element).is_room:
            element = None
        overlay.card_of = element.id if element is not None else ""
        overlay.card_at = None
        overlay.card = card_of(desk, element) if element is not None else None
        if before != overlay.card_of and view.is_still and not self._hovered:
            view.arrange()
        view.update()

    def end(self) -> None:
        self._hovered = None
        self.show_card()

    def is_among(self, ids: Collection[str]) -> bool:
        """Is what is hovered one of these."""
        return self._hovered in ids

    def rest_at(self, at: QPointF) -> None:
        """The pointer rests: show what is there."""
        view, overlay = self._view, self._view.overlay
        key = view.eye.pick(at)
        element = view.desk.element(key) if key else None
        self._hovered = key if element is not None and not kind_of(element).is_room else None
        self.show_card()
        if self._hovered is None and view.scenery.has_slice and view.tool.shows_cards:
            found = probe(view.eye, at, view.scenery.results, view.slicing.cut, view.desk.units)
            if found is not None:
                overlay.card, overlay.card_of = found, ""
                overlay.card_at = (at.x() - 3, at.y() - 3, 6.0, 6.0)
                view.update()

    def forget_probe(self) -> None:
        """The pointer has moved off the point whose air was shown."""
        if self._view.overlay.card_at is not None:
            self.end()
