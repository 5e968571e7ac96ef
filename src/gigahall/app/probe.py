"""One small window: run by `gigahall doctor` in a child process, since Qt ends the process where its platform is missing."""

from __future__ import annotations

import sys

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget


def main() -> int:
    """Shows and grabs a widget on the platform Qt picks and prints what it was; 1 if the picture is empty."""
    app = QApplication(sys.argv[:1])
    widget = QWidget()
    widget.resize(64, 64)
    widget.show()
    app.processEvents()
    picture = widget.grab()
    print(f"Qt {qVersion()} on {QGuiApplication.platformName()}")
    return 1 if picture.isNull() else 0
