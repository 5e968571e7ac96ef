"""What electrical kinds share: field types, feed ports, the continuous-rating limit."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds.kind import Limit
from gigahall.scene.port import Port
from gigahall.scene.record import Vec3, field

Lineup = Annotated[Literal["", "A", "B", "C", "D"], field("", "Lineup", "look")]
"""Which of the four lineups an element belongs to: the colour of its stripe."""

HeatTo = Annotated[Literal["air", "outside"], field("", "Loss goes to", "power air coolant", help="The room's air, or outdoors")]

USUAL_V = 415.0
"""Low voltage of a site where an element does not say: four wires, 415Y/240 V."""

MV_ABOVE_V = 1000.0
"""Limit between low and medium voltage (IEC 60038, IEC 61140)."""

SupplyV = Annotated[
    float, field("V", "Rated supply voltage", "power", ge=50, le=40_000, help="Line to line; empty = the low voltage of its network")
]

LeastV = Annotated[float, field(
    "V", "Lowest supply voltage", "power", ge=50, le=1000, help="Rated range of its power supplies, line to line of three phases")]
MostV = Annotated[float, field("V", "Highest supply voltage", "power", ge=50, le=1000)]

BUS_BAND = "IEC 60038:2009 voltage band of +-10 %; warning at half of it"
SUPPLY_BAND = "IEC 60038:2009 supply voltage within 10 %; warning beyond 5 %, IEC 60364-5-52:2009 table G.52.1, NEC 2023 210.19(A)"

CONTINUOUS = "NEC 2023 215.2(A)(1), 215.3: a continuous load takes at most 80 % of the rating"


def voltage_system(volts: float) -> str:
    """The port system of a voltage [V line to line]: "MV" above 1 kV, else "LV"."""
    return "MV" if volts > MV_ABOVE_V else "LV"


def loading_limit(source: str, label: str = "Loading") -> Limit:
    """Warning above 80 % of a continuous rating, error above the rating itself."""
    return Limit("power.loading_frac", label, "1", 0.8, 1.0, source)


def supply_band(rated_v: float | None = None, source: str = SUPPLY_BAND) -> tuple[Limit, ...]:
    """Voltage a load is meant to be fed with, at its lowest live feed: within 10 % of its rated voltage, a warning at 5 %.

    Args:
        rated_v: line to line [V]; None = that of the network it hangs on, which then is low voltage.

    IEC 60038:2009 has supplies within 10 %; IEC 60364-5-52:2009 table G.52.1 and NEC 2023 210.19(A) note 4 have loads within 5 %
    of what their installation is fed with.
    """
    if rated_v is not None:
        return _band("power.v_v", "Supply voltage", rated_v, source)
    return (*network_band(source), *low_voltage("Supply voltage"))


def low_voltage(label: str = "Voltage") -> tuple[Limit, ...]:
    """What low-voltage equipment is built for, whatever its network is meant to have [V]: IEC 60038:2009, IEC 61439-1:2020."""
    return (Limit("power.v_v", label, "V", None, MV_ABOVE_V, "Low-voltage equipment: up to 1,000 V, IEC 60038:2009, IEC 61439-1:2020"),)


def network_band(source: str = SUPPLY_BAND) -> tuple[Limit, ...]:
    """The same for a load of no stated voltage, which stands for any: within 10 % of what its network is meant to have."""
    return _band("power.v_v", "Supply voltage", 1.0, source, "nominal_v")


def range_band(least_v: float, most_v: float) -> tuple[Limit, ...]:
    """The same for supplies of a wide rated range [V]: within 10 % of what their network is meant to have, and of the range."""
    source = f"Rated supply range {least_v:.0f} to {most_v:.0f} V, IEC 60038:2009 within 10 %"
    own = (
        Limit("power.v_v", "Supply voltage", "V", None, 1.10 * most_v, source),
        Limit("power.v_v", "Supply voltage", "V", None, 0.90 * least_v, source, is_floor=True),
    )
    return (*_band("power.v_v", "Supply voltage", 1.0, SUPPLY_BAND, "nominal_v"), *own)


def input_band(rated_v: float, source: str) -> tuple[Limit, ...]:
    """The same at the input of what changes the voltage, by its rated input voltage [V]."""
    return _band("power.in_v", "Input voltage", rated_v, source)


def bus_band(rated_v: float, source: str = BUS_BAND) -> tuple[Limit, ...]:
    """The same for a bus."""
    return _band("power.v_v", "Voltage", rated_v, source)


def _band(quantity: str, label: str, rated: float, source: str, of: str = "") -> tuple[Limit, ...]:
    return (
        Limit(quantity, label, "V", 1.05 * rated, 1.10 * rated, source, of=of),
        Limit(quantity, label, "V", 0.95 * rated, 0.90 * rated, source, is_floor=True, of=of),
    )


def feed_ports(count: int, at_m: Vec3, spread_m: float, rated_v: float | None = None) -> tuple[Port, ...]:
    """Supply ports "feed_1" ... "feed_n" in a line along x, `spread_m` wide, around `at_m`, looking up; 415 V where the rated
    voltage is that of the network."""
    volts = rated_v or USUAL_V
    step = spread_m / max(count - 1, 1)
    first = at_m[0] - spread_m / 2 if count > 1 else at_m[0]
    return tuple(
        Port(
            f"feed_{k + 1}", "electrical", "input", voltage_system(volts), (first + k * step, at_m[1], at_m[2]),
            label=f"Feed {k + 1}", voltage_v=volts,
        )
        for k in range(count)
    )


def feed_names(count: int) -> tuple[str, ...]:
    return tuple(f"feed_{k + 1}" for k in range(count))
