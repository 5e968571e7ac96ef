"""Pressure loss of every branch and its slope, in one compiled loop."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.friction import factor_and_slope
from gigahall.physics.kernel import kernel, part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CREEP_PA_S_KG = 1e-2
"""Linear loss added to every branch: 0.25 Pa at 25 kg/s. It keeps zero-length pipes and ideal sources solvable."""
LINEAR_BELOW_FRAC = 1e-3
"""Below this fraction of its design flow a power law is a straight line, so that it has a slope at rest."""


@part
def pipe_loss(flow: float, rho: float, mu: float, length: float, bore: float, rough: float, minor: float, law: int) -> tuple[float, float]:
    """Darcy-Weisbach with minor losses: loss [Pa] and slope [Pa s/kg] at mass flow [kg/s]."""
    area = 0.25 * pi * bore * bore
    size = abs(flow)
    dynamic = 1.0 / (2.0 * rho * area * area)
    reynolds = size * bore / (mu * area)
    if reynolds < 1.0:
        laminar = dynamic * 64.0 * mu * area * length / (bore * bore)
        return laminar * flow + dynamic * minor * flow * size, laminar + 2.0 * dynamic * minor * size
    factor, slope = factor_and_slope(reynolds, rough / bore, law)
    drag = factor * length / bore
    return dynamic * (drag + minor) * flow * size, dynamic * size * (drag * (2.0 + slope) + 2.0 * minor)


@part
def power_loss(flow: float, design: float, dp_pa: float, exponent: float) -> tuple[float, float]:
    """dp (flow / design)^exponent with sign, a straight line through rest."""
    x = abs(flow) / design
    if x < LINEAR_BELOW_FRAC:
        slope = dp_pa * LINEAR_BELOW_FRAC ** (exponent - 1.0) / design
        return slope * flow, slope
    loss = dp_pa * x**exponent
    return (loss if flow > 0.0 else -loss), exponent * loss / abs(flow)


@part
def pump_loss(flow: float, rho: float, square_speed: float, c0: float, c1: float, c2: float) -> tuple[float, float]:
    """Minus the gain of a pump at speed sqrt(square_speed)."""
    q = flow / rho
    speed = sqrt(max(square_speed, 0.0))
    gain = square_speed * c0 + speed * c1 * q + c2 * q * abs(q)
    return -gain, -(speed * c1 + 2.0 * c2 * abs(q)) / rho


@kernel("i8[::1], f8[:, ::1], f8[::1], f8[::1], f8[::1], f8[::1], i8, f8[::1], f8[::1]")
def losses(
    kind: Ints, par: Floats, flow: Floats, rho: Floats, mu: Floats, square_speed: Floats, law: int, loss: Floats, slope: Floats
) -> None:
    """Fill `loss` [Pa] and `slope` [Pa s/kg] of every branch at `flow` [kg/s]."""
    for b in range(len(kind)):
        k = kind[b]
        if k == 0:
            h, d = pipe_loss(flow[b], rho[b], mu[b], par[b, 0], par[b, 1], par[b, 2], par[b, 3], law)
        elif k == 1:
            h, d = power_loss(flow[b], rho[b] * par[b, 1], par[b, 0], par[b, 2])
        elif k == 2:
            h, d = pump_loss(flow[b], rho[b], square_speed[b], par[b, 0], par[b, 1], par[b, 2])
        elif k == 3:
            h, d = power_loss(flow[b], rho[b] * par[b, 0], par[b, 1], 2.0)
        else:
            h, d = -par[b, 0], 0.0
        loss[b] = h + CREEP_PA_S_KG * flow[b]
        slope[b] = max(d, 0.0) + CREEP_PA_S_KG


@kernel("f8[::1], i8[:, ::1], f8[::1]")
def assemble(data: Floats, place: Ints, weight: Floats) -> None:
    """Add branch weights [kg/(s Pa)] into the stored values of the nodal matrix; place[b] = (tt, hh, th, ht) or -1."""
    data[:] = 0.0
    for b in range(len(weight)):
        for corner in range(4):
            spot = place[b, corner]
            if spot >= 0:
                data[spot] += weight[b] if corner < 2 else -weight[b]
