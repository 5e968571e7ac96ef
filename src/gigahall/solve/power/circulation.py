"""What flows when nothing is drawn: the current that sources and ratios which do not agree drive through the network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gigahall.solve.power.flow import PowerFlow, Solution


def circulation(flow: PowerFlow) -> Solution | None:
    """Load flow of the same network without load and without shunts; None where no current can circulate.

    A tree with one held voltage carries nothing then. Everything else, two sources of different voltage on one bus or two
    transformers of different ratio in parallel, carries what goes in circles whatever the load: by superposition it is added
    to the load's share. Checked by two sources in closed form, I = (V1 - V2) / (sqrt(3) (Z1 + Z2)), in
    tests/compile/power/test_circulation.py.
    """
    if not len(flow.shape.meshed):
        return None
    grid = flow.grid
    still = replace(
        grid, y_tail_pu=np.zeros_like(grid.y_tail_pu), y_head_pu=np.zeros_like(grid.y_head_pu), y_node_pu=np.zeros_like(grid.y_node_pu)
    )
    return PowerFlow(still).solve(np.zeros(grid.n_node, np.complex128))
