"""Work that outlives a crash: every editing session leaves a trail from which the next start can offer it back.

A session is a folder in the user's data folder:

    session.json                 who runs it (process id, start time, machine), which scene, the digest of the last save
    snapshot-000003-50.gigahall  the whole scene, written every 25 edits or two minutes by a thread of the session
    journal-000003-50.jsonl      the edits since that snapshot, one line each, on the disk within a second

The first number counts snapshots, the second the session's edits. `trail.py` writes all this.

State = the newest whole snapshot, then the journals from its number on. What is offered is decided by content digest and
edit counter, never by file time, and the user's own file is only ever read.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from gigahall import paths
from gigahall.kinds import registry
from gigahall.scene.record import Record
from gigahall.storage import scene_file
from gigahall.storage.atomic import SaveError, read_bytes, save_bytes
from gigahall.storage.fault import Fault, SceneError
from gigahall.storage.journal import replay
from gigahall.storage.process import Process, is_running, machine, this_process
from gigahall.storage.scene_file import Kinds

HEARTBEAT_S = 60.0
"""How often a running session touches its folder; another machine can judge it only by that."""
FOREIGN_STALE_S = 600.0

INFO = "session.json"


class Info(msgspec.Struct, frozen=True):
    """The session's own file."""

    pid: int
    started: str
    machine: str
    scene: str = ""
    """Full path of the scene's file; "" when it was never saved."""
    title: str = ""
    digest: str = ""
    """Content digest of what was last loaded or saved; "" when nothing was."""
    saved_at: int = 0
    """The session's edits when that was."""


@dataclass(frozen=True, slots=True)
class Recoverable:
    """Unsaved work of a session whose program is gone."""

    folder: Path
    scene: Path | None
    """The file it belongs to; None when it was never saved."""
    title: str
    time: datetime
    """Of the last edit, for the user's eye only."""
    edits: int
    """Since the last save."""
    n_records: int
    size_bytes: int
    file_state: str
    """What became of the scene's file since: "as saved", "changed", "gone", "never saved"."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Recovered work, to be opened as an unsaved document. `discard()` it once the new session holds it."""

    folder: Path
    records: tuple[Record, ...]
    scene: Path | None
    """The file to save to; None when there is none, or when it has changed since and must not be written over."""
    title: str
    edits: int
    digest: str
    """Content digest of what that file held when the work began, for the new trail."""
    file_sha256: str
    """Of that file now, for `scene_file.save()` to compare."""


def sessions_dir() -> Path:
    return paths.data_dir() / "sessions"


def stale_sessions(kinds: Kinds | None = None, folder: Path | None = None) -> list[Recoverable]:
    """Sessions that ended without closing and hold work no file holds, newest first; empty ones are cleared away."""
    found: list[Recoverable] = []
    for place in _folders(folder):
        info = read_info(place)
        if info is not None and is_live(place, info):
            continue
        item = _examined(place, info, kinds)
        if item is None:
            shutil.rmtree(place, ignore_errors=True)
        else:
            found.append(item)
    return sorted(found, key=lambda item: item.time, reverse=True)


def restore(item: Recoverable, kinds: Kinds | None = None) -> Restored:
    """Take the work back. The folder stays until `discard()`, claimed by this program.

    Raises SceneError when the session cannot be read, or when another window has just taken it.
    """
    claimed = _claim(item)
    records, _ = _state(claimed, kinds)
    if not records:
        raise SceneError([Fault(item.title, "holds nothing that can be read back")])
    info = read_info(claimed)
    scene = item.scene if item.file_state == "as saved" else None
    return Restored(
        folder=claimed,
        records=tuple(records.values()),
        scene=scene,
        title=item.title,
        edits=item.edits,
        digest=info.digest if info else "",
        file_sha256=hashlib.sha256(read_bytes(scene)).hexdigest() if scene else "",
    )


def discard(item: Recoverable | Restored) -> None:
    """Delete a session's trail for good."""
    shutil.rmtree(item.folder, ignore_errors=True)


def open_elsewhere(scene: Path | str, folder: Path | None = None) -> int:
    """Process id of another running program that has this scene open; 0 when there is none."""
    wanted = os.path.realpath(scene)
    for place in _folders(folder):
        info = read_info(place)
        if info is None or (info.pid, info.machine) == (os.getpid(), machine()):
            continue
        if info.scene and os.path.realpath(paths.from_text(info.scene)) == wanted and is_live(place, info):
            return info.pid
    return 0


def read_info(place: Path) -> Info | None:
    """What the session says of itself; None when it says nothing whole."""
    try:
        return msgspec.json.decode(read_bytes(place / INFO), type=Info)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def is_live(place: Path, info: Info) -> bool:
    """Whether the program of the session still runs."""
    if info.machine == machine():
        return is_running(Process(info.pid, info.started, info.machine))
    try:
        return time.time() - (place / INFO).stat().st_mtime < FOREIGN_STALE_S
    except OSError:
        return False


def _folders(folder: Path | None) -> list[Path]:
    root = folder or sessions_dir()
    if not root.is_dir():
        return []
    return sorted(place for place in root.iterdir() if _SESSION.fullmatch(place.name) and place.is_dir())


_SESSION = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9]+-[0-9a-f]+(\.[0-9]+)?")
"""A session's folder; what else lies beside them is not ours to read or to clear away."""
_SNAPSHOT = re.compile(r"snapshot-[0-9]+-[0-9]+\.gigahall")
_JOURNAL = re.compile(r"journal-[0-9]+-[0-9]+\.jsonl")


def snapshots(place: Path) -> list[Path]:
    """A session's snapshots, oldest first."""
    return _numbered(place, _SNAPSHOT)


def journals(place: Path) -> list[Path]:
    """A session's journals, oldest first."""
    return _numbered(place, _JOURNAL)


def _numbered(place: Path, pattern: re.Pattern[str]) -> list[Path]:
    found = (file for file in place.iterdir() if pattern.fullmatch(file.name) and file.is_file())
    return sorted(found, key=numbers_of)


def _examined(place: Path, info: Info | None, kinds: Kinds | None) -> Recoverable | None:
    """The session's work; None when it holds nothing that is not in the scene's file."""
    try:
        records, count = _state(place, kinds)
    except SceneError:
        return None if info is None else _described(place, info, {}, 0, _digest_of_file(info.scene, kinds))
    if info is None:
        info = Info(0, "", "")
    edits = count - info.saved_at
    if not records or edits <= 0:
        return None
    on_disk = _digest_of_file(info.scene, kinds)
    if scene_file.digest(records.values()) in (on_disk, info.digest):
        return None
    return _described(place, info, records, edits, on_disk)


def _described(place: Path, info: Info, records: dict[str, Record], edits: int, on_disk: str) -> Recoverable:
    files = [file for file in place.iterdir() if file.is_file()]
    newest = max((file.stat().st_mtime for file in files if file.name != INFO), default=0.0)
    if not info.scene:
        state = "never saved"
    elif not paths.from_text(info.scene).exists():
        state = "gone"
    else:
        state = "as saved" if on_disk and on_disk == info.digest else "changed"
    title = getattr(records.get("scene"), "title", "") or info.title
    return Recoverable(
        folder=place,
        scene=paths.from_text(info.scene) if info.scene else None,
        title=title or (paths.from_text(info.scene).stem if info.scene else "Untitled"),
        time=datetime.fromtimestamp(newest, UTC),
        edits=edits,
        n_records=len(records),
        size_bytes=sum(file.stat().st_size for file in files),
        file_state=state,
    )


def _digest_of_file(scene: str, kinds: Kinds | None) -> str:
    if not scene:
        return ""
    try:
        return scene_file.digest(scene_file.load(paths.from_text(scene), kinds, lenient=True).records)
    except SceneError:
        return ""


def _state(place: Path, kinds: Kinds | None) -> tuple[dict[str, Record], int]:
    """Records a session had reached and after how many edits. Raises SceneError when no snapshot can be read."""
    failed: SceneError | None = None
    for snapshot in reversed(snapshots(place)):
        try:
            records = {record.id: record for record in scene_file.load(snapshot, kinds, lenient=True).records}
        except SceneError as error:
            failed = error
            continue
        return records, _replay_over(records, place, snapshot, kinds)
    if failed is not None:
        raise failed
    return {}, 0


def _replay_over(records: dict[str, Record], place: Path, snapshot: Path, kinds: Kinds | None) -> int:
    """Bring the records of a snapshot up to date; returns the count of edits reached."""
    number, count = numbers_of(snapshot)
    types = [kind.record for kind in registry.KINDS] if kinds is None else kinds
    for journal in journals(place):
        if numbers_of(journal)[0] >= number:
            count = replay(journal, records, types, count)
    return count


def numbers_of(file: Path) -> tuple[int, int]:
    """(running number, edits before it) out of the name of a snapshot or journal."""
    parts = file.stem.split("-")
    return int(parts[1]), int(parts[2])


def _claim(item: Recoverable) -> Path:
    """Only one of several programs that start at once succeeds in renaming the folder."""
    me = this_process()
    claimed = item.folder.with_name(f"{item.folder.name.partition('.')[0]}.{os.getpid()}")
    try:
        os.rename(item.folder, claimed)
        info = read_info(claimed) or Info(0, "", "")
        mine = msgspec.structs.replace(info, pid=me.pid, started=me.started, machine=me.machine)
        save_bytes(claimed / INFO, msgspec.json.encode(mine), private=True)
    except SaveError as error:
        raise SceneError([Fault(item.title, str(error))]) from error
    except OSError as error:
        raise SceneError([Fault(item.title, "has just been taken by another window")]) from error
    return claimed
