"""The 3D view: records and diffs in, pictures and picked ids out. VTK only, off screen, no Qt.

Read `sync.py` first (a diff becomes stage content, by id), then `view.py` (the facade the window drives). `mesh.py` and
`solid.py` turn shapes into arrays, `pool.py` and `layer.py` merge them per hall and material, `stage.py` holds the three
presets over one window, `tint.py` and `colormap.py` colour by a quantity. `labels.py`, `legend.py` and `overlay.py` say
what is drawn on top, as data; `picture.py` draws it without a window for `render`, reports and thumbnails.

May import session, kinds, scene and units. Rejected: one actor per element (26 ms a frame at 600 racks before a triangle
is drawn), depth peeling and shadow maps (4 times the frame; broken shadows), a native window (fails on Wayland).
"""
