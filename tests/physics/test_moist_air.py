"""Moist air against ASHRAE Handbook Fundamentals 2017, chapter 1 (tables 2 and 3, example 1)."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.physics import moist_air
from gigahall.solve.coolant.devices import saturated_slope


@pytest.mark.parametrize(("t_c", "pressure_pa"), [(-20.0, 103.24), (0.01, 611.65), (25.0, 3169.2), (60.0, 19944.0), (100.0, 101420.0)])
def test_saturation_pressure(t_c: float, pressure_pa: float) -> None:
    assert moist_air.saturation_pa(t_c) == pytest.approx(pressure_pa, rel=1e-3)


@pytest.mark.parametrize(("t_c", "ratio", "enthalpy_kj"), [(0.0, 0.003790, 9.475), (20.0, 0.014761, 57.558), (40.0, 0.049143, 166.696)])
def test_saturated_air_of_table_2(t_c: float, ratio: float, enthalpy_kj: float) -> None:
    found = moist_air.saturated_humidity_ratio(t_c)
    assert found == pytest.approx(ratio, rel=6e-3)  # the table holds real-gas values, 0.4 % above the ideal ones
    assert moist_air.enthalpy_j_kg(t_c, found) / 1e3 == pytest.approx(enthalpy_kj, rel=6e-3)


def test_example_1() -> None:
    """40 degC dry bulb, 20 degC wet bulb, 101.325 kPa: W = 6.5 g/kg, h = 56.7 kJ/kg."""
    ratio = moist_air.humidity_ratio(40.0, 20.0)
    assert ratio == pytest.approx(0.0065, abs=1.2e-4)  # the handbook enters its real-gas table
    assert moist_air.enthalpy_j_kg(40.0, ratio) / 1e3 == pytest.approx(56.7, abs=0.3)


def test_wet_bulb_inverts_humidity() -> None:
    for t_c, wet_c in ((34.1, 24.0), (5.0, 2.0), (-5.0, -7.0)):
        assert moist_air.wet_bulb_c(t_c, float(moist_air.humidity_ratio(t_c, wet_c))) == pytest.approx(wet_c, abs=1e-6)


def test_density_and_heat_capacity() -> None:
    assert moist_air.density_kg_m3(20.0) == pytest.approx(1.2041, abs=1e-4)
    assert moist_air.density_kg_m3(30.0, 0.02) < moist_air.density_kg_m3(30.0)
    assert moist_air.heat_capacity_j_kg_k() == 1006.0


def test_slope_of_saturated_enthalpy() -> None:
    """The solver's short form against differences of the full one."""
    for t_c in np.linspace(1.0, 50.0, 11):
        assert saturated_slope(float(t_c)) == pytest.approx(moist_air.saturated_slope_j_kg_k(float(t_c)), rel=6e-3)
