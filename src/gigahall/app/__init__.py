"""The window: PySide6 and pyqtgraph. Panels show a document and its results and ask for changes; `edits/` alone opens
transactions, `bridge.py` alone crosses threads.

May import view3d, report, session and everything to the right of them. Read desk.py first (what is open, what is selected,
in which units), then actions.py (every edit), window.py (how the panels sit together), components/ (the pieces they are
made of) and theme.py (the one table of colours, type and sizes).

Rejected: dock widgets of Qt (their frames and float buttons cost the calm of the window), Qt's own undo stack (the document
keeps the history), a chart per panel with its own colours (every painter reads theme.py).
"""
