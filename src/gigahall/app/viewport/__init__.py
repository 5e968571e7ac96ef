"""The 3D view in the window: a plain widget that shows pictures made in a thread of their own, and what is painted on top.

viewport.py holds `Viewport`, which does what slot.py's `View` asks, and more that start.py joins to the window. Signals:
`context` (a right click: where, on which element), `placed`, `tool_used`, `settled` (a finished picture is on the screen).

Read studio.py first (the thread that owns the HallView; nothing else renders), then viewport.py (what follows what, and
painting), sight.py (where the camera looks), eye.py (what is under a point), slicing.py (the plane), surface.py, pointer.py and
hovering.py (events), floats.py, marks.py and cards.py (what is painted on top), ../tools/ (what the mouse does). Parts that ask
the whole view do so through view.py.

Loaded behind the standing window by loader.py, since it pulls in VTK; so nothing here is imported by the window's own modules.

Rejected: rendering in the window's thread (a first frame compiles shaders for 0.7 s, a still takes seconds); while VTK draws
it lets Python run, so a thread of its own costs nothing.
"""
