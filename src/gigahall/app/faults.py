"""Uncaught errors: they go to the log file, the work to a recovery copy, the user gets a dialog, and the window lives on.

A watchdog writes down where the window's thread was whenever it did not answer for a while.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, Signal, qInstallMessageHandler

from gigahall.paths import log_dir

LOG_NAME = "gigahall.log"
BEAT_MS = 50
STALL_S = 0.25
KEPT = 3
SHOWN_CALLS = 6

log = logging.getLogger("gigahall")


def log_file() -> Path:
    return log_dir() / LOG_NAME


def start_logging() -> None:
    """Warnings and worse into a file that is turned over at 1 MB. Twice is once."""
    root = logging.getLogger()
    if any(isinstance(handler, logging.handlers.RotatingFileHandler) for handler in root.handlers):
        return
    try:
        handler = logging.handlers.RotatingFileHandler(log_file(), maxBytes=1_000_000, backupCount=KEPT, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(min(root.level, logging.WARNING))


class Faults(QObject):
    """Catches what nobody caught, in any thread, and says so in the window's thread."""

    raised = Signal(str, str)
    """One line, and the whole trace."""

    def __init__(self, rescue: Callable[[], Path | None]) -> None:
        super().__init__()
        self._rescue = rescue
        self.last_copy: Path | None = None
        self.count = 0
        self._before = (sys.excepthook, threading.excepthook)
        self._raised_elsewhere = _Relay(self)

    def install(self) -> None:
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self._raised_elsewhere.say.emit(_line(error), "".join(traceback.format_exception(kind, error, trace)))

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def take(self, line: str, trace: str) -> None:
        """Log, copy, tell."""
        self.count += 1
        log.error("uncaught error\n%s", trace)
        try:
            self.last_copy = self._rescue()
        except Exception:  # the copy failing must not hide the fault
            log.exception("no recovery copy")
        self.raised.emit(line, trace)


class _Relay(QObject):
    """Carries a fault from any thread to the window's."""

    say = Signal(str, str)

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.say.connect(faults.take)


def _line(error: BaseException) -> str:
    words = str(error).strip().splitlines()
    return f"{type(error).__name__}: {words[0]}" if words else type(error).__name__


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING}
    logging.getLogger("qt").log(level.get(kind, logging.ERROR), message)


class Watchdog(QObject):
    """Beats in the window's thread; another thread notes when a beat is late, and what was running then."""

    def __init__(self, stall_s: float = STALL_S) -> None:
        super().__init__()
        self.stall_s = stall_s
        self.stalls: list[float] = []
        self._beat = time.monotonic()
        self._main = threading.get_ident()
        self._end = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._thread = threading.Thread(target=self._watch, name="gigahall-watchdog", daemon=True)

    def start(self) -> None:
        self._beat = time.monotonic()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        self._timer.stop()
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _on_beat(self) -> None:
        now = time.monotonic()
        late = now - self._beat - BEAT_MS / 1000
        if late > self.stall_s:
            self.stalls.append(late)
            del self.stalls[:-200]
        self._beat = now

    def _where(self) -> str:
        """What the window's thread is at, innermost call first.

        Its frames are never held: a frame object would outlive a paint event, and its painter would then end in this
        thread while the window paints on, which crashes. The fault handler reads the stack without such objects.
        """
        with tempfile.TemporaryFile() as file:
            faulthandler.dump_traceback(file, all_threads=True)
            file.seek(0)
            stacks = file.read().decode(errors="replace").split("\n\n")
        own = next((stack for stack in stacks if f"hread 0x{self._main:016x}" in stack.partition("\n")[0]), "")
        return "\n".join(own.splitlines()[1:SHOWN_CALLS + 1])

    def _watch(self) -> None:
        noted = 0.0
        while not self._end.wait(self.stall_s / 4):
            beat = self._beat
            if time.monotonic() - beat > self.stall_s + BEAT_MS / 1000 and beat != noted:
                noted = beat
                where = self._where()
                log.warning("the window did not answer for %.2f s; it was at\n%s", time.monotonic() - beat, where)
