"""A few fixed draws of every fuzzer; `make fuzz` goes on from there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.fuzz.registry import FUZZERS

FIRST_SEED = 20_250


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.window if name == "monkey" else ()) for name in FUZZERS])
def test_fixed_draws_hold(name: str, tmp_path: Path) -> None:
    fuzzer = FUZZERS[name]
    for seed in range(FIRST_SEED, FIRST_SEED + fuzzer.n_short):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            fuzzer.attempt(random.Random(seed), folder)
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz {name} --seed {seed}") from error
