"""Programs killed while they save: the file is the old scene or the new one, and the next save tidies up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from gigahall.scene.record import Record, Scene
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys
from tests.fuzz.kills import scene
from gigahall.storage import scene_file
count = 0
print("ready", flush=True)
while True:
    count += 1
    scene_file.save(sys.argv[1], scene(count))
    print(count, flush=True)
"""
START_S = 60.0


def scene(count: int) -> list[Record]:
    return [Scene(title=f"Save {count}", description="x" * (count % 7 * 5000)), *air_hall()[1:]]


def attempt(rng: random.Random, folder: Path) -> None:
    path = folder / "scene.gigahall"
    scene_file.save(path, scene(0))
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.4))
    finally:
        child.send_signal(signal.SIGKILL)
        said = child.stdout.read().split()
        child.wait(START_S)
        child.stdout.close()
    check(path, int(said[-1]) if said else 0)


def check(path: Path, told: int) -> None:
    title = next(record.title for record in scene_file.load(path).records if isinstance(record, Scene))
    assert title in (f"Save {told}", f"Save {told + 1}"), f"{title!r} after save {told} was told"
    scene_file.save(path, scene(10**6))
    left = sorted(found.name for found in path.parent.iterdir() if found.name.endswith(".tmp"))
    assert not left, left
    homes = list(Path(os.environ["GIGAHALL_HOME"]).rglob("*.tmp"))
    assert not homes, homes
