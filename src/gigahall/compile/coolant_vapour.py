"""Coolant that would boil: pumps without NPSH, equipment hotter than its coolant stays liquid, pressures that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gigahall.compile.coolant_plant import Compiled
from gigahall.kinds.finding import Amount, Change, Finding, find
from gigahall.kinds.registry import kind_of
from gigahall.kinds.restoring import due_to
from gigahall.physics.vapour import boiling_gauge_pa
from gigahall.solve.coolant.plant import OVERLOADED_C, Conditions, PlantState
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


def has_reference(compiled: Compiled, given: Conditions) -> NDArray[np.bool_]:
    """[n_node] joined over open branches to what holds a pressure; how high any other part of a loop stands nobody knows."""
    plant = compiled.plant
    through = ~given.closed
    graph = coo_array((np.ones(int(through.sum()), np.int8), (plant.tail[through], plant.head[through])), (len(plant.loop_of_node),) * 2)
    part = connected_components(graph, directed=False)[1]
    first = np.searchsorted(plant.loop_of_node, np.arange(len(plant.loops)))
    lost = compiled.lost_vessels()
    anchors = [loop.anchor_node + node for k, (loop, node) in enumerate(zip(plant.loops, first, strict=True)) if k not in lost]
    found: NDArray[np.bool_] = np.isin(part, part[np.concatenate(anchors)] if anchors else ())
    return found


def reference_findings(compiled: Compiled, state: PlantState) -> Iterator[Finding]:
    """A row at the first pump that turns in every loop whose vessels are all lost."""
    lost = compiled.lost_vessels()

    def put_back(key: str) -> tuple[Change, ...]:
        return kind_of(compiled.lowered[key].element).put_back(compiled.lowered[key].element)

    for b in compiled.plant.pumps.branch if lost else ():
        due = lost.pop(int(compiled.plant.loop_of_branch[b]), ()) if state.square_speed[b] > 0.0 else ()
        if due:
            yield due_to(find("reference-lost", compiled.places[b].element), due, False, put_back)


def pressures_pa(compiled: Compiled, state: PlantState, known: NDArray[np.bool_]) -> Floats:
    """Node pressures without those at which the coolant would have boiled before, as no liquid stands at them, and without
    those of parts cut off from their reference (`known`)."""
    least_pa = boiling_gauge_pa(np.minimum(state.node_c, BOILS_AT_1_ATM_C), water_frac(compiled))
    return np.where(known & (state.pressure_pa >= least_pa), state.pressure_pa, np.nan)


def vapour_findings(compiled: Compiled, state: PlantState, known: NDArray[np.bool_]) -> Iterator[Finding]:
    """One row per pump that cavitates and per piece of equipment whose return boils, where the pressure is known."""
    water = water_frac(compiled)
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        turns = known[place.tail] and state.square_speed[b] > 0.0 and state.node_c[place.tail] < OVERLOADED_C
        found = _suction(state, place.tail, place.element, float(water[place.tail]), float(state.rho[b])) if turns else None
        if found is not None:
            yield found
    for key, b in compiled.heat_branch.items():
        if state.branch_w[b] > 0.0 and abs(state.flow_kg_s[b]) > STILL_KG_S and state.has_steady[compiled.places[b].tail]:
            down = compiled.places[b].head if state.flow_kg_s[b] > 0.0 else compiled.places[b].tail
            hot_c, stands_pa = float(state.out_c[b]), float(state.pressure_pa[down])
            boils_pa = float(boiling_gauge_pa(hot_c, float(water[down])))
            if known[down] and stands_pa < boils_pa:
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
