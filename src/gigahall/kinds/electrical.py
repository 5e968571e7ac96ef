"""What electrical kinds share: field types, feed ports, the continuous-rating limit."""

from __future__ import annotations

from typing import Annotated, Literal

from gigahall.kinds.kind import Limit
from gigahall.scene.port import Port
from gigahall.scene.record import Vec3, field

Lineup = Annotated[Literal["", "A", "B", "C", "D"], field("", "Lineup", "look")]
"""Which of the four lineups an element belongs to: the colour of its stripe."""

HeatTo = Annotated[Literal["air", "outside"], field("", "Loss goes to", "air coolant", help="The room's air, or outdoors")]

MV_ABOVE_V = 1000.0
"""Limit between low and medium voltage (IEC 60038, IEC 61140)."""

CONTINUOUS = "NEC 2023 215.2(A)(1), 215.3: a continuous load takes at most 80 % of the rating"


def voltage_system(volts: float) -> str:
    """The port system of a voltage [V line to line]: "MV" above 1 kV, else "LV"."""
    return "MV" if volts > MV_ABOVE_V else "LV"


def loading_limit(source: str, label: str = "Loading") -> Limit:
    """Warning above 80 % of a continuous rating, error above the rating itself."""
    return Limit("power.loading_frac", label, "1", 0.8, 1.0, source)


def feed_ports(count: int, at_m: Vec3, spread_m: float, volts: float = 415.0) -> tuple[Port, ...]:
    """Supply ports "feed_1" ... "feed_n" in a line along x, `spread_m` wide, around `at_m`, looking up."""
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
