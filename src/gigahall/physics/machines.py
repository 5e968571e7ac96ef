"""The affinity law of fans. Floats or arrays."""

from __future__ import annotations

from typing import Any

Number = Any


def fan_power_w(speed: Number, rated_w: Number) -> Number:
    """Shaft power ~ speed^3 at constant system (ASHRAE Handbook HVAC Systems 2016, ch. 21) [W]."""
    return rated_w * speed**3
