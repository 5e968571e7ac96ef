"""What the window's libraries do to Python's own import."""

from __future__ import annotations

import subprocess
import sys

SAYS = """
import sys
from PySide6 import QtCore
read = []
sys.modules["shibokensupport.feature"]._mod_uses_pyside = lambda module: read.append(module.__name__)
import {first}
read.clear()
import fractions, gigahall.scene.document
print(len(read))
"""


def modules_read(first: str) -> int:
    """How many modules PySide looks into for its own words when they are imported after `first`."""
    done = subprocess.run([sys.executable, "-c", SAYS.format(first=first)], capture_output=True, text=True, timeout=60, check=True)
    return int(done.stdout)


def test_no_source_is_read_for_names_that_nobody_uses() -> None:
    assert modules_read("decimal") > 1, "PySide has changed: the hook that gigahall.app takes away may be gone"
    assert modules_read("gigahall.app") == 0
