"""The window: PySide6 and pyqtgraph. Panels show a document and its results and ask for changes; `edits/` alone opens
transactions, `bridge.py` alone crosses threads.

May import view3d, report, session and everything to the right of them. Read desk.py first (what is open, what is selected,
in which units), then actions.py (every edit), window.py (how the panels sit together), components/ (the pieces they are
made of) and theme.py (the one table of colours, type and sizes).

Rejected: dock widgets of Qt (their frames and float buttons cost the calm of the window), Qt's own undo stack (the document
keeps the history), a chart per panel with its own colours (every painter reads theme.py).
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  (it puts the hook there that is taken away below)

# PySide reads the source of every module that is imported after it, to see whether it asks for Qt in snake case. None of ours
# does, and the solvers' libraries are a thousand modules: a quarter of a second of every start.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
