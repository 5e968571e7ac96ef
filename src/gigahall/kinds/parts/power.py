"""What an element adds to the balanced three-phase network. `compile.power` joins these parts at connected ports.

Nodes are named by port ("in"); a name that is no port is a node inside the element. Line-to-line volts, total
three-phase watts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """Series impedance per phase between two nodes: cable, busway, breaker (0 ohm), board bar. `closed` False = open.

    `parallel` equal conductors share the current; the ratings are those of one of them. `standby`: an open switch that
    closes by itself when exactly one of its sides is dead (bus tie, generator breaker).
    """

    a: str
    b: str
    r_ohm: float = 0.0
    x_ohm: float = 0.0
    parallel: int = 1
    rating_a: float = 0.0
    rating_w: float = 0.0
    closed: bool = True
    standby: bool = False
    needs_rating: bool = False
    """Something that has a rating in the world: without one here its loading cannot be judged, which is told."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A busbar: everything joined at `node` meets here, in an order nobody told. Its current is the largest through any of
    its sections, in the order of its joints for which that is largest."""

    node: str
    rating_a: float = 0.0
    rating_w: float = 0.0
    is_run: bool = False
    """The element's own lines come in at its two ends (a busway); only what is tapped between them has no order."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """T model: half the series impedance each side of a shunt that draws `no_load_w` at rated volts. Its loading is
    current by rated current, which is what heats it."""

    a: str
    b: str
    rating_va: float
    v_a: float
    v_b: float
    z_frac: float
    x_over_r: float
    no_load_w: float
    load_loss_w: float
    """At rating; sets r where given (> 0), x_over_r does otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stiff voltage behind its short-circuit impedance (0 = ideal)."""

    node: str
    v_v: float
    short_circuit_va: float = 0.0
    x_over_r: float = 10.0
    rating_va: float = 0.0
    rating_w: float = 0.0
    """Ratings bound what it delivers; 0 = none. Sources in parallel at one bus share by rating."""
    role: Literal["utility", "generator", "ideal"] = "utility"
    follows_grid: bool = False
    """The ambient's grid voltage scales it."""


@dataclass(frozen=True, slots=True)
class Converter:
    """Double conversion: holds `v_out` at `b`, draws from `a` output/efficiency at `pf_in`. Its loading is the larger of watts
    by `rating_w` and volt-amperes by `rating_va`."""

    a: str
    b: str
    v_out: float
    rating_w: float
    load_frac: tuple[float, ...]
    efficiency: tuple[float, ...]
    """Efficiency at each load fraction, linear between, flat outside."""
    pf_in: float = 0.99
    battery_j: float = 0.0
    rating_va: float = 0.0
    """0 = as many volt-amperes as watts."""


@dataclass(frozen=True, slots=True)
class Load:
    """A load shared equally by the live feeds among `nodes`; none live = dark, 0 W.

    Its power is `p_w` plus, when `solved`, what the coolant and air stages found the element's motors and compressors
    to draw.
    """

    nodes: tuple[str, ...]
    p_w: float
    pf: float = 1.0
    solved: bool = False
    rating_w: float = 0.0
    """Per feed; 0 = none."""


PowerPart = Line | Bar | Transformer | Source | Converter | Load


@dataclass(frozen=True, slots=True)
class PowerParts:
    parts: tuple[PowerPart, ...] = ()
    meter: str = ""
    """Port whose volts and amperes stand for the element; "" = first node of the first part. The first part that touches
    it is the one whose power, amperes and volts are shown; losses are summed and loading is the worst over all parts. A
    bar's power is what the element's joints bring in.
    Elements with loads: power and amperes are the sum over the feeds, volts the lowest of the live feeds."""
    heat_to: Literal["air", "outside", "none"] = "outside"
    """Where the element's electrical loss goes: the room's air or the outside."""
    heat_note: str = field(default="", compare=False)
