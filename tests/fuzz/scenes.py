"""Random scenes through the solvers: solved or said to be unsolved, every number finite, whatever was drawn."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.fuzz.changes import change

from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.session import results_file
from gigahall.session.headless import solved
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall
from gigahall.templates.four_panels import four_panels
from gigahall.templates.superpod_gb300 import superpod_gb300

TEMPLATES = {"air-hall": air_hall, "four-panels": four_panels, "superpod-gb300": superpod_gb300}
BALANCE = 1e-6


@cache
def template(name: str) -> tuple[Record, ...]:
    return tuple(TEMPLATES[name]())


def attempt(rng: random.Random, folder: Path) -> None:
    document = Document(template(rng.choice(("air-hall", "four-panels", "superpod-gb300"))))
    for _ in range(rng.choice((1, 2, 4, 8, 16))):
        change(document, rng)
    records = dict(document.records)
    (folder / "scene.gigahall").write_bytes(scene_file.encode(records.values()))
    results = solved(records)
    check(json.loads(results_file.encode(results, records)), results.exit_code)


def check(told: dict[str, Any], code: int) -> None:
    """Exit 0 with a closed balance, or exit 3; nothing that is no number."""
    assert code in (0, 3), code
    for place, number in numbers(told):
        assert math.isfinite(number), f"{place} is {number}"
    energy = told["balances"].get("energy_frac")
    assert code == 3 or energy is None or abs(energy) < BALANCE, f"settled with an energy balance of {energy}"


def numbers(value: Any, place: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from numbers(part, f"{place}.{key}")
    elif isinstance(value, list):
        for k, part in enumerate(value):
            yield from numbers(part, f"{place}[{k}]")
    elif isinstance(value, int | float):
        yield place, float(value)
