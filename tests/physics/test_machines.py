"""Affinity laws and chiller efficiency."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.physics.machines import chiller_cop, fan_power_w, pump_head_pa, pump_speed


def test_affinity() -> None:
    """At 80 % speed: 80 % of the flow at 64 % of the head (Karassik, Pump Handbook 2008)."""
    full = pump_head_pa(0.02, 1.0, 500e3, 400e3, 0.025)
    assert pump_head_pa(0.016, 0.8, 500e3, 400e3, 0.025) == pytest.approx(0.64 * full)
    assert pump_head_pa(0.025, 1.0, 500e3, 400e3, 0.025) == pytest.approx(400e3)


def test_speed_inverts_the_curve() -> None:
    speed = pump_speed(0.018, 230e3, 500e3, 400e3, 0.025)
    assert pump_head_pa(0.018, speed, 500e3, 400e3, 0.025) == pytest.approx(230e3)


def test_fan_cube_law() -> None:
    """Three CRAHs of 13.5 kW at 40 % speed: 2.6 kW in all."""
    assert 3 * fan_power_w(0.4, 13.5e3) == pytest.approx(2.6e3, rel=0.01)


def test_chiller() -> None:
    assert chiller_cop(4.0, 0.02, 34.0, 34.0) == 4.0
    assert chiller_cop(4.0, 0.02, 34.0, 39.0) == pytest.approx(3.6)
    np.testing.assert_allclose(chiller_cop(4.0, 0.02, 34.0, np.array([-200.0, 200.0])), [10.0, 0.8])
