"""What the self-contained folder leaves out, measured: everything Gigahall loads was listed by importing all of its modules
(`python tools/build_app.py --loaded`); what is not on that list and large stands here. Sizes are of Linux x86-64, MiB.
"""

from __future__ import annotations

NOT_NEEDED = frozenset({
    "matplotlib", "contourpy", "cycler", "fonttools", "kiwisolver", "packaging", "pillow", "pyparsing", "python-dateutil",
    "tzdata",
})  # fmt: skip
"""Packages that others ask for and Gigahall never loads: 170 (matplotlib and what hangs on it, for vtk's own plots)."""

STDLIB_OUT = (
    "test", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "distutils", "pydoc_data", "venv", "site-packages",
    "dist-packages", "config-*", "__pycache__", "sqlite3", "curses", "dbm", "wsgiref", "xmlrpc", "__phello__", "antigravity.py", "this.py",
)
"""Parts of the standard library: 190 of 250."""

EXTENSIONS_OUT = (
    "_test*", "_xx*", "xx*", "_ctypes_test*", "_tkinter*", "_sqlite3*", "_curses*", "_dbm*", "_gdbm*", "readline*", "nis*", "_crypt*",
    "_ssl*", "_hashlib*", "ossaudiodev*", "spwd*", "audioop*",
)
"""Compiled modules of the standard library that need libraries of the system and are not loaded."""

TREES_OUT = ("tests", "test", "include", "examples", "__pycache__")
"""Folders left out of every package: 150 (numba, scipy, NumPy)."""

FILES_OUT = ("*.pyi", "*.pxd", "*.pyx", "*.a", "*.lib", "*.h", "*.hpp", "*.c", "*.cpp", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")

QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGL", "QtOpenGLWidgets", "QtTest", "QtDBus")
"""Of PySide6, as loaded by Gigahall and pyqtgraph (QtDBus: by Qt's own platform parts)."""

QT_PLUGINS = (
    "platforms", "platformthemes", "platforminputcontexts", "iconengines", "imageformats", "xcbglintegrations", "egldeviceintegrations",
    "wayland-decoration-client", "wayland-graphics-integration-client", "wayland-shell-integration",
)
"""Of Qt's plug-ins; Designer, QML, SQL, network and the rest stay out: 160 with their libraries and tools."""

XCB = (
    "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-render-util.so.0", "libxcb-util.so.1",
    "libxkbcommon-x11.so.0", "libxkbcommon.so.0",
)
"""Libraries of the system that Qt needs on X11 and that many desktops lack; taken along where they are found."""

VTK_MODULES = (
    "vtkCommonCore", "vtkCommonDataModel", "vtkCommonExecutionModel", "vtkCommonMath", "vtkCommonMisc", "vtkCommonSystem",
    "vtkCommonTransforms", "vtkFiltersCore", "vtkFiltersGeneral", "vtkFiltersSources", "vtkIOCore", "vtkIOImage", "vtkImagingCore",
    "vtkParallelCore", "vtkRenderingCore", "vtkRenderingFreeType", "vtkRenderingHyperTreeGrid", "vtkRenderingLabel",
    "vtkRenderingOpenGL2", "vtkRenderingUI",
)
"""Of VTK, as loaded; all other modules and the libraries only they need stay out."""

STRIPPED = ("runtime/lib", "packages/vtkmodules", "packages/llvmlite", "packages/typst")
"""Folders whose libraries carry symbols worth taking out: 120."""
