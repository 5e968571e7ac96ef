"""Affinity laws of pumps and fans, and the efficiency law of chillers. Floats or arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

Number = Any


def pump_head_pa(q_m3_s: Number, speed: Number, shutoff_pa: float, rated_pa: float, rated_m3_s: float) -> Number:
    """Head of a centrifugal pump with a quadratic curve at relative `speed` [Pa].

    Affinity (head ~ speed^2, flow ~ speed) keeps the quadratic term as it is. Karassik, Pump Handbook 2008, ch. 2.3.
    """
    return shutoff_pa * speed**2 - (shutoff_pa - rated_pa) * (q_m3_s / rated_m3_s) ** 2


def pump_speed(q_m3_s: Number, head_pa: Number, shutoff_pa: float, rated_pa: float, rated_m3_s: float) -> Number:
    """Relative speed at which a pump of this curve gives `head_pa` at `q_m3_s`."""
    square = (head_pa + (shutoff_pa - rated_pa) * (q_m3_s / rated_m3_s) ** 2) / shutoff_pa
    return np.sqrt(np.maximum(square, 0.0))


def fan_power_w(speed: Number, rated_w: Number) -> Number:
    """Shaft power ~ speed^3 at constant system (ASHRAE Handbook HVAC Systems 2016, ch. 21) [W]."""
    return rated_w * speed**3


def chiller_cop(cop: float, per_k: float, at_c: float, heat_sink_c: Number) -> Number:
    """COP at another heat sink temperature: cop (1 - per_k (T - at)), kept between 0.2 and 2.5 of the rated one.

    About 2 % per kelvin of lift around the rating (EnergyPlus chiller curves: 1.8 to 3 %). Valid within 20 K of `at_c`;
    beyond it the line is an estimate.
    """
    return cop * np.clip(1.0 - per_k * (heat_sink_c - at_c), 0.2, 2.5)
