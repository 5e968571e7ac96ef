"""Shapes of networks: joints, loops, parallel branches, islands, several sources, and what has no solution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigahall.solve.power.flow import PowerFlow, losses_pu
from gigahall.solve.power.grid import grid, t_model


def two_bus_v(z: complex, s: complex) -> float:
    """|V| behind an impedance from 1 p.u.: the larger root of V^4 + (2 Re(z s*) - 1) V^2 + |z s|^2 = 0."""
    b = 2 * (z * np.conj(s)).real - 1
    return float(np.sqrt((-b + np.sqrt(b * b - 4 * abs(z * s) ** 2)) / 2))


def test_ideal_joints_carry_their_load() -> None:
    """A source, three joints in a star behind one impedance: each joint's current is its load's."""
    net = grid(5, [0, 1, 1, 1], [1, 2, 3, 4], [0.01 + 0.02j, 0, 0, 0], slack=0)
    load = np.array([0, 0, 0.1, 0.2 + 0.05j, 0.3 - 0.1j])
    found = PowerFlow(net).solve(load)
    v = two_bus_v(0.01 + 0.02j, load.sum())
    assert np.allclose(np.abs(found.v_pu[1:]), v, atol=1e-12)
    assert np.allclose(found.s_tail_pu(net)[1:], load[2:], atol=1e-12)
    assert np.allclose(found.s_head_pu(net)[1:], -load[2:], atol=1e-12)


def test_loop_of_ideal_joints_divides_evenly() -> None:
    """Two ideal breakers in parallel carry half each; a ring of three gives two thirds and one third."""
    pair = grid(3, [0, 1, 1], [1, 2, 2], [0.01, 0, 0], slack=0)
    found = PowerFlow(pair).solve(np.array([0, 0, 0.4 + 0j]))
    assert np.allclose(found.i_tail_pu[1:], found.i_tail_pu[0] / 2)
    ring = grid(4, [0, 1, 1, 2], [1, 2, 3, 3], [0.01, 0, 0, 0], slack=0)
    found = PowerFlow(ring).solve(np.array([0, 0, 0, 0.3 + 0j]))
    assert np.allclose(found.i_tail_pu[1:] / found.i_tail_pu[0], [1 / 3, 2 / 3, 1 / 3])


def test_parallel_branches_stay_radial() -> None:
    net = grid(2, [0, 1, 0], [1, 0, 1], [0.02, 0.02, 0.01], slack=0)
    flow = PowerFlow(net)
    found = flow.solve(np.array([0, 0.5 + 0j]))
    assert not len(flow.shape.meshed)
    assert abs(found.v_pu[1]) == pytest.approx(two_bus_v(0.005, 0.5), abs=1e-12)
    assert found.i_tail_pu[0] == pytest.approx(-found.i_tail_pu[1])
    assert found.i_tail_pu[2] == pytest.approx(2 * found.i_tail_pu[0])


def test_two_grids_on_one_bus_share_by_impedance() -> None:
    """Sources of one voltage behind impedances of 1:2 deliver 2:1, still as a tree."""
    net = grid(3, [0, 1], [2, 2], [0.01j, 0.02j], slack=[0, 1])
    flow = PowerFlow(net)
    found = flow.solve(np.array([0, 0, 0.6 + 0.2j]))
    assert not len(flow.shape.meshed)
    assert found.i_tail_pu[0] == pytest.approx(2 * found.i_tail_pu[1])
    assert found.slack_pu.sum().real == pytest.approx(0.6)


def test_sources_of_different_volts_need_newton() -> None:
    """Circulating current of two unloaded sources: (1.02 - 1) / (z1 + z2)."""
    net = grid(3, [0, 1], [2, 2], [0.01 + 0.03j, 0.01 + 0.01j], slack=[0, 1], slack_v_pu=[1.02, 1.0])
    flow = PowerFlow(net)
    found = flow.solve(np.zeros(3, complex))
    assert len(flow.shape.meshed) == 1
    assert found.i_tail_pu[0] == pytest.approx(0.02 / (0.02 + 0.04j), abs=1e-9)


def test_ideal_sources_on_one_bus_share_by_rating() -> None:
    net = grid(2, [0], [1], [0.0], slack=[0, 1], slack_share=[1.0, 3.0])
    found = PowerFlow(net).solve(np.array([0, 0.8 + 0j]))
    assert np.allclose(found.slack_pu, [0.2, 0.6])


def test_dead_and_failed_islands_leave_the_others_alone() -> None:
    """Island 0-1 is healthy, 2-3 asks for more than E^2/4R, 4-5 has no source."""
    net = grid(6, [0, 2, 4], [1, 3, 5], [0.1, 0.1, 0.1], slack=[0, 2])
    found = PowerFlow(net).solve(np.array([0, 1, 0, 5, 0, 1], complex))
    assert abs(found.v_pu[1]) == pytest.approx(two_bus_v(0.1, 1))
    assert np.isnan(found.v_pu[3])
    assert found.v_pu[5] == 0
    assert found.outcome.status == "diagnosed"
    assert [(int(f.nodes[0]), f.branch) for f in found.failures] == [(3, 1)]
    assert found.failures[0].carried_frac == pytest.approx(2.5 / 5, abs=2e-4)
    assert found.i_tail_pu[2] == 0


def test_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="z_pu is not finite"):
        grid(2, [0], [1], [np.nan], slack=0)
    with pytest.raises(ValueError, match="outside"):
        grid(2, [0], [2], [0.1], slack=0)
    found = PowerFlow(grid(2, [0], [1], [0.1], slack=0)).solve(np.array([0, np.inf + 0j]))
    assert found.outcome.status == "failed"
    assert found.outcome.worst_rows == (1,)
    assert np.isnan(found.v_pu).all()


def test_phase_shift_and_ratio_in_a_loop() -> None:
    """Two equal transformers in parallel: no circulating current, whichever side their tail is on, any clock number."""
    for shift_deg in (0.0, 30.0, 150.0, -150.0, 180.0):
        t = 1.05 * np.exp(1j * np.radians(shift_deg))
        net = grid(3, [0, 0, 2], [1, 1, 1], [0.05j, 0.05j, 0.1j], ratio=[t, t, 1.0], slack=0)
        found = PowerFlow(net).solve(np.array([0, 0, 0.3 + 0.1j]))
        assert found.i_head_pu[0] == pytest.approx(found.i_head_pu[1])
        assert np.degrees(np.angle(found.v_pu[1] * np.exp(1j * np.radians(shift_deg)))) == pytest.approx(-0.5, abs=0.5)


def test_transformer_no_load_and_short_circuit() -> None:
    """T model: open, it draws the magnetising power at rated volts (less the drop over half of z); shorted, z."""
    z, y = 0.01 + 0.06j, 0.002 - 0.01j
    series, end = t_model(z, y)
    net = grid(2, [0], [1], [series], y_tail_pu=[end], y_head_pu=[end], slack=0)
    open_s = PowerFlow(net).solve(np.zeros(2, complex)).slack_pu[0]
    assert np.conj(open_s) == pytest.approx(1 / (z / 2 + 1 / y), abs=1e-12)
    shorted = 1 / series + end
    exact = 1 / (z / 2 + 1 / (y + 2 / z))
    assert shorted == pytest.approx(exact, abs=1e-12)


def test_warm_start_takes_fewer_rounds() -> None:
    n = 200
    net = grid(n, np.arange(n - 1), np.arange(1, n), np.full(n - 1, 1e-4 + 2e-4j), slack=0)
    flow = PowerFlow(net)
    load = np.full(n, 0.01 + 0.003j)
    cold = flow.solve(load)
    load[50] *= 1.01
    warm = flow.solve(load, cold.state)
    again = flow.solve(load)
    assert warm.outcome.iterations < again.outcome.iterations
    assert np.allclose(warm.v_pu, again.v_pu, atol=1e-11)


@settings(max_examples=40)
@given(st.integers(2, 60), st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_random_networks_conserve_power(n: int, ties: int, seed: int) -> None:
    """Delivered = drawn + lost, in trees and meshes, with ideal joints anywhere; sweep and Newton agree."""
    rng = np.random.default_rng(seed)
    tail = np.concatenate((rng.integers(0, np.arange(1, n)), rng.integers(0, n, ties)))
    head = np.concatenate((np.arange(1, n), rng.integers(0, n, ties)))
    z = rng.uniform(1e-4, 2e-3, len(tail)) * np.exp(1j * rng.uniform(0, 1.5, len(tail)))
    z[rng.random(len(z)) < 0.3] = 0.0
    shunt = 1j * rng.uniform(0, 0.02, len(tail))
    load = rng.uniform(0, 0.05, n) * np.exp(1j * rng.uniform(-0.5, 0.8, n))
    net = grid(n, tail, head, z, slack=0, y_tail_pu=shunt, y_head_pu=shunt)
    flow = PowerFlow(net)
    found = flow.solve(load)
    assert found.outcome.status == "converged"
    assert found.outcome.residual < 1e-9
    assert found.slack_pu.sum().real == pytest.approx(load.real.sum() + losses_pu(found, net).sum(), abs=1e-9)
    state = flow.start()
    for island in range(flow.shape.n_island):
        flow._solve_hard(state, flow._at_places(load), island)
    assert np.allclose(flow.finish(state, load).v_pu, found.v_pu, atol=1e-9)
    into = np.zeros(n, complex)
    np.add.at(into, net.tail, -found.s_tail_pu(net))
    np.add.at(into, net.head, -found.s_head_pu(net))
    assert np.allclose(into[1:], load[1:], atol=1e-8)


def test_a_kept_factor_finds_what_a_new_one_finds() -> None:
    """A mesh whose load changes a little, then much: from the last solution as from none."""
    rng = np.random.default_rng(5)
    n = 60
    tail = np.concatenate((np.arange(n - 1), rng.integers(0, n, 25)))
    head = np.concatenate((np.arange(1, n), rng.integers(0, n, 25)))
    keep = tail != head
    tail, head = tail[keep], head[keep]
    net = grid(n, tail, head, rng.uniform(1e-4, 1e-3, len(tail)) * (1 + 2j), slack=[0, n - 1], slack_v_pu=[1.0, 1.01], pv=[20], pv_v_pu=1.0)
    flow, load, warm = PowerFlow(net), rng.uniform(0, 0.05, n) * (1 + 0.3j), None
    rounds = []
    for scale in (1.0, 1.0, 1.001, 1.05, 2.0, 0.0, 1.0):
        found = flow.solve(scale * load, warm)
        fresh = PowerFlow(net).solve(scale * load)
        assert found.outcome.ok and found.outcome.residual < 1e-9
        assert np.abs(found.v_pu - fresh.v_pu).max() < 1e-9
        warm = found.state
        rounds.append(int(found.state.rounds.max()))
    assert rounds[1] == 0


def test_a_kept_factor_does_not_hide_a_collapse() -> None:
    net = grid(3, [0, 1, 0], [1, 2, 2], [0.1j, 0.1j, 0.2j], slack=0)
    flow = PowerFlow(net)
    warm = flow.solve(np.array([0, 0.5, 0.5 + 0.1j])).state
    lost = flow.solve(np.array([0, 50.0, 0.5 + 0.1j]), warm)
    assert not lost.outcome.ok and lost.failures[0].carried_frac < 0.2
    again = flow.solve(np.array([0, 0.5, 0.5 + 0.1j]), warm)
    assert again.outcome.ok
