"""The lower dock: problems beside plots where there is room, tables, history, and the tools of the shown page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gigahall.app.components.buttons import Chip, ToolButton
from gigahall.app.components.field import SearchField
from gigahall.app.components.labels import line
from gigahall.app.components.rows import EmptyState
from gigahall.app.components.tabs import TabHeader
from gigahall.app.desk import Desk
from gigahall.app.panels.history import History
from gigahall.app.panels.problems import Problems
from gigahall.app.panels.tables import Tables

PROBLEMS, PLOTS, TABLES, HISTORY = range(4)
BESIDE_PX = 372
BOTH_FROM_PX = 860


class BottomDock(QWidget):
    """Four pages; the first two share the width of a wide window."""

    export_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._plots: QWidget = EmptyState("plots", "Plots are loading.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = TabHeader(["Problems", "Plots", "Tables", "History"])
        column.addWidget(self.header)
        column.addWidget(line())
        self.problems = Problems(desk)
        self.tables = Tables(desk)
        self.history = History(desk)
        self._both = QWidget()
        self._row = QHBoxLayout(self._both)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._parting = line(vertical=True)
        self._stack = QStackedWidget()
        for page in (self._both, self.tables, self.history):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        self._build_tools()
        self.header.bar.currentChanged.connect(self._show)
        self.problems.counted.connect(lambda count: self.header.set_count(PROBLEMS, count))
        self.header.set_count(PROBLEMS, self.problems.count())
        self._is_chosen = False
        self.header.bar.tabBarClicked.connect(lambda index: self._choose())
        desk.results_changed.connect(self._first_results)
        self._show(PROBLEMS)

    def _build_tools(self) -> None:
        self.plot_chip = Chip("Plot")
        self.table_chip = Chip("Table", self.tables.choices(), "Power")
        self.table_chip.chosen.connect(self.tables.show_system)
        self.filter = SearchField("Filter")
        self.filter.setFixedWidth(170)
        self.filter.changed.connect(self.tables.filter)
        self.more = ToolButton("more", "More")
        self.more.clicked.connect(self._menu)
        for widget in (self.filter, self.plot_chip, self.table_chip, self.more):
            self.header.tools.addWidget(widget)

    def set_plots(self, plots: QWidget, choices: list[tuple[str, str]], chosen: str) -> None:
        """The plots page is loaded."""
        old, self._plots = self._plots, plots
        self.plot_chip.set_choices(choices)
        self.plot_chip.set_value(chosen)
        self._arrange()
        old.setParent(None)
        old.deleteLater()
        self._show(self.header.bar.currentIndex())

    def show_page(self, index: int) -> None:
        self._choose()
        self.header.bar.setCurrentIndex(index)

    def _choose(self) -> None:
        """From now on the user's page stays."""
        self._is_chosen = True

    def _first_results(self) -> None:
        """A scene opens on its problems when it has any, else on the plots; its first problem comes to the front."""
        if not self._desk.has_results:
            self._is_chosen = False
        elif not self._is_chosen and self._desk.results.state == "settled":
            self._is_chosen = self.problems.count() > 0
            self.header.bar.setCurrentIndex(PROBLEMS if self._is_chosen or not self._desk.results.blocks else PLOTS)

    @property
    def page(self) -> int:
        return self.header.bar.currentIndex()

    def target(self) -> QWidget | None:
        """Who takes the keys on the shown page; None where the tabs do."""
        rows = self.problems.rows
        found = {PROBLEMS: rows[0] if rows else None, TABLES: self.tables.view, HISTORY: self.history.view}.get(self.page)
        return found if found is not None and found.isVisible() else None

    def _show(self, index: int) -> None:
        self._stack.setCurrentIndex(max(index - 1, 0))
        self.plot_chip.setVisible(index in (PROBLEMS, PLOTS) and (index == PLOTS or self._is_wide()) and bool(self.plot_chip.value))
        self.table_chip.setVisible(index == TABLES)
        self.filter.setVisible(index == TABLES)
        if index in (PROBLEMS, PLOTS):
            self._arrange()

    def _is_wide(self) -> bool:
        return self.width() >= BOTH_FROM_PX

    def _arrange(self) -> None:
        """The chosen page takes the room, the other stands beside it when there is enough."""
        plots_first = self.header.bar.currentIndex() == PLOTS
        first, second = (self._plots, self.problems) if plots_first else (self.problems, self._plots)
        while self._row.count():
            self._row.takeAt(0)
        self._row.addWidget(first, 1)
        self._row.addWidget(self._parting)
        self._row.addWidget(second, 0)
        first.setMinimumWidth(240)
        first.setMaximumWidth(16_777_215)
        second.setFixedWidth(BESIDE_PX if plots_first else max(self.width() // 2, BESIDE_PX))
        wide = self._is_wide()
        first.setVisible(True)
        self._parting.setVisible(wide)
        second.setVisible(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show(self.header.bar.currentIndex())

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.addAction("Export table as CSV…").triggered.connect(lambda: self.export_wanted.emit())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
