"""The fuzzers there are."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import disk_full, files, interrupts, kills, limits, lists, monkey, scenes, soak


@dataclass(frozen=True)
class Fuzzer:
    name: str
    attempt: Callable[[random.Random, Path], None]
    n_short: int
    """Draws in `make test`."""


FUZZERS = {
    fuzzer.name: fuzzer
    for fuzzer in (
        Fuzzer("lists", lists.attempt, 100),
        Fuzzer("files", files.attempt, 60),
        Fuzzer("scenes", scenes.attempt, 4),
        Fuzzer("limits", limits.attempt, 2),
        Fuzzer("kills", kills.attempt, 2),
        Fuzzer("interrupts", interrupts.attempt, 4),
        Fuzzer("disk-full", disk_full.attempt, 6),
        Fuzzer("soak", soak.attempt, 1),
        Fuzzer("monkey", monkey.attempt, 1),
    )
}
