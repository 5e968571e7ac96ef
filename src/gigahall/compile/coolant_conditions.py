"""What a solve of a plant is given: which elements are closed, heat, outdoor and room air."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_lower import Lowered
from gigahall.compile.coolant_plant import Compiled, DeviceAt, arrangement
from gigahall.kinds.parts.coolant import AirCoil, AirCooler, Chiller, Exchanger, FlowValve, Restriction
from gigahall.physics.moist_air import ROOM_J_M3_K, density_kg_m3, heat_capacity_j_kg_k
from gigahall.scene.record import Ambient
from gigahall.solve.coolant.plant import Conditions, PlantState

Floats = NDArray[np.float64]

SETTLED = (1e-9, 150)
"""Largest node imbalance [K] and steps of a settled solve."""
LIVE = (1e-3, 60)


def closed_elements(
    lowered: Iterable[Lowered], running: frozenset[str], stalled: frozenset[str] = frozenset(),
    restored: frozenset[str] = frozenset(),
) -> tuple[frozenset[str], frozenset[str]]:
    """(closed elements, standby units that run): out of service, machines without power, standby units not wanted.

    `stalled` machines are replaced like lost ones; `restored` elements count as in service and supplied.
    """
    closed: set[str] = set()
    groups: dict[str, list[Lowered]] = defaultdict(list)
    for item in lowered:
        element = item.element
        if element.id in stalled or (element.id not in restored and is_lost(item, running)):
            closed.add(element.id)
        if element.group:
            groups[element.group].append(item)
    started: set[str] = set()
    for members in groups.values():
        missing = sum(m.element.id in closed for m in members if not m.element.standby)
        spare = sorted(m.element.id for m in members if m.element.standby and m.element.id not in closed)
        started.update(spare[:missing])
        closed.update(spare[missing:])
    return frozenset(closed), frozenset(started)


def is_lost(item: Lowered, running: frozenset[str]) -> bool:
    """Out of service, or a machine without power."""
    return not item.element.in_service or (item.is_machine and item.element.id not in running)


def conditions(
    compiled: Compiled, ambient: Ambient, heat_w: Mapping[str, float], coil_air: Mapping[str, tuple[float, float]],
    closed: frozenset[str], settled: bool, room_w: Mapping[str, float] | None = None,
) -> Conditions:
    """The plant's inputs as arrays. `room_w`: heat [W] that the coils of a hall have to take, where it is known."""
    shut = np.zeros(len(compiled.places), bool)
    for key in closed & compiled.branches_of.keys():
        shut[compiled.branches_of[key]] = True
    heat = np.array([p.row.part.heat_w if isinstance(p.row.part, Restriction) else 0.0 for p in compiled.places])
    for key, branch in compiled.heat_branch.items():
        if key in heat_w:
            heat[compiled.branches_of[key]] = 0.0
            heat[branch] = heat_w[key]
    heat[shut] = 0.0
    tolerance, steps = SETTLED if settled else LIVE
    rows = [_device_row(compiled, at, ambient, coil_air) for at in compiled.devices]
    return Conditions(
        closed=shut, heat_w=heat, devices=np.array(rows).reshape(len(rows), 8), rest_c=ambient.dry_bulb_c,
        tolerance=tolerance, most_steps=steps,
        room_w=np.array([(room_w or {}).get(hall, np.nan) for hall in compiled.rooms]),
    )


def met(given: Conditions, state: PlantState) -> Conditions:
    """The conditions with the air that coils met once their rooms were steady."""
    devices = given.devices.copy()
    coils = state.shift_k != 0.0
    devices[coils, 2] += state.shift_k[coils]
    return replace(given, devices=devices)


def _device_row(compiled: Compiled, at: DeviceAt, ambient: Ambient, coil_air: Mapping[str, tuple[float, float]]) -> list[float]:
    part = at.part
    valve = compiled.places[at.valve].row.part if at.valve >= 0 else None
    held = valve.hold_c if isinstance(valve, FlowValve) and valve.hold_c is not None else None
    if isinstance(part, Exchanger):
        assert not isinstance(valve, Restriction)
        holds_hot = isinstance(valve, FlowValve) and valve.hold_side == part.hot
        hold = 0.0 if held is None else 1.0 if holds_hot else 2.0
        return [part.ua_w_k, part.hot_m3_s, part.cold_m3_s, arrangement(part.arrangement), hold, held or 0.0, 0.0, 0.0]
    if isinstance(part, AirCooler):
        return _cooler_row(part, ambient)
    if isinstance(part, Chiller):
        return [part.hold_c, part.capacity_w, part.cop, part.cop_per_k, part.at_ambient_c, ambient.dry_bulb_c, 0.0, 0.0]
    return _coil_row(part, held, coil_air.get(at.element, (0.0, 0.0)))


def _cooler_row(part: AirCooler, ambient: Ambient) -> list[float]:
    """Outdoor air as a cooler meets it: dry, after wetted pads, or at wet bulb in a tower."""
    dry, wet = ambient.dry_bulb_c, min(ambient.wet_bulb_c, ambient.dry_bulb_c)
    if part.tower:
        return [part.hold_c, part.ua_w_k, 0.0, wet, part.min_speed, part.air_m3_s * float(density_kg_m3(wet)), 0.0, 0.0]
    entering = dry
    if part.wet_above_c is not None and dry > part.wet_above_c:
        entering = dry - part.pad_effectiveness * (dry - wet)
    air_w_k = part.air_m3_s * float(density_kg_m3(dry) * heat_capacity_j_kg_k())
    return [part.hold_c, part.ua_w_k, air_w_k, entering, part.min_speed, 0.0, 0.0, 0.0]


def _coil_row(part: AirCoil, held: float | None, air: tuple[float, float]) -> list[float]:
    inlet_c, flow_m3_s = air
    share = flow_m3_s / part.air_m3_s if part.air_m3_s > 0.0 else 0.0
    hold = 0.0 if held is None else 1.0
    return [
        part.ua_w_k, ROOM_J_M3_K * flow_m3_s, inlet_c, share, part.coolant_m3_s, arrangement(part.arrangement), hold,
        part.hold_c if held is None else held,
    ]
