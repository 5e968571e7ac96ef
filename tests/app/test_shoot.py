"""`gigahall open --shoot`: the real program in a process of its own takes a picture of its window and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gigahall.storage import scene_file
from gigahall.templates.registry import BY_NAME

pytestmark = pytest.mark.window

LIMIT_S = 200


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "panels.gigahall"
    path.write_bytes(scene_file.encode(BY_NAME["four-panels"].make()))
    return path


def without_display() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}


def opened(*arguments: object, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gigahall", "open", *map(str, arguments)]
    return subprocess.run(
        command, env=environment or without_display(), capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )


def shades(image: QImage, left: int, top: int, right: int, bottom: int) -> int:
    return len({image.pixel(x, y) for x in range(left, right, 7) for y in range(top, bottom, 7)})


def test_a_picture_of_the_solved_window_without_a_display(scene: Path, tmp_path: Path) -> None:
    target = tmp_path / "made" / "window.png"
    done = opened(scene, "--shoot", target, "--size", "1280x800", "--select", "R1", "--color-by", "loading", "--theme", "dark")
    assert done.returncode == 0, done.stderr
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1280, 800)
    assert image.pixelColor(640, 20).lightness() < 60, "the dark theme was asked for"
    assert shades(image, 250, 100, 980, 540) > 300, "the 3D view has drawn the hall"


def test_a_picture_on_a_real_display(scene: Path, tmp_path: Path, display: dict[str, str]) -> None:
    target = tmp_path / "window.png"
    done = opened(scene, "--shoot", target, "--size", "1600x1000", environment=display)
    assert done.returncode == 0, done.stderr
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1600, 1000)
    assert shades(image, 280, 100, 1260, 700) > 300


def test_the_start_page_without_a_scene(tmp_path: Path) -> None:
    target = tmp_path / "start.png"
    done = opened("--shoot", target, "--size", "1280x800")
    assert done.returncode == 0, done.stderr
    assert QImage(str(target)).width() == 1280


def test_bad_input_is_one_line_and_2(scene: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gigahall"
    broken.write_bytes(scene.read_bytes()[:-40])
    for arguments, words in (
        ((broken,), "broken.gigahall"),
        ((tmp_path / "missing.gigahall",), "missing.gigahall"),
        ((scene, "--select", "nobody"), "nobody"),
        ((scene, "--color-by", "mood"), "mood"),
    ):
        done = opened(*arguments, "--shoot", tmp_path / "x.png")
        said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
        assert done.returncode == 2, (arguments, done.stderr)
        assert len(said) == 1, said
        assert words in said[0]
        assert not (tmp_path / "x.png").exists()


def test_without_a_display_the_window_says_what_works_instead(scene: Path) -> None:
    done = opened(scene)
    assert done.returncode == 2
    assert "--shoot" in done.stderr
