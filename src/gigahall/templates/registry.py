"""The scenes the program can write: name -> title, one line, and the function that makes its records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gigahall.scene.record import Record
from gigahall.templates.air_hall import air_hall
from gigahall.templates.empty import empty_hall
from gigahall.templates.four_panels import four_panels
from gigahall.templates.large_hall import large_hall
from gigahall.templates.superpod_gb300 import superpod_gb300


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    title: str
    line: str
    make: Callable[..., list[Record]]
    takes_racks: bool = False
    """`make(racks=384)`: the number of racks can be chosen."""


TEMPLATES: tuple[Template, ...] = (
    Template("superpod-gb300", "SuperPOD GB300", "Eight liquid-cooled racks, four lineups, dry coolers with trim chillers", superpod_gb300),
    Template("air-hall", "Air hall", "Two rows on a raised floor; find the hotspot", air_hall),
    Template("four-panels", "Four panels", "Lose a feed and watch the other three", four_panels),
    Template("large-hall", "Large hall", "Deployment units of 64 racks with plant and power", large_hall, takes_racks=True),
    Template("empty", "Empty hall", "A room to fill", empty_hall),
)

BY_NAME = {template.name: template for template in TEMPLATES}
