"""Why a standby switch closed or a set started: what would be dead without it, and what that lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from gigahall.compile.power_live import Energised
from gigahall.compile.power_table import Bools, Ints, Table
from gigahall.compile.power_takeover import Reach

Again = Callable[[Bools], Energised]
"""The rules applied anew, with these elements active."""


def acted_for(t: Table, on: Energised, group: list[str], again: Again) -> dict[int, tuple[int, ...]]:
    """By element that closed or started by itself: the lost or open ones it acted for, the likeliest first.

    Args:
        group: [element] duty and standby group: a set starts with a lost source of its group, whatever is dead.
    """
    ties = [int(t.lines.element[k]) for k in on.closed_ties]
    sets = [int(t.sources.element[k]) for k in on.started]
    found = {}
    for row in (*ties, *sets):
        mates = [int(e) for e in np.unique(t.sources.element) if group[e] and group[e] == group[row] and not on.active[e]]
        found[row] = tuple(mates) if row in sets and mates else _lacking(t, on, [row], again) or _lacking(t, on, (*ties, *sets), again)
    return found


def _lacking(t: Table, on: Energised, left_out: Iterable[int], again: Again) -> tuple[int, ...]:
    """What is missed by what would be dead without some elements."""
    active = on.active.copy()
    rows = list(left_out)
    active[rows] = False
    without = again(active)
    dead: Ints = np.unique(t.owner[on.node & ~without.node])
    if not len(dead):
        return ()
    reach = Reach(t, without, without.node[t.feed_node] & active[t.feed_element] if len(t.feed_node) else np.zeros(0, bool))
    due = [other for row in dead if int(row) not in rows for other in reach.due(int(row))]
    return tuple(dict.fromkeys(other for other in due if other not in rows))
