"""The demo hall at the edge of its coolers and chillers: every subset of them lost that leaves one of each, over dry bulbs.

    python -m tests.saturation -o out/saturation.json

Every state has to be a solution, no supply temperature and no missing capacity may fall as the dry bulb rises, and adding
what the cure asks for has to hold the set points. The exit code is 1 where one of it fails.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise
from pathlib import Path

from tests.sweep import records_of
from threadpoolctl import threadpool_limits

from gigahall.kinds.finding import Amount, Finding
from gigahall.scene.document import between
from gigahall.scene.record import Ambient, Record, replace
from gigahall.session.headless import solved, with_changes
from gigahall.session.plant import Plant
from gigahall.session.results import Results

SCENE = "superpod-gb300"
COOLERS, CHILLERS = ("DC-1", "DC-2", "DC-3"), ("CH-1", "CH-2", "CH-3")
CAPACITY_W, SET_C = 400e3, 18.0
"""Of one chiller."""
CURE_FRAC = 0.01
DRY_BULBS_C = (-20.0, -10.0, 0.0, 10.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0)
NEAR_C, STEP_K = 1.0, 0.1
ENERGY_FRAC = 1e-6
FALL_K, FALL_W = 1e-3, 100.0
"""Rounding that is no fall: of a temperature, and of watts."""


@dataclass(frozen=True)
class Point:
    """One state of one subset."""

    dry_bulb_c: float
    exit_code: int
    energy_frac: float
    facility_c: float
    technology_c: float
    chilled_c: float
    wanted_w: float
    """Of the chillers in service, from the cure; their capacity where they hold."""


def subsets() -> list[tuple[str, ...]]:
    """Every loss of coolers and chillers that leaves at least one of each."""
    some = [[lost for n in range(len(units)) for lost in combinations(units, n)] for units in (COOLERS, CHILLERS)]
    return [a + b for a in some[0] for b in some[1]]


def states(lost: Sequence[str], dry_bulbs_c: Iterable[float]) -> Iterator[tuple[Point, Results]]:
    """The states of one subset in the order asked, from one compiled scene."""
    records: dict[str, Record] = with_changes(records_of(SCENE), [], lost)
    with threadpool_limits(1, "blas"):
        plant = Plant(records)
        for dry_bulb_c in dry_bulbs_c:
            old = records["ambient"]
            assert isinstance(old, Ambient)
            new = replace(old, dry_bulb_c=dry_bulb_c, wet_bulb_c=min(old.wet_bulb_c, dry_bulb_c))
            records = {**records, "ambient": new}
            plant.update(records, between({"ambient": old}, {"ambient": new}))
            results = plant.solve(settled=True)
            assert results is not None
            yield _point(results, lost, dry_bulb_c), results


def _point(results: Results, lost: Sequence[str], dry_bulb_c: float) -> Point:
    left = [key for key in CHILLERS if key not in lost]
    out_c = [results.value(key, "coolant.out_c") for key in left]
    cures = [wanted_w(p) for p in results.problems if p.element in left]
    return Point(
        dry_bulb_c, results.exit_code, float(results.balances["energy_frac"]),
        _known(results.value("CDU-1", "coolant.primary.in_c")), _known(results.value("CDU-1", "coolant.secondary.out_c")),
        max(_known(value) for value in out_c), max([len(left) * CAPACITY_W, *cures]),
    )


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


def wanted_w(problem: Finding) -> float:
    """Watts that a cure says are wanted of the chillers of a loop; 0 where it says nothing of it."""
    wanted = dict(problem.facts).get("wanted_heat")
    return wanted.value if isinstance(wanted, Amount) else 0.0


def faults(points: Sequence[Point]) -> list[str]:
    """What is wrong with one subset's states in the order of rising dry bulb."""
    found = [f"{p.dry_bulb_c} degC: exit {p.exit_code}" for p in points if p.exit_code]
    found += [f"{p.dry_bulb_c} degC: balance {p.energy_frac:.1e}" for p in points if not p.energy_frac <= ENERGY_FRAC]
    for a, b in pairwise(points):
        for name in ("facility_c", "technology_c", "chilled_c"):
            if not getattr(b, name) >= getattr(a, name) - FALL_K:
                found.append(f"{name} falls from {getattr(a, name):.3f} at {a.dry_bulb_c} to {getattr(b, name):.3f} at {b.dry_bulb_c}")
        if b.wanted_w < a.wanted_w - FALL_W:
            found.append(f"missing watts fall from {a.wanted_w:.0f} at {a.dry_bulb_c} to {b.wanted_w:.0f} at {b.dry_bulb_c}")
    return found


def limit_c(points: Sequence[Point]) -> float | None:
    """Between which dry bulbs the chillers come to their limit: the middle."""
    for a, b in pairwise(points):
        if b.chilled_c > a.chilled_c + FALL_K:
            return 0.5 * (a.dry_bulb_c + b.dry_bulb_c)
    return None


def scan(lost: Sequence[str]) -> list[Point]:
    """Coarse over all dry bulbs, then in steps of 0.1 K around the limit."""
    points = [point for point, _results in states(lost, DRY_BULBS_C)]
    low, high = points[0].dry_bulb_c, points[-1].dry_bulb_c
    middle = limit_c(points)
    while middle is not None and high - low > 2 * NEAR_C:
        at = [p for p in points if p.dry_bulb_c < middle][-1], next(p for p in points if p.dry_bulb_c > middle)
        low, high = at[0].dry_bulb_c, at[1].dry_bulb_c
        points = sorted([*points, next(states(lost, [middle]))[0]], key=lambda p: p.dry_bulb_c)
        middle = limit_c(points)
    if middle is not None:
        near = [low + STEP_K * k for k in range(1, int((high - low) / STEP_K))]
        points = sorted([*points, *(point for point, _results in states(lost, near))], key=lambda p: p.dry_bulb_c)
    return points


def cure_faults(lost: Sequence[str], point: Point) -> list[str]:
    """What is wrong with the cure of one state: with 1 % more capacity than it asks for the set points hold, with 1 % less not."""
    left = [key for key in CHILLERS if key not in lost]
    if point.wanted_w <= len(left) * CAPACITY_W:
        return []
    found = []
    for frac, holds in ((1.0 + CURE_FRAC, True), (1.0 - CURE_FRAC, False)):
        each_w = point.wanted_w * frac / len(left)
        sets = [f"ambient.dry_bulb_c={point.dry_bulb_c}", *(f"{key}.capacity_w={each_w}" for key in left)]
        cured = solved(with_changes(records_of(SCENE), sets, lost))
        warmest_c = max(_known(cured.value(key, "coolant.out_c")) for key in left)
        if (warmest_c < SET_C + FALL_K) != holds:
            found.append(f"{point.dry_bulb_c} degC: with {frac:.2f} of the {point.wanted_w:.0f} W wanted the supply is {warmest_c:.3f} degC")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Coolers and chillers lost over all dry bulbs.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    rows: list[Mapping[str, object]] = []
    bad = 0
    for lost in subsets():
        points = scan(lost)
        wrong = faults(points) + cure_faults(lost, points[-1])
        bad += len(wrong)
        rows.append({"lost": lost, "faults": wrong, "points": [asdict(p) for p in points]})
        print(f"{' '.join(lost) or 'nothing':30} {len(points):3} states  {'; '.join(wrong[:3]) or 'sound'}", flush=True)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    args.output.write_text(json.dumps(rows, indent=1) + "\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
