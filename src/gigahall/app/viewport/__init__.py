"""The 3D view in the window: a plain widget that shows pictures made in a thread of their own, and what is painted on top.

The window makes one and keeps it:

    view = Viewport(desk, actions, commands)     binds the view and tool commands itself (fit …, view_*, labels, tool_*)
    view.load(loader.found)                      once gigahall.view3d.view, .picture and .labels are imported
    view.set_scene_name("superpod-gb300")        the first word of the breadcrumb
    view.arm("item-id")                          placing begins ("" puts it down); `armed(item)` says what is in hand
    view.preview(elements, reason)               ghosts for a dialog (array); () takes them away
    view.shoot(done)                             done(QImage): the still picture with everything painted on it
    view.thumbnail(element, size, dark, done)    done(pixels): a picture of one element, made in the same thread
    view.shut()                                  ends the thread; call it before the window goes

Signals: `tool_changed(str)`, `armed(str)`, `placed(str)`, `context(QPoint, str)` (right click: where, on which element),
`settled()` (a finished picture is on the screen), `failed(str)` (there is no 3D here; everything else works).

Read studio.py first (the thread that owns the HallView; nothing else renders), then viewport.py (events and painting),
overlays.py and cards.py (what is painted), and ../tools/ (what the mouse does).

Rejected: rendering in the window's thread (a first frame compiles shaders for 0.7 s, a still takes seconds); the moment VTK
draws it lets Python run, so a thread costs nothing.
"""
