"""The main window: bars on top, scene and catalogue left, the view in the middle, inspector right, results below.

It only puts the parts together; what each command does is in responses.py, every edit in actions.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gigahall.app import style, theme
from gigahall.app.actions import Actions
from gigahall.app.bars import ToolStrip, TopBar
from gigahall.app.bottom import PLOTS, BottomDock
from gigahall.app.collector import Collector
from gigahall.app.commands import Commands
from gigahall.app.components.buttons import ToolButton
from gigahall.app.components.labels import line, plain
from gigahall.app.components.tabs import Dock
from gigahall.app.desk import Desk
from gigahall.app.dialogs import WindowAsker
from gigahall.app.files import Asker, Files
from gigahall.app.hands import HANDS, FocusKeeper
from gigahall.app.panels.figures import Figures, solve_seconds
from gigahall.app.panels.inspector import Inspector
from gigahall.app.panels.outliner import GROUPINGS, Outliner
from gigahall.app.panels.shelf import Shelf
from gigahall.app.pictures import Keepsake, Pictures, keep
from gigahall.app.slot import Slot, View
from gigahall.app.startpage import StartPage
from gigahall.app.theme import THEME
from gigahall.app.values import seconds_words
from gigahall.app.viewstate import Keeper
from gigahall.app.work import Shown, Work
from gigahall.kinds.finding import Finding, severity_rank
from gigahall.paths import SCENE_SUFFIX
from gigahall.scene.document import Document
from gigahall.session.tree import Node
from gigahall.storage.fault import one_line

START, WORK = 0, 1


class Window(QMainWindow):
    """One scene at a time. `view` is None until the 3D view is loaded."""

    shown_first = Signal()
    about_to_close = Signal()

    def __init__(self, asker: Asker | None = None) -> None:
        super().__init__()
        style.dress(self)
        self.collector = Collector()
        self.collector.start()
        self.desk = Desk(Document())
        self.actions_ = Actions(self.desk)
        self.files = Files(self.desk, asker or WindowAsker(self))
        self.actions_.read_only = self.files.refusal
        self._keeper = Keeper(self.desk.view_state, lambda: self.files.path, lambda words: self.desk.say(words, "warn"))
        self.commands = Commands(self)
        self.work = Work()
        self.pictures = Pictures()
        self.view: View | None = None
        self._kept: tuple[Path | None, str] = (None, "")
        """File and state of it that the start page has a picture of."""
        self.colors: list[tuple[str, str]] = [("", "Equipment")]
        self.setMinimumSize(1024, 640)
        self.setAcceptDrops(True)
        self._build()
        style.divide(self, (self.figures, self.bottom, self.inspector, self.shelf_dock, self.scene_dock, self.slot, self.tools, self.top, self.start))
        self._follow()
        self._focus = FocusKeeper(self, lambda: self.slot if self.is_working else self.start)
        self._show_title()
        self.show_start()

    # ------------------------------------------------------------ parts

    def _build(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top = TopBar(self.commands)
        column.addWidget(self.top)
        column.addWidget(line())
        self.pages = QStackedWidget()
        self.start = StartPage()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self._work())
        column.addWidget(self.pages, 1)
        self.setCentralWidget(centre)

    def _work(self) -> QWidget:
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tools = ToolStrip(self.commands, self.colors)
        column.addWidget(self.tools)
        column.addWidget(line())
        self.columns = _splitter(Qt.Orientation.Horizontal)
        self.left = self._left()
        self.slot = Slot()
        self.bottom = BottomDock(self.desk)
        self.middle = _splitter(Qt.Orientation.Vertical)
        self.middle.addWidget(self.slot)
        self.middle.addWidget(self.bottom)
        self.middle.setStretchFactor(0, 1)
        self.inspector = Inspector(self.desk, self.pictures)
        for part in (self.left, self.middle, self.inspector):
            self.columns.addWidget(part)
        self.columns.setStretchFactor(1, 1)
        column.addWidget(self.columns, 1)
        column.addWidget(line())
        self.figures = Figures(self.desk)
        column.addWidget(self.figures)
        return work

    def _left(self) -> QSplitter:
        self.outliners = [Outliner(self.desk, grouping, empty) for _, grouping, empty in GROUPINGS]
        self.scene_dock = Dock([(name, page) for (name, _, _), page in zip(GROUPINGS, self.outliners, strict=True)])
        find = ToolButton("search", "Find in scene")
        find.clicked.connect(lambda: self.outliners[self.scene_dock.stack.currentIndex()].toggle_search())
        self.scene_dock.header.tools.addWidget(find)
        self.shelf = Shelf(self.pictures)
        self.shelf_dock = Dock([("Catalogue", self.shelf)])
        self.shelf_dock.header.bar.addTab("Recent")
        self.shelf_dock.header.bar.currentChanged.connect(lambda index: self._shelf_page(index))
        more = ToolButton("filter", "Category")
        more.clicked.connect(lambda: self.shelf.category_menu(more.mapToGlobal(QPoint(0, more.height() + 2))))
        self.shelf_dock.header.tools.addWidget(more)
        left = _splitter(Qt.Orientation.Vertical)
        left.addWidget(self.scene_dock)
        left.addWidget(self.shelf_dock)
        left.setStretchFactor(0, 1)
        return left

    def _shelf_page(self, index: int) -> None:
        self.shelf_dock.stack.setCurrentIndex(0)
        self.shelf.show_recent(index == 1)

    # ------------------------------------------------------------ signals

    def _follow(self) -> None:
        desk, files = self.desk, self.files
        desk.said.connect(self.slot.say)
        desk.bridge.preparing.connect(self.work.prepare)
        self.work.changed.connect(self._show_work)
        for item in (self.tools.progress, self.start.progress):
            item.cancelled.connect(self.work.cancel)
        desk.state_changed.connect(lambda state: self._show_state())
        desk.results_changed.connect(self._show_state)
        desk.framed.connect(lambda ids: self.view.frame(ids) if self.view else None)
        desk.units_changed.connect(self._show_units)
        desk.color_changed.connect(lambda: self.tools.color.set_value(desk.color_by))
        files.changed.connect(self._show_title)
        files.reading.changed.connect(self._show_reading)
        files.opened.connect(self._keeper.opened)
        files.changed.connect(self._keeper.named)
        files.changed.connect(self.keep_new_memory)
        files.opened.connect(self.show_work)
        files.autosave_lost.connect(lambda reason: desk.say(reason, "warn"))
        files.recents_changed.connect(self._show_recent)
        self.top.units.chosen.connect(lambda units: desk.set_units("US" if units == "US" else "SI"))
        self.tools.color.chosen.connect(desk.set_color)
        THEME.changed.connect(self._show_theme)

    def _show_title(self) -> None:
        words = f"{self.files.name}[*] – Gigahall" if self.files.is_open else "Gigahall"
        self.setWindowTitle(words + (" (read-only)" if self.files.is_read_only else ""))
        self.setWindowModified(self.files.is_modified)

    def recall_place(self) -> bool:
        """Where and how large the window was the last time; False when that is not known."""
        stored = self.files.settings.window_geometry
        return bool(stored) and self.restoreGeometry(QByteArray.fromBase64(stored.encode()))

    def _remember_place(self) -> None:
        self.files.change_settings(window_geometry=bytes(self.saveGeometry().toBase64().data()).decode())

    def _show_state(self) -> None:
        desk, badge = self.desk, self.tools.badge
        results = desk.results
        time = " ".join(seconds_words(solve_seconds(results)))
        model = "draft air model" if "draft" in results.models.get("air", "") else ""
        if desk.state == "failed":
            fault = desk.bridge.session.fault if desk.bridge.session else None
            badge.show_state(["Not solved", str(fault or "see the log")[:60]], "bad")
        elif desk.state == "stale" or not desk.has_results:
            first = "Preparing solvers" if self.work.is_preparing else "Solving"
            badge.show_state(["Updating" if desk.has_results else first], "stale")
        else:
            settled = f"settled in {time}" if results.state == "settled" else f"live in {time}"
            words, tone = problems_words(results.problems, desk.causes)
            badge.show_state([part for part in ("Live", words or model, settled) if part], tone)
        badge.setToolTip(plain("\n".join(f"{name}: {words}" for name, words in results.models.items())))

    def _show_reading(self) -> None:
        reading = self.files.reading
        words = f"Opening {one_line(reading.path.stem, 60)}" if reading.path is not None else ""
        self.work.show_beside(Shown(words, None, None, reading.cancel) if words else None)

    def _show_work(self) -> None:
        for item in (self.tools.progress, self.start.progress):
            item.show_work(self.work.shown())
        if not self.desk.has_results:
            self._show_state()

    def _show_units(self) -> None:
        self.top.units.set_value(self.desk.units)
        self.commands["units"].setChecked(self.desk.units == "US")
        self.start.set_units(self.desk.units)
        self.shelf.set_units(self.desk.units)
        self.files.change_settings(units="us" if self.desk.units == "US" else "si")

    def _show_recent(self) -> None:
        """Behind a scene the start page waits until it is shown."""
        if not self.is_working:
            self.start.show_recent(self.files.recent)

    def _show_theme(self) -> None:
        self.top.show_theme(THEME.is_dark)
        self.commands["theme"].setChecked(THEME.is_dark)

    # ------------------------------------------------------------ pages

    def show_start(self) -> None:
        self.start.show_recent(self.files.recent)
        self.top.show_document(False)
        self._show_title()
        self.pages.setCurrentIndex(START)
        self.start.setFocus()

    def keep_memory(self) -> None:
        """What the start page will show of the open file."""
        path, results = self.files.path, self.desk.results
        if path is None or self.view is None or self.desk.state != "settled" or self.files.is_modified:
            return
        power = results.key_figures.get("it_w")
        count = Counter(problem.severity for problem in results.problems)
        note = Keepsake(float(power), count["error"], count["warning"]) if isinstance(power, float | int) else None
        keep(path, self.slot.picture(), note)
        self._kept = (path, self.files.sha256)

    def keep_new_memory(self) -> None:
        """As soon as a file is seen solved, and after each save: who looks at the start page meanwhile finds it there."""
        if (self.files.path, self.files.sha256) != self._kept and self.view is not None and self.view.is_settled():
            self.keep_memory()

    def show_opening(self) -> None:
        """The page of the scene that is on its way: the start page would only flash."""
        self.pages.setCurrentIndex(WORK)
        self.slot.setFocus()

    def show_work(self) -> None:
        if not self.is_working:
            style.paint_in_turns(self)
        self.top.show_document(True)
        self.pages.setCurrentIndex(WORK)
        self.slot.setFocus()

    @property
    def is_working(self) -> bool:
        return self.pages.currentIndex() == WORK

    def set_view(self, view: QWidget) -> None:
        """Put the loaded 3D view in its place."""
        self.slot.set_view(view)
        self.view = cast(View, view)

    def set_plots(self, module: ModuleType) -> None:
        """The plots page is loaded: `gigahall.app.panels.plots`."""
        plots = module.Plots(self.desk)
        self.bottom.set_plots(plots, list(module.CHOICES), plots.choice)
        self.bottom.plot_chip.chosen.connect(plots.show_plot)

    def set_colors(self, colors: list[tuple[str, str]]) -> None:
        """The quantities equipment can be coloured by."""
        self.colors = [("", "Equipment"), *colors]
        self.tools.color.set_choices(self.colors)

    def show_plots(self) -> None:
        self.bottom.show_page(PLOTS)

    def wear(self, name: theme.Name) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.wear(app, name)
        self.files.change_settings(theme=name)

    # ------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width() < theme.COMPACT_BELOW_PX, event.oldSize().width() < theme.COMPACT_BELOW_PX)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_theme()
        self._fit(self.width() < theme.COMPACT_BELOW_PX, None)
        HANDS.watch(self.windowHandle())
        self.shown_first.emit()

    def _fit(self, compact: bool, before: bool | None) -> None:
        """Below 1400 px names and columns give way; nothing is cut."""
        if compact == before:
            return
        for part in (self.top, self.tools, self.figures, self.inspector):
            part.set_compact(compact)
        left = theme.LEFT_DOCK_COMPACT if compact else theme.LEFT_DOCK
        right = theme.RIGHT_DOCK_COMPACT if compact else theme.RIGHT_DOCK
        bottom = theme.BOTTOM_DOCK_COMPACT if compact else theme.BOTTOM_DOCK
        self.left.setMinimumWidth(left)
        self.inspector.setMinimumWidth(right)
        self.columns.setSizes([left, max(self.width() - left - right, 320), right])
        self.middle.setSizes([max(self.height() - bottom - 200, 200), bottom])
        self.shelf.set_compact(compact)
        shelf = 236 if compact else 372
        self.left.setSizes([max(self.height() - shelf - 160, 160), shelf])

    def arrange(self) -> None:
        """The docks as large as on the first start."""
        self._fit(self.width() < theme.COMPACT_BELOW_PX, None)

    # ------------------------------------------------------------ files dropped, window closed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.toLocalFile().endswith(SCENE_SUFFIX) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = [url.toLocalFile() for url in event.mimeData().urls()]
        scenes = [place for place in dropped if place.endswith(SCENE_SUFFIX)]
        if scenes:
            self.open_path(scenes[0])
        if len(dropped) > 1:
            self.desk.say("A window holds one scene: of the files dropped, the first scene is opened")

    open_path: Callable[[str], object]
    """Set by responses.py."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.slot.setFocus()

    def _may_end_work(self) -> bool:
        job = self.work.job
        words = "Closing the window ends it, and nothing is written."
        return job is None or self.files.asker.sure(f"{job.title} is not finished", words, "Close anyway")

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self._may_end_work() and self.files.may_leave()):
            event.ignore()
            return
        self.keep_memory()
        self._remember_place()
        self.about_to_close.emit()
        self.files.leave()
        self.work.close()
        self.desk.close()
        self.collector.stop()
        event.accept()


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    return made


def problems_words(problems: Sequence[Finding], causes: Sequence[Node]) -> tuple[str, str]:
    """"20 problems from 5 causes" and the tone of the worst; nothing where there are only notes."""
    count = sum(1 for problem in problems if problem.severity != "info")
    if not count:
        return "", "ok"
    n_cause = sum(1 + len(root.likes) for root in causes if root.rank < severity_rank("info"))
    words = "1 problem" if count == 1 else f"{count} problems"
    if n_cause < count:
        words += f" from {n_cause} cause{'' if n_cause == 1 else 's'}"
    return words, "bad" if any(problem.severity == "error" for problem in problems) else "warn"
