"""Files made of a scene: reports and pictures. The same functions serve the command line and the window's jobs.

Each solves the scene anew, says how far it is, and writes its file whole or not at all. No Qt, no display.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gigahall.report.report import document
from gigahall.scene.record import Record
from gigahall.session import headless
from gigahall.session.jobs import Progress, Stop, Stopped, within
from gigahall.session.losses import Loss, losses, worth_losing
from gigahall.session.results import Results
from gigahall.session.warm import warm
from gigahall.storage import atomic
from gigahall.units import System
from gigahall.view3d.camera import Camera
from gigahall.view3d.palette import ThemeName
from gigahall.view3d.picture import png_bytes, render_picture
from gigahall.view3d.view import HallView

MOST_SETTLED_LOSSES = 64
"""A report with more losses solves them to live accuracy, and says so."""
POLL_S = 0.1
REPORT_SIZE = (1600, 900)
REPORT_VIEWS = {
    "inlet": ("air.inlet_max_c", "iso", 1.8), "plan": ("", "top", 1.35),
    "iso": ("", "iso", 1.35), "load": ("power.loading_frac", "iso", 1.35),
}  # fmt: skip
"""Quantity, camera and size of the labels of each picture."""


@dataclass(frozen=True, slots=True)
class PictureWish:
    """What a picture shows, and how; the fields are those of `render_picture`."""

    size: tuple[int, int] = (1920, 1080)
    colour_by: str = ""
    theme: ThemeName = "light"
    transparent: bool = False
    system: System = "SI"
    camera: Camera | str = "iso"
    legend: bool = True
    """Legend, labels and axes."""
    hidden: tuple[str, ...] = ()


def report_form(path: Path) -> Literal["pdf", "html"]:
    """By the suffix. Raises ValueError for another one."""
    if path.suffix.lower() == ".pdf":
        return "pdf"
    if path.suffix.lower() == ".html":
        return "html"
    raise ValueError(f"'{path}': a report is a .pdf or a .html file")


def write_report(records: Iterable[Record], path: Path, system: System, *, progress: Progress, stop: Stop) -> None:
    """Solve the scene and its losses, draw it, and write the report."""
    form = report_form(path)
    _check_place(path)
    scene = {record.id: record for record in records}
    results = _solved(scene, within(progress, 0.0, 0.15), stop)
    with _Drawing(scene, results, system, stop) as drawing:
        lost = _lost(scene, results, within(progress, 0.15, 0.6), stop)
        pictures = drawing.finished(within(progress, 0.6, 0.9))
    progress(0.9, "Setting the pages")
    _write(path, document(scene, results, lost, pictures, form, system=system))
    progress(1.0, "Report written")


def write_picture(records: Iterable[Record], path: Path, wish: PictureWish, *, progress: Progress, stop: Stop) -> None:
    """Solve the scene, draw it, and write the picture as PNG. Raises KeyError for a quantity there is not."""
    _check_place(path)
    scene = {record.id: record for record in records}
    results = _solved(scene, within(progress, 0.0, 0.3), stop)
    pixels = render_picture(
        scene, results, wish.size, colour_by=wish.colour_by, theme=wish.theme, transparent=wish.transparent,
        system=wish.system, camera=wish.camera, legend=wish.legend, labels=wish.legend, hidden=wish.hidden,
        progress=within(progress, 0.3, 0.9), stop=stop,
    )  # fmt: skip
    progress(0.9, "Writing the picture")
    _write(path, png_bytes(pixels))
    progress(1.0, "Picture written")


def _solved(scene: Mapping[str, Record], progress: Progress, stop: Stop) -> Results:
    warm(progress, stop)
    _check(stop)
    progress(0.5, "Solving")
    return headless.solved(scene)


def _lost(scene: Mapping[str, Record], results: Results, progress: Progress, stop: Stop) -> tuple[Loss, ...]:
    wanted = worth_losing(scene)
    found: list[Loss] = []
    progress(0.0, f"Losing one element at a time: 0 of {len(wanted)}")
    for loss in losses(scene, wanted, results, settled=len(wanted) <= MOST_SETTLED_LOSSES, stop=stop):
        found.append(loss)
        progress(len(found) / len(wanted), f"Losing one element at a time: {len(found)} of {len(wanted)}")
    _check(stop)
    return tuple(found)


class _Drawing:
    """Draws the pictures of a report beside the solving of the losses: graphics library and solvers let each other run."""

    def __init__(self, scene: Mapping[str, Record], results: Results, system: System, stop: Stop) -> None:
        self._work = (scene, results, system)
        self._stop = stop
        self._is_over = threading.Event()
        self._found: dict[str, bytes] = {}
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._draw, name="gigahall-pictures", daemon=True)

    def __enter__(self) -> _Drawing:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Whatever ended the work beside it ends the drawing with the piece it is at."""
        self._is_over.set()
        self._thread.join()

    def finished(self, progress: Progress) -> dict[str, bytes]:
        """The pictures, once they are there. Raises what the drawing raised."""
        total = len(REPORT_VIEWS)
        while True:
            progress(len(self._found) / total, f"Drawing: {len(self._found)} of {total}")
            self._thread.join(POLL_S)
            if not self._thread.is_alive():
                break
        if self._fault is not None:
            raise self._fault
        _check(self._stop)
        return self._found

    def _draw(self) -> None:
        try:
            self._draw_all(*self._work)
        except Exception as error:  # raised again where the pictures are wanted
            self._fault = error

    def _draw_all(self, scene: Mapping[str, Record], results: Results, system: System) -> None:
        stage = HallView(scene.values(), "light", REPORT_SIZE)
        try:
            for name, (quantity, camera, scale) in REPORT_VIEWS.items():
                pixels = render_picture(
                    scene, results, REPORT_SIZE, colour_by=quantity, camera=camera, overlay_scale=scale, system=system, stage=stage,
                    stop=lambda: self._is_over.is_set() or self._stop(),
                )  # fmt: skip
                self._found[name] = png_bytes(pixels)
        finally:
            stage.close()


def _check_place(path: Path) -> None:
    """What can be told of a bad place before the work; the rest shows when the file is written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path.parent))


def _write(path: Path, data: bytes) -> None:
    atomic.save_bytes(path, data)


def _check(stop: Stop) -> None:
    if stop():
        raise Stopped
