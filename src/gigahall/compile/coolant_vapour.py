"""Coolant that would boil: pumps without NPSH, equipment hotter than its coolant stays liquid, pressures that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_plant import Compiled
from gigahall.kinds.finding import Amount, Finding, find
from gigahall.physics.vapour import boiling_gauge_pa
from gigahall.solve.coolant.plant import OVERLOADED_C, PlantState
from gigahall.units import GRAVITY_M_S2

Floats = NDArray[np.float64]
STILL_KG_S = 1e-6
"""A stream of less than a milligram a second has no temperature of its own and counts as none."""
BOILS_AT_1_ATM_C = 100.0
"""Hotter coolant boils at pressures that exist; they are shown."""


def water_frac(compiled: Compiled) -> Floats:
    """[n_node] mole fraction of water in what stands there."""
    plant = compiled.plant
    return np.array([loop.coolant.water_frac for loop in plant.loops])[plant.loop_of_node]


def without_impossible(pressure_pa: Floats, node_c: Floats, water: Floats) -> Floats:
    """Node pressures without those at which the coolant would have boiled before: no liquid stands at them."""
    least_pa = boiling_gauge_pa(np.minimum(node_c, BOILS_AT_1_ATM_C), water)
    return np.where(pressure_pa < least_pa, np.nan, pressure_pa)


def vapour_findings(compiled: Compiled, state: PlantState) -> Iterator[Finding]:
    """One row per pump that cavitates and per piece of equipment whose return boils."""
    water = water_frac(compiled)
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        turns = state.square_speed[b] > 0.0 and state.node_c[place.tail] < OVERLOADED_C
        found = _suction(state, place.tail, place.element, float(water[place.tail]), float(state.rho[b])) if turns else None
        if found is not None:
            yield found
    for key, b in compiled.heat_branch.items():
        if state.branch_w[b] > 0.0 and abs(state.flow_kg_s[b]) > STILL_KG_S and state.has_steady[compiled.places[b].tail]:
            down = compiled.places[b].head if state.flow_kg_s[b] > 0.0 else compiled.places[b].tail
            hot_c, stands_pa = float(state.out_c[b]), float(state.pressure_pa[down])
            boils_pa = float(boiling_gauge_pa(hot_c, float(water[down])))
            if stands_pa < boils_pa:
                yield find(
                    "coolant-boils", key, quantity="coolant.out_c", value=hot_c, hot=Amount(hot_c, "degC"),
                    boils=Amount(boils_pa, "Pa"), stands=Amount(stands_pa, "Pa"),
                )  # fmt: skip


def _suction(state: PlantState, node: int, key: str, water: float, rho_kg_m3: float) -> Finding | None:
    """NPSH is a head of the coolant that is pumped (ISO 17769-1)."""
    stands_pa, boils_pa = float(state.pressure_pa[node]), float(boiling_gauge_pa(state.node_c[node], water))
    if stands_pa >= boils_pa:
        return None
    head_m = (stands_pa - boils_pa) / (rho_kg_m3 * GRAVITY_M_S2)
    told = {"npsh": Amount(head_m, "m"), "stands": Amount(stands_pa, "Pa"), "boils": Amount(boils_pa, "Pa")}
    return find("npsh-lost", key, facts=told)
