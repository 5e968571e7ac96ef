"""Which conductor a connection over a distance is laid with: heavy enough for what it feeds, without asking the user."""

from __future__ import annotations

from math import ceil, sqrt

from gigahall.kinds.catalogue import items
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.power import Load
from gigahall.kinds.registry import kind_of
from gigahall.scene.port import Port
from gigahall.scene.record import Ambient, Element, Scene

CONTINUOUS_FRAC = 0.8
"""NEC 2023 215.2(A)(1): a feeder carries at most 80 % of its rating continuously."""
LV_V = 1000.0
"""Up to this a system is low voltage (IEC 60038, AC)."""
RATED_V = {
    "cable_na2xs2y_95": 20e3, "cable_na2xs2y_185": 20e3, "cable_na2xs2y_240": 20e3, "cable_n2xsfl2y_240": 110e3,
}
"""Of the catalogue's cables for more than low voltage: U of their U0/U (IEC 60502-2, IEC 60840), between lines."""
PARALLEL_MOST = (4, 16)
"""Bundles tried: a few conductors of a lighter item before a heavier item, many only where nothing is heavy enough."""


def design_a(element: Element, port: Port) -> float:
    """Current a conductor at a port must carry [A]: the port's own, or that of the load behind it; 0 = not known.

    A load with a rating per feed counts with that rating, one without with all its power, since the other feeds may be lost.
    """
    if port.current_a > 0.0:
        return port.current_a
    if port.voltage_v <= 0.0:
        return 0.0
    for part in kind_of(element).power(element, Env(Scene(), Ambient())).parts:
        if isinstance(part, Load) and port.name in part.nodes:
            return (part.rating_w or part.p_w) / (sqrt(3.0) * port.voltage_v * part.pf)
    return 0.0


def fitting(kind: str, amps: float, volts: float = 0.0) -> tuple[Element, int] | None:
    """A catalogue item of a kind and how many of it in parallel carry a current continuously at a voltage.

    The first in the catalogue's order (whips, then feeders) that does it with few; the first of all where the current is not
    known. None when the kind has no items.

    Args:
        kind: the kind's name.
        amps: continuous current [A], >= 0.
        volts: between lines [V]; 0 = not known, taken as low voltage. Where nothing in the catalogue is made for it, all is tried.
    """
    every = [item.element for item in items(kind)]
    stock = [element for element in every if _is_made_for(element, volts)] or every
    for most in PARALLEL_MOST:
        for element in stock:
            rating_a = float(getattr(element, "rating_a", 0.0))
            count = ceil(round(amps / (CONTINUOUS_FRAC * rating_a), 9)) if rating_a > 0.0 else 1
            if count <= most:
                return element, max(count, 1)
    return (stock[0], 1) if stock else None


def _is_made_for(element: Element, volts: float) -> bool:
    rated_v = RATED_V.get(element.item, LV_V)
    return volts <= rated_v and (volts > LV_V or rated_v <= LV_V)
