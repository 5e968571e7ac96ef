"""A program with the real window that edits without end and is killed: `python victim.py SCENE`.

After each edit it tells its number and the digest of all records, as the file would hold them.
"""

from __future__ import annotations

import hashlib
import sys

from PySide6.QtCore import QTimer

from gigahall.app import style
from gigahall.app.start import Opening, Program, application
from gigahall.scene.document import Document
from gigahall.storage import scene_file

EDIT_MS = 120


def digest(document: Document) -> str:
    return hashlib.sha256(scene_file.encode(document.records.values())).hexdigest()


def main() -> int:
    app = application()
    style.wear(app, "light")
    program = Program(app, Opening(sys.argv[1], size=(1280, 800)))
    program.begin()
    window = program.window
    count = 0

    def edit() -> None:
        nonlocal count
        if not window.files.is_open or window.view is None:
            return
        racks = [element.id for element in window.desk.document.elements() if element.name.startswith("R1-")]
        count += 1
        window.desk.select([racks[count % len(racks)]])
        window.commands[("turn", "duplicate", "service", "delete")[count % 4]].trigger()
        print(count, digest(window.desk.document), flush=True)

    timer = QTimer()
    timer.timeout.connect(edit)
    timer.start(EDIT_MS)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
