"""Everything painted on the picture by the view itself: ring, labels, scale bar, hover card, words at the pointer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from gigahall.app import paint
from gigahall.app.theme import THEME
from gigahall.app.viewport.cards import Card, draw_card, draw_leader, place_card
from gigahall.app.viewport.eye import Eye, Rect
from gigahall.app.viewport.marks import draw_hull, draw_labels, draw_note, draw_scale, label_width, pill_of
from gigahall.app.viewport.shown import Frame, Ring, Scenery
from gigahall.units import System
from gigahall.view3d.camera import Camera
from gigahall.view3d.labels import Label, place
from gigahall.view3d.legend import scale_bar
from gigahall.view3d.palette import THEMES

LABEL_AREA_PX2 = 38_000.0
"""One label for so much of the picture, so that the equipment is still seen."""
FEW_LABELS, MOST_LABELS = 8, 40
MOST_HULLS = 60


class Overlay:
    """Holds what is to be painted; the view tells it what changed."""

    def __init__(self, eye: Eye) -> None:
        self._eye = eye
        self.labels: list[Label] = []
        self._pills: list[QPixmap] = []
        self._pills_stale = False
        self.shows_labels = True
        self.ring: Ring | None = None
        self.card: Card | None = None
        self.card_of = ""
        self.card_at: Rect | None = None
        """Where the card's thing is, when it is no element (a point of the air)."""
        self.words, self.tone = "", "info"

    def arrange(self, scenery: Scenery, camera: Camera, clear: Sequence[Rect]) -> None:
        """Find places for the labels of a settled picture."""
        size = self._eye.size
        most = round(min(max(size[0] * size[1] / LABEL_AREA_PX2, FEW_LABELS), MOST_LABELS))
        self.labels = place(scenery.anchors, camera, size, label_width, clear, most) if self.shows_labels else []
        self._pills = []

    def draw_picture(self, painter: QPainter, frame: Frame) -> None:
        target = QRectF(0, 0, *self._eye.size)
        painter.drawImage(target, frame.image, QRectF(frame.image.rect()))

    def draw_nothing(self, painter: QPainter, fault: str, meanwhile: str = "Preparing the view") -> None:
        """While there is no picture: why."""
        area = QRectF(0, 0, *self._eye.size)
        painter.fillRect(area, QColor(*THEMES[THEME.name].background))
        middle = area.center()
        shown = paint.elided(fault or meanwhile, "body", area.width() - 60)
        paint.text(painter, middle.x(), middle.y(), shown, "body", "bad" if fault else "text3", Qt.AlignmentFlag.AlignHCenter)

    def draw_ring(self, painter: QPainter, frame: Frame, selection: Sequence[str]) -> None:
        """The selection's outline; while things move, the outline of its boxes."""
        ring = self.ring
        if ring is not None and ring.camera == frame.camera and frame.settled and set(ring.ids) == set(selection):
            if ring.image is not None:
                ratio = self._eye.ratio
                size = ring.image.size()
                target = QRectF(ring.at[0] / ratio, ring.at[1] / ratio, size.width() / ratio, size.height() / ratio)
                painter.drawImage(target, ring.image)
            return
        for key in selection[:MOST_HULLS]:
            points = self._eye.outline_points(key)
            if points is not None:
                draw_hull(painter, points)

    def draw_labels(self, painter: QPainter, frame: Frame, stale: bool, covered: QRectF | None) -> None:
        """Labels stay with their things while the camera moves; one under the card is left out."""
        if not self.labels:
            return
        spots = frame.camera.project(np.array([label.anchor.at_m for label in self.labels]), self._eye.device_size)
        shifts = spots[:, :2] / self._eye.ratio - np.array([label.spot for label in self.labels])
        ahead = spots[:, 2] > 0
        kept = [
            k for k, label in enumerate(self.labels)
            if ahead[k] and not (covered is not None and covered.intersects(_moved(label, *shifts[k].tolist())))
        ]
        if len(self._pills) != len(self.labels) or stale != self._pills_stale:
            self._pills = [pill_of(label.anchor, stale, self._eye.ratio) for label in self.labels]
            self._pills_stale = stale
        draw_labels(painter, [self.labels[k] for k in kept], [self._pills[k] for k in kept], shifts[kept])

    def label_at(self, at: QPointF, camera: Camera) -> str:
        """The one thing whose label is at a point; "" where there is none, or one that speaks of several."""
        if not self.labels or not self.shows_labels:
            return ""
        spots = camera.project(np.array([label.anchor.at_m for label in self.labels]), self._eye.device_size)[:, :2] / self._eye.ratio
        for label, (x, y) in zip(reversed(self.labels), reversed(spots.tolist()), strict=True):
            if _moved(label, x - label.spot[0], y - label.spot[1]).contains(at):
                return label.anchor.ids[0] if len(label.anchor.ids) == 1 else ""
        return ""

    def scale(self, camera: Camera, units: System) -> tuple[float, str]:
        """Length of the scale bar [px] and its words."""
        width, height = self._eye.size
        return scale_bar(camera, (round(width), round(height)), system=units)

    def draw_scale(self, painter: QPainter, camera: Camera, units: System, x: float, y: float) -> None:
        draw_scale(painter, x, y, *self.scale(camera, units))

    def card_place(self, clear: Sequence[Rect]) -> tuple[QRectF, QPointF, QPointF] | None:
        if self.card is None:
            return None
        thing = self._eye.box(self.card_of) if self.card_of else self.card_at
        return place_card(self.card, thing, self._eye.size, clear) if thing is not None else None

    def draw_card(self, painter: QPainter, place: tuple[QRectF, QPointF, QPointF]) -> None:
        rect, start, end = place
        if self.card is not None:
            draw_leader(painter, start, end)
            draw_card(painter, self.card, rect)

    def draw_note(self, painter: QPainter, at: QPointF, taken: Sequence[Rect]) -> None:
        if self.words:
            draw_note(painter, at, self._eye.size, self.words, self.tone, taken)


def _moved(label: Label, dx: float, dy: float) -> QRectF:
    x, y, w, h = label.rect
    return QRectF(x + dx, y + dy, w, h)
