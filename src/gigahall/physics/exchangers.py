"""Heat exchanger effectiveness-NTU. Scalar kernels: callable from Python and from the solver's compiled loops.

`ntu` = UA / C_min, `ratio` = C_min / C_max (0 to 1), capacity rates C = m cp [W/K]. Effectiveness = Q / (C_min dT_inlet).
"""

from __future__ import annotations

from math import exp

from gigahall.physics.kernel import part

COUNTER, CROSS, PARALLEL = 0, 1, 2


@part
def counterflow(ntu: float, ratio: float) -> float:
    """Effectiveness of pure counterflow, exact (Kays & London 1984, ch. 2). Checked by tests/golden/entu_table, 1e-8."""
    if ratio > 1.0 - 1e-9:
        return ntu / (1.0 + ntu)
    decay = exp(-ntu * (1.0 - ratio))
    return (1.0 - decay) / (1.0 - ratio * decay)


@part
def crossflow(ntu: float, ratio: float) -> float:
    """Effectiveness of crossflow, both streams unmixed, exact: Mason's series (1955), summed to 1e-14.

    e = sum_n [1 - P_n(ntu)] [1 - P_n(ratio ntu)] / (ratio ntu), P_n(x) = exp(-x) sum_{m<=n} x^m / m!
    (Baehr & Stephan 2011, eq. 1.126). Valid 0 <= ratio <= 1, NTU up to 50. Checked by tests/golden/entu_table, 1e-8.
    """
    if ntu <= 0.0:
        return 0.0
    if ratio * ntu < 1e-9:
        return 1.0 - exp(-ntu)
    a, b = ntu, ratio * ntu
    term_a, term_b = exp(-a), exp(-b)
    rest_a, rest_b = 1.0 - term_a, 1.0 - term_b
    total = rest_a * rest_b
    for n in range(1, 400):
        term_a *= a / n
        term_b *= b / n
        rest_a -= term_a
        rest_b -= term_b
        step = rest_a * rest_b
        total += step
        if n > a and step < 1e-15 * total:
            break
    return total / b


@part
def crossflow_approximate(ntu: float, ratio: float) -> float:
    """Effectiveness of crossflow, both streams unmixed, in the usual closed form (up to 1 % off `crossflow`).

    Incropera et al. 2011, eq. 11.32. Valid 0 <= ratio <= 1, NTU up to 10. Checked by tests/golden/entu_table, 1e-8.
    """
    if ntu <= 0.0:
        return 0.0
    if ratio < 1e-9:
        return 1.0 - exp(-ntu)
    return 1.0 - exp(ntu**0.22 / ratio * (exp(-ratio * ntu**0.78) - 1.0))


@part
def crossflow_least_mixed(ntu: float, ratio: float) -> float:
    """Effectiveness of crossflow with the C_min stream mixed, exact (Kays & London 1984, table 2-3)."""
    if ratio < 1e-9:
        return 1.0 - exp(-ntu)
    return 1.0 - exp(-(1.0 - exp(-ratio * ntu)) / ratio)


@part
def crossflow_most_mixed(ntu: float, ratio: float) -> float:
    """Effectiveness of crossflow with the C_max stream mixed, exact (Kays & London 1984, table 2-3)."""
    if ratio < 1e-9:
        return 1.0 - exp(-ntu)
    return (1.0 - exp(-ratio * (1.0 - exp(-ntu)))) / ratio


@part
def parallelflow(ntu: float, ratio: float) -> float:
    """Effectiveness of parallel flow, exact (Kays & London 1984, ch. 2). Checked by tests/golden/entu_table, 1e-8."""
    return (1.0 - exp(-ntu * (1.0 + ratio))) / (1.0 + ratio)


@part
def effectiveness(ntu: float, ratio: float, arrangement: int) -> float:
    """Effectiveness of `arrangement` COUNTER, CROSS (both unmixed, exact) or PARALLEL."""
    if arrangement == COUNTER:
        return counterflow(ntu, ratio)
    if arrangement == CROSS:
        return crossflow(ntu, ratio)
    return parallelflow(ntu, ratio)


@part
def heat_w(c_hot_w_k: float, c_cold_w_k: float, ua_w_k: float, hot_in_c: float, cold_in_c: float, arrangement: int) -> float:
    """Heat from hot to cold stream [W], negative when the "hot" one is colder; 0 where a stream stands still."""
    least, most = min(c_hot_w_k, c_cold_w_k), max(c_hot_w_k, c_cold_w_k)
    if least <= 0.0:
        return 0.0
    return effectiveness(ua_w_k / least, least / most, arrangement) * least * (hot_in_c - cold_in_c)


@part
def conductance_w_k(ua_w_k: float, hot_frac: float, cold_frac: float) -> float:
    """UA at part flow: two equal film resistances, each falling with its flow to the power 0.8 (Dittus & Boelter 1930).

    `hot_frac`, `cold_frac`: flow over design flow. UA = 2 UA_design / (hot^-0.8 + cold^-0.8).
    """
    if hot_frac <= 0.0 or cold_frac <= 0.0:
        return 0.0
    return float(2.0 * ua_w_k / (hot_frac**-0.8 + cold_frac**-0.8))
