"""Earlier saves of a scene, kept in the user's data folder: the last ten of each file, 200 MB in all."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gigahall import paths
from gigahall.storage.atomic import save_bytes

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
        data = path.read_bytes()
        mark = hashlib.sha256(data).hexdigest()[:12]
        place = _place(path, root)
        place.mkdir(parents=True, exist_ok=True)
        newest = _files(place)[-1:]
        if newest and newest[0].stem.endswith(mark):
            return None
        copy = place / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{mark}{path.suffix}"
        save_bytes(copy, data)
        _prune(place, root)
    except OSError:
        return None
    return copy


def list_backups(path: Path, folder: Path | None = None) -> list[Backup]:
    """Earlier saves of a file, newest first."""
    place = _place(path, folder or paths.data_dir() / "backups")
    found = []
    for file in reversed(_files(place)):
        time = datetime.strptime(file.name.partition("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        found.append(Backup(file, time, file.stat().st_size))
    return found


def _place(path: Path, root: Path) -> Path:
    full = os.path.realpath(path)
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in path.stem)[:60]
    return root / f"{name}-{hashlib.sha256(full.encode(errors='surrogateescape')).hexdigest()[:10]}"


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("[0-9]*Z-*")) if place.is_dir() else []


def _prune(place: Path, root: Path) -> None:
    for old in _files(place)[:-KEPT]:
        old.unlink(missing_ok=True)
    every = sorted((file for other in root.iterdir() for file in _files(other)), key=lambda file: file.name)
    total = sum(file.stat().st_size for file in every)
    for old in every[:-1]:
        if total <= TOTAL_BYTES:
            break
        total -= old.stat().st_size
        old.unlink(missing_ok=True)
