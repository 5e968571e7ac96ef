"""Ctrl-C that ends a command at once, also while compiled code runs that does not hear it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator

GRACE_S = 0.25
"""So long the command may take to end by itself and clear up."""
INTERRUPTED = 130


@contextlib.contextmanager
def prompt() -> Iterator[None]:
    """Within this Ctrl-C ends the process within `GRACE_S`.

    Python turns it into an exception between two of its own instructions only, which a solver's loop or a drawing library
    may keep waiting for seconds. The system notes the signal at once, and a thread hears of it. Files are written whole or
    not at all, so nothing is torn.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard, told = socket.socketpair()
    told.setblocking(False)
    is_over = threading.Event()
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    listener = threading.Thread(target=_listen, args=(heard, is_over), name="gigahall-interrupt", daemon=True)
    listener.start()
    try:
        yield
    finally:
        is_over.set()
        signal.set_wakeup_fd(before)
        told.close()
        listener.join()
        heard.close()


def _listen(heard: socket.socket, is_over: threading.Event) -> None:
    while said := heard.recv(64):
        if signal.SIGINT in said and not is_over.wait(GRACE_S):
            sys.stderr.flush()
            os._exit(INTERRUPTED)
