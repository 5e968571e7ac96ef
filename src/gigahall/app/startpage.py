"""The start page: sample halls as pictures, recent files, the first actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gigahall.app.components.card import ARROWS, ActionCard, RecentCard, SampleCard
from gigahall.app.components.labels import Link, label, plain
from gigahall.app.components.rows import ProgressItem
from gigahall.app.components.stops import in_reading_order
from gigahall.app.pictures import recall, scene_picture
from gigahall.app.theme import THEME
from gigahall.paths import asset, scene_file
from gigahall.units import System, format_value


@dataclass(frozen=True, slots=True)
class Sample:
    """A shipped scene. Its key figures come from the file its solution wrote, never from here."""

    name: str
    title: str
    words: str


SAMPLES = (
    Sample("superpod-gb300", "SuperPOD GB300", "Eight liquid-cooled racks, plant and four lineups"),
    Sample("air-hall", "Air hall", "Two rows on a raised floor; find the hotspot"),
    Sample("four-panels", "Four panels", "Lose a feed and watch the other three"),
    Sample("tower-hall", "Tower hall", "A water-cooled chiller and its tower; lose either side"),
    Sample("large-hall", "Large hall", "Six deployment units, 384 racks"),
)
RECENT_SHOWN = 4
COLUMNS = 2


class StartPage(QWidget):
    """Says what was chosen; opens nothing itself."""

    template_wanted = Signal()
    open_wanted = Signal()
    empty_wanted = Signal()
    tour_wanted = Signal()
    chosen = Signal(Path)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._units: System = "SI"
        self._recent: list[Path] = []
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left_side(), 0)
        self._row.addLayout(self._right_side(), 1)
        self._is_old = True
        THEME.changed.connect(self._renew)

    def _left_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(label("Start", "page"))
        column.addSpacing(10)
        self.first = ActionCard("hall", "New hall from template", "Rows, containment, cooling and power", primary=True)
        self.first.clicked.connect(self.template_wanted)
        other = ActionCard("open", "Open a scene", "A Gigahall file from your disk")
        other.clicked.connect(self.open_wanted)
        empty = ActionCard("new", "Empty scene", "Place a hall and equipment yourself")
        empty.clicked.connect(self.empty_wanted)
        self._actions = (self.first, other, empty)
        for card in self._actions:
            column.addWidget(card)
        column.addSpacing(12)
        head = QHBoxLayout()
        self._recent_head = label("Recent", "title")
        head.addWidget(self._recent_head)
        head.addStretch(1)
        self._clear = Link("Clear list")
        self._clear.clicked.connect(self.cleared)
        head.addWidget(self._clear)
        column.addLayout(head)
        self._recent_column = QVBoxLayout()
        self._recent_column.setSpacing(10)
        column.addLayout(self._recent_column)
        column.addStretch(1)
        tour = Link("New here? Take the one-minute tour", "body_medium")
        tour.clicked.connect(self.tour_wanted)
        column.addWidget(tour)
        return column

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go along the left side while it has the keys; every other arrow begins with the first sample."""
        if event.key() not in ARROWS:
            super().keyPressEvent(event)
            return
        _, down = ARROWS[Qt.Key(event.key())]
        left = self._left_cards()
        at = next((place for place, card in enumerate(left) if card.hasFocus()), None)
        if at is None or not down:
            self.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            left[min(max(at + down, 0), len(left) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _left_cards(self) -> list[QWidget]:
        """The first actions, then the recent files, from the top."""
        items = (self._recent_column.itemAt(number) for number in range(self._recent_column.count()))
        recent = [item.widget() for item in items if item is not None]
        return [*self._actions, *(card for card in recent if card is not None)]

    def _step(self, card: SampleCard, across: int, down: int) -> None:
        """The keys go to the neighbour of a card, left of all samples to the first action, and stay where there is none."""
        at = self.cards.index(card)
        row, column = at // COLUMNS + down, at % COLUMNS + across
        if column < 0:
            self.first.setFocus(Qt.FocusReason.TabFocusReason)
        elif 0 <= column < COLUMNS and 0 <= row and row * COLUMNS + column < len(self.cards):
            self.cards[row * COLUMNS + column].setFocus(Qt.FocusReason.TabFocusReason)

    def _right_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(8, 10, 8, 6)
        head.addWidget(label("Sample halls", "heading"))
        head.addStretch(1)
        column.addLayout(head)
        body = QWidget()
        body.setObjectName("scrolled")
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.cards: list[SampleCard] = []
        for index, sample in enumerate(SAMPLES):
            card = SampleCard(sample.title, sample.words)
            card.clicked.connect(lambda name=sample.name: self.chosen.emit(scene_file(name)))
            self.cards.append(card)
            card.stepped.connect(lambda across, down, card=card: self._step(card, across, down))
            self._grid.addWidget(card, index // COLUMNS, index % COLUMNS)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        self.progress = ProgressItem()
        foot.addWidget(self.progress)
        foot.addStretch(1)
        foot.addWidget(label("Drop a scene file anywhere to open it", "label", "text3"))
        column.addLayout(foot)
        return column

    def show_recent(self, recent: Sequence[Path]) -> None:
        """Files that are still there, newest first."""
        self._recent = [path for path in recent if path.exists()][:RECENT_SHOWN]
        while (item := self._recent_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for path in self._recent:
            words, tone = _recent_words(path, self._units)
            card = RecentCard(path.stem, words, _when(path), tone)
            card.setToolTip(plain(str(path)))
            picture = scene_picture(path)
            if picture is not None:
                card.set_picture(picture)
            card.clicked.connect(lambda path=path: self.chosen.emit(path))
            self._recent_column.addWidget(card)
        in_reading_order(self)
        self._recent_head.setVisible(bool(self._recent))
        self._clear.setVisible(bool(self._recent))

    def set_units(self, units: System) -> None:
        self._units = units
        self._renew()

    def _renew(self) -> None:
        """Behind a scene the pictures wait until the page is seen again: reading them takes a while."""
        self._is_old = not self.isVisible()
        if not self._is_old:
            self._pictures()

    def showEvent(self, event: QShowEvent) -> None:
        if self._is_old:
            self._renew()

    def _pictures(self) -> None:
        for sample, card in zip(SAMPLES, self.cards, strict=True):
            picture = scene_picture(scene_file(sample.name))
            if picture is not None:
                card.set_picture(picture)
            card.show_figure(*_figures(sample.name, self._units))

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= 1400
        side = 64 if wide else 32
        self._row.setContentsMargins(side, 36 if wide else 22, side - 8, 24)
        self._row.setSpacing(56 if wide else 28)
        self._row.setStretch(0, 0)
        left = 348 if wide else 300
        for index in range(self._row.count()):
            item = self._row.itemAt(index)
            if index == 0 and item is not None and item.layout() is not None:
                self.first.setFixedWidth(left)


def _figures(name: str, units: System) -> tuple[str, str]:
    """Key figures of a sample's shipped solution: IT power and PUE, as its results file says."""
    path = asset("pictures", f"{name}.json")
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError):
        return "", ""
    power = " ".join(format_value(found.get("it_w"), "W", units))
    pue = f"PUE {format_value(found['pue'], '1', units)[0]}" if "pue" in found else ""
    return power, pue


def _recent_words(path: Path, units: System) -> tuple[str, str]:
    """What the file's last solution said, with its tone; its folder when it was never solved here."""
    kept = recall(path)
    if kept is None:
        return str(path.parent).replace(str(Path.home()), "~"), ""
    power = " ".join(format_value(kept.it_w, "W", units))
    if kept.errors:
        return f"{power} · {kept.errors} over limit", "bad"
    if kept.warnings:
        return f"{power} · {kept.warnings} warning{'s' if kept.warnings > 1 else ''}", "warn"
    return f"{power} · within limits", "ok"


def _when(path: Path) -> str:
    time = datetime.fromtimestamp(path.stat().st_mtime)
    days = (datetime.now().date() - time.date()).days
    if days <= 0:
        return f"today {time:%H:%M}"
    return "yesterday" if days == 1 else f"{time.day} {time:%b}"
