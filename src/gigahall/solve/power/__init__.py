"""Balanced AC load flow over arrays, in per unit: volts, branch currents and what each source delivers.

`grid.Grid` is the input, `flow.PowerFlow(grid).solve(load_pu)` the answer. Ideal joints (zero impedance) are contracted
and their currents recovered from the node balance; parallel branches and equal sources are merged; what is then a tree
is swept (`sweep`), the rest goes to Newton (`newton`). Every island is judged by itself: dead, solved, or beyond what its
network can carry. Direct current is the same problem with no reactance. Tried and dropped: tiny impedances for joints
(they cost five digits of the balance), Z-bus iteration (slower than the sweep, no better than Newton when meshed).
May import NumPy, SciPy, numba and `solve.outcome`. Read `grid.py`, then `flow.py`.
"""
