"""Ctrl-C at any moment of any command: one line, exit code 130, every file whole or absent, nothing left lying about.

A moment is so many seconds of the command's own processor time, so that a busy machine meets the same ones.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gigahall import interrupt
from gigahall.interop import equipment_csv
from gigahall.paths import scene_file as sample
from gigahall.storage import scene_file

SCENE = "four-panels"
LINE = interrupt.LINES[signal.SIGINT]
LATE_S = 2.0
"""Processor time from the signal to the end that is a finding on any machine; on a free one a quarter of it was measured."""
FIRST_S = 0.1
"""Python itself has to start before anything of ours can answer."""
POLL_S = 0.002
TICKS_S = 1.0 / os.sysconf("SC_CLK_TCK")
OUTSIDE = ("NUMBA_CACHE_DIR", "PYTHONPATH", "PATH", "LANG", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Command:
    words: tuple[str, ...]
    """{in} is a scene, {list} its equipment, {out} a place without its suffix."""
    whole: dict[str, Callable[[bytes], object]]
    """Suffixes of what it writes, and what raises or is false for half a file."""
    most_s: float
    """About what it takes [s of processor time]."""
    variables: tuple[tuple[str, str], ...] = ()


def _is_scene(data: bytes) -> bool:
    return bool(scene_file.decode(data).records)


def _is_list(data: bytes) -> bool:
    return data.endswith(b"\n") and data.count(b"\n") > 3


def _is_png(data: bytes) -> bool:
    return data.startswith(b"\x89PNG") and data.endswith(b"IEND\xaeB`\x82")


COMMANDS = {
    "solve": Command(("solve", "{in}", "-o", "{out}.json"), {".json": msgspec.json.decode}, 4.0),
    "check": Command(("check", "{in}"), {}, 1.5),
    "convert": Command(("convert", "{in}", "-o", "{out}.gigahall"), {".gigahall": _is_scene}, 1.0),
    "list": Command(("convert", "{in}", "-o", "{out}.csv"), {".csv": _is_list, ".connections.csv": _is_list}, 1.0),
    "into": Command(("convert", "{list}", "--into", "{in}", "-o", "{out}.gigahall"), {".gigahall": _is_scene}, 1.0),
    "schema": Command(("schema",), {}, 1.0),
    "new": Command(("new", "superpod-gb300", "-o", "{out}.gigahall"), {".gigahall": _is_scene}, 1.0),
    "html": Command(("report", "{in}", "-o", "{out}.html"), {".html": lambda data: data.rstrip().endswith(b"</html>")}, 12.0),
    "pdf": Command(("report", "{in}", "-o", "{out}.pdf"), {".pdf": lambda data: data.rstrip().endswith(b"%%EOF")}, 12.0),
    "render": Command(("render", "{in}", "-o", "{out}.png", "--size", "1600x900"), {".png": _is_png}, 8.0),
    "warm": Command(("warm",), {}, 2.0, (("NUMBA_CACHE_DIR", "{home}/kernels"),)),
    "doctor": Command(("doctor",), {}, 4.0),
    "integrate": Command(("integrate",), {}, 1.0),
    "completion": Command(("completion", "bash"), {}, 0.5),
    "shoot": Command(("open", "{in}", "--shoot", "{out}.png"), {".png": _is_png}, 6.0, (("QT_QPA_PLATFORM", "offscreen"),)),
}


def attempt(rng: random.Random, folder: Path) -> None:
    name = rng.choice(list(COMMANDS))
    command = COMMANDS[name]
    at_s = rng.uniform(FIRST_S, command.most_s)
    (folder / "done.txt").write_text(f"{name} interrupted after {at_s:.3f} s of processor time\n", encoding="utf-8")
    places = {"in": sample(SCENE), "list": folder / "list.csv", "out": folder / "made" / "result", "home": folder / "home"}
    for made in ("made", "tmp", "home"):
        (folder / made).mkdir(exist_ok=True)
    places["list"].write_bytes(equipment_csv.encode(scene_file.load(sample(SCENE)).records))
    child = start(command, places, folder)
    end_s = wait(child, at_s)
    said = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
    check(command, places["out"], child.returncode, said, end_s)
    left = [path for place in ("tmp", "made", "home") for path in (folder / place).rglob("*") if is_litter(path, folder / "tmp")]
    assert not left, f"{name}: left behind {left[:3]}"


def start(command: Command, places: dict[str, Path], folder: Path) -> subprocess.Popen[bytes]:
    words = [word.format_map(places) for word in command.words]
    fixed = {"GIGAHALL_HOME": str(folder / "home"), "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "XDG_DATA_HOME": str(folder / "home")}
    given = {name: value.format_map(places) for name, value in command.variables}
    outside = {name: os.environ[name] for name in OUTSIDE if name in os.environ}
    with (folder / "said.txt").open("wb") as said, (folder / "answer.txt").open("wb") as answer:
        return subprocess.Popen([sys.executable, "-m", "gigahall", *words], env=outside | fixed | given, stdout=answer, stderr=said)


def wait(child: subprocess.Popen[bytes], at_s: float) -> float:
    """Interrupt it after so much processor time; what it still used to its end [s]."""
    while child.poll() is None and used_s(child.pid) < at_s:
        time.sleep(POLL_S)
    if child.returncode is not None:
        return 0.0
    before = used_s(child.pid)
    child.send_signal(signal.SIGINT)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    after = used_s(child.pid)
    child.wait()
    return after - before


def used_s(pid: int) -> float:
    """Processor time of a process without its children [s]; also of one that has ended and was not waited for."""
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return sum(map(int, fields[11:13])) * TICKS_S


def check(command: Command, out: Path, status: int, said: str, end_s: float) -> None:
    name = command.words[0]
    assert not re.search(r"Traceback|Exception ignored|Error:|^\s+File ", said, re.MULTILINE), f"{name} said {said[-300:]!r}"
    assert status in (0, 3, interrupt.INTERRUPTED), f"{name} ended with {status}, saying {said[-300:]!r}"
    lines = said.splitlines()
    ends_so = lines.count(LINE) == 1 and lines[-1] == LINE
    assert ends_so == (status == interrupt.INTERRUPTED), f"{name} said {said[-300:]!r}"
    assert end_s <= LATE_S, f"{name} took {end_s:.2f} s of processor time to end"
    for suffix, is_whole in command.whole.items():
        path = out.with_name(out.name + suffix)
        if status != interrupt.INTERRUPTED:
            assert path.exists(), f"{name} ended well and wrote no {suffix}"
        if path.exists():
            assert is_whole(path.read_bytes()), f"{name}: half of {path}"


def is_litter(path: Path, temporary: Path) -> bool:
    return path.name.endswith(".tmp") or path.is_relative_to(temporary)
