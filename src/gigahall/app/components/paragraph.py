"""A field for words of several lines. Tab goes on to the next field; what is typed is taken over when it is left, or by Ctrl Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from gigahall.app.components.buttons import ENTER
from gigahall.app.components.labels import plain
from gigahall.app.theme import font

MOST_LINES = 14
"""More scroll."""
AROUND_PX = 6


class Paragraph(QPlainTextEdit):
    """Plain words, broken where the field ends. Without a ground until the pointer or the keys are there."""

    committed = Signal(object)

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._text = text
        self.setObjectName("paragraph")
        self.setFont(font("label"))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._fit)
        self._fit()
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # a file dropped anywhere is the window's

    def _fit(self) -> None:
        """As high as its words."""
        layout, block, height = self.document().documentLayout(), self.document().begin(), 0.0
        while block.isValid():
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        line = self.fontMetrics().lineSpacing()
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if height > MOST_LINES * line else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(round(min(max(height, line), MOST_LINES * line)) + AROUND_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def set_text(self, text: str) -> None:
        """What the document says now. Left alone while the user is typing something else."""
        if self.hasFocus() and self.document().isModified():
            return
        self._text = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self.document().setModified(False)

    def commit(self) -> None:
        """Say what was typed, where it is something else."""
        text = self.toPlainText()
        self.document().setModified(False)
        if text != self._text:
            self._text = text
            self.committed.emit(text)

    def refuse(self, reason: str) -> None:
        """Show why the document did not take it."""
        self.setToolTip(plain(reason))

    def interrupt(self) -> str:
        """It is about to be replaced while it has the keys: nothing is committed. What was typed so far, for its successor."""
        typed = self.toPlainText() if self.document().isModified() else ""
        self._text = self.toPlainText()
        return typed

    def go_on(self, typed: str) -> None:
        """As if it had been typed here."""
        self.setPlainText(typed)
        self.document().setModified(True)
        self.moveCursor(self.textCursor().MoveOperation.End)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu does not end the typing
            self.commit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape or _is_commit(event):
                event.accept()  # else the window's own Esc would take the key
                return True
            if self._leaves(event):
                event.ignore()
                return True
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """An undo or redo key where nothing is typed that it could take back: it is meant for the document."""
        undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
        words = self.document()
        return (undo and not words.isUndoAvailable()) or (redo and not words.isRedoAvailable())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_commit(event):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._text)
            self.clearFocus()
        else:
            super().keyPressEvent(event)


def _is_commit(event: QKeyEvent) -> bool:
    return event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


