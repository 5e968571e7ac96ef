"""Work outlives a killed program, is offered by content and counter, and the user's own file is never written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage import recovery, scene_file, trail
from gigahall.storage.journal import Journal
from gigahall.storage.process import Process, is_running, machine, this_process
from gigahall.storage.recovery import INFO, Info, discard, open_elsewhere, restore, sessions_dir, stale_sessions
from gigahall.storage.scene_file import SceneError
from gigahall.storage.trail import Trail

CHILD = Path(__file__).with_name("child.py")
GONE = 2**22 + 1
"""A process id above Linux's limit: no program has it."""


def by_id(records: tuple[Record, ...]) -> dict[str, Record]:
    return {record.id: record for record in records}


def die(session: Trail) -> None:
    """Leave the trail as a killed program would: still there, its program gone."""
    session.close(keep=True)
    info = msgspec.json.decode((session.folder / INFO).read_bytes(), type=Info)
    (session.folder / INFO).write_bytes(msgspec.json.encode(msgspec.structs.replace(info, pid=GONE)))


@pytest.fixture
def document(kit: ModuleType) -> Document:
    return Document(kit.sample())


def test_twenty_kills_while_editing_lose_no_edit_that_was_made(kit: ModuleType, tmp_path: Path) -> None:
    """The program dies, the system lives: an edit is in the journal before the edit call returns."""
    rng = random.Random(5)
    folders = [tmp_path / f"sessions{i}" for i in range(20)]
    counts: list[int] = []
    for start in range(0, 20, 5):
        children = [
            subprocess.Popen([sys.executable, str(CHILD), "edit", str(folder)], stdout=subprocess.PIPE, text=True)
            for folder in folders[start : start + 5]
        ]
        for child in children:
            assert child.stdout is not None
            told = [child.stdout.readline() for _ in range(rng.randrange(1, 120))]
            child.send_signal(signal.SIGKILL)
            counts.append(int((told + child.stdout.readlines())[-1]))
            child.wait()
            child.stdout.close()
    for folder, count in zip(folders, counts, strict=True):
        (item,) = stale_sessions(kit.KINDS, folder)
        assert item.edits in (count, count + 1), "killed between making an edit and telling of it"
        assert (item.file_state, item.scene, item.title) == ("never saved", None, "Sample hall")
        assert by_id(restore(item, kit.KINDS).records) == kit.state_after(item.edits)


def test_the_trail_writes_what_a_restart_offers(kit: ModuleType, document: Document, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, document.records.values())
    before = file.read_bytes()
    session = Trail(document, file)
    assert stale_sessions(kit.KINDS) == [], "a running session is nobody's to offer"
    for count in range(1, 61):
        kit.make_edit(document, count)
    assert session.edits == 60
    state = dict(document.records)
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    assert (item.edits, item.file_state, item.scene, item.n_records) == (60, "as saved", file, len(state))
    assert item.size_bytes > 1000
    assert abs(item.time.timestamp() - time.time()) < 60
    restored = restore(item, kit.KINDS)
    assert by_id(restored.records) == state
    assert (restored.scene, restored.title, restored.edits) == (file, "Sample hall", 60)
    assert stale_sessions(kit.KINDS) == [], "claimed by this program now"
    assert file.read_bytes() == before
    discard(restored)
    assert list(sessions_dir().iterdir()) == []


def test_a_clean_end_leaves_nothing(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    kit.make_edit(document, 1)
    session.close()
    assert list(sessions_dir().iterdir()) == []
    kit.make_edit(document, 2)


def test_only_edits_since_the_last_save_are_offered(document: Document, kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    session = Trail(document)
    for count in range(1, 6):
        kit.make_edit(document, count)
    scene_file.save(file, document.records.values())
    session.saved(file)
    assert session.edits == 0
    kit.make_edit(document, 6)
    kit.make_edit(document, 7)
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    assert (item.edits, item.scene, item.file_state) == (2, file, "as saved")
    assert by_id(restore(item, kit.KINDS).records) == dict(document.records)


@pytest.mark.parametrize("way", ["no edit", "undone", "saved", "saved, not yet noted"])
def test_nothing_is_offered_when_a_file_holds_it(document: Document, kit: ModuleType, tmp_path: Path, way: str) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, document.records.values())
    session = Trail(document, file)
    if way != "no edit":
        kit.make_edit(document, 1)
    if way == "undone":
        document.undo()
    if way.startswith("saved"):
        scene_file.save(file, document.records.values())
    if way == "saved":
        session.saved(file)
    die(session)
    assert stale_sessions(kit.KINDS) == []
    assert list(sessions_dir().iterdir()) == []


def test_file_time_does_not_decide(document: Document, kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, document.records.values())
    session = Trail(document, file)
    kit.make_edit(document, 1)
    die(session)
    later = time.time() + 1e6
    os.utime(file, (later, later))
    (item,) = stale_sessions(kit.KINDS)
    assert item.file_state == "as saved"
    scene_file.save(file, kit.sample(3))
    os.utime(file, (0, 0))
    (item,) = stale_sessions(kit.KINDS)
    assert item.file_state == "changed"
    file.unlink()
    (item,) = stale_sessions(kit.KINDS)
    assert item.file_state == "gone"
    assert not file.exists()


def test_restored_work_that_is_lost_again_is_offered_again(document: Document, kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    mark = scene_file.save(file, document.records.values())
    session = Trail(document, file)
    kit.make_edit(document, 1)
    die(session)
    restored = restore(stale_sessions(kit.KINDS)[0], kit.KINDS)
    assert restored.file_sha256 == mark
    again = Document(restored.records)
    again.mark_unsaved()
    second = Trail(again, restored.scene, edits=restored.edits, digest=restored.digest)
    discard(restored)
    die(second)
    (item,) = stale_sessions(kit.KINDS)
    assert (item.edits, item.file_state) == (1, "as saved")
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(1)


def test_restored_work_does_not_point_at_a_file_that_has_changed(
    document: Document, kit: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, document.records.values())
    session = Trail(document, file)
    kit.make_edit(document, 1)
    die(session)
    scene_file.save(file, kit.sample(3))
    (item,) = stale_sessions(kit.KINDS)
    restored = restore(item, kit.KINDS)
    assert (item.scene, restored.scene, restored.file_sha256) == (file, None, "")


def test_of_two_programs_that_restore_only_one_succeeds(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    kit.make_edit(document, 1)
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    restore(item, kit.KINDS)
    with pytest.raises(SceneError, match="just been taken by another window"):
        restore(item, kit.KINDS)


def damage_newest_snapshot(folder: Path) -> None:
    newest = max(folder.glob("snapshot-*.gigahall"))
    newest.write_bytes(newest.read_bytes()[:-40])


def tear_last_line(folder: Path) -> None:
    journal = [file for file in sorted(folder.glob("journal-*.jsonl")) if file.stat().st_size][-1]
    journal.write_bytes(journal.read_bytes()[:-5])


def lose_session_file(folder: Path) -> None:
    (folder / INFO).unlink()


def cut_session_file(folder: Path) -> None:
    (folder / INFO).write_bytes(b'{"pid":')


@pytest.mark.parametrize(
    ("damage", "n_kept"),
    [(damage_newest_snapshot, 60), (tear_last_line, 59), (lose_session_file, 60), (cut_session_file, 60)],
)
def test_a_damaged_trail_gives_back_what_is_whole(
    document: Document, kit: ModuleType, damage: Callable[[Path], None], n_kept: int
) -> None:
    session = Trail(document)
    for count in range(1, 61):
        kit.make_edit(document, count)
        if count % 25 == 0:
            assert session.rescue() is not None
    die(session)
    damage(session.folder)
    (item,) = stale_sessions(kit.KINDS)
    assert item.edits == n_kept
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(n_kept)


def test_a_gap_in_the_journal_ends_the_replay(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    for count in range(1, 11):
        kit.make_edit(document, count)
    die(session)
    (journal,) = (file for file in session.folder.glob("journal-*.jsonl") if file.stat().st_size)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4] + lines[5:]))
    (item,) = stale_sessions(kit.KINDS)
    assert item.edits == 4
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(4)


def test_a_trail_of_which_nothing_is_whole_is_listed_but_not_restored(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    kit.make_edit(document, 1)
    die(session)
    for snapshot in session.folder.glob("snapshot-*.gigahall"):
        snapshot.write_bytes(b"x")
    (item,) = stale_sessions(kit.KINDS)
    assert (item.n_records, item.title) == (0, "Sample hall")
    with pytest.raises(SceneError, match="not valid JSON"):
        restore(item, kit.KINDS)


def test_a_full_disk_is_told_and_the_trail_heals(
    document: Document, kit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Trail(document)
    assert session.rescue() is not None
    real = os.write

    def torn(descriptor: int, data: bytes) -> int:
        real(descriptor, bytes(data)[:10])
        raise OSError(28, "No space left on device")

    kit.make_edit(document, 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", torn)
        for count in (2, 3):
            kit.make_edit(document, count)
        assert session.rescue() is None
        assert "Autosave is not working" in session.trouble
        assert "disk is full" in session.trouble or "No space left" in session.trouble
    kit.make_edit(document, 4)
    end = time.monotonic() + 5.0
    while session.trouble and time.monotonic() < end:
        time.sleep(0.01)
    assert session.trouble == ""
    kit.make_edit(document, 5)
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(5)


def test_an_edit_whose_line_was_torn_is_in_the_next_snapshot(
    document: Document, kit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Trail(document)
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", lambda *_: real(-1, b""))
        kit.make_edit(document, 1)
    end = time.monotonic() + 5.0
    while session.trouble and time.monotonic() < end:
        time.sleep(0.01)
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(1)


def test_old_snapshots_go(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    for count in range(1, 201):
        kit.make_edit(document, count)
        if count % 25 == 0:
            session.rescue()
    assert len(list(session.folder.iterdir())) <= 7
    session.close()


def test_edits_reach_the_disk_within_about_a_second(
    document: Document, kit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flush is in the trail's own thread and not more often than once a second."""
    flushed: list[tuple[str, float]] = []
    real = os.fsync
    session = Trail(document)
    session.rescue()

    def fsync(descriptor: int) -> None:
        flushed.append((threading.current_thread().name, time.monotonic()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    start = time.monotonic()
    for count in range(1, 20):
        kit.make_edit(document, count)
        time.sleep(0.005)
    while not flushed and time.monotonic() - start < 5.0:
        time.sleep(0.01)
    session.close()
    assert {name for name, _ in flushed} == {"scene trail"}
    assert flushed[0][1] - start < 1.5
    assert len(flushed) <= 2


def test_the_scene_open_in_another_program_is_known(document: Document, kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, document.records.values())
    session = Trail(document, file)
    assert open_elsewhere(file) == 0, "it is this program's own"
    assert subprocess.run([sys.executable, str(CHILD), "elsewhere", str(file)], check=False).returncode == 1, "at once"
    session.wait()  # its thread notes the digest once more in the file that is forged below
    other = subprocess.Popen(["sleep", "60"])
    info = Info(other.pid, "", machine(), scene=str(file))
    (session.folder / INFO).write_bytes(msgspec.json.encode(info))
    assert open_elsewhere(file) == other.pid
    (tmp_path / "link.gigahall").symlink_to(file)
    assert open_elsewhere(tmp_path / "link.gigahall") == other.pid
    assert open_elsewhere(tmp_path / "another.gigahall") == 0
    other.kill()
    other.wait()
    assert open_elsewhere(file) == 0
    session.close()


def test_the_first_snapshot_is_written_beside_and_the_first_edit_waits_for_it(
    document: Document, kit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, may_go = trail.layout.file_bytes, threading.Event()

    def slow(records: Iterable[Record], version: int) -> bytes:
        may_go.wait(10.0)
        return usual(records, version)

    monkeypatch.setattr(trail.layout, "file_bytes", slow)
    session = Trail(document)
    assert recovery.read_info(session.folder) is not None
    assert recovery.snapshots(session.folder) == [], "opening does not wait for it"
    threading.Timer(0.1, may_go.set).start()
    kit.make_edit(document, 1)
    assert len(recovery.snapshots(session.folder)) == 1, "the journal's line has something to stand on"
    die(session)
    (item,) = stale_sessions(kit.KINDS)
    assert by_id(restore(item, kit.KINDS).records) == kit.state_after(1)


def test_a_session_closed_at_once_writes_no_snapshot(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    usual = trail.Trail._write

    def write(session: Trail, job: trail._Job) -> None:
        time.sleep(0.05)
        written.append(job.number)
        usual(session, job)

    monkeypatch.setattr(trail.Trail, "_write", write)
    session = Trail(document)
    session._start_snapshot()
    session.close()
    assert written in ([], [1]), "at most the one that was under way"
    assert list(sessions_dir().iterdir()) == []


def test_a_reused_process_id_fools_nobody() -> None:
    me = this_process()
    assert is_running(me)
    assert not is_running(Process(me.pid, "an earlier start", me.machine))
    assert not is_running(Process(GONE, "", me.machine))
    assert not is_running(Process(me.pid, me.started, "another machine"))


def test_a_session_of_another_machine_lives_by_its_heartbeat(document: Document, kit: ModuleType) -> None:
    session = Trail(document)
    kit.make_edit(document, 1)
    die(session)
    info = msgspec.json.decode((session.folder / INFO).read_bytes(), type=Info)
    (session.folder / INFO).write_bytes(msgspec.json.encode(msgspec.structs.replace(info, machine="elsewhere")))
    assert stale_sessions(kit.KINDS) == []
    long_ago = time.time() - recovery.FOREIGN_STALE_S - 1
    os.utime(session.folder / INFO, (long_ago, long_ago))
    assert len(stale_sessions(kit.KINDS)) == 1


@pytest.fixture
def hidden_half_made() -> Iterator[Path]:
    folder = sessions_dir() / ".20260101T000000Z-1-abcdef"
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


def test_a_folder_still_being_made_is_left_alone(kit: ModuleType, hidden_half_made: Path) -> None:
    assert stale_sessions(kit.KINDS) == []
    assert hidden_half_made.is_dir()


def test_an_edit_costs_the_editing_thread_little(kit: ModuleType) -> None:
    document = Document(kit.sample(2000))
    session = Trail(document)
    session.rescue()
    spent: list[float] = []
    for count in range(200):
        start = time.thread_time()
        kit.make_edit(document, count + 1)
        spent.append(time.thread_time() - start)
    session.close()
    assert sorted(spent)[100] < 0.002
    assert trail.EDITS_PER_SNAPSHOT == 25
