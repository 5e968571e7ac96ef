"""Raised floor: the tile law and the plenum balance, by hand (two-row raised-floor hall, 20 tiles of 0.6 x 0.6 m)."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.solve.air.plenum import jet_throw_m, solve_plenum, tile_conductance, tile_loss_coefficient

SET_PA, LEAK, RATED = 12.45, 0.1, 6.67


@pytest.mark.parametrize(("open_frac", "k"), [(0.25, 42.8), (0.40, 15.7), (0.56, 7.4)])
def test_loss_coefficient(open_frac: float, k: float) -> None:
    assert tile_loss_coefficient(open_frac) == pytest.approx(k, rel=0.006)


@pytest.mark.parametrize(
    ("open_frac", "pressure_pa", "flow"),
    [(0.25, 12.45, 0.251), (0.25, 25.0, 0.355), (0.40, 12.45, 0.414), (0.40, 25.0, 0.587), (0.56, 12.45, 0.604),
     (0.56, 25.0, 0.856)],
)
def test_tile_flow(open_frac: float, pressure_pa: float, flow: float) -> None:
    assert tile_conductance(0.36, open_frac) * pressure_pa**0.5 == pytest.approx(flow, abs=0.001)


def tiles(open_frac: float = 0.56) -> float:
    return 20 * tile_conductance(0.36, open_frac)


def test_three_units_hold_the_pressure_at_two_thirds_speed() -> None:
    plenum = solve_plenum(tiles(), LEAK, SET_PA, 0.0, 3 * RATED, 0.2)
    assert plenum.tiles_m3_s == pytest.approx(12.09, abs=0.01)
    assert plenum.tiles_m3_s + plenum.leak_m3_s == pytest.approx(13.43, abs=0.01)
    assert plenum.speed_frac == pytest.approx(0.67, abs=0.005)
    assert plenum.pressure_pa == pytest.approx(SET_PA, rel=1e-12)


def test_two_units_run_flat_out_short_by_under_one_percent() -> None:
    """13.43 m3/s wanted of 13.34 installed: the pressure falls by the square, 1.3 %."""
    plenum = solve_plenum(tiles(), LEAK, SET_PA, 0.0, 2 * RATED, 0.2)
    assert plenum.tiles_m3_s + plenum.leak_m3_s == pytest.approx(13.34, abs=0.01)
    assert plenum.pressure_pa == pytest.approx(SET_PA * (13.34 / 13.43) ** 2, rel=0.002)


def test_one_unit_gives_half_the_tile_flow() -> None:
    plenum = solve_plenum(tiles(), LEAK, SET_PA, 0.0, RATED, 0.2)
    assert plenum.tiles_m3_s == pytest.approx(6.0, abs=0.01)
    assert plenum.pressure_pa == pytest.approx(SET_PA * (6.67 / 13.43) ** 2, rel=0.002)


def test_quarter_open_tiles_give_five_cubic_metres() -> None:
    plenum = solve_plenum(tiles(0.25), LEAK, SET_PA, 0.0, 3 * RATED, 0.2)
    assert plenum.tiles_m3_s == pytest.approx(5.0, abs=0.03)


def test_least_speed_lifts_the_pressure() -> None:
    plenum = solve_plenum(tiles(0.25), LEAK, SET_PA, 0.0, 3 * RATED, 0.6)
    assert plenum.speed_frac == 0.6
    assert plenum.pressure_pa == pytest.approx(SET_PA * (0.9 * 12.006 / (tiles(0.25) * SET_PA**0.5)) ** 2, rel=1e-9)


def test_a_floor_without_tiles_passes_all_through_its_gaps() -> None:
    plenum = solve_plenum(0.0, LEAK, SET_PA, 2.0, 0.0, 0.2)
    assert (plenum.tiles_m3_s, plenum.leak_m3_s, plenum.pressure_pa) == (0.0, 2.0, 0.0)


def test_throw_of_tile_jets() -> None:
    """Core of 6.2 equivalent diameters (0.677 m); slow air stops at w^2 / (2 g x 10 / 300)."""
    throw = jet_throw_m(np.array([0.604, 0.25, 0.0]), np.array([0.36, 0.36, 0.36]))
    assert throw == pytest.approx([4.198, (0.25 / 0.36) ** 2 / 0.654, 0.0], rel=1e-3)
