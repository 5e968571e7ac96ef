"""A user's file is the old one or the whole new one: killed, full, short, read-only, linked."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gigahall.storage import atomic, scene_file
from gigahall.storage.atomic import SaveError, save_bytes

CHILD = Path(__file__).with_name("child.py")


def test_saving_writes_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "a.gigahall"
    save_bytes(file, b"one")
    save_bytes(str(file), b"two" * 100_000)
    assert file.read_bytes() == b"two" * 100_000
    save_bytes(file, b"")
    assert file.read_bytes() == b""
    assert os.listdir(tmp_path) == ["a.gigahall"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a"
    save_bytes(file, b"one")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask
    file.chmod(0o640)
    save_bytes(file, b"two")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "a"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("real/a")
    save_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    dangling = tmp_path / "dangling"
    dangling.symlink_to("real/b")
    save_bytes(dangling, b"made")
    assert (tmp_path / "real" / "b").read_bytes() == b"made"


def test_odd_names(tmp_path: Path) -> None:
    for name in ("ä ü 図.gigahall", "x" * 250, "[a].*", "new\nline"):
        save_bytes(tmp_path / name, b"data")
        assert (tmp_path / name).read_bytes() == b"data"
    with pytest.raises(SaveError, match="the name is too long"):
        save_bytes(tmp_path / ("x" * 300), b"data")


def test_messages_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SaveError, match="a folder of this name"):
        save_bytes(tmp_path / "folder", b"x")
    with pytest.raises(SaveError, match=r"a\.gigahall could not be saved: the folder is no longer there"):
        save_bytes(tmp_path / "gone" / "a.gigahall", b"x")
    file = tmp_path / "locked"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SaveError, match="write-protected; save under another name"):
        save_bytes(file, b"x")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "write-protected"),
        (errno.EIO, "error"),
        (errno.EDQUOT, "quota"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "chmod"])
def test_any_failing_call_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, says: str
) -> None:
    """Fails the first, second, third … call of its kind, until the save no longer reaches the failing one."""
    file = tmp_path / "a"
    real = getattr(os, call)
    for n in range(1, 20):
        file.write_bytes(b"old")
        count = iter(range(1, 1000))

        def failing(*args: Any, n: int = n, count: Iterator[int] = count, **named: Any) -> Any:
            if next(count) == n:
                raise OSError(code, os.strerror(code))
            return real(*args, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                save_bytes(file, b"new" * 1000)
                message = ""
            except SaveError as error:
                message = str(error)
        assert os.listdir(tmp_path) == ["a"], "no temporary file stays"
        assert file.read_bytes() == (b"old" if message else b"new" * 1000)
        assert not message or (says in message and "unchanged" in message)
        if not message and next(count) <= n:
            break
    else:
        pytest.fail("the save never ended without a failing call")


def test_data_is_on_the_disk_before_the_old_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power may fail at any moment: flush the data, then rename, then flush the folder."""
    happened: list[str] = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)

        def note(*args: Any, name: str = name, real: Callable[..., Any] = real) -> Any:
            is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            happened.append("fsync folder" if is_folder else name)
            return real(*args)

        monkeypatch.setattr(os, name, note)
    save_bytes(tmp_path / "a", b"data")
    assert happened == ["write", "fsync", "replace", "fsync folder"]


@pytest.mark.parametrize("behaviour", ["short then full", "nothing", "lies"])
def test_a_disk_that_takes_less_than_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    file = tmp_path / "a"
    save_bytes(file, b"old")
    real = os.write
    taken: list[int] = []

    def write(descriptor: int, data: Any) -> int:
        taken.append(len(data))
        if behaviour == "nothing":
            return 0
        if behaviour == "lies":
            real(descriptor, bytes(data)[: len(data) // 2])
            return len(data)
        if len(taken) > 3:
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, bytes(data)[: max(len(data) // 2, 1)])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(SaveError, match="disk is full"):
        save_bytes(file, b"new" * 1000)
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_short_writes_that_go_on_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:7]))
    save_bytes(tmp_path / "a", b"0123456789" * 50)
    assert (tmp_path / "a").read_bytes() == b"0123456789" * 50


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A folder on a disk that takes so many bytes: a tmpfs where it can be mounted, otherwise a limit on file sizes."""
    place = tmp_path / "disk"
    mounted: list[Path] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def make(n_bytes: int) -> Path:
        place.mkdir(exist_ok=True)
        mount = shutil.which("mount") if os.geteuid() == 0 else None
        asked = [mount or "false", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(place)]
        if mount and subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            mounted.append(place)
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
        return place

    yield make
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_at_forty_levels_keeps_the_old_scene(
    kit: ModuleType, small_disk: Callable[[int], Path], gigahall_home: Path
) -> None:
    disk = small_disk(128 * 1024)
    file = disk / "hall.gigahall"
    scene_file.save(file, kit.sample(6))
    old = file.read_bytes()
    n_refused = 0
    for level in range(40):
        records = kit.sample(6 + 100 * level)
        try:
            scene_file.save(file, records)
            message = ""
        except SaveError as error:
            message = str(error)
        if message:
            n_refused += 1
            assert "disk is full" in message or "larger than this system allows" in message
            assert file.read_bytes() == old
        else:
            old = file.read_bytes()
            assert {r.id for r in scene_file.load(file, kit.KINDS).records} == {r.id for r in records}
        assert os.listdir(disk) == ["hall.gigahall"]
    assert 10 < n_refused < 40
    scene_file.save(file, kit.sample(6))


def test_forty_kills_while_saving_lose_nothing(kit: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "scenes"
    folder.mkdir()
    file = folder / "hall.gigahall"
    legal = {hashlib.sha256(scene_file.encode(kit.sample(400, title))).hexdigest() for title in ("old", "new")}
    scene_file.save(file, kit.sample(400, "old"))
    rng = random.Random(3)
    n_left_over = 0
    command = [sys.executable, str(CHILD), "save", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(40):
            child.stdin.write("go\n")
            child.stdin.flush()
            saver = int(child.stdout.readline())
            time.sleep(rng.uniform(0.005, 0.06))
            os.kill(saver, signal.SIGKILL)
            assert hashlib.sha256(file.read_bytes()).hexdigest() in legal
            n_left_over += len(os.listdir(folder)) > 1
        child.stdin.close()
    scene_file.save(file, kit.sample(400, "old"))
    assert os.listdir(folder) == ["hall.gigahall"], f"left-overs of {n_left_over} kills stay"


def test_left_overs_of_dead_programs_go_and_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "a"
    me = atomic.this_process()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    live = subprocess.Popen(["sleep", "60"])
    names = {
        "dead": f".a.{me.machine}-{dead.pid}-00000001.tmp",
        "live": f".a.{me.machine}-{live.pid}-00000002.tmp",
        "far away": ".a.0123abcd-1-00000003.tmp",
        "far away and old": ".a.0123abcd-1-00000004.tmp",
        "of another file": f".b.{me.machine}-{dead.pid}-00000005.tmp",
        "not ours": ".a.tmp",
    }
    for name in names.values():
        (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / names["far away and old"], (0, 0))
    save_bytes(file, b"data")
    live.kill()
    live.wait()
    left = {why for why, name in names.items() if (tmp_path / name).exists()}
    assert left == {"live", "far away", "of another file", "not ours"}
