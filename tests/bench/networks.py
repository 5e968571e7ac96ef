"""The networks on which our solvers meet their peers: a campus feeder tree, a coolant loop, the bench room's air."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.physics.coolants import constant
from gigahall.physics.friction import SWAMEE_JAIN
from gigahall.solve.coolant.network import PIPE, Loop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BASE_VA = 100e6
RACK_VA = 120e3 + 30e3j
UNITS = {"main": (200e6, 0.12, 0.004), "unit": (3e6, 0.0575, 0.01)}
"""Rating [VA], short-circuit voltage and its resistive part (fractions)."""
PER_BUSWAY, BUSWAYS, UNITS_PER_FEEDER, FEEDERS = 10, 2, 10, 6
SOURCE_PU = 1.02


@dataclass(frozen=True)
class Feeders:
    """345 kV -> 34.5 kV feeders of ten -> unit transformers -> busways of ten -> racks. One row per node; row 0 the grid."""

    volts: Floats
    parent: Ints
    ohm: NDArray[np.complex128]
    farad: Floats
    kind: NDArray[np.str_]
    load: Ints

    @property
    def z_pu(self) -> NDArray[np.complex128]:
        z = self.ohm * BASE_VA / self.volts**2
        for name, (rating, short, resistive) in UNITS.items():
            z[self.kind == name] = (resistive + 1j * np.sqrt(short**2 - resistive**2)) * BASE_VA / rating
        return z

    @property
    def y_pu(self) -> NDArray[np.complex128]:
        """Half of the charging, at each end of a line."""
        return 0.5j * 2.0 * np.pi * 60.0 * self.farad * self.volts**2 / BASE_VA


def feeders(n_node: int) -> Feeders:
    """A tree of about `n_node` nodes."""
    rows: list[tuple[float, int, complex, float, str, bool]] = []

    def node(volts: float, parent: int, ohm: complex, farad: float, kind: str, loaded: bool = False) -> int:
        rows.append((volts, parent, ohm, farad, kind, loaded))
        return len(rows) - 1

    root = node(345e3, -1, 0j, 0.0, "grid")
    while len(rows) < n_node:
        at = node(34.5e3, node(345e3, root, 0.1 + 1j, 0.0, "line"), 0j, 0.0, "main")
        for _ in range(FEEDERS):
            end = at
            for _ in range(UNITS_PER_FEEDER):
                if len(rows) >= n_node:
                    break
                end = node(34.5e3, end, 0.006 + 0.012j, 25e-9, "line")
                ups = node(480.0, node(480.0, end, 0j, 0.0, "unit"), 2e-4 + 4e-4j, 0.0, "line")
                for _ in range(BUSWAYS):
                    tap = ups
                    for _ in range(PER_BUSWAY):
                        tap = node(480.0, tap, 1.2e-5 + 2e-5j, 0.0, "line", True)
    volts, parent, ohm, farad, kind, loaded = zip(*rows, strict=True)
    return Feeders(np.array(volts), np.array(parent), np.array(ohm), np.array(farad), np.array(kind), np.flatnonzero(loaded))


RHO, MU = 990.0, 6.5e-4
PLANT_PA = 250e3
RACK_K, THROTTLED = 40.0, 3.0
ROUGH_M = 4.5e-5


def coolant_loop(racks: int, row: int = 50) -> tuple[Loop, Ints]:
    """Plant -> supply main -> rows -> rack branches -> mirrored return, and the rows of the rack branches.

    Node 0 is the plant's outlet, node 1 its inlet. About three pipes and two nodes per rack.
    """
    pipes: list[tuple[int, int, float, float]] = []
    ends: tuple[list[int], list[int]] = ([], [])
    nodes, count = 2, -(-racks // row)
    for side in (0, 1):
        main, left = side, racks
        for r in range(count):
            at, nodes = nodes, nodes + 1
            width = max(0.25, 0.03 * float(np.sqrt(racks * max(0.02, (count - r) / count))))
            pipes.append((main, at, 4.0, width) if side == 0 else (at, main, 4.0, width))
            main = end = at
            for _ in range(min(row, left)):
                pipes.append((end, nodes, 0.8, 0.2) if side == 0 else (nodes, end, 0.8, 0.2))
                end, nodes = nodes, nodes + 1
                ends[side].append(end)
            left -= row
    first = len(pipes)
    pipes += [(a, b, 6.0, 0.025) for a, b in zip(*ends, strict=True)]
    tail, head, length, bore = (np.array(column) for column in zip(*pipes, strict=True))
    n = len(pipes)
    parameters = np.zeros((n, 6))
    parameters[:, 0], parameters[:, 1], parameters[:, 2] = length, bore, ROUGH_M
    parameters[first:, 3] = RACK_K
    loop = Loop(
        n_node=nodes, tail=tail, head=head, kind=np.full(n, PIPE), parameters=parameters, non_return=np.zeros(n, bool),
        coolant=constant(RHO, 4180.0, MU), anchor_node=np.array([0, 1]), anchor_pa=np.array([PLANT_PA, 0.0]),
        pump_hold=np.zeros(n, int), pump_value=np.ones(n), pump_min_speed=np.zeros(n), friction=SWAMEE_JAIN,
    )
    return loop, np.arange(first, n)


def air_laplacian(space: Any) -> tuple[Any, Ints]:
    """The matrix our flow solver works on, assembled for others: [free cells] of a space, and their flat indices."""
    import scipy.sparse as sp

    n = space.grid.n_cell
    rows, columns, values = [], [], []
    for g, step in zip((space.gx, space.gy, space.gz), space.grid.steps, strict=True):
        cell = np.flatnonzero(g)
        rows += [cell, cell + step, cell, cell + step]
        columns += [cell, cell + step, cell + step, cell]
        size = np.asarray(g, np.float64)[cell]
        values += [size, size, -size, -size]
    matrix = sp.coo_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), (n, n)).tocsr()
    free = np.flatnonzero(space.free)
    return matrix[free][:, free], free
