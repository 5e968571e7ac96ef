"""How a user looks at a scene: what is hidden and locked, which layers are off, camera bookmarks.

One small file per scene in the user's own folder, found by the scene's path. Nothing of it is in the scene or its history.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated

import msgspec

from gigahall import paths
from gigahall.storage.atomic import private_folder, read_bytes, save_bytes

MOST_KEPT = 200
"""Scenes remembered; the one looked at longest ago goes first."""
MOST_BYTES = 20_000_000
_FOLDER = "views"

Metres = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]
Degrees = Annotated[float, msgspec.Meta(ge=-720.0, le=720.0)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Bookmark(msgspec.Struct, frozen=True):
    """Where the camera looked, under a name."""

    name: Name
    focal_m: tuple[Metres, Metres, Metres]
    azimuth_deg: Degrees
    elevation_deg: Degrees
    distance_m: Annotated[float, msgspec.Meta(gt=0.0, le=1e6)]
    angle_deg: Annotated[float, msgspec.Meta(ge=1.0, le=120.0)]
    parallel: bool = False


class SceneView(msgspec.Struct, frozen=True):
    """What is kept of one scene. Ids of elements that are gone do no harm."""

    hidden: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    """The layers that are off."""
    bookmarks: tuple[Bookmark, ...] = ()


EMPTY = SceneView()


def load(scene: Path, folder: Path | None = None) -> SceneView:
    """What was kept of a scene; a file that cannot be read is as none."""
    try:
        return msgspec.json.decode(read_bytes(_file(scene, folder), MOST_BYTES), type=SceneView)
    except (OSError, ValueError, RecursionError):
        return EMPTY


def save(scene: Path, view: SceneView, folder: Path | None = None) -> None:
    """Keep this of a scene. Raises SaveError or OSError."""
    file = _file(scene, folder)
    if view == EMPTY:
        file.unlink(missing_ok=True)
        return
    private_folder(file.parent)
    save_bytes(file, msgspec.json.encode(view, order="deterministic"), private=True)
    _drop_oldest(file.parent)


def _file(scene: Path, folder: Path | None) -> Path:
    mark = hashlib.sha256(os.fsencode(os.path.realpath(scene))).hexdigest()[:24]
    return (folder or paths.config_dir()) / _FOLDER / f"{mark}.json"


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for file in kept[:-MOST_KEPT]:
        file.unlink(missing_ok=True)
