"""Where the copies of an array would stand, shown as ghosts while its count and pitch are typed."""

from __future__ import annotations

from collections.abc import Sequence

from gigahall.app import arrange
from gigahall.app.actions import Actions
from gigahall.kinds import placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.naming import row_of
from gigahall.scene.record import Element, Vec3

MOST_GHOSTS = 120
AISLE_M = 3 * placing.TILE_M


Direction = tuple[int, Vec3]


def directions(values: Sequence[float], chosen: Sequence[Element] = ()) -> tuple[Direction, Direction]:
    """Along a row and from row to row, of (count along x, pitch, count along y, pitch).

    Rows run as the row that is chosen does; else, where places lie in both directions, as the smaller pitch.
    """
    x: Direction = (round(values[0]), (values[1], 0.0, 0.0))
    y: Direction = (round(values[2]), (0.0, values[3], 0.0))
    if (axis := _row_axis(chosen)) is not None:
        return (y, x) if axis else (x, y)
    if x[0] < 2 or (y[0] > 1 and abs(values[3]) < abs(values[1])):
        return y, x
    return x, y


def _row_axis(chosen: Sequence[Element]) -> int | None:
    """0 or 1 where several of one row are chosen: the axis on which they stand in line."""
    members = [element for element in chosen if placing.stands(element) and row_of(element.name)]
    if len(members) < 2 or len({row_of(element.name) for element in members}) > 1:
        return None
    spans = [max(values) - min(values) for values in zip(*(element.at_m[:2] for element in members), strict=True)]
    return int(spans[1] > spans[0])


def start(chosen: Sequence[Element]) -> list[float]:
    """Two places side by side, with an aisle to the next row."""
    rooms = [element for element in chosen if kind_of(element).is_room]
    boxes = [placing.footprint(element) for element in rooms or chosen if rooms or placing.stands(element)]
    if not boxes:
        return [2.0, placing.TILE_M, 1.0, placing.TILE_M]
    spans = [round(max(box.hi[k] for box in boxes) - min(box.lo[k] for box in boxes), 3) for k in (0, 1)]
    return [2.0, spans[0], 1.0, spans[1] if rooms else round(spans[1] + AISLE_M, 3)]


def copies_of(chosen: Sequence[Element], values: Sequence[float]) -> list[Element]:
    """The copies where they would stand; routes among them are laid when the array is made."""
    standing = [element for element in chosen if placing.stands(element)]
    most = 1 + MOST_GHOSTS // max(len(standing), 1)
    places = [(i, j) for j in range(round(values[2])) for i in range(round(values[0])) if i or j][: most - 1]
    return [
        arrange.stand_in(arrange.moved(element, (i * values[1], j * values[3], 0.0)), k)
        for k, (i, j) in enumerate(places, 1) for element in standing
    ]


def refusal(actions: Actions, copies: Sequence[Element]) -> str:
    """Why they cannot stand there, or ""."""
    return actions.floor().refusal(copies) if copies else ""
