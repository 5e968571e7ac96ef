"""Air under a raised floor at one pressure: what tiles and gaps pass, and what the fans must move to hold it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gigahall.physics.moist_air import ROOM_KG_M3
from gigahall.solve.air.grid import Floats
from gigahall.units import GRAVITY_M_S2

CORE_DIAMETERS = 6.2
ROOM_K = 300.0
WARMER_K = 10.0
"""By how much the air a tile's jet may rise into is taken to be warmer: the common rise through servers."""


def tile_loss_coefficient(open_frac: float) -> float:
    """Loss coefficient K of a perforated tile on the velocity through its whole area, dp = K rho v^2 / 2.

    K = (1 + 0.5 (1 - F)^0.75 + 1.414 (1 - F)^0.375) / F^2 with F the open fraction (Idelchik, Handbook of Hydraulic
    Resistance, thin perforated plate; the form Karki and Patankar use for floor tiles). Valid for 0.05 <= F <= 0.95 at
    Reynolds numbers of floor tiles; a formula, no test of a product: published tiles scatter by 10-20 % in flow.
    Checked: K = 42.8, 15.7, 7.4 for F = 0.25, 0.40, 0.56.
    """
    f = min(max(open_frac, 0.01), 1.0)
    return float((1.0 + 0.5 * (1.0 - f) ** 0.75 + 1.414 * (1.0 - f) ** 0.375) / f**2)


def tile_conductance(area_m2: float, open_frac: float) -> float:
    """C in q [m3/s] = C sqrt(dp [Pa]) of a tile."""
    return area_m2 * math.sqrt(2.0 / (ROOM_KG_M3 * tile_loss_coefficient(open_frac)))


def jet_throw_m(flow_m3_s: Floats, area_m2: Floats) -> Floats:
    """How far up tiles carry their air with its own speed [m].

    The shorter of the potential core of a round jet, 6.2 diameters (Rajaratnam, Turbulent Jets, 1976), and the height at
    which air of that speed stops in surroundings 10 K warmer, w^2 / (2 g dT / T). `flow_m3_s` and `area_m2` per tile; w is
    the mean speed over the tile. Checked: 0.604 m3/s through 0.36 m2: 4.2 m (core), 0.25 m3/s: 0.74 m (weight).
    """
    diameter = np.sqrt(4.0 * area_m2 / np.pi)
    speed = flow_m3_s / area_m2
    return np.minimum(CORE_DIAMETERS * diameter, speed**2 / (2.0 * GRAVITY_M_S2 * WARMER_K / ROOM_K))


@dataclass(frozen=True, slots=True)
class Plenum:
    """Solved floor plenum. `tiles_m3_s` through all tiles, `leak_m3_s` through gaps; together what the fans deliver."""

    pressure_pa: float
    speed_frac: float
    """Common speed of the units that hold the pressure; 0 without any."""
    tiles_m3_s: float
    leak_m3_s: float
    wanted_m3_s: float
    """What those units would have to move to hold the set pressure."""


def solve_plenum(
    conductance: float, leak_frac: float, set_pa: float, base_m3_s: float, rated_m3_s: float, min_speed: float
) -> Plenum:
    """Pressure and flows under the floor.

    `conductance` sums the tiles' C; gaps pass `leak_frac` of all air at every pressure (they follow the same square
    root). `base_m3_s` comes from units that do not look at the pressure, `rated_m3_s` is the rating of the units that hold
    `set_pa` with one speed between `min_speed` and 1. Without tiles all air leaves through the gaps and the pressure is
    not known (0). Checked: 20 tiles of 56 % at 12.45 Pa, 10 % leak: 12.09 m3/s, 13.43 m3/s (tests/solve/air).
    """
    wanted = conductance * math.sqrt(max(set_pa, 0.0)) / (1.0 - leak_frac)
    rest = max(wanted - base_m3_s, 0.0)
    speed = min(max(rest / rated_m3_s, min_speed), 1.0) if rated_m3_s > 0.0 else 0.0
    total = base_m3_s + speed * rated_m3_s
    if conductance <= 0.0:
        return Plenum(0.0, speed, 0.0, total, rest)
    tiles = (1.0 - leak_frac) * total
    return Plenum((tiles / conductance) ** 2, speed, tiles, total - tiles, rest)
