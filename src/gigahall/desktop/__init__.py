"""Gigahall on the user's desk: menu entry, file type, icons, shell completions and man page, all made from one parser.

May import paths only; the parser is handed in. Read usage.py first (the parser as plain data), then completion.py, man.py
and reference.py (three ways to write it down), entries.py (what a Linux desk wants to know) and integrate.py (who puts it there).

Rejected: files kept by hand beside the parser (they age), an installer for the whole machine (needs rights, leaves traces).
"""
