"""What is written beside the scene: tables, pictures, reports. What cannot be written is said in a dialog that stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gigahall import paths
from gigahall.app.components.buttons import Chip
from gigahall.app.components.field import NumberField
from gigahall.app.components.labels import wrapped
from gigahall.app.desk import Desk
from gigahall.app.dialogs import Dialog
from gigahall.app.files import Files
from gigahall.app.theme import THEME
from gigahall.app.work import Work
from gigahall.storage.atomic import SaveError, save_bytes
from gigahall.storage.fault import one_line
from gigahall.units import System
from gigahall.view3d.tiles import refusal


class ReportDialog(Dialog):
    """The units of a report; its form is chosen with its name."""

    def __init__(self, parent: QWidget | None, units: System, take: Callable[[System], object]) -> None:
        super().__init__(parent, "Export report", 420)
        self._take = take
        self.say("Key figures, limits, the loss of every feed and cooling unit, tables, pictures and sources of the scene as it is now.")
        self.units = Chip("", [("SI", "SI: °C, L/min, kPa"), ("US", "US: °F, gpm, psi")], units, filled=True)
        self.row("Units", self.units)
        self.button("Cancel", self.reject)
        self.button("Choose a file…", self.finish, primary=True)

    def finish(self) -> None:
        self.accept()
        self._take("US" if self.units.value == "US" else "SI")


class PictureDialog(Dialog):
    """Size, background and legend of a picture of the view."""

    def __init__(self, parent: QWidget | None, size: tuple[int, int], take: Callable[[tuple[int, int], bool, bool], object]) -> None:
        super().__init__(parent, "Export picture", 420)
        self._take = take
        self.say("The view as it is looked at now, drawn in full quality in the background.")
        on_screen = f"{size[0]}x{size[1]}"
        known = {on_screen: f"As on the screen, {size[0]} × {size[1]}", "1920x1080": "1920 × 1080", "3840x2160": "3840 × 2160",
                 "7680x4320": "7680 × 4320, for print", "own": "Own size"}
        self.preset = Chip("", list(known.items()), on_screen, filled=True)
        self.row("Size in pixels", self.preset)
        self.width_px, self.height_px = (NumberField(float(side), "1", "SI", ge=1.0, le=1e6, whole=True) for side in size)
        self.row("Width", self.width_px)
        self.row("Height", self.height_px)
        self.ground = Chip("", [("filled", "As in the view"), ("clear", "Transparent")], "filled", filled=True)
        self.row("Background", self.ground)
        self.legend = Chip("", [("with", "With legend and labels"), ("without", "Without")], "with", filled=True)
        self.row("Legend", self.legend)
        self.problem = wrapped("", "label", "bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.button("Cancel", self.reject)
        self.button("Choose a file…", self.finish, primary=True)
        self.preset.chosen.connect(self._sized)
        self._sized(on_screen)

    def _sized(self, name: str) -> None:
        for field in (self.width_px, self.height_px):
            field.setEnabled(name == "own")
        if name != "own":
            for field, side in zip((self.width_px, self.height_px), name.split("x"), strict=True):
                field.show_value(float(side), "SI")

    def finish(self) -> None:
        """A size that cannot be drawn stays in the dialog, with the largest that can."""
        try:
            size = (round(self.width_px.value_now()), round(self.height_px.value_now()))
            reason = refusal(size)
        except ValueError as error:
            reason = str(error)
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))
        if not reason:
            self.accept()
            self._take(size, self.ground.value == "clear", self.legend.value == "with")


class Exports(QObject):
    """Asks for a place and writes there. Nothing a user typed is part of a path but what was chosen in the dialog."""

    def __init__(self, window: QWidget | None, files: Files, desk: Desk, work: Work, show: Callable[[Dialog], object]) -> None:
        super().__init__(window)
        self._window, self._files, self._desk, self._work, self._show = window, files, desk, work, show
        self.write_report: Callable[..., None] | None = None
        """`gigahall.exports.write_report`, once its slow modules are loaded behind the window."""

        self.write_picture: Callable[..., None] | None = None
        self.wish_picture: Callable[..., object] | None = None
        """Of the same module: `write_picture` and its PictureWish."""

    def table(self, name: str, text: str) -> None:
        path = self._files.place_to_export("Export table", f"{self._files.stem}-{paths.file_stem(name.lower())}", {".csv": "CSV"})
        if path is not None:
            self._write("The table", path, ("\ufeff" + text).encode("utf-8"))

    def picture(self, image: QImage, path: Path | None = None) -> None:
        path = path or self._files.place_to_export("Export picture", self._files.stem, {".png": "PNG"})
        if path is not None:
            self._write("The picture", path, png_bytes(image))

    def ask_picture(self, size: tuple[int, int], **looks: object) -> None:
        """Size and looks first, then the place; `looks` are fields of PictureWish. Drawn by a job."""
        if self.write_picture is None or self.wish_picture is None:
            self._desk.say("The parts of a picture are still loading; try again in a moment", "warn")
            return
        write, wish = self.write_picture, self.wish_picture

        def take(chosen: tuple[int, int], transparent: bool, legend: bool) -> None:
            path = self._files.place_to_export("Export picture", self._files.stem, {".png": "PNG"})
            if path is None:
                return
            name = one_line(path.name, 80)
            self._work.run(
                "Picture", write, tuple(self._desk.document.records.values()), path,
                wish(size=chosen, transparent=transparent, legend=legend, theme=THEME.name, system=self._desk.units, **looks),
                done=lambda _: self._desk.say(f"Saved {name}", "ok"),
                failed=lambda fault: self._files.asker.complain("The picture was not written", fault.text),
            )

        self._show(PictureDialog(self._window, size, take))

    def ask_report(self) -> None:
        """Units first, then the place."""
        self._show(ReportDialog(self._window, self._desk.units, self.report))

    def report(self, units: System, path: Path | None = None) -> None:
        """The scene as it is now, written by a job; the window goes on meanwhile."""
        if self.write_report is None:
            self._desk.say("The parts of a report are still loading; try again in a moment", "warn")
            return
        path = path or self._files.place_to_export("Export report", self._files.stem, {".pdf": "PDF", ".html": "HTML"})
        if path is None:
            return
        name = one_line(path.name, 80)
        self._work.run(
            "Report", self.write_report, tuple(self._desk.document.records.values()), path, units,
            done=lambda _: self._desk.say(f"Saved {name}", "ok"),
            failed=lambda fault: self._files.asker.complain("The report was not written", fault.text),
        )

    def _write(self, what: str, path: Path, data: bytes) -> None:
        try:
            if not data:
                raise SaveError("The picture is empty.")
            save_bytes(path, data)
        except SaveError as error:
            self._files.asker.complain(f"{what} was not written", str(error))
        else:
            self._desk.say(f"Saved {one_line(path.name, 80)}", "ok")


def png_bytes(image: QImage) -> bytes:
    """The picture as a PNG file; empty for an empty picture."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know only names and devices of another class
    return bytes(buffer.data().data())
