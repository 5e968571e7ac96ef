"""Which layers of a scene are shown: kinds of equipment and kinds of routes, chosen from a menu."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

if TYPE_CHECKING:
    from gigahall.app.viewstate import ViewState

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


def layer_menu(parent: QWidget, state: ViewState, elements: Iterable[Element], labels: QAction | None) -> QMenu:
    """Labels first, then every layer the scene has, then the way back to all of it."""
    menu = QMenu(parent)
    if labels is not None:
        menu.addAction(labels)
        menu.addSeparator()
    fill_layers(menu, state, elements)
    return menu


def fill_layers(menu: QMenu, state: ViewState, elements: Iterable[Element]) -> None:
    """An entry for every layer the scene has."""
    known = list(elements)
    for name in sorted({name for element in known if (name := layer_of(element))}):
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(name not in state.layers)
        action.toggled.connect(lambda on, name=name: state.show_layer(name, on))
    n_hidden = sum(element.id in state.hidden for element in known)
    if state.layers or n_hidden:
        menu.addSeparator()
        menu.addAction(f"Show everything ({n_hidden} hidden)" if n_hidden else "Show all layers").triggered.connect(lambda: state.show_all())
