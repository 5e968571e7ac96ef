"""Earlier saves of a scene, kept in the user's data folder: the last ten of each file, 200 MB in all."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gigahall import paths
from gigahall.storage.atomic import private_folder, read_bytes, remove_leftovers, save_bytes

KEPT = 10
TOTAL_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """One earlier save."""

    file: Path
    time: datetime
    """When it was replaced."""
    size_bytes: int


def keep(path: Path, folder: Path | None = None) -> Path | None:
    """Copy what the file holds now, before it is replaced; None when there is nothing new to keep.

    A backup that cannot be written does not keep the user from saving.
    """
    root = folder or paths.data_dir() / "backups"
    try:
        data = read_bytes(path)
        mark = hashlib.sha256(data).hexdigest()[:12]
        private_folder(root)
        place = private_folder(_place(path, root))
        newest = _files(place)[-1:]
        if newest and newest[0].mark == mark:
            return None
        number = newest[0].number + 1 if newest else 1
        copy = place / f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{mark}{paths.SCENE_SUFFIX}"
        save_bytes(copy, data, private=True)
    except OSError:
        return None
    try:
        _prune(place, root)
    except OSError:
        pass  # the copy is kept; the next one clears away
    return copy


def list_backups(path: Path, folder: Path | None = None) -> list[Backup]:
    """Earlier saves of a file, newest first."""
    place = _place(path, folder or paths.data_dir() / "backups")
    return [Backup(kept.file, kept.time, kept.file.stat().st_size) for kept in reversed(_files(place))]


def _place(path: Path, root: Path) -> Path:
    full = os.path.realpath(path)
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in path.stem)[:60]
    return root / f"{name}-{hashlib.sha256(full.encode(errors='surrogateescape')).hexdigest()[:10]}"


_NAME = re.compile(r"(?:([0-9]{6,})-)?([0-9]{8}T[0-9]{12})Z-([0-9a-f]{12})\..+")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A backup by its name. The number says the order, also after the clock was set back; the time is for the user."""

    file: Path
    number: int
    time: datetime
    mark: str


def _files(place: Path) -> list[_Kept]:
    """The backups in a folder, oldest first; whatever else lies there is left alone."""
    if not place.is_dir():
        return []
    found = [kept for file in place.iterdir() if (kept := _read_name(file)) is not None]
    return sorted(found, key=lambda kept: (kept.number, kept.time))


def _read_name(file: Path) -> _Kept | None:
    parts = _NAME.fullmatch(file.name)
    if parts is None or not file.is_file():
        return None
    try:
        time = datetime.strptime(parts[2], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return _Kept(file, int(parts[1] or 0), time, parts[3])


def _prune(place: Path, root: Path) -> None:
    """Ten of the file just saved, then 200 MB of all, the oldest of all files first; the newest of each file stays longest."""
    for old in _files(place)[:-KEPT]:
        old.file.unlink(missing_ok=True)
    every: list[tuple[bool, bool, datetime, Path]] = []
    for other in root.iterdir():
        remove_leftovers(other)
        kept = _files(other)
        every += [(other == place and one is kept[-1], one is kept[-1], one.time, one.file) for one in kept]
    total = sum(file.stat().st_size for *_, file in every)
    for *_, old_file in sorted(every)[:-1]:
        if total <= TOTAL_BYTES:
            break
        total -= old_file.stat().st_size
        old_file.unlink(missing_ok=True)
