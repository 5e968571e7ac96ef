"""The real window under Qt's offscreen platform: cold start, stalls of its thread, edits until they are on the screen."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.rows import Row, quantile

STARTS = 5
START_S, STALL_MS = 2.5, 100.0
LIMIT_S = 240.0
SCENES = ("superpod-gb300", "large-hall")


def rows(scenes: Path) -> list[Row]:
    demo = scenes / "superpod-gb300.gigahall"
    child("start", demo)  # the first one fills the caches of disk and compiler
    starts = [child("start", demo)["window_s"] for _ in range(STARTS)]
    found = [Row("cold start to the painted window", statistics.median(starts), "s", START_S, note="superpod-gb300, median of 5")]
    for name in SCENES:
        found += _edits(name, child("work", scenes / f"{name}.gigahall"))
    name = "large-hall"
    turns = child("turns", scenes / f"{name}.gigahall")["turns_ms"]
    note = "processor time of one turn of the window's thread"
    return [*found, *(Row(f"{name}: {what}", worst, "ms", STALL_MS, note=note) for what, worst in turns.items())]


def _edits(name: str, seen: dict[str, Any]) -> list[Row]:
    opening, editing = seen["opening_ms"], seen["editing_ms"]
    found = [Row(f"{name}: cold start to the settled picture", seen["settled_s"], "s")]
    for what, label in (("power", "power edit"), ("move", "rack move")):
        shown = seen[f"{what}_shown_ms"]
        found += [
            Row(f"{name}: {label} to its picture on screen, p50", quantile(shown, 0.5), "ms"),
            Row(f"{name}: {label} to its picture on screen, p95", quantile(shown, 0.95), "ms"),
        ]
    return [
        *found,
        Row(f"{name}: stall of the window's thread while editing, p99", quantile(editing, 0.99), "ms"),
        Row(f"{name}: stall of the window's thread while editing, max", max(editing), "ms", STALL_MS),
        Row(f"{name}: stall of the window's thread while opening, max", max(opening), "ms", STALL_MS),
        Row(f"{name}: memory of the program", seen["memory_mib"], "MiB"),
    ]


def child(task: str, scene: Path, **environment: str) -> dict[str, Any]:
    """What the window says of one task; see probe.py. Modules are compiled once and kept, whatever this process does."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "GIGAHALL_HOME": home, "PYTHONFAULTHANDLER": "1"} | environment
        env.pop("DISPLAY", None)
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        spawned = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.child", repr(spawned), task, str(scene)],
            env=env, capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"the window gave no answer (exit {done.returncode}): {done.stderr.strip()[:3000]}")
    answer: dict[str, Any] = json.loads(lines[-1])
    if "fault" in answer:
        raise RuntimeError(f"{scene.stem}: the window {answer['fault']}")
    return answer
