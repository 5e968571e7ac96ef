"""Disks that fill up while saving: the file stays what it was and the reason is said; later saves succeed."""

from __future__ import annotations

import errno
import os
import random
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.fuzz.kills import scene

from gigahall.interop import equipment_csv
from gigahall.storage import scene_file
from gigahall.storage.atomic import SaveError, save_bytes

CALLS = ("write", "fsync", "open", "replace", "close")
REASONS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


@contextmanager
def failing(rng: random.Random) -> Iterator[None]:
    """From some call on, one of the system's calls fails, as when a disk is full or breaks."""
    name, reason, start = rng.choice(CALLS), rng.choice(REASONS), rng.randrange(1, 8)
    real: Callable[..., Any] = getattr(os, name)
    count = 0

    def call(*args: Any, **more: Any) -> Any:
        nonlocal count
        if name == "close" and not stat.S_ISREG(os.fstat(args[0]).st_mode):
            return real(*args)
        count += 1
        if count < start:
            return real(*args, **more)
        if name == "write":
            real(args[0], bytes(args[1])[: rng.randrange(64)])
        if name == "close":
            real(*args)
        raise OSError(reason, os.strerror(reason))

    with mock.patch.object(os, name, call):
        yield


def attempt(rng: random.Random, folder: Path) -> None:
    path = folder / "scene.gigahall"
    scene_file.save(path, scene(1))
    before = path.read_bytes()
    new = scene_file.encode(scene(2))
    try:
        with failing(rng):
            scene_file.save(path, scene(2))
    except SaveError as error:
        assert "\n" not in str(error)
        assert path.read_bytes() == before, "a save that failed changed the file"
    else:
        assert path.read_bytes() == new, "a save that was reported done wrote something else"
    listed = folder / "list.csv"
    data = equipment_csv.encode(scene(2))
    try:
        with failing(rng):
            save_bytes(listed, data)
    except SaveError:
        assert not listed.exists()
    scene_file.save(path, scene(3))
    assert path.read_bytes() == scene_file.encode(scene(3))
