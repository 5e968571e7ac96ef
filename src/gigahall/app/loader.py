"""Loads slow modules (solvers, compiled kernels, the 3D view) behind a window that already stands."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Sequence
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, Qt, QTimer, Signal

SLICE_MS = 10
log = logging.getLogger(__name__)


class Types(QObject):
    """Makes Qt's Python types in the window's thread, a few at a time.

    PySide makes a type when it is first asked for. A plotting library asks for all of them; where that was done in another
    thread while the window painted, the program crashed.
    """

    made = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names = iter([(module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module)])
        self._timer = QTimer(self)
        self._timer.setInterval(SLICE_MS)
        self._timer.timeout.connect(self._make)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _make(self) -> None:
        until = time.perf_counter() + SLICE_MS / 1000
        for module, name in self._names:
            getattr(module, name)
            if time.perf_counter() > until:
                return
        self._timer.stop()
        self.made.emit()


class Loader(QObject):
    """Imports modules one after another in a thread; says each one that is ready, or why it is not."""

    loaded = Signal(str)
    failed = Signal(str, str)
    _ready = Signal(str, str)

    def __init__(self, modules: Sequence[str], later: Sequence[str] = ()) -> None:
        """Those that are for `later` wait for `go_on`."""
        super().__init__()
        self._modules, self._later = list(modules), list(later)
        self._may_go_on = threading.Event()
        self._is_ending = False
        self.found: dict[str, ModuleType] = {}
        self._types = Types()
        self._types.made.connect(self._may_go_on.set)
        self._ready.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="gigahall-loader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def go_on(self) -> None:
        """What the window needs first is there: the rest may come."""
        self._types.start()

    def wait(self, timeout_s: float = 60.0) -> None:
        """Wait for the thread; what it has not begun is left out."""
        self._is_ending = True
        self._types.stop()
        self._may_go_on.set()
        self._thread.join(timeout_s)

    def _work(self) -> None:
        self._load(self._modules)
        if self._later:
            self._may_go_on.wait()
            self._load(self._later)

    def _load(self, modules: Sequence[str]) -> None:
        for name in modules:
            if self._is_ending:
                return
            try:
                self.found[name] = importlib.import_module(name)
                reason = ""
            except Exception as error:  # the window says so and stays usable for editing
                log.exception("loading %s failed", name)
                reason = str(error) or type(error).__name__
            self._ready.emit(name, reason)

    def _tell(self, name: str, reason: str) -> None:
        if reason:
            self.failed.emit(name, reason)
        else:
            self.loaded.emit(name)
