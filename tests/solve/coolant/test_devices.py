"""What moves heat: controls solved inside, derivatives, inverses."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.physics.coolants import PG25, WATER, Coolant
from gigahall.solve.coolant import devices as dev


def row(coolant: Coolant) -> np.ndarray:
    return np.array([*coolant.density, *coolant.heat_capacity, *coolant.log_viscosity, *coolant.valid_c])


HOT, COLD = row(PG25), row(WATER)
EXCHANGER = np.array([342e3, 0.02, 0.02, 0, 1, 40.0, 0, 0])
COOLER = np.array([36.0, 130e3, 50e3, 29.0, 0.0, 0.0, 0, 0])
COIL = np.array([30e3, 8e3, 34.0, 0.8, 0.003, 0, 1, 24.0])


def test_fluid_kernels_agree_with_physics() -> None:
    for t_c in (-20.0, 5.0, 48.0, 130.0):
        assert dev.enthalpy(HOT, t_c) == pytest.approx(PG25.enthalpy_j_kg(t_c), rel=1e-12)
        assert dev.heat_capacity(COLD, t_c) == pytest.approx(WATER.heat_capacity_j_kg_k(t_c), rel=1e-12)
        assert dev.density(HOT, t_c) == pytest.approx(PG25.density_kg_m3(t_c), rel=1e-12)


def test_valve_flow_meets_the_set_point() -> None:
    heat, flow = dev.evaluate(dev.EXCHANGER, EXCHANGER, HOT, COLD, 55.0, 30.0, 16.0, 0.0, True, 25.0)
    assert heat == pytest.approx(16.0 * (PG25.enthalpy_j_kg(55.0) - PG25.enthalpy_j_kg(40.0)))
    assert 0.0 < flow < 25.0
    assert dev.exchanger_w(EXCHANGER, HOT, COLD, 55.0, 30.0, 16.0, flow) == pytest.approx(heat, rel=1e-12)


def test_fully_open_valve_gives_what_it_can() -> None:
    heat, flow = dev.evaluate(dev.EXCHANGER, EXCHANGER, HOT, COLD, 55.0, 39.5, 16.0, 0.0, True, 5.0)
    assert flow == 5.0
    assert heat == pytest.approx(dev.exchanger_w(EXCHANGER, HOT, COLD, 55.0, 39.5, 16.0, 5.0))


def test_valve_closes_when_nothing_is_wanted() -> None:
    assert dev.evaluate(dev.EXCHANGER, EXCHANGER, HOT, COLD, 39.0, 30.0, 16.0, 0.0, True, 25.0) == (0.0, 0.0)


def test_cooler_slows_its_fans_to_the_set_point() -> None:
    cold_day = COOLER.copy()
    cold_day[3] = 15.0
    heat, _flow = dev.evaluate(dev.COOLER, cold_day, HOT, COLD, 46.0, 0.0, 8.0, 0.0, False, 0.0)
    assert heat == pytest.approx(8.0 * (PG25.enthalpy_j_kg(46.0) - PG25.enthalpy_j_kg(36.0)))
    speed = dev.cooler_speed(cold_day, HOT, 46.0, 8.0, heat)
    assert 0.1 < speed < 1.0
    assert dev.cooler_w(cold_day, HOT, 46.0, 8.0, speed) == pytest.approx(heat, rel=1e-9)


def test_cooler_does_not_heat_on_purpose() -> None:
    hot_day = COOLER.copy()
    hot_day[3] = 50.0
    assert dev.evaluate(dev.COOLER, hot_day, HOT, COLD, 46.0, 0.0, 8.0, 0.0, False, 0.0)[0] == 0.0


def test_chiller_stops_at_its_capacity() -> None:
    chiller = np.array([18.0, 400e3, 4.0, 0.02, 34.0, 34.0, 0, 0])
    assert dev.evaluate(dev.CHILLER, chiller, COLD, COLD, 28.0, 0.0, 30.0, 0.0, False, 0.0)[0] == 400e3
    held = dev.evaluate(dev.CHILLER, chiller, COLD, COLD, 20.0, 0.0, 30.0, 0.0, False, 0.0)[0]
    assert held == pytest.approx(30.0 * (WATER.enthalpy_j_kg(20.0) - WATER.enthalpy_j_kg(18.0)))
    assert dev.chiller_gain(chiller, 34.0) == pytest.approx(1.25)


def test_tower_gains_from_the_enthalpy_slope() -> None:
    """Same air mass at the same entering temperature: wet, it takes several times the heat of dry air."""
    tower = np.array([20.0, 400e3, 0.0, 22.0, 0.0, 40.0, 0, 0])
    dry = np.array([20.0, 400e3, 40.0 * 1006.0, 22.0, 0.0, 0.0, 0, 0])
    wet_w = dev.cooler_w(tower, COLD, 35.0, 40.0, 1.0)
    assert wet_w > 2.0 * dev.cooler_w(dry, COLD, 35.0, 40.0, 1.0)


def test_coil_holds_its_leaving_air() -> None:
    heat, flow = dev.evaluate(dev.COIL, COIL, HOT, COLD, 0.0, 18.0, 0.0, 0.0, True, 4.0)
    assert heat == pytest.approx(8e3 * 10.0)
    assert dev.coil_w(COIL, COLD, 18.0, flow) == pytest.approx(heat, rel=1e-12)


@pytest.mark.parametrize("kind", [dev.EXCHANGER, dev.COOLER, dev.COIL])
def test_derivatives_of_the_table(kind: int) -> None:
    parameters = {dev.EXCHANGER: EXCHANGER, dev.COOLER: COOLER, dev.COIL: COIL}[kind]
    hot, cold = (-1, 1) if kind == dev.COIL else (0, -1) if kind == dev.COOLER else (0, 1)
    out = np.zeros((1, 11))
    t, flow = np.array([55.0, 25.0]), np.array([16.0, 6.0])

    def filled(t: np.ndarray, flow: np.ndarray, shift_k: float = 0.0) -> np.ndarray:
        dev.evaluate_all(
            np.array([kind]), np.array([hot]), np.array([cold]), parameters[None, :], np.array([0, 1]), np.stack([HOT, COLD]), t, flow,
            np.array([shift_k]), np.array([kind != dev.COOLER]), np.array([25.0]), out,
        )
        return out[0].copy()

    base = filled(t, flow)
    if kind == dev.COIL:  # the room's shift stands in the place of the hot side's temperature
        warmer = filled(t, flow, 1e-3)
        np.testing.assert_allclose(base[[2, 6]], (warmer[:2] - base[:2]) / 1e-3, rtol=1e-2, atol=1e-4)
    for branch in (1,) if kind == dev.COIL else (0, 1):
        step = np.eye(2)[branch] * 1e-3
        np.testing.assert_allclose(base[2 + branch], (filled(t + step, flow)[0] - base[0]) / 1e-3, rtol=1e-2, atol=1.0)
        np.testing.assert_allclose(base[6 + branch], (filled(t + step, flow)[1] - base[1]) / 1e-3, rtol=1e-2, atol=1e-4)
        np.testing.assert_allclose(base[4 + branch], (filled(t, flow + step)[0] - base[0]) / 1e-3, rtol=1e-2, atol=1.0)
