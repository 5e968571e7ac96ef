"""What the user has chosen about the program itself. A damaged file costs the damaged choices, never the start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from gigahall import paths
from gigahall.storage.atomic import read_bytes, save_bytes

N_RECENT = 12
_FILE = "settings.json"


class Settings(msgspec.Struct, frozen=True):
    """Preferences and the state of the window. Every field has a default, so that any of them may be missing."""

    theme: Literal["system", "light", "dark"] = "system"
    units: Literal["si", "us"] = "si"
    recent: tuple[str, ...] = ()
    """Full paths of scenes, newest first."""
    window_geometry: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    """Base64 of Qt's own bytes, meaningless to anyone else."""
    window_state: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    color_by: str = ""
    tour_seen: bool = False
    last_folder: str = ""
    more: dict[str, str | int | float | bool] = {}
    """Small choices of single panels, by name."""


def load(folder: Path | None = None) -> Settings:
    """The stored settings; what cannot be read is as on the first start, and a broken file is kept beside."""
    file = (folder or paths.config_dir()) / _FILE
    try:
        data = read_bytes(file)
    except OSError:
        return Settings()
    try:
        return msgspec.json.decode(data, type=Settings)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        _keep_aside(file, data)
        return _salvaged(data)


def save(settings: Settings, folder: Path | None = None) -> None:
    """Store the settings. Raises SaveError."""
    text = msgspec.json.format(msgspec.json.encode(settings), indent=2)
    save_bytes((folder or paths.config_dir()) / _FILE, text + b"\n")


def with_recent(settings: Settings, scene: Path | str) -> Settings:
    """The settings with this scene as the newest recent file."""
    newest = paths.as_text(os.path.realpath(scene))
    others = [other for other in settings.recent if other != newest]
    return msgspec.structs.replace(settings, recent=(newest, *others)[:N_RECENT])


def without_recent(settings: Settings, scene: Path | str) -> Settings:
    """The settings without this scene, as after its file was found gone."""
    gone = {paths.as_text(scene), paths.as_text(os.path.realpath(scene))}
    return msgspec.structs.replace(settings, recent=tuple(other for other in settings.recent if other not in gone))


def _salvaged(data: bytes) -> Settings:
    """Every field that can be read on its own."""
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Settings()
    kept: dict[str, Any] = {}
    for name in Settings.__struct_fields__ if isinstance(plain, dict) else ():
        if name in plain and _is_good(name, plain[name]):
            kept[name] = plain[name]
    return msgspec.convert(kept, Settings)


def _is_good(name: str, value: Any) -> bool:
    try:
        msgspec.convert({name: value}, Settings)
    except msgspec.ValidationError:
        return False
    return True


def _keep_aside(file: Path, data: bytes) -> None:
    try:
        save_bytes(file.with_suffix(".damaged.json"), data)
    except OSError:
        pass  # the settings can be read nevertheless, in part
