"""Opens the window: fonts and theme first, then the window, then the slow modules behind it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gigahall.app import style
from gigahall.app.dialogs import FaultDialog, RecoveryDialog
from gigahall.app.faults import Faults, Watchdog, log_file, start_logging
from gigahall.app.loader import Loader
from gigahall.app.responses import Responses
from gigahall.app.theme import Name
from gigahall.app.window import Window
from gigahall.scene.document import EditError

PLOTS = "gigahall.app.panels.plots"
COLORS = "gigahall.view3d.colormap"
VIEW = "gigahall.app.viewport.viewport"
DRAWING = ("gigahall.view3d.view", "gigahall.view3d.picture", "gigahall.view3d.labels")
SESSION = "gigahall.session.session"
SHOOT_LIMIT_S = 600
SHOOT_POLL_MS = 50
VIEW_LIMIT_S = 20
"""Without 3D on this machine the picture is taken without it."""
OK, BAD_INPUT, NO_PICTURE = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Opening:
    """What the command line asks for."""

    scene: str | None = None
    shoot: Path | None = None
    size: tuple[int, int] | None = None
    select: str | None = None
    color_by: str | None = None
    theme: Name | None = None


class Program(QObject):
    """The running program: window, responses, loader, faults."""

    def __init__(self, app: QApplication, opening: Opening) -> None:
        super().__init__()
        self.app, self.opening = app, opening
        self.window = Window()
        self.responses = Responses(self.window)
        self.faults = Faults(self.window.files.rescue)
        self.faults.raised.connect(self._tell_fault)
        self.watchdog = Watchdog()
        self.loader = Loader([COLORS, *DRAWING, VIEW, PLOTS, SESSION])
        self.loader.loaded.connect(self._loaded)
        self.loader.failed.connect(self._not_loaded)
        self._fault_dialog: FaultDialog | None = None
        self._is_told: set[str] = set()
        self.window.about_to_close.connect(self._end)
        self._drawn = -1
        """Revision of the settled results the 3D picture shows."""
        self.exit_code = OK

    def begin(self) -> None:
        """Show the window and start loading behind it."""
        chosen = self.window.files.settings
        self.window.desk.set_units("US" if chosen.units == "us" else "SI")
        width, height = self.opening.size or self._first_size()
        self.window.resize(width, height)
        self.window.show()
        self.faults.install()
        self.watchdog.start()
        self.loader.start()
        QTimer.singleShot(0, self._open)

    def _first_size(self) -> tuple[int, int]:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        return min(1600, screen.width()), min(1000, screen.height())

    def _open(self) -> None:
        if self.opening.scene is not None:
            if not self.window.files.open(Path(self.opening.scene)):
                self._leave(BAD_INPUT)
                return
        elif self.opening.shoot is None:
            self._offer_recovery()
        if self.opening.select:
            try:
                self.window.desk.show([self.window.desk.document.find(self.opening.select).id])
            except EditError:
                self._leave(BAD_INPUT)
                return
        if self.opening.shoot is not None:
            self._waited_ms = self._solved_ms = 0
            QTimer.singleShot(SHOOT_POLL_MS, self._shoot)

    def _offer_recovery(self) -> None:
        found = self.window.files.recoverable()
        if found:
            self.responses.show(RecoveryDialog(self.window, found, self.window.files.restore, self.window.files.discard))

    # ------------------------------------------------------------ loading

    def _loaded(self, name: str) -> None:
        module = self.loader.found[name]
        if name == COLORS:
            self.window.set_colors([(q.id, q.label) for q in module.quantities()])
            if self.opening.color_by:
                self.window.desk.set_color(module.quantity(self.opening.color_by).id)
        elif name == VIEW:
            view = module.Viewport(self.window.desk, self.window.actions_, self.window.commands)
            view.settled.connect(self._view_settled)
            self.window.set_view(view, view)
            view.load(self.loader.found)
        elif name == PLOTS:
            self.window.set_plots(module)
        elif name == SESSION:
            self.window.desk.bridge.start(module.Session)

    def _not_loaded(self, name: str, reason: str) -> None:
        if name == VIEW:
            self.window.slot.empty.say(f"The 3D view cannot start: {reason}")
        else:
            self.window.desk.say(f"{name.rpartition('.')[2].capitalize()} cannot start: {reason}", "bad")

    # ------------------------------------------------------------ picture and end

    def _shoot(self) -> None:
        window = self.window
        self._waited_ms += SHOOT_POLL_MS
        solved = window.desk.has_results and window.desk.results.state == "settled" and not window.desk.is_stale
        self._solved_ms = self._solved_ms + SHOOT_POLL_MS if solved else 0
        is_drawn = self._drawn == window.desk.results.revision
        view_ready = solved and (is_drawn or self._solved_ms > VIEW_LIMIT_S * 1000)
        if self.opening.scene is None:
            solved = view_ready = True
        if not (solved and view_ready) and self._waited_ms < SHOOT_LIMIT_S * 1000:
            QTimer.singleShot(SHOOT_POLL_MS, self._shoot)
            return
        assert self.opening.shoot is not None
        saved = window.grab().save(str(self.opening.shoot))
        if not saved:
            pass
        self._leave(OK if saved and solved else NO_PICTURE)

    def _view_settled(self) -> None:
        """A finished picture is on the screen: of these results."""
        results = self.window.desk.results
        self._drawn = results.revision if results.state == "settled" else -1

    def _tell_fault(self, line: str, trace: str) -> None:
        if line in self._is_told:
            return  # a fault in a repaint comes again and again; once is enough
        self._is_told.add(line)
        dialog = FaultDialog(self.window, line, trace, log_file(), self.faults.last_copy)
        self.responses.show(dialog)

    def _leave(self, code: int) -> None:
        self.exit_code = code
        self.window.desk.document.mark_saved()
        self.window.close()

    def _end(self) -> None:
        self.watchdog.stop()
        self.faults.remove()
        self.app.exit(self.exit_code)


def application() -> QApplication:
    """The one QApplication, with sharp pixmaps."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Gigahall")
    app.setDesktopFileName("gigahall")
    return app


def theme_of(choice: str, app: QApplication) -> Name:
    """The stored choice; "system" follows the desktop."""
    if choice in ("light", "dark"):
        return "dark" if choice == "dark" else "light"
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def run(opening: Opening) -> int:
    """Open the window and stay until it is closed; the exit code."""
    start_logging()
    app = application()
    program = Program(app, opening)
    style.wear(app, opening.theme or theme_of(program.window.files.settings.theme, app))
    program.begin()
    code = app.exec()
    program.loader.wait(5.0)
    return code
