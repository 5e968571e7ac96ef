"""Every coolant item alone in a rig: ideal sources on its loops, energy and mass conserved."""

from __future__ import annotations

import pytest

from gigahall.compile.coolant import CoolantModel
from gigahall.kinds.catalogue import Item, items, make
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.coolant import CoolantParts, IdealLoop, Pump
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Ambient, Connection, Record, Scene

ENV = Env(Scene(), Ambient(dry_bulb_c=30.0, wet_bulb_c=22.0))
RETURN_AIR = (35.0, 3.0)
SUPPLY_C = {"TCS": 50.0, "FWS": 34.0, "CHW": 16.0}


def parts_of(item: Item) -> CoolantParts:
    return kind_of(item.element).coolant(item.element, ENV)


def is_testable(item: Item) -> bool:
    parts = parts_of(item)
    return bool(parts.sides) and not any(isinstance(part, IdealLoop) for part in parts.parts)


def rig(item: Item) -> dict[str, Record]:
    """The item between an ideal source per stream; a side with pumps of its own gets no help and a throttle."""
    element = make(item.id, id="unit", name="Unit")
    systems = {port.name: port.system for port in kind_of(element).ports(element)}
    records: dict[str, Record] = {element.id: element}
    for index, (side, inlet, outlet) in enumerate(parts_of(item).sides):
        pumped = any(isinstance(part, Pump) and part.side == side for part in parts_of(item).parts)
        system, source, throttle = systems[inlet], f"source{index}", f"throttle{index}"
        flow = {"rated_m3_s": 0.01, "open_dp_pa": 50e3, "system": system}
        records[source] = make(
            "ideal_tcs", id=source, name=source, system=system, fluid="water", supply_c=SUPPLY_C[system],
            dp_pa=0.0 if pumped else 120e3,
        )
        records[throttle] = make("balancing_dn100", id=throttle, name=throttle, **flow)
        ends = ((f"{source}.supply", f"unit.{inlet}"), (f"unit.{outlet}", f"{throttle}.a"), (f"{throttle}.b", f"{source}.return"))
        for number, (a, b) in enumerate(ends):
            records[f"j{index}{number}"] = Connection(id=f"j{index}{number}", a=a, b=b)
    return records


@pytest.mark.parametrize("item", [item for item in items() if is_testable(item)], ids=lambda item: item.id)
def test_alone_in_a_rig(item: Item) -> None:
    records = rig(item)
    model = CoolantModel(records, ENV)
    watts = 0.9 * kind_of(item.element).it_w(item.element, ENV)
    running = frozenset(key for key, record in records.items() if not isinstance(record, Connection))
    solution = model.solve(
        {"unit": watts} if watts > 0 else {}, dict.fromkeys(model.coils(), RETURN_AIR), running, settled=True
    )
    assert solution.outcome.status == "converged", solution.outcome.message
    assert solution.mass_kg_s < 1e-6
    energy = solution.energy
    moved = abs(energy.racks_w) + abs(energy.coils_w) + abs(energy.pumps_w) + abs(energy.coolers_w) + abs(energy.chillers_w)
    assert abs(energy.residual_w) <= 1e-6 * max(moved, 1e3)
    flows = [block.columns["flow_m3_s"][block.row_of_id["unit"]] for block in solution.blocks.values()
             if "unit" in block.row_of_id and "flow_m3_s" in block.columns]
    assert max(flows) > 1e-5
