"""Key figures of one solved state, those that no solution gives with the reason, and the balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env
from gigahall.kinds.prose import NameOf, text
from gigahall.session import heat
from gigahall.session.results import Block
from gigahall.session.state import State

WHOLE = ("pue", "facility_w", "loss_w")
"""Figures of the whole scene: they need every part of it to be solved."""
HOTTEST = ("worst_inlet_c", "worst_inlet_element")
LOADED = ("worst_loading_frac", "worst_loading_element")
LEAST_W = 1000.0
"""Scenes that draw less are compared with this."""
IDEAL = "ideal sources stand for plant whose power is not modelled"


def figures_of(ledger: heat.Ledger, env: Env, state: State, blocks: Mapping[str, Block]) -> dict[str, float | str]:
    """All that the arrays give; `available` takes out what they do not tell."""
    is_it = ledger.it_w > 0.0
    it_w = float(state.load_w[is_it].sum())
    facility_w = state.power.facility_w
    figures: dict[str, float | str] = {
        "it_w": it_w,
        "facility_w": facility_w,
        "loss_w": facility_w - state.power.load_w,
        "dry_bulb_c": env.ambient.dry_bulb_c,
        "racks_dark": float((state.load_w[is_it] <= 0.0).sum()),
    }
    if it_w > 0.0:
        figures["pue"] = facility_w / it_w
    running = is_it & ledger.mask(state.running)
    figures |= _worst("worst_inlet", "c", ledger, "air", blocks["air"], "inlet_max_c", running)
    figures |= _worst("worst_loading", "frac", ledger, "power", blocks["power"], "loading_frac", np.ones_like(running))
    return figures


def available(
    figures: Mapping[str, float | str], ledger: heat.Ledger, problems: Iterable[Finding], name_of: NameOf
) -> tuple[dict[str, float | str], dict[str, str]]:
    """The figures that hold, and for every other one why it does not."""
    rows = list(problems)
    why = dict.fromkeys(("pue",), "no rack draws power") if "pue" not in figures else {}
    if "pue" in figures and bool((ledger.is_ideal & ledger.in_service).any()):
        why["pue"] = IDEAL
    racks = {key for key, it_w in zip(ledger.ids, ledger.it_w, strict=True) if it_w > 0.0}
    astray = next((finding for finding in rows if finding.code in ("no-room", "outside-room") and finding.element in racks), None)
    if "pue" in figures and astray is not None:
        why["pue"] = text(astray, name_of)
    unsolved = [finding for finding in rows if finding.is_unsolved]
    unsolved.sort(key=lambda finding: finding.cause is not None and rows[finding.cause].is_unsolved)
    for finding in reversed(unsolved):  # the first row that follows from no other is the one that counts
        why |= dict.fromkeys(_lost_with(finding, figures), text(finding, name_of))
    return {name: value for name, value in figures.items() if name not in why}, why


def _lost_with(finding: Finding, figures: Mapping[str, float | str]) -> tuple[str, ...]:
    """The figures that mean nothing while this part has no solution."""
    is_electrical = finding.kind.source == "power network"
    wanted = (*WHOLE, *(LOADED if is_electrical else HOTTEST))
    return tuple(name for name in wanted if name in figures)


def balances_of(state: State) -> dict[str, float]:
    """Energy: what the sources deliver, and what is drawn from networks that no source is known to feed, against what leaves
    the scene, as a share of it."""
    into_w = state.power.facility_w + state.power.unsolved_w
    unsolved_w = sum(hall.unsolved_w for hall in state.air.energy.values())
    if state.overloads:  # what heats them up for as long as this state lasts
        unsolved_w += state.coolant.energy.residual_w + sum(over.room_w for over in state.overloads)
    out_w = state.coolant.rejected_w + state.coolant.ideal_w + state.split.outdoor_w + unsolved_w
    return {
        "energy_frac": abs(into_w - out_w) / max(abs(into_w), LEAST_W),
        "energy_in_w": into_w,
        "energy_out_w": out_w,
        "unsolved_w": unsolved_w + state.power.unsolved_w,
        "power_pu": state.power.balance_pu,
        "mass_kg_s": state.coolant.mass_kg_s,
    }


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
