"""Coolant properties against the tables they are fitted to, and their integrals."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from gigahall.physics.coolants import COOLANTS, PG25, PG30, WATER, constant

CASE = Path(__file__).parents[1] / "golden" / "hydraulics" / "coolant_points"


def test_tables_of_energyplus() -> None:
    case = tomllib.loads((CASE / "case.toml").read_text())
    rows = json.loads((CASE / "case.json").read_text())["rows"]
    names = {"water": WATER, "pg25": PG25}
    assert len(rows) >= 17
    for name, t_c, density, heat, conductivity, viscosity in rows:
        coolant = names[name]
        assert coolant.density_kg_m3(t_c) == pytest.approx(density, rel=case["density"])
        assert coolant.heat_capacity_j_kg_k(t_c) == pytest.approx(heat, rel=case["specific_heat"])
        assert coolant.conductivity_w_m_k(t_c) == pytest.approx(conductivity, rel=case["conductivity"])
        assert coolant.viscosity_pa_s(t_c) == pytest.approx(viscosity, rel=case["viscosity"])


@pytest.mark.parametrize(
    ("t_c", "density", "heat", "viscosity"), [(-10, 1039, 3765, 0.01187), (20, 1028, 3848, 0.00306), (45, 1016, 3917, 0.00143)]
)
def test_pg30_table(t_c: float, density: float, heat: float, viscosity: float) -> None:
    """EnergyPlus 25.2, propylene glycol 30 %."""
    assert PG30.density_kg_m3(t_c) == pytest.approx(density, rel=1e-3)
    assert PG30.heat_capacity_j_kg_k(t_c) == pytest.approx(heat, rel=5e-4)
    assert PG30.viscosity_pa_s(t_c) == pytest.approx(viscosity, rel=1.5e-2)


def test_water_of_iapws() -> None:
    """IAPWS-95 at 1 atm and 25 degC: 997.05 kg/m3, 4181.3 J/(kg K), 0.8901 mPa s, 0.6065 W/(m K)."""
    assert WATER.density_kg_m3(25.0) == pytest.approx(997.05, rel=1e-3)
    assert WATER.heat_capacity_j_kg_k(25.0) == pytest.approx(4181.3, rel=1e-3)
    assert WATER.viscosity_pa_s(25.0) == pytest.approx(0.8901e-3, rel=5e-3)
    assert WATER.conductivity_w_m_k(25.0) == pytest.approx(0.6065, rel=5e-3)


@pytest.mark.parametrize("name", sorted(COOLANTS))
def test_enthalpy_is_the_integral_of_heat_capacity(name: str) -> None:
    coolant = COOLANTS[name]
    t = np.linspace(-30.0, 130.0, 161)
    slope = (coolant.enthalpy_j_kg(t + 1e-3) - coolant.enthalpy_j_kg(t - 1e-3)) / 2e-3
    np.testing.assert_allclose(slope, coolant.heat_capacity_j_kg_k(t), rtol=1e-5)
    assert coolant.enthalpy_j_kg(0.0) == 0.0


def test_outside_the_validity_the_edge_is_taken() -> None:
    assert PG25.density_kg_m3(150.0) == PG25.density_kg_m3(100.0)
    assert PG25.viscosity_pa_s(-40.0) == PG25.viscosity_pa_s(-5.0)


def test_glycol_freezes_lower() -> None:
    assert WATER.freeze_c == 0.0 > PG25.freeze_c > PG30.freeze_c


def test_constant_liquid() -> None:
    liquid = constant(998.2, 4184.0, 1e-3)
    assert liquid.density_kg_m3(80.0) == 998.2
    assert liquid.viscosity_pa_s(3.0) == pytest.approx(1e-3)
    assert liquid.enthalpy_j_kg(50.0) == pytest.approx(50 * 4184.0)
