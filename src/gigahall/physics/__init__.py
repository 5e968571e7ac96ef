"""Correlations and properties: friction, coolants, heat exchangers, moist air, machines.

Pure functions of numbers with units in their names, each with source, validity and the case that checks it. They know
no arrays of a network, no elements, no files. May import units only. Functions that solvers call in compiled loops are
scalar numba kernels; the rest takes floats or arrays. Read `friction.py` first.
"""
