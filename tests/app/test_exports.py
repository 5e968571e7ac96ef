"""Exports: nothing a user types becomes a path, and what cannot be written says why in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from tests.app.conftest import Asked
from tests.session import work as deeds

from gigahall import paths
from gigahall.app.desk import Desk
from gigahall.app.exports import Exports, PictureDialog
from gigahall.app.files import Files
from gigahall.app.work import Work
from gigahall.scene.record import Record, Scene


@pytest.fixture
def exports(desk: Desk, asked: Asked) -> Iterator[Exports]:
    work = Work()
    made = Exports(None, Files(desk, asked), desk, work, lambda dialog: None)
    made.write_report = deeds.note_arguments
    yield made
    work.close()


def test_a_table_gets_its_suffix_before_a_file_is_replaced(exports: Exports, asked: Asked, tmp_path: Path) -> None:
    victim = tmp_path / "victim.csv"
    victim.write_bytes(b"precious")
    asked.to_save = tmp_path / "victim"
    exports.table("Racks / all", "a,b\n")
    assert asked.questions == ["replace victim.csv"]
    assert victim.read_bytes() == b"precious"
    assert asked.suggested[0].name.endswith("-racks - all.csv")
    assert asked.suggested[1].name == "victim.csv", "the name is asked for again"
    asked.to_save, asked.may_overwrite = tmp_path / "victim", True
    exports.table("Racks", "a,b\n")
    assert victim.read_bytes() == b"\xef\xbb\xbfa,b\n"


@pytest.mark.parametrize("place", ["folder", "gone/x.csv", "x" * 300 + ".csv", "a\0b.csv"])
def test_a_failed_export_says_why_in_a_dialog(exports: Exports, asked: Asked, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    asked.to_save, asked.may_overwrite = tmp_path / place, True
    exports.table("Racks", "a,b\n")
    assert asked.complaints[0].startswith("The table was not written: ")
    assert "could not be saved" in asked.complaints[0]


def test_a_picture_is_written_whole(exports: Exports, asked: Asked, tmp_path: Path) -> None:
    image = QImage(8, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    asked.to_save = tmp_path / "view"
    exports.picture(image)
    assert QImage(str(tmp_path / "view.png")).width() == 8
    asked.may_overwrite = True
    exports.picture(QImage())
    assert "The picture is empty" in asked.complaints[-1]


def test_a_picture_is_wished_for_in_a_dialog_that_refuses_what_cannot_be_drawn(
    exports: Exports, asked: Asked, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[PictureDialog] = []
    runs: list[tuple[object, ...]] = []
    monkeypatch.setattr(exports, "_show", shown.append)
    monkeypatch.setattr(exports._work, "run", lambda title, work, *arguments, **ends: runs.append(arguments))
    exports.write_picture, exports.wish_picture = deeds.note_arguments, dict
    asked.to_save = tmp_path / "view"
    exports.ask_picture((900, 600), colour_by="loading", hidden=("a01",))
    (dialog,) = shown
    qtbot.addWidget(dialog)
    assert dialog.preset.value == "900x600" and not dialog.width_px.isEnabled()
    dialog.preset.choose("own")
    dialog.width_px.show_value(20_000.0, "SI")
    dialog.height_px.show_value(20_000.0, "SI")
    dialog.finish()
    assert "the largest of these proportions is 10000 × 10000" in dialog.problem.text() and not runs
    dialog.preset.choose("3840x2160")
    dialog.ground.choose("clear")
    dialog.legend.choose("without")
    dialog.finish()
    ((_, path, wish),) = runs
    assert path == tmp_path / "view.png"
    assert wish == {
        "size": (3840, 2160), "transparent": True, "legend": False, "theme": "light", "system": "SI", "colour_by": "loading", "hidden": ("a01",),
    }


@pytest.mark.parametrize("title", ["victim", "/", "a" * 200, "name\twith ü", ""])
def test_a_report_of_an_unsaved_scene_touches_nothing_its_title_names(
    exports: Exports, asked: Asked, desk: Desk, small_scene: list[Record], tmp_path: Path, qtbot: QtBot, title: str,
) -> None:  # fmt: skip
    victim = tmp_path / "victim.gigahall"
    victim.write_bytes(b"precious")
    words = str(victim.with_suffix("")) if title == "victim" else title
    desk.document.load([*small_scene, Scene(title=words)])
    asked.to_save = tmp_path / "report"
    exports.report("SI")
    qtbot.waitUntil((tmp_path / "report.pdf").exists, timeout=20_000)
    qtbot.waitUntil(lambda: (tmp_path / "report.pdf").read_text().endswith("records, SI"))
    assert victim.read_bytes() == b"precious"
    assert asked.complaints == []


@pytest.mark.parametrize(("deed", "reason"), [(deeds.refuse, "no such wall"), (deeds.die, "its process ended unexpectedly")])
def test_a_report_that_fails_says_why_once(
    exports: Exports, asked: Asked, tmp_path: Path, qtbot: QtBot, deed: Callable[..., None], reason: str
) -> None:
    exports.write_report = deed
    asked.to_save = tmp_path / "report.html"
    exports.report("SI")
    qtbot.waitUntil(lambda: bool(asked.complaints), timeout=20_000)
    qtbot.wait(50)
    (said,) = asked.complaints
    assert said.startswith("The report was not written: ") and reason in said


def test_without_a_program_to_start_a_report_says_so(
    exports: Exports, asked: Asked, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "program", lambda: ["/no/such/program"])
    exports.report("SI", tmp_path / "report.html")
    qtbot.waitUntil(lambda: bool(asked.complaints), timeout=20_000)
    assert "/no/such/program" in asked.complaints[0]
