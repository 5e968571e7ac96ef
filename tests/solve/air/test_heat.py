"""Heat carried by the flow, against closed forms and balances."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.solve.air.draft import RoomAir, carry_heat, move_air
from gigahall.solve.air.flow import FlowSolver
from gigahall.solve.air.grid import Grid, Sheet, space_of
from gigahall.solve.air.heat import MIXING_M2_S, Heat
from gigahall.solve.air.room import Imposed, Mouths

CELL = 0.3
NONE = np.empty(0, np.int64)


def mouths(*cells: np.ndarray) -> Mouths:
    """One device per argument, flow shared evenly over its cells."""
    device = np.repeat(np.arange(len(cells), dtype=np.int32), [c.size for c in cells])
    share = np.concatenate([np.full(c.size, 1.0 / c.size) for c in cells])
    return Mouths(np.concatenate(cells), device, share)


def solve(
    grid: Grid, free: np.ndarray, imposed: Imposed, fixed: list[float], watts: list[float] | None = None,
    warm_w: np.ndarray | None = None, settled: bool = True, sheets: tuple[Sheet, ...] = (),
) -> RoomAir:
    """`fixed`: leaving temperature per device, NaN = warms its air by `watts`."""
    given = np.array(fixed)
    moving = move_air(FlowSolver(grid), space_of(grid, free, sheets), imposed, ~np.isnan(given), None, settled)
    assert moving is not None
    rate = ROOM_J_M3_K * np.maximum(imposed.flow_m3_s, 1e-12)
    rise = np.where(np.isnan(given), np.array(watts or [0.0] * given.size) / rate, 0.0)
    warm = np.zeros(grid.n_cell) if warm_w is None else warm_w / ROOM_J_M3_K
    air = carry_heat(moving, Heat(given, rise, warm), None, settled)
    assert air is not None
    return air


def room(nx: int, ny: int, nz: int) -> tuple[Grid, np.ndarray, np.ndarray]:
    grid = Grid((nx, ny, nz), (CELL, CELL, CELL))
    return grid, np.ones(grid.shape, bool), np.arange(grid.n_cell).reshape(grid.shape)


def two_rows(settled: bool, watts: float = 5000.0, turned: bool = False) -> tuple[RoomAir, float]:
    """Two rows of four racks facing a cold aisle with floor supply 10 % above what they draw; return in the ceiling.
    Optionally one rack draws from the hot aisle instead. Returns the heat too."""
    grid, free, index = room(20, 24, 9)
    inlets, outlets = [], []
    free[6:14, 6:10, 0:7] = free[6:14, 14:18, 0:7] = False
    for n in range(4):
        x = slice(6 + 2 * n, 8 + 2 * n)
        inlets += [index[x, 10, 0:7].ravel(), index[x, 13, 0:7].ravel()]
        outlets += [index[x, 5, 0:7].ravel(), index[x, 18, 0:7].ravel()]
    if turned:
        inlets[2], outlets[2] = outlets[2], inlets[2]
    flow = watts / (ROOM_J_M3_K * 12.0)
    tiles = index[6:14, 11:13, 0].ravel()
    flows = np.array([flow] * 8 + [1.1 * 8 * flow])
    roof = index[:, :, -1].ravel()
    imposed = Imposed(flows, mouths(*inlets), mouths(*outlets, tiles), 1.1 * 8 * flow, roof, np.full(roof.size, CELL**2))
    return solve(grid, free, imposed, [math.nan] * 8 + [18.0], [watts] * 8 + [0.0], settled=settled), 8 * watts


def test_return_is_supply_plus_heat_over_flow() -> None:
    """Any room, heat anywhere: T_return = T_supply + Q / (rho cp V)."""
    grid, free, index = room(15, 12, 8)
    free[4:8, 3:9, 0:5] = False
    warm = np.zeros(grid.n_cell)
    warm[index[9:12, 4:7, 1:4].ravel()] = 15e3 / 27
    roof = index[:, :, -1].ravel()
    imposed = Imposed(np.array([1.8]), Mouths(), mouths(index[0:2, :, 0].ravel()), 1.8, roof, np.full(roof.size, CELL**2))
    air = solve(grid, free, imposed, [19.0], warm_w=warm)
    assert air.return_c == pytest.approx(19.0 + 15e3 / (ROOM_J_M3_K * 1.8), abs=1e-9)
    assert air.outcome.ok


def test_devices_in_series_add_their_rises() -> None:
    """A channel blocked by two racks in turn: the second draws what the first blew out."""
    grid, free, index = room(20, 3, 3)
    free[5:7] = free[12:14] = False
    layer = [index[n].ravel() for n in range(20)]
    imposed = Imposed(
        np.array([0.5, 0.5, 0.5]), mouths(layer[4], layer[11], layer[19]), mouths(layer[7], layer[14], layer[0])
    )
    air = solve(grid, free, imposed, [math.nan, math.nan, 16.0], [3000.0, 1200.0, 0.0])
    rise = 1.0 / (ROOM_J_M3_K * 0.5)
    assert air.inlet_mean_c == pytest.approx([16.0, 16.0 + 3000 * rise, 16.0 + 4200 * rise], abs=1e-9)
    assert air.leaving_c[1] == pytest.approx(16.0 + 4200 * rise, abs=1e-9)


@pytest.mark.parametrize("ratio", [0.5, 4.0, 20.0])
def test_recirculation_is_solved_exactly(ratio: float) -> None:
    """Two mixed cells: a device moves `ratio` times the supply in a circle, so T = T_supply + ratio x rise."""
    grid, free, _ = room(2, 1, 1)
    one, two = np.array([0]), np.array([1])
    supply = 0.2
    imposed = Imposed(np.array([ratio * supply, supply]), mouths(two, two), mouths(one, one))
    rise = 2.0
    watts = rise * ROOM_J_M3_K * ratio * supply
    air = solve(grid, free, imposed, [math.nan, 18.0], [watts, 0.0])
    assert air.inlet_mean_c[0] == pytest.approx(18.0 + ratio * rise, abs=1e-8)


def test_mixing_layer_follows_the_error_function() -> None:
    """Two parallel streams 10 K apart spread as T = 1/2 erfc(y / (2 sqrt(D x / v))) (Carslaw and Jaeger 1959, 2.4 with
    t = x / v). Flow along the grid adds no numerical spreading across it; the 0.3 m cells cost at most 4 % of the 10 K."""
    grid, free, index = room(40, 20, 2)
    speed = 0.3
    area = 10 * 2 * CELL**2
    flow = speed * area
    imposed = Imposed(
        np.array([flow, flow]), mouths(index[-1, :10].ravel(), index[-1, 10:].ravel()),
        mouths(index[0, :10].ravel(), index[0, 10:].ravel()),
    )
    field = solve(grid, free, imposed, [10.0, 20.0]).field.cell_c.reshape(grid.shape)
    x = (30 + 0.5) * CELL
    for j in range(20):
        y = (j + 0.5 - 10) * CELL
        exact = 20.0 - 10.0 * 0.5 * math.erfc(y / (2 * math.sqrt(MIXING_M2_S * x / speed)))
        assert field[30, j, 0] == pytest.approx(exact, abs=0.4)


def test_oblique_stream_spreads_by_the_known_error_of_upwind() -> None:
    """First-order upwind across the grid adds a diffusivity |v| dx sin(2a) / (4 (sin^3 a + cos^3 a)) (de Vahl Davis and
    Mallinson, Computers & Fluids 4 (1976) 29): 0.075 m2/s at 0.5 m/s, 0.3 m and 45 degrees, fifteen times the mixing.
    A front carried diagonally through a corner-to-corner flow widens accordingly (within 25 %)."""
    n = 40
    grid, free, index = room(n, n, 1)
    flow = 0.5 / math.sqrt(2) * CELL**2
    west, south = index[0, :, 0], index[:, 0, 0]
    east, north = index[-1, :, 0], index[:, -1, 0]
    imposed = Imposed(np.array([n * flow] * 2), mouths(east, north), mouths(west, south))
    field = solve(grid, free, imposed, [20.0, 10.0]).field.cell_c.reshape(n, n)
    k = 0.5 * CELL * 1.0 / (4 * 2 * (math.sqrt(0.5)) ** 3) + MIXING_M2_S
    i = 28
    along = (i + 0.5) * CELL * math.sqrt(2)
    width = math.sqrt(2 * k * along / 0.5)  # standard deviation across the stream
    across = [(i + m, i - m) for m in range(-10, 11)]
    values = np.array([field[a, b] for a, b in across])
    distance = np.array([(a - b) * CELL / math.sqrt(2) for a, b in across])
    slope = -np.gradient(values, distance)[10]
    assert 10.0 / (slope * math.sqrt(2 * math.pi)) == pytest.approx(width, rel=0.25)


@pytest.mark.parametrize("settled", [False, True])
def test_no_air_is_warmer_or_colder_than_its_sources(settled: bool) -> None:
    grid, free, index = room(16, 14, 9)
    free[5:8, 4:10, 0:7] = False
    roof = index[:, :, -1].ravel()
    imposed = Imposed(
        np.array([0.6, 0.9]), Mouths(), mouths(index[0, :, 0], index[15, :, 3]), 1.5, roof, np.full(roof.size, CELL**2)
    )
    air = solve(grid, free, imposed, [14.0, 27.0], settled=settled)
    cells = air.field.cell_c[air.moving.space.free]
    assert cells.min() >= 14.0 - 1e-4
    assert cells.max() <= 27.0 + 1e-4


def test_heat_balance_of_a_recirculating_room_closes() -> None:
    air, heat = two_rows(settled=True, turned=True)
    flow = air.moving.moved.flow_m3_s[8]
    removed = ROOM_J_M3_K * flow * (air.return_c - 18.0)
    assert removed == pytest.approx(heat, rel=1e-8)


def test_live_inlets_are_within_a_tenth_of_a_kelvin() -> None:
    for turned in (False, True):
        live, _ = two_rows(settled=False, turned=turned)
        exact, _ = two_rows(settled=True, turned=turned)
        assert live.inlet_mean_c[:8] == pytest.approx(exact.inlet_mean_c[:8], abs=0.1)
        assert live.inlet_max_c[:8] == pytest.approx(exact.inlet_max_c[:8], abs=0.1)


def test_mirrored_racks_of_a_symmetric_room_read_alike() -> None:
    air, _ = two_rows(settled=True)
    inlets = air.inlet_mean_c[:8]
    assert inlets[0::2] == pytest.approx(inlets[1::2], abs=1e-7)  # across the aisle
    assert inlets[0:2] == pytest.approx(inlets[6:8], abs=1e-7)  # along the rows


def test_reversed_rack_inhales_hot_air_and_blows_it_at_its_neighbours() -> None:
    right, _ = two_rows(settled=True)
    wrong, _ = two_rows(settled=True, turned=True)
    assert right.inlet_mean_c[2] < 24.0
    assert wrong.inlet_mean_c[2] > 30.0
    neighbours = [0, 3, 4]
    assert all(wrong.inlet_mean_c[n] > right.inlet_mean_c[n] + 1.0 for n in neighbours)


def test_uniform_shift_of_the_supply_shifts_everything() -> None:
    cool, _ = two_rows(settled=True)
    grid_cells = cool.field.cell_c
    moving = cool.moving
    rise = cool.leaving_c - np.where(np.isnan(cool.inlet_mean_c), 0.0, cool.inlet_mean_c)
    fixed = np.array([math.nan] * 8 + [21.5])
    shifted = carry_heat(moving, Heat(fixed, np.append(rise[:8], 0.0), np.zeros(moving.space.grid.n_cell)), None, True)
    assert shifted is not None
    free = moving.space.free
    assert shifted.field.cell_c[free] == pytest.approx(grid_cells[free] + 3.5, abs=1e-7)


def test_room_that_nothing_cools_has_no_temperature_and_says_so() -> None:
    grid, free, index = room(8, 6, 5)
    imposed = Imposed(np.array([0.4]), mouths(index[3, :, 0]), mouths(index[5, :, 0]))
    air = solve(grid, free, imposed, [math.nan], [2000.0])
    assert air.outcome.status == "diagnosed"
    assert np.isnan(air.inlet_mean_c).all()
    assert np.isnan(air.field.cell_c).all()


def test_only_the_uncooled_half_of_a_parted_room_is_left_out() -> None:
    grid, free, index = room(16, 6, 5)
    free[8] = False
    imposed = Imposed(
        np.array([0.4, 0.5]), mouths(index[2, :, 0], index[15, :, 4]), mouths(index[5, :, 0], index[10, :, 0])
    )
    air = solve(grid, free, imposed, [math.nan, 17.0], [2000.0, 0.0])
    assert air.outcome.status == "diagnosed"
    assert np.isnan(air.inlet_mean_c[0])
    assert air.inlet_mean_c[1] == pytest.approx(17.0, abs=1e-9)


def test_stop_flag_ends_a_solve() -> None:
    grid, free, index = room(16, 6, 5)
    space = space_of(grid, free, ())
    imposed = Imposed(np.array([0.5]), mouths(index[15, :, 4]), mouths(index[0, :3, 0]))
    assert move_air(FlowSolver(grid), space, imposed, np.array([True]), None, False, lambda: True) is None
    moving = move_air(FlowSolver(grid), space, imposed, np.array([True]), None, False)
    assert moving is not None
    heat = Heat(np.array([20.0]), np.zeros(1), np.ones(grid.n_cell))
    assert carry_heat(moving, heat, None, False, lambda: True) is None
    assert carry_heat(moving, heat, None, True, lambda: True) is None
