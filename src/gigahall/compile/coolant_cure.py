"""What would cure a plant whose chillers are at their capacity: the heat it wants of them, from the solve without limits."""

from __future__ import annotations

from dataclasses import replace as changed

from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_solution import Shortfall
from gigahall.kinds.parts.coolant import AirCoil, Chiller
from gigahall.solve.coolant.plant import Conditions, PlantState

NOTICE_W = 500.0
"""Less is rounding of the kilowatts shown."""


def with_cures(compiled: Compiled, state: PlantState, given: Conditions, found: list[Shortfall]) -> list[Shortfall]:
    """Shortfalls of chillers at capacity, with the heat that is wanted of all chillers in service of their loop."""
    if state.wanted_w is None:
        return found
    chillers = [d for d, at in enumerate(compiled.devices) if isinstance(at.part, Chiller) and not given.closed[at.hot]]
    loops = compiled.plant.loop_of_branch
    cures: dict[str, str] = {}
    for d in chillers:
        same = [k for k in chillers if loops[compiled.devices[k].hot] == loops[compiled.devices[d].hot]]
        coils = [
            k for k, at in enumerate(compiled.devices)
            if isinstance(at.part, AirCoil) and loops[at.cold] == loops[compiled.devices[d].hot]
        ]
        # In a steady room the coils take what the room gives off, however cold their water: only the rest is wanted on top.
        surplus_w = float((state.wanted_w[coils] - state.device_w[coils]).sum())
        wanted_w, capacity_w = float(state.wanted_w[same].sum()) - surplus_w, float(given.devices[same, 1].sum())
        cures[compiled.devices[d].element] = _cure(wanted_w, capacity_w)
    return [changed(short, cure=cures.get(short.element, short.cure)) for short in found]


def _cure(wanted_w: float, capacity_w: float) -> str:
    missing_w = wanted_w - capacity_w
    if missing_w > NOTICE_W:
        amounts = f"{wanted_w / 1e3:,.0f} kW wanted of {capacity_w / 1e3:,.0f} kW"
        return f"{missing_w / 1e3:,.0f} kW more chiller capacity would hold it: {amounts}"
    if missing_w < -NOTICE_W:
        amounts = f"{wanted_w / 1e3:,.0f} kW wanted of {capacity_w / 1e3:,.0f} kW in its loop"
        return f"{amounts}: it gets more flow than it can cool, throttle it or even out the chillers"
    return f"More chiller capacity than the {capacity_w / 1e3:,.0f} kW of its loop"
