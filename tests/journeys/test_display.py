"""The first journey once more on a real X display: the window as a user has it, with the server's focus and events."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.window


def test_the_air_hall_on_a_display(display: dict[str, str]) -> None:
    """In a program of its own, since an application keeps its platform for life."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/journeys/test_air_hall.py"]
    done = subprocess.run(command, env=display, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout
