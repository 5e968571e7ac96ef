"""What would cure a plant whose chillers are at their capacity: the heat it wants of them, from the solve without limits."""

from __future__ import annotations

from gigahall.compile.coolant_plant import Compiled
from gigahall.kinds.finding import Add, Amount, Fact, Finding
from gigahall.kinds.parts.coolant import AirCoil, Chiller
from gigahall.solve.coolant.plant import Conditions, PlantState

NOTICE_W = 500.0
"""Less is rounding of the kilowatts shown."""


def with_cures(compiled: Compiled, state: PlantState, given: Conditions, found: list[Finding]) -> list[Finding]:
    """Shortfalls of chillers at capacity, with the heat that is wanted of all chillers in service of their loop."""
    if state.wanted_w is None:
        return found
    chillers = [d for d, at in enumerate(compiled.devices) if isinstance(at.part, Chiller) and not given.closed[at.hot]]
    loops = compiled.plant.loop_of_branch
    cures: dict[str, tuple[str, dict[str, Fact]]] = {}
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
    return [
        short.with_cure(cures[short.element][0], Add(short.element), **cures[short.element][1]) if short.element in cures else short
        for short in found
    ]


def _cure(wanted_w: float, capacity_w: float) -> tuple[str, dict[str, Fact]]:
    """Words and what they need; all of it counted in the chillers of one loop."""
    missing_w = wanted_w - capacity_w
    amounts: dict[str, Fact] = {
        "wanted_heat": Amount(wanted_w, "W"), "capacity": Amount(capacity_w, "W"), "missing_heat": Amount(missing_w, "W"),
    }  # fmt: skip
    if missing_w > NOTICE_W:
        return "{missing_heat} more chiller capacity would hold it: {wanted_heat} wanted of {capacity}", amounts
    if missing_w < -NOTICE_W:
        return (
            "{wanted_heat} wanted of {capacity} in its loop: it gets more flow than it can cool, "
            "throttle it or even out the chillers"
        ), amounts
    return "More chiller capacity than the {capacity} of its loop", amounts
