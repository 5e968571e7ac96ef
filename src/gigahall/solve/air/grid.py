"""A uniform Cartesian grid of a room, and what its cells and faces are: free or solid, open, porous or closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from gigahall.solve.air.kernels import label_regions

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.signedinteger[Any]]

TIGHT_FRAC = 1e-4
"""Least porosity of a sheet: no containment is airtight, and a sealed space stays solvable (its surplus passes here)."""
PARTING_FRAC = 0.5
"""A sheet below this porosity parts the room into regions; above it only slows the air."""


def summed(index: NDArray[Any], values: NDArray[Any], size: int) -> Floats:
    """Values added up by index, [size]."""
    return np.asarray(np.bincount(index, values, size), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size; flat index = (i ny + j) nz + k, z fastest."""

    shape: tuple[int, int, int]
    cell_m: tuple[float, float, float]

    @classmethod
    def fit(cls, size_m: tuple[float, float, float], cell_m: float) -> Grid:
        """The grid whose cells are nearest to `cell_m` [m] and fill a box of `size_m` [m] exactly."""
        nx, ny, nz = (max(int(extent / cell_m + 0.5), 1) for extent in size_m)
        return cls((nx, ny, nz), (size_m[0] / nx, size_m[1] / ny, size_m[2] / nz))

    @property
    def n_cell(self) -> int:
        return self.shape[0] * self.shape[1] * self.shape[2]

    @property
    def steps(self) -> tuple[int, int, int]:
        """Flat distance to the next cell along x, y, z."""
        return (self.shape[1] * self.shape[2], self.shape[2], 1)

    @property
    def face_m2(self) -> tuple[float, float, float]:
        dx, dy, dz = self.cell_m
        return (dy * dz, dx * dz, dx * dy)

    @property
    def conductance_m(self) -> tuple[float, float, float]:
        """Face area over cell distance [m], per axis: flow = conductance x potential difference."""
        return (
            self.face_m2[0] / self.cell_m[0], self.face_m2[1] / self.cell_m[1], self.face_m2[2] / self.cell_m[2],
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A thin panel on the cell faces before plane `plane` of `axis`, over a range of the other two axes (in order)."""

    axis: int
    plane: int
    lo: tuple[int, int]
    hi: tuple[int, int]
    open_frac: float


@dataclass(frozen=True)
class Space:
    """What of a grid air can pass: free cells and face conductances [m], parted into regions by solids and sheets.

    `gx[n]` joins cell n and the next along x (0 on the last), likewise gy, gz; all flat, float32. Faces of sheets that
    part two regions are closed in them and listed as seams instead: regions exchange air as rooms do through gaps, by
    their difference of pressure, not by the potential of the flow inside them.
    """

    grid: Grid
    free: Bools
    gx: Singles
    gy: Singles
    gz: Singles
    region: NDArray[np.int32]
    """Label of every cell, -1 in solids."""
    n_region: int
    seam_cell: Ints
    seam_axis: NDArray[np.int8]
    """Seam: the face between this cell and the next along this axis; `seam_m2` its open area."""
    seam_m2: Floats
    seam_sheet: NDArray[np.int32]

    @cached_property
    def diagonal_m(self) -> Floats:
        """Sum of the conductances of each cell, in double precision: rows must sum to zero to rounding."""
        total = np.zeros(self.grid.n_cell)
        for g, step in zip((self.gx, self.gy, self.gz), self.grid.steps, strict=True):
            total += g
            total[step:] += g[:-step]
        return total

    @cached_property
    def diagonal_single(self) -> Singles:
        return self.diagonal_m.astype(np.float32)

    @cached_property
    def seam_ends(self) -> tuple[Ints, Ints]:
        """Cells on both sides of every seam."""
        return self.seam_cell, self.seam_cell + np.asarray(self.grid.steps)[self.seam_axis]

    @cached_property
    def box_of_region(self) -> list[tuple[slice, slice, slice]]:
        """Bounding box of every region, as slices of the grid."""
        return find_objects(self.region.reshape(self.grid.shape) + 1)  # type: ignore[no-any-return]

    @cached_property
    def cells_of_region(self) -> Ints:
        return np.bincount(self.region[self.region >= 0], minlength=self.n_region)


def space_of(grid: Grid, free: Bools, sheets: tuple[Sheet, ...]) -> Space:
    """Build faces and regions. `free` [nx, ny, nz]."""
    g = [np.zeros(grid.shape, np.float32) for _ in range(3)]
    for ax in range(3):
        low: list[slice] = [slice(None)] * 3
        high = low.copy()
        low[ax], high[ax] = slice(None, -1), slice(1, None)
        np.multiply(free[tuple(low)] & free[tuple(high)], np.float32(grid.conductance_m[ax]), out=g[ax][tuple(low)])
    index = np.arange(grid.n_cell if sheets else 0).reshape(grid.shape if sheets else (0,))
    seams: list[tuple[Ints, int, int, float]] = []
    for number, sheet in enumerate(sheets):
        if not 0 < sheet.plane < grid.shape[sheet.axis]:
            continue
        where: list[slice | int] = [slice(sheet.lo[0], sheet.hi[0]), slice(sheet.lo[1], sheet.hi[1])]
        where.insert(sheet.axis, sheet.plane - 1)
        part = g[sheet.axis][tuple(where)]
        if sheet.open_frac < PARTING_FRAC:
            seams.append((index[tuple(where)][part > 0.0], sheet.axis, number, sheet.open_frac))
            part[:] = 0.0
        else:
            part *= np.float32(sheet.open_frac)
    gx, gy, gz = (a.ravel() for a in g)
    region, n_region = label_regions(free.ravel(), gx, gy, gz, *grid.shape)
    return _with_seams(grid, free.ravel(), g, region, int(n_region), seams)


def _with_seams(
    grid: Grid, free: Bools, g: list[Singles], region: NDArray[np.int32], n_region: int,
    found: list[tuple[Ints, int, int, float]],
) -> Space:
    """Sheet faces inside one region become poor conductors again; those between two regions are seams."""
    flat = [a.ravel() for a in g]
    cells, axes, areas, numbers = [], [], [], []
    for cell, axis, number, open_frac in found:
        parts = region[cell] != region[cell + grid.steps[axis]]
        flat[axis][cell[~parts]] = grid.conductance_m[axis] * open_frac
        seam = cell[parts]
        cells.append(seam)
        axes.append(np.full(seam.size, axis, np.int8))
        areas.append(np.full(seam.size, grid.face_m2[axis] * max(open_frac, TIGHT_FRAC)))
        numbers.append(np.full(seam.size, number, np.int32))
    return Space(
        grid, free, flat[0], flat[1], flat[2], region, n_region,
        np.concatenate(cells or [np.empty(0, np.int64)]), np.concatenate(axes or [np.empty(0, np.int8)]),
        np.concatenate(areas or [np.empty(0)]), np.concatenate(numbers or [np.empty(0, np.int32)]),
    )
