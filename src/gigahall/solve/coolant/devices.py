"""What moves heat between streams, each with its ideal control solved inside: scalar kernels over a device table.

A device takes heat out of its hot branch and puts it into its cold one; either may be missing (-1: room or outdoor air).
A control valve on the other stream is inverted here: the flow that meets the set point, or its largest flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.exchangers import conductance_w_k, heat_w
from gigahall.physics.kernel import kernel, part
from gigahall.physics.moist_air import DRY_J_KG_K, MASS_RATIO, VAPORISATION_J_KG, VAPOUR_J_KG_K
from gigahall.units import ATM_PA

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXCHANGER, COOLER, CHILLER, COIL = range(4)
"""Parameters, eight per device:

EXCHANGER  ua_w_k, hot_m3_s, cold_m3_s, arrangement, hold (0 none, 1 hot outlet, 2 cold outlet), set_c
COOLER     set_c, ua_w_k, air_w_k at full speed, air_in_c, min_speed, tower air kg/s at full speed (0 = dry)
CHILLER    set_c, capacity_w, cop, cop_per_k, at_c, sink_c
COIL       ua_w_k, air_w_k, air_in_c, air_frac of design flow, coolant_m3_s, arrangement, hold (0 none, 1 leaving air), set_c
"""

AIR_FILM_EXPONENT = 0.6
"""UA of finned coolers ~ (air speed)^0.6: j ~ Re^-0.4 of finned surfaces, Kays & London 1984, ch. 10."""
STILL_KG_S = 1e-7
"""Smaller flows carry no heat."""


@dataclass(frozen=True)
class Devices:
    """The devices of a plant; branches are the plant's. Their parameters come with the conditions of each solve."""

    kind: Ints
    hot: Ints
    cold: Ints
    valve: Ints
    """Branch of the control valve, -1 = none."""
    room: Ints
    """Room whose air a coil cools, -1 = none: its shift [K] is added to the entering air of the conditions."""

    @property
    def n(self) -> int:
        return len(self.kind)


@part
def heat_capacity(fluid: Floats, t: float) -> float:
    """J/(kg K) of a fluid row (4 density, 5 heat capacity, 5 log viscosity coefficients, valid from, to)."""
    t = min(max(t, fluid[14]), fluid[15])
    return float(fluid[4] + t * (fluid[5] + t * (fluid[6] + t * (fluid[7] + t * fluid[8]))))


@part
def enthalpy(fluid: Floats, t: float) -> float:
    """J/kg from 0 degC; a straight line outside the validity."""
    x = min(max(t, fluid[14]), fluid[15])
    inside = x * (fluid[4] + x * (fluid[5] / 2 + x * (fluid[6] / 3 + x * (fluid[7] / 4 + x * fluid[8] / 5))))
    return float(inside + heat_capacity(fluid, x) * (t - x))


@part
def density(fluid: Floats, t: float) -> float:
    """kg/m3."""
    t = min(max(t, fluid[14]), fluid[15])
    return float(fluid[0] + t * (fluid[1] + t * (fluid[2] + t * fluid[3])))


@part
def saturated_slope(t: float) -> float:
    """d h_sat / dT of saturated air at sea level [J/(kg K)]: `physics.moist_air.saturated_slope_j_kg_k` in short form.

    Magnus vapour pressure (Alduchov & Eskridge 1996, doi:10.1175/1520-0450(1996)035<0601:IMFAOS>2.0.CO;2), within 0.6 %
    from 0 to 50 degC.
    """
    t = min(max(t, -20.0), 70.0)
    vapour = 610.94 * exp(17.625 * t / (t + 243.04))
    rise = vapour * 17.625 * 243.04 / (t + 243.04) ** 2
    ratio = MASS_RATIO * vapour / (ATM_PA - vapour)
    ratio_rise = MASS_RATIO * ATM_PA * rise / (ATM_PA - vapour) ** 2
    return DRY_J_KG_K + VAPOUR_J_KG_K * ratio + ratio_rise * (VAPORISATION_J_KG + VAPOUR_J_KG_K * t)


@part
def exchanger_w(p: Floats, hot: Floats, cold: Floats, th: float, tc: float, mh: float, mc: float) -> float:
    """Heat of a liquid-to-liquid exchanger at given flows [W]."""
    if mh <= STILL_KG_S or mc <= STILL_KG_S:
        return 0.0
    ua = conductance_w_k(p[0], mh / density(hot, th) / p[1], mc / density(cold, tc) / p[2])
    return heat_w(mh * heat_capacity(hot, th), mc * heat_capacity(cold, tc), ua, th, tc, int(p[3]))


@part
def coil_w(p: Floats, cold: Floats, tc: float, mc: float) -> float:
    """Heat of an air coil at a given coolant flow [W], air to coolant."""
    if mc <= STILL_KG_S or p[1] <= 0.0:
        return 0.0
    share = mc / density(cold, tc) / p[4] if p[4] > 0.0 else 1.0
    return heat_w(p[1], mc * heat_capacity(cold, tc), conductance_w_k(p[0], p[3], share), p[2], tc, int(p[5]))


@part
def cooler_w(p: Floats, hot: Floats, th: float, mh: float, speed: float) -> float:
    """Heat a cooler rejects at a fan speed [W]."""
    if speed <= 0.0 or mh <= STILL_KG_S:
        return 0.0
    air_w_k = p[5] * saturated_slope(0.5 * (p[3] + th)) if p[5] > 0.0 else p[2]
    return heat_w(mh * heat_capacity(hot, th), air_w_k * speed, p[1] * speed**AIR_FILM_EXPONENT, th, p[3], 1)


@part
def _at_flow(kind: int, p: Floats, hot: Floats, cold: Floats, th: float, tc: float, fixed: float, w: float) -> float:
    """Heat with the control valve's stream at flow `w`; `fixed` is the flow of the other one."""
    if kind == 3:
        return coil_w(p, cold, tc, w)
    if p[4] == 2.0:
        return exchanger_w(p, hot, cold, th, tc, w, fixed)
    return exchanger_w(p, hot, cold, th, tc, fixed, w)


@part
def _flow_for(kind: int, p: Floats, hot: Floats, cold: Floats, th: float, tc: float, fixed: float, most: float, wanted: float) -> float:
    """Valve flow that moves `wanted` watts, by the Illinois method; the heat at `most` is larger than wanted."""
    a, b = 0.0, most
    fa, fb = -wanted, _at_flow(kind, p, hot, cold, th, tc, fixed, most) - wanted
    side = 0
    x = b
    for _ in range(100):
        x = (a * fb - b * fa) / (fb - fa)
        fx = _at_flow(kind, p, hot, cold, th, tc, fixed, x) - wanted
        if abs(fx) <= 1e-14 * wanted or b - a <= 1e-15 * most:
            break
        if fx < 0.0:
            a, fa = x, fx
            if side == -1:
                fb *= 0.5
            side = -1
        else:
            b, fb = x, fx
            if side == 1:
                fa *= 0.5
            side = 1
    return x


@part
def _controlled(kind: int, p: Floats, hot: Floats, cold: Floats, th: float, tc: float, mh: float, mc: float, most: float) -> tuple[float, float]:
    """(heat, valve flow): as much as the set point wants and the valve's largest flow `most` can."""
    if kind == 3:
        fixed, wanted = 0.0, p[1] * (p[2] - p[7])
    elif p[4] == 2.0:
        fixed, wanted = mc, mc * (enthalpy(cold, p[5]) - enthalpy(cold, tc))
    else:
        fixed, wanted = mh, mh * (enthalpy(hot, th) - enthalpy(hot, p[5]))
    if wanted <= 0.0 or most <= STILL_KG_S:
        return 0.0, 0.0
    full = _at_flow(kind, p, hot, cold, th, tc, fixed, most)
    if wanted >= full:  # also where the other stream is the warmer one: the control does not know and opens
        return full, most
    return wanted, _flow_for(kind, p, hot, cold, th, tc, fixed, most, wanted)


@part
def _cooler(p: Floats, hot: Floats, th: float, mh: float) -> float:
    least = cooler_w(p, hot, th, mh, p[4])
    full = cooler_w(p, hot, th, mh, 1.0)
    wanted = mh * (enthalpy(hot, th) - enthalpy(hot, p[0]))
    return min(max(wanted, least), max(full, least))


@part
def evaluate(
    kind: int, p: Floats, hot: Floats, cold: Floats, th: float, tc: float, mh: float, mc: float, controlled: bool, most: float
) -> tuple[float, float]:
    """(heat from hot to cold [W], flow its valve asks for [kg/s])."""
    if kind == 1:
        return _cooler(p, hot, th, mh), 0.0
    if kind == 2:
        wanted = mh * (enthalpy(hot, th) - enthalpy(hot, p[0]))
        return min(max(wanted, 0.0), p[1]), 0.0
    if controlled:
        return _controlled(kind, p, hot, cold, th, tc, mh, mc, most)
    if kind == 3:
        return coil_w(p, cold, tc, mc), 0.0
    return exchanger_w(p, hot, cold, th, tc, mh, mc), 0.0


@part
def chiller_gain(p: Floats, sink_c: float) -> float:
    """Condenser heat per evaporator heat: 1 + 1 / COP at the sink's temperature."""
    return float(1.0 + 1.0 / (p[2] * min(max(1.0 - p[3] * (sink_c - p[4]), 0.2), 2.5)))


@kernel("f8[::1], f8[::1], f8, f8, f8")
def cooler_speed(p: Floats, hot: Floats, th: float, mh: float, heat: float) -> float:
    """Fan speed at which a cooler rejects `heat` (bisection to 1e-12)."""
    if cooler_w(p, hot, th, mh, 1.0) <= heat * (1.0 + 1e-12):
        return 1.0
    low, high = p[4], 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        if cooler_w(p, hot, th, mh, middle) < heat:
            low = middle
        else:
            high = middle
    return float(0.5 * (low + high))


@kernel("i8[::1], i8[::1], i8[::1], f8[:, ::1], i8[::1], f8[:, ::1], f8[::1], f8[::1], f8[::1], b1[::1], f8[::1], f8[:, ::1]")
def evaluate_all(
    kind: Ints, hot: Ints, cold: Ints, par: Floats, fluid_of_branch: Ints, fluids: Floats, t_in: Floats, flow: Floats,
    shift_k: Floats, controlled: NDArray[np.bool_], most: Floats, out: Floats,
) -> None:
    """Heat, valve flow and their derivatives by central differences. `shift_k` [n_device] warms a coil's entering air; the
    derivatives to it stand in the place of those to the hot side's temperature.

    `out` [n_device, 11]: Q, w, dQ/d(th, tc, mh, mc), dw/d(th, tc, mh, mc), condenser gain.
    """
    x = np.zeros(4)
    row = np.zeros(par.shape[1])
    unread = fluids[0]  # a device with one side never reads the other's fluid; compiled code needs an array there
    for d in range(len(kind)):
        h, c = hot[d], cold[d]
        hf = fluids[fluid_of_branch[h]] if h >= 0 else unread
        cf = fluids[fluid_of_branch[c]] if c >= 0 else unread
        x[0], x[2] = (t_in[h], abs(flow[h])) if h >= 0 else (0.0, 0.0)
        x[1], x[3] = (t_in[c], abs(flow[c])) if c >= 0 else (0.0, 0.0)
        for i in range(par.shape[1]):  # assigned as a slice numba compiles the words of an error that cannot happen: seconds
            row[i] = par[d, i]
        is_coil = kind[d] == 3
        if is_coil:
            x[0] = shift_k[d]
        out[d, 10] = chiller_gain(par[d], x[1] if c >= 0 else par[d, 5]) if kind[d] == 2 else 1.0
        above_q = above_w = 0.0
        for k in range(9):  # as it is, then every input up and down; one call, for the law is compiled into each
            i = max(k - 1, 0) // 2
            keep = x[i]
            step = 1e-5 * max(1.0, abs(keep) / 100.0) if i < 2 else max(1e-6 * keep, 1e-9)
            if k > 0:
                x[i] = keep + step if k % 2 == 1 else keep - step
            if is_coil:
                row[2] = par[d, 2] + x[0]
            q, w = evaluate(kind[d], row, hf, cf, x[0], x[1], x[2], x[3], controlled[d], most[d])
            x[i] = keep
            if k == 0:
                out[d, 0], out[d, 1] = q, w
            elif k % 2 == 1:
                above_q, above_w = q, w
            else:
                out[d, 2 + i], out[d, 6 + i] = (above_q - q) / (2.0 * step), (above_w - w) / (2.0 * step)
