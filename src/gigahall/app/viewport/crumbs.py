"""The breadcrumb's words: scene, room, row, name of what is selected, each with the elements it stands for."""

from __future__ import annotations

from gigahall.app.desk import Desk
from gigahall.app.panels.grouping import row_of, row_words
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element

Part = tuple[str, tuple[str, ...]]


def parts_of(desk: Desk, scene_name: str) -> list[Part]:
    """(words, ids) from the scene down; the scene itself stands for nothing in particular."""
    parts: list[Part] = [(scene_name or desk.document.scene.title or "Scene", ())] if desk.document.records else []
    chosen = desk.selected
    if not chosen or not parts:
        return parts
    halls = {element.hall for element in chosen}
    hall = desk.element(chosen[0].hall) if len(halls) == 1 else None
    if hall is not None:
        parts.append((hall.name, (hall.id,)))
    row = _row(desk, chosen)
    if row is not None:
        parts.append(row)
    ids = tuple(element.id for element in chosen)
    if row is None or set(row[1]) != set(ids) or len(ids) == 1:
        parts.append((chosen[0].name if len(chosen) == 1 else f"{len(chosen)} selected", ids))
    return parts


def _row(desk: Desk, chosen: list[Element]) -> Part | None:
    """The row of racks that holds all of the selection."""
    if any(kind_of(element).category != "IT" for element in chosen):
        return None
    names = {row_of(element.name) for element in chosen}
    if len(names) != 1:
        return None
    name, first = names.pop(), chosen[0]
    neighbours = desk.document.residents_of(first.hall) if first.hall else desk.document.elements()
    members = tuple(e.id for e in neighbours if kind_of(e).category == "IT" and row_of(e.name) == name)
    return (row_words(name), members) if len(members) > 1 else None
