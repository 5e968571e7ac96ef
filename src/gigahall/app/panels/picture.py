"""A small picture of an element on a sunken ground; its icon until the picture is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from gigahall.app import icons, paint
from gigahall.app.pictures import Pictures
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element


def draw_picture(painter: QPainter, rect: QRectF, pictures: Pictures, element: Element, icon_px: float = 28) -> None:
    """Paint the element's picture, whole, inside a rounded sunken box."""
    path = QPainterPath()
    path.addRoundedRect(rect, 8, 8)
    painter.fillPath(path, paint.color("sunken"))
    picture = pictures.of(element)
    if picture is None:
        at = rect.center()
        icons.draw(painter, kind_of(element).icon, at.x() - icon_px / 2, at.y() - icon_px / 2, icon_px, "text3")
        return
    painter.save()
    painter.setClipPath(path)
    scale = rect.height() / picture.height()
    target = QRectF(0, 0, picture.width() * scale, rect.height())
    target.moveCenter(rect.center())
    painter.drawPixmap(target, picture, QRectF(picture.rect()))
    painter.restore()


class Picture(QWidget):
    """64 × 68, for the inspector's head."""

    def __init__(self, pictures: Pictures, element: Element) -> None:
        super().__init__()
        self._pictures, self._element = pictures, element
        self.setFixedSize(60, 68)
        pictures.ready.connect(self._ready)

    def _ready(self, key: str) -> None:
        if key == self._pictures.key(self._element):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        draw_picture(painter, QRectF(self.rect()), self._pictures, self._element)
