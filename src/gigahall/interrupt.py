"""Ctrl-C, or being told to end, ends a process at once, wherever it is, and leaves nothing half done behind.

Python raises its KeyboardInterrupt only between two of its own steps: not inside a solver's compiled loop, and in a callback
of a library it is printed and forgotten. So a thread of its own waits for the signal, takes away what is being written, says
one line and ends the process. What is written under another name first (`unfinished`) is moved to its place by `put`: files
stand there whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

LINES = {signal.SIGINT: "Interrupted", signal.SIGTERM: "Terminated"}
INTERRUPTED, TERMINATED = (128 + number for number in LINES)
"""What shells report of a command that a signal ended."""

_LOCK = threading.Lock()
_unfinished: set[Path] = set()


def watch() -> None:
    """From now on these signals end this process. Called once, by the main thread, before anything slow is imported.

    A process that was started deaf to Ctrl-C, as shells start those in the background, stays so.
    """
    for number in LINES:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, frame: None)
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(reader,), name="gigahall-interrupt", daemon=True).start()


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[None]:
    """A file or folder that is only there until the work is done: when the process is ended before, it goes too."""
    with _LOCK:
        _unfinished.add(path)
    try:
        yield
    finally:
        with _LOCK:
            _unfinished.discard(path)


def put(temporary: Path, target: Path) -> None:
    """Move a finished file to its place. Raises OSError."""
    with _LOCK:
        os.replace(temporary, target)


def end(status: int) -> NoReturn:
    """End the process now, in any thread, without what is unfinished."""
    with _LOCK:  # never let go: nothing new begins, and nothing is put in its place
        for path in _unfinished:
            with contextlib.suppress(OSError):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
        os._exit(status)


def _wait(reader: socket.socket) -> None:
    while True:
        for number in reader.recv(64):
            if number in LINES:
                with contextlib.suppress(OSError):
                    _say_last(f"{os.linesep if os.isatty(2) else ''}{LINES[signal.Signals(number)]}{os.linesep}")
                end(128 + number)


def _say_last(words: str) -> None:
    """On standard error; what other threads still print goes nowhere."""
    out, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.write(out, words.encode())
