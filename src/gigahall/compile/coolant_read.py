"""A solved plant's arrays as tables and sums by element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_plant import Compiled, DeviceAt
from gigahall.compile.coolant_solution import Energy, Table
from gigahall.compile.coolant_vapour import STILL_KG_S
from gigahall.kinds.finding import Amount, Finding, find
from gigahall.kinds.parts.coolant import AirCoil, AirCooler, Chiller, Exchanger, FlowValve, IdealLoop, Pipe
from gigahall.kinds.quantities import solved_columns
from gigahall.physics.machines import fan_power_w
from gigahall.solve.coolant.network import VALVE
from gigahall.solve.coolant.plant import Conditions, PlantState

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Streams:
    """Reported streams of one block of a plant: which branches touch their two ports."""

    elements: tuple[str, ...]
    in_node: Ints
    out_node: Ints
    in_row: Ints
    in_branch: Ints
    in_sign: Floats
    out_row: Ints
    out_branch: Ints
    out_sign: Floats
    area_m2: Floats
    """[n_stream] Of the narrowest pipe in it; NaN without one."""


def streams(compiled: Compiled) -> dict[str, Streams]:
    """By block: "coolant" for elements of one stream, else the side's name."""
    rows: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for key, item in compiled.lowered.items():
        for side, a, b in item.parts.sides:
            if (key, a) in compiled.node_of and (key, b) in compiled.node_of:
                rows[side or "coolant"].append((key, compiled.node_of[key, a], compiled.node_of[key, b]))
    return {block: _streams_of(compiled, found) for block, found in rows.items()}


def _streams_of(compiled: Compiled, found: Sequence[tuple[str, int, int]]) -> Streams:
    touching: dict[str, list[tuple[int, int, float]]] = {"in": [], "out": []}
    for row, (key, node_in, node_out) in enumerate(found):
        for b in compiled.branches_of.get(key, ()):
            place = compiled.places[b]
            for end, node, toward in (("in", node_in, 1.0), ("out", node_out, -1.0)):
                if place.tail == node:
                    touching[end].append((row, int(b), toward))
                elif place.head == node:
                    touching[end].append((row, int(b), -toward))

    def column(end: str, k: int) -> NDArray[np.float64]:
        return np.array([entry[k] for entry in touching[end]], float)

    return Streams(
        tuple(key for key, _a, _b in found), np.array([a for _k, a, _b in found], int), np.array([b for *_x, b in found], int),
        column("in", 0).astype(int), column("in", 1).astype(int), column("in", 2),
        column("out", 0).astype(int), column("out", 1).astype(int), column("out", 2),
        np.array([_narrowest_m2(compiled, key, {a, b}) for key, a, b in found], float),
    )


def _narrowest_m2(compiled: Compiled, key: str, ends: set[int]) -> float:
    """Cross-section of the narrowest of an element's pipes that begin or end at these nodes; NaN without one."""
    bores = [
        part.bore_m for b in compiled.branches_of.get(key, ())
        if isinstance(part := compiled.places[b].row.part, Pipe) and {compiled.places[b].tail, compiled.places[b].head} & ends
    ]  # fmt: skip
    return min((float(np.pi) / 4.0 * bore_m**2 for bore_m in bores), default=np.nan)


def stream_columns(found: Streams, state: PlantState, pressure_pa: Floats) -> dict[str, Floats]:
    """flow, velocity, temperatures and pressures of every stream; NaN where nothing flows or nothing steady is known."""
    n = len(found.elements)

    def summed(row: Ints, values: Floats) -> Floats:
        total: Floats = np.bincount(row, values, n).astype(np.float64) if len(row) else np.zeros(n)
        return total

    entering = state.flow_kg_s[found.in_branch] * found.in_sign
    leaving = state.flow_kg_s[found.out_branch] * found.out_sign
    mass, mass_out = summed(found.in_row, entering), summed(found.out_row, leaving)
    forward = mass >= 0.0
    volume = summed(found.in_row, entering / np.where(state.rho[found.in_branch] > 0.0, state.rho[found.in_branch], 1.0))
    mixed_out = summed(found.out_row, leaving * state.out_c[found.out_branch]) / np.where(np.abs(mass_out) > 0.0, mass_out, 1.0)
    mixed_in = summed(found.in_row, entering * state.out_c[found.in_branch]) / np.where(np.abs(mass) > 0.0, mass, 1.0)
    in_c = np.where(forward, state.node_c[found.in_node], mixed_in)
    out_c = np.where(forward, mixed_out, state.node_c[found.out_node])
    flow = np.where(np.abs(mass) > STILL_KG_S, volume, 0.0)
    steady = state.has_steady[found.in_node] & state.has_steady[found.out_node] & (np.abs(mass) > STILL_KG_S)
    return {
        "flow_m3_s": flow, "velocity_m_s": flow / found.area_m2, "in_c": np.where(steady, in_c, np.nan),
        "out_c": np.where(steady, out_c, np.nan), "in_pa": pressure_pa[found.in_node], "out_pa": pressure_pa[found.out_node],
    }


@dataclass
class Sums:
    """Collected over all plants."""

    heat_w: dict[str, float] = field(default_factory=dict)
    pump_speed: dict[str, float] = field(default_factory=dict)
    fan_speed: dict[str, float] = field(default_factory=dict)
    opening: dict[str, float] = field(default_factory=dict)
    """Flow coefficient of a control valve over that of the open valve."""
    loading: dict[str, float] = field(default_factory=dict)
    draw_w: dict[str, float] = field(default_factory=dict)
    dry_loss_w: dict[str, float] = field(default_factory=dict)
    coil_out_c: dict[str, float] = field(default_factory=dict)
    coil_heat_w: dict[str, float] = field(default_factory=dict)
    no_flow: set[str] = field(default_factory=set)
    no_steady: set[str] = field(default_factory=set)
    rejected_w: float = 0.0
    terms: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def energy(self) -> Energy:
        return Energy(
            self.terms["racks"], self.terms["coils"], self.terms["pumps"], self.terms["coolers"], self.terms["chillers"],
            self.terms["ideal"], sum(self.terms.values()),
        )


def add_plant(sums: Sums, compiled: Compiled, state: PlantState, given: Conditions, closed: frozenset[str]) -> None:
    """Heat, power and complaints of one plant's elements."""
    _add_devices(sums, compiled, state, given, closed)
    _add_pumps(sums, compiled, state, closed)
    _add_openings(sums, compiled, state)
    moving = np.abs(state.flow_kg_s) > STILL_KG_S
    put = moving & ~given.stuck
    sums.terms["racks"] += float(given.heat_w[put].sum())
    for b, place in enumerate(compiled.places):
        if isinstance(place.row.part, IdealLoop):
            taken = -float(state.branch_w[b]) if moving[b] else 0.0
            sums.heat_w[place.element] = taken
            sums.terms["ideal"] -= taken
    for key, branch in compiled.heat_branch.items():
        item = compiled.lowered[key]
        if item.parts.needs_flow:
            sums.heat_w[key] = float(given.heat_w[branch]) if put[branch] else 0.0
            if not moving[branch] and key not in closed:
                sums.no_flow.add(key)
    sums.no_steady.update(compiled.places[b].element for b in np.flatnonzero(given.overloaded))


def _add_devices(sums: Sums, compiled: Compiled, state: PlantState, given: Conditions, closed: frozenset[str]) -> None:
    for d, at in enumerate(compiled.devices):
        heat = 0.0 if at.element in closed else float(state.device_w[d])
        sums.heat_w[at.element] = sums.heat_w.get(at.element, 0.0) + heat
        rating = at.part.capacity_w if isinstance(at.part, Chiller) else at.part.rating_w
        if rating > 0.0:
            sums.loading[at.element] = sums.loading.get(at.element, 0.0) + abs(heat) / rating
        _add_device(sums, at, heat, d, state, given)


def _add_device(sums: Sums, at: DeviceAt, heat: float, d: int, state: PlantState, given: Conditions) -> None:
    part, key = at.part, at.element
    if isinstance(part, AirCooler):
        speed = float(state.fan_speed[d]) if not given.closed[at.hot] else 0.0
        draw = float(fan_power_w(speed, part.fan_w)) if speed > 0.0 else 0.0
        sums.fan_speed[key] = max(sums.fan_speed.get(key, 0.0), speed)
        sums.draw_w[key] = sums.draw_w.get(key, 0.0) + draw
        sums.dry_loss_w[key] = sums.dry_loss_w.get(key, 0.0) + draw
        sums.rejected_w += heat
        sums.terms["coolers"] -= heat
    elif isinstance(part, Chiller):
        compressor = heat * (float(state.device_gain[d]) - 1.0)
        sums.draw_w[key] = sums.draw_w.get(key, 0.0) + compressor
        if at.cold < 0:
            sums.rejected_w += heat + compressor
            sums.terms["chillers"] -= heat
        else:
            sums.terms["chillers"] += compressor
    elif isinstance(part, AirCoil):
        air_w_k, inlet_c = given.devices[d, 1], given.devices[d, 2]
        sums.coil_heat_w[key] = heat
        sums.terms["coils"] += heat
        if given.overloaded[at.cold]:
            return
        sums.coil_out_c[key] = float(inlet_c - heat / air_w_k) if air_w_k > 0.0 else float(inlet_c)
    else:
        assert isinstance(part, Exchanger)


def _add_pumps(sums: Sums, compiled: Compiled, state: PlantState, closed: frozenset[str]) -> None:
    for k, b in enumerate(compiled.plant.pumps.branch):
        key = compiled.places[b].element
        draw, heat = (0.0, 0.0) if key in closed else (float(state.pump_w[k]), float(state.pump_heat_w[k]))
        speed = float(np.sqrt(max(state.square_speed[b], 0.0))) if key not in closed else 0.0  # below 0: rests, outdone
        sums.pump_speed[key] = max(sums.pump_speed.get(key, 0.0), speed)
        sums.draw_w[key] = sums.draw_w.get(key, 0.0) + draw
        sums.dry_loss_w[key] = sums.dry_loss_w.get(key, 0.0) + draw - heat
        sums.terms["pumps"] += heat


def _add_openings(sums: Sums, compiled: Compiled, state: PlantState) -> None:
    """How far control valves are open: at a given flow the loss goes with the inverse square of the flow coefficient."""
    for b in np.flatnonzero(compiled.plant.kind == VALVE):
        place = compiled.places[b]
        part = place.row.part
        assert isinstance(part, FlowValve)
        opening, mass = 0.0, float(abs(state.flow_kg_s[b]))
        if mass > STILL_KG_S and part.set_m3_s > 0.0:
            open_pa = part.dp_open_pa * (mass / float(state.rho[b]) / part.set_m3_s) ** 2
            loss_pa = float(state.pressure_pa[place.tail] - state.pressure_pa[place.head])
            opening = float(np.sqrt(open_pa / loss_pa)) if loss_pa > open_pa else 1.0
        sums.opening[place.element] = max(sums.opening.get(place.element, 0.0), opening)


def freezing_notes(compiled: Compiled, state: PlantState) -> tuple[Finding, ...]:
    """Loops that run colder than their coolant's freeze point."""
    plant = compiled.plant
    moving = (np.abs(state.flow_kg_s) > STILL_KG_S) & state.has_steady[plant.tail]
    notes = []
    for number, loop in enumerate(plant.loops):
        mine = np.flatnonzero(moving & (plant.loop_of_branch == number))
        coldest = mine[np.argmin(state.out_c[mine])] if len(mine) else -1
        if coldest >= 0 and state.out_c[coldest] < loop.coolant.freeze_c:
            coldest_c, freeze_c = float(state.out_c[coldest]), loop.coolant.freeze_c
            notes.append(find(
                "below-freezing", compiled.places[coldest].element, quantity="coolant.out_c", value=coldest_c, limit=freeze_c,
                coolant=loop.coolant.name, coldest=Amount(coldest_c, "degC"), freezes=Amount(freeze_c, "degC"),
            ))  # fmt: skip
    return tuple(notes)


def merged(block: str, parts: Sequence[tuple[tuple[str, ...], Mapping[str, Floats]]], row_of_id: Mapping[str, int]) -> Table:
    """One table of several plants' columns, rows in their order."""
    return Table(row_of_id, {name: np.concatenate([columns[name] for _e, columns in parts]) for name in solved_columns(block)})


def exchange_table(sums: Sums) -> Table:
    by_column = {
        "heat_w": sums.heat_w, "loading_frac": sums.loading, "pump_speed_frac": sums.pump_speed, "fan_speed_frac": sums.fan_speed,
        "opening_frac": sums.opening,
    }  # fmt: skip
    keys = list(dict.fromkeys(key for column in by_column.values() for key in column))
    return Table(
        {key: row for row, key in enumerate(keys)},
        {name: np.array([column.get(key, np.nan) for key in keys], float) for name, column in by_column.items()},
    )
