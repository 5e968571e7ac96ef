"""Solvers over arrays: `power`, `coolant` and `air`, and `sparse`, the linear algebra they share.

Arrays in, arrays and an `Outcome` out: no ids, no files, no Qt, no logging. A solver that does not converge says what is
wrong and raises nothing. May import physics. Read `outcome.py` first, then `coolant/`.
"""
