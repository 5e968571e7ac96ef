"""Hide, isolate, show all and lock, as commands on the selection or on lines of the outliner. No edits: undo knows none of it."""

from __future__ import annotations

from collections.abc import Iterable

from gigahall.app import arrange
from gigahall.app.desk import Desk
from gigahall.app.edits.edits import NOTHING
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element


def whole(desk: Desk, keys: Iterable[str]) -> list[Element]:
    """Elements with what stands in the rooms among them."""
    return arrange.with_residents(desk.document, [element for key in keys if (element := desk.element(key))])


def _chosen(desk: Desk, keys: Iterable[str]) -> list[Element]:
    """The same, and says so where that is nothing."""
    chosen = whole(desk, keys)
    if not chosen:
        desk.say(NOTHING, "warn")
    return chosen


def hide(desk: Desk, keys: Iterable[str]) -> None:
    """Out of the picture and out of the selection, with the cables laid to it; back, when all of it was hidden."""
    if not (chosen := _chosen(desk, keys)):
        return
    ids = {element.id for element in chosen}
    on = not ids <= desk.view_state.hidden
    desk.view_state.hide(arrange.with_routes(desk.document, ids), on)
    if on:
        desk.select(key for key in desk.selection if key not in ids)
        desk.say(f"Hidden: {arrange.spoken(chosen)}. Ctrl H shows everything again")


def isolate(desk: Desk) -> None:
    """Only the selection, and the rooms it stands in."""
    if not (chosen := _chosen(desk, desk.selection)):
        return
    ids = {element.id for element in chosen}
    rooms = {element.hall for element in chosen}
    others = [e.id for e in desk.document.elements() if e.id not in ids and not (kind_of(e).is_room and e.id in rooms)]
    desk.view_state.show_only(ids | rooms, others)
    desk.say(f"Only {arrange.spoken(chosen)} shown. Ctrl H shows everything again")


def show_all(desk: Desk) -> None:
    state = desk.view_state
    if state.hidden or state.layers:
        state.show_all()
        desk.say("Everything is shown")
    else:
        desk.say("Nothing is hidden")


def lock(desk: Desk, keys: Iterable[str]) -> None:
    """What is locked cannot be moved, turned or deleted; free again, when all of it was locked."""
    if not (chosen := _chosen(desk, keys)):
        return
    ids = {element.id for element in chosen}
    on = not ids <= desk.view_state.locked
    desk.view_state.lock(ids, on)
    desk.say(f"{'Locked' if on else 'Unlocked'}: {arrange.spoken(chosen)}")


def selectable(desk: Desk) -> list[Element]:
    """What "everything" means to a selection: what can be seen and stands, no rooms and no routes."""
    elements = desk.document.elements()
    hidden = desk.view_state.out_of_sight(elements)
    return [e for e in elements if e.id not in hidden and not (kind_of(e).is_room or kind_of(e).is_route)]


def same_kind(desk: Desk) -> list[Element]:
    """Everything of the selection's kinds that can be seen."""
    kinds = {type(element) for element in desk.selected}
    elements = desk.document.elements()
    hidden = desk.view_state.out_of_sight(elements) - set(desk.selection)
    return [element for element in elements if type(element) in kinds and element.id not in hidden]
