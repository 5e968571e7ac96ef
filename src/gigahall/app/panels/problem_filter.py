"""The bar over the problems list: severities, systems, grouping and text."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from gigahall.app import icons, paint
from gigahall.app.components.buttons import Chip
from gigahall.app.components.field import SearchField
from gigahall.app.components.labels import plain
from gigahall.app.theme import text_width

SEVERITIES = {"error": ("error", "errors", "bad"), "warning": ("warning", "warnings", "warn"), "info": ("note", "notes", "info")}
ICONS = {"error": "error", "warning": "warning", "info": "info"}
ALL = "All systems"
BY_CAUSE, FLAT = "Cause", "Nothing"
ROW_PX = 40


class Pill(QAbstractButton):
    """A count that is also a filter: on or off."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedHeight(26)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self.text(), "label_medium") + 40), 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        tone = self._tone if self.isChecked() else "text3"
        fill = paint.color(self._tone, 0.12) if self.isChecked() else paint.color("panel")
        edge = "accent" if self.hasFocus() else tone if self.isChecked() else "line2"
        paint.box(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12.5, fill, edge)
        icons.draw(painter, self._icon, 10, 5.5, 15, tone)
        paint.text(painter, 30, 17.5, self.text(), "label_medium", tone)


class ProblemFilter(QWidget):
    """What of the list is shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(ROW_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(6)
        self.pills = {level: Pill(ICONS[level], tone) for level, (_one, _many, tone) in SEVERITIES.items()}
        for pill in self.pills.values():
            pill.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(pill)
        self.system = Chip("", [(ALL, ALL)], ALL)
        self.system.setAccessibleName("System")
        self.system.chosen.connect(lambda _key: self.changed.emit())
        row.addWidget(self.system)
        row.addStretch(1)
        self.group = Chip("Group by", [(BY_CAUSE, BY_CAUSE), (FLAT, FLAT)], BY_CAUSE)
        self.group.chosen.connect(lambda _key: self.changed.emit())
        row.addWidget(self.group)
        self.search = SearchField("Filter by text")
        self.search.setFixedWidth(150)
        self.search.changed.connect(lambda _text: self.changed.emit())
        row.addWidget(self.search)

    @property
    def text(self) -> str:
        return self.search.edit.text().strip().lower()

    @property
    def by_cause(self) -> bool:
        return self.group.value == BY_CAUSE

    def count(self, severities: Mapping[str, int], systems: Mapping[str, int]) -> None:
        """Say how many there are; a severity that does not occur has no pill."""
        for level, pill in self.pills.items():
            number = severities.get(level, 0)
            one, many, _tone = SEVERITIES[level]
            pill.setText(f"{number} {one if number == 1 else many}")
            pill.setAccessibleName(f"Show {many}")
            pill.setToolTip(plain(f"Show or hide {many}"))
            pill.setVisible(number > 0)
            pill.updateGeometry()
        choices = [(ALL, ALL)] + [(name, f"{name} {number}") for name, number in sorted(systems.items())]
        self.system.set_choices(choices)
        if self.system.value not in dict(choices):
            self.system.set_value(ALL)
        self._fit()

    def passes(self, severity: str, system: str, said: str) -> bool:
        """Does a finding of this severity and system, said like this, belong to what is wanted?"""
        return (
            self.pills[severity].isChecked()
            and self.system.value in (ALL, system)
            and (not self.text or self.text in said.lower())
        )

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """The least needed tools go first where there is little room."""
        room = self.width() - 28 - sum(pill.sizeHint().width() + 6 for pill in self.pills.values() if not pill.isHidden())
        for widget, least in ((self.search, 150), (self.group, self.group.sizeHint().width()), (self.system, self.system.sizeHint().width())):
            widget.setVisible(room > least + 6)
            room -= least + 6
