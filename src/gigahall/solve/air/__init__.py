"""Room air, draft model: potential flow and first-order upwind transport of heat on a Cartesian grid. Read draft.py first.

May import physics, units. Order: grid.py (cells, faces, regions), room.py (what devices impose, how regions balance),
flow.py (potential), heat.py (temperatures), draft.py (both, one room), plenum.py (under the floor), kernels.py (compiled).

Why potential flow: it has no loops, so cells sorted by falling potential make upwind transport triangular, exact in one
pass; an edit reaches the rack inlets of 200,000 cells in tens of milliseconds. Sheets are no obstacles in that flow but
seams between regions that exchange air by one pressure each: the flow through a leak follows the imbalance of what fans
and racks impose, which a velocity potential knows nothing of.

Known errors. No momentum: jets of tiles and fan units do not carry, entrain or overshoot, so cold air spreads sideways too
readily and a rack short of tile air draws hot air over its top sooner than in a real aisle. No buoyancy: hot layers do not
rise or stratify. Racks impose their airflow whatever the pressure. Upwind smears a front that crosses the grid by up to
|v| dx / 4 (0.04 m2/s at 0.5 m/s, 0.3 m; tests/solve/air/test_heat.py measures it), streams along the grid not at all.
The size of the first two was not measured against an experiment: use the draft to find and rank hotspots, not to certify
an inlet temperature. Heat and mass balances are exact (settled: 1e-8 or better).
"""
