"""What a catalogue card says of an item: what it can do, how much air it moves, how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Supply, Through
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Ambient, Element, Scene, Vec3
from gigahall.units import System, format_value, unit_of

RATINGS = ("rated_w", "capacity_w", "rating_w", "p_w", "rating_va", "rating_a", "main_a", "rated_m3_s", "bore_m", "volume_m3", "tank_m3")
"""Fields that rate an item; the first that the record has and that is not 0 counts. The same words mean the same in every kind."""


FLAT_M = 0.005
"""What is no higher than this has no height worth saying."""


@dataclass(frozen=True, slots=True)
class Card:
    """SI. `airflow_m3_s` 0: it moves no air. `size_m` None: it runs along a way instead of standing."""

    rating: float
    rating_unit: str
    airflow_m3_s: float
    size_m: Vec3 | None

    def can_do(self, units: System) -> str:
        """ "135 kW · 0.850 m³/s"; "" where nothing rates it."""
        shown = [(self.rating, self.rating_unit), (self.airflow_m3_s, "m3/s air")]
        return " · ".join(" ".join(format_value(value, unit, units)) for value, unit in shown if value > 0)

    def size(self, units: System) -> str:
        """Width × depth × height with one unit: "0.6 × 1.2 × 2.24 m", "2 × 3.9 × 7.3 ft"."""
        if self.size_m is None or not any(self.size_m):
            return ""
        unit_m, word, places = (0.3048, "ft", 1) if units == "US" else (1.0, "m", 2)
        return f"{' × '.join(f'{round(side / unit_m, places):g}' for side in self.size_m if side > FLAT_M)} {word}"


@lru_cache(maxsize=1024)
def card_of(element: Element) -> Card:
    """The card of an element at full load."""
    kind = kind_of(element)
    name = next((name for name in RATINGS if getattr(element, name, None)), "")
    parts = kind.air(element, Env(Scene(), Ambient())).parts
    air = [p.rated_m3_s if isinstance(p, Supply) else p.flow_m3_s for p in parts if isinstance(p, Supply | Through)]
    size = None if kind.is_route else kind.size_m(element)
    return Card(float(getattr(element, name)) if name else 0.0, unit_of(name) if name else "1", max(air, default=0.0), size)
