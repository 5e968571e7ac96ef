"""What a unit's rating data says about its exchanger: UA from capacity, flows and temperatures at the rating point.

Makers publish capacity at an approach or at entering temperatures, solvers need UA. The relations are the usual
effectiveness-NTU ones (Incropera, DeWitt, Fundamentals of Heat and Mass Transfer, 6th ed. 2007, table 11.4).
"""

from __future__ import annotations

from math import exp, log

from gigahall.kinds.fields import Fluid

AIR_J_M3_K = 1206.0
"""Heat capacity of room air per volume [J/(m3 K)]: 1.199 kg/m3 at 20 degC and 101.325 kPa times 1006 J/(kg K)."""

LIQUID_J_M3_K: dict[Fluid, float] = {"water": 4.147e6, "PG25": 4.015e6, "PG30": 3.96e6}
"""Density times specific heat at 40 degC [J/(m3 K)], rating use only (EnergyPlus 25.2 glycol tables); PG30 estimated from
PG20 and PG30 neighbours, within 2 %."""

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
    """Effectiveness of a cross-flow exchanger with both streams unmixed [1].

    e = 1 - exp((NTU^0.22 / r) (exp(-r NTU^0.78) - 1)); within some percent of the exact series for NTU < 7.
    """
    if ntu <= 0:
        return 0.0
    if ratio < 1e-6:
        return 1 - exp(-ntu)
    return 1 - exp(ntu**0.22 / ratio * (exp(-ratio * ntu**0.78) - 1))


def crossflow_ntu(effectiveness: float, ratio: float) -> float:
    """NTU of a cross-flow exchanger, both unmixed [1]: the inverse of `crossflow_effectiveness` by bisection.

    Checked by a 600 kW dry cooler at 46 -> 36 degC in 29 degC air (NTU 2.6, UA 130 kW/K).
    """
    wanted = min(effectiveness, MOST_EFFECTIVE)
    low, high = 0.0, 60.0
    for _ in range(60):
        middle = (low + high) / 2
        if crossflow_effectiveness(middle, ratio) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def counterflow_ua_w_k(heat_w: float, hot_w_k: float, cold_w_k: float, span_k: float) -> float:
    """UA [W/K] of a counter-flow exchanger moving `heat_w` [W] between capacity rates `hot_w_k` and `cold_w_k` [W/K]
    whose entering temperatures lie `span_k` [K] apart."""
    least, most = sorted((hot_w_k, cold_w_k))
    return least * counterflow_ntu(heat_w / (least * span_k), least / most)


def crossflow_ua_w_k(heat_w: float, hot_w_k: float, cold_w_k: float, span_k: float) -> float:
    """As `counterflow_ua_w_k`, for cross-flow with both streams unmixed."""
    least, most = sorted((hot_w_k, cold_w_k))
    return least * crossflow_ntu(heat_w / (least * span_k), least / most)


def approach_ua_w_k(heat_w: float, approach_k: float, hot_w_k: float, cold_w_k: float) -> float:
    """UA [W/K] of a counter-flow exchanger that cools its hot stream to `approach_k` [K] above the entering cold one.

    The hot stream enters heat / hot_w_k above its outlet, so the entering temperatures are approach + that apart.
    """
    return counterflow_ua_w_k(heat_w, hot_w_k, cold_w_k, approach_k + heat_w / hot_w_k)


def outdoor_kg_m3(air_c: float) -> float:
    """Density of dry outdoor air at sea level [kg/m3]: ideal gas, 101.325 kPa, 287.05 J/(kg K)."""
    return 101325.0 / (287.05 * (air_c + 273.15))


def outdoor_j_m3_k(air_c: float) -> float:
    """Heat capacity of outdoor air per volume [J/(m3 K)]."""
    return 1006.0 * outdoor_kg_m3(air_c)


def saturated_enthalpy_j_kg(air_c: float) -> float:
    """Enthalpy of saturated air at 101.325 kPa [J per kg dry air], 0-60 degC (ASHRAE Fundamentals 2021 ch. 1, vapour
    pressure after Magnus, within 0.4 %). Checked by 76.6 kJ/kg at 25 degC."""
    pressure = 611.2 * exp(17.62 * air_c / (243.12 + air_c))
    ratio = 0.622 * pressure / (101325.0 - pressure)
    return 1006.0 * air_c + ratio * (2.501e6 + 1860.0 * air_c)


def saturated_slope_j_kg_k(cool_c: float, warm_c: float) -> float:
    """Mean enthalpy slope of saturated air between two temperatures [J/(kg K)]."""
    span = max(warm_c - cool_c, 0.1)
    return (saturated_enthalpy_j_kg(cool_c + span) - saturated_enthalpy_j_kg(cool_c)) / span
