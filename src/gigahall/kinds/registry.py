"""The one list of kinds. Everything that works for every kind walks it."""

from __future__ import annotations

from typing import Any

from gigahall.kinds.breaker import BreakerKind
from gigahall.kinds.busway import BuswayKind
from gigahall.kinds.cable import CableKind
from gigahall.kinds.fixed_load import FixedLoadKind
from gigahall.kinds.generator import GeneratorKind
from gigahall.kinds.kind import Kind
from gigahall.kinds.panel import PanelKind
from gigahall.kinds.switchboard import SwitchboardKind
from gigahall.kinds.transformer import TransformerKind
from gigahall.kinds.ups import UpsKind
from gigahall.kinds.utility import UtilityKind
from gigahall.scene.record import Element

KINDS: tuple[Kind[Any], ...] = (
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
