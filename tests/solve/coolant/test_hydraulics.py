"""Flow of one loop: closed forms, active sets, shared speeds, conservation on random networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.physics.coolants import constant
from gigahall.solve.coolant.hydraulics import FREE, FULL, HELD, LEAST, ON_LAW, SHUT, Flow, Hydraulics
from gigahall.solve.coolant.network import (
    FIXED_SPEED,
    HOLD_DP,
    HOLD_FLOW,
    LIFT,
    PIPE,
    POWER,
    PUMP,
    VALVE,
    Loop,
    PumpGroup,
)

RHO, MU = 1000.0, 1e-3
WATER = constant(RHO, 4200.0, MU)
Branch = tuple[int, int, int, list[float]]


def loop(
    branches: list[Branch], hold: dict[int, tuple[int, float, float]] | None = None, groups: tuple[PumpGroup, ...] = (),
) -> Loop:
    n = len(branches)
    parameters = np.zeros((n, 6))
    for k, (_a, _b, _kind, values) in enumerate(branches):
        parameters[k, : len(values)] = values
    held = [(hold or {}).get(k, (FIXED_SPEED, 1.0, 0.0)) for k in range(n)]
    return Loop(
        n_node=1 + max(max(a, b) for a, b, *_x in branches), tail=np.array([a for a, *_x in branches]),
        head=np.array([b for _a, b, *_x in branches]), kind=np.array([kind for *_x, kind, _p in branches]), parameters=parameters,
        non_return=np.array([kind in (PUMP, LIFT) for *_x, kind, _p in branches]), coolant=WATER,
        anchor_node=np.array([0]), anchor_pa=np.array([1e5]), pump_hold=np.array([h for h, _v, _m in held]),
        pump_value=np.array([v for _h, v, _m in held]), pump_min_speed=np.array([m for _h, _v, m in held]), groups=groups,
    )


def solved(
    net: Loop, closed: tuple[int, ...] = (), last: Flow | None = None, solver: Hydraulics | None = None,
    held: dict[int, float] | None = None,
) -> Flow:
    n = net.n_branch
    flows = RHO * np.where(net.kind == VALVE, net.parameters[:, 0], net.pump_value)
    for k, value in (held or {}).items():
        flows[k] = value
    found = (solver or Hydraulics(net)).solve(flows, np.isin(np.arange(n), closed), np.full(n, RHO), np.full(n, MU), last, 1e-11)
    assert found.converged
    assert found.imbalance_kg_s < 1e-9
    return found


CURVE = [400e3, 0.0, -100e3 / 0.02**2]
"""400 kPa at rest, 300 kPa at 20 L/s."""


def test_pump_on_a_restriction_meets_where_the_curves_cross() -> None:
    """400e3 - 250e6 q^2 = 150e6 q^2: q = sqrt(1e-3) = 31.6 L/s."""
    found = solved(loop([(0, 1, PUMP, CURVE), (1, 0, POWER, [150e6 * 0.02**2, 0.02, 2.0])]))
    np.testing.assert_allclose(found.flow_kg_s, RHO * np.sqrt(400e3 / 400e6), rtol=1e-5)
    assert found.pressure_pa[1] - found.pressure_pa[0] == pytest.approx(150e3, rel=1e-4)


def test_speed_scales_flow_and_head() -> None:
    net = loop([(0, 1, PUMP, CURVE), (1, 0, POWER, [150e6 * 0.02**2, 0.02, 2.0])], {0: (FIXED_SPEED, 0.5, 0.0)})
    found = solved(net)
    np.testing.assert_allclose(found.flow_kg_s, 0.5 * RHO * np.sqrt(1e-3), rtol=1e-5)


def test_laminar_pipe_of_hagen_and_poiseuille() -> None:
    """dp = 128 mu L q / (pi d^4)."""
    found = solved(loop([(0, 1, LIFT, [100.0]), (1, 0, PIPE, [50.0, 0.02, 0.0, 0.0])]))
    assert found.flow_kg_s[1] / RHO == pytest.approx(100.0 * np.pi * 0.02**4 / (128 * MU * 50.0), rel=1e-4)


def test_valve_holds_its_flow_until_the_pressure_is_gone() -> None:
    def at(dp_pa: float) -> Flow:
        return solved(loop([(0, 1, LIFT, [dp_pa]), (1, 2, VALVE, [2e-3, 20e3]), (2, 0, POWER, [30e3, 2e-3, 2.0])]))

    assert at(200e3).flow_kg_s[1] == pytest.approx(2.0, rel=1e-12)
    assert at(200e3).state[1] == HELD
    assert at(50.1e3).flow_kg_s[1] == pytest.approx(2.0, rel=1e-12)
    assert at(12.5e3).state[1] == ON_LAW
    assert at(12.5e3).flow_kg_s[1] == pytest.approx(1.0, rel=1e-5)  # a quarter of the pressure, half of the flow


def test_two_valves_in_series_let_the_smaller_rule() -> None:
    found = solved(loop([(0, 1, LIFT, [200e3]), (1, 2, VALVE, [3e-3, 5e3]), (2, 0, VALVE, [2e-3, 5e3])]))
    np.testing.assert_allclose(found.flow_kg_s, 2.0, rtol=1e-9)


def parallel_pumps(hold_pa: float, users: float) -> Loop:
    branches: list[Branch] = [
        (0, 1, PUMP, CURVE), (0, 2, PUMP, CURVE), (1, 3, POWER, [2e3, 0.02, 2.0]), (2, 3, POWER, [2e3, 0.02, 2.0]),
        (3, 0, VALVE, [users, 30e3]),
    ]
    group = PumpGroup(np.array([0, 1]), np.array([3, 3]), np.array([0, 0]), np.array([hold_pa, hold_pa]), 0.2)
    return loop(branches, {0: (HOLD_DP, 0.0, 0.2), 1: (HOLD_DP, 0.0, 0.2)}, (group,))


def test_pumps_of_a_group_share_and_hold_the_pressure() -> None:
    found = solved(parallel_pumps(120e3, 0.03))
    assert found.group_state == [FREE]
    assert found.pressure_pa[3] - found.pressure_pa[0] == pytest.approx(120e3, rel=1e-9)
    np.testing.assert_allclose(found.flow_kg_s[:2], 15.0, rtol=1e-9)


def test_lost_pump_leaves_the_other_to_hold_or_to_saturate() -> None:
    one = solved(parallel_pumps(120e3, 0.03), closed=(1,))
    assert one.pressure_pa[3] - one.pressure_pa[0] == pytest.approx(120e3, rel=1e-9)
    assert one.flow_kg_s[0] == pytest.approx(30.0)
    over = solved(parallel_pumps(350e3, 0.03), closed=(1,))
    assert over.group_state == [FULL]
    assert over.square_speed[0] == 1.0
    assert over.pressure_pa[3] - over.pressure_pa[0] < 350e3


def test_least_speed() -> None:
    found = solved(parallel_pumps(5e3, 0.001))
    assert found.group_state == [LEAST]
    assert found.square_speed[0] == pytest.approx(0.04)


def test_flow_pump_holds_and_saturates() -> None:
    def at(dp_pa: float) -> Flow:
        return solved(loop([(0, 1, PUMP, CURVE), (1, 0, POWER, [dp_pa, 0.02, 2.0])], {0: (HOLD_FLOW, 0.02, 0.1)}))

    easy = at(100e3)
    assert easy.flow_kg_s[0] == pytest.approx(20.0, rel=1e-12)
    assert easy.square_speed[0] == pytest.approx((100e3 + 100e3) / 400e3, rel=1e-4)
    hard = at(900e3)
    assert hard.square_speed[0] == 1.0
    assert hard.flow_kg_s[0] == pytest.approx(1e3 * 0.02 * np.sqrt(0.4), rel=1e-4)  # 400 = 100 x^2 + 900 x^2


def test_non_return_shuts_against_a_stronger_pump() -> None:
    weak = [100e3, 0.0, -25e3 / 0.02**2]
    net = loop([(0, 1, PUMP, CURVE), (0, 1, PUMP, weak), (1, 0, POWER, [300e3, 0.02, 2.0])])
    found = solved(net)
    assert found.flow_kg_s[1] == 0.0
    assert found.state[1] == SHUT
    assert found.flow_kg_s[0] == pytest.approx(found.flow_kg_s[2])


def test_loop_without_a_driver_rests() -> None:
    net = loop([(0, 1, PUMP, CURVE), (1, 0, POWER, [100e3, 0.02, 2.0])])
    found = solved(net, closed=(0,))
    assert not found.driven
    assert not found.flow_kg_s.any()


def test_zero_length_pipes_carry_flow() -> None:
    net = loop([(0, 1, LIFT, [50e3]), (1, 2, PIPE, [0.0, 0.1, 0.0, 0.0]), (1, 2, PIPE, [0.0, 0.1, 0.0, 0.0]), (2, 0, POWER, [50e3, 5e-3, 2.0])])
    found = solved(net)
    assert found.flow_kg_s[3] == pytest.approx(5.0, rel=1e-5)
    assert found.flow_kg_s[1] == pytest.approx(found.flow_kg_s[2])


def test_response_is_the_derivative() -> None:
    net = loop([
        (0, 1, LIFT, [200e3]), (1, 2, POWER, [20e3, 0.01, 2.0]), (2, 3, VALVE, [4e-3, 10e3]), (3, 0, POWER, [10e3, 4e-3, 2.0]),
        (2, 0, POWER, [60e3, 4e-3, 2.0]),
    ])
    solver = Hydraulics(net)
    base = solved(net, held={2: 3.0}, solver=solver)
    response = solver.response(np.array([2]), base)[:, 0]
    moved = solved(net, held={2: 3.0 + 1e-4}, last=base, solver=solver)
    np.testing.assert_allclose(response, (moved.flow_kg_s - base.flow_kg_s) / 1e-4, rtol=1e-3, atol=1e-6)


def test_warm_start_reaches_the_cold_answer() -> None:
    net = parallel_pumps(120e3, 0.03)
    solver = Hydraulics(net)
    before = solved(net, solver=solver, held={4: 10.0})
    warm = solved(net, solver=solver, last=before)
    np.testing.assert_allclose(warm.flow_kg_s, solved(net).flow_kg_s, rtol=1e-9)
    reopened = solved(net, solver=solver, last=solved(net, solver=solver, closed=(1,)))
    np.testing.assert_allclose(reopened.flow_kg_s, warm.flow_kg_s, rtol=1e-9)


@given(st.integers(0, 10_000))
def test_random_networks_conserve_mass_and_meet_their_laws(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 14))
    branches: list[Branch] = [(0, 1, LIFT, [float(rng.uniform(20e3, 300e3))])]
    for node in range(2, n):
        branches.append((int(rng.integers(1, node)), node, PIPE, [float(rng.uniform(1, 60)), float(rng.uniform(0.02, 0.2)), 4.5e-5, 1.0]))
        branches.append((node, int(rng.choice([0, *range(1, node)])), POWER, [float(rng.uniform(1e3, 9e4)), float(rng.uniform(1e-3, 1e-2)), 2.0]))
    for _ in range(int(rng.integers(0, 4))):
        a, b = rng.choice(n, 2, replace=False)
        branches.append((int(a), int(b), VALVE, [float(rng.uniform(1e-4, 8e-3)), 20e3]))
    net = loop(branches)
    found = solved(net)
    net_in = np.bincount(net.head, found.flow_kg_s, net.n_node) - np.bincount(net.tail, found.flow_kg_s, net.n_node)
    assert np.abs(net_in).max() < 1e-9
    drop = found.pressure_pa[net.tail] - found.pressure_pa[net.head]
    power = net.kind == POWER
    size = np.abs(found.flow_kg_s[power]) / (RHO * net.parameters[power, 1])
    wanted = np.where(size > 1e-3, net.parameters[power, 0] * size**2, np.nan) * np.sign(found.flow_kg_s[power])
    known = np.isfinite(wanted)
    np.testing.assert_allclose(drop[power][known], wanted[known], rtol=1e-4, atol=1.0)


def test_mirrored_network_has_mirrored_flow() -> None:
    """The two halves of a symmetric loop carry the same."""
    half: list[Branch] = []
    for a in (2, 3):
        half += [(1, a, PIPE, [10.0, 0.05, 4.5e-5, 2.0]), (a, 0, POWER, [40e3, 2e-3, 1.8])]
    found = solved(loop([(0, 1, LIFT, [60e3]), *half]))
    assert found.flow_kg_s[1] == pytest.approx(found.flow_kg_s[3], rel=1e-10)


def test_pressure_level_does_not_move_the_flow() -> None:
    net = parallel_pumps(120e3, 0.03)
    high = solved(replace(net, anchor_pa=np.array([5e5])))
    np.testing.assert_allclose(high.flow_kg_s, solved(net).flow_kg_s, rtol=1e-9)
