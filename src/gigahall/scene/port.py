"""Connection points of an element, in the words of NVIDIA's SimReady connection-point vocabulary (v0.2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gigahall.scene.record import Vec3

Domain = Literal["electrical", "thermal"]
Direction = Literal["supply", "return", "input", "output", "bidirectional"]


@dataclass(frozen=True, slots=True)
class Port:
    """A place where an element joins others.

    `system` is what may join what: two ports fit when domain and system agree ("" fits every system of the domain) and
    their directions are not both `input` or both `output`. Systems: power: "LV", "MV"; coolant: "TCS", "FWS", "CHW".
    `at_m` and `out` are in the element's own axes (origin: footprint centre on the floor, front -y).
    """

    name: str
    domain: Domain
    direction: Direction
    system: str = ""
    at_m: Vec3 = (0.0, 0.0, 0.0)
    out: Vec3 = (0.0, 0.0, 1.0)
    many: bool = False
    label: str = ""
    diameter_m: float = 0.0
    design_m3_s: float = 0.0
    voltage_v: float = 0.0
    current_a: float = 0.0
