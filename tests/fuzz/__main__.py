"""Runs fuzzers for some minutes, or one draw again by its seed. Exit code 1: something did not hold."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.fuzz.registry import FUZZERS, Fuzzer

OUT = Path("out/fuzz")
SHOWN = 3
"""Failures of one kind that are kept; more of the same tell nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzzers with seeds.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(FUZZERS)}; all of them if none is named")
    parser.add_argument("-m", "--minutes", type=float, default=10.0, help="for all of them together")
    parser.add_argument("--seed", type=int, help="run this draw alone and show its traceback")
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in FUZZERS]
    if unknown:
        parser.error(f"{unknown[0]} is no fuzzer; there are {', '.join(FUZZERS)}")
    chosen = [FUZZERS[name] for name in args.names or FUZZERS]
    if args.seed is not None:
        draw(chosen[0], args.seed, keep=OUT / chosen[0].name / str(args.seed))
        print("held")
        return 0
    first = random.SystemRandom().randrange(10**9)
    found = sum(run(fuzzer, first, args.minutes * 60 / len(chosen)) for fuzzer in chosen)
    return 1 if found else 0


def draw(fuzzer: Fuzzer, seed: int, keep: Path | None = None) -> None:
    """One draw in a folder of its own, with its own user folders; `keep` gets the files of one that did not hold."""
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{fuzzer.name}-"))
    os.environ["GIGAHALL_HOME"] = str(folder / "home")
    try:
        fuzzer.attempt(random.Random(seed), folder)
    except Exception:
        if keep is not None:
            shutil.copytree(folder, keep, dirs_exist_ok=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(fuzzer: Fuzzer, first: int, seconds: float) -> int:
    """Draws until the time is over; how many did not hold."""
    end, seed, faults = time.monotonic() + seconds, first, Counter[str]()
    while seed == first or time.monotonic() < end:
        try:
            draw(fuzzer, seed, keep=OUT / fuzzer.name / str(seed))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
            faults[kind] += 1
            if faults[kind] <= SHOWN:
                said = (str(error) or "nothing said").splitlines()[0][:300]
                print(f"{fuzzer.name}: seed {seed}: {kind}: {said}", flush=True)
        seed += 1
    print(f"{fuzzer.name}: {seed - first} draws from seed {first}, {faults.total()} did not hold", flush=True)
    for kind, count in faults.most_common():
        print(f"  {count} × {kind}", flush=True)
    return faults.total()


if __name__ == "__main__":
    sys.exit(main())
