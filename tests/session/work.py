"""Work for the tests of jobs: importable by the process that does it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gigahall import interrupt


class OddError(ValueError):
    """An error of a type of its own."""


def count(upto: int, *, progress: Callable[[float | None, str], None], stop: Callable[[], bool]) -> int:
    print("a library says something on standard output")
    for number in range(upto):
        if stop():
            raise OddError("stopped")
        progress((number + 1) / upto, f"{number + 1} of {upto}")
    return upto


def sleep(mark: Path, **_: Any) -> None:
    """Writes its process id, then sleeps where no flag is polled."""
    partial = mark.with_suffix(".part")
    partial.write_text(str(os.getpid()))
    partial.rename(mark)
    time.sleep(600)


def leave_open(mark: Path, **_: Any) -> None:
    """Ends in the middle of a file."""
    with interrupt.unfinished(mark.with_name("half")):
        mark.with_name("half").write_text("half")
        sleep(mark)


def deaf(mark: Path, **_: Any) -> None:
    """Sleeps, and does not end when it is told to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleep(mark)


def wait_for_stop(*, progress: Callable[[float | None, str], None], stop: Callable[[], bool]) -> str:
    progress(None, "waiting")
    while not stop():
        time.sleep(0.005)
    return "late"


def refuse(*_args: Any, **_: Any) -> None:
    raise OddError("no such wall")


def deny(path: str, **_: Any) -> None:
    Path(path).read_bytes()


def die(*_args: Any, **_: Any) -> None:
    os.write(2, b"last words\n")
    os.kill(os.getpid(), signal.SIGSEGV)


def unsendable(**_: Any) -> object:
    return lambda: None


def pid(**_: Any) -> int:
    return os.getpid()


def note_arguments(records: tuple[Any, ...], path: Path, units: str, **_: Any) -> None:
    path.write_text(f"{len(records)} records, {units}")
