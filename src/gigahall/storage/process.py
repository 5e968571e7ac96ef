"""Which program a session belongs to: process id, its start time and the machine, so that a reused id fools nobody."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    """A running or ended program. An empty `started` means the start time is unknown and the id alone decides."""

    pid: int
    started: str
    machine: str


def this_process() -> Process:
    return Process(os.getpid(), _started_once(os.getpid()), machine())


def is_running(process: Process) -> bool:
    """Whether the program still runs on this machine; False for one of another machine."""
    if process.machine != machine() or not _exists(process.pid):
        return False
    now = _started(process.pid) if process.started else ""
    return not now or now == process.started


@cache
def machine() -> str:
    """Short mark of this machine and, in a container, of its process numbers."""
    try:
        mark = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        mark = ""
    try:
        space = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        space = ""
    return hashlib.sha256(f"{mark or uuid.getnode()} {space}".encode()).hexdigest()[:8]


@cache
def _started_once(pid: int) -> str:
    return _started(pid)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY = 0x1000
    _STILL_ACTIVE = 259

    def _exists(pid: int) -> bool:
        return bool(_started(pid))

    def _started(pid: int) -> str:
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_QUERY, False, pid)
        if not handle:
            return ""
        try:
            code = wintypes.DWORD()
            times = [wintypes.FILETIME() for _ in range(4)]
            kernel.GetExitCodeProcess(handle, ctypes.byref(code))
            if code.value != _STILL_ACTIVE:
                return ""
            kernel.GetProcessTimes(handle, *(ctypes.byref(time) for time in times))
            return f"{times[0].dwHighDateTime}.{times[0].dwLowDateTime}"
        finally:
            kernel.CloseHandle(handle)

else:

    def _exists(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def _started(pid: int) -> str:
        """Linux: clock ticks since a boot that is named too; elsewhere what ps says; "" when nothing does."""
        try:
            line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            state, *fields = line.rpartition(")")[2].split()
            if state == "Z":
                return "ended"
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot[:8]}.{fields[18]}"
        except (OSError, IndexError, ValueError):
            pass
        try:
            asked = ["ps", "-o", "lstart=", "-p", str(pid)]
            return subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
        except (OSError, subprocess.TimeoutExpired):
            return ""
