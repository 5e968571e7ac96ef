"""Room air, draft model: potential flow and first-order upwind transport of heat on a Cartesian grid. Read draft.py first.

May import physics, units. Order: grid.py (cells, faces, regions), room.py (what devices impose, how regions balance),
flow.py (potential), heat.py (temperatures), draft.py (both, one room), plenum.py (under the floor), kernels.py (compiled).

Why potential flow: one linear solve without set-up, and hardly any loops, so that cells sorted by falling potential make
upwind transport nearly triangular; an edit reaches the rack inlets of 200,000 cells in tens of milliseconds. Sheets are no
obstacles in that flow but seams between regions that exchange air by one pressure each: the flow through a leak follows
the imbalance of what fans and racks impose, which a velocity potential knows nothing of. The one momentum that decides
what a raised-floor aisle looks like, that of the tiles, is superposed: tile air rises as a jet for the length of its core
(plenum.py), the potential moves the rest. Without it cold air spreads sideways over the floor and racks draw hot air over
their tops in an aisle that is supplied in full.

Known errors. Jets of racks and fan units are left out, as are entrainment and buoyancy: hot layers do not rise or
stratify. Racks impose their airflow whatever the pressure. Upwind smears a front that crosses the grid by up to
|v| dx / 4 (0.04 m2/s at 0.5 m/s, 0.3 m; tests/solve/air/test_heat.py measures it), streams along the grid not at all.
The size of the first two was not measured against an experiment: use the draft to find and rank hotspots, not to certify
an inlet temperature. Heat and mass balances are exact (settled: 1e-8 or better).
"""
