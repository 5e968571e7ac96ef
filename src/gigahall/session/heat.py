"""Where every watt goes: the split of each element's power and losses between coolant, room air and outdoors.

A load's watts become liquid heat (what the coolant stage put into a fluid), fan heat (already inside the air stage) and
a rest, which warms the air of the element's hall or, outside any hall, the outdoors. Losses of the power network follow
`PowerParts.heat_to`. Nothing is lost and nothing is closed by hand: the sum is checked against the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Through, Warm
from gigahall.kinds.parts.coolant import Restriction
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element


@dataclass(frozen=True, slots=True)
class Budget:
    """Per element, what its kind says before anything is solved."""

    it_w: float
    liquid_w: float
    warms_air: bool
    """Its own air parts carry heat (racks, lights, rear doors)."""
    loss_to_air: bool
    rest_to_air: bool
    """Power that no fluid and no fan took warms the hall's air, not the outdoors."""
    hall: str
    needs_flow: bool


def budget(element: Element, env: Env) -> Budget:
    kind = kind_of(element)
    coolant = kind.coolant(element, env)
    air = kind.air(element, env)
    heat_to = kind.power(element, env).heat_to
    liquid_w = sum(part.heat_w for part in coolant.parts if isinstance(part, Restriction))
    return Budget(
        it_w=kind.it_w(element, env),
        liquid_w=liquid_w,
        warms_air=any(isinstance(part, Through | Warm) for part in air.parts),
        loss_to_air=heat_to == "air",
        rest_to_air=heat_to != "outside",
        hall=element.hall,
        needs_flow=coolant.needs_flow,
    )


@dataclass(frozen=True, slots=True)
class Split:
    """Heat to the air by element (racks, lights) or hall (all else), and what leaves directly outdoors."""

    air_w: Mapping[str, float]
    outdoor_w: float


def split(
    budgets: Mapping[str, Budget],
    halls: Iterable[str],
    load_w: Mapping[str, float],
    loss_w: Mapping[str, float],
    fluid_w: Mapping[str, float],
    fan_w: Mapping[str, float],
) -> Split:
    """`fluid_w`: electrical watts of an element that the coolant stage turned into fluid heat; `fan_w`: watts the air
    stage has already put into the air."""
    air_w: dict[str, float] = dict.fromkeys(halls, 0.0)
    outdoor_w = 0.0
    for key, watts in load_w.items():
        plan = budgets[key]
        rest = watts - fluid_w.get(key, 0.0) - fan_w.get(key, 0.0)
        if plan.warms_air and plan.hall in air_w:
            air_w[key] = rest
        elif plan.rest_to_air and plan.hall in air_w:
            air_w[plan.hall] += rest
        else:
            outdoor_w += rest
    for key, watts in loss_w.items():
        plan = budgets[key]
        if plan.loss_to_air and plan.hall in air_w:
            air_w[plan.hall] += watts
        else:
            outdoor_w += watts
    return Split(air_w, outdoor_w)
