"""What the mouse does in the view: one file per tool. A tool looks at the scene through its `Bench` and asks actions.py for
every edit; it never opens a transaction.

Read tool.py first. `mover.py` drags, `snap.py` says where a dragged thing comes to rest.
"""
