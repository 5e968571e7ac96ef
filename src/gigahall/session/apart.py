"""One call in a process of its own: the project's function goes there by name, progress and result come back by a pipe.

The child is this program again (`paths.program`), told by its first argument to serve one call. It reads the call from its
standard input and writes frames to what was its standard output; whatever a library prints goes to standard error
instead. When the parent is gone the input ends, and so does the child.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from gigahall import interrupt, paths

SERVE = "serve-call"
"""The argument that makes this program serve one call."""
LENGTH = struct.Struct("<Q")
TAIL_BYTES = 2000
GRACE_S = 1.0
"""For a process that is told to end; it takes milliseconds, unless a library holds it."""
NICENESS = 5
"""The window and its solver come first, before what nobody waits for."""


class Stopped(Exception):
    """Raised by work that found its `stop` true."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why work gave no result: the error's type, one line for the user, the trace for the log."""

    name: str
    text: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: a share or None where nobody knows, and what is being done."""

    frac: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    value: Any


def fault_of(error: BaseException) -> Fault:
    """An error as it is told. An OSError names its file as the command line does."""
    text = str(error)
    if isinstance(error, OSError) and error.filename and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    return Fault(type(error).__name__, text or type(error).__name__, "".join(traceback.format_exception(error)))


class Call:
    """A running call. `frames` yields steps and ends with an answer or a fault; `kill` ends it at once."""

    def __init__(self, work: Callable[..., Any], args: tuple[Any, ...], niceness: int = NICENESS) -> None:
        request = pickle.dumps((work, args), protocol=pickle.HIGHEST_PROTOCOL)
        self._last_word: threading.Timer | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the call)
        try:
            self._process = subprocess.Popen(
                [*paths.program(), SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (paths.code_dir(), os.environ.get("PYTHONPATH"))))},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError:
            self._said.close()
            raise
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        with contextlib.suppress(OSError):  # it died at its start: the frames say so
            _write(self._input, pickle.dumps((sys.path, niceness)))
            _write(self._input, request)

    def frames(self) -> Iterator[Step | Answer | Fault]:
        try:
            while (data := _read(self._output)) is not None:
                frame = pickle.loads(data)
                yield frame
                if not isinstance(frame, Step):
                    return
            yield self._crash()
        finally:
            self.close()

    def close(self) -> None:
        """End it and let go of its pipes; nobody listens any more."""
        self.kill()
        self._process.wait()
        if self._last_word is not None:
            self._last_word.cancel()
        self._said.close()
        self._output.close()
        with contextlib.suppress(OSError):
            self._input.close()

    def kill(self) -> None:
        """End it now. It takes its unfinished files with it; where it does not even do that, the system ends it."""
        self._process.terminate()
        if self._last_word is None and self._process.poll() is None:
            self._last_word = threading.Timer(GRACE_S, self._process.kill)
            self._last_word.daemon = True
            self._last_word.start()

    def _crash(self) -> Fault:
        status = self._process.wait()
        self._said.seek(max(self._said.seek(0, io.SEEK_END) - TAIL_BYTES, 0))
        said = self._said.read().decode(errors="replace").strip()
        how = f"status {status}"
        if status < 0:
            with contextlib.suppress(ValueError):
                how = signal.Signals(-status).name
        return Fault("Crash", f"its process ended unexpectedly ({how})", said)


def serve() -> int:
    """The child's side: one call, then the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, and with it us
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the frames
    source = sys.stdin.buffer
    manner, request = _read(source), _read(source)
    if manner is None or request is None:
        return 2
    sys.path[:], niceness = pickle.loads(manner)
    if hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_end_with_parent, args=(source.fileno(),), name="gigahall-parent", daemon=True).start()
    _write(output, pickle.dumps(_called(request, output), protocol=pickle.HIGHEST_PROTOCOL))
    output.flush()
    os._exit(0)  # all is said; unloading libraries would only take time


def _called(request: bytes, output: IO[bytes]) -> Answer | Fault:
    def progress(frac: float | None, words: str) -> None:
        _write(output, pickle.dumps(Step(frac, words)))

    try:
        work, args = pickle.loads(request)
        answer = Answer(work(*args, progress=progress, stop=lambda: False))
        pickle.dumps(answer)
    except Exception as error:  # whatever it is, it is told to the parent
        return fault_of(error)
    return answer


def _end_with_parent(source: int) -> None:
    while os.read(source, 64):
        pass
    interrupt.end(1)


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """One frame; None at the end, also in the middle of a frame."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None
