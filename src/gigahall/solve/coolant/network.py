"""One hydraulically closed loop as arrays. Flow counts positive from tail to head; pressures are gauge, without height."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.coolants import Coolant
from gigahall.physics.friction import EPANET

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PIPE, POWER, PUMP, VALVE, LIFT = range(5)
"""Branch laws. Parameters, six per branch:

PIPE   length_m, bore_m, roughness_m, k_minor
POWER  dp_pa, at_m3_s, exponent:  dp = dp_pa (q / at)^exponent
PUMP   c0, c1, c2:  gain = s^2 c0 + s c1 q + c2 q |q|   [Pa, Pa s/m3, Pa s2/m6]
VALVE  set_m3_s, dp_open_pa:  q = set while dp >= its fully open loss, else dp = dp_open (q / set)^2
LIFT   dp_pa:  constant gain (ideal source)
"""

FIXED_SPEED, HOLD_FLOW, HOLD_DP = range(3)
"""What a pump holds."""


@dataclass(frozen=True)
class PumpGroup:
    """Pumps of one common speed that hold the mean of p[sense_from] - p[sense_to] over the members in service at the mean
    of their `hold_pa`."""

    branches: Ints
    sense_from: Ints
    sense_to: Ints
    hold_pa: Floats
    min_speed: float


@dataclass(frozen=True)
class Loop:
    """A connected network of one coolant."""

    n_node: int
    tail: Ints
    head: Ints
    kind: Ints
    parameters: Floats
    """[n_branch, 6], see the branch laws."""
    non_return: Bools
    coolant: Coolant
    anchor_node: Ints
    anchor_pa: Floats
    pump_hold: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """[n_branch], FIXED_SPEED where a branch is no pump."""
    pump_value: Floats = field(default_factory=lambda: np.zeros(0))
    """[n_branch], speed or flow [m3/s] held."""
    pump_min_speed: Floats = field(default_factory=lambda: np.zeros(0))
    groups: tuple[PumpGroup, ...] = ()
    demand_kg_s: Floats = field(default_factory=lambda: np.zeros(0))
    """[n_node], mass taken out of the network at a node; empty = none (closed loop)."""
    friction: int = EPANET

    @property
    def n_branch(self) -> int:
        return len(self.tail)
