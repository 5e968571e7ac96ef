"""Moist air at constant pressure (ASHRAE Handbook Fundamentals 2017, ch. 1). Floats or arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigahall.units import ATM_PA, ZERO_C_IN_K

Number = Any

DRY_AIR_J_KG_K = 287.042
"""Gas constant of dry air, ch. 1 eq. 1."""
DRY_J_KG_K, VAPOUR_J_KG_K = 1006.0, 1860.0
"""Heat capacities of dry air and of water vapour (eq. 30)."""
VAPORISATION_J_KG = 2.501e6
"""Of water at 0 degC (eq. 30)."""
MASS_RATIO = 0.621945
"""Molar mass of water over that of dry air (eq. 20)."""
ROOM_KG_M3 = 1.2
"""Room air at 20 degC and 101,325 Pa; its draft is incompressible."""
ROOM_J_M3_K = 1206.0
"""Heat capacity of room air per volume: 1.2 kg/m3 x 1,005 J/(kg K) = 1.199 kg/m3 x 1,006 J/(kg K)."""


def saturation_pa(t_c: Number) -> Number:
    """Saturation pressure of water vapour over water or ice [Pa] (Hyland & Wexler 1983; eq. 5 and 6), -100 to 200 degC.

    Table 3 of the chapter: 3169.2 Pa at 25 degC, 611.2 Pa at 0.01 degC.
    """
    t_k = np.asarray(t_c, dtype=np.float64) + ZERO_C_IN_K
    water = np.exp(
        -5.8002206e3 / t_k + 1.3914993 - 4.8640239e-2 * t_k + 4.1764768e-5 * t_k**2 - 1.4452093e-8 * t_k**3
        + 6.5459673 * np.log(t_k)
    )
    ice = np.exp(
        -5.6745359e3 / t_k + 6.3925247 - 9.677843e-3 * t_k + 6.2215701e-7 * t_k**2 + 2.0747825e-9 * t_k**3
        - 9.484024e-13 * t_k**4 + 4.1635019 * np.log(t_k)
    )
    return np.where(t_k >= ZERO_C_IN_K, water, ice)[()]


def humidity_ratio(t_c: Number, wet_bulb_c: Number, pressure_pa: float = ATM_PA) -> Number:
    """Kilograms of vapour per kilogram of dry air from dry and wet bulb (eq. 33 and 35); never below 0."""
    at_wet = saturated_humidity_ratio(wet_bulb_c, pressure_pa)
    t_c, wet_bulb_c = np.asarray(t_c, dtype=np.float64), np.asarray(wet_bulb_c, dtype=np.float64)
    liquid, frozen = _over_water(t_c, wet_bulb_c, at_wet), _over_ice(t_c, wet_bulb_c, at_wet)
    return np.maximum(np.where(wet_bulb_c >= 0.0, liquid, frozen), 0.0)[()]


def saturated_humidity_ratio(t_c: Number, pressure_pa: float = ATM_PA) -> Number:
    """Humidity ratio of saturated air (eq. 21)."""
    vapour = saturation_pa(t_c)
    return MASS_RATIO * vapour / (pressure_pa - vapour)


def wet_bulb_c(t_c: float, humidity: float, pressure_pa: float = ATM_PA) -> float:
    """Wet bulb [degC] from dry bulb and humidity ratio, by bisection to 1e-9 K (-100 to 60 degC)."""
    low, high = -100.0, float(t_c)
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _signed_ratio(t_c, middle, pressure_pa) < humidity else (low, middle)
    return 0.5 * (low + high)


def _signed_ratio(t_c: float, wet_c: float, pressure_pa: float) -> float:
    at_wet = float(saturated_humidity_ratio(wet_c, pressure_pa))
    return float((_over_water if wet_c >= 0.0 else _over_ice)(t_c, wet_c, at_wet))


def _over_water(t_c: Number, wet_c: Number, at_wet: Number) -> Number:
    """Eq. 33, in kilojoules as printed."""
    return ((2501.0 - 2.326 * wet_c) * at_wet - 1.006 * (t_c - wet_c)) / (2501.0 + 1.86 * t_c - 4.186 * wet_c)


def _over_ice(t_c: Number, wet_c: Number, at_wet: Number) -> Number:
    """Eq. 35, in kilojoules as printed."""
    return ((2830.0 - 0.24 * wet_c) * at_wet - 1.006 * (t_c - wet_c)) / (2830.0 + 1.86 * t_c - 2.1 * wet_c)


def density_kg_m3(t_c: Number, humidity: Number = 0.0, pressure_pa: float = ATM_PA) -> Number:
    """Mass of moist air per volume [kg/m3] (eq. 26). 1.2041 at 20 degC, dry."""
    specific = DRY_AIR_J_KG_K * (t_c + ZERO_C_IN_K) * (1.0 + humidity / MASS_RATIO) / pressure_pa
    return (1.0 + humidity) / specific


def heat_capacity_j_kg_k(humidity: Number = 0.0) -> Number:
    """Heat capacity per kilogram of moist air [J/(kg K)]: 1006 dry, 1860 vapour (eq. 30)."""
    return (DRY_J_KG_K + VAPOUR_J_KG_K * humidity) / (1.0 + humidity)


def enthalpy_j_kg(t_c: Number, humidity: Number) -> Number:
    """Enthalpy per kilogram of dry air [J/kg], 0 at 0 degC dry (eq. 30)."""
    return DRY_J_KG_K * t_c + humidity * (VAPORISATION_J_KG + VAPOUR_J_KG_K * t_c)


def saturated_slope_j_kg_k(t_c: float, pressure_pa: float = ATM_PA) -> float:
    """d h_sat / dT of saturated air per kilogram of dry air [J/(kg K)]: the "heat capacity" a cooling tower's air has."""
    step = 0.5
    up = enthalpy_j_kg(t_c + step, saturated_humidity_ratio(t_c + step, pressure_pa))
    down = enthalpy_j_kg(t_c - step, saturated_humidity_ratio(t_c - step, pressure_pa))
    return float((up - down) / (2.0 * step))
