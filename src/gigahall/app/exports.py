"""What is written beside the scene: tables, pictures, reports. What cannot be written is said in a dialog that stays."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QProcess
from PySide6.QtGui import QImage

from gigahall import paths
from gigahall.app.desk import Desk
from gigahall.app.files import Files
from gigahall.storage import scene_file
from gigahall.storage.atomic import SaveError, save_bytes
from gigahall.storage.fault import SceneError, one_line


class Exports(QObject):
    """Asks for a place and writes there. Nothing a user typed is part of a path but what was chosen in the dialog."""

    def __init__(self, parent: QObject, files: Files, desk: Desk) -> None:
        super().__init__(parent)
        self._files, self._desk = files, desk

    def table(self, name: str, text: str) -> None:
        path = self._files.place_to_export("Export table", f"{self._files.stem}-{paths.file_stem(name.lower())}", {".csv": "CSV"})
        if path is not None:
            self._write("The table", path, ("\ufeff" + text).encode("utf-8"))

    def picture(self, image: QImage, path: Path | None = None) -> None:
        path = path or self._files.place_to_export("Export picture", self._files.stem, {".png": "PNG"})
        if path is not None:
            self._write("The picture", path, png_bytes(image))

    def report(self) -> QProcess | None:
        """Written by the command line's own function in a process of its own; the window goes on meanwhile."""
        path = self._files.place_to_export("Export report", self._files.stem, {".pdf": "PDF", ".html": "HTML"})
        if path is None:
            return None
        folder = Path(tempfile.mkdtemp(prefix="gigahall-"))
        scene = folder / f"scene{paths.SCENE_SUFFIX}"
        try:
            save_bytes(scene, scene_file.encode(self._desk.document.records.values()))
        except (SaveError, SceneError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            self._files.asker.complain("The report was not written", str(error))
            return None
        return self._report_apart(scene, path)

    def _report_apart(self, scene: Path, path: Path) -> QProcess:
        process = QProcess(self)
        is_over: list[bool] = []

        def done() -> None:
            if is_over:
                return  # a program that does not start says so twice
            is_over.append(True)
            said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
            shutil.rmtree(scene.parent, ignore_errors=True)
            if process.error() == QProcess.ProcessError.UnknownError and process.exitCode() == 0:
                self._desk.say(f"Saved {one_line(path.name, 80)}", "ok")
            else:
                reason = said[-1] if said else process.errorString()
                self._files.asker.complain("The report was not written", reason.replace(f"{scene}: ", ""))
            process.deleteLater()

        process.finished.connect(done)
        process.errorOccurred.connect(done)
        program, *words = paths.program()
        process.start(program, [*words, "report", str(scene), "-o", str(path)])
        self._desk.say("Writing the report")
        return process

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
