"""Scene -> coolant networks and back.

    model = CoolantModel(records, env)          # all loops of the scene
    model.update(diff, env)                     # re-lowers the touched elements only
    solution = model.solve(heat_w, coil_air, running, settled=True, warm=None)

API is fixed; the body is being filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.kinds.kind import Env
from gigahall.scene.document import Diff
from gigahall.scene.record import Record


class CoolantModel:
    """The coolant networks of a scene.

    `heat_w`: id -> heat [W] put into the coolant (racks). `coil_air`: id -> (entering air [C], flow [m3/s]) of coil
    elements. `running`: ids in service and supplied (elements that need no power count as supplied).
    """

    def __init__(self, records: Mapping[str, Record], env: Env) -> None:
        raise NotImplementedError

    def update(self, diff: Diff, env: Env) -> None:
        """Take over one edit (moved ambient, changed fields, new or removed elements and connections)."""
        raise NotImplementedError

    def coils(self) -> tuple[str, ...]:
        """Ids of elements with an air coil: `coil_air` is asked for these."""
        raise NotImplementedError

    def solve(
        self,
        heat_w: Mapping[str, float],
        coil_air: Mapping[str, tuple[float, float]],
        running: frozenset[str],
        settled: bool = True,
        warm: Any = None,
    ) -> CoolantSolution:
        raise NotImplementedError
