"""An empty hall: a room, the outdoors, nothing else."""

from __future__ import annotations

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder


def empty_hall() -> list[Record]:
    b = Builder("New hall", "", dry_bulb_c=30.0, wet_bulb_c=21.0, source="start value, set your site's design day")
    b.add("white_space_raised", "Hall", (0.0, 0.0, 0.0), length_m=12.0, breadth_m=9.0, ceiling_m=3.0, slab_m=3.6)
    return b.records()
