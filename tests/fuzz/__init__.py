"""Fuzzers: each file makes one kind of damage or random life from a seed, and says what did not hold.

    make fuzz MINUTES=20                       all of them in turn
    python -m tests.fuzz lists scenes -m 5     some of them
    python -m tests.fuzz lists --seed 1234     one draw again, with its traceback

`attempt(rng, folder)` of a file is one draw: it raises what it finds. Everything random comes from `rng`, every file goes
to `folder`, so that a seed is enough to see a failure again. `make test` runs a few fixed seeds of each (test_fuzz.py).
"""

import os
from pathlib import Path

from gigahall import paths

os.environ.setdefault("NUMBA_CACHE_DIR", str(paths.kernels_dir(Path(__file__).resolve().parents[2] / ".cache" / "numba")))
"""Every draw has user folders of its own; kernels are compiled once for all."""
