"""The one list of kinds. Everything that works for every kind walks it."""

from __future__ import annotations

from typing import Any

from gigahall.kinds.kind import Kind
from gigahall.scene.record import Element

KINDS: tuple[Kind[Any], ...] = ()

BY_RECORD: dict[type[Element], Kind[Any]] = {kind.record: kind for kind in KINDS}
BY_NAME: dict[str, Kind[Any]] = {kind.name: kind for kind in KINDS}


def kind_of(element: Element) -> Kind[Any]:
    return BY_RECORD[type(element)]
