"""Files: the scene file, safe saving, recovery after a crash, backups and the user's settings.

Everything a user could lose passes through here. One function, `atomic.save_bytes`, writes user files: the old file
stays whole until the new one is complete on the disk. The decoder refuses only what the document's own edits refuse,
so that nothing that could be made cannot be opened again; anything milder is a note. Recovery decides by content hash
and edit counter, never by file time, and never writes the user's file.

May import `kinds`, `scene`, `paths` and msgspec; no Qt, no solver. Rejected: SQLite and zip containers (do not diff in
git), QSaveFile (reports success on a full disk), pickle, and per-field patches as journal (whole records replay in any
order).

Read `scene_file.py` first, then `atomic.py`, `recovery.py`.
"""
