"""Voltages with nothing drawn: those of the sources, carried along the branches by their turns ratios."""

from __future__ import annotations

import numpy as np

from gigahall.physics.kernel import kernel
from gigahall.solve.power.grid import Complexes, Ints


def carried(tail: Ints, head: Ints, ratio: Complexes, v_pu: Complexes) -> Complexes:
    """Voltages of all places, from those that are known (not 0) to their neighbours and on, the nearest first.

    Args:
        tail, head: [branch] places that a branch joins. ratio: [branch] volts at the tail over volts at the head [-].
        v_pu: [place] known volts, 0 where they are not. What no branch leads to stays 0.
    """
    n = len(v_pu)
    rows, places = np.concatenate((tail, head)), np.concatenate((head, tail))
    order = np.argsort(rows, kind="stable")
    start = np.searchsorted(rows[order], np.arange(n + 1))
    factor = np.concatenate((1.0 / ratio, ratio))[order]
    v = v_pu.copy()
    queue = np.zeros(n, np.int64)
    known = np.flatnonzero(v != 0)
    queue[: len(known)] = known
    _carry(start, places[order], factor, queue, len(known), v)
    return v


@kernel("i8[::1], i8[::1], c16[::1], i8[::1], i8, c16[::1]")
def _carry(start: Ints, places: Ints, factor: Complexes, queue: Ints, known: int, v: Complexes) -> None:
    at = 0
    while at < known:
        k = queue[at]
        at += 1
        for p in range(start[k], start[k + 1]):
            other = places[p]
            if v[other] == 0.0:
                v[other] = v[k] * factor[p]
                queue[known] = other
                known += 1
