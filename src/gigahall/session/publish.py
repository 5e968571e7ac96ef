"""From one solved state of all stages to `Results`: blocks, findings, key figures and balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from gigahall.compile.air_solution import MODEL
from gigahall.kinds.kind import Env
from gigahall.kinds.quantities import BY_PLACE
from gigahall.session import heat
from gigahall.session.alarms import LimitTable
from gigahall.session.figures import available, balances_of, figures_of
from gigahall.session.findings import findings_of
from gigahall.session.results import Block, Results
from gigahall.session.state import Numbering, State

MODELS = {
    "power": "balanced AC load flow, Newton on each island",
    "coolant": "pipe-network Newton, mixing heat transport, effectiveness-NTU exchangers, ideal controls",
}
COOLANT = frozenset({"coolant", "primary", "secondary", "exchange"})
"""Blocks of what stands in a loop."""


def to_results(
    ledger: heat.Ledger,
    numbering: Numbering,
    env: Env,
    limits: LimitTable,
    state: State,
    revision: int,
    timing: Mapping[str, float],
) -> Results:
    """What the session publishes."""
    blocks = numbering.blocks(state)
    halls, plants = state.halls_without_state(ledger.hall_names(state.moved_k)), state.plants_without_state
    if halls or plants:
        blocks = _without_unsettled(blocks, plants, [k for k, e in ledger.elements.items() if e.hall in halls])
    balances = balances_of(state)
    problems = findings_of(ledger, limits, env, state, blocks, balances)

    def name_of(key: str) -> str:
        return ledger.elements[key].name if key in ledger.elements else key

    figures, unavailable = available(figures_of(ledger, env, state, blocks), ledger, problems, name_of)
    return Results(
        revision=revision,
        state="settled" if state.settled else "live",
        key_figures=figures,
        balances=balances,
        blocks=blocks,
        problems=problems,
        unavailable=unavailable,
        air=tuple(field for field in state.air.fields if field.hall not in halls),
        models={**MODELS, "air": MODEL},
        timing=timing,
        exit_code=3 if any(finding.is_unsolved for finding in problems) else 0,
    )


def _without_unsettled(blocks: dict[str, Block], plants: frozenset[str], residents: Iterable[str]) -> dict[str, Block]:
    """The blocks without temperatures and heats of rooms and loops that have no steady state."""
    inside = frozenset(residents)
    kept = {}
    for name, block in blocks.items():
        keys = plants if name in COOLANT else inside if name == "air" else frozenset()
        lost = np.array([key in keys for key in block.row_of_id], bool)[np.argsort(list(block.row_of_id.values()))]
        columns = {
            title: np.where(lost, np.nan, column) if BY_PLACE[name, title].is_thermal else column for title, column in block.columns.items()
        }
        kept[name] = Block(block.row_of_id, columns)
    return kept
