"""From one solved state of all stages to `Results`: blocks, key figures, balances and problem rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from gigahall.compile.air_solution import MODEL, AirSolution
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.compile.power import Liveness, PowerSolution
from gigahall.kinds.kind import Env
from gigahall.session import heat
from gigahall.session.alarms import LimitTable, missed, ordered
from gigahall.session.causes import with_causes
from gigahall.session.results import Block, Problem, Results, Severity

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
    load_w: heat.Floats
    """By row of the ledger."""
    settled: bool
    passes: int
    moved_k: Mapping[str, float] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    """Elements of the coolant plants whose coils did not settle: their temperatures are no solution."""
    """Only where the passes did not settle: how far each coil's leaving air still moves."""

    @property
    def trips(self) -> frozenset[str]:
        """What cannot run in this state: racks without coolant flow, fan units whose coil nothing cools."""
        fans = self.coolant.uncooled & self.air.fan_w.keys()
        return (self.coolant.no_flow | fans) & self.running


@dataclass
class Numbering:
    """Row numbers of the last blocks: equal ones stay the same object, so that what was looked up by them still holds."""

    row_of_id: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def block(self, name: str, row_of_id: Mapping[str, int], columns: Mapping[str, heat.Floats]) -> Block:
        if self.row_of_id.get(name) != row_of_id:
            self.row_of_id[name] = row_of_id
        return Block(self.row_of_id[name], columns)

    def blocks(self, state: State) -> dict[str, Block]:
        found = {name: self.block(name, table.row_of_id, table.columns) for name, table in state.coolant.blocks.items()}
        found["power"] = self.block("power", state.power.row_of_id, state.power.columns)
        found["air"] = self.block("air", state.air.block.row_of_id, state.air.block.columns)
        return found


def to_results(
    ledger: heat.Ledger,
    numbering: Numbering,
    env: Env,
    limits: LimitTable,
    state: State,
    revision: int,
    timing: Mapping[str, float],
) -> Results:
    blocks = numbering.blocks(state)
    halls = frozenset(ledger.elements[key].hall for key in state.moved_k)
    if halls:
        blocks = _without_unsettled(blocks, state.unsettled, [k for k, e in ledger.elements.items() if e.hall in halls])
    problems = [*limits.check(blocks), *_supply_problems(ledger, state), *_control_problems(limits.names, state)]
    return Results(
        revision=revision,
        state="settled" if state.settled else "live",
        key_figures=_key_figures(ledger, env, state, blocks),
        balances=_balances(state),
        blocks=blocks,
        problems=ordered(with_causes(problems, ledger.elements.values(), env)),
        air=tuple(field for field in state.air.fields if field.hall not in halls),
        models={**MODELS, "air": MODEL},
        timing=timing,
        exit_code=3 if _unsolved(state) else 0,
    )


TEMPERATURES = frozenset({"in_c", "out_c", "heat_w", "loading_frac", "inlet_mean_c", "inlet_max_c", "outlet_mean_c"})


def _without_unsettled(blocks: dict[str, Block], plants: frozenset[str], residents: Iterable[str]) -> dict[str, Block]:
    """The blocks without temperatures and heats that passes between room air and coolant did not agree on."""
    gone = {"air": frozenset(residents), "coolant": plants, "primary": plants, "secondary": plants, "exchange": plants}
    kept = dict(blocks)
    for name, keys in gone.items():
        if name in blocks:
            block = blocks[name]
            lost = np.array([key in keys for key in block.row_of_id], bool)[np.argsort(list(block.row_of_id.values()))]
            columns = {
                title: np.where(lost, np.nan, column) if title in TEMPERATURES else column
                for title, column in block.columns.items()
            }
            kept[name] = Block(block.row_of_id, columns)
    return kept


def _unsolved(state: State) -> bool:
    """Some energised or connected part has no solution. A sealed part of a room without heat in it is none."""
    air = state.air.outcome.status == "failed" or any(hall.unsolved_w > 0.0 for hall in state.air.energy.values())
    return air or bool(state.moved_k) or not (state.power.outcome.ok and state.coolant.outcome.ok)


def _balances(state: State) -> dict[str, float]:
    """Energy: what the sources deliver against what leaves the scene, as a share of it."""
    into_w = state.power.facility_w
    unsolved_w = sum(hall.unsolved_w for hall in state.air.energy.values())
    if state.coolant.no_steady:  # what heats up loops without a sink for as long as this state lasts
        unsolved_w += state.coolant.energy.residual_w
    out_w = state.coolant.rejected_w + state.coolant.ideal_w + state.split.outdoor_w + unsolved_w
    return {
        "energy_frac": abs(into_w - out_w) / into_w if into_w > 0.0 else 0.0,
        "energy_in_w": into_w,
        "energy_out_w": out_w,
        "unsolved_w": unsolved_w,
        "power_pu": state.power.balance_pu,
        "mass_kg_s": state.coolant.mass_kg_s,
    }


def _key_figures(ledger: heat.Ledger, env: Env, state: State, blocks: Mapping[str, Block]) -> dict[str, float | str]:
    is_it = ledger.it_w > 0.0
    it_w = float(state.load_w[is_it].sum())
    facility_w = state.power.facility_w
    figures: dict[str, float | str] = {
        "it_w": it_w,
        "facility_w": facility_w,
        "dry_bulb_c": env.ambient.dry_bulb_c,
        "racks_dark": float((state.load_w[is_it] <= 0.0).sum()),
    }
    if state.power.outcome.ok and not state.moved_k:  # else a part has no solution, and neither figure means anything
        figures["loss_w"] = facility_w - state.power.load_w
        if it_w > 0.0:
            figures["pue"] = facility_w / it_w
    running = is_it & ledger.mask(state.running)
    figures |= _worst("worst_inlet", "c", ledger, "air", blocks["air"], "inlet_max_c", running)
    figures |= _worst("worst_loading", "frac", ledger, "power", blocks["power"], "loading_frac", np.ones_like(running))
    return figures


def _worst(
    name: str, unit: str, ledger: heat.Ledger, table: str, block: Block, column: str, wanted: heat.Bools
) -> dict[str, float | str]:
    """Largest value of a column among the wanted rows of the ledger, and whose it is."""
    rows = ledger.rows_of(table, block.row_of_id)
    values = np.where(wanted[rows] & np.isfinite(block.columns[column]), block.columns[column], -np.inf)
    if not np.isfinite(values).any():
        return {}
    at = int(np.argmax(values))
    return {f"{name}_{unit}": float(values[at]), f"{name}_element": ledger.ids[rows[at]]}


def _supply_problems(ledger: heat.Ledger, state: State) -> Iterator[Problem]:
    dark = [key for key, feeds in state.liveness.live_feeds.items() if not feeds]
    told = ~ledger.in_service | ledger.mask(list(chain(dark, state.tripped)))
    is_dark = ledger.mask(dark)
    for row in np.flatnonzero(told):
        e = ledger.elements[ledger.ids[row]]
        if not e.in_service:
            yield Problem("info", e.id, None, None, "in-service switch", f"{e.name}: out of service")
        elif is_dark[row]:
            yield Problem("error", e.id, 0.0, None, "power network", f"{e.name}: no live feed, dark at 0 W",
                          "power.p_w", "Restore or connect a feed")
        elif e.id in state.coolant.coil_heat_w:
            yield Problem("error", e.id, 0.0, None, "coolant network",
                          f"{e.name}: no coolant takes its heat, fans stopped", "coolant.flow_m3_s",
                          "Restore its coolant flow or the chillers of its loop")
        else:
            yield Problem("error", e.id, 0.0, None, "coolant network",
                          f"{e.name}: no coolant flow, tripped at 0 W", "coolant.flow_m3_s",
                          "Restore a pump or a CDU of its loop")


def _control_problems(names: Mapping[str, str], state: State) -> Iterator[Problem]:
    for note in (*state.liveness.notes, *state.power.problems):
        yield Problem(note.severity, note.element, note.value, note.limit, "power network", note.text, note.quantity)
    for short in (*state.coolant.shortfalls, *state.air.shortfalls):
        yield missed(short, names.get(short.element, short.element))
    for finding in state.air.findings:
        severity: Severity = "error" if finding.is_error else "info"
        yield Problem(severity, finding.element, None, None, "room air", finding.text, cure=finding.cure)
    for remark in state.coolant.notes:
        yield Problem(remark.severity, remark.element, None, None, "coolant network", remark.text)
    for key in sorted(state.coolant.no_steady):
        yield Problem("error", key, None, None, "coolant network",
                      f"{names.get(key, key)}: nothing takes the heat of its loop, no steady temperature",
                      "coolant.out_c", "Add or restore a heat exchanger, cooler or chiller")
    for key, kelvin in state.moved_k.items():
        yield Problem("error", key, None, None, "room air",
                      f"{names.get(key, key)}: room air and coolant do not settle, {kelvin:.2g} K from pass to pass",
                      cure="Give its loop more chiller capacity than its rooms give off")


def finite(results: Results) -> bool:
    """No infinity anywhere and no NaN outside what is marked not applicable."""
    return all(not np.isinf(column).any() for block in results.blocks.values() for column in block.columns.values())
