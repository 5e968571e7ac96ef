"""What an element adds to the coolant networks. `compile.coolant` joins these parts at connected ports.

Nodes are named by port; a name that is no port is inside the element. Flow counts positive from `a` to `b`. A branch
belongs to a side ("" or "primary" = facility side / "secondary" = technology side); two sides exchange heat only.

What moves heat (`Exchanger`, `AirCooler`, `Chiller`, `AirCoil`, and the rack heat the session hands over) acts on the
first `Restriction` of its side: give every such side one (the passage of the exchanger, the cold plates). A pump whose
heat the exchanger has to take stands upstream of that restriction (a CDU: tcs_return -> pump -> passage -> tcs_supply).

An element out of service is closed: no branch of it carries flow. One with a pump, cooler or chiller that has no power
or stands by is closed likewise (non-return and isolation valves); other unsupplied elements stay open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pipe:
    a: str
    b: str
    length_m: float
    bore_m: float
    roughness_m: float = 4.5e-5
    k_minor: float = 0.0
    side: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """dp = dp_pa (q / at_m3_s)^exponent: cold plates, exchanger passages, strainers. `heat_w` is put into the fluid; for
    an element named in the session's heat the session's number stands in its place (first restriction)."""

    a: str
    b: str
    dp_pa: float
    at_m3_s: float
    exponent: float = 2.0
    heat_w: float = 0.0
    side: str = ""
    non_return: bool = False


@dataclass(frozen=True, slots=True)
class FlowValve:
    """Pressure-independent control valve: holds `set_m3_s` while the pressure across it is at least `dp_open_pa`
    (the loss of the fully open valve at the set flow); below that it is open and reports its shortfall.

    `hold_c` not None: the set flow is free between 0 and `set_m3_s` and holds that temperature: with `hold_side` the
    name of a side, at the outlet of that side of the element's `Exchanger` (a CDU's primary valve: "secondary"; a trim
    exchanger: its facility side); with `hold_side` "air", the air leaving the element's `AirCoil` (a CRAH valve).
    """

    a: str
    b: str
    set_m3_s: float
    dp_open_pa: float = 20e3
    hold_c: float | None = None
    hold_side: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Pump:
    """Variable-speed pump, affinity laws: head = shutoff_pa s^2 - (shutoff_pa - rated_pa) (q / rated_m3_s)^2.

    `count` equal pumps in parallel (`rated_m3_s`, `idle_w`, `rated_w` are those of one). `hold`: "dp" keeps `hold_value`
    [Pa] = pressure at node `hold_from` minus pressure at `hold_to` (default: across the pump, b minus a), "flow" keeps
    `hold_value` [m3/s], "speed" runs at `hold_value` (1 = full). Non-return. Pumps that hold a "dp" between the same
    nodes, or whose elements share a `group` within one loop, run at one common speed (the mean of their dp is held).
    Electrical power: `idle_w` + hydraulic / efficiency, or, with `rated_w`, idle_w + rated_w (q/rated)(head/rated).
    `wet` True puts all of it into the fluid, else the hydraulic work only.
    """

    a: str
    b: str
    shutoff_pa: float
    rated_pa: float
    rated_m3_s: float
    efficiency: float = 0.7
    count: int = 1
    min_speed: float = 0.0
    hold: Literal["dp", "flow", "speed"] = "dp"
    hold_value: float = 0.0
    hold_from: str = ""
    hold_to: str = ""
    idle_w: float = 0.0
    rated_w: float = 0.0
    wet: bool = False
    side: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Pressure reference (expansion vessel): the node stands at `pa` (gauge)."""

    node: str
    pa: float


@dataclass(frozen=True, slots=True)
class Fill:
    """The coolant of the loop that holds `node`. Any element of the loop may say it (expansion vessel, ideal source,
    pump, CDU); without one the loop takes what its ports' system suggests: TCS and FWS "PG25", CHW "water"."""

    node: str
    fluid: Literal["water", "PG25", "PG30"]


@dataclass(frozen=True, slots=True)
class IdealLoop:
    """Ideal source between return `a` and supply `b`: any heat, fixed supply temperature and pressure difference.

    It is pump, pressure reference and heat sink of its loop at once. Non-return.
    """

    a: str
    b: str
    supply_c: float
    dp_pa: float
    return_pa: float = 150e3
    side: str = ""


@dataclass(frozen=True, slots=True)
class Exchanger:
    """Counter- or cross-flow exchanger between the elements' two sides (branches that carry those side names).

    UA at design flows; it scales with each side's flow to the power 0.8 through equal film resistances. Heat counts
    positive from hot to cold, and may run backwards.
    """

    hot: str
    cold: str
    ua_w_k: float
    hot_m3_s: float
    cold_m3_s: float
    arrangement: Literal["counter", "cross"] = "counter"
    rating_w: float = 0.0


@dataclass(frozen=True, slots=True)
class AirCooler:
    """Rejects heat of branches on `side` to outdoor air; fan speed holds `hold_c` at the outlet.

    Cross-flow (both unmixed) with UA at full fan speed, scaling with speed to the power 0.6 (air film); fan power follows
    the cube of speed. Air at outdoor density. `wet_above_c`: above that dry bulb the
    pads are wetted and the air enters `pad_effectiveness` of the way to the wet bulb. `tower`: a cooling tower, the air
    enters at wet bulb and the enthalpy slope multiplies its capacity rate.
    """

    hold_c: float
    ua_w_k: float
    air_m3_s: float
    fan_w: float
    side: str = ""
    rating_w: float = 0.0
    min_speed: float = 0.0
    wet_above_c: float | None = None
    pad_effectiveness: float = 0.0
    tower: bool = False


@dataclass(frozen=True, slots=True)
class Chiller:
    """Cools branches on `side` to `hold_c`, at most `capacity_w`; heat and compressor power go to the outside air, or to
    the condenser side when `condenser` names one.

    COP = cop (1 - cop_per_k (T - at_ambient_c)), T = outdoor dry bulb, or the condenser water entering.
    """

    hold_c: float
    capacity_w: float
    cop: float
    at_ambient_c: float
    cop_per_k: float = 0.02
    side: str = ""
    condenser: str = ""


@dataclass(frozen=True, slots=True)
class AirCoil:
    """Coil between a coolant side and the room's air (CRAH, room coil, rear door). The air stage gives the inlet air.

    UA at design flows, scaling like an exchanger's (equal films, power 0.8); `coolant_m3_s` 0 = not with coolant flow.
    Sensible heat only.
    """

    side: str
    ua_w_k: float
    air_m3_s: float
    hold_c: float
    """Leaving air wanted; a `FlowValve` with `hold_side="air"` holds it, without one the flow is what it is."""
    rating_w: float = 0.0
    coolant_m3_s: float = 0.0
    arrangement: Literal["counter", "cross"] = "counter"


SHUT_M3_S = 1e-13
"""Set flow of a valve that shall let nothing through: the solver seals it, and its law stays defined."""

CoolantPart = (
    Pipe | Restriction | FlowValve | Pump | Anchor | Fill | IdealLoop | Exchanger | AirCooler | Chiller | AirCoil
)


@dataclass(frozen=True, slots=True)
class CoolantParts:
    parts: tuple[CoolantPart, ...] = ()
    sides: tuple[tuple[str, str, str], ...] = ()
    """(side, inlet port, outlet port) of each reported stream: in_c and in_pa at the inlet port, out_c of the stream
    leaving through the outlet port (before it mixes with others), flow_m3_s through the inlet port."""
    volume_m3: float = 0.0
    needs_flow: bool = False
    """Trips without flow (liquid-cooled rack)."""
    max_in_c: float | None = None
    max_out_c: float | None = None
