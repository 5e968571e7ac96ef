"""Plots of a report, drawn as SVG: rack inlets against their limits, highest loadings, use of power.

Flat and quiet, like the plots of the window: horizontal grid only, labels at the marks, limits dashed with their names.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from gigahall.kinds.registry import kind_of
from gigahall.report.balance import Use
from gigahall.report.case import Case
from gigahall.report.limits import Standing, Worst
from gigahall.report.look import TOKENS
from gigahall.report.page import Chart
from gigahall.report.text import count, grouped, named, short, value
from gigahall.units import Unit, display_unit

WIDTH = 715.0
MOST_NAMED = 48
MOST_BARS = 12
LABELS = 232.0
"""Room for the words right of the bars."""
TEXT = 'font-family="Inter"'


@dataclass
class Canvas:
    """An SVG being drawn, in pixels of the page."""

    height: float
    width: float = WIDTH
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10, color: str = "text3", anchor: str = "start", weight: int = 400, turn: int = 0) -> None:
        turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" {TEXT} font-size="{size}" font-weight="{weight}" fill="{TOKENS[color]}" '
            f'text-anchor="{anchor}"{turned}>{escape(text)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str, width: float = 1.0, dash: str = "", opacity: float = 1.0) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{TOKENS[color]}" stroke-width="{width}" '
            f'stroke-opacity="{opacity}"{dashed}/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, color: str, opacity: float = 1.0, radius: float = 2.0) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.0):.1f}" height="{height:.1f}" rx="{radius}" fill="{TOKENS[color]}" '
            f'fill-opacity="{opacity}"/>'
        )

    def dot(self, x: float, y: float, radius: float, color: str) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{TOKENS[color]}"/>')

    def path(self, points: Sequence[tuple[float, float]], color: str, width: float = 1.8) -> None:
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{way}" fill="none" stroke="{TOKENS[color]}" stroke-width="{width}" stroke-linejoin="round"/>')

    def svg(self, title: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" role="img">'
            f"<title>{escape(title)}</title>{''.join(self.parts)}</svg>"
        )


@dataclass(frozen=True)
class Axis:
    """A vertical axis: value to pixel."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, number: float) -> float:
        return self.bottom - (self.bottom - self.top) * (number - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (self.high - self.low) / s <= 7)
        return [t * step for t in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]


@dataclass(frozen=True, slots=True)
class Inlet:
    name: str
    mean: float
    most: float
    warn: float | None
    error: float | None

    @property
    def color(self) -> str:
        if self.error is not None and self.most > self.error:
            return "bad"
        return "warn" if self.warn is not None and self.most > self.warn else "supply"


def inlets(case: Case) -> list[Inlet]:
    found = []
    for element in case.it:
        mean, most = case.value(element, "air.inlet_mean_c"), case.value(element, "air.inlet_max_c")
        limit = next((x for x in kind_of(element).limits(element) if x.quantity == "air.inlet_max_c"), None)
        if mean is not None and most is not None:
            found.append(Inlet(element.name, mean, most, limit.warn if limit else None, limit.error if limit else None))
    return found


def _in_unit(rows: Sequence[Inlet], unit: Unit) -> list[Inlet]:
    """The same temperatures as numbers of a display unit."""
    def shown(celsius: float) -> float:
        return (celsius - unit.offset) / unit.scale

    def bound(celsius: float | None) -> float | None:
        return None if celsius is None else shown(celsius)

    return [Inlet(r.name, shown(r.mean), shown(r.most), bound(r.warn), bound(r.error)) for r in rows]


def inlet_chart(case: Case) -> Chart | None:
    """Every rack's inlet air, mean to warmest; above some fifty racks the sorted curve of the warmest."""
    unit = display_unit(0.0, "degC", case.system)
    rows = _in_unit(inlets(case), unit)
    if not rows:
        return None
    limits = _limits(rows)
    numbers = [*(r.most for r in rows), *(r.mean for r in rows), *(bound for bound, _word, _color in limits)]
    low, high = math.floor(min(numbers) / 2) * 2 - 2.0, math.ceil(max(numbers) / 2) * 2 + 1.0
    canvas = Canvas(190.0 if _is_turned(rows) else 172.0)
    axis = Axis(low, high, 16.0, 150.0)
    left, right = 34.0, WIDTH - 118.0
    _grid(canvas, axis, left, right, unit.text)
    if len(rows) <= MOST_NAMED:
        _each_inlet(canvas, axis, rows, left, right)
        caption = "Each mark runs from the mean over the rack's inlet face to its warmest cell."
    else:
        _sorted_inlets(canvas, axis, rows, left, right)
        caption = f"Warmest inlet cell of {count(len(rows), 'rack')}, warmest first."
    above = axis.bottom + 13.0
    for bound, word, color in limits:
        canvas.line(left, axis.y(bound), right, axis.y(bound), color, 1.2, "5 3")
        above = min(axis.y(bound) + 3.5, above - 13.0)
        canvas.text(right + 8, above, f"{bound:.4g} {unit.text} {word}", 10.5, color, weight=500)
    return Chart("inlets", "Rack inlets against their limits", canvas.svg("Rack inlets"), caption)


def _limits(rows: Sequence[Inlet]) -> list[tuple[float, str, str]]:
    """Every limit that holds for a rack, lowest first."""
    warn = {(r.warn, "recommended", "warn") for r in rows if r.warn is not None}
    error = {(r.error, "allowable", "bad") for r in rows if r.error is not None}
    return sorted(warn | error)


def _grid(canvas: Canvas, axis: Axis, left: float, right: float, unit: str) -> None:
    canvas.text(left - 8, axis.top - 5, unit, anchor="end")
    for tick in axis.ticks():
        canvas.line(left, axis.y(tick), right, axis.y(tick), "text", 1.0, opacity=0.1)
        canvas.text(left - 8, axis.y(tick) + 3.5, grouped(tick, 0), anchor="end")


def _is_turned(rows: Sequence[Inlet]) -> bool:
    """Names too long to stand side by side are turned."""
    pitch = (WIDTH - 152.0) / len(rows)
    return len(rows) <= MOST_NAMED and (pitch < 34 or min(max(len(r.name) for r in rows), 10) * 6.2 > pitch)


def _each_inlet(canvas: Canvas, axis: Axis, rows: Sequence[Inlet], left: float, right: float) -> None:
    pitch = (right - left) / len(rows)
    turned = _is_turned(rows)
    for k, row in enumerate(rows):
        x = left + (k + 0.5) * pitch
        canvas.line(x, axis.y(row.mean), x, axis.y(row.most), row.color, min(6.0, 0.4 * pitch), opacity=0.45)
        canvas.dot(x, axis.y(row.most), min(3.6, 0.35 * pitch), row.color)
        if turned:
            canvas.text(x + 3, axis.bottom + 12, short(row.name, 8), 9, "text2", "end", turn=-45)
        else:
            canvas.text(x, axis.bottom + 16, short(row.name, 10), 10, "text2", "middle")


def _sorted_inlets(canvas: Canvas, axis: Axis, rows: Sequence[Inlet], left: float, right: float) -> None:
    ordered = sorted(rows, key=lambda r: -r.most)
    step = (right - left) / (len(ordered) - 1)
    canvas.path([(left + k * step, axis.y(r.most)) for k, r in enumerate(ordered)], "supply")
    canvas.text(left, axis.bottom + 16, short(ordered[0].name, 24), 10, "text2")
    canvas.text(right, axis.bottom + 16, short(ordered[-1].name, 24), 10, "text2", "end")


def loading_chart(case: Case, standings: Sequence[Standing]) -> Chart | None:
    """The kinds with the highest loading, now and with one element lost, on one scale."""
    loads = [s for s in standings if s.rating.quantity.endswith("loading_frac") and s.now is not None][:MOST_BARS]
    if not loads:
        return None
    top = max(1.0, *(s.ratio for s in loads)) * 1.02
    left, right, row = 190.0, WIDTH - LABELS, 19.0
    canvas = Canvas(24.0 + row * len(loads) + 18.0)
    bottom = 18.0 + row * len(loads)

    def x(frac: float) -> float:
        return left + (right - left) * frac / top

    for frac, color in ((0.8, "warn"), (1.0, "bad")):
        canvas.line(x(frac), 14.0, x(frac), bottom, color, 1.2, "5 3")
        canvas.text(x(frac), 9.0, f"{frac:.0%}".replace("%", " %"), 10, color, "middle", 500)
    for k, standing in enumerate(loads):
        _load_bar(canvas, case, standing, x, 18.0 + row * k)
    canvas.text(left, bottom + 14.0, "Solid: now. Pale: with the named element lost. Dashed: continuous and full rating.", 10)
    return Chart("loadings", "Highest loadings", canvas.svg("Highest loadings"))


def _load_bar(canvas: Canvas, case: Case, standing: Standing, x: object, y: float) -> None:
    assert callable(x)
    now, lost = standing.now, standing.one_lost
    assert now is not None
    canvas.text(182.0, y + 10.5, short(f"{standing.rating.kind} {case.name(now.element)}", 31), 10.5, "text", "end", 500)
    canvas.bar(x(0.0), y + 3, x(max(1.0, standing.ratio)) - x(0.0), 8, "barbg")
    if lost is not None and lost.ratio > now.ratio:
        canvas.bar(x(0.0), y + 3, x(lost.ratio) - x(0.0), 8, _load_color(lost), 0.35)
    canvas.bar(x(0.0), y + 3, x(now.ratio) - x(0.0), 8, _load_color(now))
    words = value(now.value, "frac")
    if lost is not None and standing.is_worse_lost:
        other = "" if lost.element == now.element else f" {named(short(case.name(lost.element), 11))}"
        words += f" → {value(lost.value, 'frac')}{other} without {named(short(lost.lost, 11))}"
    canvas.text(WIDTH - LABELS + 8.0, y + 10.5, short(words, 42), 10, "text2")


def _load_color(worst: Worst) -> str:
    return "bad" if worst.ratio > 1.0 else "warn" if worst.ratio > 0.8 else "accent"


def use_chart(uses: Sequence[Use]) -> Chart | None:
    """What is drawn beside IT, largest first."""
    beside = sorted((u for u in uses if not u.is_it), key=lambda u: -u.watts)[:MOST_BARS]
    if not beside or beside[0].watts <= 0.0:
        return None
    left, right, row = 190.0, WIDTH - 70.0, 19.0
    canvas = Canvas(6.0 + row * len(beside))
    for k, use in enumerate(beside):
        y = 4.0 + row * k
        canvas.text(182.0, y + 10.5, short(use.name, 31), 10.5, "text", "end", 500)
        canvas.bar(left, y + 3, (right - left) * use.watts / beside[0].watts, 8, "ret" if use.is_loss else "accent")
        canvas.text(left + (right - left) * use.watts / beside[0].watts + 8, y + 10.5, value(use.watts, "W"), 10, "text2")
    return Chart("uses", "Power beside IT", canvas.svg("Power beside IT"), "Blue: drawn by equipment. Red: lost in equipment.")
