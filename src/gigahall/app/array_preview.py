"""Where the copies of an array would stand, shown as ghosts while its count and pitch are typed."""

from __future__ import annotations

from collections.abc import Sequence

from gigahall.app import arrange
from gigahall.app.actions import Actions
from gigahall.kinds import placing
from gigahall.scene.record import Element

MOST_GHOSTS = 120


def copies_of(chosen: Sequence[Element], values: Sequence[float]) -> list[Element]:
    """The copies for (count, pitch along x, pitch along y); routes among them are laid when the array is made."""
    count, x, y = round(values[0]), values[1], values[2]
    standing = [element for element in chosen if placing.stands(element)]
    most = min(count, 1 + MOST_GHOSTS // max(len(standing), 1))
    return [
        arrange.stand_in(arrange.moved(element, (k * x, k * y, 0.0)), k)
        for k in range(1, most) for element in standing
    ]


def refusal(actions: Actions, copies: Sequence[Element]) -> str:
    """Why they cannot stand there, or ""."""
    return actions.floor().refusal(copies) if copies else ""
