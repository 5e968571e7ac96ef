"""Potential flow against closed forms: uniform channel, point source with images, symmetry, superposition, regions."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.solve.air.draft import Moving, move_air
from gigahall.solve.air.flow import FlowSolver
from gigahall.solve.air.grid import Grid, Sheet, Space, space_of
from gigahall.solve.air.room import Imposed, Jets, Mouths

CELL = 0.3


def mouths(*cells: np.ndarray) -> Mouths:
    """One device per argument, flow shared evenly over its cells."""
    device = np.repeat(np.arange(len(cells), dtype=np.int32), [c.size for c in cells])
    share = np.concatenate([np.full(c.size, 1.0 / c.size) for c in cells])
    return Mouths(np.concatenate(cells), device, share)


def index_of(grid: Grid) -> np.ndarray:
    return np.arange(grid.n_cell).reshape(grid.shape)


def move(space: Space, imposed: Imposed, settled: bool = True, start: np.ndarray | None = None) -> Moving:
    fixed = np.zeros(imposed.flow_m3_s.size, dtype=bool)
    moving = move_air(FlowSolver(space.grid), space, imposed, fixed, start, settled)
    assert moving is not None
    return moving


def divergence(moving: Moving) -> np.ndarray:
    """What each cell leaves over [m3/s]: put in minus net outflow through its faces (seams and jets included)."""
    out = moving.moved.put_in + moving.moved.lifted
    out[1:] -= moving.moved.lifted[:-1]
    tail, head = moving.space.seam_ends
    np.add.at(out, tail, moving.moved.seam_m3_s)
    np.add.at(out, head, -moving.moved.seam_m3_s)
    for flow, step in zip(moving.transport.faces, moving.space.grid.steps, strict=True):
        out -= flow
        out[step:] += flow[:-step]
    return np.asarray(out)


def test_uniform_channel_moves_as_a_block() -> None:
    """Air blown in evenly at one end and drawn at the other: the same flow through every face, dphi = v dx."""
    grid = Grid((20, 6, 5), (CELL, CELL, CELL))
    index = index_of(grid)
    imposed = Imposed(np.array([3.0]), mouths(index[-1].ravel()), mouths(index[0].ravel()))
    moving = move(space_of(grid, np.ones(grid.shape, bool), ()), imposed)
    fx, fy, fz = (f.reshape(grid.shape) for f in moving.transport.faces)
    assert fx[:-1] == pytest.approx(3.0 / 30, rel=1e-10)
    assert np.abs(fy).max() < 1e-11
    assert np.abs(fz).max() < 1e-11
    speed = 3.0 / (6 * 5 * CELL**2)
    drop = -np.diff(moving.phi.reshape(grid.shape)[:, 2, 2])
    assert drop == pytest.approx(speed * CELL, rel=1e-7)  # conductances are single precision


def test_channel_around_a_body_keeps_the_flow_through_every_section() -> None:
    grid = Grid((24, 10, 6), (CELL, CELL, CELL))
    free = np.ones(grid.shape, bool)
    free[9:13, 3:7, 0:4] = False
    index = index_of(grid)
    imposed = Imposed(np.array([2.0]), mouths(index[-1].ravel()), mouths(index[0].ravel()))
    moving = move(space_of(grid, free, ()), imposed)
    sections = moving.transport.faces[0].reshape(grid.shape).sum(axis=(1, 2))[:-1]
    assert sections == pytest.approx(2.0, rel=1e-10)
    assert np.abs(divergence(moving)).max() < 1e-11


def test_source_and_sink_in_a_box_match_the_cosine_series() -> None:
    """A line source and sink in a closed 2-D box: phi from the exact series of the same two columns of cells, summed
    over the discrete modes of the box (closed form of the discrete problem)."""
    nx, ny = 30, 22
    grid = Grid((nx, ny, 1), (CELL, CELL, CELL))
    index = index_of(grid)
    source, sink = index[5, 7], index[22, 15]
    imposed = Imposed(np.array([1.0]), mouths(sink), mouths(source))
    phi = move(space_of(grid, np.ones(grid.shape, bool), ()), imposed).phi.reshape(nx, ny)
    i, j = np.arange(nx) + 0.5, np.arange(ny) + 0.5
    exact = np.zeros((nx, ny))
    for m in range(nx):
        for n in range(ny):
            if m == n == 0:
                continue
            mode = np.outer(np.cos(np.pi * m * i / nx), np.cos(np.pi * n * j / ny))
            norm = nx * ny * (1.0 if m == 0 else 0.5) * (1.0 if n == 0 else 0.5)
            eigen = CELL * (4 - 2 * np.cos(np.pi * m / nx) - 2 * np.cos(np.pi * n / ny))
            exact += mode * (mode[5, 7] - mode[22, 15]) / (norm * eigen)
    assert phi - phi.mean() == pytest.approx(exact, rel=1e-6, abs=1e-7)  # conductances are single precision


def test_far_from_a_point_source_the_flow_falls_with_the_square() -> None:
    """Free space: speed q / (4 pi r^2). In a large box with an even return through all walls' layer the error of the
    0.3 m grid 1.5-2.4 m from the source stays below 6 %."""
    n = 41
    grid = Grid((n, n, n), (CELL, CELL, CELL))
    index = index_of(grid)
    shell = np.ones(grid.shape, bool)
    shell[1:-1, 1:-1, 1:-1] = False
    i, j, k = np.indices(grid.shape) - n // 2
    r = np.sqrt(i**2 + j**2 + k**2)
    cells = index[shell]
    weight = 1.0 / r[shell] ** 3  # flux density of a point source through a plane wall goes with 1 / r^3
    sinks = Mouths(cells, np.zeros(cells.size, np.int32), weight / weight.sum())
    middle = index[n // 2, n // 2, n // 2 : n // 2 + 1]
    moving = move(space_of(grid, np.ones(grid.shape, bool), ()), Imposed(np.array([1.0]), sinks, mouths(middle)))
    flow = moving.transport.faces[0].reshape(grid.shape)[:, n // 2, n // 2]
    for cells_away in range(5, 9):
        speed = flow[n // 2 + cells_away] / CELL**2
        assert speed == pytest.approx(1.0 / (4 * np.pi * ((cells_away + 0.5) * CELL) ** 2), rel=0.06)


def test_flows_superpose() -> None:
    grid = Grid((18, 14, 8), (CELL, CELL, CELL))
    free = np.ones(grid.shape, bool)
    free[6:8, 2:12, 0:6] = False
    index = index_of(grid)
    sinks = mouths(index[-1, :, -1].ravel(), index[:, 0, -1].ravel()[10:])
    sources = mouths(index[0, 2:6, 0].ravel(), index[9:12, 13, 0].ravel())
    space = space_of(grid, free, ())
    one = move(space, Imposed(np.array([1.5, 0.0]), sinks, sources))
    two = move(space, Imposed(np.array([0.0, 0.7]), sinks, sources))
    both = move(space, Imposed(np.array([1.5, 0.7]), sinks, sources))
    for a, b, c in zip(one.transport.faces, two.transport.faces, both.transport.faces, strict=True):
        assert a + b == pytest.approx(c, abs=1e-11)


def test_symmetric_room_moves_symmetrically() -> None:
    grid = Grid((16, 12, 7), (CELL, CELL, CELL))
    free = np.ones(grid.shape, bool)
    free[7:9, 3:9, 0:5] = False
    index = index_of(grid)
    sources = mouths(np.concatenate([index[3, 5:7, 0], index[12, 5:7, 0]]))
    imposed = Imposed(np.array([1.0]), Mouths(), sources, 1.0, index[:, :, -1].ravel(), np.full(16 * 12, CELL**2))
    moving = move(space_of(grid, free, ()), imposed)
    fy = moving.transport.faces[1].reshape(grid.shape)
    assert fy == pytest.approx(fy[::-1], abs=1e-12)


def contained(open_frac: float, surplus: float = 0.0) -> tuple[Space, Imposed, np.ndarray]:
    """A room with a box of sheets in it that a device blows into and another (or the return above) draws from."""
    grid = Grid((20, 16, 8), (CELL, CELL, CELL))
    index = index_of(grid)
    sheets = (
        Sheet(0, 6, (4, 0), (12, 8), open_frac), Sheet(0, 14, (4, 0), (12, 8), open_frac),
        Sheet(1, 4, (6, 0), (14, 8), open_frac), Sheet(1, 12, (6, 0), (14, 8), open_frac),
    )
    space = space_of(grid, np.ones(grid.shape, bool), sheets)
    sinks = mouths(index[0, :, 0].ravel(), index[19, :, 7].ravel())
    sources = mouths(index[8:10, 6, 0].ravel(), index[19, :, 0].ravel())
    roof = index[6:14, 4:12, 7].ravel()
    imposed = Imposed(np.array([2.0, surplus]), sinks, sources, 0.0, roof, np.full(roof.size, 0.5 * CELL**2))
    return space, imposed, index


def test_sheets_part_the_room_and_leaks_carry_the_difference() -> None:
    """2 m3/s blown into the sealed box leave through its porous walls: the sum over the seams is 2 m3/s, evenly by
    area, and every cell still balances."""
    space, imposed, _ = contained(0.02)
    moving = move(space, imposed)
    assert space.n_region == 2
    inside = moving.space.region.reshape(space.grid.shape)[10, 8, 0]
    tail, _head = space.seam_ends
    outwards = np.where(space.region[tail] == inside, 1.0, -1.0) * moving.moved.seam_m3_s
    assert outwards.sum() == pytest.approx(2.0, rel=1e-12)
    assert outwards == pytest.approx(2.0 / outwards.size, rel=1e-9)
    assert np.abs(divergence(moving)).max() < 1e-11


def test_return_above_a_contained_aisle_takes_what_is_blown_in() -> None:
    """With 2.2 m3/s returning through the roof of the box, 0.2 leak into it."""
    space, imposed, _index = contained(0.02)
    drawing = Imposed(
        np.array([2.0, 0.2]), imposed.sinks, imposed.sources, 0.2, imposed.return_cell, imposed.return_m2
    )
    blown = Imposed(
        drawing.flow_m3_s, Mouths(drawing.sinks.cell[drawing.sinks.device == 0],
                                  drawing.sinks.device[drawing.sinks.device == 0],
                                  drawing.sinks.share[drawing.sinks.device == 0]),
        drawing.sources, 0.2, drawing.return_cell, drawing.return_m2,
    )
    moving = move(space, blown)
    assert not moving.moved.leaks
    assert moving.moved.flow_m3_s[-2] == pytest.approx(0.2, rel=1e-12)
    assert np.abs(divergence(moving)).max() < 1e-11


def test_air_blown_into_a_space_without_a_way_out_is_passed_and_reported() -> None:
    grid = Grid((12, 8, 6), (CELL, CELL, CELL))
    free = np.ones(grid.shape, bool)
    free[5:7] = False
    index = index_of(grid)
    imposed = Imposed(np.array([1.0]), mouths(index[0, :, 0]), mouths(index[11, :, 0]))
    moving = move(space_of(grid, free, ()), imposed)
    assert sorted(round(leak.surplus_m3_s, 9) for leak in moving.moved.leaks) == [-1.0, 1.0]
    assert np.abs(divergence(moving)).max() < 1e-11


def test_live_edit_is_near_the_settled_flow() -> None:
    space, imposed, _ = contained(0.02)
    first = move(space, imposed)
    changed = Imposed(np.array([2.0, 0.5]), imposed.sinks, imposed.sources, 0.0, imposed.return_cell, imposed.return_m2)
    live = move(space, changed, settled=False, start=first.phi)
    exact = move(space, changed)
    change = np.linalg.norm(exact.transport.faces[0] - first.transport.faces[0])
    assert np.linalg.norm(live.transport.faces[0] - exact.transport.faces[0]) < 0.02 * change
    assert live.iterations < exact.iterations


def test_grid_fits_the_room_exactly() -> None:
    grid = Grid.fit((9.6, 9.0, 4.0), 0.3)
    assert grid.shape == (32, 30, 13)
    assert np.array(grid.shape) * np.array(grid.cell_m) == pytest.approx([9.6, 9.0, 4.0])


@pytest.mark.parametrize(("layers", "top"), [(2.5, 2.5), (40.0, 5.0)])
def test_jet_carries_its_air_up_to_its_height_or_the_ceiling(layers: float, top: float) -> None:
    """In still surroundings what passes the plane above layer k is the jet (cut in proportion in its last layer), and every
    cell balances; the room's upward flow past any plane is what was blown in below it."""
    grid = Grid((9, 9, 6), (CELL, CELL, CELL))
    index = index_of(grid)
    cell = index[4, 4, :1]
    roof = index[:, :, -1].ravel()
    jets = Jets(cell, np.array([0.6]), np.array([layers]))
    imposed = Imposed(np.array([0.6]), Mouths(), mouths(cell), 0.6, roof, np.full(roof.size, CELL**2), jets)
    moving = move(space_of(grid, np.ones(grid.shape, bool), ()), imposed)
    lifted = moving.moved.lifted.reshape(grid.shape)[4, 4]
    assert lifted == pytest.approx(0.6 * np.clip(min(layers, top) - np.arange(6), 0.0, 1.0))
    assert np.delete(moving.moved.lifted, np.flatnonzero(moving.moved.lifted)).sum() == 0.0
    upward = moving.transport.faces[2].reshape(grid.shape).sum(axis=(0, 1))
    assert upward[:-1] == pytest.approx(0.6, rel=1e-9)


@pytest.mark.parametrize("open_frac", [0.0, 0.02])
def test_sheet_ends_a_jet(open_frac: float) -> None:
    grid = Grid((9, 9, 6), (CELL, CELL, CELL))
    index = index_of(grid)
    lid = Sheet(2, 3, (2, 2), (7, 7), open_frac)
    roof = index[:, :, -1].ravel()
    jets = Jets(index[4, 4, :1], np.array([0.6]), np.array([9.0]))
    imposed = Imposed(np.array([0.6]), Mouths(), mouths(index[4, 4, :1]), 0.6, roof, np.full(roof.size, CELL**2), jets)
    moving = move(space_of(grid, np.ones(grid.shape, bool), (lid,)), imposed)
    assert moving.moved.lifted.reshape(grid.shape)[4, 4].tolist() == [0.6, 0.6, 0.0, 0.0, 0.0, 0.0]
    assert np.abs(divergence(moving)).max() < 1e-11
