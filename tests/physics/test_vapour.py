import pytest

from gigahall.physics.vapour import vapour_pa


@pytest.mark.parametrize(("t_c", "kilopascals"), [(0.01, 0.6117), (36.0, 5.947), (100.0, 101.42), (200.0, 1554.9), (300.0, 8587.9)])
def test_saturation_pressure_of_water(t_c: float, kilopascals: float) -> None:
    """IAPWS-95 as tabulated by NIST, doi:10.18434/T4D303."""
    assert float(vapour_pa(t_c)) == pytest.approx(1e3 * kilopascals, rel=1e-3)
