"""Our solvers beside the fastest peers we know of, turn by turn on the same networks, each edit started from the last answer.

Peers live in an environment of their own (requirements-peers.txt); one that is missing leaves its columns empty. Answers
are compared before anything is timed.
"""

from __future__ import annotations

import importlib
import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.bench.networks import (
    BASE_VA,
    MU,
    PLANT_PA,
    RACK_VA,
    RHO,
    ROUGH_M,
    SOURCE_PU,
    THROTTLED,
    UNITS,
    Feeders,
    air_laplacian,
    coolant_loop,
    feeders,
)
from tests.bench.room import room
from tests.bench.rows import Row, median_s, rivals_s

from gigahall.compile.air import AirModel
from gigahall.session.plant import env_of
from gigahall.solve.coolant.hydraulics import Hydraulics
from gigahall.solve.coolant.network import Loop
from gigahall.solve.power.flow import PowerFlow
from gigahall.solve.power.grid import grid

Floats = NDArray[np.float64]
EPANET_M2_S = 1.1e-5 * 0.3048**2
"""Kinematic viscosity EPANET gives its relative viscosity to."""
EDITED = 20
"""Racks or valves changed by one edit."""


def peer(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def row(name: str, ours: Callable[[], object], theirs: Callable[[], object] | None, rival: str, runs: int = 9) -> Row:
    if theirs is None:
        return Row(name, 1e3 * median_s(ours, runs), "ms", peer=rival, note=f"{rival} is not installed")
    mine, other = rivals_s(ours, theirs, runs)
    return Row(name, 1e3 * mine, "ms", peer=rival, peer_value=1e3 * other)


def rows(scenes: Path) -> list[Row]:
    return [power(5_000), power(30_000), coolant(1_667), air()]


# ---------------------------------------------------------------- power


def power(n_node: int) -> Row:
    net = feeders(n_node)
    flow = PowerFlow(_grid(net))
    n = len(net.volts)
    loads = []
    for factor in (1.0, 1.5):
        load = np.zeros(n, complex)
        load[net.load] = RACK_VA / BASE_VA
        load[net.load[:EDITED]] *= factor
        loads.append(load)
    state = flow.solve(loads[0]).state
    turn = itertools.cycle((1, 0))

    def ours() -> Any:
        nonlocal state
        answer = flow.solve(loads[next(turn)], state)
        state = answer.state
        return answer

    rival = peer("power_grid_model")
    theirs = _grid_model(net, rival, flow, loads[0]) if rival is not None else None
    return row(f"load flow of {n:,} nodes: {EDITED} racks edited", ours, theirs, "power-grid-model, iterative current, node output only")


def _grid(net: Feeders) -> Any:
    z, y = net.z_pu[1:], net.y_pu[1:]
    return grid(
        len(net.volts), net.parent[1:], np.arange(1, len(net.volts)), z, slack=[0], slack_v_pu=SOURCE_PU, y_tail_pu=y, y_head_pu=y,
    )


def _grid_model(net: Feeders, pgm: Any, flow: PowerFlow, load: Any) -> Callable[[], object]:
    """The peer's edit; raises if its volts are not ours."""
    data, first_load = _peer_arrays(net, pgm)
    model = pgm.PowerGridModel(data, system_frequency=60.0)
    method = pgm.CalculationMethod.iterative_current
    changed = pgm.initialize_array("update", "sym_load", EDITED)
    changed["id"] = first_load + np.arange(EDITED)
    turn = itertools.cycle((1.5, 1.0))

    def edit() -> Any:
        factor = next(turn)
        changed["p_specified"], changed["q_specified"] = RACK_VA.real * factor, RACK_VA.imag * factor
        model.update(update_data={"sym_load": changed})
        return model.calculate_power_flow(
            symmetric=True, error_tolerance=1e-8, calculation_method=method, output_component_types=["node"]
        )

    edit()
    found = edit()["node"]["u_pu"]
    apart = float(np.abs(np.abs(flow.solve(load).v_pu) - found).max())
    if apart > 1e-5:
        raise AssertionError(f"load flows differ by {apart:.1e} p.u.")
    return edit


def _peer_arrays(net: Feeders, pgm: Any) -> tuple[dict[str, Any], int]:
    n = len(net.volts)
    node = pgm.initialize_array("input", "node", n)
    node["id"], node["u_rated"] = np.arange(n), net.volts
    at = np.flatnonzero(net.kind == "line")
    line = pgm.initialize_array("input", "line", len(at))
    line["id"], line["from_node"], line["to_node"] = n + np.arange(len(at)), net.parent[at], at
    line["from_status"] = line["to_status"] = 1
    line["r1"], line["x1"], line["c1"] = net.ohm[at].real, net.ohm[at].imag, net.farad[at]
    line["tan1"], line["i_n"] = 0.0, 1e4
    number, units = n + len(at), []
    for name, (rating, short, resistive) in UNITS.items():
        at = np.flatnonzero(net.kind == name)
        unit = pgm.initialize_array("input", "transformer", len(at))
        unit["id"], unit["from_node"], unit["to_node"] = number + np.arange(len(at)), net.parent[at], at
        unit["from_status"] = unit["to_status"] = 1
        unit["u1"], unit["u2"], unit["sn"] = net.volts[net.parent[at]], net.volts[at], rating
        unit["uk"], unit["pk"], unit["i0"], unit["p0"] = short, resistive * rating, 0.0, 0.0
        unit["winding_from"] = unit["winding_to"] = 1
        unit["clock"], unit["tap_side"], unit["tap_pos"], unit["tap_min"], unit["tap_max"], unit["tap_size"] = 0, 0, 0, -1, 1, 0.0
        number += len(at)
        units.append(unit)
    source = pgm.initialize_array("input", "source", 1)
    source["id"], source["node"], source["status"], source["u_ref"], source["sk"] = number, 0, 1, SOURCE_PU, 1e20
    load = pgm.initialize_array("input", "sym_load", len(net.load))
    load["id"], load["node"], load["status"], load["type"] = number + 1 + np.arange(len(load)), net.load, 1, 0
    load["p_specified"], load["q_specified"] = RACK_VA.real, RACK_VA.imag
    data = {"node": node, "line": line, "transformer": np.concatenate(units), "source": source, "sym_load": load}
    return data, number + 1


# ---------------------------------------------------------------- coolant


def coolant(racks: int) -> Row:
    """Valves throttled and opened again; both stop when no flow moves by more than 1e-3 kg/s."""
    loop, branches = coolant_loop(racks)
    solver, n = Hydraulics(loop), loop.n_branch
    still = np.zeros(n), np.zeros(n, bool), np.full(n, RHO), np.full(n, MU)
    minor, edited = loop.parameters[:, 3], branches[:EDITED]
    turn = itertools.cycle((THROTTLED, 1.0 / THROTTLED))
    last = solver.solve(*still, None, 1e-9)
    opened = last.flow_kg_s.copy()
    tolerance = 1e-3 / float(np.abs(opened).max())

    def ours() -> Any:
        nonlocal last
        minor[edited] *= next(turn)
        last = solver.solve(*still, last.copy(), tolerance)
        return last

    rival = peer("wntr")
    with tempfile.TemporaryDirectory() as folder:
        theirs = _epanet(loop, edited, opened, Path(folder), rival) if rival is not None else None
        return row(f"coolant loop of {n:,} pipes: {EDITED} valves edited", ours, theirs, "EPANET 2.2 engine in process (WNTR)")


def _epanet(loop: Loop, edited: Any, opened: Floats, folder: Path, wntr: Any) -> Callable[[], object]:
    """The peer's edit; raises if its flows are not ours."""
    wntr.network.write_inpfile(_water_network(loop, wntr), str(folder / "loop.inp"), units="LPS")
    engine = importlib.import_module("wntr.epanet.toolkit").ENepanet()
    engine.ENopen(str(folder / "loop.inp"), str(folder / "loop.rpt"), str(folder / "loop.bin"))
    engine.ENopenH()
    links = [engine.ENgetlinkindex(f"p{k}") for k in edited]
    minor = float(loop.parameters[edited[0], 3])
    turn = itertools.cycle((THROTTLED, 1.0))

    def edit() -> None:
        wanted = minor * next(turn)
        for link in links:
            engine.ENsetlinkvalue(link, 3, wanted)
        engine.ENinitH(0)
        engine.ENrunH()

    engine.ENinitH(10)
    engine.ENrunH()
    found = np.array([engine.ENgetlinkvalue(link, 8) for link in links]) * 1e-3 * RHO
    apart = float(np.abs(found / opened[edited] - 1.0).max())
    if apart > 2e-3:
        raise AssertionError(f"coolant flows differ by {apart:.1e}")
    return edit


def _water_network(loop: Loop, wntr: Any) -> Any:
    net = wntr.network.WaterNetworkModel()
    options = net.options.hydraulic
    options.headloss = "D-W"
    options.inpfile_units = "LPS"
    options.specific_gravity = RHO / 1000.0
    options.viscosity = MU / RHO / EPANET_M2_S
    options.accuracy, options.trials = 1e-3, 200
    options.flowchange = 1e-3
    net.options.time.duration = 0
    net.add_reservoir("n0", base_head=PLANT_PA / RHO / 9.81)
    net.add_reservoir("n1", base_head=0.0)
    for k in range(2, loop.n_node):
        net.add_junction(f"n{k}", base_demand=0.0, elevation=0.0)
    for k in range(loop.n_branch):
        net.add_pipe(
            f"p{k}", f"n{loop.tail[k]}", f"n{loop.head[k]}", length=loop.parameters[k, 0], diameter=loop.parameters[k, 1],
            roughness=ROUGH_M, minor_loss=loop.parameters[k, 3],
        )
    return net


# ---------------------------------------------------------------- air


def air() -> Row:
    """A tenth of the tile cells halved in the bench room; both leave the same part of the change of flow unsolved."""
    records = {record.id: record for record in room()}
    hall = AirModel(records, env_of(records)).halls["hall"]
    space, solver = hall.space, hall.solver
    base, edited = _sources(space, hall)
    solved = solver.solve(space, base, None, True)
    assert solved is not None
    start = solved[0]
    first = float(np.linalg.norm(edited - base))
    warm = solver.solve(space, edited, start, False)
    assert warm is not None
    left = warm[1] * float(np.linalg.norm(edited)) / first

    def ours() -> Any:
        return solver.solve(space, edited, start, False)

    rival = peer("pyamg")
    theirs = None
    if rival is not None:
        matrix, free = air_laplacian(space)
        theirs = _multigrid(rival, matrix, free, base, edited, start, left * first)
    name = f"air flow of {space.grid.n_cell:,} cells: a tenth of the tile cells halved, {100 * left:.1f} % of the change left"
    return row(name, ours, theirs, "conjugate gradients with pyamg's Ruge-Stuben, set-up not counted", 7)


def _sources(space: Any, hall: Any) -> tuple[Floats, Floats]:
    """Air put into the cells, and the same with some tile cells halved and the return adjusted."""
    case = hall.case({}, None, {})
    n = space.grid.n_cell
    base = np.bincount(case.imposed.sources.cell, case.imposed.sources.flow_m3_s(case.imposed.flow_m3_s), n)
    base -= np.bincount(case.imposed.sinks.cell, case.imposed.sinks.flow_m3_s(case.imposed.flow_m3_s), n)
    returns = case.imposed.return_cell
    tiles = np.flatnonzero((np.arange(n) % space.grid.shape[2] == 0) & (base > 0.0))[::10]
    edited = base.copy()
    edited[tiles] *= 0.5
    for put_in in (base, edited):
        for region in range(space.n_region):
            cells = returns[space.region[returns] == region]
            inside = space.region == region
            if cells.size:
                put_in[cells] -= put_in[inside].sum() / cells.size
            else:
                put_in[inside] -= put_in[inside].mean()
    return base, edited


def _multigrid(
    pyamg: Any, matrix: Any, free: Any, base: Floats, edited: Floats, start: Floats, goal: float
) -> Callable[[], object]:
    """The peer's edit: solve for the change, to the residual ours ends with."""
    levels = pyamg.ruge_stuben_solver(matrix.tocsr())
    inverse = levels.aspreconditioner(cycle="V")
    x0 = start[free]

    def edit() -> Floats:
        b = edited[free]
        r = b - matrix @ x0
        r -= r.mean()
        x = x0.copy()
        p = inverse.matvec(r)
        rz, z = float(r @ p), p
        p = p.copy()
        for _ in range(200):
            if float(np.linalg.norm(r)) <= goal:
                return x
            q = matrix @ p
            step = rz / float(p @ q)
            x += step * p
            r -= step * q
            r -= r.mean()
            z = inverse.matvec(r)
            new = float(r @ z)
            p *= new / rz
            p += z
            rz = new
        raise AssertionError("multigrid did not converge")

    again = edit()
    left = edited[free] - matrix @ again
    if float(np.linalg.norm(left - left.mean())) > 1.5 * goal:
        raise AssertionError("multigrid ends with another residual")
    return edit


__all__ = ["air", "coolant", "power", "rows"]
