"""File > Restore: the earlier saves of the open file, what each differs in, and one of them taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gigahall.app.components.buttons import Button
from gigahall.app.components.labels import label, line
from gigahall.app.dialogs import Dialog
from gigahall.scene.diff import Diff, between
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene
from gigahall.storage import scene_file
from gigahall.storage.backups import Backup
from gigahall.storage.fault import SceneError, one_line

NAMED = 2
"""So many elements are named; more are counted."""
Take = Callable[[Mapping[str, Record], str], str]
"""Records and a name for the step; why it was refused, or ""."""


class RestoreDialog(Dialog):
    """One row for each earlier save, newest first. Files are read one at a time while the dialog is already there."""

    def __init__(self, parent: QWidget | None, name: str, found: Sequence[Backup], now: Mapping[str, Record], take: Take) -> None:
        super().__init__(parent, f"Earlier saves of {name}", 560)
        self._now, self._take = now, take
        self._waiting = list(range(len(found)))
        self._found = found
        self.differences: list[QLabel] = []
        self.buttons_back: list[Button] = []
        self._read: dict[int, dict[str, Record]] = {}
        if not found:
            self.say("There is none yet: each save keeps what it replaces, the last ten of a file.")
        for index, backup in enumerate(found):
            self.body.addWidget(line())
            self.body.addLayout(self._row(index, backup))
        self.button("Close", self.reject, primary=not found)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._compare_next)
        self._timer.start()

    def _row(self, index: int, backup: Backup) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(2)
        when = backup.time.astimezone().strftime("%d %b %Y %H:%M:%S")
        words.addWidget(label(f"{when} · {_size(backup.size_bytes)}", "body_strong"))
        difference = label("reading", "label", "text2")
        words.addWidget(difference)
        self.differences.append(difference)
        row.addLayout(words)
        row.addStretch(1)
        button = Button("Take back")
        button.setEnabled(False)
        button.clicked.connect(lambda _=False: self._take_back(index, when))
        self.buttons_back.append(button)
        row.addWidget(button)
        return row

    def _compare_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        index = self._waiting.pop(0)
        try:
            self._read[index] = _records(self._found[index].file)
        except SceneError as error:
            self.differences[index].setText(str(error))
            return
        diff = between(dict(self._now), dict.fromkeys(self._now) | self._read[index])
        self.differences[index].setText(difference_words(diff))
        self.buttons_back[index].setEnabled(bool(diff))

    def _take_back(self, index: int, when: str) -> None:
        reason = self._take(self._read[index], f"Restore the save of {when}")
        if reason:
            self.differences[index].setText(reason)
        else:
            self.accept()


def difference_words(diff: Diff) -> str:
    """What taking it back would do: "A02 changed, 3 elements added, 6 connections added"."""
    changed = [new for _, new in diff.updated.values()]
    parts = (("changed", changed), ("added", [*diff.added.values()]), ("removed", [*diff.removed.values()]))
    elements = [_counted(records, Element, "element", verb) for verb, records in parts]
    joints = [_counted(records, Connection, "connection", verb) for verb, records in parts]
    scene = any(isinstance(record, Scene) for record in changed)
    weather = any(isinstance(record, Ambient) for record in changed)
    own = ["scene settings changed"] * scene + ["outdoor air changed"] * weather
    return ", ".join(filter(None, (*elements, *joints, *own))) or "as the scene is now"


def _counted(records: Sequence[Record], kind: type[Record], word: str, verb: str) -> str:
    """ "A01 and A02 changed", "3 elements changed"."""
    found = [record for record in records if isinstance(record, kind)]
    names = [one_line(record.name, 24) for record in found if isinstance(record, Element)]
    if 0 < len(names) <= NAMED:
        return f"{' and '.join(names)} {verb}"
    return f"{len(found)} {word}{'' if len(found) == 1 else 's'} {verb}" if found else ""


def _records(file: Path) -> dict[str, Record]:
    return {record.id: record for record in scene_file.load(file, lenient=True).records}


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1024:.0f} kB" if n_bytes < 1024**2 else f"{n_bytes / 1024**2:.1f} MB"
