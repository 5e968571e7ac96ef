"""What comes and goes keeps off what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gigahall.app.clearing import moved_clear
from gigahall.app.slot import Slot
from gigahall.app.viewport import marks

ROOM = QRectF(0, 0, 1000, 600)
SCALE, LEGEND = (12.0, 512.0, 240.0, 76.0), (810.0, 400.0, 180.0, 190.0)
sides = st.floats(20, 400)
boxes = st.tuples(st.floats(0, 900), st.floats(0, 560), sides, st.floats(20, 200))


@given(boxes, st.lists(boxes, max_size=4))
def test_the_box_lies_in_the_room_and_on_nothing_or_has_no_such_place(box: tuple[float, ...], taken: list[tuple[float, float, float, float]]) -> None:
    wanted = QRectF(*box)
    found = moved_clear(wanted, taken, ROOM)
    assert found.size() == wanted.size()
    assert found == wanted or (ROOM.contains(found) and not any(found.intersects(QRectF(*rect)) for rect in taken))


def test_what_lies_free_is_not_moved() -> None:
    assert moved_clear(QRectF(400, 540, 200, 35), (SCALE, LEGEND), ROOM) == QRectF(400, 540, 200, 35)


def test_long_words_beside_the_legend_go_above_the_scale() -> None:
    found = moved_clear(QRectF(150, 540, 700, 35), (SCALE, LEGEND), ROOM)
    assert not found.intersects(QRectF(*SCALE))
    assert not found.intersects(QRectF(*LEGEND))


class Shown(QWidget):
    def taken(self) -> list[tuple[float, float, float, float]]:
        return [SCALE, LEGEND]


def test_a_note_leaves_scale_and_legend_in_sight(qtbot: QtBot) -> None:
    slot = Slot()
    qtbot.addWidget(slot)
    slot.resize(1000, 600)
    slot.set_view(Shown())
    slot.show()
    for count in (3, 12, 20):
        slot.say("needs a free place " * count, "bad")
        body = slot._note.body.translated(slot._note.pos())
        assert not body.intersects(QRectF(*SCALE))
        assert not body.intersects(QRectF(*LEGEND))


def test_words_beside_the_pointer_keep_off_the_legend(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[QRectF] = []
    monkeypatch.setattr(marks, "ground", lambda painter, rect, radius: drawn.append(rect))
    image = QImage(1000, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    marks.draw_note(painter, QPointF(760, 450), (1000, 600), "GB300 NVL72 needs 1.20 m free in front; R2-03 is there", "bad", (SCALE, LEGEND))
    painter.end()
    assert not drawn[0].intersects(QRectF(*LEGEND))
