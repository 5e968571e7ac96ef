"""Floating things: cards with a picture, first-action cards, the tour's bubble."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import Button, ClickArea
from gigahall.app.components.labels import Link, label, wrapped

RIGHT = Qt.AlignmentFlag.AlignRight
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
"""Key → steps to the right and down."""


def cover(painter: QPainter, rect: QRectF, picture: QPixmap, radius: float) -> None:
    """Fill a rounded box with the middle of a picture."""
    painter.save()
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip if painter.hasClipping() else Qt.ClipOperation.ReplaceClip)
    ratio = picture.devicePixelRatio()
    width, height = picture.width() / ratio, picture.height() / ratio
    scale = max(rect.width() / width, rect.height() / height)
    target = QRectF(0, 0, width * scale, height * scale)
    target.moveCenter(rect.center())
    painter.drawPixmap(target, picture, QRectF(picture.rect()))
    painter.restore()


def _edge(card: QWidget) -> tuple[str, float]:
    """Line and width of a card's border: where the keys are cannot be taken for where the pointer is."""
    return ("accent", 2) if card.hasFocus() else ("line2", 1.5) if card.underMouse() else ("line", 1)


class SampleCard(ClickArea):
    """A sample hall: picture, title, one line, key figure. The accent border is the keyboard's; the pointer gives a darker line."""

    stepped = Signal(int, int)
    """An arrow key: steps to the right and down."""

    def __init__(self, title: str, words: str, figure: str = "", figure_note: str = "") -> None:
        super().__init__()
        self.title, self.words, self.figure, self.figure_note = title, words, figure, figure_note
        self._picture: QPixmap | None = None
        self.setMinimumSize(220, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{title}: {words}")

    def set_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    def show_figure(self, figure: str, note: str) -> None:
        self.figure, self.figure_note = figure, note
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            self.stepped.emit(*ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(518, 384)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = QRectF(self.rect()).adjusted(8, 4, -8, -14)
        paint.shadow(painter, body, 12, 10)
        paint.box(painter, body, 12, "panel", *_edge(self))
        foot = 84.0
        top = QRectF(body.x() + 1.5, body.y() + 1.5, body.width() - 3, body.height() - foot)
        self._paint_picture(painter, top)
        painter.fillRect(QRectF(body.x() + 1, top.bottom(), body.width() - 2, 1), paint.color("line"))
        self._paint_words(painter, body, body.bottom() - foot)

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(rect.x(), rect.y(), rect.width(), rect.height() + 14), 11, 11)
        painter.save()
        painter.setClipRect(rect)
        painter.fillPath(path, paint.color("sunken"))
        if self._picture is None:
            icons.draw(painter, "hall", rect.center().x() - 20, rect.center().y() - 20, 40, "line2")
            painter.restore()
            return
        painter.restore()
        painter.save()
        painter.setClipRect(rect)
        cover(painter, QRectF(rect.x(), rect.y(), rect.width(), rect.height() + 14), self._picture, 11)
        painter.restore()

    def _paint_words(self, painter: QPainter, body: QRectF, y: float) -> None:
        left, right = body.x() + 20, body.right() - 20
        taken = paint.text(painter, right, y + 34, self.figure, "value", "text", RIGHT) if self.figure else 0.0
        taken_note = paint.text(painter, right, y + 58, self.figure_note, "label", "text3", RIGHT) if self.figure_note else 0.0
        room = right - left - taken - 12
        paint.text(painter, left, y + 34, paint.elided(self.title, "title", room), "title", "text")
        room = right - left - taken_note - 12
        paint.text(painter, left, y + 58, paint.elided(self.words, "body", room), "body", "text2")


class ActionCard(ClickArea):
    """A first action of the start page: icon, title, one line. One of them is filled."""

    def __init__(self, icon: str, title: str, words: str, primary: bool = False) -> None:
        super().__init__()
        self._icon, self.title, self.words, self._primary = icon, title, words, primary
        self.setFixedHeight(68)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._primary:
            fill = paint.color("accent").darker(110 if self.underMouse() else 100)
            paint.box(painter, body, 10, fill, "text" if self.hasFocus() else None, 2)
        else:
            paint.box(painter, body, 10, "panel", *_edge(self))
        strong, soft = ("onaccent", "onaccent") if self._primary else ("text", "text2")
        icons.draw(painter, self._icon, 20, 23, 22, strong if self._primary else "text2")
        room = self.width() - 74
        paint.text(painter, 58, 30, paint.elided(self.title, "value", room), "value", strong)
        paint.text(painter, 58, 49, paint.elided(self.words, "label", room), "label", soft, opacity=0.9)


class RecentCard(ClickArea):
    """A recent file: picture, name, what its last solution said, when it was used."""

    def __init__(self, title: str, words: str, when: str, tone: str = "") -> None:
        super().__init__()
        self.title, self._words, self._when, self._tone = title, words, when, tone
        self._picture: QPixmap | None = None
        self.setFixedHeight(70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def set_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint.box(painter, body, 10, "panel", *_edge(self))
        frame = QRectF(9, 9, 80, 52)
        paint.box(painter, frame, 6, "sunken")
        if self._picture is not None:
            cover(painter, frame, self._picture, 6)
        else:
            icons.draw(painter, "hall", 37, 23, 24, "line2")
        right = self.width() - 12
        paint.text(painter, 104, 30, paint.elided(self.title, "body_strong", right - 104), "body_strong", "text")
        taken = paint.text(painter, right, 50, self._when, "label", "text3", RIGHT)
        x = 104.0
        if self._tone:
            painter.setBrush(paint.color(self._tone))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x + 3.5, 46), 3.4, 3.4)
            x += 14
        paint.text(painter, x, 50, paint.elided(self._words, "label", right - 12 - x - taken), "label", "text2")


class Bubble(QWidget):
    """One step of the tour, with an arrow at what it speaks of."""

    advanced = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._arrow = QPointF()
        column = QVBoxLayout(self)
        column.setContentsMargins(30, 30, 30, 30)
        column.setSpacing(8)
        self._title = label("", "title")
        self._words = wrapped("", "body", "text2")
        self._words.setMinimumWidth(260)
        row = QHBoxLayout()
        self._count = label("", "hint", "text3")
        end = Link("End tour")
        end.clicked.connect(self.left)
        self.next = Button("Next", primary=True)
        self.next.clicked.connect(self.advanced)
        for widget in (self._count,):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(end)
        row.addSpacing(8)
        row.addWidget(self.next)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(row)

    def show_step(self, title: str, words: str, index: int, count: int, at: QPoint, above: bool) -> None:
        """Point at `at` (in the parent's coordinates), standing above or below it."""
        self._title.setText(title)
        self._words.setText(words)
        self._count.setText(f"{index + 1} of {count}")
        self.next.setText("Done" if index + 1 == count else "Next")
        self.setFixedWidth(368)
        self.adjustSize()
        height = self.heightForWidth(368) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(368, max(height, self.sizeHint().height()))
        parent = self.parentWidget()
        most = parent.width() - self.width() if parent else 0
        x = min(max(at.x() - 60, 0), max(most, 0))
        y = at.y() - self.height() + 6 if above else at.y() - 6
        self.move(x, y)
        self._arrow = QPointF(min(max(at.x() - x, 40), self.width() - 40), self.height() - 12 if above else 12)
        self.show()
        self.raise_()
        self.next.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        body = QRectF(self.rect()).adjusted(14, 20, -14, -20)
        paint.shadow(painter, body, 10, 12)
        tip = self._arrow
        is_top = tip.y() < body.center().y()
        foot = body.top() + 1 if is_top else body.bottom() - 1
        whole = QPainterPath()
        whole.addRoundedRect(body, 10, 10)
        arrow = QPainterPath()
        arrow.addPolygon(QPolygonF([tip, QPointF(tip.x() - 9, foot), QPointF(tip.x() + 9, foot), tip]))
        painter.setBrush(paint.color("panel"))
        painter.setPen(QPen(paint.color("accent"), 1.2))
        painter.drawPath(whole.united(arrow))
