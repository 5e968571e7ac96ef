"""The menu that shows and hides the layers of a scene."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gigahall.app.layers import layer_of
from gigahall.app.viewstate import ViewState
from gigahall.scene.record import Element


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
