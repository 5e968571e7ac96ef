"""Speed, measured: `python -m tests.bench -o out/bench.json`, a table on screen and the same rows as JSON.

Read __main__.py (which groups there are), then rows.py (what a row is). Every group runs in a process of its own with one
thread for BLAS; peers run beside our solvers in one process, on the same arrays, and must agree with them.
"""
