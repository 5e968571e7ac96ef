"""Every result an element can have: one entry a quantity, and whoever shows, colours, files or blanks results walks them.

A path is what a kind, a limit or a report says: the blocks and the column as the results file nests them, "power.i_a",
"coolant.primary.in_c". `place_of` is where it stands in memory: what belongs to a machine and not to one of its streams is
kept in a block of its own, "exchange", and filed under "coolant". This module alone takes paths apart.

A new quantity is one entry here and one column where it is solved; the recipe stands in CONTRIBUTING.md. Derived columns are
made from others of the same block and need no solver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gigahall.units import unit_of

Floats = NDArray[np.float64]
BlockName = Literal["power", "air", "coolant", "primary", "secondary", "exchange"]
Place = tuple[str, str]
"""A block and one of its columns."""
SIDES = ("primary", "secondary")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One column of one block.

    `short` heads a table that says its system itself. `meaning` is a phrase for tooltips and the list of results, `sign` what
    a positive value means where both occur. `scale` names the colour scale (`SCALES`) it is shown with.
    """

    block: BlockName
    column: str
    label: str
    meaning: str
    short: str = ""
    sign: str = ""
    scale: str = ""
    topic: str = ""
    """What a limit on it is about, in a report."""
    warn_word: str = "limit"
    """What its warning limit is."""
    is_thermal: bool = False
    """Has no value in rooms and loops without a steady state."""
    derived_from: tuple[str, ...] = ()
    """Columns of the same block that `formula` takes."""
    formula: Callable[..., Floats] | None = None

    @property
    def place(self) -> Place:
        return self.block, self.column

    @property
    def path(self) -> str:
        """As the results file nests it."""
        if self.block in SIDES:
            return f"coolant.{self.block}.{self.column}"
        return f"{'coolant' if self.block == 'exchange' else self.block}.{self.column}"

    @property
    def system(self) -> str:
        """The network it belongs to, as lists are filtered by it."""
        return {"power": "Power", "air": "Room air"}.get(self.block, "Coolant")

    @property
    def limit_topic(self) -> str:
        return self.topic or {"power": "Supply", "air": "Air"}.get(self.block, "Coolant class and flow")

    @property
    def unit(self) -> str:
        """A code of `gigahall.units`."""
        return unit_of(f"{self.block}.{self.column}")

    @property
    def heading(self) -> str:
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit on the legend, in SI."""

    at: float
    word: str
    severity: Literal["warn", "bad"]


@dataclass(frozen=True, slots=True)
class ColorScale:
    """How equipment is coloured by the quantities that name this scale, the first one that has a value. All in SI.

    The ranges are fixed, so that two pictures compare; `hi` NaN = a round number above the largest value shown.
    """

    id: str
    label: str
    map: str
    """In assets/colormaps."""
    lo: float
    hi: float
    ticks: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()
    note: str = ""
    cover: float = 0.92
    """How far the colour covers an element's own paint, 0-1."""
    over: str = ""
    """Colour above the range, where that means something."""
    hides_overhead: bool = False
    has_slice: bool = False
    categories: tuple[str, ...] = ()
    """Kinds' categories it is shown for; empty = all."""
    rest: Literal["clay", "paint"] = "clay"
    """How equipment outside the quantity looks."""


def _less(a: Floats, b: Floats) -> Floats:
    return a - b


def _deviation(value: Floats, nominal: Floats) -> Floats:
    """Share by which a value is off; NaN where there is none to be off from."""
    return value / np.where(nominal > 0.0, nominal, np.nan) - 1.0


def _stream(block: BlockName, name: str, words: str) -> tuple[Quantity, ...]:
    """The columns of one stream of coolant; `in` is where it enters in normal service."""
    into, out = (f"{name} return", f"{name} supply") if block == "secondary" else (f"{name} in", f"{name} out")
    return (
        Quantity(block, "flow_m3_s", f"{name} flow", f"Flow of the {words}; 0 where it stands", "Flow", "from in to out", "coolant_flow"),
        Quantity(block, "in_c", into, f"Mixed temperature of the {words} where it enters", "In", is_thermal=True),
        Quantity(block, "out_c", out, f"Mixed temperature of the {words} where it leaves", "Out", scale="coolant_temperature", is_thermal=True),
        Quantity(block, "in_pa", f"{name} pressure in", f"Gauge pressure of the {words} where it enters", "Pressure in", scale="coolant_pressure"),
        Quantity(block, "out_pa", f"{name} pressure out", f"Gauge pressure of the {words} where it leaves", "Pressure out"),
        Quantity(
            block, "dp_pa", f"{name} pressure drop", f"Pressure that the {words} loses from in to out", "Pressure drop",
            "lost; a pump's is negative", derived_from=("in_pa", "out_pa"), formula=_less,
        ),
    )  # fmt: skip


QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "power", "p_w", "Power",
        "Active power at the end where it flows in; of a source what it delivers, of a load the sum of its feeds",
        sign="into the element", scale="power",
    ),
    Quantity("power", "q_var", "Reactive power", "Reactive power at the same end", "Reactive", "inductive, in the direction of the power"),
    Quantity(
        "power", "v_v", "Voltage",
        "Line to line, at the port that stands for the element (of a transformer and a UPS the output); of a load the lowest of "
        "its live feeds; 0 without supply",
    ),
    Quantity(
        "power", "i_a", "Current",
        "At the same port, all parallel conductors together; of a busbar the largest through any of its sections, of a load the "
        "sum of its feeds",
        topic="Ratings",
    ),
    Quantity(
        "power", "loading_frac", "Loading",
        "Largest share of a rating in use: current, power or apparent power, of one conductor where several are parallel; of a "
        "rack its most loaded supply group, of a UPS the larger of its kW and its kVA",
        scale="loading", topic="Ratings", warn_word="continuous",
    ),
    Quantity("power", "loss_w", "Loss", "Heat lost inside the element"),
    Quantity("power", "in_v", "Input voltage", "Line to line at the input of a transformer or UPS"),
    Quantity("power", "nominal_v", "Nominal voltage", "What the network is meant to have at the same port: what its source, else its transformer says"),
    Quantity(
        "power", "deviation_frac", "Voltage deviation", "How far the voltage is off its nominal value", "Deviation", "above nominal",
        "voltage", derived_from=("v_v", "nominal_v"), formula=_deviation,
    ),
    Quantity(
        "air", "inlet_mean_c", "Inlet air, mean", "Air that enters, mean over the inlet face by flow; of a fan unit its return air",
        "Inlet", topic="Air inlet class", warn_word="recommended", is_thermal=True,
    ),
    Quantity(
        "air", "inlet_max_c", "Inlet air, warmest", "Warmest cell along the inlet face", "Warmest", scale="air_temperature",
        topic="Air inlet class", warn_word="recommended", is_thermal=True,
    ),
    Quantity("air", "outlet_mean_c", "Outlet air", "Air that leaves, mean by flow", "Outlet", is_thermal=True),
    Quantity("air", "flow_m3_s", "Air flow", "Air through the element, from its inlet to its outlet; of a tile what comes up through it", "Airflow"),
    Quantity("air", "fan_speed_frac", "Fan speed", "Flow of a fan unit over its rated flow"),
    Quantity("air", "plenum_pa", "Plenum pressure", "Under the raised floor of a hall, above the room's"),
    *_stream("coolant", "Coolant", "coolant"),
    Quantity(
        "coolant", "velocity_m_s", "Coolant velocity", "Mean velocity in its narrowest pipe", "Velocity", "from in to out", "coolant_velocity",
    ),
    *_stream("secondary", "Technology", "technology side's coolant"),
    *_stream("primary", "Facility", "facility side's coolant"),
    Quantity(
        "exchange", "heat_w", "Heat moved",
        "Rack to coolant, air to the coolant of a coil, technology to facility loop of a CDU, evaporator of a chiller, rejected by "
        "a cooler or tower, taken by an ideal source",
        "Heat", is_thermal=True,
    ),
    Quantity(
        "exchange", "loading_frac", "Heat of rating", "Heat moved as a share of the thermal rating", "Of rating", topic="Ratings",
        warn_word="continuous", is_thermal=True,
    ),
    Quantity("exchange", "pump_speed_frac", "Pump speed", "Speed of the fastest pump in it over its full speed; 0 at rest"),
    Quantity("exchange", "fan_speed_frac", "Cooler fan speed", "Speed of the fastest fan in it over its full speed; 0 at rest", "Fan speed"),
    Quantity(
        "exchange", "opening_frac", "Valve opening", "Flow coefficient of its control valve over that of the open valve; 0 without flow",
    ),
)  # fmt: skip

FOLLOWS = float("nan")
"""An upper end that follows the values shown."""

SCALES: tuple[ColorScale, ...] = (
    ColorScale(
        "air_temperature", "Air temperature", "air", 18.0, 45.0, (20.0, 25.0, 30.0, 35.0, 40.0, 45.0),
        (Mark(27.0, "recommended", "warn"), Mark(32.0, "allowable", "bad")), "rack inlets", 0.72, hides_overhead=True, has_slice=True,
        categories=("IT",), rest="paint",
    ),
    ColorScale("coolant_temperature", "Coolant temperature", "inferno_cut", 18.0, 60.0, (20.0, 30.0, 40.0, 50.0, 60.0)),
    ColorScale(
        "loading", "Load", "viridis", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), (Mark(0.8, "continuous", "warn"),), "of rating", 0.94,
        over="#D7263D",
    ),
    ColorScale("voltage", "Voltage deviation", "around", -0.05, 0.05, (-0.05, -0.025, 0.0, 0.025, 0.05), (), "of nominal", 0.9),
    ColorScale("coolant_flow", "Coolant flow", "viridis", 0.0, FOLLOWS),
    ColorScale("coolant_velocity", "Coolant velocity", "viridis", 0.0, 3.0, (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)),
    ColorScale("coolant_pressure", "Coolant pressure", "cividis", 0.0, FOLLOWS),
    ColorScale("power", "Power", "cividis", 0.0, 200e3, (0.0, 50e3, 100e3, 150e3, 200e3), cover=0.9),
)  # fmt: skip
"""In the order of the menu. "equipment" (own paint) is none of them."""

BY_PLACE: Mapping[Place, Quantity] = {quantity.place: quantity for quantity in QUANTITIES}
_BY_PATH: Mapping[str, Quantity] = {quantity.path: quantity for quantity in QUANTITIES} | {".".join(q.place): q for q in QUANTITIES}
DERIVED: tuple[Quantity, ...] = tuple(quantity for quantity in QUANTITIES if quantity.formula is not None)


@lru_cache(1024)
def find(path: str) -> Quantity | None:
    """The quantity a path leads to, with or without "coolant." before a side; None for what is no result (a set point)."""
    return _BY_PATH.get(path) or _BY_PATH.get(".".join(path.split(".")[-2:]))


def of_path(path: str) -> Quantity:
    """The same where a result is meant. Raises KeyError."""
    if (found := find(path)) is None:
        raise KeyError(f"no result is called {path!r}")
    return found


def place_of(path: str) -> Place:
    """Where a path leads; of what is no result, a place that no block has."""
    found = find(path)
    return found.place if found is not None else ("", path)


def beside(path: str, column: str) -> str:
    """The path of another column of the same block."""
    return f"{path.rpartition('.')[0]}.{column}"


def shown_with(scale: ColorScale) -> tuple[Quantity, ...]:
    """The quantities a colour scale shows, in the order in which they are asked."""
    return tuple(quantity for quantity in QUANTITIES if quantity.scale == scale.id)


def solved_columns(block: str) -> tuple[str, ...]:
    """The columns of a block that are solved, not derived."""
    return tuple(quantity.column for quantity in QUANTITIES if quantity.block == block and quantity.formula is None)


def derived(block: str, columns: Mapping[str, Floats]) -> Iterator[tuple[str, Floats]]:
    """The columns that follow from those of a block."""
    for quantity in DERIVED:
        if quantity.block == block and quantity.formula is not None and set(quantity.derived_from) <= columns.keys():
            yield quantity.column, quantity.formula(*(columns[name] for name in quantity.derived_from))
