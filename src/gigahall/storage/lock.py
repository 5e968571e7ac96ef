"""A lock between programs: one file that at most one of them holds. The system lets go of it when its holder ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLL_S = 0.1


@contextlib.contextmanager
def held(path: Path, stop: Callable[[], bool] = lambda: False) -> Iterator[bool]:
    """Wait until the lock is ours; False when `stop` ended the wait. A file system without locks locks nobody out."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                _take(descriptor)
            except BlockingIOError:
                if stop():
                    yield False
                    return
                time.sleep(POLL_S)
            except OSError:
                break
            else:
                break
        yield True
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
