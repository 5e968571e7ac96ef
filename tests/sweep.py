"""Every element of the sample scenes switched off in turn: what each loss leaves, as a table and a JSON file.

    python -m tests.sweep -o out/sweep.json [SCENE ...]

Each loss is solved settled from the same compiled scene (`session.losses`), and its result has to be a solution with every
figure finite and the energy balance closed, or a diagnosis that names elements. The exit code is 1 where one is neither.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from gigahall.kinds.prose import text, words
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Record
from gigahall.session import losses, results_file
from gigahall.session.headless import solved
from gigahall.session.results import Results
from gigahall.storage import scene_file

ROOT = Path(__file__).resolve().parent.parent
EVERY = ("superpod-gb300", "air-hall", "four-panels", "tower-hall")
"""Scenes of which every element is taken; in large-hall one of every kind."""
ENERGY_FRAC = 1e-6
COLDEST_C, HOTTEST_C = -60.0, 200.0
"""What no coolant and no room air of these scenes can reach; a figure outside is an unsettled iteration."""


@dataclass(frozen=True)
class Row:
    """One loss."""

    scene: str
    element: str
    kind: str
    exit_code: int
    energy_frac: float
    errors: int
    warnings: int
    new_problems: list[str]
    """The first of them, as they read on screen."""
    dark: list[str]
    """Racks without supply or without flow."""
    faults: list[str]
    """What must not be: exceptions, figures that are not finite, an open balance, a failure without a name."""
    seconds: float


def records_of(scene: str) -> dict[str, Record]:
    return {record.id: record for record in scene_file.load(ROOT / "scenes" / f"{scene}.gigahall").records}


def elements_of(records: Mapping[str, Record]) -> list[Element]:
    return [record for record in records.values() if isinstance(record, Element)]


def one_of_every_kind(records: Mapping[str, Record]) -> list[str]:
    """The first element in service of each kind."""
    first: dict[str, str] = {}
    for element in elements_of(records):
        if element.in_service:
            first.setdefault(kind_of(element).name, element.id)
    return list(first.values())


def faults_of(results: Results, records: Mapping[str, Record]) -> list[str]:
    """What is wrong with a result itself, not with the plant it describes; empty = sound."""
    found = [*_bad_figures(results), *_bad_text(results, records)]
    errors = [p for p in results.problems if p.severity == "error"]
    if results.exit_code and not errors:
        found.append("no solution, and no element is named")
    if not results.exit_code and results.balances["energy_frac"] > ENERGY_FRAC:
        found.append(f"energy balance {results.balances['energy_frac']:.1e}")
    if results.state != "settled":
        found.append(f"state {results.state}")
    return found


def _bad_figures(results: Results) -> Iterator[str]:
    for name, number in (*results.key_figures.items(), *results.balances.items(), *results.timing.items()):
        if not isinstance(number, str) and not np.isfinite(number):
            yield f"{name} is {number}"
    for block, table in results.blocks.items():
        for column, values in table.columns.items():
            if np.isinf(values).any():
                yield f"{block}.{column} is infinite"
            if column.endswith("_c") and len(values):
                known = values[np.isfinite(values)]
                if len(known) and (known.min() < COLDEST_C or known.max() > HOTTEST_C):
                    yield f"{block}.{column} reaches {known.min():.0f} to {known.max():.0f} degC"


def _bad_text(results: Results, records: Mapping[str, Record]) -> Iterator[str]:
    for problem in results.problems:
        record = records.get(problem.element)
        if not isinstance(record, Element):
            yield f"a problem names {problem.element!r}, which is no element"
        elif not words(problem):
            yield f"a problem of {record.name} has no words: {problem.code}"


def dark_racks(results: Results, records: Mapping[str, Record]) -> list[str]:
    silent = {p.element for p in results.problems if p.severity == "error" and p.value == 0.0}
    return [e.name for e in elements_of(records) if e.id in silent and kind_of(e).category == "IT"]


def sweep(scene: str, records: Mapping[str, Record], wanted: list[str], base: Results) -> Iterator[Row]:
    """One row per wanted element; an exception is a row too, and the sweep goes on with a fresh plant."""
    rest = list(wanted)
    while rest:
        try:
            began = time.perf_counter()
            for loss in losses.losses(records, list(rest), base, settled=True):
                rest.remove(loss.element)
                yield _row(scene, records, loss, time.perf_counter() - began)
                began = time.perf_counter()
            return
        except Exception as fault:
            key = rest.pop(0)
            where = traceback.extract_tb(fault.__traceback__)[-1]
            text = f"{type(fault).__name__}: {fault} ({Path(where.filename).name}:{where.lineno})"
            yield Row(scene, key, _kind(records, key), -1, 0.0, 0, 0, [], [], [text], 0.0)


def _row(scene: str, records: Mapping[str, Record], loss: losses.Loss, seconds: float) -> Row:
    results = loss.results
    found = faults_of(results, records)
    json.loads(results_file.encode(results, records), parse_constant=_refuse)
    new = [text(p) for p in loss.new_problems if p.severity != "info"]
    count = {level: sum(p.severity == level for p in loss.new_problems) for level in ("error", "warning")}
    return Row(
        scene, loss.element, _kind(records, loss.element), results.exit_code, results.balances["energy_frac"],
        count["error"], count["warning"], new[:5], dark_racks(results, records), found, round(seconds, 3),
    )


def _refuse(word: str) -> None:
    raise ValueError(f"the results file holds {word}")


def _kind(records: Mapping[str, Record], key: str) -> str:
    element = records[key]
    assert isinstance(element, Element)
    return kind_of(element).name


def run(scenes: tuple[str, ...]) -> Iterator[Row]:
    for scene in scenes:
        records = records_of(scene)
        wanted = [e.id for e in elements_of(records) if e.in_service] if scene in EVERY else one_of_every_kind(records)
        yield from sweep(scene, records, wanted, solved(records))


def main() -> int:
    parser = argparse.ArgumentParser(description="Switch off every element of the sample scenes in turn.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("scenes", nargs="*", default=(*EVERY, "large-hall"))
    args = parser.parse_args()
    rows: list[Row] = []
    for row in run(tuple(args.scenes)):
        rows.append(row)
        if row.faults or row.exit_code:
            print(f"{row.scene:15} {row.element:16} exit {row.exit_code}  {'; '.join(row.faults) or row.new_problems[0]}")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    args.output.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    print(_summary(rows))
    return int(any(row.faults for row in rows))


def _summary(rows: list[Row]) -> str:
    lines = [f"{'scene':15} {'losses':>6} {'clean':>6} {'problems':>8} {'diagnosed':>9} {'faults':>6} {'balance':>8} {'seconds':>7}"]
    for scene in dict.fromkeys(row.scene for row in rows):
        mine = [row for row in rows if row.scene == scene]
        solved_rows = [row for row in mine if not row.exit_code]
        lines.append(
            f"{scene:15} {len(mine):6} {sum(not r.errors for r in solved_rows):6} {sum(r.errors > 0 for r in solved_rows):8} "
            f"{sum(r.exit_code > 0 for r in mine):9} {sum(bool(r.faults) for r in mine):6} "
            f"{max((r.energy_frac for r in solved_rows), default=0.0):8.0e} {sum(r.seconds for r in mine):7.1f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
