"""The catalogue palette: real equipment as pictures; search, pick by click or drag into the view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gigahall.app import paint
from gigahall.app.components.field import SearchField
from gigahall.app.components.labels import plain
from gigahall.app.components.rows import EmptyState
from gigahall.app.panels.picture import draw_picture
from gigahall.app.pictures import Pictures
from gigahall.app.theme import text_width
from gigahall.kinds import catalogue
from gigahall.kinds.card import card_of
from gigahall.kinds.catalogue import Item
from gigahall.kinds.registry import BY_NAME
from gigahall.units import System

MIME = "application/x-gigahall-item"
ITEM_ROLE = Qt.ItemDataRole.UserRole + 20
RATIO, COLUMN_PX = 0.62, 104
"""Shape of a card's picture, and how wide a card is at least."""
LABEL_PX, LABEL_PX_NARROW = 54, 52
ORDER = ("IT", "Liquid", "Air", "Heat rejection", "Power", "Plant", "Rooms")
ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ShelfModel(QAbstractListModel):
    """Items that match the search and the category."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Item, ...] = ordered()
        self._shown: list[Item] = list(self._all)
        self.units: System = "SI"

    def show_matching(self, text: str, category: str, only: Sequence[str] | None = None) -> None:
        words = text.casefold().split()
        pool = [item for item in self._all if only is None or item.id in only]
        if only is not None:
            pool.sort(key=lambda item: only.index(item.id))
        self.beginResetModel()
        self._shown = [
            item for item in pool
            if (not category or BY_NAME[item.kind].category == category) and all(word in _search_text(item) for word in words)
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def item(self, index: Index) -> Item:
        return self._shown[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(_tip(item, self.units))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        if indexes:
            data.setData(MIME, QByteArray(self._shown[indexes[0].row()].id.encode()))
        return data


def ordered() -> tuple[Item, ...]:
    """One item of every kind first, the categories in turn; then the variants of each."""
    variants: dict[str, int] = {}
    kinds: dict[str, dict[str, int]] = {}
    places: list[tuple[int, int, int, Item]] = []
    for item in catalogue.items():
        category = BY_NAME[item.kind].category
        variant = variants.get(item.kind, 0)
        variants[item.kind] = variant + 1
        of_category = kinds.setdefault(category, {})
        turn = of_category.setdefault(item.kind, len(of_category))
        places.append((min(variant, 1), turn, ORDER.index(category), item))
    return tuple(item for *_, item in sorted(places, key=lambda place: place[:3]))


def _search_text(item: Item) -> str:
    kind = BY_NAME[item.kind]
    return f"{item.name} {item.manufacturer} {kind.label} {kind.category} {item.notes}".casefold()


def _tip(item: Item, units: System) -> str:
    card = card_of(item.element)
    facts = [words for words in (card.can_do(units), card.size(units)) if words]
    maker = f"{item.manufacturer} · " if item.manufacturer else ""
    estimated = sum(value.estimated for value in item.fields.values())
    count = f"{len(item.fields)} values with sources" + (f", {estimated} estimated" if estimated else "")
    return "\n".join([item.name, f"{maker}{BY_NAME[item.kind].label}", *facts, count])


def _whole(words: str, width: float) -> str:
    """As many of the facts as fit: none is cut within its number or unit."""
    facts = words.split(" · ")
    while len(facts) > 1 and text_width(" · ".join(facts), "hint") > width:
        facts.pop()
    return " · ".join(facts)


class CardDelegate(QStyledItemDelegate):
    """A picture on a sunken ground; below it the name, what it can do, and its size where there is room."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.units: System = "SI"
        self.size = QSize(110, 90)
        self.is_narrow = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        if not isinstance(item, Item):
            return
        painter.save()
        paint.smooth(painter)
        rect = QRectF(option.rect).adjusted(4, 2, -4, -2)
        card = card_of(item.element)
        below = LABEL_PX_NARROW if self.is_narrow else LABEL_PX
        frame = QRectF(rect.x() + 0.5, rect.y() + 0.5, rect.width() - 1, rect.height() - below)
        draw_picture(painter, frame, self._pictures, item.element, 26)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint.box(painter, frame, 8, None, "accent" if chosen else "line2" if hot else "line", 2 if chosen else 1)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.box(painter, frame.adjusted(-1, -1, 1, 1), 9, None, "accent", 2)
        tone = "text" if chosen or hot else "text2"
        if self.is_narrow:
            paint.lines(painter, QRectF(rect.x() + 1, frame.bottom() + 3, rect.width() - 1, 30), item.name, "hint", tone)
            rows = [("hint", "text3", card.can_do(self.units).partition(" · ")[0] or card.size(self.units), 44)]
        else:
            can_do = _whole(card.can_do(self.units), rect.width() - 2)
            rows = [("label", tone, item.name, 17), ("hint", "text3", can_do, 32), ("hint", "text3", card.size(self.units), 46)]
        for role, token, words, below_px in rows:
            paint.text(painter, rect.x() + 2, frame.bottom() + below_px, paint.elided(words, role, rect.width() - 2), role, token)
        painter.restore()


class Shelf(QWidget):
    """Search, category menu and grid. `picked` arms placing with an item; "" puts it down."""

    picked = Signal(str)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._category = ""
        self._recent: list[str] = []
        self._only_recent = False
        self._compact = False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 6, 0)
        column.setSpacing(6)
        self.search = SearchField("Search catalogue")
        self.search.changed.connect(lambda text: self._filter())
        self.search.edit.installEventFilter(self)
        self._search_box = QWidget()
        inner = QVBoxLayout(self._search_box)
        inner.setContentsMargins(4, 0, 6, 0)
        inner.addWidget(self.search)
        column.addWidget(self._search_box)
        self.model = ShelfModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self._cards = CardDelegate(pictures, self.view)
        self.view.setItemDelegate(self._cards)
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setDragEnabled(True)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.view.verticalScrollBar().setSingleStep(24)
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(self._clicked)
        column.addWidget(self.view, 1)
        self.empty = EmptyState("search", "Nothing in the catalogue matches.", "Show everything")
        self.empty.acted.connect(self._show_all)
        column.addWidget(self.empty, 1)
        pictures.ready.connect(lambda key: self.view.viewport().update())
        self._filter()

    def set_compact(self, compact: bool) -> None:
        """With little room cards say less, the whole name in two lines; three beside each other would cut it."""
        self._compact = compact
        self._fit()

    def set_units(self, units: System) -> None:
        self.model.units = self._cards.units = units
        self.view.viewport().update()

    def show_recent(self, recent: bool) -> None:
        """Only what was placed lately."""
        self._only_recent = recent
        self._search_box.setVisible(not recent)
        self._filter()

    def remember(self, item: str) -> None:
        self._recent = [item, *(other for other in self._recent if other != item)][:18]
        if self._only_recent:
            self._filter()

    def clear_pick(self) -> None:
        self.view.clearSelection()

    def category_menu(self, at: QPoint) -> None:
        """Choose one category."""
        menu = QMenu(self)
        names = ["", *(name for name in ORDER if any(BY_NAME[item.kind].category == name for item in catalogue.items()))]
        for name in names:
            action = menu.addAction(name or "All categories")
            action.setCheckable(True)
            action.setChecked(name == self._category)
            action.triggered.connect(lambda _checked=False, name=name: self.show_category(name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def show_category(self, name: str) -> None:
        self._category = name
        self._filter()

    def _show_all(self) -> None:
        self._category = ""
        self.search.edit.clear()
        self._filter()

    def _filter(self) -> None:
        self.model.show_matching(self.search.text, self._category, self._recent if self._only_recent else None)
        some = self.model.rowCount() > 0
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        self.empty.say("What you place appears here." if self._only_recent else "Nothing in the catalogue matches.")

    def _clicked(self, index: QModelIndex) -> None:
        self.picked.emit(self.model.item(index).id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search to the cards; Enter takes the first of what was found in hand."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.search.edit and is_press and self.model.rowCount():
            key = event.key()  # type: ignore[attr-defined]
            if key == Qt.Key.Key_Down:
                self.view.setCurrentIndex(self.model.index(0))
                self.view.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text:
                self._clicked(self.model.index(0))
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 14 - self.view.verticalScrollBar().sizeHint().width()
        width = max((room - 1) // max(room // COLUMN_PX, 1), 40)
        self._cards.is_narrow = self._compact
        below = LABEL_PX_NARROW if self._cards.is_narrow else LABEL_PX
        self._cards.size = QSize(width, round((width - 8) * RATIO) + below + 8)
        self.view.setGridSize(self._cards.size)
