"""Darcy friction factor of full pipes. Scalar kernels: callable from Python and from the solver's compiled loops.

Reynolds numbers and relative roughness (roughness / bore) are dimensionless.
"""

from __future__ import annotations

from math import exp, log, log10, sqrt

from gigahall.physics.kernel import part

LN10 = 2.302585092994046
LAMINAR_BELOW = 2000.0
TURBULENT_ABOVE = 4000.0
COLEBROOK_LAMINAR_BELOW = 2040.0
"""Onset of turbulence in pipes, Avila et al. 2011, doi:10.1126/science.1203223."""

EPANET, COLEBROOK, SWAMEE_JAIN = 0, 1, 2
"""Laws of `factor_and_slope`."""


@part
def laminar(reynolds: float) -> float:
    """64 / Re (Hagen-Poiseuille), exact for Re < 2000. Checked by tests/golden/colebrook_exact."""
    return 64.0 / reynolds


@part
def swamee_jain(reynolds: float, relative_roughness: float) -> float:
    """Explicit turbulent factor of Swamee & Jain 1976 (J. Hydraul. Div. ASCE 102, 657).

    Valid 5e3 < Re < 1e8, 1e-6 < roughness < 1e-2: within 1 % of Colebrook-White there, 3 % down to Re 4000.
    """
    return 0.25 / log10(relative_roughness / 3.7 + 5.74 / reynolds**0.9) ** 2


@part
def colebrook(reynolds: float, relative_roughness: float) -> float:
    """Turbulent factor of Colebrook-White 1939 (doi:10.1680/ijoti.1939.13150), to machine precision.

    1/sqrt(f) = -2 log10(e/3.7 + 2.51 / (Re sqrt f)) in its Lambert form x + ln x = ln(b) + a (Keady 1998,
    doi:10.1061/(ASCE)0733-9429(1998)124:1(96)), by Newton: no overflow, unlike W(exp(...)) itself.
    Checked by tests/golden/colebrook_exact (1e-9 relative).
    """
    b = reynolds * LN10 / (2.0 * 2.51)
    a = relative_roughness / 3.7 * b
    goal = log(b) + a
    x = goal - log(goal) if goal > 1.0 else 0.6  # x = a + b f^-1/2 2.51/..., the Wright omega of `goal`
    for _ in range(30):
        step = (x + log(x) - goal) / (1.0 + 1.0 / x)
        x = max(x - step, 1e-3 * x)
        if abs(step) < 1e-15 * x:
            break
    inverse_root = (x - a) * 2.0 / LN10
    # One Newton step on the original equation takes out the cancellation of x - a in rough pipes.
    for _ in range(2):
        inner = relative_roughness / 3.7 + 2.51 * inverse_root / reynolds
        residual = inverse_root + 2.0 * log10(inner)
        inverse_root -= residual / (1.0 + 2.0 * 2.51 / (reynolds * LN10 * inner))
    return 1.0 / inverse_root**2


@part
def dunlop(reynolds: float, relative_roughness: float) -> tuple[float, float]:
    """Cubic between laminar (Re 2000) and Swamee-Jain (Re 4000), and its d ln f / d ln Re.

    Dunlop 1991, as in EPANET 2.2 (Rossman et al. 2020, EPA/600/R-20/133, section 12.1). Value and slope are continuous.
    Checked by tests/golden/epanet_Net1_DW.
    """
    y2 = relative_roughness / 3.7 + 5.74 / TURBULENT_ABOVE**0.9
    y3 = -2.0 / LN10 * log(y2)
    fa = 1.0 / y3**2
    fb = (2.0 - 0.00514215 / (y2 * y3)) * fa
    r = reynolds / 2000.0
    x1, x2 = 7.0 * fa - fb, 0.128 - 17.0 * fa + 2.5 * fb
    x3, x4 = -0.128 + 13.0 * fa - 2.0 * fb, 0.032 - 3.0 * fa + 0.5 * fb
    factor = x1 + r * (x2 + r * (x3 + r * x4))
    return factor, r * (x2 + r * (2.0 * x3 + 3.0 * r * x4)) / factor


@part
def factor_and_slope(reynolds: float, relative_roughness: float, law: int) -> tuple[float, float]:
    """Friction factor at any Re and its d ln f / d ln Re.

    `law` EPANET: laminar, Dunlop's cubic, Swamee-Jain (continuous). COLEBROOK: laminar below Re 2040, exact above.
    SWAMEE_JAIN: laminar below Re 2000, Swamee-Jain above.
    """
    onset = COLEBROOK_LAMINAR_BELOW if law == COLEBROOK else LAMINAR_BELOW
    if reynolds < onset:
        return laminar(reynolds), -1.0
    if law == COLEBROOK:
        factor = colebrook(reynolds, relative_roughness)
        inner = relative_roughness / 3.7 + 2.51 / (reynolds * sqrt(factor))
        g = 2.0 / LN10 * 2.51 / (reynolds * sqrt(factor)) / inner
        root = sqrt(factor)
        return factor, -2.0 * g * root / (1.0 + g * root)
    if law == EPANET and reynolds < TURBULENT_ABOVE:
        return dunlop(reynolds, relative_roughness)
    smooth = 5.74 * exp(-0.9 * log(reynolds))
    inner = relative_roughness / 3.7 + smooth
    base = log(inner)
    return 0.25 * (LN10 / base) ** 2, 1.8 * smooth / (inner * base)
