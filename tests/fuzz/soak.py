"""A long session: after many edits and undos the settled results are those of the same scene solved cold."""

from __future__ import annotations

import math
import random
import threading
from pathlib import Path

from tests.fuzz.changes import change
from tests.fuzz.scenes import template

from gigahall.scene.document import Document
from gigahall.session.headless import solved
from gigahall.session.results import Results
from gigahall.session.session import Session
from gigahall.storage import scene_file

SETTLE_S = 300.0
REL, ABS = 1e-5, 1e-6
"""Warm and cold end below 1e-8 of the scene's heat; temperatures and loads a little above."""
N_ROUNDS = 3


def attempt(rng: random.Random, folder: Path) -> None:
    document = Document(template(rng.choice(("air-hall", "four-panels", "superpod-gb300"))))
    waiter = Waiter(document)
    session = Session(document, waiter.take)
    done: list[str] = []
    try:
        for _ in range(N_ROUNDS):
            for _ in range(rng.randrange(1, 7)):
                done.append(change(document, rng) if rng.random() < 0.75 else f"undo {document.undo()}")
            (folder / "scene.gigahall").write_bytes(scene_file.encode(document.records.values()))
            (folder / "done.txt").write_text("\n".join(done), encoding="utf-8")
            warm = waiter.settled()
            assert session.fault is None, session.fault
            compare(warm, solved(dict(document.records)), done)
    finally:
        session.close()


class Waiter:
    """Takes results from the session's thread until those of the present document are settled."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._wake = threading.Condition()
        self._last: Results | None = None

    def take(self, results: Results) -> None:
        with self._wake:
            self._last = results
            self._wake.notify()

    def settled(self) -> Results:
        def is_there() -> bool:
            return self._last is not None and self._last.state == "settled" and self._last.revision == self._document.revision

        with self._wake:
            assert self._wake.wait_for(is_there, SETTLE_S), "never settled"
            assert self._last is not None
            return self._last


def compare(warm: Results, cold: Results, done: list[str]) -> None:
    last = "; ".join(word for word in done[-6:] if word)
    assert warm.exit_code == cold.exit_code, f"exit {warm.exit_code} warm, {cold.exit_code} cold after {last}"
    for name, block in cold.blocks.items():
        other = warm.blocks[name]
        assert set(block.row_of_id) == set(other.row_of_id), f"{name}: rows differ by {sorted(set(block.row_of_id) ^ set(other.row_of_id))[:5]} after {last}"
        for key in block.row_of_id:
            for column in block.columns:
                a, b = other.value(key, column), block.value(key, column)
                same = a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=REL, abs_tol=ABS * _scale(column)))
                assert same, f"{name}.{column} of {key}: {a} warm, {b} cold after {last}"
    said = [sorted((row.element, row.code) for row in results.problems) for results in (warm, cold)]
    assert said[0] == said[1], f"rows differ after {last}: {sorted(set(said[0]) ^ set(said[1]))}"


def _scale(column: str) -> float:
    """What is small in this unit."""
    return 1e3 if column.endswith(("_w", "_pa", "_va", "_var")) else 10.0
