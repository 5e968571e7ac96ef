"""The two bars on top: brand, menus, search, undo, units and theme; below them tools, colour choice and the live badge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QWidget

from gigahall.app import icons, paint
from gigahall.app.commands import Commands, shown_keys
from gigahall.app.components.badge import LiveBadge
from gigahall.app.components.buttons import Chip, ClickArea, ToolButton
from gigahall.app.components.labels import line, plain
from gigahall.app.components.rows import ProgressItem
from gigahall.app.theme import TOOL_STRIP, TOP_BAR


class Brand(QWidget):
    """Three bars and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(112, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        for index, (height, alpha) in enumerate(((10, 0.55), (15, 0.8), (20, 1.0))):
            paint.box(painter, QRectF(14 + 6 * index, 30 - height, 4.4, height), 1.4, paint.color("accent", alpha))
        paint.text(painter, 40, 26, "Gigahall", "value", "text")


class SearchBox(ClickArea):
    """Looks like a field, opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self._compact = False
        self.setAccessibleName("Search commands and equipment")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(250 if self._compact else 320, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        edge = "accent" if self.hasFocus() else "line2" if self.underMouse() else None
        paint.box(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, "sunken", edge)
        icons.draw(painter, "search", 10, 7, 16, "text3")
        words = "Search or run" if self._compact else "Search commands and equipment"
        paint.text(painter, 34, 19.5, words, "body", "text3")
        paint.text(painter, self.width() - 9, 19.5, shown_keys(["Ctrl+K"]), "hint", "text3", Qt.AlignmentFlag.AlignRight)


class TopBar(QWidget):
    """Brand, menus, search, undo and redo, units, theme."""

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOP_BAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(Brand())
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self.menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.menus.setFixedHeight(30)
        row.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.search = SearchBox()
        row.addWidget(self.search)
        row.addStretch(1)
        self.undo, self.redo = ToolButton.of(commands["undo"]), ToolButton.of(commands["redo"])
        self.units = Chip("Units", [("SI", "SI"), ("US", "US")], "SI")
        self.theme = ToolButton("moon", f"Dark theme ({shown_keys(['Ctrl+T'])})")
        for widget in (self.undo, self.redo, self.units, self.theme):
            row.addWidget(widget)

    def finish_menus(self) -> None:
        """Call once the menus are filled: the bar keeps the width they need."""
        self.menus.setMinimumWidth(self.menus.sizeHint().width())

    def set_compact(self, compact: bool) -> None:
        self.search.set_compact(compact)

    def show_document(self, shown: bool) -> None:
        """The start page needs no search, undo or units."""
        for widget in (self.search, self.undo, self.redo):
            widget.setVisible(shown)

    def show_theme(self, dark: bool) -> None:
        self.theme.setIcon(icons.icon("sun" if dark else "moon"))
        self.theme.setToolTip(plain(f"{'Light' if dark else 'Dark'} theme ({shown_keys(['Ctrl+T'])})"))


class ToolStrip(QWidget):
    """Tools, "Colour by", live badge. Names of tools give way first."""

    NAMED = ("tool_select", "tool_place", "tool_connect")
    ORDER = (("tool_select", "tool_move", "turn"), ("tool_place", "tool_connect", "array"), ("tool_measure", "tool_section"))

    def __init__(self, commands: Commands, colors: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOOL_STRIP)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(2)
        self._buttons: dict[str, ToolButton] = {}
        for group in self.ORDER:
            for name in group:
                self._buttons[name] = ToolButton.of(commands[name], name in self.NAMED)
                row.addWidget(self._buttons[name])
            row.addSpacing(4)
            row.addWidget(line(vertical=True, length=20))
            row.addSpacing(4)
        row.addSpacing(4)
        self.color = Chip("Colour by", colors, "")
        row.addWidget(self.color)
        row.addStretch(1)
        self.progress = ProgressItem()
        row.addWidget(self.progress)
        row.addSpacing(12)
        self.badge = LiveBadge()
        row.addWidget(self.badge)

    def set_compact(self, compact: bool) -> None:
        for name in self.NAMED:
            self._buttons[name].show_text(not compact)
        self.progress.set_compact(compact)
        self.badge.set_compact(compact)
