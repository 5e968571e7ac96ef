"""Text that is never read as markup: labels, links, lines and section heads."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gigahall.app import paint
from gigahall.app.theme import font, metrics


def plain(words: str) -> str:
    """Words for a tooltip, which Qt would read as markup where they look like it: a name is never more than a name."""
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words


def label(text: str, role: str = "body", tone: str = "", parent: QWidget | None = None) -> QLabel:
    """A plain-text label of a type role; `tone` is a colour token."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(role))
    if tone:
        made.setProperty("tone", tone)
    return made


def wrapped(text: str, role: str = "body", tone: str = "") -> QLabel:
    """A label that breaks its lines."""
    made = label(text, role, tone)
    made.setWordWrap(True)
    return made


class Elided(QWidget):
    """One line that ends in "…" where there is no room; the tooltip then has all of it."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", least: int = 40) -> None:
        super().__init__()
        self._text, self._role, self.tone, self._least = text, role, tone, least
        self.note = ""
        """Tooltip when the whole text is readable."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(metrics(self._role).horizontalAdvance(self._text)) + 2, round(metrics(self._role).height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        shown = paint.elided(self._text, self._role, self.width())
        self.setToolTip(plain(self.note or (self._text if shown != self._text else "")))
        paint.text(painter, 0, metrics(self._role).ascent() + 1, shown, self._role, self.tone)


class Link(QPushButton):
    """Words that lead somewhere: accent colour, underlined under the pointer, framed where the keys are."""

    def __init__(self, text: str, role: str = "label_medium", tip: str = "") -> None:
        super().__init__(text.replace("&", "&&"))
        self.setFont(font(role))
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if tip:
            self.setToolTip(plain(tip))


def line(vertical: bool = False, length: int = 0) -> QWidget:
    """A hairline that parts two areas."""
    made = QWidget()
    made.setObjectName("line")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if vertical:
        made.setFixedWidth(1)
        if length:
            made.setFixedHeight(length)
    else:
        made.setFixedHeight(1)
    return made


class SectionHead(QWidget):
    """A section's name left, a hint or a link right."""

    linked = Signal()

    def __init__(self, title: str, hint: str = "", link: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 4)
        row.setSpacing(8)
        self.title = label(title, "section")
        row.addWidget(self.title)
        row.addStretch(1)
        self.hint = label(hint, "hint", "text3")
        row.addWidget(self.hint)
        self.link = Link(link, "hint_medium")
        self.link.clicked.connect(self.linked)
        row.addWidget(self.link)
        self.link.setVisible(bool(link))
        self.setFixedHeight(34)
