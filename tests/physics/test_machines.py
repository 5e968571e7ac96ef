"""The affinity law of fans."""

from __future__ import annotations

import pytest

from gigahall.physics.machines import fan_power_w


def test_fan_cube_law() -> None:
    """Three CRAHs of 13.5 kW at 40 % speed: 2.6 kW in all."""
    assert 3 * fan_power_w(0.4, 13.5e3) == pytest.approx(2.6e3, rel=0.01)
