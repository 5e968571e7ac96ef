"""What water and its mixtures with propylene glycol boil at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.units import ATM_PA, ZERO_C_IN_K

CRITICAL_K, CRITICAL_PA = 647.096, 22.064e6
_POWERS = np.array([1.0, 1.5, 3.0, 3.5, 4.0, 7.5])
_FACTORS = np.array([-7.85951783, 1.84408259, -11.7866497, 22.6807411, -15.9618719, 1.80122502])


def vapour_pa(t_c: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Saturation pressure of water [Pa, absolute] at `t_c` [degC]; the critical pressure above the critical point.

    Wagner and Pruss (1993), doi:10.1063/1.555926: within 0.1 % from 0.01 to 374 degC; extrapolated below, 2 % low at
    -20 degC. 5.947 kPa at 36 degC, 101.42 kPa at 100 degC (checked in tests/physics).
    """
    kelvin = np.clip(np.asarray(t_c, float) + ZERO_C_IN_K, 200.0, CRITICAL_K)
    away = 1.0 - kelvin / CRITICAL_K
    found: NDArray[np.float64] = CRITICAL_PA * np.exp(CRITICAL_K / kelvin * (away[..., None] ** _POWERS @ _FACTORS))
    return found


def boiling_gauge_pa(
    t_c: NDArray[np.float64] | float, water_frac: NDArray[np.float64] | float = 1.0
) -> NDArray[np.float64]:
    """Gauge pressure [Pa] below which coolant at `t_c` [degC] boils at sea level.

    Args:
        t_c: temperature [degC].
        water_frac: mole fraction of water in it [1] (`Coolant.water_frac`).

    Raoult's law: the vapour over a mixture is that of water times its mole fraction. Propylene glycol itself adds less than
    0.3 % of it up to 100 degC at up to 30 % by volume (2.5 kPa over the pure liquid); such mixtures are within some percent
    of ideal. Checked against a hand calculation in tests/physics.
    """
    found: NDArray[np.float64] = water_frac * vapour_pa(t_c) - ATM_PA
    return found
