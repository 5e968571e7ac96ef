"""What a conductor's size says: its resistance (IEC 60228) and the current it may carry (IEC 60364-5-52)."""

from __future__ import annotations

from math import exp, log

COPPER_OHM_KM = {
    1.5: 12.1, 2.5: 7.41, 4.0: 4.61, 6.0: 3.08, 10.0: 1.83, 16.0: 1.15, 25.0: 0.727, 35.0: 0.524, 50.0: 0.387, 70.0: 0.268,
    95.0: 0.193, 120.0: 0.153, 150.0: 0.124, 185.0: 0.0991, 240.0: 0.0754, 300.0: 0.0601, 400.0: 0.0470, 500.0: 0.0366,
    630.0: 0.0283,
}
"""Largest d.c. resistance at 20 degC by mm2, plain annealed copper, class 1 and 2 (IEC 60228:2004, tables 1 and 2)."""

ALUMINIUM_OHM_KM = {
    10.0: 3.08, 16.0: 1.91, 25.0: 1.20, 35.0: 0.868, 50.0: 0.641, 70.0: 0.443, 95.0: 0.320, 120.0: 0.253, 150.0: 0.206,
    185.0: 0.164, 240.0: 0.125, 300.0: 0.100, 400.0: 0.0778, 500.0: 0.0605, 630.0: 0.0469,
}
"""The same for aluminium."""

COPPER_A = {
    1.5: 20.0, 2.5: 28.0, 4.0: 37.0, 6.0: 48.0, 10.0: 66.0, 16.0: 88.0, 25.0: 117.0, 35.0: 144.0, 50.0: 175.0, 70.0: 222.0,
    95.0: 269.0, 120.0: 312.0, 150.0: 342.0, 185.0: 384.0, 240.0: 450.0, 300.0: 514.0,
}
"""Current-carrying capacity by mm2, copper, XLPE or EPR, three loaded conductors in conduit or trunking (method B1), 90 degC
conductor, 30 degC air: IEC 60364-5-52:2009, table B.52.5."""

ALUMINIUM_A = {
    2.5: 22.0, 4.0: 29.0, 6.0: 38.0, 10.0: 52.0, 16.0: 71.0, 25.0: 93.0, 35.0: 116.0, 50.0: 140.0, 70.0: 179.0, 95.0: 217.0,
    120.0: 251.0, 150.0: 267.0, 185.0: 300.0, 240.0: 351.0, 300.0: 402.0,
}
"""The same for aluminium."""


def resistance_ohm_m(section_mm2: float, metal: str) -> float:
    """Resistance per metre of a conductor at 20 degC [ohm/m].

    Standard sections are those of IEC 60228:2004. Between two of them resistance times section (the resistivity with the
    allowance for stranding, within 13 % of the bare metal's) is taken as linear; beyond the ends as that of the end.

    Args:
        section_mm2: nominal cross-section [mm2], > 0.
        metal: "copper" or "aluminium".
    """
    table = COPPER_OHM_KM if metal == "copper" else ALUMINIUM_OHM_KM
    low, high = _around(section_mm2, table)
    share = (section_mm2 - low) / (high - low) if high > low else 0.0
    return ((1 - share) * table[low] * low + share * table[high] * high) / section_mm2 * 1e-3


def section_of_mm2(ohm_m: float, metal: str) -> float:
    """Cross-section of a conductor of a given resistance per metre [mm2], the inverse of `resistance_ohm_m`.

    Args:
        ohm_m: resistance per metre at 20 degC [ohm/m], > 0.
        metal: "copper" or "aluminium".

    By bisection, to 1e-9 of the section, within 0.01 to 10,000 mm2. Checked by the tables of IEC 60228:2004.
    """
    low, high = 0.01, 10_000.0
    while high > low * (1 + 1e-9):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if resistance_ohm_m(middle, metal) > ohm_m else (low, middle)
    return high


def capacity_a(section_mm2: float, metal: str) -> float:
    """Continuous current one conductor may carry by its size [A]; 0 outside the table.

    IEC 60364-5-52:2009, table B.52.5 (XLPE, three loaded conductors, method B1, 30 degC air), without factors for grouping
    or warmer air. Between two standard sections the current goes as a power of the section (annex D of that standard).

    Args:
        section_mm2: nominal cross-section [mm2]; the table covers 1.5 to 300 (aluminium from 2.5).
        metal: "copper" or "aluminium".
    """
    table = COPPER_A if metal == "copper" else ALUMINIUM_A
    if not min(table) * (1 - 1e-6) <= section_mm2 <= max(table) * (1 + 1e-6):
        return 0.0
    low, high = _around(section_mm2, table)
    if high <= low:
        return table[low]
    share = log(section_mm2 / low) / log(high / low)
    return table[low] * exp(share * log(table[high] / table[low]))


def _around(section_mm2: float, table: dict[float, float]) -> tuple[float, float]:
    """The listed sections next below and above; the end's where there is none."""
    low = max((s for s in table if s <= section_mm2), default=min(table))
    return low, min((s for s in table if s >= section_mm2), default=max(table))
