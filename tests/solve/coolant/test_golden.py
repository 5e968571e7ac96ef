"""Every folder of tests/golden/hydraulics against its published or foreign answer."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.solve.coolant.foreign import EPANET_G, G, epanet_loop, pandapipes_loop, table

from gigahall.physics import exchangers, friction
from gigahall.solve.coolant.devices import Devices
from gigahall.solve.coolant.hydraulics import Hydraulics
from gigahall.solve.coolant.network import Loop
from gigahall.solve.coolant.plant import Conditions, Plant, PumpDuty

CASES = Path(__file__).parents[2] / "golden" / "hydraulics"
FOLDERS = sorted(path.parent for path in CASES.glob("*/case.toml"))


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return tomllib.loads((folder / "case.toml").read_text()), json.loads((folder / "case.json").read_text())


def of_format(name: str) -> list[Any]:
    found = [folder for folder in FOLDERS if load(folder)[0]["format"] == name]
    assert found
    return [pytest.param(folder, id=folder.name) for folder in found]


def solved_flow(loop: Loop) -> Any:
    n = loop.n_branch
    rho, mu = float(loop.coolant.density_kg_m3(20.0)), float(loop.coolant.viscosity_pa_s(20.0))
    answer = Hydraulics(loop).solve(np.zeros(n), np.zeros(n, bool), np.full(n, rho), np.full(n, mu), None, 1e-11)
    assert answer.converged
    assert answer.imbalance_kg_s < 1e-9
    return answer


@pytest.mark.parametrize("folder", of_format("pressures"))
def test_pressures_of_openmodelica_and_stanet(folder: Path) -> None:
    case, data = load(folder)
    loop, height, _walls = pandapipes_loop(data, case["law"])
    pressure = (solved_flow(loop).pressure_pa - loop.coolant.density_kg_m3(20.0) * G * height) / 1e5
    rows = table(data["input"], "junction")
    wanted = np.array([row.get("p_om", row.get("p_stanet")) for row in rows], float)
    peer = np.array([row["p_bar"] for row in table(data["peer_result"], "res_junction")])
    tolerance = np.maximum(case["times_peer"] * np.abs(peer - wanted), case["floor_frac"] * np.abs(wanted))
    assert (np.abs(pressure - wanted) <= tolerance).all()


@pytest.mark.parametrize("folder", of_format("epanet"))
def test_heads_and_flows_of_epanet(folder: Path) -> None:
    case, data = load(folder)
    loop, nodes, links = epanet_loop((folder / "net.inp").read_text())
    answer = solved_flow(loop)
    rho = loop.coolant.density_kg_m3(20.0)
    expected = data["snapshots"]["0"]
    for name, pressure in zip(nodes, answer.pressure_pa, strict=True):
        assert pressure / (rho * EPANET_G) == pytest.approx(expected["nodes"][name][0], abs=case["head_m"]), name
    for name, flow in zip(links, answer.flow_kg_s, strict=True):
        wanted = expected["links"][name][0]
        assert flow / rho == pytest.approx(wanted, rel=case["flow_frac"], abs=case["flow_m3_s"]), name


@pytest.mark.parametrize("folder", of_format("temperatures"))
def test_temperatures_along_losing_pipes(folder: Path) -> None:
    case, data = load(folder)
    loop, _height, walls = pandapipes_loop(data, "colebrook")
    n_branch, nothing = loop.n_branch, np.zeros(0, int)
    fixed = np.full(loop.n_node, np.nan)
    index = {row["index"]: at for at, row in enumerate(table(data["input"], "junction"))}
    for row in table(data["input"], "ext_grid"):
        fixed[index[row["junction"]]] = row["t_k"] - 273.15
    plant = Plant(
        (loop,), Devices(nothing, nothing, nothing, nothing, nothing),
        PumpDuty(nothing, *[np.zeros(0)] * 6, wet=np.zeros(0, bool)), np.full(n_branch, np.nan), fixed, walls[:, 0].copy(),
        walls[:, 1] - 273.15, np.full(loop.n_node, 20.0),
    )
    given = Conditions(np.zeros(n_branch, bool), np.zeros(n_branch), np.zeros((0, 8)), 20.0)
    state = plant.solve(given)
    assert state.outcome.ok
    nodes = [row["t_k"] for row in table(data["peer_result"], "res_junction")]
    ends = np.array([row["t_outlet_k"] for row in table(data["peer_result"], "res_pipe")])
    forward = state.flow_kg_s > 0.0  # where the flow runs against the pipe, the peer's column is not the pipe's end
    np.testing.assert_allclose(state.node_c + 273.15, nodes, rtol=0, atol=case["temperature_k"])
    np.testing.assert_allclose(state.out_c[forward] + 273.15, ends[forward], rtol=0, atol=case["temperature_k"])


@pytest.mark.parametrize("folder", of_format("colebrook"))
def test_colebrook(folder: Path) -> None:
    case, data = load(folder)
    for reynolds, rough, wanted in data["rows"]:
        value = friction.laminar(reynolds) if reynolds < friction.COLEBROOK_LAMINAR_BELOW else friction.colebrook(reynolds, rough)
        assert value == pytest.approx(wanted, rel=case["relative"])
        assert friction.factor_and_slope(reynolds, rough, friction.COLEBROOK)[0] == pytest.approx(wanted, rel=case["relative"])


ARRANGEMENTS = {
    "counterflow": exchangers.counterflow,
    "parallel": exchangers.parallelflow,
    "crossflow both unmixed (exact)": exchangers.crossflow,
    "crossflow both unmixed (approx.)": exchangers.crossflow_approximate,
    "crossflow Cmin mixed": exchangers.crossflow_least_mixed,
    "crossflow Cmax mixed": exchangers.crossflow_most_mixed,
    "boiler_or_condenser": lambda ntu, _ratio: exchangers.counterflow(ntu, 0.0),
}


@pytest.mark.parametrize("folder", of_format("entu"))
def test_effectiveness(folder: Path) -> None:
    case, data = load(folder)
    for arrangement, ratio, ntu, wanted in data["rows"]:
        assert ARRANGEMENTS[arrangement](float(ntu), float(ratio)) == pytest.approx(wanted, rel=case["relative"])
