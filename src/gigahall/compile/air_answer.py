"""From solved halls to what the session reads, by element id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.air_hall import HallCase, HallModel
from gigahall.compile.air_solution import (
    AirEnergy,
    AirSolution,
    HallField,
    Table,
)
from gigahall.kinds.finding import Amount, Finding, find
from gigahall.physics.moist_air import ROOM_J_M3_K
from gigahall.solve.air.draft import RoomAir
from gigahall.solve.air.grid import TIGHT_FRAC
from gigahall.solve.outcome import Outcome

Floats = NDArray[np.float64]
COLUMNS = ("inlet_mean_c", "inlet_max_c", "outlet_mean_c", "flow_m3_s")
WORST_INLET_C = 100.0
"""Above this an inlet is the sign of air that is hardly renewed, not a temperature to plan with."""


@dataclass(frozen=True)
class HallAnswer:
    hall: HallModel
    case: HallCase
    air: RoomAir


@dataclass
class _Gathered:
    row_of_id: dict[str, int] = field(default_factory=dict)
    rows: list[Floats] = field(default_factory=list)
    coil_air: dict[str, tuple[float, float]] = field(default_factory=dict)
    fan_w: dict[str, float] = field(default_factory=dict)
    speed_frac: dict[str, float] = field(default_factory=dict)
    tile_m3_s: dict[str, float] = field(default_factory=dict)
    plenum_pa: dict[str, float] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    no_steady: set[str] = field(default_factory=set)


def assemble(answers: Sequence[HallAnswer], warm: Any) -> AirSolution:
    """Join the halls' solutions."""
    out = _Gathered()
    fields, energy = [], {}
    for answer in answers:
        devices = _Devices.of(answer)
        _add_block(answer, devices, out)
        _add_units(answer, devices, out)
        _add_tiles(answer, out)
        _add_findings(answer, devices, out)
        energy[answer.hall.hall.id] = _energy(answer, devices)
        fields.append(_field(answer))
    block = _table(out)
    return AirSolution(
        block, out.coil_air, out.fan_w, out.tile_m3_s, out.plenum_pa, out.speed_frac, tuple(fields),
        tuple(out.findings), energy, frozenset(out.no_steady),
        _outcome(answers), warm,
    )


def _table(out: _Gathered) -> Table:
    """The rows of all halls; those of the halls themselves, for what is under their floors, come last."""
    values = np.concatenate(out.rows) if out.rows else np.empty((0, len(COLUMNS)))
    row_of_id = dict(out.row_of_id) | {hall: len(out.row_of_id) + n for n, hall in enumerate(out.plenum_pa)}
    columns = {name: np.full(len(row_of_id), np.nan) for name in (*COLUMNS, "fan_speed_frac", "plenum_pa")}
    for n, name in enumerate(COLUMNS):
        columns[name][: len(values)] = values[:, n]
    for name, by_element in (("fan_speed_frac", out.speed_frac), ("plenum_pa", out.plenum_pa)):
        columns[name][[row_of_id[key] for key in by_element]] = list(by_element.values())
    return Table(row_of_id, columns)


@dataclass(frozen=True)
class _Devices:
    """Streams and units of a hall, one value each. Temperatures are NaN where nothing flows."""

    flow: Floats
    mean: Floats
    warmest: Floats
    entering: Floats
    """What the coil meets: the air drawn, warmed by the unit's own fan."""
    leaving: Floats
    coil_w: Floats
    """Heat taken out by coils; 0 for streams without one."""

    @classmethod
    def of(cls, answer: HallAnswer) -> _Devices:
        table, case, air = answer.hall.table, answer.case, answer.air
        n_stream, n = len(table.streams), len(table.owner)
        flow = case.imposed.flow_m3_s[:n]
        moving = flow > 0.0
        mean = np.where(moving, air.inlet_mean_c[:n], np.nan)
        warmest = np.where(moving, air.inlet_max_c[:n], np.nan)
        from_return = moving & ~table.sinks_open[:n]
        mean[from_return] = warmest[from_return] = air.return_c
        own_w = np.concatenate([case.stream_w, case.fan_w])
        rate = ROOM_J_M3_K * flow
        entering = np.where(moving, mean + own_w / np.where(moving, rate, 1.0), np.nan)
        leaving = np.where(moving, air.leaving_c[:n], np.nan)
        has_coil = np.concatenate([~np.isnan(table.stream_leaving), np.ones(n - n_stream, dtype=bool)])
        coil = np.where(has_coil & moving, rate * (entering - leaving), 0.0)
        return cls(flow, mean, warmest, entering, leaving, coil)


def _mixed(values: Floats, flow: Floats, rows: NDArray[np.int64], count: int) -> Floats:
    """Flow-weighted mean per owner; NaN without flow."""
    moving = flow > 0.0
    total = np.bincount(rows[moving], flow[moving], count)
    weighted = np.bincount(rows[moving], (flow * values)[moving], count)
    return np.where(total > 0.0, weighted / np.where(total > 0.0, total, 1.0), np.nan)


def _add_block(answer: HallAnswer, devices: _Devices, out: _Gathered) -> None:
    owners, rows = answer.hall.table.owners
    if not owners:
        return
    count = len(owners)
    warmest = np.full(count, -np.inf)
    np.maximum.at(warmest, rows, np.where(np.isnan(devices.warmest), -np.inf, devices.warmest))
    warmest[np.isneginf(warmest)] = np.nan
    flow = np.bincount(rows, devices.flow, count)
    values = np.column_stack([
        _mixed(devices.mean, devices.flow, rows, count), warmest, _mixed(devices.leaving, devices.flow, rows, count), flow,
    ])
    first = len(out.row_of_id)
    out.row_of_id.update((key, first + n) for n, key in enumerate(owners))
    out.rows.append(values)
    out.no_steady.update(owners[n] for n in np.flatnonzero((flow > 0.0) & np.isnan(values[:, 0])))


def _add_units(answer: HallAnswer, devices: _Devices, out: _Gathered) -> None:
    table, case = answer.hall.table, answer.case
    n_stream = len(table.streams)
    doors = [int(row) for row in np.flatnonzero(~np.isnan(table.stream_leaving))]
    for row in doors + list(range(n_stream, len(table.owner))):
        flow, entering = float(devices.flow[row]), float(devices.entering[row])
        key = table.owner[row]
        if flow > 0.0 and np.isfinite(entering):
            before, moved = out.coil_air.get(key, (0.0, 0.0))
            total = before * moved + entering * flow
            out.coil_air[key] = (total / (moved + flow), moved + flow)
        if row >= n_stream and flow > 0.0:
            unit = table.units[row - n_stream].part
            out.fan_w[key] = out.fan_w.get(key, 0.0) + float(case.fan_w[row - n_stream])
            out.speed_frac[key] = max(out.speed_frac.get(key, 0.0), flow / max(unit.rated_m3_s, 1e-9))
    out.findings.extend(case.plan.shortfalls)


def _add_tiles(answer: HallAnswer, out: _Gathered) -> None:
    table, plenum = answer.hall.table, answer.case.plan.plenum
    if not table.has_plenum:
        return
    total = float(table.tile_c.sum())
    flow = plenum.tiles_m3_s * table.tile_c / total if plenum and total > 0.0 else np.zeros(table.tile_c.size)
    owners, rows = table.tile_owners
    by_owner = np.bincount(rows, flow, len(owners)) if owners else np.empty(0)
    out.tile_m3_s.update(zip(owners, by_owner.tolist(), strict=True))
    out.plenum_pa[answer.hall.hall.id] = plenum.pressure_pa if plenum else 0.0
    leaving = float(answer.air.leaving_c[-1])
    first = len(out.row_of_id)
    out.row_of_id.update((key, first + n) for n, key in enumerate(owners))
    blown = np.where(by_owner > 0.0, leaving, np.nan)
    nothing = np.full(by_owner.size, np.nan)
    out.rows.append(np.column_stack([nothing, nothing, blown, by_owner]))


def _energy(answer: HallAnswer, devices: _Devices) -> AirEnergy:
    case, air, table = answer.case, answer.air, answer.hall.table
    renewed = air.moving.is_renewed
    region = air.moving.space.region
    n = len(table.streams)
    lost = np.isnan(devices.leaving[:n]) & (devices.flow[:n] > 0.0)
    unsolved = float(case.stream_w[lost].sum())
    if not renewed.all():
        dead = air.moving.space.free & ~renewed[np.maximum(region, 0)]
        unsolved += float(case.heat.warm[dead].sum()) * ROOM_J_M3_K
    if not renewed.any():
        unsolved += case.heat.spread * ROOM_J_M3_K
    removed = float(np.nansum(devices.coil_w))
    stuck = np.isnan(devices.entering[n:]) & (devices.flow[n:] > 0.0)
    fans = float(case.fan_w.sum())
    unsolved += float(case.fan_w[stuck].sum())
    return AirEnergy(float(case.stream_w.sum()) + case.warm_w, fans, removed, unsolved)


def _field(answer: HallAnswer) -> HallField:
    hall = answer.hall
    cells = answer.air.field.cell_c.astype(np.float32).reshape(hall.grid.shape)
    return HallField(hall.hall.id, hall.frame.at_m, hall.frame.turn_deg, hall.grid.cell_m, cells)


def _add_findings(answer: HallAnswer, devices: _Devices, out: _Gathered) -> None:
    hall, table, case = answer.hall, answer.hall.table, answer.case
    n_stream = len(table.streams)
    blocked = ~(table.sinks_open & table.sources_open)[:n_stream] & (table.stream_flow > 0.0)
    for row in [*np.flatnonzero(blocked).tolist(), *range(n_stream, len(table.owner))]:
        element = hall.elements[table.owner[row]]
        if element.in_service:
            look = _stream_findings if row < n_stream else _unit_findings
            out.findings.extend(look(answer, row, element.id))
    stuck = answer.air.moving.is_renewed
    if not case.fans and (case.stream_w.sum() or case.warm_w) and not stuck.all():
        watts = case.stream_w.sum() + case.warm_w
        out.findings.append(find("no-fan-unit", hall.hall.id, heat=Amount(float(watts), "W")))
    unsolved_w = _energy(answer, devices).unsolved_w
    if unsolved_w > 0.0:
        out.findings.append(find("unsolved-heat", hall.hall.id, value=unsolved_w, quantity="heat_w", heat=Amount(unsolved_w, "W")))
    stuck_here = [key for key in hall.placed if key in out.no_steady]
    owners, owner_of = table.owners
    own_w = dict(zip(owners, np.bincount(owner_of, np.concatenate([case.stream_w, case.fan_w]), len(owners)).tolist(), strict=True))
    out.findings.extend(find("unsolved-air", key, causes=(hall.hall.id,), value=own_w.get(key), quantity="heat_w") for key in stuck_here)
    _add_leak_findings(answer, out)
    for hot in np.flatnonzero(devices.warmest[:n_stream] > WORST_INLET_C):
        warmest_c = float(devices.warmest[hot])
        out.findings.append(find("air-hardly-renewed", table.owner[hot], quantity="air.inlet_max_c", value=warmest_c))


def _stream_findings(answer: HallAnswer, row: int, key: str) -> list[Finding]:
    table = answer.hall.table
    found = []
    if not table.sinks_open[row]:
        found.append(find("inlet-blocked", key))
    if not table.sources_open[row]:
        found.append(find("outlet-blocked", key))
    return found


def _unit_findings(answer: HallAnswer, row: int, key: str) -> list[Finding]:
    table = answer.hall.table
    unit = table.units[row - len(table.streams)]
    if unit.part.outlet_lo is None:
        if not table.has_plenum:
            return [find("no-raised-floor", key)]
        if table.tile_c.sum() <= 0.0:
            return [find("no-open-tiles", key)]
    elif not table.sources_open[row]:
        return [find("outlet-blocked", key)]
    if unit.part.inlet_lo is not None and not table.sinks_open[row]:
        return [find("inlet-at-ceiling", key)]
    return []


def _add_leak_findings(answer: HallAnswer, out: _Gathered) -> None:
    """Sealed spaces, and sheets said to be tight that have to pass air."""
    hall, moving = answer.hall, answer.air.moving
    moved = moving.moved
    for leak in moved.leaks:
        keys = _elements_in(hall, answer, leak.region)
        surplus, way = Amount(abs(leak.surplus_m3_s), "m3/s air"), "into" if leak.surplus_m3_s > 0 else "out of"
        out.findings.extend(find("sealed-space", key, surplus=surplus, way=way) for key in keys[:3])
    space = moving.space
    if not space.seam_cell.size:
        return
    tight = space.seam_m2 <= 1.5 * TIGHT_FRAC * max(hall.grid.face_m2)
    total = float(np.abs(moved.seam_m3_s[tight]).sum())
    if total <= 0.01 * float(answer.case.imposed.flow_m3_s.sum()):
        return
    sheets = np.bincount(space.seam_sheet[tight], np.abs(moved.seam_m3_s[tight]))
    owners = [key for key, item in hall.placed.items() for _ in item.sheets]
    for key in dict.fromkeys(owners[n] for n in np.flatnonzero(sheets > 0.01 * total)):
        passed = sum(sheets[n] for n in np.flatnonzero(sheets) if owners[n] == key)
        out.findings.append(find("tight-leak", key, value=float(passed), flow=Amount(float(passed), "m3/s air")))


def _elements_in(hall: HallModel, answer: HallAnswer, region: int) -> list[str]:
    """Elements that draw from or blow into a region."""
    label, table = answer.air.moving.space.region, hall.table
    devices = np.concatenate([
        mouths.device[label[mouths.cell] == region] for mouths in (table.sources, table.sinks)
    ])
    return list(dict.fromkeys(table.owner[n] for n in np.unique(devices) if n < len(table.owner)))


def _outcome(answers: Sequence[HallAnswer]) -> Outcome:
    """The worst hall's."""
    order = ("converged", "diagnosed", "failed")
    outcomes: Mapping[str, Outcome] = {answer.hall.hall.name: answer.air.outcome for answer in answers}
    if not outcomes:
        return Outcome()
    name, worst = max(outcomes.items(), key=lambda item: order.index(item[1].status))
    count = max(outcome.iterations for outcome in outcomes.values())
    residual = max(outcome.residual for outcome in outcomes.values())
    return Outcome(worst.status, count, residual, message=f"{name}: {worst.message}" if worst.message else "")
