"""Input fields: value left, unit right inside, red with a reason when what was typed cannot be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QToolTip, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.labels import Elided, label, plain
from gigahall.app.theme import FIELD, PROPERTY_ROW, font, text_width
from gigahall.units import System, format_field, parse

MIXED = "several"
GAP, LEAST_NAME = 8, 72
EDITOR_WIDTH, EDITOR_WIDTH_COMPACT, SOURCE_WIDTH = 116, 110, 48
SIDE = 8
CURSOR_PX = 8
"""What a line edit keeps free around its text."""
PLAIN_DIGITS = 6
"""Digits of a number that nobody is typing in; the others are there for who does."""


class Field(QFrame):
    """One line of text. `read` turns it into a value or raises ValueError with the reason; `committed` carries it."""

    committed = Signal(object)

    def __init__(self, text: str = "", unit: str = "", read: Callable[[str], Any] = str, placeholder: str = "") -> None:
        super().__init__()
        self._read = read
        self._text = text
        self._error = ""
        self.setFixedHeight(FIELD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._quiet = False
        self._row = QHBoxLayout(self)
        row = self._row
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(4)
        self.edit = QLineEdit(text)
        self.edit.setObjectName("bare")
        self.edit.setFont(font("body_medium"))
        self.edit.setPlaceholderText(placeholder)
        self.edit.installEventFilter(self)
        self.edit.setAcceptDrops(False)  # a file dropped anywhere is the window's
        self.edit.editingFinished.connect(self.commit)
        row.addWidget(self.edit, 1)
        self.unit = label(unit, "label", "text3")
        row.addWidget(self.unit)  # first: shown without a parent it would be a window of its own for a moment
        self.unit.setVisible(bool(unit))
        self.setFocusProxy(self.edit)

    @property
    def text(self) -> str:
        return self.edit.text()

    @property
    def error(self) -> str:
        return self._error

    def make_quiet(self) -> None:
        """A heading that can be edited: no ground until the pointer or the focus is on it."""
        self._quiet = True
        self.edit.setTextMargins(-2, 0, 0, 0)
        self._row.setContentsMargins(0, 0, 0, 0)

    def set_text(self, text: str, unit: str | None = None) -> None:
        """What the document says now. Left alone while the user is typing something else."""
        if self.edit.hasFocus() and self.edit.isModified():
            return
        self._text = text
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self._refuse("")
        if unit is not None:
            self.unit.setText(unit)
            self.unit.setVisible(bool(unit))

    def needed_width(self) -> int:
        """So wide that nothing of what is said is cut."""
        unit = self._row.spacing() + self.unit.sizeHint().width() if self.unit.text() else 0
        return math.ceil(text_width(self.edit.text(), "body_medium")) + unit + 2 * SIDE + CURSOR_PX

    def value_now(self) -> Any:
        """What is typed, before it is committed. Raises ValueError with the reason."""
        return self._read(self.edit.text())

    def commit(self) -> None:
        if self.edit.text() == self._text:
            self._refuse("")
            return
        try:
            value = self._read(self.edit.text())
        except ValueError as error:
            self._refuse(str(error))
            return
        self._refuse("")
        self._text = self.edit.text()
        self.edit.setText(self._text)  # forgets what was typed on the way: from here on Ctrl Z is the document's
        self.committed.emit(value)

    def refuse(self, reason: str) -> None:
        """Show why the document did not take the value."""
        self._refuse(reason)

    def interrupt(self) -> str:
        """It is about to be replaced while it has the keys: nothing is committed. What was typed so far, for its successor."""
        self.edit.blockSignals(True)
        return self.edit.text() if self.edit.isModified() else ""

    def go_on(self, typed: str) -> None:
        """As if it had been typed here."""
        self.edit.setText(typed)
        self.edit.setModified(True)

    def _refuse(self, reason: str) -> None:
        self._error = reason
        self.edit.setToolTip(plain(reason))
        if reason and self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), plain(reason), self)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self.update()
            if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
                event.ignore()
                return True
            is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if is_escape and isinstance(self.window(), QDialog) and self.edit.text() == self._text and not self._error:
                return False  # nothing to take back: the key is the dialog's, and closes it
            if is_escape and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # else the window's Esc would take the key
                return True
            if is_escape and event.type() == QEvent.Type.KeyPress:
                self.edit.setText(self._text)
                self._refuse("")
                if isinstance(self.window(), QDialog):
                    self.edit.selectAll()  # the dialog's keys stay in it
                else:
                    self.edit.clearFocus()
                return True
        return super().eventFilter(watched, event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """An undo or redo key where nothing is typed that it could take back: it is meant for the document."""
        undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
        return (undo and not self.edit.isUndoAvailable()) or (redo and not self.edit.isRedoAvailable())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        rect = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        focus = self.edit.hasFocus()
        edge = "bad" if self._error else "accent" if focus else "line2" if self.underMouse() else None
        fill = "panel" if focus or self._quiet else "sunken"
        paint.box(painter, rect, 6, None if self._quiet and not edge else fill, edge, 1.5 if focus or self._error else 1)


class NumberField(Field):
    """A number in the unit of its field; other units may be typed ("10 gpm", "4.5 ft")."""

    def __init__(
        self, value: float | None, unit: str, system: System, *, ge: float | None = None, le: float | None = None,
        optional: bool = False, whole: bool = False,
    ) -> None:
        self._code, self._system, self._optional, self._whole = unit, system, optional, whole
        self._bounds = (ge, le)
        self._full, shown = self._worded(value)
        super().__init__(_plain_digits(self._full), shown, self._number, "not set" if optional else "")

    def _worded(self, value: float | None) -> tuple[str, str]:
        if value is None:
            return "", format_field(0.0, self._code, self._system)[1]
        return format_field(value, self._code, self._system)

    def show_value(self, value: float | None, system: System) -> None:
        self._system = system
        self._full, unit = self._worded(value)
        self.set_text(self._full if self.edit.hasFocus() else _plain_digits(self._full), unit)

    def show_mixed(self) -> None:
        self._full = ""
        self.set_text("")
        self.edit.setPlaceholderText(MIXED)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """All digits for who edits them."""
        if watched is self.edit and self.edit.text() == self._text != self._full and event.type() == QEvent.Type.FocusIn:
            self.set_text(self._full)
            self.edit.selectAll()
        elif watched is self.edit and self.edit.text() == self._text == self._full and event.type() == QEvent.Type.FocusOut:
            self.set_text(_plain_digits(self._full))
        return super().eventFilter(watched, event)

    def commit(self) -> None:
        super().commit()
        if not self._error:
            self._full = self._text if self.edit.text() != _plain_digits(self._full) else self._full

    def _number(self, text: str) -> float | int | None:
        if not text.strip() and self._optional:
            return None
        value = parse(text, self._code, self._system)
        value = self._within(value)
        if self._whole:
            if abs(value - round(value)) > 1e-9:
                raise ValueError("A whole number.")
            return round(value)
        return value

    def _within(self, value: float) -> float:
        """The value; at a bound where only the rounding of its unit parts it from that. Raises ValueError beyond."""
        ge, le = self._bounds
        if ge is not None and value < ge:
            if value < ge - 1e-12 * abs(ge):
                raise ValueError(f"At least {self._with_unit(ge)}.")
            return ge
        if le is not None and value > le:
            if value > le + 1e-12 * abs(le):
                raise ValueError(f"At most {self._with_unit(le)}.")
            return le
        return value

    def _with_unit(self, value: float) -> str:
        return " ".join(format_field(value, self._code, self._system)).strip()


def _plain_digits(text: str) -> str:
    """A number as it is read: no more digits than matter."""
    number = text.replace("−", "-")
    if "." not in number or "e" in number or len(number) <= PLAIN_DIGITS + 2:
        return text
    short = f"{float(number):.{PLAIN_DIGITS}g}"
    return text if "e" in short else short.replace("-", "−")


class SearchField(Field):
    """A field with a magnifier; says every change of its text at once."""

    changed = Signal(str)

    def __init__(self, placeholder: str) -> None:
        super().__init__("", "", str, placeholder)
        self._row.setContentsMargins(30, 0, 8, 0)
        self.edit.setClearButtonEnabled(False)
        self.edit.textChanged.connect(self.changed)
        self.edit.setFont(font("body"))

    def commit(self) -> None:
        """Nothing is taken over: a search holds while it is typed, and Esc must not bring an earlier one back."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc first takes the search back, then leaves the field."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.edit and is_press and event.key() == Qt.Key.Key_Escape and self.edit.text():  # type: ignore[attr-defined]
            self.edit.clear()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.draw(painter, "search", 8, self.height() / 2 - 8, 16, "text3")


class PropertyRow(QWidget):
    """Name, editor, and where the value comes from: a word, with the whole source as its tooltip."""

    def __init__(self, name: str, editor: QWidget, source: str = "", source_tip: str = "", tip: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._is_wide = False
        self._usual = EDITOR_WIDTH
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self.name = _Name(name)
        self._grid.addWidget(self.name, 0, 0)
        self.source = Elided(source, "hint", "accent" if source_tip else "text3", least=SOURCE_WIDTH)
        self.source.setFixedWidth(SOURCE_WIDTH)
        self._grid.addWidget(self.source, 0, 2)
        self._grid.addWidget(editor, 0, 1)
        self._is_stacked = False
        editor.setFixedWidth(EDITOR_WIDTH)
        self.setFixedHeight(PROPERTY_ROW)
        if isinstance(editor, Field):
            editor.edit.textChanged.connect(lambda words: None if editor.edit.hasFocus() else self.arrange())
        self.setToolTip(plain(tip))
        self.say_source(source, source_tip)

    def say_source(self, source: str, tip: str) -> None:
        self.source.tone = "text3" if source in ("you", "default", MIXED) else "accent"
        self.source.set_text(source)
        self.source.note = tip
        self.source.update()

    def make_wide(self) -> None:
        """Text takes all the room there is; it has no source."""
        self._is_wide = True
        self.source.hide()
        self.editor.setMinimumWidth(80)
        self.editor.setMaximumWidth(16_777_215)
        self.name.setFixedWidth(76)

    def set_compact(self, compact: bool) -> None:
        self._usual = EDITOR_WIDTH_COMPACT if compact else EDITOR_WIDTH
        self.arrange()

    def arrange(self) -> None:
        """The usual width, more of it where the value is longer, and a line of its own where that is not enough."""
        if self._is_wide:
            return
        need = self.editor.needed_width() if isinstance(self.editor, Field) else self._usual
        room = self.width() - LEAST_NAME - SOURCE_WIDTH - 2 * GAP
        self._stack(need > max(room, self._usual))
        self.editor.setFixedWidth(self.width() if self._is_stacked else max(need, self._usual))

    def _stack(self, wanted: bool) -> None:
        if wanted == self._is_stacked:
            return
        self._is_stacked = wanted
        self._grid.removeWidget(self.editor)
        self._grid.addWidget(self.editor, *((1, 0, 1, 3) if wanted else (0, 1)))
        self.setFixedHeight(PROPERTY_ROW + (FIELD if wanted else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()


class _Name(QWidget):
    """A field's name: one line, or two smaller ones where it is long."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setMinimumWidth(LEAST_NAME)
        self.setFixedHeight(FIELD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        if text_width(self._words, "label") <= self.width():
            paint.text(painter, 0, 18.5, self._words, "label", "text2")
        else:
            one = text_width(self._words, "hint") <= self.width()
            paint.lines(painter, QRectF(0, 7 if one else 0.5, self.width(), FIELD), self._words, "hint", "text2")
