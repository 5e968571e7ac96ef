"""Opens the window: fonts and theme first, then the window, then the slow modules behind it."""

from __future__ import annotations

import dataclasses
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gigahall import paths
from gigahall.app import icons, style
from gigahall.app.ahead import Ahead
from gigahall.app.asking import Twice
from gigahall.app.dialogs import FaultDialog, RecoveryDialog, WindowAsker
from gigahall.app.faults import Faults, Watchdog, log_file, start_logging
from gigahall.app.loader import Loader
from gigahall.app.responses import Responses
from gigahall.app.theme import Name
from gigahall.app.window import Window
from gigahall.scene.document import EditError
from gigahall.session.apart import Call
from gigahall.storage import settings

if TYPE_CHECKING:
    from gigahall.app.viewport.viewport import Viewport

EXPORTS = "gigahall.exports"
PLOTS = "gigahall.app.panels.plots"
COLORS = "gigahall.view3d.colormap"
VIEW = "gigahall.app.viewport.viewport"
SESSION = "gigahall.session.session"
SHOOT_LIMIT_S = 600.0
PICTURES_LIMIT_S = 30.0
"""A picture of the window does not wait longer than this for the catalogue's pictures."""
SHOOT_POLL_MS = 40
REST_S = 4.0
"""Plots and exports wait no longer for the first solved picture."""
SWITCH_S = 1e-3
"""Longest wait of the window for Python while a solver or the studio runs; the usual 5 ms add up over a repaint."""
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
    ahead: Call | None = None
    """Solves the scene meanwhile; see app/ahead.py."""


def complain(line: str) -> None:
    """One line on the terminal."""
    sys.stderr.write(f"{line}\n")


class _Printing(WindowAsker):
    """While the scene of the command line is opened: what is wrong with it goes to the terminal."""

    def complain(self, title: str, reason: str) -> None:
        complain(reason)


class _Unattended(_Printing):
    """For a picture of the window nobody sits before it: what would be asked or told goes to the terminal."""

    def open_twice(self, name: str) -> Twice:
        return "read-only"

    def tell(self, title: str, words: str, lines: Sequence[str]) -> None:
        for line in lines:
            complain(line)


class Program(QObject):
    """The running program: window, responses, loader, faults."""

    ended = Signal(int)
    """The window is closed; the exit code."""

    def __init__(self, app: QApplication, opening: Opening) -> None:
        super().__init__()
        self.app, self.opening = app, opening
        self.window = Window()
        self.responses = Responses(self.window)
        self.memory = self.responses.memory
        self.faults = Faults(self.window.files.rescue)
        self.faults.raised.connect(self._tell_fault)
        self.watchdog = Watchdog()
        self._ahead = Ahead(opening.ahead) if opening.ahead is not None else None
        first, later = ([COLORS, VIEW], [SESSION]) if self._ahead is not None else ([COLORS, SESSION, VIEW], [])
        self._slow = [*first, *later, PLOTS, EXPORTS]
        self.loader = Loader(first, [*later, PLOTS, EXPORTS])
        self._rest = QTimer(self)
        """Looks whether the first solved picture is there: what it does not need is loaded after it."""
        self._rest.setInterval(SHOOT_POLL_MS)
        self._rest.timeout.connect(self._load_rest)
        self.loader.loaded.connect(self._loaded)
        self.loader.failed.connect(self._not_loaded)
        self._is_told: set[str] = set()
        self._view: Viewport | None = None
        self._since = self._view_at = 0.0
        self._settled_at = 0.0
        self.window.about_to_close.connect(self._end)
        self.exit_code = OK

    def begin(self) -> None:
        """Show the window and start loading behind it."""
        if self.opening.scene is not None:
            self.window.show_opening()
        chosen = self.window.files.settings
        self.window.desk.set_units("US" if chosen.units == "us" else "SI")
        if self.opening.size is not None or self.opening.shoot is not None or not self.window.recall_place():
            width, height = self.opening.size or self._first_size()
            self.window.resize(width, height)
            if self.opening.size is None and self.opening.shoot is None and self._fills_screen(width, height):
                self.window.setWindowState(Qt.WindowState.WindowMaximized)  # else its frame would push its foot off the screen
        self.window.show()
        if self.opening.shoot is None:
            self.memory.start()
        if self._ahead is not None:
            self._ahead.over.connect(self._present)
            self._ahead.start()
        self.faults.install()
        self.watchdog.start()
        self.loader.start()
        QTimer.singleShot(0, self._open)

    def _first_size(self) -> tuple[int, int]:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        return min(1600, screen.width()), min(1000, screen.height())

    def _fills_screen(self, width: int, height: int) -> bool:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        return width >= screen.width() or height >= screen.height()

    def _open(self) -> None:
        if self.opening.scene is not None:
            self._open_scene(Path(self.opening.scene))
        else:
            self._opened(True)

    def _present(self) -> None:
        """Show what was solved ahead, where it is of the file that is open and nothing has changed since."""
        files, desk = self.window.files, self.window.desk
        found = self._ahead.found if self._ahead is not None else None
        if found is not None and files.is_open and files.sha256 == found[0] and not files.is_modified and not desk.has_results:
            desk.bridge.present(dataclasses.replace(found[1], revision=desk.document.revision))

    def _opened(self, is_open: bool) -> None:
        if not is_open:
            self._leave(BAD_INPUT)
            return
        self._present()
        if self.opening.shoot is None:
            self._offer_recovery()
        if reasons := sorted(set(paths.displaced().values())):
            self.window.desk.say(f"Settings and autosaves are kept among the temporary files: {'; '.join(reasons)}", "warn")
        if self.opening.select:
            try:
                self.window.desk.select([self.window.desk.document.find(self.opening.select).id])
            except EditError as error:
                complain(f"--select: {error}")
                self._leave(BAD_INPUT)
                return
        if self.opening.shoot is not None:
            self._since = time.monotonic()
            QTimer.singleShot(SHOOT_POLL_MS, self._shoot)

    def _open_scene(self, path: Path) -> None:
        files = self.window.files
        usual, files.asker = files.asker, (_Printing if self.opening.shoot is None else _Unattended)(self.window)

        def done(is_open: bool | None) -> None:
            files.asker = usual
            if not files.is_open:
                self.window.show_start()
            if is_open is not None:
                self._opened(is_open)

        files.fetch(path, done)

    def _offer_recovery(self) -> None:
        found = self.window.files.recoverable()
        if found:
            self.responses.show(RecoveryDialog(self.window, found, self.window.files.restore, self.window.files.discard))

    # ------------------------------------------------------------ loading

    def _loaded(self, name: str) -> None:
        module = self.loader.found[name]
        self._has_loaded(name)
        if name == COLORS:
            self.window.set_colors([(q.id, q.label) for q in module.quantities()])
            self._choose_color(module.quantity)
        elif name == VIEW:
            self._wait_for_picture()
            self._set_view(module.Viewport(self.window.desk, self.window.actions_, self.window.commands))
        elif name == PLOTS:
            self.window.set_plots(module)
            self.memory.restore_pages()
        elif name == EXPORTS:
            self.responses.exports.write_report = module.write_report
            self.responses.exports.write_picture, self.responses.exports.wish_picture = module.write_picture, module.PictureWish
        elif name == SESSION:
            self.window.desk.bridge.start(module.Session)

    def _has_loaded(self, name: str) -> None:
        self._slow.remove(name)
        if not self._slow:
            self.window.collector.settle()

    def _wait_for_picture(self) -> None:
        self._view_at = time.monotonic()
        self._rest.start()

    def _load_rest(self) -> None:
        files, desk = self.window.files, self.window.desk
        is_empty = not files.is_open and files.reading.path is None
        is_shown = desk.has_results and self._view is not None and self._view.shows(desk.results)
        is_alone = self._ahead is not None and self._ahead.is_over and self._ahead.found is None
        if is_empty or is_shown or is_alone or desk.state == "failed" or time.monotonic() - self._view_at > REST_S:
            self._rest.stop()
            self.loader.go_on()

    def _choose_color(self, quantity: Callable[[str], object]) -> None:
        wanted = self.opening.color_by or ""
        if wanted.strip().lower() in ("", "equipment"):
            self.memory.restore_color([key for key, _ in self.window.colors] if not wanted else [])
            return
        try:
            self.window.desk.set_color(str(getattr(quantity(wanted), "id", "")))
        except KeyError as error:
            complain(f"--color-by: {error.args[0]}")
            self._leave(BAD_INPUT)

    def _set_view(self, view: Viewport) -> None:
        """Join the 3D view to the window: names, menus, pictures of the catalogue, the end."""
        window = self.window
        self._view = view
        window.set_view(view)
        window.pictures.set_renderer(view.thumbnail)
        view.set_scene_name(window.files.name)
        window.files.changed.connect(lambda: view.set_scene_name(window.files.name))
        view.context.connect(lambda at, key: self.responses.menus.open_for_selection(at) if key else None)
        view.placed.connect(window.shelf.remember)
        view.settled.connect(window.keep_new_memory)
        view.troubled.connect(lambda words: window.slot.say(words, "warn"))
        view.tool_used.connect(lambda name: window.shelf.clear_pick())
        window.about_to_close.connect(view.shut)

    def _not_loaded(self, name: str, reason: str) -> None:
        self._has_loaded(name)
        if name == VIEW:
            self._wait_for_picture()
            self.window.slot.empty.say(f"The 3D view cannot start: {reason}")
        else:
            self.window.desk.say(f"{name.rpartition('.')[2].capitalize()} cannot start: {reason}", "bad")

    # ------------------------------------------------------------ picture and end

    def _shoot(self) -> None:
        """Wait for the first settled result and its picture, then take the whole window."""
        now = time.monotonic()
        if not self._is_solved and now - self._since < SHOOT_LIMIT_S:
            QTimer.singleShot(SHOOT_POLL_MS, self._shoot)
            return
        self._settled_at = self._settled_at or now
        if self.window.pictures.is_waiting and now - self._settled_at < PICTURES_LIMIT_S:
            QTimer.singleShot(SHOOT_POLL_MS, self._shoot)
            return
        if self.opening.scene is not None and self._view is not None:
            self._view.hold_still(self._save_picture)
        else:
            self._save_picture()

    @property
    def _is_solved(self) -> bool:
        if self._slow:
            return False
        desk, view = self.window.desk, self._view
        if self.opening.scene is None:
            return True
        solved = desk.state == "failed" or (desk.results.state == "settled" and not desk.is_stale)
        return solved and (view is None or view.is_settled())

    def _save_picture(self) -> None:
        assert self.opening.shoot is not None
        self.opening.shoot.parent.mkdir(parents=True, exist_ok=True)
        saved = self.window.grab().save(str(self.opening.shoot))
        if not saved:
            complain(f"{self.opening.shoot}: the picture could not be written")
        solved = self.opening.scene is None or self.window.desk.results.state == "settled"
        if not solved:
            complain(f"{self.opening.scene}: no settled result")
        self._leave(BAD_INPUT if not saved else OK if solved else NO_PICTURE)

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
        self._rest.stop()
        if self._ahead is not None:
            self._ahead.close()
        self.watchdog.stop()
        self.faults.remove()
        self.ended.emit(self.exit_code)


def application() -> QApplication:
    """The one QApplication, with sharp pixmaps."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Gigahall")
    app.setDesktopFileName("gigahall")
    app.setWindowIcon(icons.program_icon())
    return app


def has_display() -> bool:
    """Is there anything to show a window on; a platform chosen by the user counts."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def run(opening: Opening) -> int:
    """Open the window and stay until it is closed; the exit code."""
    if not has_display():
        if opening.shoot is None:
            complain("There is no display; --shoot FILE.png draws the window without one")
            return BAD_INPUT
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    start_logging()
    sys.setswitchinterval(SWITCH_S)
    app = application()
    style.wear(app, opening.theme or style.theme_of(settings.load().theme, app))
    program = Program(app, opening)
    program.ended.connect(app.exit)
    program.begin()
    code = app.exec()
    program.loader.wait(5.0)
    _end_process(code)


def _end_process(code: int) -> NoReturn:
    """End at once: everything is saved and closed by now.

    Python takes apart what is left in no fixed order: Qt's objects after the application they need, modules under a kernel
    that still compiles in another thread. Either has ended in a crash.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)
