"""What the legend, the scale bar and the axes say, as numbers and texts. The window and the headless painter draw it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall import units
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.session.results import Results
from gigahall.view3d.camera import Camera
from gigahall.view3d.colormap import Quantity, lookup

CLEAR_PX = 13.0
"""A tick this near to a limit mark is dropped."""


@dataclass(frozen=True, slots=True)
class Tick:
    share: float
    """Place along the bar, 0 at its foot."""
    text: str


@dataclass(frozen=True, slots=True)
class LimitMark:
    share: float
    text: str
    word: str
    severity: str
    """Token of the theme: "warn" or "bad"."""


@dataclass(frozen=True)
class Legend:
    title: str
    subtitle: str
    colors: NDArray[np.uint8]
    """[256, 3] from the foot up."""
    ticks: tuple[Tick, ...]
    marks: tuple[LimitMark, ...]
    over: str
    """Colour of what lies above the range; "" = none."""

    def ticks_beside(self, bar_px: float) -> tuple[Tick, ...]:
        """The ticks that leave the limit marks room on a bar of this height."""
        return tuple(
            tick for tick in self.ticks if all(abs(tick.share - mark.share) * bar_px >= CLEAR_PX for mark in self.marks)
        )


def legend_of(quantity: Quantity, system: units.System = "SI", note: str = "") -> Legend:
    """For a quantity whose range is known (`Quantity.ranged`)."""
    span = quantity.hi - quantity.lo
    shown = units.display_unit(max(abs(quantity.lo), abs(quantity.hi)), quantity.unit, system)

    def text(value: float) -> str:
        number = units.format_value(value, quantity.unit, system, shown=shown)[0]
        return number.rstrip("0").rstrip(".") if "." in number else number

    words = [shown.text, *(word for word in (quantity.note, note) if word)]
    subtitle = f"{shown.text} {quantity.note}".strip() if shown.text == "%" else " · ".join(words)
    return Legend(
        quantity.label, subtitle, lookup(quantity.map),
        tuple(Tick((tick - quantity.lo) / span, text(tick)) for tick in _ticks(quantity, shown)),
        tuple(LimitMark((mark.at - quantity.lo) / span, text(mark.at), mark.word, mark.severity) for mark in quantity.marks),
        quantity.over,
    )


def _ticks(quantity: Quantity, shown: units.Unit) -> Sequence[float]:
    """The quantity's own ticks in the units they were chosen in, as many round ones in any other [SI]."""
    own = units.display_unit(max(abs(quantity.lo), abs(quantity.hi)), quantity.unit, "SI")
    if (own.scale, own.offset) == (shown.scale, shown.offset) or len(quantity.ticks) < 2:
        return quantity.ticks
    lo, hi = ((end - shown.offset) / shown.scale for end in (quantity.lo, quantity.hi))
    found = [_round_between(lo, hi, step) for step in _steps((hi - lo) / (len(quantity.ticks) - 1))]
    best = min(found, key=lambda ticks: abs(len(ticks) - len(quantity.ticks)))
    return [shown.offset + tick * shown.scale for tick in best]


def _steps(about: float) -> list[float]:
    """Round steps near a width."""
    power = 10.0 ** math.floor(math.log10(about))
    return [factor * power for factor in (0.5, 1.0, 2.0, 2.5, 5.0, 10.0)]


def _round_between(lo: float, hi: float, step: float) -> list[float]:
    return [k * step for k in range(math.ceil(lo / step - 1e-9), math.floor(hi / step + 1e-9) + 1)]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of the systems' key."""

    label: str
    role: str
    """Colour role."""
    bands: int
    """White bands of a pipe; 0 = a power lineup."""


LOOPS = (("TCS", "Technology loop"), ("FWS", "Facility water"), ("CHW", "Chilled water"))


def system_key(elements: Iterable[Element]) -> tuple[KeyRow, ...]:
    """The loops and lineups that routes of the scene show."""
    lines: set[tuple[str, str]] = set()
    lineups: set[str] = set()
    for element in elements:
        if kind_of(element).is_route:
            lines.add((getattr(element, "system", ""), getattr(element, "line", "")))
        lineups.add(getattr(element, "lineup", ""))
    rows = [
        KeyRow(f"{system} {line}", f"{system.lower()}_{line}", bands + 1)
        for bands, (system, _) in enumerate(LOOPS) for line in ("supply", "return") if (system, line) in lines
    ]
    rows += [KeyRow(f"Lineup {letter}", f"feed_{letter.lower()}", 0) for letter in "ABCD" if letter in lineups]
    return tuple(rows)


def valued_key(elements: Sequence[Element], results: Results | None, system: units.System) -> tuple[tuple[KeyRow, str], ...]:
    """The systems' key with what each loop carries: the middle of its pipes, "" where nothing flows or nothing is solved."""
    found: dict[str, list[float]] = {}
    block = results.blocks.get("coolant") if results is not None else None
    for element in elements if block is not None else ():
        loop, line = getattr(element, "system", ""), getattr(element, "line", "")
        if block is not None and loop and line and kind_of(element).is_route:
            flow, value = block.value(element.id, "flow_m3_s"), block.value(element.id, "out_c")
            if value is not None and flow:
                found.setdefault(f"{loop.lower()}_{line}", []).append(value)
    return tuple((row, _temperature(found.get(row.role, []), system)) for row in system_key(elements))


def _temperature(values: Sequence[float], system: units.System) -> str:
    return " ".join(units.format_value(float(np.median(values)), "degC", system)) if values else ""


def scale_bar(camera: Camera, size: tuple[int, int], least_px: float = 70.0, system: units.System = "SI") -> tuple[float, str]:
    """(length in pixels, text) of a length at the focal point that is round in metres or feet, at least `least_px` long."""
    unit_m, word = (units.FOOT_M, "ft") if system == "US" else (1.0, "m")
    per_pixel = camera.metres_per_pixel(size[1]) / unit_m
    least = per_pixel * least_px
    power = 10.0 ** np.floor(np.log10(least))
    length = next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-9))
    return float(length / per_pixel), f"{length:g} {word}"


def slice_note(axis: str, at_m: float, system: units.System) -> str:
    """Where the air is cut, for the legend: "slice z 1.20 m"."""
    unit_m, word = (units.FOOT_M, "ft") if system == "US" else (1.0, "m")
    return f"slice {axis} {at_m / unit_m:.2f} {word}"


@dataclass(frozen=True, slots=True)
class Axis:
    letter: str
    color: str
    x: float
    """End of the axis, in units of the gizmo's radius, y down."""
    y: float
    ahead: float
    """Towards the eye when positive."""


def gizmo(camera: Camera) -> tuple[Axis, ...]:
    """The three axes, far ones first, in the order to draw them."""
    right, up, back = camera.axes
    colors: Mapping[str, str] = {"X": "#D8483A", "Y": "#2F9E5B", "Z": "#2B7CD3"}
    axes = [
        Axis(letter, colors[letter], float(right[k]), float(-up[k]), float(back[k])) for k, letter in enumerate("XYZ")
    ]
    return tuple(sorted(axes, key=lambda axis: axis.ahead))
