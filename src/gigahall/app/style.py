"""What the application wears: palette and style sheet made from the tokens of theme.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gigahall.app.icons import file_of
from gigahall.app.theme import THEME, TOKENS, Name, font, load_fonts

_DRESSED = "gigahallDressed"
"""Property of the windows that wear the style sheet."""
BREATH_MS = 5
"""Between two turns of long work: with less the second one comes before the events that waited for the first."""
_PARTS: WeakKeyDictionary[QWidget, tuple[QWidget, ...]] = WeakKeyDictionary()


def theme_of(choice: str, app: QApplication) -> Name:
    """The stored choice; "system" follows the desktop."""
    if choice in ("light", "dark"):
        return "dark" if choice == "dark" else "light"
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def dress(window: QWidget) -> None:
    """Put the style sheet on a window and all that belongs to it, and keep it there when the theme changes.

    Not on the application: Qt then styles every widget many times over (measured 5 times as long, half a second).
    """
    window.setProperty(_DRESSED, True)
    window.setStyleSheet(sheet())


def wear(app: QApplication, name: Name) -> None:
    """Put fonts and palette of a theme on the application and its style sheet on the windows, then tell everyone."""
    THEME.name = name
    load_fonts()
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font("body"))
    for kind in ("QMenuBar", "QMenu", "QToolTip", "QMessageBox", "QHeaderView"):
        app.setFont(font("body"), kind)  # type: ignore[arg-type]  # the platform has fonts of its own for these
    app.setPalette(_palette())
    for window in app.topLevelWidgets():
        if window.property(_DRESSED):
            paint_in_turns(window)
            window.setStyleSheet(sheet())
    THEME.changed.emit()


def divide(window: QWidget, parts: Sequence[QWidget]) -> None:
    """The parts of a window that are painted one after another when all of it changes."""
    _PARTS[window] = tuple(parts)


def paint_in_turns(window: QWidget) -> None:
    """What changes now is painted in turns of their own, part by part, for all of it takes a while."""
    parts = [*_PARTS.get(window, ()), window]
    for part in parts:
        part.setUpdatesEnabled(False)
    _paint_next(window, parts)


def _paint_next(window: QWidget, left: list[QWidget]) -> None:
    def paint() -> None:
        left.pop().setUpdatesEnabled(True)
        if left:
            _paint_next(window, left)

    QTimer.singleShot(BREATH_MS, window, paint)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    roles = {
        role.Window: "app", role.Base: "panel", role.AlternateBase: "sunken", role.WindowText: "text",
        role.Text: "text", role.ButtonText: "text", role.Button: "panel", role.Highlight: "sel",
        role.HighlightedText: "text", role.ToolTipBase: "panel", role.ToolTipText: "text",
        role.PlaceholderText: "text3", role.Mid: "line", role.Link: "accent", role.Light: "panel",
        role.Dark: "line2", role.Shadow: "line2", role.Accent: "accent",
    }
    for key, token in roles.items():
        palette.setColor(key, THEME.color(token))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, THEME.color("line2"))
    return palette


def sheet() -> str:
    """The style sheet of the theme in force."""
    values = dict(TOKENS[THEME.name])
    values["accenthover"] = THEME.color("accent").darker(112).name()
    for name in ("expand", "collapse", "sort_up", "sort_down"):
        values[name] = file_of(name, "text3").as_posix()
    values["check"] = file_of("check", "text2").as_posix()
    values["tick"] = file_of("check", "onaccent").as_posix()
    return re.sub(r"@(\w+)", lambda match: values[match.group(1)], _QSS)


_QSS = """
QMainWindow, QDialog, QWidget#page { background: @app; }
QWidget#panel, QFrame#panel, QDialog { background: @panel; }
QWidget#line { background: @line; }
QLabel { background: transparent; }
QLabel[tone="text2"] { color: @text2; } QLabel[tone="text3"] { color: @text3; } QLabel[tone="accent"] { color: @accent; }
QLabel[tone="ok"] { color: @ok; } QLabel[tone="warn"] { color: @warn; } QLabel[tone="bad"] { color: @bad; }
QMenuBar { background: transparent; padding: 0; }
QMenuBar::item { padding: 6px 9px; border-radius: 6px; background: transparent; color: @text2; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @hover; color: @text; }
QMenu { background: @panel; border: 1px solid @line; border-radius: 8px; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 6px; color: @text; background: transparent; }
QMenu::item:selected { background: @hover; } QMenu::item:disabled { color: @line2; }
QMenu::separator { height: 1px; background: @line; margin: 6px 4px; }
QMenu::icon { padding-left: 8px; } QMenu::indicator { width: 14px; height: 14px; padding-left: 6px; }
QMenu::indicator:checked { image: url("@check"); }
QLineEdit { background: @sunken; border: 1px solid transparent; border-radius: 6px; padding: 0 8px; min-height: 26px;
  color: @text; selection-background-color: @accent; selection-color: @onaccent; }
QLineEdit:hover { border-color: @line2; } QLineEdit:focus { border: 1.5px solid @accent; background: @panel; }
QLineEdit:disabled { color: @text3; }
QLineEdit#bare, QLineEdit#bare:hover, QLineEdit#bare:focus { background: transparent; border: none; padding: 0; }
QPlainTextEdit, QTextBrowser { background: @sunken; border: 1px solid transparent; border-radius: 6px; padding: 6px; color: @text;
  selection-background-color: @accent; selection-color: @onaccent; }
QPlainTextEdit#paragraph { background: transparent; color: @text2; padding: 0; }
QPlainTextEdit:hover { border-color: @line2; } QPlainTextEdit:focus, QPlainTextEdit#paragraph:focus { border: 1.5px solid @accent; background: @panel; }
QToolButton { border: none; border-radius: 6px; background: transparent; padding: 0 5px; min-height: 30px; min-width: 20px;
  color: @text; }
QToolButton:hover { background: @hover; } QToolButton:checked { background: @sel; color: @accent; }
QToolButton:focus { border: 1.5px solid @accent; } QToolButton:disabled { color: @line2; }
QToolButton::menu-indicator { image: none; }
QPushButton { outline: 0; border: 1px solid @line2; border-radius: 6px; background: @panel; color: @text; padding: 0 14px;
  min-height: 28px; }
QPushButton:hover { background: @hover; } QPushButton:focus { border: 1.5px solid @accent; }
QPushButton:disabled { color: @line2; border-color: @line; }
QPushButton[primary="true"] { background: @accent; border-color: @accent; color: @onaccent; }
QPushButton[primary="true"]:hover { background: @accenthover; }
QPushButton[primary="true"]:focus { border: 1.5px solid @text; }
QPushButton[primary="true"]:disabled { background: @barbg; border-color: @barbg; color: @text3; }
QPushButton[link="true"] { border: 1.5px solid transparent; background: transparent; color: @accent; padding: 0 1px;
  min-height: 18px; text-align: left; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 1.5px solid @accent; border-radius: 4px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent; padding: 0 2px;
  margin: 0 12px 0 0; min-height: 34px; color: @text2; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; } QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; background: @hover; border-top-left-radius: 6px; border-top-right-radius: 6px; }
QTreeView, QListView, QTableView { background: @panel; border: none; outline: 0; show-decoration-selected: 1; }
QTreeView::item { height: 27px; border: none; padding: 0 2px; }
QTreeView::branch { background: transparent; }
QTreeView::branch:closed:has-children { image: url("@expand"); }
QTreeView::branch:open:has-children { image: url("@collapse"); }
QTableView { gridline-color: @line; }
QTableView QTableCornerButton::section { background: @panel; border: none; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; border: none; border-bottom: 1px solid @line; padding: 5px 8px; color: @text3;
  font-size: 11px; font-weight: 500; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url("@sort_up"); width: 10px; height: 10px; subcontrol-position: center right; }
QHeaderView::down-arrow { image: url("@sort_down"); width: 10px; height: 10px; subcontrol-position: center right; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @text3; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; height: 0;
  width: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { border: none; background: transparent; }
QToolTip { border: 1px solid @line; padding: 6px 8px; background: @panel; color: @text; }
QSplitter::handle { background: @line; } QSplitter::handle:hover { background: @accent; }
QCheckBox { color: @text; spacing: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @line2; border-radius: 4px; background: @panel; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@tick"); }
QCheckBox:focus { color: @accent; }
"""
