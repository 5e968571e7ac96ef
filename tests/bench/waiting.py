"""What people wait for: the first solved picture, a report, Cancel. Programs in processes of their own, timed from outside."""

from __future__ import annotations

import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from tests.bench.room import room
from tests.bench.rows import Row
from tests.bench.window import child

from gigahall.scene.record import Record
from gigahall.storage import scene_file

COLD_S, WARM_S, REPORT_S, CANCEL_S = 20.0, 3.0, 20.0, 0.5
STARTS = 3
LIMIT_S = 240.0
BIG_PICTURE = "8000x6000"
HALL_M = (110.0, 61.0)
"""With cells of 0.3 m a room of a million of them."""
AFTER_S = (0.4, 1.5, 4.0)
"""When Ctrl-C comes, after the program has said that it is at it."""


def rows(scenes: Path) -> list[Row]:
    demo = scenes / "superpod-gb300.gigahall"
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        cold = child("first", demo, NUMBA_CACHE_DIR=str(folder / "kernels"))["first_s"]
        _finished("warm")
        child("first", demo)  # fills the caches of disk and compiler
        warm = [child("first", demo)["first_s"] for _ in range(STARTS)]
        big = folder / "room.gigahall"
        scene_file.save(big, million_cells())
        drawing = [_cancelled("Drawing", wait, "render", demo, "--size", BIG_PICTURE, "-o", folder / "x.png") for wait in AFTER_S]
        solving = [_cancelled("Solving", wait, "solve", big, "-o", folder / "x.json") for wait in AFTER_S]
        began = time.perf_counter()
        _finished("report", demo, "-o", folder / "x.pdf")
        report = time.perf_counter() - began
    notes = f"Ctrl-C after {', '.join(f'{wait:g}' for wait in AFTER_S)} s, the longest"
    return [
        Row("empty kernel cache: start to the first solved picture", cold, "s", COLD_S, note="superpod-gb300"),
        Row("compiled kernels: start to the first solved picture", statistics.median(warm), "s", WARM_S, note="superpod-gb300, median of 3"),
        Row("report of superpod-gb300", report, "s", REPORT_S, note="from the command line"),
        Row(f"cancel while drawing {BIG_PICTURE}", max(drawing), "s", CANCEL_S, note=notes),
        Row("cancel while solving a room of 1,000,000 cells", max(solving), "s", CANCEL_S, note=notes),
    ]


def million_cells() -> list[Record]:
    """The bench room in a hall that is five times as large."""
    length_m, breadth_m = HALL_M
    return [
        msgspec.structs.replace(record, length_m=length_m, breadth_m=breadth_m) if record.id == "hall" else record for record in room()
    ]


def _command(words: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "gigahall", *map(str, words)]


def _finished(*words: object) -> None:
    done = subprocess.run(_command(words), capture_output=True, text=True, timeout=LIMIT_S, check=False)
    if done.returncode:
        raise RuntimeError(f"gigahall {words[0]} ended with {done.returncode}: {done.stderr.strip()[-1000:]}")


def _cancelled(at: str, wait_s: float, *words: object) -> float:
    """Seconds from Ctrl-C to the end, a while after the program has said the word; 0 when it was faster than that."""
    running = subprocess.Popen(
        _command(words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored, where a shell runs us in the background
    )  # fmt: skip
    assert running.stderr is not None
    try:
        while at not in (line := running.stderr.readline()):
            if not line:
                raise RuntimeError(f"gigahall {words[0]} never said {at!r}")
        time.sleep(wait_s)
        if running.poll() is not None:
            return 0.0
        began = time.perf_counter()
        running.send_signal(signal.SIGINT)
        running.wait(LIMIT_S)
        return time.perf_counter() - began
    finally:
        running.kill()
        running.wait()
        running.stderr.close()
