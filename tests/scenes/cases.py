"""Solved cases of the sample scenes, each solved once per test run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from gigahall.kinds.finding import Finding
from gigahall.kinds.prose import text
from gigahall.scene.record import Record
from gigahall.session.headless import solved, with_changes
from gigahall.session.results import Results
from gigahall.storage import scene_file

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("superpod-gb300", "air-hall", "four-panels", "tower-hall", "large-hall")
LOST_SUPPLY = ("no-feed", "no-supply", "battery-carries", "battery-idle", "coil-uncooled")
"""Rows of equipment that hangs on what was lost; no limit is exceeded there."""


def path_of(scene: str) -> Path:
    return ROOT / "scenes" / f"{scene}.gigahall"


@cache
def records_of(scene: str) -> Mapping[str, Record]:
    return MappingProxyType({record.id: record for record in scene_file.load(path_of(scene)).records})


@cache
def case(scene: str, fails: tuple[str, ...] = (), sets: tuple[str, ...] = ()) -> Results:
    """The settled results of a scene with elements failed and fields set, as `gigahall solve --fail --set` has them."""
    return solved(with_changes(records_of(scene), sets, fails))


def errors(results: Results) -> list[Finding]:
    return [problem for problem in results.problems if problem.severity == "error"]


def exceeded(results: Results) -> list[str]:
    """What is above a limit or misses its set point by more than it may: errors without those of lost supply."""
    return [text(p) for p in errors(results) if p.code not in LOST_SUPPLY]


def number(results: Results, element: str, path: str) -> float:
    value = results.value(element, path)
    assert value is not None, f"{element} has no {path}"
    return value


def total(results: Results, elements: list[str], path: str) -> float:
    return sum(number(results, element, path) for element in elements)
