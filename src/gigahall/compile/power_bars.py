"""The current of a busbar: the largest through any of its sections.

What is joined to a bar stands along it in an order no scene tells, so the order is taken for which a section carries most: a
section parts the joints in two, and carries the sum of either part. Over all partings that sum is greatest at a corner of the
zonotope the joint currents span, and these corners are found by turning a direction once round.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.power_plan import Plan
from gigahall.compile.power_table import Bools, Floats, Ints
from gigahall.solve.power.flow import Solution

Complexes = NDArray[np.complex128]


def largest_section_pu(plan: Plan, solution: Solution, joint_node: Ints, joint_pu: Complexes) -> Floats:
    """[bar] Largest section current [p.u.].

    Args:
        joint_node: [joint end] its node.
        joint_pu: [joint end] current out of the joint into that node [p.u.].
    """
    t = plan.table
    bars, node_of_bar = t.bars, t.bars.node("node")
    is_run = bars["is_run"] > 0
    bar_of_node = np.full(t.n_node, -1)
    bar_of_node[node_of_bar] = np.arange(bars.count)
    a, b = t.lines.node("a")[plan.line], t.lines.node("b")[plan.line]
    own = np.concatenate((a, b))
    own_pu = -np.concatenate((solution.i_tail_pu[plan.at_line], solution.i_head_pu[plan.at_line]))
    own_bar, joint_bar = bar_of_node[own], bar_of_node[joint_node]
    in_run = (own_bar >= 0) & is_run[own_bar] if bars.count else np.zeros(len(own), bool)
    enters = in_run & (np.arange(len(own)) >= len(a))  # a run begins where its first line ends
    begin = _sum(own_bar[enters], own_pu[enters], bars.count)
    bar = np.concatenate((joint_bar, own_bar[~in_run]))
    current = np.concatenate((joint_pu, own_pu[~in_run]))
    return section_pu(bar[bar >= 0], current[bar >= 0], begin)


def section_pu(bar: Ints, into: Complexes, begin: Complexes) -> Floats:
    """[bar] Largest |begin + sum of any of the currents into it|.

    Args:
        bar: [current] its bar.
        into: [current] value and phase.
        begin: [bar] what flows in at its beginning, before all others.

    Checked against all partings of few currents in tests/compile/power/test_bars.py.
    """
    n = len(begin)
    unknown = np.isnan(begin) | (np.bincount(bar, np.isnan(into), n) > 0)
    into, begin = np.nan_to_num(into), np.nan_to_num(begin)
    is_up: Bools = (into.imag > 0) | ((into.imag == 0) & (into.real >= 0))
    up = np.where(is_up, into, -into)
    order = np.lexsort((np.angle(up), bar))
    bar, up = bar[order], up[order]
    start = begin + _sum(bar, np.where(is_up[order], up, 0.0), n)
    total = 2 * begin + _sum(bar, into[order], n)
    passed = np.concatenate((np.zeros(1, np.complex128), np.cumsum(up)))
    first = np.searchsorted(bar, np.arange(n))
    corner = np.concatenate((start, start[bar] - (passed[1:] - passed[first[bar]])))
    at = np.concatenate((np.arange(n), bar))
    largest = np.zeros(n)
    np.maximum.at(largest, at, np.maximum(np.abs(corner), np.abs(total[at] - corner)))
    return np.where(unknown, np.nan, largest)


def _sum(rows: Ints, values: Complexes, n: int) -> Complexes:
    return np.bincount(rows, values.real, n) + 1j * np.bincount(rows, values.imag, n)
