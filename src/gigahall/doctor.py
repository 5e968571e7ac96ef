"""What `gigahall doctor` checks: whether this machine has all that Gigahall needs, and what cures what is missing.

OpenGL and Qt are tried in child processes, since a broken driver or a missing platform plug-in ends the process it is
tried in. Nothing here needs a display.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
import scipy.linalg  # loads SciPy's own BLAS, whose threads are counted too
from threadpoolctl import threadpool_info

from gigahall import paths

CHILD_TIMEOUT_S = 120.0
SYSTEM_CURE = "on Debian or Ubuntu run make, which installs the missing libraries"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table. `cure` is empty when all is well."""

    name: str
    ok: bool
    text: str
    cure: str = ""


def examine() -> tuple[Finding, ...]:
    """All checks in the order of the table; none of them raises."""
    checks: tuple[Callable[[], Iterable[Finding]], ...] = (
        _python, _packages, _assets, _opengl, _qt, _folders, _numba_cache, _threads,
    )  # fmt: skip
    return tuple(finding for check in checks for finding in check())


def table(findings: Sequence[Finding]) -> str:
    """Plain text, one line each: name, ok or problem, what was found, and the cure below a problem."""
    wide = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.name:<{wide}}  {'ok' if finding.ok else 'problem':<7}  {finding.text}")
        if finding.cure:
            lines.append(f"{'':<{wide}}           cure: {finding.cure}")
    bad = sum(not finding.ok for finding in findings)
    lines.append("All is well." if bad == 0 else f"{bad} problem{'s' if bad > 1 else ''} found.")
    return "\n".join(lines)


def _python() -> Iterable[Finding]:
    found = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    ok = sys.version_info >= (3, 11)
    yield Finding("Python", ok, found, "" if ok else "install Python 3.11 or newer")


def _packages() -> Iterable[Finding]:
    """Versions that decide whether the window is safe: some Qt releases lose references on older Pythons."""
    version = importlib.metadata.version("PySide6-Essentials")
    major, minor = (int(part) for part in version.split(".")[:2])
    safe = sys.version_info >= (3, 12) or (major, minor) < (6, 12)
    cure = "" if safe else "pip install 'PySide6-Essentials>=6.11.2,<6.12'"
    yield Finding("PySide6", safe, version if safe else f"{version} aborts on Python {platform.python_version()}", cure)


def _assets() -> Iterable[Finding]:
    missing = [str(part) for part in (paths.asset("catalogue"), paths.scenes_dir()) if not part.is_dir()]
    text = f"missing: {', '.join(missing)}" if missing else str(paths.asset())
    yield Finding("Assets", not missing, text, "install Gigahall again" if missing else "")


def _opengl() -> Iterable[Finding]:
    yield _child("OpenGL", "probe-opengl", {})


def _qt() -> Iterable[Finding]:
    yield _child("Qt, off screen", "probe-qt", {"QT_QPA_PLATFORM": "offscreen"})
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield _child("Qt, this display", "probe-qt", {})


def _child(name: str, probe: str, extra: dict[str, str]) -> Finding:
    """`probe`: a hidden command of cli.py."""
    try:
        run = subprocess.run(
            [*paths.program(), probe], capture_output=True, text=True, timeout=CHILD_TIMEOUT_S, env=os.environ | extra, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name, False, str(error), SYSTEM_CURE)
    said = (run.stdout if run.returncode == 0 else run.stdout + run.stderr).strip().splitlines()
    last = said[-1] if said else f"ended with status {run.returncode}"
    return Finding(name, run.returncode == 0, last, "" if run.returncode == 0 else SYSTEM_CURE)


def _folders() -> Iterable[Finding]:
    places = {"data": paths.data_dir, "config": paths.config_dir, "log": paths.log_dir, "cache": paths.cache_dir}
    for name, locate in places.items():
        try:
            folder = locate()
            if name in paths.displaced():
                raise OSError(f"{paths.displaced()[name]}; {folder} stands in")
            _write(folder)
        except OSError as error:
            yield Finding(f"Folder for {name}", False, str(error), f"make it writable or set {paths.HOME_VARIABLE} to a folder that is")
        else:
            yield Finding(f"Folder for {name}", True, str(folder))


def _numba_cache() -> Iterable[Finding]:
    """Where compiled kernels go; without it every start compiles anew."""
    folder = Path(numba.config.CACHE_DIR or Path(__file__).parent / "__pycache__")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder)
    except OSError as error:
        yield Finding("Numba cache", False, str(error), "set NUMBA_CACHE_DIR to a writable folder")
    else:
        yield Finding("Numba cache", True, f"{folder} (numba {numba.__version__})")


def _threads() -> Iterable[Finding]:
    scipy.linalg.lu_factor(np.eye(2))
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    most = max((int(pool["num_threads"]) for pool in pools), default=1)
    cure = "" if most == 1 else "unset OPENBLAS_NUM_THREADS and its like, or set them to 1"
    yield Finding("BLAS threads", most == 1, f"{most} in {len(pools)} libraries", cure)


def _write(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".gigahall-") as file:
        file.write(b"gigahall")
