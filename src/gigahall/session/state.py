"""What the stages found in one pass over the scene, and their blocks as results number them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gigahall.compile.air_solution import AirSolution
from gigahall.compile.coolant_overload import Overload
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.compile.coolant_takeover import Share
from gigahall.compile.power import Liveness, PowerSolution
from gigahall.kinds.finding import Finding
from gigahall.kinds.quantities import derived
from gigahall.session import heat
from gigahall.session.results import Block


@dataclass(frozen=True)
class State:
    """What the stages found in one pass."""

    liveness: Liveness
    running: frozenset[str]
    tripped: frozenset[str]
    air: AirSolution
    coolant: CoolantSolution
    power: PowerSolution
    split: heat.Split
    load_w: heat.Floats
    """By row of the ledger."""
    settled: bool
    passes: int
    trip_findings: tuple[Finding, ...] = ()
    """What misses its coolant and what that is due to."""
    shares: Mapping[str, Share] = field(default_factory=dict)
    """Of machines that stand still: who carries their share."""
    fed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By element: the units short of their supply temperature whose coolant it gets."""
    overloads: tuple[Overload, ...] = ()
    """Rooms and loops that give off more than their chillers can take."""
    moved_k: Mapping[str, float] = field(default_factory=dict)
    """Only where the passes did not settle: how far each coil's leaving air still moves."""
    unsettled: frozenset[str] = frozenset()
    """Elements of the coolant plants whose coils did not settle: their temperatures are no solution."""

    def halls_without_state(self, hall_of: Mapping[str, str]) -> frozenset[str]:
        """Rooms without a steady state; `hall_of` names the hall of the coils that did not settle."""
        return frozenset(hall_of[key] for key in self.moved_k).union(*(over.halls for over in self.overloads))

    @property
    def plants_without_state(self) -> frozenset[str]:
        """Elements of loops without a steady state."""
        return self.unsettled.union(*(over.elements for over in self.overloads))

    @property
    def trips(self) -> frozenset[str]:
        """What cannot run in this state: racks without coolant flow, fan units whose coil nothing cools."""
        fans = self.coolant.uncooled & self.air.fan_w.keys()
        return (self.coolant.no_flow | fans) & self.running


@dataclass
class Numbering:
    """Row numbers of the last blocks: equal ones stay the same object, so that what was looked up by them still holds."""

    row_of_id: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def block(self, name: str, row_of_id: Mapping[str, int], columns: Mapping[str, heat.Floats]) -> Block:
        if self.row_of_id.get(name) != row_of_id:
            self.row_of_id[name] = row_of_id
        return Block(self.row_of_id[name], {**columns, **dict(derived(name, columns))})

    def blocks(self, state: State) -> dict[str, Block]:
        found = {name: self.block(name, table.row_of_id, table.columns) for name, table in state.coolant.blocks.items()}
        found["power"] = self.block("power", state.power.row_of_id, state.power.columns)
        found["air"] = self.block("air", state.air.block.row_of_id, state.air.block.columns)
        return found
