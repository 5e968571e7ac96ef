"""Air coils that cannot cool: no coolant reaches them, or nothing takes the heat of the coolant that does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_solution import Shortfall
from gigahall.kinds.parts.coolant import AirCoil
from gigahall.solve.coolant.plant import Conditions, PlantState

STILL_KG_S = 1e-6
LEAST_W = 1.0
"""A loop from which less heat leaves has no sink."""


def uncooled_coils(
    compiled: Compiled, state: PlantState, given: Conditions, found: Iterable[Shortfall]
) -> Iterator[str]:
    """Elements whose coil misses its set point without coolant flow or in a loop without sink.

    Air and such a loop only warm each other: their temperatures have no steady state, however long one iterates.
    """
    short = {shortfall.element for shortfall in found}
    leaving_w = _leaving_w(compiled, state, given)
    for at in compiled.devices:
        branch = at.cold if at.cold >= 0 else at.hot
        if not isinstance(at.part, AirCoil) or given.closed[branch]:
            continue
        steady = bool(state.has_steady[compiled.places[branch].tail])
        if steady and at.element not in short:
            continue
        still = abs(state.flow_kg_s[branch]) <= STILL_KG_S
        if not steady or still or leaving_w[compiled.plant.loop_of_branch[branch]] <= LEAST_W:
            yield at.element


def _leaving_w(compiled: Compiled, state: PlantState, given: Conditions) -> NDArray[np.float64]:
    """[n_loop] heat that chillers, coolers, exchangers and ideal sources take out of each loop."""
    plant = compiled.plant
    leaving = np.zeros(len(plant.loops))
    for d, at in enumerate(compiled.devices):
        if isinstance(at.part, AirCoil) or (at.hot >= 0 and given.closed[at.hot]):
            continue
        heat = float(state.device_w[d])
        if at.hot >= 0:
            leaving[plant.loop_of_branch[at.hot]] += heat
        if at.cold >= 0:
            leaving[plant.loop_of_branch[at.cold]] -= heat
    ideal = ~np.isnan(plant.supply_c)
    np.add.at(leaving, plant.loop_of_branch[ideal], -state.branch_w[ideal])
    return leaving
