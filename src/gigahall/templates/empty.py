"""An empty hall: a room, the outdoors, nothing else."""

from __future__ import annotations

from typing import Any

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.parameters import Choice, Count

PARAMETERS = (
    Count("length", "Length of the hall [m]", 12, 3, 200),
    Count("breadth", "Breadth of the hall [m]", 9, 3, 200),
    Choice("floor", "Floor", "slab", (("slab", "Slab"), ("raised", "Raised, 0.6 m"))),
)


def empty_hall(length: int = 12, breadth: int = 9, floor: str = "slab") -> list[Record]:
    """One room of a size in metres."""
    b = Builder("New hall", "", dry_bulb_c=30.0, wet_bulb_c=21.0, source="start value, set your site's design day")
    raised: dict[str, Any] = {"floor": "raised", "floor_depth_m": 0.6} if floor == "raised" else {}
    b.add("white_space_raised", "Hall", (0.0, 0.0, 0.0), length_m=float(length), breadth_m=float(breadth), ceiling_m=3.0, slab_m=3.6, **raised)
    return b.records()
