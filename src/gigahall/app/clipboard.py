"""The system's clipboard: pieces of scenes as text under a type of our own, so that other windows can paste them."""

from __future__ import annotations

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from gigahall.storage import fragment
from gigahall.storage.fragment import MIME, Fragment, FragmentError


@cache
def _release_at_exit() -> None:
    """Without a display Qt frees the clipboard after the application it needs, and the process ends with a crash."""

    def release() -> None:
        if QGuiApplication.instance() is not None and QGuiApplication.platformName() in ("offscreen", "minimal"):
            QGuiApplication.clipboard().clear()

    atexit.register(release)


def put(piece: Fragment) -> None:
    """Copy. The names go along as plain text, for letters and lists."""
    _release_at_exit()
    data = QMimeData()
    data.setData(MIME, fragment.encode(piece))
    data.setText("\n".join(element.name for element in piece.elements))
    QGuiApplication.clipboard().setMimeData(data)


def get() -> Fragment:
    """What was copied. Raises FragmentError when the clipboard is empty or holds something else."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.hasFormat(MIME):
        raise FragmentError("Copy something first" if data is None or not data.formats() else fragment.FOREIGN)
    return fragment.decode(bytes(data.data(MIME).data()))
