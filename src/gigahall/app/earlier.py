"""A file that cannot be read, and an earlier save of it that can: offered in its place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from gigahall.app.asking import Asker
from gigahall.storage import scene_file
from gigahall.storage.backups import list_backups
from gigahall.storage.fault import SceneError, one_line
from gigahall.storage.scene_file import Loaded


def instead(asker: Asker, path: Path, reason: str) -> Loaded | None:
    """Says why a file cannot be opened; what the newest earlier save that can be read holds, where the user wants that."""
    title = f"{one_line(path.name, 80)} cannot be opened"
    found = newest(path)
    if found is None:
        asker.complain(title, reason)
        return None
    loaded, when = found
    words = f"{reason}\n\nThe save of {when} can be opened in its place. The file stays as it is until you save."
    return loaded if asker.sure(title, words, "Open earlier save") else None


def newest(path: Path) -> tuple[Loaded, str] | None:
    """The newest earlier save of a file that can be read, and when it was replaced."""
    for backup in list_backups(path):
        try:
            loaded = scene_file.load(backup.file, lenient=True)
        except SceneError:
            continue
        when = backup.time.astimezone().strftime("%d %b %Y %H:%M:%S")
        return dataclasses.replace(loaded, is_earlier=True), when
    return None
