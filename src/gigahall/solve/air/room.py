"""A room to be solved: what draws air, what blows it out, and how regions and return share what the devices impose."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gigahall.solve.air.grid import PARTING_FRAC, Bools, Floats, Ints, Space, summed

Labels = Ints


def _no_ints() -> Ints:
    return np.empty(0, np.int64)


def _no_floats() -> Floats:
    return np.empty(0)


def _no_labels() -> Labels:
    return np.empty(0, np.int32)


@dataclass(frozen=True)
class Mouths:
    """Where devices draw (or blow): flat cell, device and its share of the device's flow; shares sum to 1 per device."""

    cell: Ints = field(default_factory=_no_ints)
    device: Labels = field(default_factory=_no_labels)
    share: Floats = field(default_factory=_no_floats)

    def flow_m3_s(self, flow_of_device: Floats) -> Floats:
        return self.share * flow_of_device[self.device]


@dataclass(frozen=True)
class Jets:
    """Air that rises by its own speed from the floor: from `cell` through `layers` cells (not a whole number) before the
    potential flow takes it; bodies, sheets and the ceiling end it earlier. Its source must be imposed in the same cell."""

    cell: Ints = field(default_factory=_no_ints)
    flow_m3_s: Floats = field(default_factory=_no_floats)
    layers: Floats = field(default_factory=_no_floats)


@dataclass(frozen=True)
class Imposed:
    """Everything that moves air in a room. Per device: `flow_m3_s` drawn and blown; a device without sinks draws from the
    return plenum or from outside the grid (a floor plenum), one without sources blows there.

    `return_m3_s` leaves through the openings `return_cell` (each cell once) with open areas `return_m2`. Over the whole room what is blown
    in equals what is drawn plus what returns.
    """

    flow_m3_s: Floats
    sinks: Mouths
    sources: Mouths
    return_m3_s: float = 0.0
    return_cell: Ints = field(default_factory=_no_ints)
    return_m2: Floats = field(default_factory=_no_floats)
    jets: Jets = field(default_factory=Jets)


@dataclass(frozen=True)
class Leak:
    """A sealed space that devices blow more air into (or draw more from) than leaves: passed evenly over its cells."""

    region: int
    surplus_m3_s: float


@dataclass(frozen=True)
class Balanced:
    """The imposed flows, completed so that every region balances.

    Two more devices follow the imposed ones: the return plenum (index -2) and the leakage of sealed spaces (index -1).
    `sink_*` and `source_*` carry flows instead of shares.
    """

    put_in: Floats
    sink_cell: Ints
    sink_device: Labels
    sink_share: Floats
    source_cell: Ints
    source_device: Labels
    source_flow: Floats
    flow_m3_s: Floats
    seam_m3_s: Floats
    pressure_of_region: Floats
    leaks: tuple[Leak, ...]
    lifted: Floats
    """What jets carry through the upper face of every cell [m3/s]; `put_in` is what is left to the potential."""


def balance(space: Space, imposed: Imposed) -> Balanced:
    """Divide every region's surplus over its seams and return openings, in proportion to open area times the difference
    of one pressure per region; what cannot leave at all is passed as a leak."""
    drawn = imposed.sinks.flow_m3_s(imposed.flow_m3_s)
    blown = imposed.sources.flow_m3_s(imposed.flow_m3_s)
    put_in = summed(imposed.sources.cell, blown, space.grid.n_cell)
    put_in -= summed(imposed.sinks.cell, drawn, space.grid.n_cell)
    surplus = summed(space.region[imposed.sources.cell], blown, space.n_region)
    surplus -= summed(space.region[imposed.sinks.cell], drawn, space.n_region)
    a, b, matrix = _network(space, imposed)
    leak_of_region, leaks = _leaks(space, matrix, surplus, imposed.return_m3_s, float(drawn.sum() + blown.sum()))
    pressure = _pressures(matrix, np.append(surplus - leak_of_region, -imposed.return_m3_s))
    seam = space.seam_m2 * (pressure[a] - pressure[b])
    returned = imposed.return_m2 * (pressure[space.region[imposed.return_cell]] - pressure[-1])
    least = 1e-12 * float(drawn.sum() + blown.sum())  # below it a flow is rounding
    seam[np.abs(seam) < least] = 0.0
    returned[np.abs(returned) < least] = 0.0
    tail, head = space.seam_ends
    if tail.size:
        put_in += summed(head, seam, space.grid.n_cell) - summed(tail, seam, space.grid.n_cell)
    put_in[imposed.return_cell] -= returned
    is_leaking = space.free & (leak_of_region[np.maximum(space.region, 0)] != 0.0) if leaks else np.zeros(0, bool)
    leak_cell = np.flatnonzero(is_leaking)
    leak = (leak_of_region / np.maximum(space.cells_of_region, 1))[space.region[leak_cell]]
    put_in[leak_cell] -= leak
    lifted = _lift(space, imposed.jets)
    put_in -= lifted
    put_in[1:] += lifted[:-1]
    outside = _complete(imposed, drawn, blown, returned, leak_cell, leak)
    return Balanced(put_in, *outside, seam, pressure[:-1], leaks, lifted)


def _lift(space: Space, jets: Jets) -> Floats:
    lifted = np.zeros(space.grid.n_cell)
    cell, flow = jets.cell, jets.flow_m3_s
    least = np.float32(PARTING_FRAC * space.grid.conductance_m[2])  # a porous sheet breaks a jet
    for layer in range(space.grid.shape[2] - 1):
        carried = np.minimum(flow, jets.flow_m3_s * np.clip(jets.layers - layer, 0.0, 1.0))
        flow = np.where(space.gz[cell] >= least, carried, 0.0)
        if not flow.any():
            break
        np.add.at(lifted, cell, flow)
        cell = np.minimum(cell + 1, lifted.size - 1)
    return lifted


def _network(space: Space, imposed: Imposed) -> tuple[Labels, Labels, Floats]:
    """Regions on both sides of the seams, and the Laplacian of regions and, as last node, the return plenum."""
    tail, head = space.seam_ends
    a, b = space.region[tail], space.region[head]
    size = space.n_region + 1
    out = space.region[imposed.return_cell]
    plenum = np.full(out.size, size - 1)
    ends = np.concatenate([a, out]), np.concatenate([b, plenum])
    area = np.concatenate([space.seam_m2, imposed.return_m2])
    between = summed(ends[0] * np.int64(size) + ends[1], area, size * size).reshape(size, size)
    between += between.T
    matrix = np.diag(between.sum(axis=1)) - between
    return a, b, matrix


def _leaks(
    space: Space, matrix: Floats, surplus: Floats, returned: float, scale: float
) -> tuple[Floats, tuple[Leak, ...]]:
    """Surplus of spaces without any way out, by region: the largest region of the space takes it."""
    leak = np.zeros(space.n_region)
    if space.n_region == 1:
        count, part = (1, np.zeros(2, np.int32)) if matrix[0, 1] else (2, np.arange(2, dtype=np.int32))
    else:
        count, part = connected_components(matrix != 0.0, directed=False)
    net = summed(part, np.append(surplus, -returned), count)
    found = []
    for number in np.flatnonzero(np.abs(net) > 1e-9 * max(scale, 1e-9)):
        regions = np.flatnonzero(part[:-1] == number)
        if regions.size:
            largest = int(regions[np.argmax(space.cells_of_region[regions])])
            leak[largest] = net[number]
            found.append(Leak(largest, float(net[number])))
    return leak, tuple(found)


def _pressures(matrix: Floats, net: Floats) -> Floats:
    """One pressure per node of the network; free ones (no edge) stay 0."""
    pressure = np.zeros(net.size)
    active = np.flatnonzero(np.diag(matrix) > 0.0)
    if active.size:
        scale = 1.0 / np.sqrt(np.diag(matrix)[active])
        inner = matrix[np.ix_(active, active)] * scale[:, None] * scale[None, :]
        inverse = np.linalg.pinv(inner, rcond=1e-13, hermitian=True)
        solved = scale * (inverse @ (scale * net[active]))
        again = net[active] - matrix[np.ix_(active, active)] @ solved
        pressure[active] = solved + scale * (inverse @ (scale * again))
    return pressure


def _complete(
    imposed: Imposed, drawn: Floats, blown: Floats, returned: Floats, leak_cell: Ints, leak: Floats
) -> tuple[Ints, Labels, Floats, Ints, Labels, Floats, Floats]:
    """Sinks, sources and flows of the devices with the return plenum and the leakage appended; each of those two may draw
    in one place and blow in another. In the order of `Balanced`."""
    n = imposed.flow_m3_s.size
    cells = np.concatenate([imposed.return_cell, leak_cell])
    flows = np.concatenate([returned, leak])
    device = np.repeat(np.array([n, n + 1], np.int32), [returned.size, leak.size])
    out, back = flows > 0.0, flows < 0.0
    sink_flow = np.concatenate([drawn, flows[out]])
    sink_device = np.concatenate([imposed.sinks.device, device[out]])
    total = summed(sink_device, sink_flow, n + 2)
    share = np.where(total[sink_device] > 0.0, sink_flow / np.where(total > 0.0, total, 1.0)[sink_device], 0.0)
    share[: drawn.size] = np.where(total[sink_device[: drawn.size]] > 0.0, share[: drawn.size], imposed.sinks.share)
    return (
        np.concatenate([imposed.sinks.cell, cells[out]]), sink_device, share,
        np.concatenate([imposed.sources.cell, cells[back]]),
        np.concatenate([imposed.sources.device, device[back]]), np.concatenate([blown, -flows[back]]),
        np.append(imposed.flow_m3_s, total[n:]),
    )


def renewed_regions(space: Space, moved: Balanced, is_fixed: Bools) -> Bools:
    """Regions that air of a fixed temperature reaches, directly or through seams and devices. The others have no steady
    temperature: heat stays in them. `is_fixed` per imposed device."""
    fixed = np.append(is_fixed, [False, False])
    least = 1e-9 * float(moved.flow_m3_s.sum())  # below it a flow is rounding and renews nothing
    if space.n_region == 1:
        return np.array([bool((moved.source_flow[fixed[moved.source_device]] > 0.0).any())])
    n_region, n_device = space.n_region, fixed.size
    flows = moved.source_flow > least
    through = flows & ~fixed[moved.source_device]
    drawing = (moved.sink_share * moved.flow_m3_s[moved.sink_device] > least) & ~fixed[moved.sink_device]
    tail, head = space.seam_ends
    is_open = np.abs(moved.seam_m3_s) > least
    one = np.concatenate([
        space.region[moved.source_cell[through]], space.region[moved.sink_cell[drawing]], space.region[tail[is_open]],
    ])
    other = np.concatenate([
        n_region + moved.source_device[through], n_region + moved.sink_device[drawing], space.region[head[is_open]],
    ])
    size = n_region + n_device
    _, group = connected_components(coo_matrix((np.ones(one.size), (one, other)), (size, size)), directed=False)
    cool = np.unique(group[space.region[moved.source_cell[flows & fixed[moved.source_device]]]])
    return np.isin(group[:n_region], cool)
