"""Merged meshes keep their elements apart: spans, levels, holes."""

from __future__ import annotations

import numpy as np

from gigahall.kinds import bodies
from gigahall.view3d.mesh import mesh_of
from gigahall.view3d.pool import CLOSE, FAR_OFF, HIDDEN, USUAL, Placed, Pool

RACK = mesh_of(bodies.liquid_rack((0.6, 1.2, 2.236))).parts["matte"]
CDU = mesh_of(bodies.cdu((0.9, 1.243, 2.122))).parts["matte"]


def at(x: float, turn: int = 0) -> Placed:
    return Placed(turn, np.array([x, 0.0, 0.0]))


def seen_points(pool: Pool, level: np.ndarray) -> np.ndarray:
    return pool.points[np.unique(pool.visible(level))]


def test_levels_choose_the_triangles() -> None:
    pool = Pool()
    pool.add(0, RACK, at(0.0))
    counts = [len(pool.visible(np.array([level], np.int8))) for level in (HIDDEN, FAR_OFF, USUAL, CLOSE)]
    assert counts[0] == 0
    assert counts[0] < counts[1] < counts[2] < counts[3]


def test_removed_elements_leave_no_triangle_and_others_stay() -> None:
    pool, levels = Pool(), np.ones(60, np.int8)
    for slot in range(60):
        pool.add(slot, RACK if slot % 2 else CDU, at(2.0 * slot))
    alone = Pool()
    alone.add(0, RACK, at(2.0 * 59))
    for slot in range(59):
        pool.remove(slot)
    assert pool.count < 60 * len(CDU.points)
    assert np.array_equal(seen_points(pool, levels), seen_points(alone, levels))


def test_move_turns_counter_clockwise_and_keeps_the_span() -> None:
    pool = Pool()
    pool.add(0, RACK, at(0.0))
    before = pool.spans[0]
    pool.move(0, RACK, at(5.0, 90))
    assert pool.spans[0] == before
    # the front, at -y before, looks along +x after a quarter turn
    assert np.allclose(pool.points[:pool.count], np.column_stack([5.0 - RACK.points[:, 1], RACK.points[:, 0], RACK.points[:, 2]]), atol=1e-6)


def test_paint_mixes_towards_the_target_by_amount_and_cover() -> None:
    pool = Pool()
    pool.add(0, RACK, at(0.0))
    pool.add(1, RACK, at(1.0))
    table = np.full((200, 3), 100, np.uint8)
    target, amount = np.array([[200, 0, 100], [200, 0, 100]], np.uint8), np.array([255, 0], np.uint8)
    pool.paint(table, target, amount)
    carried = pool.colors[:len(RACK.points)][RACK.cover == 255]
    assert np.array_equal(np.unique(carried, axis=0), [[200, 0, 100]])
    assert np.array_equal(np.unique(pool.colors[len(RACK.points):pool.count], axis=0), [[100, 100, 100]])
