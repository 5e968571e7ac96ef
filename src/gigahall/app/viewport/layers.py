"""Which layers of a scene are shown: kinds of equipment and kinds of routes, chosen from a menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

ROUTES = {"thermal": "Pipes", "electrical": "Busways and cables"}
HOLLOW = "Containment"


def layer_of(element: Element) -> str:
    """The layer an element belongs to; "" for rooms, which are always shown."""
    kind = kind_of(element)
    if kind.is_room:
        return ""
    if kind.is_route:
        domains = {port.domain for port in kind.ports(element)}
        return ROUTES["thermal" if "thermal" in domains else "electrical"]
    if kind.is_hollow:
        return HOLLOW
    return {"IT": "Racks", "Air": "Air units and tiles", "Liquid": "Liquid cooling", "Power": "Power equipment"}.get(kind.category, kind.category)


class Layers:
    """The hidden layers, kept over edits."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.hidden: set[str] = set()
        self._changed = changed

    def hidden_ids(self, elements: Iterable[Element]) -> frozenset[str]:
        if not self.hidden:
            return frozenset()
        return frozenset(element.id for element in elements if layer_of(element) in self.hidden)

    def show(self, layer: str, shown: bool) -> None:
        if shown:
            self.hidden.discard(layer)
        else:
            self.hidden.add(layer)
        self._changed()

    def menu(self, parent: QWidget, elements: Iterable[Element], labels: QAction | None) -> QMenu:
        """Labels first, then every layer the scene has."""
        menu = QMenu(parent)
        if labels is not None:
            menu.addAction(labels)
            menu.addSeparator()
        found = dict.fromkeys(sorted({name for element in elements if (name := layer_of(element))}))
        for name in found:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name not in self.hidden)
            action.toggled.connect(lambda on, name=name: self.show(name, on))
        if self.hidden:
            menu.addSeparator()
            menu.addAction("Show all layers").triggered.connect(self.show_all)
        return menu

    def show_all(self) -> None:
        self.hidden.clear()
        self._changed()
