"""Loads slow modules (solvers, compiled kernels, the 3D view) behind a window that already stands."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Sequence
from types import ModuleType

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)


class Loader(QObject):
    """Imports modules one after another in a thread; says each one that is ready, or why it is not."""

    loaded = Signal(str)
    failed = Signal(str, str)
    _ready = Signal(str, str)

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__()
        self._modules = list(modules)
        self.found: dict[str, ModuleType] = {}
        self._ready.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._load, name="gigahall-loader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self, timeout_s: float = 60.0) -> None:
        self._thread.join(timeout_s)

    def _load(self) -> None:
        for name in self._modules:
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
