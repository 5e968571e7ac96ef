"""The header of a dock: text tabs with an accent underline, and room for tools at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gigahall.app.components.labels import line
from gigahall.app.theme import TAB_ROW, font


class TabHeader(QWidget):
    """Tabs left, tools right. A count stands after the name: "Problems 3"."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setFixedHeight(TAB_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(4)
        self.bar = QTabBar()
        self.bar.setFont(font("body_medium"))
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._names = list(names)
        for name in names:
            self.bar.addTab(name)
        row.addWidget(self.bar)
        row.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(4)
        row.addLayout(self.tools)

    def set_count(self, index: int, count: int) -> None:
        name = self._names[index]
        self.bar.setTabText(index, f"{name}  {count}" if count else name)


class Dock(QWidget):
    """A tab header over a stack of pages."""

    def __init__(self, pages: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = TabHeader([name for name, _ in pages])
        self.stack = QStackedWidget()
        for _, page in pages:
            self.stack.addWidget(page)
        column.addWidget(self.header)
        column.addWidget(line())
        column.addWidget(self.stack, 1)
        self.header.bar.currentChanged.connect(self.stack.setCurrentIndex)

    def show_page(self, page: QWidget) -> None:
        self.header.bar.setCurrentIndex(self.stack.indexOf(page))
