"""How rows of trees and tables are painted: full-width selection, values right, flagged cells as badges."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from gigahall.app import icons, paint
from gigahall.app.components.badge import ICONS
from gigahall.app.theme import STALE_OPACITY, TABLE_ROW, TREE_ROW, text_width

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight

ICON_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
VALUE_ROLE = Qt.ItemDataRole.UserRole + 3
STALE_ROLE = Qt.ItemDataRole.UserRole + 4
FLAG_ROLE = Qt.ItemDataRole.UserRole + 5
OUT_ROLE = Qt.ItemDataRole.UserRole + 6
LINK_ROLE = Qt.ItemDataRole.UserRole + 7
MARK_ROLE = Qt.ItemDataRole.UserRole + 8
HIDDEN_ROLE = Qt.ItemDataRole.UserRole + 9
LOCKED_ROLE = Qt.ItemDataRole.UserRole + 10

HANDLE_PX = 20
HANDLES = ((HIDDEN_ROLE, "eye_off", "eye"), (LOCKED_ROLE, "lock", "lock"))
"""At the right end of a line, the first outermost: role, icon where it holds, icon offered under the pointer."""


class TreeDelegate(QStyledItemDelegate):
    """Icon, name left, live value right in text2. A flag (warn, bad) judges the value and stands before it; a mark judges
    the line and stands behind the name. Eye and lock stand at the end where they hold, and under the pointer.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, TREE_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint.smooth(painter)
        rect = QRectF(option.rect)
        self._ground(painter, option, rect, index)
        is_out = bool(index.data(OUT_ROLE))
        strength = 0.5 if is_out or index.data(HIDDEN_ROLE) else 1.0
        painter.setOpacity(strength)
        icons.draw(painter, str(index.data(ICON_ROLE)), rect.x() + 2, rect.y() + 5.5, 16, str(index.data(TONE_ROLE) or "text2"))
        value = "out" if is_out else str(index.data(VALUE_ROLE) or "")
        base, right = rect.y() + 18, rect.right() - 8 - self._handles(painter, option, index, rect)
        flag = index.data(FLAG_ROLE)
        if index.data(STALE_ROLE):
            painter.setOpacity(painter.opacity() * STALE_OPACITY)
        taken = paint.text(painter, right, base, value, "label", "text2", RIGHT) if value else 0.0
        painter.setOpacity(strength)
        if flag:
            icons.draw(painter, ICONS[str(flag)], right - taken - 20, rect.y() + 6, 15, str(flag))
            taken += 22
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        mark = index.data(MARK_ROLE)
        room = right - taken - rect.x() - 34 - (20 if mark else 0)
        width = paint.text(painter, rect.x() + 26, base, paint.elided(name, "body", room), "body", "text")
        if mark:
            icons.draw(painter, ICONS[str(mark)], rect.x() + 31 + width, rect.y() + 6.5, 14, str(mark))
        painter.restore()

    def _handles(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, rect: QRectF) -> float:
        """Paint eye and lock; returns the width they take."""
        before, taken = painter.opacity(), 0.0
        is_offered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        for place, (role, icon, offered) in enumerate(HANDLES):
            holds = bool(index.data(role))
            if holds or is_offered:
                taken = HANDLE_PX * (place + 1.0)
                painter.setOpacity(1.0 if holds else 0.45)
                icons.draw(painter, icon if holds else offered, rect.right() - 4 - taken, rect.y() + 6, 15, "text2" if holds else "text3")
        painter.setOpacity(before)
        return taken

    def handle_at(self, rect: QRect, at: QPoint) -> int | None:
        """The role of the eye or lock at a point of a line; None beside them."""
        place = (rect.right() - 4 - at.x()) // HANDLE_PX
        return HANDLES[place][0] if 0 <= place < len(HANDLES) else None

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, index: Index) -> None:
        state = option.state
        view = option.widget
        whole = QRectF(rect)
        if isinstance(view, QTreeView):
            whole.setLeft(0)
        if state & QStyle.StateFlag.State_Selected:
            paint.box(painter, QRectF(whole.x(), rect.y(), rect.right() - whole.x(), rect.height()), 6, "sel")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, QRectF(whole.x(), rect.y(), rect.right() - whole.x(), rect.height()), 6, "hover")
        if state & QStyle.StateFlag.State_HasFocus:
            ring = QRectF(whole.x(), rect.y(), rect.right() - whole.x(), rect.height()).adjusted(0.75, 0.75, -0.75, -0.75)
            paint.box(painter, ring, 6, None, "accent", 1.5)
        if isinstance(view, QTreeView) and index.model().hasChildren(index):  # the ground covers what the tree has drawn there
            size = view.indentation()
            chevron = "collapse" if view.isExpanded(index) else "expand"
            icons.draw(painter, chevron, rect.x() - size, rect.y() + (rect.height() - size) / 2, size, "text3")


def cell_width(words: str) -> int:
    """What a cell of a table needs."""
    return round(text_width(words, "body")) + 26


class TableDelegate(QStyledItemDelegate):
    """Names left and in accent where they lead somewhere, numbers right; hairlines between rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(cell_width(str(index.data(Qt.ItemDataRole.DisplayRole) or "")), TABLE_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint.smooth(painter)
        rect = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, paint.color("sel"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, paint.color("hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            paint.box(painter, rect.adjusted(0.75, 0.75, -0.75, -1.75), 4, None, "accent", 1.5)
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), paint.color("line"))
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        base = rect.y() + rect.height() / 2 + 4.5
        if index.data(STALE_ROLE):
            painter.setOpacity(STALE_OPACITY)
        flag = index.data(FLAG_ROLE)
        if flag:
            self._badge(painter, rect, words, str(flag), base, is_number=index.data(VALUE_ROLE) is not None)
        elif index.data(LINK_ROLE):
            shown = paint.elided(words, "body_medium", rect.width() - 18)
            paint.text(painter, rect.x() + 10, base, shown, "body_medium", "accent")
        elif index.data(VALUE_ROLE) is None:
            paint.text(painter, rect.x() + 10, base, paint.elided(words, "body", rect.width() - 18), "body", "text")
        else:
            paint.text(painter, rect.right() - 10, base, words, "body", "text", RIGHT)
        painter.restore()

    def _badge(self, painter: QPainter, rect: QRectF, words: str, tone: str, base: float, is_number: bool) -> None:
        width = text_width(words, "body_medium") + 30
        left = rect.right() - width - 4 if is_number else rect.x() + 4
        pill = QRectF(left, rect.y() + 3, width, rect.height() - 7)
        paint.box(painter, pill, 5, f"{tone}bg")
        icons.draw(painter, ICONS[tone], pill.x() + 5, rect.y() + rect.height() / 2 - 7, 14, tone)
        paint.text(painter, pill.right() - 6, base, words, "body_medium", tone, RIGHT)
