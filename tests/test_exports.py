"""Files made of a scene: whole, with progress that only rises, stopped where asked, one stage for all pictures of a report."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from gigahall import exports
from gigahall.exports import PictureWish, write_picture, write_report
from gigahall.session.jobs import Stopped, quiet
from gigahall.templates.four_panels import four_panels
from gigahall.view3d.camera import Camera
from gigahall.view3d.picture import render_picture
from gigahall.view3d.view import HallView


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "REPORT_SIZE", (160, 90))


def test_a_report_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stages: list[HallView] = []
    made = HallView.__init__

    def counted(self: HallView, *args: object, **more: object) -> None:
        stages.append(self)
        made(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(HallView, "__init__", counted)
    said: list[tuple[float, str]] = []
    path = tmp_path / "deep" / "report.html"
    write_report(four_panels(), path, "SI", progress=lambda frac, words: said.append((frac or 0.0, words)), stop=lambda: False)
    assert path.read_bytes().count(b"data:image/png;base64,") == 4
    fractions = [frac for frac, _ in said]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    steps = list(dict.fromkeys(words.partition(":")[0] for _, words in said))
    assert steps == ["Solving", "Losing one element at a time", "Drawing", "Setting the pages", "Report written"]
    assert len(stages) == 1, "four pictures share meshes and studio"


@pytest.mark.parametrize("at", ["Losing one element at a time: 3", "Drawing"])
def test_stopped_it_leaves_no_file(at: str, tmp_path: Path) -> None:
    now = [""]

    def progress(frac: float | None, words: str) -> None:
        now[0] = words

    with pytest.raises(Stopped):
        write_report(four_panels(), tmp_path / "report.html", "SI", progress=progress, stop=lambda: now[0].startswith(at))
    assert list(tmp_path.iterdir()) == []


def test_pictures_are_drawn_beside_the_losses_and_end_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = threading.Event()
    usual = exports.render_picture
    monkeypatch.setattr(exports, "render_picture", lambda *scene, **looks: (drawing.set(), usual(*scene, **looks))[1])

    def fails(*work: object) -> None:
        assert drawing.wait(20.0), "the first picture is begun while losses are solved"
        raise ArithmeticError("a loss that cannot be solved")

    monkeypatch.setattr(exports, "_lost", fails)
    with pytest.raises(ArithmeticError):
        write_report(four_panels(), tmp_path / "report.html", "SI", progress=quiet, stop=lambda: False)
    assert all(thread.name != "gigahall-pictures" for thread in threading.enumerate())
    assert list(tmp_path.iterdir()) == []


def test_another_suffix_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a report is a .pdf or a .html file"):
        write_report(four_panels(), tmp_path / "report.txt", "SI", progress=lambda frac, words: pytest.fail("too late"), stop=lambda: False)


def test_a_picture_is_written(tmp_path: Path) -> None:
    wish = PictureWish((160, 90), "power.loading_frac", "dark", system="US")
    write_picture(four_panels(), tmp_path / "hall.png", wish, progress=quiet, stop=lambda: False)
    assert (tmp_path / "hall.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_is_taken_from_where_the_view_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Camera, hidden elements and the legend are the view's; the file is what `render_picture` draws of them."""
    seen: list[dict[str, object]] = []
    monkeypatch.setattr(exports, "render_picture", lambda *arguments, **looks: (seen.append(looks), np.zeros((9, 16, 4), np.uint8))[1])
    camera = Camera((1.0, 2.0, 0.0), distance_m=12.0)
    wish = PictureWish((16, 9), camera=camera, legend=False, hidden=("B",), transparent=True)
    write_picture(four_panels(), tmp_path / "x.png", wish, progress=quiet, stop=lambda: False)
    (looks,) = seen
    assert (looks["camera"], looks["legend"], looks["labels"], looks["hidden"], looks["transparent"]) == (camera, False, False, ("B",), True)


def test_a_shared_stage_draws_what_an_own_one_draws() -> None:
    records = {record.id: record for record in four_panels()}
    stage = HallView(records.values(), "light", (160, 90))
    try:
        render_picture(records, None, (160, 90), colour_by="power.loading_frac", camera="top", stage=stage)
        shared = render_picture(records, None, (160, 90), camera="iso", stage=stage)
    finally:
        stage.close()
    own = render_picture(records, None, (160, 90), camera="iso")
    assert np.abs(shared.astype(int) - own).mean() < 0.5
