"""Ctrl-C ends a command while compiled code runs, and leaves one alone that ends by itself."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from gigahall.session import interrupt

PROGRAM = """
import hashlib, signal, threading, time
from gigahall.session import interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs tests in the background has it ignored
with interrupt.prompt():
    threading.Timer(0.3, print, ("ready",), {{"flush": True}}).start()
    {wait}
print("by itself", flush=True)
"""


def interrupted(wait: str) -> tuple[int, str]:
    child = subprocess.Popen([sys.executable, "-c", PROGRAM.format(wait=wait)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    said = child.stdout.read()
    child.stdout.close()
    return child.wait(30.0), said


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one child alone there")
def test_compiled_code_that_hears_nothing_is_ended() -> None:
    status, said = interrupted("hashlib.pbkdf2_hmac('sha256', b'deaf', b'for long', 200_000_000)")
    assert (status, said) == (interrupt.INTERRUPTED, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one child alone there")
def test_what_ends_by_itself_is_left_alone() -> None:
    status, said = interrupted("""
    try:
        time.sleep(20)
    except KeyboardInterrupt:
        pass""")
    assert (status, said) == (0, "by itself\n")


def test_nothing_stays_behind() -> None:
    before = signal.set_wakeup_fd(-1)
    with interrupt.prompt():
        assert signal.set_wakeup_fd(-1) != -1
    assert signal.set_wakeup_fd(before) == -1
    assert all(thread.name != "gigahall-interrupt" for thread in threading.enumerate())
