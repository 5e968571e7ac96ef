"""What equipment looks like: functions from a size to primitives in the element's own axes (pure data).

A kind's `shape()` calls one of these with its `size_m` and wraps the answer in a `Shape`. Every body fits its size box
(stubs and exhausts may stand out at the top), stands on z 0 and has its front at -y. Start reading at `racks.py`.
"""

from __future__ import annotations

from gigahall.kinds.bodies.cooling import cdu, containment, crah, rear_door, room_coil, tile
from gigahall.kinds.bodies.plant import (
    chiller,
    dry_cooler,
    ideal_source,
    plate_exchanger,
    pump,
    tank,
    tower,
    valve,
    vessel,
)
from gigahall.kinds.bodies.power import (
    battery,
    breaker,
    fixed_load,
    genset,
    panel,
    switchboard,
    transformer,
    ups,
    utility,
)
from gigahall.kinds.bodies.racks import air_rack, liquid_rack
from gigahall.kinds.bodies.rooms import hall
from gigahall.kinds.bodies.routes import busway, cable, manifold, pipe, tap_off, tray

__all__ = [
    "air_rack", "battery", "breaker", "busway", "cable", "cdu", "chiller", "containment", "crah", "dry_cooler",
    "fixed_load", "genset", "hall", "ideal_source", "liquid_rack", "manifold", "panel", "pipe", "plate_exchanger",
    "pump", "rear_door", "room_coil", "switchboard", "tank", "tap_off", "tile", "tower", "transformer", "tray", "ups",
    "utility", "valve", "vessel",
]
