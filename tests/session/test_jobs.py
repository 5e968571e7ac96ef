"""Jobs: killable, honest about their end, and of no harm to the process that started them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.session import work

from gigahall.session.jobs import Job, Jobs, quiet, time_left_s, within
from gigahall.storage.process import Process, is_running, machine

PATIENCE_S = 60.0


class Watched:
    """A queue whose jobs are watched."""

    def __init__(self) -> None:
        self.jobs = Jobs()
        self.seen: list[tuple[str, str, float | None, str]] = []
        self._changed = threading.Condition()

    def note(self, job: Job) -> None:
        with self._changed:
            self.seen.append((job.title, job.state, job.frac, job.words))
            self._changed.notify_all()

    def submit(self, title, function, *args) -> Job:
        return self.jobs.submit(title, function, *args, on_change=self.note)

    def beside(self, title, function, *args) -> Job:
        return self.jobs.beside(title, function, *args, on_change=self.note)

    def end_of(self, job: Job) -> Job:
        with self._changed:
            assert self._changed.wait_for(lambda: job.is_over, PATIENCE_S)
        return job


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.jobs.close()


def appears(path: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.01)
    return path.read_text()


def has_ended(pid: int) -> bool:
    end = time.monotonic() + PATIENCE_S
    while is_running(Process(pid, "", machine())) and _is_no_zombie(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _is_no_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def test_a_function_runs_elsewhere_and_says_how_far_it_is(watched: Watched) -> None:
    job = watched.end_of(watched.submit("Count", work.count, 3))
    assert (job.state, job.result, job.fault) == ("done", 3, None)
    assert watched.seen == [
        ("Count", "running", None, ""),
        ("Count", "running", pytest.approx(1 / 3), "1 of 3"),
        ("Count", "running", pytest.approx(2 / 3), "2 of 3"),
        ("Count", "running", 1.0, "3 of 3"),
        ("Count", "done", 1.0, "3 of 3"),
    ]
    other = watched.end_of(watched.submit("Who", work.pid))
    assert other.result != os.getpid()


def test_the_same_function_runs_in_process() -> None:
    said: list[str] = []
    assert work.count(2, progress=lambda frac, words: said.append(words), stop=lambda: False) == 2
    assert said == ["1 of 2", "2 of 2"]
    with pytest.raises(work.OddError):
        work.count(2, progress=quiet, stop=lambda: True)


def test_cancel_kills_work_that_asks_nobody(watched: Watched, tmp_path: Path) -> None:
    job = watched.submit("Sleep", work.sleep, tmp_path / "mark")
    pid = int(appears(tmp_path / "mark"))
    job.cancel()
    assert job.state == "cancelled"
    assert has_ended(pid)
    assert watched.end_of(watched.submit("Count", work.count, 1)).result == 1, "the queue goes on"


def test_cancelled_work_takes_its_half_written_files_along(watched: Watched, tmp_path: Path) -> None:
    job = watched.submit("Write", work.leave_open, tmp_path / "mark")
    pid = int(appears(tmp_path / "mark"))
    assert (tmp_path / "half").exists()
    job.cancel()
    assert has_ended(pid)
    assert not (tmp_path / "half").exists()


def test_work_that_does_not_end_when_it_is_told_to_is_ended(watched: Watched, tmp_path: Path) -> None:
    job = watched.submit("Sleep", work.deaf, tmp_path / "mark")
    pid = int(appears(tmp_path / "mark"))
    job.cancel()
    assert has_ended(pid)


def test_what_waits_is_cancelled_without_a_start(watched: Watched, tmp_path: Path) -> None:
    first = watched.submit("Sleep", work.sleep, tmp_path / "first")
    second = watched.submit("Sleep too", work.sleep, tmp_path / "second")
    appears(tmp_path / "first")
    assert watched.jobs.jobs() == [first, second]
    second.cancel()
    first.cancel()
    assert watched.end_of(watched.submit("Count", work.count, 1)).state == "done"
    assert not (tmp_path / "second").exists()
    assert ("Sleep too", "running", None, "") not in watched.seen


@pytest.mark.parametrize(
    ("function", "args", "name", "text"),
    [
        (work.refuse, (), "OddError", "no such wall"),
        (work.deny, ("/no/such/file",), "FileNotFoundError", "/no/such/file: No such file or directory"),
        (work.die, (), "Crash", "its process ended unexpectedly (SIGSEGV)"),
        (work.unsendable, (), "AttributeError", "Can't"),
        (lambda **_: None, (), "", "lambda"),
        (work.count, (threading.Lock(),), "TypeError", "pickle"),
    ],
    ids=["refused", "file", "crash", "result", "function", "argument"],
)
def test_every_failure_is_named_and_ends_only_the_job(watched: Watched, function, args, name: str, text: str) -> None:
    job = watched.end_of(watched.submit("Fail", function, *args))
    assert (job.state, job.result) == ("failed", None)
    assert job.fault is not None
    assert name in job.fault.name or "Pickl" in job.fault.name
    assert text in job.fault.text
    assert watched.end_of(watched.submit("Count", work.count, 1)).result == 1


def test_a_crash_keeps_the_last_words(watched: Watched) -> None:
    job = watched.end_of(watched.submit("Die", work.die))
    assert job.fault is not None
    assert "last words" in job.fault.trace


def test_work_in_a_thread_is_asked_to_stop_and_its_late_result_dropped(watched: Watched) -> None:
    job = watched.beside("Wait", work.wait_for_stop)
    while not job.words:
        time.sleep(0.005)
    job.cancel()
    watched.jobs.close()
    assert (job.state, job.result) == ("cancelled", None)
    assert watched.jobs.beside("More", work.pid).state == watched.jobs.submit("More", work.pid).state == "cancelled"


def test_work_in_a_thread_gives_its_result_or_fault(watched: Watched) -> None:
    assert watched.end_of(watched.beside("Who", work.pid)).result == os.getpid()
    fault = watched.end_of(watched.beside("Refuse", work.refuse)).fault
    assert fault is not None and fault.text == "no such wall"


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    jobs = Jobs()
    jobs.submit("Sleep", work.sleep, tmp_path / "mark")
    pid = int(appears(tmp_path / "mark"))
    jobs.close()
    assert has_ended(pid)
    assert jobs.jobs() == []


ABANDON = """
import os, sys, time
from pathlib import Path
from gigahall.session.jobs import Jobs
from tests.session import work
mark = Path(sys.argv[1])
Jobs().submit("Sleep", work.sleep, mark)
while not mark.exists():
    time.sleep(0.01)
os._exit(0)
"""


def test_a_job_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(root), os.environ["PYTHONPATH"]))}
    subprocess.run([sys.executable, "-c", ABANDON, str(tmp_path / "mark")], env=environment, check=True, timeout=PATIENCE_S)
    assert has_ended(int((tmp_path / "mark").read_text()))


def test_parts_share_one_progress() -> None:
    said: list[float | None] = []
    part = within(lambda frac, words: said.append(frac), 0.5, 0.9)
    part(None, "")
    part(0.5, "")
    part(1.0, "")
    assert said == pytest.approx([0.5, 0.7, 0.9])


def test_the_time_left_is_told_from_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("gigahall.session.jobs.time.monotonic", lambda: now[0])
    seen: list[float | None] = []

    def half(*, progress, stop) -> None:
        progress(0.5, "")
        seen.append(job.left_s)
        now[0] += 8.0
        seen.append(job.left_s)

    job = Job("Half", half, (), lambda job: None)
    job.run_beside()
    assert seen == [None, 8.0]
    assert job.left_s is None


def test_one_part_of_many_is_no_pace() -> None:
    """The longest kernel comes first: 1 of 26 after 36 s is not 15 minutes more."""
    assert [time_left_s(done / 26, 36.0) for done in (0, 1, 2)] == [None, None, None]
    assert time_left_s(3 / 26, 36.0) == pytest.approx(276.0)
    assert time_left_s(0.5, 1.9) is None and time_left_s(None, 60.0) is None
