"""Ctrl-C ends the program inside code that knows no interrupts, says one line and leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gigahall import interrupt

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as on Unix")

BUSY = """
import hashlib, signal, sys, tempfile
from pathlib import Path
from gigahall import interrupt

signal.signal(signal.SIGINT, signal.SIG_IGN if sys.argv[2] == "deaf" else signal.default_int_handler)  # whatever the tests run in
interrupt.watch()
half = Path(sys.argv[1])
with interrupt.unfinished(half), tempfile.TemporaryDirectory(dir=half.parent) as folder, interrupt.unfinished(Path(folder)):
    half.write_text("half")
    Path(folder, "part").touch()
    print("busy", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"word", b"salt", int(sys.argv[3]))
print("finished", flush=True)
"""
FOR_LONG, FOR_A_MOMENT = "2000000000", "200000"


def busy(half: Path, hearing: str, rounds: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(half), hearing, rounds], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "busy\n"
    return child


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, interrupt.INTERRUPTED), (signal.SIGTERM, interrupt.TERMINATED)])
def test_work_that_never_comes_back_to_python_ends_at_once_and_leaves_nothing(tmp_path: Path, number: signal.Signals, status: int) -> None:
    child = busy(tmp_path / "half", "", FOR_LONG)
    child.send_signal(number)
    try:
        out, said = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, out, said) == (status, "", f"{interrupt.LINES[number]}\n")
    assert not list(tmp_path.iterdir())


def test_a_process_started_deaf_to_interrupts_stays_so(tmp_path: Path) -> None:
    child = busy(tmp_path / "half", "deaf", FOR_A_MOMENT)
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=60) == ("finished\n", "")
    assert child.returncode == 0


def test_what_was_put_in_its_place_stays(tmp_path: Path) -> None:
    made = tmp_path / "made.tmp"
    with interrupt.unfinished(made):
        made.write_text("whole")
        interrupt.put(made, tmp_path / "made")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_an_answer_that_cannot_be_written_is_said_and_no_success() -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run([sys.executable, "-m", "gigahall", "completion", "bash"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 2
    assert "No space left" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
