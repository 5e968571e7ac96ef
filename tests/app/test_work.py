"""Long work in the window: jobs with progress, Cancel, results and faults; reports written beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.conftest import Asked
from tests.session import work as deeds

from gigahall import exports
from gigahall.app import startpage
from gigahall.app.components.rows import ProgressItem
from gigahall.app.exports import Exports, ReportDialog
from gigahall.app.window import Window
from gigahall.app.work import Shown, Work
from gigahall.session.jobs import Fault

pytestmark = pytest.mark.window
PATIENCE_MS = 60_000


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    made = Work()
    yield made
    made.close()


def test_a_job_says_how_far_it_is_and_gives_its_result_in_the_windows_thread(work: Work, qtbot: QtBot) -> None:
    seen: list[Shown] = []
    results: list[object] = []
    work.changed.connect(lambda: seen.append(found) if (found := work.shown()) else None)
    work.run("Count", deeds.count, 3, done=results.append, failed=lambda fault: pytest.fail(fault.text))
    qtbot.waitUntil(lambda: results == [3], timeout=PATIENCE_MS)
    assert "Count" in [shown.words for shown in seen]
    assert work.shown() is None


def test_cancel_ends_the_job_in_front_and_tells_nobody(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    results: list[object] = []
    work.run("Sleep", deeds.sleep, tmp_path / "mark", done=results.append, failed=results.append)
    work.run("Count", deeds.count, 1, done=results.append, failed=results.append)
    shown = work.shown()
    assert shown is not None and shown.words.startswith("Sleep") and "(+1 waiting)" in shown.words
    qtbot.waitUntil((tmp_path / "mark").exists, timeout=PATIENCE_MS)
    work.cancel()
    qtbot.waitUntil(lambda: results == [1], timeout=PATIENCE_MS)


def test_a_fault_is_told(work: Work, qtbot: QtBot) -> None:
    faults: list[Fault] = []
    work.run("Refuse", deeds.refuse, done=lambda _: pytest.fail("no result"), failed=faults.append)
    qtbot.waitUntil(lambda: bool(faults), timeout=PATIENCE_MS)
    assert faults[0].text == "no such wall"


def test_solvers_being_prepared_are_shown_without_cancel(work: Work) -> None:
    work.prepare(0.4, "Preparing solvers, once: 12 of 31")
    shown = work.shown()
    assert shown is not None and (shown.words, shown.frac, shown.cancel) == ("Preparing solvers, once: 12 of 31", 0.4, None)
    assert work.is_preparing
    work.prepare(1.0, "")
    assert work.shown() is None and not work.is_preparing


def test_the_window_shows_it_on_both_pages(window: Window) -> None:
    window.desk.bridge._on_prepare(0.4, "Preparing solvers, once: 12 of 31")
    for item in (window.tools.progress, window.start.progress):
        assert item.words == "Preparing solvers, once: 12 of 31"
        assert not item.isHidden() and item.cancel.isHidden()
    assert "Preparing solvers" in window.tools.badge.words
    window.desk.bridge._on_prepare(1.0, "")
    assert window.tools.progress.isHidden() and window.start.progress.isHidden()
    assert "Solving" in window.tools.badge.words


def test_words_give_way_where_there_is_little_room(qtbot: QtBot) -> None:
    item = ProgressItem()
    qtbot.addWidget(item)
    item.show_work(Shown("Report: Losing one element at a time: 12 of 38", 0.3, 75.0))
    wide = item.minimumSizeHint().width()
    item.set_compact(True)
    assert item.minimumSizeHint().width() < wide <= 330
    assert item.words == "Report: Losing one element at a time: 12 of 38" and item.left == "75 s left"


# ------------------------------------------------------------ reports


def test_the_dialog_offers_the_windows_units(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr(window.responses.exports, "report", taken.append)  # type: ignore[attr-defined]
    window.desk.set_units("US")
    window.commands["export_report"].trigger()
    dialog = next(found for found in window.findChildren(ReportDialog) if found.isVisible())
    assert dialog.units.value == "US"
    dialog.finish()
    assert taken == ["US"]


def test_a_report_that_cannot_be_written_says_why_before_the_work(
    window: Window, asked: Asked, qtbot: QtBot, tmp_path: Path,
) -> None:  # fmt: skip
    reports: Exports = window.responses.exports  # type: ignore[attr-defined]
    reports.report("SI", tmp_path / "early.html")
    assert "still loading" in window.slot.note
    reports.write_report = exports.write_report
    (tmp_path / "file").write_text("in the way")
    reports.report("SI", tmp_path / "file" / "report.html")
    qtbot.waitUntil(lambda: bool(asked.complaints), timeout=PATIENCE_MS)
    assert asked.complaints[0].startswith("The report was not written: ") and str(tmp_path / "file") in asked.complaints[0]
    assert window.work.shown() is None


def test_a_report_is_written_beside_the_window(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    reports: Exports = window.responses.exports  # type: ignore[attr-defined]
    reports.write_report = deeds.note_arguments
    reports.report("US", tmp_path / "report.html")
    qtbot.waitUntil(lambda: "Saved report.html" in window.slot.note, timeout=PATIENCE_MS)
    assert (tmp_path / "report.html").read_text() == f"{len(window.desk.document.records)} records, US"


def test_behind_a_scene_the_start_page_reads_no_pictures(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    monkeypatch.setattr(startpage, "scene_picture", lambda path: read.append(path))
    window.desk.set_units("US")
    window.wear("dark")
    assert read == []
    window.show_start()
    assert len(read) >= len(startpage.SAMPLES)
    window.wear("light")


def test_what_a_thread_does_is_shown_once_it_takes_long(work: Work, qtbot: QtBot) -> None:
    cancelled: list[bool] = []
    work.show_beside(Shown("Opening hall", None, None, lambda: cancelled.append(True)))
    assert work.shown() is None, "what is over at once is not worth a word"
    qtbot.waitUntil(lambda: work.shown() is not None)
    work.cancel()
    assert cancelled == [True]
    work.show_beside(None)
    assert work.shown() is None


def test_closing_over_a_job_asks_and_ends_it(window: Window, asked: Asked, qtbot: QtBot, tmp_path: Path) -> None:
    job = window.work.run("Report", deeds.leave_open, tmp_path / "mark", done=lambda _: None, failed=lambda _: None)
    qtbot.waitUntil((tmp_path / "mark").exists, timeout=PATIENCE_MS)
    window.close()
    assert asked.questions == ["Report is not finished"]
    assert window.isVisible()
    assert not job.is_over
    asked.may_overwrite, asked.answer = True, "discard"
    window.close()
    assert not window.isVisible()
    assert job.state == "cancelled"
    assert window.work.jobs.jobs() == []
    assert not (tmp_path / "half").exists()
