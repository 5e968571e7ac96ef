"""Every folder of tests/golden/power against its published or foreign answer."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gigahall.solve.power.flow import PowerFlow, Solution, losses_pu, start_from
from gigahall.solve.power.grid import Grid, grid, t_model

CASES = Path(__file__).parents[2] / "golden" / "power"
FOLDERS = sorted(path.parent for path in CASES.glob("*/case.toml"))


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return tomllib.loads((folder / "case.toml").read_text()), json.loads((folder / "case.json").read_text())


def of_format(name: str) -> list[Any]:
    found = [folder for folder in FOLDERS if load(folder)[0]["format"] == name]
    assert found
    return [pytest.param(folder, id=folder.name) for folder in found]


def matpower(data: dict[str, Any]) -> tuple[Grid, np.ndarray, np.ndarray]:
    """Grid, load and start of a MATPOWER case."""
    bus, gen, branch = (np.array(data["input"][name], float) for name in ("bus", "gen", "branch"))
    branch, gen = branch[branch[:, 10] > 0], gen[gen[:, 7] > 0]
    row = {int(number): k for k, number in enumerate(bus[:, 0])}
    drawn = (bus[:, 2] + 1j * bus[:, 3]) / data["baseMVA"]
    held = np.ones(len(bus))
    for g in gen:
        drawn[row[int(g[0])]] -= (g[1] + 1j * g[2]) / data["baseMVA"]
        held[row[int(g[0])]] = g[5]
    slack, pv = np.flatnonzero(bus[:, 1] == 3), np.flatnonzero(bus[:, 1] == 2)
    start = bus[:, 7] * np.exp(1j * np.radians(bus[:, 8]))
    start[pv] *= held[pv] / np.abs(start[pv])
    ratio = np.where(branch[:, 8] == 0, 1.0, branch[:, 8]) * np.exp(1j * np.radians(branch[:, 9]))
    net = grid(
        len(bus), [row[int(k)] for k in branch[:, 0]], [row[int(k)] for k in branch[:, 1]], branch[:, 2] + 1j * branch[:, 3],
        slack=slack, slack_v_pu=held[slack] * np.exp(1j * np.radians(bus[slack, 8])), ratio=ratio,
        y_tail_pu=0.5j * branch[:, 4], y_head_pu=0.5j * branch[:, 4], y_node_pu=(bus[:, 4] + 1j * bus[:, 5]) / data["baseMVA"],
        pv=pv, pv_v_pu=held[pv],
    )  # fmt: skip
    return net, drawn, start


def check_matpower(case: dict[str, Any], data: dict[str, Any], net: Grid, solution: Solution) -> None:
    bus, branch = np.array(data["result"]["bus"]), np.array(data["result"]["branch"])
    on = np.array(data["input"]["branch"])[:, 10] > 0
    tail, head = solution.s_tail_pu(net), solution.s_head_pu(net)
    flows = np.column_stack((tail.real, tail.imag, head.real, head.imag)) * data["baseMVA"]
    assert solution.outcome.status == "converged"
    np.testing.assert_allclose(np.abs(solution.v_pu), bus[:, 1], rtol=0, atol=case["vm_pu"])
    np.testing.assert_allclose(np.degrees(np.angle(solution.v_pu)), bus[:, 2], rtol=0, atol=case["va_deg"])
    np.testing.assert_allclose(flows, branch[on, 2:6], rtol=0, atol=case["flow_mw"])
    if "losses_kw" in case:
        lost_kw = losses_pu(solution, net).sum() * data["baseMVA"] * 1e3
        assert lost_kw == pytest.approx(case["losses_kw"], abs=0.005)


@pytest.mark.parametrize("folder", of_format("matpower"))
def test_matpower(folder: Path) -> None:
    case, data = load(folder)
    net, drawn, start = matpower(data)
    flow = PowerFlow(net)
    state = start_from(flow, start)
    flow.advance(state, drawn)
    check_matpower(case, data, net, flow.finish(state, drawn))
    if len(flow.shape.meshed):
        assert state.rounds.max() <= case["newton_steps"] + 2


@pytest.mark.parametrize("folder", of_format("matpower"))
def test_newton_alone(folder: Path) -> None:
    """Radial feeders too, without the tree sweep, in no more than two steps beyond the peer's."""
    case, data = load(folder)
    net, drawn, start = matpower(data)
    flow = PowerFlow(net)
    state = start_from(flow, start)
    for island in range(flow.shape.n_island):
        flow._solve_hard(state, flow._at_places(drawn), island)
    check_matpower(case, data, net, flow.finish(state, drawn))
    assert state.rounds.max() <= case["newton_steps"] + 2


def table(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]] if found else []


def pandapower(data: dict[str, Any]) -> tuple[Grid, np.ndarray, np.ndarray]:
    """Grid, load and base currents [kA] of a pandapower network; bus-bus switches become ideal joints.

    A line open at one end stays charged from the other: its open end is a node of its own behind the buses.
    """
    net, base = data["input"], data["sn_mva"]
    kv = [bus["vn_kv"] for bus in table(net, "bus")]
    tail, head, z, ratio, shunt = [], [], [], [], []
    opened = {(s["element"], s["bus"]) for s in table(net, "switch") if s["et"] == "l" and not s["closed"]}
    for line in table(net, "line"):
        per_ohm = base / kv[line["from_bus"]] ** 2
        for side, bus in ((tail, line["from_bus"]), (head, line["to_bus"])):
            if (line["index"], bus) in opened:
                kv.append(kv[bus])
                bus = len(kv) - 1
            side.append(bus)
        z.append((line["r_ohm_per_km"] + 1j * line["x_ohm_per_km"]) * line["length_km"] * per_ohm)
        shunt.append(1j * np.pi * data["f_hz"] * line["c_nf_per_km"] * 1e-9 * line["length_km"] / per_ohm)
        ratio.append(1.0)
    for unit in table(net, "trafo"):
        r = unit["vkr_percent"] / 100
        series, end = t_model((r + 1j * np.sqrt((unit["vk_percent"] / 100) ** 2 - r**2)) * base / unit["sn_mva"], 0.0)
        tail.append(unit["hv_bus"])
        head.append(unit["lv_bus"])
        z.append(series)
        shunt.append(end)
        ratio.append(np.exp(1j * np.radians(unit["shift_degree"])))
    for switch in table(net, "switch"):
        if switch["et"] == "b" and switch["closed"]:
            tail.append(switch["bus"])
            head.append(switch["element"])
            z.append(0.0)
            shunt.append(0.0)
            ratio.append(1.0)
    drawn = np.zeros(len(kv), complex)
    for sign, kind in ((1, "load"), (-1, "sgen")):
        for unit in table(net, kind):
            drawn[unit["bus"]] += sign * unit["scaling"] * (unit["p_mw"] + 1j * unit["q_mvar"]) / base
    source = table(net, "ext_grid")[0]
    made = grid(len(kv), tail, head, z, slack=source["bus"], slack_v_pu=source["vm_pu"], ratio=ratio, y_tail_pu=shunt, y_head_pu=shunt)
    return made, drawn, base / (np.sqrt(3) * np.array(kv))


@pytest.mark.parametrize("folder", of_format("pandapower"))
def test_pandapower(folder: Path) -> None:
    case, data = load(folder)
    net, drawn, base_ka = pandapower(data)
    solution = PowerFlow(net).solve(drawn)
    bus = table(data["result"], "res_bus")
    assert solution.outcome.status == "converged"
    volts = solution.v_pu[: len(bus)]
    np.testing.assert_allclose(np.abs(volts), [b["vm_pu"] for b in bus], rtol=0, atol=case["vm_pu"])
    angles = np.degrees(np.angle(volts))
    np.testing.assert_allclose(angles, [b["va_degree"] for b in bus], rtol=0, atol=case["va_deg"])
    lines = table(data["result"], "res_line")
    listed = [line["i_from_ka"] for line in lines]
    ours = np.abs(solution.i_tail_pu) * base_ka[net.tail]
    np.testing.assert_allclose(ours[: len(listed)], listed, rtol=0, atol=case["current_ka"])
    lost_mw = losses_pu(solution, net).sum() * data["sn_mva"]
    assert lost_mw == pytest.approx(data["totals"]["line_loss_mw"] + data["totals"]["trafo_loss_mw"], abs=1e-7)


@pytest.mark.parametrize("folder", of_format("two_bus"))
def test_two_bus_direct_current(folder: Path) -> None:
    case, data = load(folder)
    for e_v, r_ohm, p_w, v_v, i_a, loss_w, largest_w in data["rows"]:
        net = grid(2, [0], [1], [r_ohm * p_w / e_v**2], slack=0)
        flow = PowerFlow(net)
        solution = flow.solve(np.array([0, 1.0 + 0j]))
        assert abs(solution.v_pu[1]) * e_v == pytest.approx(v_v, rel=case["relative"], abs=1e-9)
        assert abs(solution.i_tail_pu[0]) * p_w / e_v == pytest.approx(i_a, rel=case["relative"], abs=1e-9)
        assert losses_pu(solution, net)[0] * p_w == pytest.approx(loss_w, rel=1e-9, abs=1e-6)
        beyond = flow.solve(np.array([0, 1.001 * largest_w / p_w + 0j]))
        assert beyond.outcome.status == "diagnosed"
        assert "no solution: above maximum transferable power" in beyond.outcome.message
        assert beyond.outcome.worst_rows[0] == 1
        assert beyond.failures[0].carried_frac == pytest.approx(1 / 1.001, abs=2e-4)
        near = flow.solve(np.array([0, 0.999 * largest_w / p_w + 0j]))
        exact = (1 + np.sqrt(1 - 0.999)) / 2
        assert abs(near.v_pu[1]) == pytest.approx(exact, rel=1e-8)
