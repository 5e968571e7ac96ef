"""One measured row, and how times are taken."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass
class Row:
    """`target` is an upper bound in `unit`; `ratio` is the peer's value over ours, above 1 = ours is faster (smaller)."""

    name: str
    value: float
    unit: str
    target: float | None = None
    peer: str | None = None
    peer_value: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.peer_value / self.value if self.peer_value is not None and self.value else None

    @property
    def met(self) -> bool | None:
        """None where nothing is aimed at; against a peer the aim is to be faster."""
        if self.target is not None:
            return self.value <= self.target
        return None if self.ratio is None else self.ratio >= 1.0

    def plain(self) -> dict[str, object]:
        ratio = None if self.ratio is None else float(f"{self.ratio:.4g}")
        return {
            "name": self.name, "value": float(f"{self.value:.4g}"), "unit": self.unit, "target": self.target, "peer": self.peer,
            "peer_value": None if self.peer_value is None else float(f"{self.peer_value:.4g}"), "ratio": ratio, "met": self.met,
            "note": self.note,
        }


def median_s(do: Callable[[], object], runs: int = 7, warm: int = 1) -> float:
    """Median wall seconds of `do` over some runs, the garbage collector off."""
    for _ in range(warm):
        do()
    times = []
    with quiet():
        for _ in range(runs):
            start = time.perf_counter()
            do()
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def rivals_s(ours: Callable[[], object], theirs: Callable[[], object], runs: int = 7) -> tuple[float, float]:
    """Medians of both, run turn by turn, so that a busy machine slows both alike."""
    for _ in range(2):
        ours()
        theirs()
    times: tuple[list[float], list[float]] = ([], [])
    with quiet():
        for _ in range(runs):
            for do, found in zip((ours, theirs), times, strict=True):
                start = time.perf_counter()
                do()
                found.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


class quiet:
    """The garbage collector waits."""

    def __enter__(self) -> None:
        gc.collect()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()


def quantile(values: Sequence[float], frac: float) -> float:
    return float(np.quantile(np.asarray(values), frac))
