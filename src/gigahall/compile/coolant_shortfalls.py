"""Controls at their limit: which unit, what it should hold, how far it is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from gigahall.compile.coolant_plant import Compiled, DeviceAt
from gigahall.kinds.finding import NOTICE_FRAC, NOTICE_K, Finding, set_point_missed
from gigahall.kinds.parts.coolant import AirCoil, AirCooler, Chiller, Exchanger, FlowValve, Pump
from gigahall.solve.coolant.network import VALVE
from gigahall.solve.coolant.plant import Conditions, PlantState

STILL_KG_S = 1e-6
NOTICE_W = 500.0
"""Less heat is rounding of the kilowatts shown."""


def shortfalls(compiled: Compiled, state: PlantState, given: Conditions) -> list[Finding]:
    """All controls of a plant that miss their set point because their unit is at its limit."""
    found = list(_devices(compiled, state, given))
    found += _valves(compiled, state, given)
    found += _pumps(compiled, state, given)
    return found


def _devices(compiled: Compiled, state: PlantState, given: Conditions) -> Iterator[Finding]:
    trimmed = _trimmed_loops(compiled, state, given)
    for d, at in enumerate(compiled.devices):
        short = _device(compiled, at, d, state, given)
        if short is None:
            continue
        if isinstance(at.part, AirCooler) and int(compiled.plant.loop_of_branch[at.hot]) in trimmed:
            continue  # an exchanger behind the cooler brings the loop to its set point
        yield short


def _trimmed_loops(compiled: Compiled, state: PlantState, given: Conditions) -> set[int]:
    """Loops whose coolers have a trim exchanger that works: what the loop is short of is that exchanger's to tell."""
    loop_of = compiled.plant.loop_of_branch
    cooled = {int(loop_of[at.hot]) for at in compiled.devices if isinstance(at.part, AirCooler)}
    return cooled & {
        int(loop_of[at.hot]) for d, at in enumerate(compiled.devices)
        if isinstance(at.part, Exchanger) and given.devices[d, 4] == 1.0
        and not given.closed[at.cold] and abs(state.flow_kg_s[at.cold]) > STILL_KG_S and abs(state.device_w[d]) > NOTICE_W
    }


def _device(compiled: Compiled, at: DeviceAt, d: int, state: PlantState, given: Conditions) -> Finding | None:
    branch = at.hot if at.hot >= 0 else at.cold
    if given.closed[branch] or not state.has_steady[compiled.places[branch].tail]:
        return None
    part, heat, row = at.part, float(state.device_w[d]), given.devices[d]
    if isinstance(part, AirCoil):
        if at.valve < 0 or row[1] <= 0.0:
            return None
        return _temperature(at, float(row[7]), float(row[2]) - heat / float(row[1]), "fully open", "leaving_c", float(row[1]), heat)
    held, wanted, how, sign = branch, 0.0, "", 1.0
    if isinstance(part, AirCooler) and state.fan_speed[d] >= 1.0 - 1e-9:
        wanted, how = part.hold_c, "at full fan speed"
    elif isinstance(part, Chiller) and heat >= part.capacity_w * (1.0 - 1e-9):
        wanted, how = part.hold_c, "at full capacity"
    elif isinstance(part, Exchanger) and row[4] > 0.0:
        wanted, how = float(row[5]), "fully open"
        held, sign = (at.hot, 1.0) if row[4] == 1.0 else (at.cold, -1.0)
    if not how or abs(state.flow_kg_s[held]) <= STILL_KG_S:
        return None
    out_c = float(state.out_c[held])
    coolant = compiled.plant.loops[int(compiled.plant.loop_of_branch[held])].coolant
    rate_w_k = abs(float(state.flow_kg_s[held])) * float(coolant.heat_capacity_j_kg_k(out_c))
    return _temperature(at, wanted, out_c, how, "supply_c", rate_w_k, heat, sign)


def _temperature(
    at: DeviceAt, wanted: float, got: float, how: str, quantity: str, rate_w_k: float, heat_w: float, sign: float = 1.0
) -> Finding | None:
    """Of a stream of `rate_w_k`: told from what a thermometer sees on, or from a share of its heat that a heat meter sees."""
    miss = sign * (got - wanted)
    is_seen = miss >= NOTICE_K or miss * rate_w_k >= max(NOTICE_FRAC * abs(heat_w), NOTICE_W)
    if not np.isfinite(miss) or not is_seen:
        return None
    return set_point_missed("set-point-temperature", at.element, quantity, wanted, got, miss, limit_of_unit=how)


def _valves(compiled: Compiled, state: PlantState, given: Conditions) -> Iterator[Finding]:
    """Pressure-independent valves that are fully open and let less through than they should."""
    plant = compiled.plant
    open_wide = (plant.kind == VALVE) & state.on_law & ~given.closed
    for b in np.flatnonzero(open_wide):
        place = compiled.places[b]
        valve = place.row.part
        if not isinstance(valve, FlowValve) or valve.hold_c is not None:
            continue
        got = float(state.flow_kg_s[b] / state.rho[b])
        miss = 1.0 - got / valve.set_m3_s
        if miss > NOTICE_FRAC:
            yield set_point_missed(
                "set-point-flow", place.element, "flow_m3_s", valve.set_m3_s, got, miss, limit_of_unit="fully open"
            )


def _pumps(compiled: Compiled, state: PlantState, given: Conditions) -> Iterator[Finding]:
    held = _held_dp(compiled, state)
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        part = place.row.part
        if not isinstance(part, Pump) or given.closed[b] or part.hold == "speed" or state.square_speed[b] < 1.0 - 1e-9:
            continue
        got = held[int(b)] if part.hold == "dp" else float(state.flow_kg_s[b] / state.rho[b])
        miss = 1.0 - got / part.hold_value if part.hold_value > 0.0 else 0.0
        if miss > NOTICE_FRAC:
            code, quantity = ("set-point-pressure", "dp_pa") if part.hold == "dp" else ("set-point-flow", "flow_m3_s")
            yield set_point_missed(code, place.element, quantity, part.hold_value, got, miss, limit_of_unit="at full speed")


def _held_dp(compiled: Compiled, state: PlantState) -> Mapping[int, float]:
    """Pressure difference each "dp" pump senses [Pa]."""
    found: dict[int, float] = {}
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        part = place.row.part
        assert isinstance(part, Pump)
        a = compiled.node_of[place.element, part.hold_from or part.b]
        c = compiled.node_of[place.element, part.hold_to or part.a]
        found[int(b)] = float(state.pressure_pa[a] - state.pressure_pa[c])
    return found
