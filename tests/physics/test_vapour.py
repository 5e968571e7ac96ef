import pytest

from gigahall.physics.coolants import PG25, PG30, WATER, Coolant
from gigahall.physics.vapour import boiling_gauge_pa, vapour_pa
from gigahall.units import ATM_PA


@pytest.mark.parametrize(("t_c", "kilopascals"), [(0.01, 0.6117), (36.0, 5.947), (100.0, 101.42), (200.0, 1554.9), (300.0, 8587.9)])
def test_saturation_pressure_of_water(t_c: float, kilopascals: float) -> None:
    """IAPWS-95 as tabulated by NIST, doi:10.18434/T4D303."""
    assert float(vapour_pa(t_c)) == pytest.approx(1e3 * kilopascals, rel=1e-3)


@pytest.mark.parametrize(("coolant", "glycol_frac"), [(WATER, 0.0), (PG25, 0.25), (PG30, 0.30)])
def test_glycol_lowers_the_pressure_it_boils_at(coolant: Coolant, glycol_frac: float) -> None:
    """Raoult by hand: moles of each in a cubic metre, 1036 kg/m3 and 76.09 kg/kmol against 998 and 18.015."""
    glycol, water = glycol_frac * 1036.0 / 76.09, (1.0 - glycol_frac) * 998.0 / 18.015
    assert coolant.water_frac == pytest.approx(water / (water + glycol), abs=1e-4)
    boils_pa = float(boiling_gauge_pa(100.0, coolant.water_frac)) + ATM_PA
    assert boils_pa == pytest.approx(101.42e3 * water / (water + glycol), rel=2e-3)
