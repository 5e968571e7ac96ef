"""Compiles every kernel ahead, once per machine and version: in processes beside each other, with progress, killable.

One process after another claims the next kernel, the longest first, so that all end at about the same time; what few scenes
need comes last, and nobody has to wait for it. A second program that wants the same waits for the first. Marks are
left when enough and when all is there, and later starts only look for them.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import queue
import re
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
from llvmlite import binding as llvm

from gigahall import interrupt
from gigahall.physics.kernel import KERNELS, Kernel
from gigahall.session import plant
from gigahall.session.apart import Answer, Call, Fault, Step
from gigahall.session.jobs import Progress, Stop, quiet
from gigahall.storage import lock

SOURCE = plant
"""Whoever solves imports every kernel; importing this module has filled the list."""
MOST_PROCESSES = 4
"""Each takes about 200 MB."""
KEPT_VERSIONS = 3
_VERSION = re.compile("[0-9a-f]{12}")
POLL_S = 0.05
WORDS = "Preparing solvers, once"
READY, WHOLE = "ready", "whole"


def warm(progress: Progress = quiet, stop: Stop = lambda: False, enough: Callable[[], object] = lambda: None) -> int:
    """Compile what is missing. Returns how many kernels were looked after; 0 when all was there, or was stopped.

    `enough` is called once, when only rare kernels are left to compile; where all is there, or it ends otherwise, not at all.
    """
    folder = _folder()
    if folder is None or _mark(folder, WHOLE).exists():
        return 0
    if is_ready():
        enough()

    def reached() -> None:
        if not is_ready():
            _mark(folder, READY).touch()
            enough()

    with lock.held(folder / "lock", stop) as is_ours:
        if not is_ours or _mark(folder, WHOLE).exists():
            return 0
        with tempfile.TemporaryDirectory(prefix="gigahall-") as claims, interrupt.unfinished(Path(claims)):
            if not _compile_all(Path(claims), progress, stop, reached):
                return 0
        _mark(folder, WHOLE).touch()
        _forget_old(folder)
    return sum(1 for _ in _tasks())


def is_ready() -> bool:
    """Is everything compiled that most scenes need."""
    folder = _folder()
    return folder is not None and _mark(folder, READY).exists()


def load() -> None:
    """Bring the compiled kernels that are not rare into this process, so that the first solve does not."""
    if _folder() is not None:
        for kernel, number in _tasks():
            if not kernel.is_rare:
                kernel.compile(number)


def compile_share(claims: str, *, progress: Progress, stop: Stop) -> int:
    """Compile what nobody else has claimed yet; what a process of ours runs. Says every kernel that is done."""
    count = 0
    for index, (kernel, number) in enumerate(_tasks()):
        if stop():
            break
        if _claim(Path(claims) / str(index)):
            kernel.compile(number)
            progress(None, kernel.name)
            count += 1
    return count


def _tasks() -> Iterator[tuple[Kernel, int]]:
    """Every kernel with each of its signatures, rare ones last; the longest sources take longest."""
    for kernel in sorted(KERNELS, key=lambda kernel: (kernel.is_rare, -_weight(kernel))):
        for number in range(len(kernel.signatures)):
            yield kernel, number


def _weight(kernel: Kernel) -> int:
    return len(inspect.getsource(kernel.dispatcher.py_func))


def _folder() -> Path | None:
    """Where numba keeps its cache; None when it compiles nothing or the folder cannot be written."""
    if numba.config.DISABLE_JIT or not numba.config.CACHE_DIR:
        return None
    folder = Path(numba.config.CACHE_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _mark(folder: Path, word: str) -> Path:
    """The file that says READY or WHOLE, for this processor, these versions and these signatures."""
    parts = (
        numba.__version__, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(), sys.version,
        *(f"{kernel.name}{kernel.signatures}" for kernel in KERNELS),
    )  # fmt: skip
    return folder / f"{word}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def _forget_old(folder: Path) -> None:
    """Leave the newest folders of other versions beside ours."""
    others = [other for other in folder.parent.iterdir() if _VERSION.fullmatch(other.name) and other != folder]
    for old in sorted(others, key=lambda other: -other.stat().st_mtime)[KEPT_VERSIONS:]:
        shutil.rmtree(old, ignore_errors=True)


def _claim(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _compile_all(claims: Path, progress: Progress, stop: Stop, enough: Callable[[], object]) -> bool:
    needed = Counter(kernel.name for kernel, _ in _tasks() if not kernel.is_rare)
    total, done = sum(1 for _ in _tasks()), 0
    progress(0.0, f"{WORDS}: 0 of {total}")
    said: queue.SimpleQueue[Step | Answer | Fault] = queue.SimpleQueue()
    calls = [Call(compile_share, (str(claims),)) for _ in range(min(_processors(), MOST_PROCESSES))]
    readers = [threading.Thread(target=_read, args=(call, said.put), name="gigahall-warm", daemon=True) for call in calls]
    for reader in readers:
        reader.start()
    running = len(calls)
    is_whole = True
    try:
        while running:
            if stop():
                return False
            try:
                frame = said.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if isinstance(frame, Step):
                done += 1
                progress(done / total, f"{WORDS}: {done} of {total}")
                if needed.total() and not (needed := needed - Counter([frame.words])).total():
                    enough()
            else:
                running -= 1
                is_whole = is_whole and isinstance(frame, Answer)
    finally:
        for call in calls:
            call.kill()
        for reader in readers:
            reader.join()
    return is_whole


def _read(call: Call, put: Callable[[Step | Answer | Fault], None]) -> None:
    for frame in call.frames():
        put(frame)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
