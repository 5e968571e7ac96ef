"""What a unit's rating data says about its exchanger: UA from capacity, flows and temperatures at the rating point.

Makers publish capacity at an approach or at entering temperatures, solvers need UA. The relations are the usual
effectiveness-NTU ones (Incropera, DeWitt, Fundamentals of Heat and Mass Transfer, 6th ed. 2007, table 11.4).
"""

from __future__ import annotations

from functools import cache
from math import exp, log

from gigahall.kinds.fields import Fluid
from gigahall.kinds.finding import Amount, Finding, find
from gigahall.physics.coolants import COOLANTS
from gigahall.physics.moist_air import density_kg_m3, heat_capacity_j_kg_k

MOST_EFFECTIVE = 0.97
"""Rating data that asks for more than this contradicts itself; UA is then that of this effectiveness."""


def counterflow_ntu(effectiveness: float, ratio: float) -> float:
    """NTU of a counter-flow exchanger [1].

    Args:
        effectiveness: heat over the greatest possible heat [1], cut at `MOST_EFFECTIVE`.
        ratio: smaller over larger heat capacity rate [1], 0-1.

    Valid for any flows without change of phase. Checked by the balanced case NTU = e / (1 - e) and by a 1,367 kW unit
    with 4 K approach (UA 342 kW/K) in tests/kinds/test_rating.py.
    """
    e = min(effectiveness, MOST_EFFECTIVE)
    if ratio > 0.9999:
        return e / (1 - e)
    return log((e - 1) / (e * ratio - 1)) / (ratio - 1)


def crossflow_effectiveness(ntu: float, ratio: float) -> float:
    """Effectiveness of a cross-flow exchanger with both streams unmixed [1]: Mason's series (1955), as the solver's
    (`physics.exchangers.crossflow`), which is not imported here because its compiler would slow the program's start."""
    if ntu <= 0:
        return 0.0
    if ratio * ntu < 1e-9:
        return 1 - exp(-ntu)
    term_a, term_b = exp(-ntu), exp(-ratio * ntu)
    rest_a, rest_b = 1 - term_a, 1 - term_b
    total = rest_a * rest_b
    for n in range(1, 400):
        term_a *= ntu / n
        term_b *= ratio * ntu / n
        rest_a -= term_a
        rest_b -= term_b
        total += rest_a * rest_b
        if n > ntu and rest_a * rest_b < 1e-14 * total:
            break
    return total / (ratio * ntu)


def crossflow_ntu(effectiveness: float, ratio: float) -> float:
    """NTU of a cross-flow exchanger, both unmixed [1]: the inverse of `crossflow_effectiveness` by bisection.

    Checked by a 600 kW dry cooler at 46 -> 36 degC in 29 degC air (NTU 2.6, UA 130 kW/K).
    """
    wanted = min(effectiveness, MOST_EFFECTIVE)
    low, high = 0.0, 40.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if crossflow_effectiveness(middle, ratio) < wanted else (low, middle)
    return (low + high) / 2


def counterflow_ua_w_k(heat_w: float, hot_w_k: float, cold_w_k: float, span_k: float) -> float:
    """UA [W/K] of a counter-flow exchanger moving `heat_w` [W] between capacity rates `hot_w_k` and `cold_w_k` [W/K]
    whose entering temperatures lie `span_k` [K] apart."""
    least, most = sorted((hot_w_k, cold_w_k))
    return least * counterflow_ntu(_effectiveness(heat_w, least, span_k), least / most)


def crossflow_ua_w_k(heat_w: float, hot_w_k: float, cold_w_k: float, span_k: float) -> float:
    """As `counterflow_ua_w_k`, for cross-flow with both streams unmixed."""
    least, most = sorted((hot_w_k, cold_w_k))
    return least * crossflow_ntu(_effectiveness(heat_w, least, span_k), least / most)


def _effectiveness(heat_w: float, least_w_k: float, span_k: float) -> float:
    """Heat by the greatest possible; a rating that cools below its coolant contradicts itself."""
    return heat_w / (least_w_k * span_k) if span_k > 0 else MOST_EFFECTIVE


def approach_ua_w_k(heat_w: float, approach_k: float, hot_w_k: float, cold_w_k: float) -> float:
    """UA [W/K] of a counter-flow exchanger that cools its hot stream to `approach_k` [K] above the entering cold one.

    The hot stream enters heat / hot_w_k above its outlet, so the entering temperatures are approach + that apart.
    """
    return counterflow_ua_w_k(heat_w, hot_w_k, cold_w_k, approach_k + heat_w / hot_w_k)


def beyond_reach(element: str, rated_w: float, most_w: float) -> tuple[Finding, ...]:
    """A finding when a rating asks for more than its own flows and temperatures can move.

    Args:
        element: id. rated_w: rated heat [W]. most_w: smaller heat capacity rate times the span of the entering
        temperatures [W], what an exchanger of endless area moves.
    """
    if rated_w <= MOST_EFFECTIVE * most_w:
        return ()
    return (find("rating-beyond-reach", element, rated=Amount(rated_w, "W"), most=Amount(MOST_EFFECTIVE * max(most_w, 0.0), "W")),)


def idle_above_rated(element: str, idle_w: float, rated_w: float) -> tuple[Finding, ...]:
    """A finding when a rack draws more idle than rated [W]."""
    if idle_w <= rated_w:
        return ()
    return (find("idle-above-rated", element, idle=Amount(idle_w, "W"), rated=Amount(rated_w, "W")),)


def outdoor_j_m3_k(air_c: float) -> float:
    """Heat capacity of dry outdoor air at sea level per volume [J/(m3 K)]."""
    return float(heat_capacity_j_kg_k() * density_kg_m3(air_c))


@cache
def liquid_j_m3_k(fluid: Fluid, at_c: float = 40.0) -> float:
    """Density times heat capacity of a coolant [J/(m3 K)]."""
    coolant = COOLANTS[fluid]
    return float(coolant.density_kg_m3(at_c) * coolant.heat_capacity_j_kg_k(at_c))
