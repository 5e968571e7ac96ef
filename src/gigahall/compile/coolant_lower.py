"""One element's coolant parts as rows ready for the solver's arrays; made once per record and kept."""

from __future__ import annotations

from dataclasses import dataclass

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.coolant import (
    SHUT_M3_S,
    AirCoil,
    AirCooler,
    Anchor,
    Chiller,
    CoolantParts,
    Exchanger,
    Fill,
    FlowValve,
    IdealLoop,
    Pipe,
    Pump,
    Restriction,
)
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.solve.coolant import network

Branch = Pipe | Restriction | FlowValve | Pump | IdealLoop
Device = Exchanger | AirCooler | Chiller | AirCoil
BRANCHES = (Pipe, Restriction, FlowValve, Pump, IdealLoop)
DEVICES = (Exchanger, AirCooler, Chiller, AirCoil)


@dataclass(frozen=True, slots=True)
class Row:
    """One branch: its law and parameters (see `solve.coolant.network`)."""

    part: Branch
    kind: int
    parameters: tuple[float, ...]
    non_return: bool


@dataclass(frozen=True, slots=True)
class Lowered:
    """An element as the coolant networks see it."""

    element: Element
    parts: CoolantParts
    ports: frozenset[str]
    """Its coolant ports: only these join others."""
    system: str
    rows: tuple[Row, ...]
    devices: tuple[Device, ...]
    anchors: tuple[Anchor, ...]
    fills: tuple[Fill, ...]
    is_machine: bool
    """Has a pump, cooler or chiller: without power, or standing by, it is closed."""

    def main_row(self, side: str) -> int:
        """Branch that heat of `side` acts on: the first restriction, else the first branch of that side; -1 = none."""
        mine = [k for k, row in enumerate(self.rows) if row.part.side == side]
        passages = [k for k in mine if isinstance(self.rows[k].part, Restriction)]
        return (passages or mine or [-1])[0]

    def heat_row(self) -> int:
        """Branch that rack heat enters: the restriction that carries heat, else the first one."""
        passages = [k for k, row in enumerate(self.rows) if isinstance(row.part, Restriction)]
        warmed = [k for k in passages if getattr(self.rows[k].part, "heat_w", 0.0)]
        return (warmed or passages or [-1])[0]


def lower(element: Element, env: Env) -> Lowered | None:
    """The element's rows, or None when it has no coolant in it."""
    kind = kind_of(element)
    parts = kind.coolant(element, env)
    if not parts.parts:
        return None
    thermal = [port for port in kind.ports(element) if port.domain == "thermal"]
    return Lowered(
        element=element,
        parts=parts,
        ports=frozenset(port.name for port in thermal),
        system=next((port.system for port in thermal if port.system), ""),
        rows=tuple(_row(part) for part in parts.parts if isinstance(part, BRANCHES)),
        devices=tuple(part for part in parts.parts if isinstance(part, DEVICES)),
        anchors=tuple(part for part in parts.parts if isinstance(part, Anchor)),
        fills=tuple(part for part in parts.parts if isinstance(part, Fill)),
        is_machine=any(isinstance(part, Pump | AirCooler | Chiller) for part in parts.parts),
    )


def _row(part: Branch) -> Row:
    if isinstance(part, Pipe):
        return Row(part, network.PIPE, (part.length_m, part.bore_m, part.roughness_m, part.k_minor), False)
    if isinstance(part, Restriction):
        return Row(part, network.POWER, (part.dp_pa, part.at_m3_s, part.exponent), part.non_return)
    if isinstance(part, FlowValve):
        return Row(part, network.VALVE, (max(part.set_m3_s, SHUT_M3_S), part.dp_open_pa), False)
    if isinstance(part, Pump):
        fall = max(part.shutoff_pa - part.rated_pa, 0.0) / (part.count * part.rated_m3_s) ** 2
        return Row(part, network.PUMP, (part.shutoff_pa, 0.0, -fall), True)
    return Row(part, network.LIFT, (part.dp_pa,), True)
