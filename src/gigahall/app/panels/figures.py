"""The key-figure strip: what the whole scene does now; every figure leads to what it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gigahall.app import paint
from gigahall.app.components.labels import plain
from gigahall.app.components.results import KeyFigure
from gigahall.app.desk import Desk
from gigahall.app.values import change_words, seconds_words
from gigahall.session.results import Results
from gigahall.units import System, format_value

GAP, GAP_COMPACT = 24, 14


@dataclass(frozen=True, slots=True)
class Spec:
    """One figure: where its number is and what it leads to."""

    name: str
    unit: str
    read: Callable[[Results], float | str | None]
    element: str = ""
    """Key figure that holds the id of the element it stands for."""
    places: int = 0
    """Later ones give way first when there is little room."""
    lower_is_better: bool = False
    path: str = ""
    """Result whose limits the figure is held against."""
    key: str = ""
    """Its name among the key figures, where it is one."""


def _figure(key: str) -> Callable[[Results], float | str | None]:
    return lambda results: results.key_figures.get(key)


SPECS: dict[str, Spec] = {
    "ambient": Spec("Ambient", "degC", _figure("dry_bulb_c"), places=6),
    "it": Spec("IT power", "W", _figure("it_w")),
    "facility": Spec("Facility", "W", _figure("facility_w"), key="facility_w"),
    "pue": Spec("PUE", "1", _figure("pue"), lower_is_better=True, key="pue"),
    "inlet": Spec("Worst inlet", "degC", _figure("worst_inlet_c"), "worst_inlet_element", 0, True, "air.inlet_max_c", "worst_inlet_c"),
    "load": Spec("Worst load", "frac", _figure("worst_loading_frac"), "worst_loading_element", 0, True, "power.loading_frac", "worst_loading_frac"),
    "balance": Spec("Energy balance", "W", lambda results: results.open_w, places=4),
    "time": Spec("Solve time", "s", lambda results: solve_seconds(results), places=5),
}


def solve_seconds(results: Results) -> float | None:
    """From the edit to this result [s]."""
    return results.timing.get("solve_s")


def _shown(spec: Spec, number: float | None, units: System) -> tuple[str, str]:
    """Digits and unit of a figure; a balance without open watts is "closed"."""
    if spec.unit == "s":
        return seconds_words(number)
    if spec.name == "Energy balance" and number == 0.0:
        return "closed", ""
    return format_value(number, spec.unit, units)


class Figures(QWidget):
    """The strip; clicking a figure asks for what it stands for."""

    ambient_wanted = Signal()
    load_wanted = Signal()
    page_wanted = Signal(str)
    """"Problems", "Plots" or "Tables"."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self.figures: dict[str, KeyFigure] = {}
        for key, spec in SPECS.items():
            figure = KeyFigure(spec.name)
            figure.clicked.connect(lambda key=key: self._follow(key))
            self.figures[key] = figure
            self._row.addWidget(figure)
        self._row.addStretch(1)
        self._compact = False
        self.setFixedHeight(58)
        self.setMinimumWidth(400)
        desk.results_changed.connect(self.refresh)
        desk.units_changed.connect(self.refresh)
        desk.state_changed.connect(self._staleness)
        self.refresh()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        for figure in self.figures.values():
            figure.set_compact(compact)
        self._arrange()

    def refresh(self) -> None:
        for key, spec in SPECS.items():
            self._show(self.figures[key], spec)
        self._staleness()
        self._arrange()

    def _show(self, figure: KeyFigure, spec: Spec) -> None:
        results, units = self._desk.results, self._desk.units
        value, before = spec.read(results), spec.read(self._desk.before)
        number = value if isinstance(value, float | int) else None
        old = before if isinstance(before, float | int) else None
        of = str(results.key_figures.get(spec.element, "")) if spec.element else ""
        text, unit = _shown(spec, number, units)
        change = change_words(number, old, spec.unit, units) if spec.name not in ("Energy balance", "Solve time") else ""
        is_better = change.startswith("−") and spec.lower_is_better and not _has_worsened(results, self._desk.before)
        tone = "ok" if is_better else "accent"
        limit_note = self._over(spec, number, of)
        if spec.key in results.unavailable:
            limit_note = ("not available", "text3")
        elif spec.name == "Energy balance" and number:
            limit_note = ("open", "bad")
        figure.show_value(text, unit, limit_note[0] or change, limit_note[1] or tone, self._desk.name_of(of) if of else "")
        figure.setToolTip(plain(self._tip(spec)))

    def _over(self, spec: Spec, value: float | None, of: str) -> tuple[str, str]:
        """The limit a figure is above, with its tone."""
        element = self._desk.element(of)
        if value is None or element is None or not spec.path:
            return "", ""
        limits = self._desk.limits(element, spec.path)
        bounds = [(limit.error, "bad") for limit in limits] + [(limit.warn, "warn") for limit in limits]
        for bound, tone in bounds:
            if bound is not None and value > bound:
                words = format_value(bound, spec.unit, self._desk.units)[0]
                return f"limit {words.rstrip('0').rstrip('.') if '.' in words else words}", tone
        return "", ""

    def _tip(self, spec: Spec) -> str:
        results, models = self._desk.results, self._desk.results.models
        if spec.key in results.unavailable:
            return f"Not available: {results.unavailable[spec.key]}."
        frac = results.balances.get("energy_frac")
        share = f" They differ by {frac:.1e} of what comes in." if frac is not None else ""
        return {
            "Ambient": "Outdoor dry bulb. Click to change it.",
            "IT power": "AC power of all racks. Click to change the IT load.",
            "Facility": "What utilities and running generators deliver.",
            "PUE": "Facility power over IT power, of this solution.",
            "Worst inlet": f"Warmest rack inlet. {models.get('air', '')}".strip(),
            "Worst load": f"Largest share of a rating in use. {models.get('power', '')}".strip(),
            "Energy balance": f"What comes in against what leaves; heat without a way out keeps it open.{share}",
            "Solve time": "From the edit to the result shown.",
        }[spec.name]

    def _staleness(self, _state: str = "") -> None:
        for figure in self.figures.values():
            figure.set_stale(self._desk.is_stale)

    def _follow(self, key: str) -> None:
        spec = SPECS[key]
        of = str(self._desk.results.key_figures.get(spec.element, "")) if spec.element else ""
        if of:
            self._desk.show([of])
        elif key == "ambient":
            self.ambient_wanted.emit()
        elif key == "it":
            self.load_wanted.emit()
        else:
            self.page_wanted.emit("Plots")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Spread the figures; the least needed ones hide where they would be cut."""
        widths = {key: figure.sizeHint().width() for key, figure in self.figures.items()}
        least = GAP_COMPACT if self._compact else GAP
        shown = list(SPECS)
        for key in sorted(SPECS, key=lambda key: -SPECS[key].places):
            if SPECS[key].places and sum(widths[k] + 2 * least for k in shown) > self.width() - 16:
                shown.remove(key)
        room = self.width() - 32 - sum(widths[key] for key in shown)
        gap = max(min(room / max(len(shown) - 1, 1), 76), 2 * least)
        for key, figure in self.figures.items():
            figure.setVisible(key in shown)
        self._row.setSpacing(int(gap))
        self.update()  # the dividers go with the figures

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), paint.color("panel"))
        painter.setPen(QPen(paint.color("line"), 1))
        shown = [figure for figure in self.figures.values() if figure.isVisible()]
        for figure in shown[1:]:
            x = figure.x() - self._row.spacing() / 2
            painter.drawLine(int(x), 14, int(x), 46)


def _has_worsened(now: Results, before: Results) -> bool:
    """More is wrong than before: a figure that fell because something was lost is no better one."""
    return sum(p.severity == "error" for p in now.problems) > sum(p.severity == "error" for p in before.problems)
