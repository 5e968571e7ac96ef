"""Plots: rack inlets and loadings of the selection, and how key figures went from edit to edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStackedLayout, QWidget

from gigahall.app.components.rows import EmptyState
from gigahall.app.desk import Desk
from gigahall.app.style import BREATH_MS
from gigahall.app.theme import THEME, font, text_width
from gigahall.app.values import label_of, tone_of, unit_code
from gigahall.kinds.kind import Limit
from gigahall.kinds.registry import kind_of
from gigahall.scene.order import natural
from gigahall.scene.record import Element
from gigahall.units import Unit, display_unit, format_value

HEAD_FRAC = 0.32
"""Room above the highest bar or limit: in the lowest dock the words on that limit still stay below the unit."""
WORDS_FRAC = 0.14
"""How much of the span from foot to highest the words on a line take in the lowest dock."""
MOST_BARS = 400
AXIS_PX, WORDS_GAP_PX = 62, 14
"""What the left axis takes of the width, and what parts the last bar from the words on the limits."""
SOON_MS = 30
RIGHT_MARGIN = 132

CHOICES = (
    ("inlet", "Rack inlets"),
    ("loading", "Loadings"),
    ("power", "Power over edits"),
    ("worst_inlet", "Worst inlet over edits"),
    ("worst_loading", "Worst load over edits"),
    ("pue", "PUE over edits"),
)


@dataclass(frozen=True, slots=True)
class Curve:
    """One line over the edits."""

    name: str
    token: str
    values: Sequence[float]


class Plots(QWidget):
    """One plot at a time, chosen by the chip beside the tabs."""

    picked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._choice = "inlet"
        self._bars: list[str] = []
        self._layers = QStackedLayout(self)
        self.empty = EmptyState("plots", "Plots appear once the scene is solved.")
        self.plot = pg.PlotWidget(enableMenu=False)
        self.plot.getPlotItem().ctrlMenu.setParent(self.plot, Qt.WindowType.Popup)  # else it outlives the plot
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.plot)
        self.plot.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self._is_dirty = True
        self._soon = QTimer(self)
        """A plot is drawn in a turn of its own, after what is beside it: hundreds of bars take a while."""
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._catch_up)
        for signal in (desk.results_changed, desk.selection_changed, desk.units_changed, THEME.changed):
            signal.connect(self._mark)
        self._redraw()

    @property
    def choice(self) -> str:
        return self._choice

    @property
    def is_behind(self) -> bool:
        """Is there something newer than what is drawn."""
        return self._is_dirty

    def show_plot(self, choice: str) -> None:
        self._choice = choice
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many names, and as much room for words, as there is width for now."""
        if event.size().width() != event.oldSize().width():
            self._mark()

    def showEvent(self, event: object) -> None:
        if self._is_dirty:
            self._soon.start()

    def _mark(self) -> None:
        self._is_dirty = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _catch_up(self) -> None:
        if self._is_dirty and self.isVisible():
            self._redraw()

    def _redraw(self) -> None:
        self._is_dirty = False
        self.plot.setUpdatesEnabled(False)  # painted in a turn of its own
        QTimer.singleShot(BREATH_MS, self.plot, lambda: self.plot.setUpdatesEnabled(True))
        self._bars = []
        drawn = self._draw_bars() if self._choice in ("inlet", "loading") else self._draw_trail()
        self._layers.setCurrentIndex(1 if drawn else 0)

    # ------------------------------------------------------------ by element

    def _draw_bars(self) -> bool:
        path = "air.inlet_max_c" if self._choice == "inlet" else "power.loading_frac"
        found = self._values(path)
        if not found:
            what = "rack inlet" if self._choice == "inlet" else "loading"
            words = f"Nothing selected has a {what}." if self._desk.selection else f"Nothing here has a {what} yet."
            self.empty.say(words if self._desk.has_results else "Plots appear once the scene is solved.")
            return False
        item = self._fresh()
        step = display_unit(max(value for _, value in found), unit_code(path), self._desk.units)
        heights = [(value - step.offset) / step.scale for _, value in found]
        low = min(0.0, 1.1 * min(heights))  # a bar is as long as what it shows
        chosen = set(self._desk.selection) & {element.id for element, _ in found}
        limits = [self._desk.limits(element, path) for element, _ in found]
        worn = [(tone_of(value, own), not chosen or element.id in chosen) for (element, value), own in zip(found, limits, strict=True)]
        brushes = {worn_as: _brush(*worn_as) for worn_as in set(worn)}
        item.addItem(pg.BarGraphItem(x=list(range(len(found))), y0=0.0, y1=heights, width=0.62, brushes=[brushes[w] for w in worn], pen=None))
        self._bars = [element.id for element, _ in found]
        bounds = _bounds(dict.fromkeys(limit for own in limits for limit in own), step, unit_code(path) == "degC")
        highest = max([*heights, *bounds])
        item.setYRange(low, highest + HEAD_FRAC * (highest - low), padding=0)
        said = {bound: f"{bound:.4g} {word}" for bound, (_, word) in bounds.items()}
        room = self._stretch(item, len(found), list(said.values()))
        sides = sides_of(list(bounds), WORDS_FRAC * (highest - low))
        for bound, (tone, _) in bounds.items():
            side = sides[bound]
            self._limit_line(item, bound, tone, said[bound] if side else "", below=side == "below")
        self._name_bars(item, [element.name for element, _ in found], room)
        self._say_unit(item, f"{label_of(path)}, {step.text}")
        return True

    def _values(self, path: str) -> list[tuple[Element, float]]:
        """The selection's values beside those of its own sort; without a selection those of the whole scene."""
        if not self._desk.has_results:
            return []
        every = [(e, v) for e in self._pool() if (v := self._desk.value(e.id, path)) is not None]
        if len(every) > MOST_BARS:
            chosen = set(self._desk.selection)
            every = sorted(every, key=lambda pair: (pair[0].id not in chosen, -pair[1]))[:MOST_BARS]
        return sorted(every, key=lambda pair: natural(pair[0].name))

    def _pool(self) -> list[Element]:
        chosen, every = self._desk.selected, self._desk.document.elements()
        if self._choice == "inlet":
            halls = {e.hall for e in chosen if kind_of(e).category == "IT"}
            return [e for e in every if kind_of(e).category == "IT" and (not halls or e.hall in halls)]
        if len(chosen) > 1:
            return chosen
        if chosen:
            return [e for e in every if type(e) is type(chosen[0])]
        return [e for e in every if not kind_of(e).is_route]

    def _stretch(self, item: pg.PlotItem, count: int, words: Sequence[str]) -> float:
        """Leave room behind the last bar for the words on the limits; the width of the bars [px]."""
        beside = max((text_width(said, "hint_medium") for said in words), default=0.0) + WORDS_GAP_PX
        whole: float = max(float(self.width()) - AXIS_PX, 2 * beside)
        item.setXRange(-0.6, -0.6 + max(count + 0.2, 7.6) * whole / (whole - beside), padding=0)
        return whole - beside

    def _limit_line(self, item: pg.PlotItem, bound: float, tone: str, word: str, below: bool) -> None:
        pen = pg.mkPen(THEME.hex(tone), width=1.2, style=Qt.PenStyle.DashLine)
        item.addItem(pg.InfiniteLine(bound, 0, pen=pen))
        if not word:
            return
        text = pg.TextItem(word, color=THEME.hex(tone), anchor=(1, 0 if below else 1))
        text.setFont(font("hint_medium"))
        item.addItem(text, ignoreBounds=True)
        text.setPos(item.viewRange()[0][1], bound)

    def _name_bars(self, item: pg.PlotItem, names: Sequence[str], room: float) -> None:
        widest = max(len(name) for name in names) * 7 + 12
        every = max(1, int(np.ceil(len(names) * widest / room)))
        item.getAxis("bottom").setTicks([[(k, name) for k, name in enumerate(names) if k % every == 0]])

    def _clicked(self, event: object) -> None:
        position = event.scenePos()  # type: ignore[attr-defined]
        box = self.plot.getPlotItem().vb
        if self._bars and box.sceneBoundingRect().contains(position):
            number = round(box.mapSceneToView(position).x())
            if 0 <= number < len(self._bars):
                self._desk.show([self._bars[number]])

    # ------------------------------------------------------------ over edits

    def _draw_trail(self) -> bool:
        trail = self._desk.trail
        unit, curves = self._curves()
        if not curves:
            self.empty.say("The history of key figures starts with the first settled solution.")
            return False
        item = self._fresh()
        largest = max(abs(value) for curve in curves for value in curve.values if np.isfinite(value))
        step = display_unit(largest, unit, self._desk.units)
        last = len(trail) - 1
        ends: list[float] = []
        for curve in curves:
            shown = (np.array(curve.values, dtype=float) - step.offset) / step.scale
            pen = pg.mkPen(THEME.hex(curve.token), width=2)
            symbol = {"symbol": "o", "symbolSize": 5, "symbolBrush": THEME.hex(curve.token), "symbolPen": None}
            item.plot(np.arange(len(shown)), shown, pen=pen, **symbol)
            ends.append(float(shown[-1]))
            words = " ".join(format_value(curve.values[-1], unit, self._desk.units, shown=step)).strip()
            self._end_label(item, last, float(shown[-1]), f"{curve.name}  {words}", curve.token)
        everything = np.concatenate([(np.array(c.values, dtype=float) - step.offset) / step.scale for c in curves])
        low, high = float(np.nanmin(everything)), float(np.nanmax(everything))
        pad = max(0.15 * (high - low), 0.02 * abs(high), 1e-3)
        item.setYRange(low - pad, high + pad, padding=0)
        item.setXRange(0, max(last, 1), padding=0)
        self._name_edits(item)
        self._say_unit(item, step.text or "")
        return True

    def _curves(self) -> tuple[str, list[Curve]]:
        specs: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
            "power": ("W", [("it_w", "IT power", "supply"), ("facility_w", "Facility", "accent")]),
            "worst_inlet": ("degC", [("worst_inlet_c", "Worst inlet", "ret")]),
            "worst_loading": ("frac", [("worst_loading_frac", "Worst load", "feed_a")]),
            "pue": ("1", [("pue", "PUE", "fws")]),
        }
        unit, wanted = specs[self._choice]
        curves = []
        for key, name, token in wanted:
            values = [_number(milestone.figures.get(key)) for milestone in self._desk.trail]
            if any(np.isfinite(value) for value in values):
                curves.append(Curve(name, token, values))
        return unit, curves

    def _name_edits(self, item: pg.PlotItem) -> None:
        trail = self._desk.trail
        every = max(1, len(trail) * 96 // max(self.plot.width() - RIGHT_MARGIN, 200))
        ticks = [(k, _shortened(milestone.name)) for k, milestone in enumerate(trail) if k % every == 0]
        item.getAxis("bottom").setTicks([ticks])

    def _end_label(self, item: pg.PlotItem, x: float, y: float, words: str, token: str) -> None:
        text = pg.TextItem(words, color=THEME.hex(token), anchor=(0, 0.5))
        text.setFont(font("label_medium"))
        item.addItem(text, ignoreBounds=True)
        text.setPos(x + 0.01 * max(x, 1.0), y)

    # ------------------------------------------------------------ dress

    def _fresh(self) -> pg.PlotItem:
        """An empty plot item in the theme's colours."""
        item = self.plot.getPlotItem()
        item.clear()
        self.plot.setBackground(THEME.hex("panel"))
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(False, False)
        trail = self._choice not in ("inlet", "loading")
        item.setContentsMargins(6, 18, RIGHT_MARGIN if trail else 10, 2)
        item.showGrid(x=False, y=True, alpha=0.1)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(THEME.hex("line2")))
            axis.setTextPen(THEME.hex("text2"))
            axis.setTickFont(font("hint"))
            axis.setStyle(tickLength=0, tickTextOffset=6)
        item.getAxis("left").setWidth(40)
        flag = QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape
        item.vb.setFlag(flag, False)
        item.vb.childGroup.setFlag(flag, False)
        item.vb.setBorder(None)
        return item

    def _say_unit(self, item: pg.PlotItem, words: str) -> None:
        text = pg.TextItem(words, color=THEME.hex("text3"), anchor=(0, 1))
        text.setFont(font("hint"))
        (left, _), (_, top) = item.viewRange()
        item.addItem(text, ignoreBounds=True)
        text.setPos(left, top)


def _bounds(limits: Iterable[Limit], step: Unit, is_temperature: bool) -> dict[float, tuple[str, str]]:
    """What is warned of and what is an error, in the shown unit, with tone and word."""
    bounds: dict[float, tuple[str, str]] = {}
    for limit in limits:
        for bound, tone, word in ((limit.warn, "warn", "recommended"), (limit.error, "bad", "limit")):
            if bound is not None:
                bounds[(bound - step.offset) / step.scale] = (tone, word if is_temperature else "limit")
    return {bound: bounds[bound] for bound in sorted(bounds)}


def _number(value: float | str | None) -> float:
    return float(value) if isinstance(value, float | int) else float("nan")




def _brush(tone: str, is_strong: bool) -> QBrush:
    return QBrush(THEME.color(tone, 0.95 if is_strong else 0.42))


def _shortened(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"


def sides_of(bounds: Sequence[float], words_high: float) -> dict[float, str]:
    """On which side of its line each limit's words stand, from the highest down: "above", else "below", else "" for no room.
    Words cover no other words and no other line."""
    found: dict[float, str] = {}
    taken: list[tuple[float, float]] = []
    for bound in sorted(bounds, reverse=True):
        for side, low in (("above", bound), ("below", bound - words_high)):
            high = low + words_high
            is_crossed = any(low < other < high for other in bounds if other != bound)
            if not is_crossed and not any(low < b and a < high for a, b in taken):
                taken.append((low, high))
                found[bound] = side
                break
        else:
            found[bound] = ""
    return found
