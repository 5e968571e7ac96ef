"""The one list of kinds. Everything that works for every kind walks it."""

from __future__ import annotations

from typing import Any

from gigahall.kinds.breaker import BreakerKind
from gigahall.kinds.buffer_tank import BufferTankKind
from gigahall.kinds.busway import BuswayKind
from gigahall.kinds.cable import CableKind
from gigahall.kinds.cdu import CduKind
from gigahall.kinds.chiller import ChillerKind
from gigahall.kinds.containment import ContainmentKind
from gigahall.kinds.cooling_tower import CoolingTowerKind
from gigahall.kinds.crah import CrahKind
from gigahall.kinds.dry_cooler import DryCoolerKind
from gigahall.kinds.expansion_vessel import ExpansionVesselKind
from gigahall.kinds.fixed_load import FixedLoadKind
from gigahall.kinds.generator import GeneratorKind
from gigahall.kinds.hall import HallKind
from gigahall.kinds.ideal_source import IdealSourceKind
from gigahall.kinds.kind import Kind
from gigahall.kinds.manifold import ManifoldKind
from gigahall.kinds.panel import PanelKind
from gigahall.kinds.pipe import PipeKind
from gigahall.kinds.plate_exchanger import PlateExchangerKind
from gigahall.kinds.pump import PumpKind
from gigahall.kinds.rack_air import RackAirKind
from gigahall.kinds.rack_liquid import RackLiquidKind
from gigahall.kinds.rear_door import RearDoorKind
from gigahall.kinds.room_coil import RoomCoilKind
from gigahall.kinds.switchboard import SwitchboardKind
from gigahall.kinds.tile import TileKind
from gigahall.kinds.transformer import TransformerKind
from gigahall.kinds.ups import UpsKind
from gigahall.kinds.utility import UtilityKind
from gigahall.kinds.valve import ValveKind
from gigahall.scene.record import Element

KINDS: tuple[Kind[Any], ...] = (
    HallKind(),
    RackLiquidKind(),
    RackAirKind(),
    CrahKind(),
    RoomCoilKind(),
    RearDoorKind(),
    TileKind(),
    ContainmentKind(),
    CduKind(),
    PumpKind(),
    PipeKind(),
    ManifoldKind(),
    ValveKind(),
    DryCoolerKind(),
    ChillerKind(),
    CoolingTowerKind(),
    PlateExchangerKind(),
    BufferTankKind(),
    ExpansionVesselKind(),
    IdealSourceKind(),
    UtilityKind(),
    TransformerKind(),
    SwitchboardKind(),
    UpsKind(),
    BuswayKind(),
    PanelKind(),
    CableKind(),
    BreakerKind(),
    FixedLoadKind(),
    GeneratorKind(),
)

BY_RECORD: dict[type[Element], Kind[Any]] = {kind.record: kind for kind in KINDS}
BY_NAME: dict[str, Kind[Any]] = {kind.name: kind for kind in KINDS}


def kind_of(element: Element) -> Kind[Any]:
    return BY_RECORD[type(element)]
