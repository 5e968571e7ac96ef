"""Random plants with things lost, off or shut, held to what must be true of any result: what has no solution is named, what is
settled closes, no failure makes a figure better, no hotter day makes one lower, causes are causes, and no history shows."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from tests.fuzz.plants import PlantRecords, plant
from tests.fuzz.scenes import numbers
from threadpoolctl import threadpool_limits

from gigahall.kinds.breaker import Breaker
from gigahall.kinds.finding import Finding, Named
from gigahall.kinds.prose import text
from gigahall.kinds.registry import kind_of
from gigahall.kinds.valve import Valve
from gigahall.scene.document import between
from gigahall.scene.record import Ambient, Element, Record, replace
from gigahall.session import results_file
from gigahall.session.headless import solved
from gigahall.session.plant import Plant
from gigahall.session.results import Results
from gigahall.storage import scene_file

BALANCE = 1e-6
REL, ABS_K, ABS = 1e-5, 1e-4, 1e-6
MOVERS = ("pump", "cdu", "crah", "room_coil", "rear_door", "dry_cooler", "cooling_tower")
HARDLY_RENEWED_C = 60.0
"""Hotter air goes round among the racks: where it goes decides, not what it is cooled by."""
SAVED_FRAC = 0.01
COUPLING_K = 1.0
"""A loop between two exchangers carries most at one flow, more makes it worse (Kays & London 1984, liquid-coupled exchangers):
one pump less may bring it nearer to that."""
JET_K = 3.0
"""Two units blow against each other and what a rack gives off back to it; one alone may not."""
HOTTER_K, HOTTER_W = 2e-3, 100.0
"""Rounding that is no fall on a hotter day."""
REJECTION = ("dry_cooler", "cooling_tower", "chiller", "plate_exchanger", "cdu", "ideal_source", "pump", "crah", "room_coil", "rear_door")
POWER = ("utility", "generator", "transformer", "switchboard", "breaker", "ups", "busway", "panel", "cable")
TRIPPED = ("no-coolant-flow", "no-way-out", "no-feed")


def attempt(rng: random.Random, folder: Path) -> None:
    records = plant(rng)
    (folder / "scene.gigahall").write_bytes(scene_file.encode(records.values()))
    whole = held(records)
    broken, lost = with_losses(records, rng)
    (folder / "broken.gigahall").write_bytes(scene_file.encode(broken.values()))
    (folder / "lost.txt").write_text("\n".join(sorted(lost)), encoding="utf-8")
    state = held(broken)
    warm_is_cold(records, broken, state)
    causes_are_causes(records, broken, whole, state)
    no_better(broken, state, rng)
    not_lower_on_a_hotter_day(broken, rng)


def held(records: Mapping[str, Record]) -> Results:
    """Solved, and sound in itself."""
    results = solved(records)
    sound(results, records)
    return results


# ---------------------------------------------------------------- one result in itself


def sound(results: Results, records: Mapping[str, Record]) -> None:
    told = json.loads(results_file.encode(results, dict(records)))
    for place, number in numbers(told):
        assert math.isfinite(number), f"{place} is {number}"
    unsolved = [p for p in results.problems if p.is_unsolved]
    assert (results.exit_code == 3) == bool(unsolved), f"exit {results.exit_code} with {[p.code for p in unsolved]}"
    for finding in results.problems:
        assert text(finding) and (finding.element in records), f"{finding.code} names {finding.element!r}"
    balances = results.balances
    assert balances["energy_frac"] <= BALANCE or unsolved, f"energy differs by {balances['energy_frac']:.1e}"
    assert not unsolved or not {"pue", "facility_w", "loss_w"} & results.key_figures.keys(), "figures of an unsolved scene"
    assert unsolved or balances["unsolved_w"] == 0.0, f"{balances['unsolved_w']} W are unsolved and nobody says so"
    assert all(reason for reason in results.unavailable.values())
    for finding in unsolved:
        is_said = finding.value is not None and (finding.value > 0.0 or finding.code == "unsolved-air")  # breathes it, may warm none
        assert is_said or finding.code == "unsolved-figures", f"{finding.code} without its watts"
        assert finding.code != "unsolved-balance", text(finding)
        assert finding.code != "unsolved-stage", text(finding)
        assert finding.code != "unsolved-passes", text(finding)
    no_heat_over_a_dead_side(results)
    takeovers_hold(results, records)


def takeovers_hold(results: Results, records: Mapping[str, Record]) -> None:
    """Who is said to carry on runs, once a loss, and nothing stops or is unsolved for what is said to be carried."""
    stopped = {finding.element for finding in results.problems if finding.kind.is_out}
    for finding in results.problems:
        if not finding.code.endswith("taken-over"):
            continue
        carriers = finding.fact("carriers")
        assert isinstance(carriers, Named) and carriers.ids and finding.severity == "info"
        for key in carriers.ids:
            carrier = records[key]
            assert isinstance(carrier, Element) and carrier.in_service and key not in stopped | {finding.element}, f"{key} cannot carry {finding.element}'s"
        due = [p for p in results.problems if p.severity == "error" and finding.element in p.causes and (p.kind.is_out or p.is_unsolved)]
        if finding.code == "taken-over" and len([p for p in due if len(p.causes) == 1]):
            raise AssertionError(f"{finding.element} is taken over, and {due[0].element} {due[0].code}")
    told = [finding.element for finding in results.problems if finding.code == "taken-over"]
    assert len(told) == len(set(told)), f"told twice: {told}"


def no_heat_over_a_dead_side(results: Results) -> None:
    exchange = results.blocks["exchange"]
    for key in results.blocks["secondary"].row_of_id:
        flows = [results.value(key, f"coolant.{side}.flow_m3_s") for side in ("primary", "secondary")]
        if any(flow is not None and abs(flow) < 1e-9 for flow in flows):
            assert not exchange.value(key, "heat_w"), f"{key} moves {exchange.value(key, 'heat_w')} W with one side at rest"


# ---------------------------------------------------------------- losses


def with_losses(records: Mapping[str, Record], rng: random.Random) -> tuple[PlantRecords, list[str]]:
    """Up to three elements out of service, a valve or breaker shut, or a pump the wrong way round."""
    changed = PlantRecords(records)
    lost = []
    elements = [e for e in changed.elements() if not kind_of(e).is_room and kind_of(e).category != "IT"]
    for element in rng.sample(elements, min(len(elements), rng.choice((0, 1, 1, 1, 2, 2, 3)))):
        shut = isinstance(element, Breaker) and not element.standby and rng.random() < 0.5
        if isinstance(element, Valve) and rng.random() < 0.5:
            changed[element.id] = replace(element, mode="flow", set_m3_s=0.0)
        else:
            changed[element.id] = replace(element, closed=False) if shut else replace(element, in_service=False)
        lost.append(element.id)
    return changed, lost


def restored(records: Mapping[str, Record], broken: Mapping[str, Record], keys: Iterable[str]) -> PlantRecords:
    return PlantRecords({**broken, **{key: records[key] for key in keys}})


def up(results: Results, records: Mapping[str, Record]) -> frozenset[str]:
    """Racks that draw power."""
    racks = [e.id for e in PlantRecords(records).elements() if kind_of(e).category == "IT"]
    return frozenset(key for key in racks if (results.value(key, "power.p_w") or 0.0) > 0.0)


def causes_are_causes(records: Mapping[str, Record], broken: Mapping[str, Record], whole: Results, state: Results) -> None:
    """Every rack that stopped names what was changed, and putting that back brings it back."""
    stopped = up(whole, records) - up(state, broken)
    changed = {key for key in broken if broken[key] != records[key]}
    tried: dict[frozenset[str], Results] = {}
    for rack in sorted(stopped):
        rows = [p for p in state.problems if p.element == rack and p.code in TRIPPED]
        assert rows, f"{rack} stopped and no row says so"
        assert rows[0].cause is not None, f"{rack}: {rows[0].code} has no cause row; lost {sorted(changed)}; causes {rows[0].causes}"
        needed = frozenset(_to_restore(state, rows[0], changed))
        assert needed, f"{rack}: {rows[0].code} is due to {rows[0].causes}, none of which was changed; lost {sorted(changed)}"
        if needed not in tried:
            tried[needed] = solved(restored(records, broken, needed))
        again = {p.code for p in tried[needed].problems if p.element == rack}
        told = f"{rack}: {rows[0].code} due to {rows[0].causes}, lost {sorted(changed)}"
        assert rack in up(tried[needed], broken) or rows[0].code not in again, f"{told}: with {sorted(needed)} restored it does not come back"


def _to_restore(state: Results, finding: Finding, changed: set[str]) -> list[str]:
    """What the row says is to be put back: its first cause, all where it takes all, and what these hang on themselves."""
    takes_all = finding.cure is not None and finding.cure.words == "Restore {due}"
    first = [key for key in finding.causes if key in changed]
    if takes_all:
        wanted = list(finding.causes)
    else:
        wanted = [finding.causes[0]] if finding.causes else first[:1]
    found = []
    for key in wanted:
        if key in changed:
            found.append(key)
            continue
        rows = [p for p in state.problems if p.element == key and p.causes and p.kind.is_state]
        if rows and rows[0] is not finding:
            found += _to_restore(state, rows[0], changed)
    return found


def no_better(broken: Mapping[str, Record], state: Results, rng: random.Random) -> None:
    """One more loss: no rack more runs, and with the same racks nothing is cooler."""
    elements = [e for e in PlantRecords(broken).elements() if e.in_service]
    for names, is_heat in ((REJECTION, True), (POWER, False)):
        some = [e for e in elements if kind_of(e).name in names and not e.standby]
        if not some:
            continue
        gone = rng.choice(some)
        after = held({**broken, gone.id: replace(gone, in_service=False)})
        before_up, after_up = up(state, broken), up(after, broken)
        assert after_up <= before_up, f"without {gone.id} {sorted(after_up - before_up)} run"
        if is_heat and after_up == before_up:
            _not_cooler(state, after, before_up, gone)
            _not_thriftier(state, after, broken, gone.id)


def _not_cooler(before: Results, after: Results, racks: frozenset[str], lost: Element) -> None:
    gone, kind = lost.id, kind_of(lost)
    slacks = {"coolant.in_c": COUPLING_K if kind.name == "pump" else 0.05, "air.inlet_max_c": JET_K if kind.category == "Air" else 1.0}
    for path, slack_k in slacks.items():
        worst = [max((v for key in racks if (v := r.value(key, path)) is not None), default=None) for r in (before, after)]
        if worst[0] is not None and worst[1] is not None and worst[0] < HARDLY_RENEWED_C:
            assert worst[1] >= worst[0] - slack_k, f"without {gone} the worst {path} is {worst[1]:.3f} instead of {worst[0]:.3f}"


def _not_thriftier(before: Results, after: Results, broken: Mapping[str, Record], gone: str) -> None:
    """With the same racks no more is saved than pumps, fans and the lost unit draw less."""
    watts = [r.key_figures.get("facility_w") for r in (before, after)]
    if not isinstance(watts[0], float) or not isinstance(watts[1], float):
        return
    movers = [e.id for e in PlantRecords(broken).elements() if kind_of(e).name in MOVERS]
    saved = sum(max((before.value(key, "power.p_w") or 0.0) - (after.value(key, "power.p_w") or 0.0), 0.0) for key in {*movers, gone})
    least = watts[0] - 1.4 * saved - SAVED_FRAC * watts[0]
    assert watts[1] >= least, f"without {gone} {watts[1]:.0f} W are drawn instead of {watts[0]:.0f} W, {saved:.0f} W less by what moves"


# ---------------------------------------------------------------- weather and history


def not_lower_on_a_hotter_day(broken: Mapping[str, Record], rng: random.Random) -> None:
    ambient = broken["ambient"]
    assert isinstance(ambient, Ambient)
    start = round(rng.uniform(-15.0, 45.0), 1)
    steps = sorted({start, *(round(start + 0.1 * k, 1) for k in range(1, 4)), round(rng.uniform(-15.0, 50.0), 1), round(rng.uniform(20.0, 45.0), 1)})
    states = [(c, held({**broken, "ambient": replace(ambient, dry_bulb_c=c, wet_bulb_c=min(ambient.wet_bulb_c, c))})) for c in steps]
    for (cold_c, cold), (hot_c, hot) in pairwise(states):
        assert hot.balances["unsolved_w"] >= cold.balances["unsolved_w"] - HOTTER_W, (
            f"unsolved watts fall from {cold.balances['unsolved_w']:.0f} at {cold_c} to {hot.balances['unsolved_w']:.0f} at {hot_c}"
        )
        assert up(hot, broken) == up(cold, broken), f"racks that run at {hot_c} and at {cold_c} differ"
        for key, path in _supplies(broken):
            a, b = cold.value(key, path), hot.value(key, path)
            is_supply = all(_moves_heat(results, key) for results in (cold, hot))
            assert not is_supply or a is None or b is None or b >= a - HOTTER_K, f"{key} {path} falls from {a:.4f} at {cold_c} to {b:.4f} at {hot_c}"
            assert a is not None or b is None, f"{key} {path} is known at {hot_c} and not at {cold_c}"


def _moves_heat(results: Results, key: str) -> bool:
    """What takes no heat lets through what comes back to it: less flow through what takes it makes that warmer."""
    heat_w = results.value(key, "coolant.heat_w")
    return heat_w is None or abs(heat_w) > 1.0


def _supplies(records: Mapping[str, Record]) -> list[tuple[str, str]]:
    """Where a supply temperature is read: what leaves coolers, chillers, exchangers and air units."""
    paths = {
        "dry_cooler": "coolant.out_c", "cooling_tower": "coolant.out_c", "cdu": "coolant.secondary.out_c",
        "plate_exchanger": "coolant.secondary.out_c", "crah": "air.outlet_mean_c", "room_coil": "air.outlet_mean_c",
    }
    found = [(e.id, paths[name]) for e in PlantRecords(records).elements() if (name := kind_of(e).name) in paths]
    return found + [(e.id, "coolant.in_c") for e in PlantRecords(records).elements() if kind_of(e).name == "rack_liquid"]


def warm_is_cold(records: Mapping[str, Record], broken: Mapping[str, Record], cold: Results) -> None:
    """From the whole plant to the broken one as an edit, and back."""
    there = between({k: r for k, r in records.items() if broken[k] != r}, {k: broken[k] for k, r in records.items() if broken[k] != r})
    with threadpool_limits(1, "blas"):
        model = Plant(records)
        model.solve(settled=True)
        model.update(broken, there)
        model.solve(settled=False)
        warm = model.solve(settled=True)
    assert warm is not None
    said = [sorted((p.element, p.code, p.quantity, p.severity) for p in r.problems) for r in (warm, cold)]
    assert said[0] == said[1], f"rows warm or cold alone: {sorted(set(said[0]) ^ set(said[1]))}"
    assert warm.exit_code == cold.exit_code
    for name, block in cold.blocks.items():
        for key in block.row_of_id:
            for column in block.columns:
                a, b = warm.blocks[name].value(key, column), block.value(key, column)
                near = ABS_K if column.endswith("_c") else ABS * _scale(column)
                same = a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=REL, abs_tol=near))
                assert same, f"{name}.{column} of {key}: {a} warm, {b} cold"


def _scale(column: str) -> float:
    if column.endswith("_pa"):
        return 1e5
    return 1e4 if column.endswith(("_w", "_var")) else 1.0


