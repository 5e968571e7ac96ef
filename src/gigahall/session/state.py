"""From one solved state of all stages to `Results`: blocks, key figures, balances and problem rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gigahall.compile.air_solution import MODEL, AirSolution
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.compile.power import Liveness, PowerSolution
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Record
from gigahall.session import heat
from gigahall.session.alarms import LimitTable, missed, ordered
from gigahall.session.results import Block, Problem, Results

MODELS = {
    "power": "balanced AC load flow, Newton on each island",
    "coolant": "pipe-network Newton, mixing heat transport, effectiveness-NTU exchangers, ideal controls",
}


@dataclass(frozen=True)
class State:
    """What the stages found in one pass."""

    liveness: Liveness
    running: frozenset[str]
    tripped: frozenset[str]
    air: AirSolution
    coolant: CoolantSolution
    power: PowerSolution
    split: heat.Split
    load_w: Mapping[str, float]
    settled: bool
    passes: int


def to_results(
    records: Mapping[str, Record],
    env: Env,
    limits: LimitTable,
    state: State,
    revision: int,
    timing: Mapping[str, float],
) -> Results:
    elements = [record for record in records.values() if isinstance(record, Element)]
    blocks = _blocks(state)
    problems = [*limits.check(blocks), *_supply_problems(elements, state), *_control_problems(limits.names, state)]
    return Results(
        revision=revision,
        state="settled" if state.settled else "live",
        key_figures=_key_figures(elements, env, state, blocks),
        balances=_balances(state),
        blocks=blocks,
        problems=ordered(problems),
        air=tuple(state.air.fields),
        models={**MODELS, "air": MODEL},
        timing=timing,
        exit_code=3 if _unsolved(state) else 0,
    )


def _blocks(state: State) -> dict[str, Block]:
    blocks = {name: Block(table.row_of_id, table.columns) for name, table in state.coolant.blocks.items()}
    blocks["power"] = Block(state.power.row_of_id, state.power.columns)
    blocks["air"] = Block(state.air.block.row_of_id, state.air.block.columns)
    return blocks


def _unsolved(state: State) -> bool:
    return not (state.power.outcome.ok and state.coolant.outcome.ok and state.air.outcome.ok)


def _balances(state: State) -> dict[str, float]:
    """Energy: what the sources deliver against what leaves the scene, as a share of it."""
    into_w = state.power.facility_w
    unsolved_w = sum(hall.unsolved_w for hall in state.air.energy.values())
    out_w = state.coolant.rejected_w + state.coolant.ideal_w + state.split.outdoor_w + unsolved_w
    return {
        "energy_frac": abs(into_w - out_w) / into_w if into_w > 0.0 else 0.0,
        "energy_in_w": into_w,
        "energy_out_w": out_w,
        "unsolved_w": unsolved_w,
        "power_pu": state.power.balance_pu,
        "mass_kg_s": state.coolant.mass_kg_s,
    }


def _key_figures(elements: list[Element], env: Env, state: State, blocks: Mapping[str, Block]) -> dict[str, float | str]:
    it = [e for e in elements if kind_of(e).it_w(e, env) > 0.0]
    it_w = sum(state.load_w.get(e.id, 0.0) for e in it)
    facility_w = state.power.facility_w
    figures: dict[str, float | str] = {
        "it_w": it_w,
        "facility_w": facility_w,
        "dry_bulb_c": env.ambient.dry_bulb_c,
        "loss_w": facility_w - state.power.load_w,
        "racks_dark": float(sum(1 for e in it if state.load_w.get(e.id, 0.0) <= 0.0)),
    }
    if it_w > 0.0:
        figures["pue"] = facility_w / it_w
    inlets = {e.id: blocks["air"].value(e.id, "inlet_max_c") for e in it if e.id in state.running}
    figures |= _worst("worst_inlet", "c", {k: v for k, v in inlets.items() if v is not None})
    block = blocks["power"]
    loads = {k: block.value(k, "loading_frac") for k in block.row_of_id}
    figures |= _worst("worst_loading", "frac", {k: v for k, v in loads.items() if v is not None})
    return figures


def _worst(name: str, unit: str, values: Mapping[str, float]) -> dict[str, float | str]:
    if not values:
        return {}
    key = max(values, key=values.__getitem__)
    return {f"{name}_{unit}": values[key], f"{name}_element": key}


def _supply_problems(elements: list[Element], state: State) -> Iterator[Problem]:
    for e in elements:
        if not e.in_service:
            yield Problem("info", e.id, None, None, "scene", f"{e.name}: out of service")
        elif state.liveness.live_feeds.get(e.id, ("",)) == ():
            yield Problem("error", e.id, 0.0, None, "power network", f"{e.name}: no live feed, dark at 0 W",
                          "power.p_w", "Restore or connect a feed")
        elif e.id in state.tripped:
            yield Problem("error", e.id, 0.0, None, "coolant network",
                          f"{e.name}: no coolant flow, tripped at 0 W", "coolant.flow_m3_s",
                          "Restore a pump or a CDU of its loop")


def _control_problems(names: Mapping[str, str], state: State) -> Iterator[Problem]:
    for note in (*state.liveness.notes, *state.power.problems):
        yield Problem(note.severity, note.element, note.value, note.limit, "power network", note.text, note.quantity)
    for short in (*state.coolant.shortfalls, *state.air.shortfalls):
        yield missed(short, names.get(short.element, short.element))
    for finding in state.air.findings:
        yield Problem("error" if finding.is_error else "info", finding.element, None, None, "room air", finding.text)
    for key in sorted(state.coolant.no_steady):
        yield Problem("error", key, None, None, "coolant network",
                      f"{names.get(key, key)}: nothing takes the heat of its loop, no steady temperature",
                      "coolant.out_c", "Add or restore a heat exchanger, cooler or chiller")


def finite(results: Results) -> bool:
    """No infinity anywhere and no NaN outside what is marked not applicable."""
    return all(not np.isinf(column).any() for block in results.blocks.values() for column in block.columns.values())
