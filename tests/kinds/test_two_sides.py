"""Every item with two coolant sides: with either side lost it moves no heat, draws nothing for it and the rest balances."""

from __future__ import annotations

import pytest
from tests.kinds.test_rigs import ENV, RETURN_AIR, is_testable, parts_of, rig

from gigahall.compile.coolant import CoolantModel
from gigahall.kinds.catalogue import Item, items
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Connection, replace

TWO_SIDED = [item for item in items() if is_testable(item) and len(parts_of(item).sides) == 2]
WITHOUT_CONDENSER = 0
"""The condenser is the first side of a chiller."""


def test_there_are_such_kinds() -> None:
    assert {kind_of(item.element).name for item in TWO_SIDED} >= {"cdu", "plate_exchanger", "chiller"}


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("item", TWO_SIDED, ids=lambda item: item.id)
def test_either_side_lost(item: Item, lost: int) -> None:
    records = rig(item)
    records[f"throttle{lost}"] = replace(records[f"throttle{lost}"], in_service=False)
    model = CoolantModel(records, ENV)
    running = frozenset(key for key, record in records.items() if not isinstance(record, Connection))
    found = model.solve({}, dict.fromkeys(model.coils(), RETURN_AIR), running)
    assert found.outcome.ok
    table = found.blocks["exchange"]
    assert table.columns["heat_w"][table.row_of_id["unit"]] == 0.0
    assert found.energy.chillers_w == 0.0
    assert abs(found.energy.residual_w) < 1e-3 * max(found.draw_w.get("unit", 0.0), 1.0)
    assert model.reach(running).halted == ({"unit"} if kind_of(item.element).name == "chiller" and lost == WITHOUT_CONDENSER else frozenset())
