"""What is written beside the scene: tables, pictures, reports. What cannot be written is said in a dialog that stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gigahall import paths
from gigahall.app.components.buttons import Chip
from gigahall.app.desk import Desk
from gigahall.app.dialogs import Dialog
from gigahall.app.files import Files
from gigahall.app.work import Work
from gigahall.storage.atomic import SaveError, save_bytes
from gigahall.storage.fault import one_line
from gigahall.units import System


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


class Exports(QObject):
    """Asks for a place and writes there. Nothing a user typed is part of a path but what was chosen in the dialog."""

    def __init__(self, window: QWidget | None, files: Files, desk: Desk, work: Work, show: Callable[[Dialog], object]) -> None:
        super().__init__(window)
        self._window, self._files, self._desk, self._work, self._show = window, files, desk, work, show
        self.write_report: Callable[..., None] | None = None
        """`gigahall.exports.write_report`, once its slow modules are loaded behind the window."""

    def table(self, name: str, text: str) -> None:
        path = self._files.place_to_export("Export table", f"{self._files.stem}-{paths.file_stem(name.lower())}", {".csv": "CSV"})
        if path is not None:
            self._write("The table", path, ("\ufeff" + text).encode("utf-8"))

    def picture(self, image: QImage, path: Path | None = None) -> None:
        path = path or self._files.place_to_export("Export picture", self._files.stem, {".png": "PNG"})
        if path is not None:
            self._write("The picture", path, png_bytes(image))

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
