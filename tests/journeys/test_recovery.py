"""Journey 5: the program is killed in the middle of editing; the next start offers the work back, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from tests.journeys.conftest import Start
from tests.journeys.person import LEFT
from tests.journeys.victim import digest

from gigahall.app.components.buttons import Button
from gigahall.app.dialogs import RecoveryDialog
from gigahall.paths import scene_file
from gigahall.storage import scene_file as files

pytestmark = pytest.mark.window

VICTIM = Path(__file__).with_name("victim.py")
ON_DISK_S = 1.0
"""An edit is on the disk within a second; what is younger may be lost."""
EDITS = 14


@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
def test_work_of_a_killed_program_is_offered_back(
    platform: str, start: Start, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = tmp_path / "hall.gigahall"
    path.write_bytes(scene_file("air-hall").read_bytes())
    saved = path.read_bytes()
    environment: Mapping[str, str] = os.environ
    if platform == "xcb":
        environment = request.getfixturevalue("display") | {"GIGAHALL_HOME": os.environ["GIGAHALL_HOME"]}
    told = killed_while_editing(path, environment)
    assert path.read_bytes() == saved

    person = start(path=path) if platform == "xcb" else start()  # with the scene named again, and without
    dialog = person.dialog()
    assert isinstance(dialog, RecoveryDialog)
    person.look("offered")
    QTest.mouseClick(next(b for b in dialog.findChildren(Button) if b.text() == "Recover"), LEFT)
    person.settle()
    person.look("recovered")
    restored = digest(person.desk.document)
    assert restored in told.state_of_edit.values()
    assert told.newest_safe <= max(n for n, state in told.state_of_edit.items() if state == restored)
    assert person.window.isWindowModified()
    assert person.window.files.path == path
    assert path.read_bytes() == saved
    person.choose("File", "Save")
    assert not person.window.isWindowModified()
    kept = {record.id: record for record in files.load(path).records}
    assert kept == dict(person.desk.document.records)


def killed_while_editing(path: Path, environment: Mapping[str, str]) -> Told:
    """Start the program on the scene, let it edit, kill it between two words."""
    command = [sys.executable, str(VICTIM), str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**environment, "PYTHONUNBUFFERED": "1"})
    assert child.stdout is not None
    told = Told()
    try:
        while told.count < EDITS:
            told.hear(child.stdout.readline().decode(), time.monotonic())
    finally:
        child.send_signal(signal.SIGKILL)
        killed_at = time.monotonic()
        child.wait()
    for line in child.stdout.read().decode().splitlines():
        told.hear(line, killed_at)
    child.stdout.close()
    told.newest_safe = max((n for n, at in told.time_of_edit.items() if at < killed_at - ON_DISK_S), default=0)
    return told


@dataclass
class Told:
    """What the program said before it died."""

    state_of_edit: dict[int, str] = field(default_factory=dict)
    time_of_edit: dict[int, float] = field(default_factory=dict)
    newest_safe: int = 0

    @property
    def count(self) -> int:
        return len(self.state_of_edit)

    def hear(self, line: str, at: float) -> None:
        assert line, "the program ended by itself"
        number, state = line.split()
        self.state_of_edit[int(number)] = state
        self.time_of_edit[int(number)] = at
