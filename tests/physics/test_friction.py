"""Friction: slopes against differences, continuity, known points."""

from __future__ import annotations

from math import log

import pytest

from gigahall.physics.friction import COLEBROOK, EPANET, SWAMEE_JAIN, colebrook, factor_and_slope, swamee_jain


@pytest.mark.parametrize("law", [EPANET, COLEBROOK, SWAMEE_JAIN])
@pytest.mark.parametrize("rough", [0.0, 1e-5, 1e-3, 3e-2])
@pytest.mark.parametrize("reynolds", [50.0, 1500.0, 2600.0, 3700.0, 1e4, 3e5, 1e7])
def test_slope_is_the_derivative(law: int, rough: float, reynolds: float) -> None:
    step = 1e-5
    up, down = factor_and_slope(reynolds * (1 + step), rough, law)[0], factor_and_slope(reynolds * (1 - step), rough, law)[0]
    assert factor_and_slope(reynolds, rough, law)[1] == pytest.approx((log(up) - log(down)) / (2 * step), abs=2e-5)


@pytest.mark.parametrize("rough", [0.0, 1e-4, 1e-2])
@pytest.mark.parametrize("edge", [2000.0, 4000.0])
def test_epanet_law_is_smooth_at_its_seams(rough: float, edge: float) -> None:
    (low, slope_low), (high, slope_high) = factor_and_slope(edge - 1e-6, rough, EPANET), factor_and_slope(edge + 1e-6, rough, EPANET)
    assert low == pytest.approx(high, rel=1e-5)
    assert slope_low == pytest.approx(slope_high, abs=1e-3)


def test_swamee_jain_is_close_to_colebrook() -> None:
    """Within 3 % from Re 5,000 up, as its authors say (1 % in most of it)."""
    for reynolds in (5e3, 2e4, 1e5, 1e6, 1e8):
        for rough in (1e-6, 1e-4, 1e-2):
            assert swamee_jain(reynolds, rough) == pytest.approx(colebrook(reynolds, rough), rel=0.03)


def test_fully_rough_pipe() -> None:
    """Prandtl-Karman: 1/sqrt(f) = -2 log10(e/3.7) as Re goes to infinity; e = 0.01 gives 0.0379 (Moody's chart 0.038)."""
    assert colebrook(1e12, 0.01) == pytest.approx(0.0379, abs=5e-5)
