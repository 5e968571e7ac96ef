"""What is not a regular file is neither read nor replaced; odd names work or are refused in words; copies are private."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall import paths
from gigahall.scene.document import Document
from gigahall.storage import backups, recovery, scene_file, settings
from gigahall.storage.atomic import SaveError
from gigahall.storage.fault import SceneError
from gigahall.storage.trail import Trail

pytestmark = pytest.mark.skipif(os.name == "nt", reason="devices, pipes and permissions of Unix")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    made = tmp_path / "pipe.gigahall"
    os.mkfifo(made)
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "pipe"])
def test_devices_and_pipes_are_not_read(pipe: Path, name: str) -> None:
    with pytest.raises(SceneError, match="is not a file but a device or a pipe"):
        scene_file.load(pipe if name == "pipe" else name)


@pytest.mark.parametrize("name", ["/dev/null", "pipe", "link"])
def test_devices_and_pipes_are_not_replaced(kit: ModuleType, pipe: Path, tmp_path: Path, name: str) -> None:
    link = tmp_path / "link.gigahall"
    link.symlink_to("/dev/null")
    target = {"pipe": pipe, "link": link}.get(name, Path(name))
    with pytest.raises(SaveError, match="a device or a pipe of this name"):
        scene_file.save(target, kit.sample())
    assert not target.is_file()
    assert target.exists()


def test_a_pipe_in_the_program_s_own_folders_harms_nothing(kit: ModuleType, gigahall_home: Path) -> None:
    trail = Trail(Document(kit.sample()))
    os.mkfifo(trail.folder / "snapshot-000009-9.gigahall")
    (trail.folder / "snapshot-new.gigahall").write_bytes(b"x")
    trail.close(keep=True)
    paths.config_dir()
    os.mkfifo(gigahall_home / "config" / "settings.json")
    assert settings.load() == settings.Settings()
    assert recovery.stale_sessions(kit.KINDS) == []


@pytest.mark.parametrize("name", ["a\0b.gigahall", "x" * 300 + ".gigahall"])
def test_an_impossible_name_is_refused_in_words(kit: ModuleType, tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveError, match="could not be saved: the name") as refused:
        scene_file.save(tmp_path / name, kit.sample())
    assert len(str(refused.value)) < 300
    with pytest.raises(SceneError, match="cannot be read"):
        scene_file.load(tmp_path / name)


def test_a_name_that_is_no_utf_8_works_everywhere(kit: ModuleType, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xff\xe4ll.gigahall"))
    scene_file.save(file, kit.sample())
    scene_file.save(file, kit.sample(7))
    assert len(backups.list_backups(file)) == 1
    trail = Trail(Document(kit.sample(7)), file)
    try:
        assert recovery.read_info(trail.folder) is not None
        assert paths.from_text(recovery.read_info(trail.folder).scene) == file  # type: ignore[union-attr]
    finally:
        trail.close()
    settings.save(settings.with_recent(settings.Settings(), file))
    assert [paths.from_text(text) for text in settings.load().recent] == [file]


@given(title=st.text(max_size=400))
def test_no_title_becomes_a_path(title: str) -> None:
    stem = paths.file_stem(title)
    assert stem and stem not in (".", "..")
    assert Path(stem).name == stem
    assert not set(stem) & set('/\\\0:*?"<>|\n')
    assert len(os.fsencode(stem)) <= 150


def test_backups_and_sessions_are_their_owner_s_alone(kit: ModuleType, tmp_path: Path, gigahall_home: Path) -> None:
    loose = gigahall_home / "data" / "backups"
    loose.mkdir(parents=True)
    loose.chmod(0o755)
    file = tmp_path / "hall.gigahall"
    for n_box in (3, 4):
        scene_file.save(file, kit.sample(n_box))
    (backup,) = backups.list_backups(file)
    trail = Trail(Document(kit.sample()))
    try:
        folders = (loose, backup.file.parent, recovery.sessions_dir(), trail.folder)
        assert [mode(folder) for folder in folders] == [0o700] * 4
        assert {mode(path) for path in (backup.file, *trail.folder.iterdir())} == {0o600}
    finally:
        trail.close()


def test_what_a_killed_save_left_among_the_backups_is_cleared(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    for n_box in (3, 4):
        scene_file.save(file, kit.sample(n_box))
    place = backups.list_backups(file)[0].file.parent
    old = place / ".000009-20200101T000000000000Z-0123456789ab.gigahall.0badcafe-1-00000000.tmp"
    old.write_bytes(b"torn")
    os.utime(old, (0, 0))
    mine = place / ".note.tmp"
    mine.write_bytes(b"not ours")
    scene_file.save(file, kit.sample(5))
    assert not old.exists()
    assert mine.exists()


def test_backups_keep_their_order_when_the_clock_jumps_back(
    kit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2030, 1, 1, tzinfo=UTC)

    class Clock(datetime):
        n = 0

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            cls.n += 1
            return start - timedelta(days=cls.n)

    monkeypatch.setattr(backups, "datetime", Clock)
    file = tmp_path / "hall.gigahall"
    for i in range(14):
        scene_file.save(file, kit.sample(title=f"Save {i}"))
    titles = [scene_file.load(kept.file, kit.KINDS).records[0].title for kept in backups.list_backups(file)]  # type: ignore[attr-defined]
    assert titles == [f"Save {i}" for i in range(12, 2, -1)]


def test_foreign_files_among_backups_and_sessions_are_left_alone(kit: ModuleType, tmp_path: Path, gigahall_home: Path) -> None:
    file = tmp_path / "hall.gigahall"
    for n_box in (3, 4):
        scene_file.save(file, kit.sample(n_box))
    place = backups.list_backups(file)[0].file.parent
    foreign = [place / "9Z-notes.txt", place / "99999999T999999999999Z-0123456789ab.gigahall", place.parent / "readme"]
    sessions = gigahall_home / "data" / "sessions"
    (sessions / "my things").mkdir(parents=True)
    foreign += [sessions / "my things" / "thesis.txt", sessions / "todo"]
    for path in foreign:
        path.write_bytes(b"mine")
    scene_file.save(file, kit.sample(5))
    assert len(backups.list_backups(file)) == 2
    assert recovery.stale_sessions(kit.KINDS) == []
    assert recovery.open_elsewhere(file) == 0
    assert all(path.exists() for path in foreign)


def test_work_that_cannot_be_read_back_is_still_compared_with_the_disk(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, kit.sample())
    document = Document(kit.sample())
    trail = Trail(document, file)
    kit.make_edit(document, 1)
    trail.close(keep=True)
    info = recovery.read_info(trail.folder)
    assert info is not None
    dead = msgspec.structs.replace(info, pid=2**22 + 1)
    (trail.folder / recovery.INFO).write_bytes(msgspec.json.encode(dead))
    for snapshot in recovery.snapshots(trail.folder):
        snapshot.write_bytes(b"torn")
    (item,) = recovery.stale_sessions(kit.KINDS)
    assert (item.n_records, item.file_state) == (0, "as saved")
    scene_file.save(file, kit.sample(7))
    (item,) = recovery.stale_sessions(kit.KINDS)
    assert item.file_state == "changed"
