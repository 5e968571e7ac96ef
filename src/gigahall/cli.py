"""The command line: `gigahall open | new | solve | check | report | render | convert | schema | doctor`.

Each command imports what it needs inside its own function, so that none pays for the others: solve, check, report and
render load no Qt and need no display. Exit codes: 0 done, 1 problems found by doctor, 2 bad input (one line says file,
record, field and reason), 3 a connected part of the scene has no solution (the results are still written).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Callable, Sequence

from gigahall import __version__, paths

OK, PROBLEMS, BAD_INPUT, UNSOLVED = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    prepare_process()
    args = build_parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except BrokenPipeError:  # the reader of our output left, as in `gigahall check … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130


def prepare_process() -> None:
    """One BLAS thread and a place for compiled kernels; both are read when NumPy and numba are first imported."""
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    if "NUMBA_CACHE_DIR" not in os.environ:
        with contextlib.suppress(OSError):  # no writable folder: numba finds its own place, doctor says so
            os.environ["NUMBA_CACHE_DIR"] = str(paths.cache_dir() / "numba")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; `args.run` is the function of the chosen one."""
    parser = argparse.ArgumentParser(prog="gigahall", description="Digital twin of AI data centres: power, coolant and air.")
    parser.add_argument("--version", action="version", version=f"gigahall {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.set_defaults(run=run)
        return made

    command("doctor", _doctor, "check that this machine has all that Gigahall needs")
    return parser


def picture_size(text: str) -> tuple[int, int]:
    """ "1280x800" → (1280, 800); argparse shows the message of a refusal."""
    match = re.fullmatch(r"([1-9][0-9]{1,4})[x×]([1-9][0-9]{1,4})", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1280x800")
    return int(match[1]), int(match[2])


def _doctor(args: argparse.Namespace) -> int:
    from gigahall import doctor

    findings = doctor.examine()
    print(doctor.table(findings))
    return OK if all(finding.ok for finding in findings) else PROBLEMS
