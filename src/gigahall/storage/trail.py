"""The trail of one open document: snapshots written by a thread of its own, a journal line for every edit.

    trail = Trail(document, path)      # on opening; path None for a new scene
    trail.saved(path)                  # after every successful save
    trail.close()                      # on a clean end: the trail is deleted

An edit costs the editing thread one short write; encoding and waiting for the disk happen in the trail's thread. Only an
edit that comes before the first snapshot is on the disk waits for it: without that no journal is worth anything.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from gigahall import paths
from gigahall.scene.diff import Diff
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage import layout, migrations
from gigahall.storage.atomic import private_folder, save_bytes
from gigahall.storage.fault import one_line
from gigahall.storage.journal import Journal
from gigahall.storage.process import this_process
from gigahall.storage.recovery import HEARTBEAT_S, INFO, Info, journals, numbers_of, sessions_dir, snapshots

EDITS_PER_SNAPSHOT = 25
SECONDS_PER_SNAPSHOT = 120.0
FLUSH_S = 1.0
"""Longest time an edit stays in the system's memory only: what a power cut may cost."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One snapshot to write, and the journals that end with it."""

    number: int
    count: int
    records: tuple[Record, ...]
    ended: tuple[Journal, ...]


class Trail:
    """Keeps a session's folder up to date with a document. Made, told and closed in the document's thread."""

    def __init__(
        self,
        document: Document,
        path: Path | None = None,
        edits: int = 0,
        digest: str = "",
        folder: Path | None = None,
        on_trouble: Callable[[str], object] = lambda reason: None,
    ) -> None:
        """`edits` and `digest` are those of the work the document was restored with. `on_trouble` hears why autosave has
        stopped, and "" when it works again, from any thread. Raises OSError without a folder."""
        me = this_process()
        scene = paths.as_text(os.path.realpath(path)) if path else ""
        self._document = document
        self._info = Info(me.pid, me.started, me.machine, scene, document.scene.title, digest)
        self.folder = _new_folder(folder or sessions_dir(), self._info)
        self._trouble = ""
        self._on_trouble = on_trouble
        self._count = edits
        self._number = 0
        self._snapshot_time = time.monotonic()
        self._count_at_snapshot = edits
        self._journal: Journal | None = None
        self._change = threading.Condition()
        self._job: _Job | None = None
        self._n_written = 0
        self._n_tried = 0
        self._is_dirty = False
        self._is_ending = False
        self._start_snapshot()
        self._first = self._number
        self._thread = threading.Thread(target=self._work, name="scene trail", daemon=True)
        self._thread.start()
        self._unsubscribe = document.subscribe(self._changed)

    @property
    def edits(self) -> int:
        """Edits since the last save."""
        return self._count - self._info.saved_at

    @property
    def trouble(self) -> str:
        """Why the last snapshot or journal line could not be written; "" when all is well."""
        return self._trouble

    @trouble.setter
    def trouble(self, reason: str) -> None:
        has_changed, self._trouble = reason != self._trouble, reason
        if has_changed:
            self._on_trouble(reason)

    def saved(self, path: Path | str) -> None:
        """The document has just been saved there: what follows are edits over that file."""
        title = self._document.scene.title
        with self._change:
            self._info = msgspec.structs.replace(
                self._info, scene=paths.as_text(os.path.realpath(path)), title=title, saved_at=self._count
            )
            info = self._info
        try:
            save_bytes(self.folder / INFO, msgspec.json.encode(info), private=True)
        except OSError as error:
            self.trouble = _trouble(error)
        self._start_snapshot()

    def wait(self) -> None:
        """Until the state the edits begin from is on the disk, or could not be written."""
        if self._n_tried < self._first:
            with self._change:
                self._change.wait_for(lambda: self._n_tried >= self._first)

    def rescue(self, timeout_s: float = 5.0) -> Path | None:
        """Write a snapshot now, as after an uncaught error; its file, or None when it could not be written in time."""
        self._start_snapshot()
        wanted = self._number
        with self._change:
            self._change.wait_for(lambda: self._n_tried >= wanted, timeout_s)
            if self._n_written < wanted:
                return None
        return max(snapshots(self.folder), default=None)

    def close(self, keep: bool = False) -> None:
        """End the session cleanly: the trail is deleted, unless it is to be offered at the next start."""
        self._unsubscribe()
        with self._change:
            self._is_ending = True
            if not keep:
                self._job = None
            self._change.notify_all()
        self._thread.join()
        if self._journal is not None:
            self._journal.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    # ------------------------------------------------------------ in the document's thread

    def _changed(self, diff: Diff) -> None:
        self.wait()
        self._count += 1
        try:
            if self._journal is None:
                raise FileNotFoundError("no journal")
            self._journal.append(self._count, diff)
        except (OSError, TypeError, ValueError) as error:
            # The line may be torn: nothing after it could be replayed, so a new snapshot and journal begin.
            self.trouble = _trouble(error)
            self._start_snapshot()
            return
        with self._change:
            self._is_dirty = True
            self._change.notify_all()
        overdue = time.monotonic() - self._snapshot_time >= SECONDS_PER_SNAPSHOT
        if self.trouble or overdue or self._count - self._count_at_snapshot >= EDITS_PER_SNAPSHOT:
            self._start_snapshot()

    def _start_snapshot(self) -> None:
        self._number += 1
        self._snapshot_time = time.monotonic()
        self._count_at_snapshot = self._count
        ended = (self._journal,) if self._journal is not None else ()
        try:
            self._journal = Journal(self.folder / f"journal-{self._number:06d}-{self._count}.jsonl")
        except OSError as error:
            self._journal = None
            self.trouble = _trouble(error)
        records = tuple(self._document.records.values())
        with self._change:
            if self._job is not None:
                ended = (*self._job.ended, *ended)
            self._job = _Job(self._number, self._count, records, ended)
            self._change.notify_all()

    # ------------------------------------------------------------ in the trail's own thread

    def _work(self) -> None:
        flushed = beaten = time.monotonic()
        while True:
            with self._change:
                wait_s = self._wait_s(flushed, beaten)
                if wait_s > 0:
                    self._change.wait(wait_s)
                job, self._job = self._job, None
                is_ending = self._is_ending
                now = time.monotonic()
                may_flush = self._is_dirty and (now - flushed >= FLUSH_S or is_ending)
                if may_flush:
                    self._is_dirty = False
            try:
                if job is not None:
                    self._write(job)
                if may_flush:
                    flushed = now
                    self._flush()
                if now - beaten >= HEARTBEAT_S:
                    beaten = now
                    os.utime(self.folder / INFO)
            except (OSError, TypeError, ValueError) as error:
                self._fail(error)
            if job is not None:
                self._tell_tried(job.number)
            if is_ending:
                return

    def _wait_s(self, flushed: float, beaten: float) -> float:
        if self._job is not None or self._is_ending:
            return 0.0
        now = time.monotonic()
        beat_s = max(beaten + HEARTBEAT_S - now, 0.0)
        return min(beat_s, max(flushed + FLUSH_S - now, 0.0)) if self._is_dirty else beat_s

    def _flush(self) -> None:
        journal = self._journal
        if journal is not None:
            journal.flush()

    def _write(self, job: _Job) -> None:
        for journal in job.ended:
            journal.flush()
            journal.close()
        data = layout.file_bytes(job.records, migrations.VERSION)
        save_bytes(self.folder / f"snapshot-{job.number:06d}-{job.count}.gigahall", data, private=True)
        if job.count == self._info.saved_at:
            mark = layout.checksum(layout.body_of(data))
            with self._change:
                self._info = msgspec.structs.replace(self._info, digest=mark)
                info = self._info
            save_bytes(self.folder / INFO, msgspec.json.encode(info), private=True)
        self._remove_older_than(self._n_written)
        with self._change:
            self._n_written = job.number
            self.trouble = ""

    def _remove_older_than(self, number: int) -> None:
        """The snapshot before the newest stays, should the newest turn out unreadable."""
        for file in (*snapshots(self.folder), *journals(self.folder)):
            if numbers_of(file)[0] < number:
                file.unlink(missing_ok=True)

    def _fail(self, error: Exception) -> None:
        with self._change:
            self.trouble = _trouble(error)

    def _tell_tried(self, number: int) -> None:
        with self._change:
            self._n_tried = number
            self._change.notify_all()


def _new_folder(root: Path, info: Info) -> Path:
    """A session's folder, visible to others only once it says whose it is."""
    private_folder(root)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{info.pid}-{secrets.token_hex(3)}"
    hidden = root / f".{name}"
    hidden.mkdir(mode=0o700)
    save_bytes(hidden / INFO, msgspec.json.encode(info), private=True)
    return hidden.rename(root / name)


def _trouble(error: Exception) -> str:
    return one_line(f"Autosave is not working: {error}")
