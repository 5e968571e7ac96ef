"""What becomes of the open file outside the window: taken away, turned into something else, saved by another window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.app.conftest import Asked

from gigahall.app.desk import Desk
from gigahall.app.files import Files
from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.storage import scene_file


@pytest.fixture
def new_files(qapp: QApplication, asked: Asked) -> Iterator[Callable[[], Files]]:
    made: list[tuple[Files, Desk]] = []

    def make() -> Files:
        desk = Desk(Document())
        made.append((Files(desk, asked), desk))
        return made[-1][0]

    yield make
    for files, desk in made:
        files.leave()
        desk.close()


def opened(files: Files, path: Path) -> Files:
    assert files.open(path)
    return files


def edit(files: Files, title: str) -> None:
    with files._desk.document.edit("Rename") as change:
        change.replace("scene", title=title)


def title_of(path: Path) -> str:
    return next(record.title for record in scene_file.load(path).records if record.id == "scene")  # type: ignore[attr-defined]


@pytest.fixture
def path(small_scene: list[Record], tmp_path: Path) -> Path:
    made = tmp_path / "scenes" / "hall.gigahall"
    made.parent.mkdir()
    scene_file.save(made, small_scene)
    return made


def test_a_file_deleted_or_renamed_meanwhile_is_written_anew(new_files: Callable[[], Files], asked: Asked, path: Path) -> None:
    files = opened(new_files(), path)
    for away in (path.unlink, lambda: path.rename(path.with_name("renamed.gigahall"))):
        edit(files, "Edited")
        away()
        asked.may_overwrite = True
        assert files.save(), asked.complaints
        assert title_of(path) == "Edited"
        assert not files.is_modified


def test_a_link_is_followed_and_stays_a_link(new_files: Callable[[], Files], path: Path) -> None:
    link = path.with_name("link.gigahall")
    link.symlink_to(path)
    files = opened(new_files(), link)
    edit(files, "Through the link")
    assert files.save()
    assert link.is_symlink()
    assert title_of(path) == "Through the link"


def test_a_link_whose_file_was_moved_away_is_written_where_it_points(new_files: Callable[[], Files], asked: Asked, path: Path) -> None:
    link = path.with_name("link.gigahall")
    link.symlink_to(path)
    files = opened(new_files(), link)
    edit(files, "Edited")
    path.rename(path.with_name("moved.gigahall"))
    asked.may_overwrite = True
    assert files.save(), asked.complaints
    assert link.is_symlink()
    assert title_of(path) == "Edited"


def test_a_folder_in_its_place_is_said_and_the_work_stays_unsaved(new_files: Callable[[], Files], asked: Asked, path: Path) -> None:
    files = opened(new_files(), path)
    edit(files, "Edited")
    path.unlink()
    path.mkdir()
    asked.may_overwrite = True
    assert not files.save()
    assert asked.complaints
    assert files.is_modified
    assert path.is_dir()
    assert not list(path.parent.glob(".*.tmp"))


def test_its_folder_taken_away_is_said_and_the_work_stays_unsaved(new_files: Callable[[], Files], asked: Asked, path: Path) -> None:
    files = opened(new_files(), path)
    edit(files, "Edited")
    path.unlink()
    path.parent.rename(path.parent.with_name("elsewhere"))
    asked.may_overwrite = True
    assert not files.save()
    assert len(asked.complaints) == 1
    assert files.is_modified


def test_two_windows_that_save_in_turn_are_each_told(new_files: Callable[[], Files], asked: Asked, path: Path) -> None:
    one = opened(new_files(), path)
    asked.twice = "edit"
    other = opened(new_files(), path)
    edit(one, "One")
    edit(other, "Other")
    assert one.save()
    asked.questions.clear()
    assert not other.save()
    assert len(asked.questions) == 1
    assert title_of(path) == "One"
    asked.may_overwrite = True
    assert other.save()
    assert title_of(path) == "Other"
    asked.may_overwrite = False
    edit(one, "One again")
    assert not one.save()
    assert title_of(path) == "Other"
