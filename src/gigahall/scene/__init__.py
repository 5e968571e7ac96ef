"""The document: what a user has placed, typed and connected, and every way to change it.

Records are frozen and carry the description of their own fields; a change is a `Diff` made in a transaction, so undo,
redo, autosave and the 3D view all speak of the same thing. Nothing derived lives here: results, meshes, the selection
and the camera belong to others, and no kind of equipment is known by name.

May import msgspec and nothing of gigahall to its left; no Qt, no SciPy, no files. Decided: a record that leaves takes
its connections along, and things that stood in a room that leaves stay, outside any room. Rejected: hand-written undo
commands, mutable elements, and a document that knows ports (only kinds do).

Read `document.py` first, then `edit.py`, `diff.py`, `record.py`.
"""
