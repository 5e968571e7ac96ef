"""Sparse linear systems of networks, compiled: one elimination order and one pattern, factored again and again.

The power, coolant and heat networks change their values with every Newton step but hardly ever their shape. So the order
of elimination (`ordering`) and the pattern of the factor (`pattern`) are found once; what remains per step is plain
arithmetic over arrays: `symmetric` for nodal matrices, `blocks` for matrices of 2x2 blocks.
"""
