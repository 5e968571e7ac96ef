"""The scenes the program can write: name -> title, one line, and the function that makes its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gigahall.scene.record import Record, Scene, replace
from gigahall.templates import air_hall, empty, four_panels, large_hall, tower_hall
from gigahall.templates import superpod_gb300 as superpod
from gigahall.templates.parameters import Choice, Parameter, Value


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    title: str
    line: str
    make: Callable[..., list[Record]]
    parameters: tuple[Parameter, ...]
    """What its function takes."""

    def build(self, values: Mapping[str, str]) -> list[Record]:
        """Records for typed values by parameter; what is not named keeps its default. Raises ValueError."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := [name for name in values if name not in known]:
            raise ValueError(f"the template '{self.name}' varies {', '.join(known)}, not {unknown[0]}")
        read = {name: known[name].read(text) for name, text in values.items()}
        varied = {name: value for name, value in read.items() if value != known[name].default}
        records = self.make(**read)
        return [self._described(record, varied, known) for record in records] if varied else records

    def _described(self, record: Record, varied: Mapping[str, Value], known: Mapping[str, Parameter]) -> Record:
        if not isinstance(record, Scene):
            return record
        words = ", ".join(f"{known[name].label.lower()} {_called(known[name], value)}" for name, value in varied.items())
        return replace(record, description=f"{self.title} with another choice: {words}.")


def _called(parameter: Parameter, value: Value) -> str:
    return dict(parameter.choices)[str(value)] if isinstance(parameter, Choice) else str(value)


TEMPLATES: tuple[Template, ...] = (
    Template("superpod-gb300", "SuperPOD GB300", "Eight liquid-cooled racks, four lineups, dry coolers with trim chillers",
             superpod.superpod_gb300, superpod.PARAMETERS),
    Template("air-hall", "Air hall", "Two rows on a raised floor; find the hotspot", air_hall.air_hall, air_hall.PARAMETERS),
    Template("four-panels", "Four panels", "Lose a feed and watch the other three", four_panels.four_panels, four_panels.PARAMETERS),
    Template("tower-hall", "Tower hall", "Lose the tower and see the chiller stop", tower_hall.tower_hall, tower_hall.PARAMETERS),
    Template("large-hall", "Large hall", "Deployment units of 64 racks with plant and power", large_hall.large_hall, large_hall.PARAMETERS),
    Template("empty", "Empty hall", "A room to fill", empty.empty_hall, empty.PARAMETERS),
)

BY_NAME = {template.name: template for template in TEMPLATES}
