"""Buttons: one primary a view, the rest quiet; square tools; chips that open a choice; the on-off switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.labels import plain
from gigahall.app.theme import BUTTON, font, text_width

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _is_the_dialogs(event: QKeyEvent, widget: QWidget) -> bool:
    """Enter presses the dialog's own button; GNOME and KDE would have it press whatever has the keys."""
    return event.key() in ENTER and isinstance(widget.window(), QDialog)


class Button(QPushButton):
    """A push button of 30 px; primary ones are filled with the accent."""

    def __init__(self, text: str, primary: bool = False, icon: str = "") -> None:
        super().__init__(text.replace("&", "&&"))
        self.setFont(font("body_medium"))
        self.setProperty("primary", primary)
        self.setFixedHeight(BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setDefault(primary)
        self.setAutoDefault(primary)
        if icon:
            self.setIcon(icons.icon(icon, "onaccent" if primary else "text2"))
            self.setIconSize(QSize(16, 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it wherever it stands, not only in dialogs."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def cure_buttons(tip: str, primary: bool) -> tuple[Button, Button]:
    """"Do it" and "Try" beside the words of a cure; Enter elsewhere presses neither."""
    do, trial = Button("Do it", primary), Button("Try")
    do.setDefault(False)
    do.setAutoDefault(False)
    do.setToolTip(plain(tip))
    trial.setToolTip("See what it brings, then keep or undo it")
    return do, trial


class ToolButton(QToolButton):
    """A square tool, 30 px, icon 20; bound to an action it follows its state, tooltip and shortcut."""

    def __init__(self, icon: str = "", tip: str = "", text: str = "") -> None:
        super().__init__()
        self.setIconSize(QSize(20, 20))
        self.setFont(font("body_medium"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(BUTTON)
        if icon:
            self.setIcon(icons.icon(icon))
        if tip:
            self.setToolTip(plain(tip))
            self.setAccessibleName(tip)
        self.show_text(bool(text))
        if text:
            self.setText(text)

    def show_text(self, shown: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(style)
        self.setMinimumWidth(0 if shown else BUTTON)
        self.setMaximumWidth(16_777_215 if shown else BUTTON)

    @classmethod
    def of(cls, action: QAction, with_text: bool = False) -> ToolButton:
        made = cls()
        made.setDefaultAction(action)
        made.show_text(with_text)
        return made


class Chip(QAbstractButton):
    """Label, value and a chevron; opens a menu of choices. Replaces combo boxes on bars and in forms."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]] = (), value: str = "", filled: bool = False) -> None:
        super().__init__()
        self._name, self._value, self._filled = name, value, filled
        self._choices: list[tuple[str, str]] = list(choices)
        self.setFixedHeight(BUTTON if not filled else 28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        horizontal = QSizePolicy.Policy.Expanding if filled else QSizePolicy.Policy.Fixed
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    @property
    def value(self) -> str:
        return self._value

    @property
    def keys(self) -> list[str]:
        return [key for key, words in self._choices if words != "-"]

    def choose(self, key: str) -> None:
        """As if the user had picked it."""
        self._pick(key)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """(key, words) of each choice."""
        self._choices = list(choices)
        self._changed()

    def set_value(self, key: str) -> None:
        self._value = key
        self._changed()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        return next((words for key, words in self._choices if key == self._value), self._value)

    def sizeHint(self) -> QSize:
        name = text_width(self._name, "label") + 6 if self._name else 0
        return QSize(round(name + text_width(self.words, "label_strong") + 46), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height()) if self._filled else self.sizeHint()

    def menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for key, words in self._choices:
            if words == "-":
                menu.addSeparator()
                continue
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key == self._value)
            action.setData(key)
            group.addAction(action)
        menu.triggered.connect(lambda action: self._pick(str(action.data())))
        return menu

    def open_menu(self) -> None:
        menu = self.menu()
        menu.setMinimumWidth(self.width())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        chosen = next((action for action in menu.actions() if action.isChecked()), None)
        if chosen is not None:
            menu.setActiveAction(chosen)  # arrow keys go on from what holds

    def _pick(self, key: str) -> None:
        self.set_value(key)
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_the_dialogs(event, self):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Space, *ENTER):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = "sunken" if self._filled else ("hover" if self.underMouse() else "panel")
        edge: str | None = "accent" if self.hasFocus() else ("line" if not self._filled else None)
        if self._filled and self.underMouse() and not self.hasFocus():
            edge = "line2"
        paint.box(painter, rect, 6, fill, edge, 1.5 if self.hasFocus() else 1)
        base = self.height() / 2 + 4.5
        x = 10.0 if not self._filled else 8.0
        if self._name:
            x += paint.text(painter, x, base, self._name, "label", "text3") + 6
        room = self.width() - x - 26
        tone = "text" if self.isEnabled() else "text3"
        paint.text(painter, x, base, paint.elided(self.words, "label_strong", room), "label_strong", tone)
        icons.draw(painter, "collapse", self.width() - 22, self.height() / 2 - 7, 14, "text3")


class Switch(QAbstractButton):
    """On or off. The word beside it says which, so that colour is not alone."""

    def __init__(self, on: str = "On", off: str = "Off") -> None:
        super().__init__()
        self._words = (on, off)
        self._is_mixed = False
        self.setCheckable(True)
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda on: self.show_value(bool(on)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_the_dialogs(event, self):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @property
    def word(self) -> str:
        return "several" if self._is_mixed else self._words[0 if self.isChecked() else 1]

    def show_value(self, on: bool | None) -> None:
        """None = some on, some off; the first click then turns all on."""
        self._is_mixed = on is None
        self.setChecked(bool(on))
        self.setMinimumWidth(self.sizeHint().width())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(44 + max(text_width(word, "body_medium") for word in (*self._words, self.word))), 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        on = self.isChecked()
        off_x = 10.0 if self._is_mixed else 3.0
        track = QRectF(0.75, 6, 30, 16)
        ring = "accent" if self.hasFocus() else ("accent" if on else "line2")
        paint.box(painter, track, 8, "accent" if on else "sunken", ring, 1.5 if self.hasFocus() else 1)
        knob = QRectF(17 if on else off_x, 8.25, 11.5, 11.5)
        paint.box(painter, knob, 5.75, "onaccent" if on else "text3")
        paint.text(painter, 38, 18.5, self.word, "body_medium", "text")


class ClickArea(QWidget):
    """A painted row that is pressed as a whole: pointer, focus ring and keys."""

    clicked = Signal()
    double_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)
