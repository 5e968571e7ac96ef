"""Rooms put together at random - overlapping, off the grid, sealed, without cooling - always get an answer: finite where
it is given, balanced in heat and mass, and said where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.compile.air_answer import HallAnswer, assemble
from gigahall.compile.air_hall import HallModel
from gigahall.kinds.parts.air import AirPart, AirParts, Panel, Return, Room, Solid, Supply, Through, Tile, Warm
from gigahall.scene.record import Element, Vec3
from gigahall.solve.air.draft import carry_heat, move_air


class Thing(Element, frozen=True, kw_only=True, tag="thing"):
    """Any element."""


def random_parts(rng: np.random.Generator) -> tuple[AirPart, ...]:
    w, d, h = rng.uniform(0.05, 1.5, 3)
    lo: Vec3 = (-w / 2, -d / 2, 0.0)
    hi: Vec3 = (w / 2, d / 2, h)
    front, rear = (lo, (hi[0], lo[1], hi[2])), ((lo[0], hi[1], lo[2]), hi)
    flow = float(rng.choice([0.0, 0.2, 1.0]))
    body: tuple[AirPart, ...] = (Solid(lo, hi),) if rng.random() < 0.7 else ()
    made = rng.integers(7)
    if made <= 1:
        return (*body, Through(*front, *rear, flow, 3000.0))
    if made == 2:
        hold = rng.choice(["flow", "share", "plenum", "demand"])
        outlet = front if rng.random() < 0.6 else (None, None)
        inlet = ((lo[0], lo[1], hi[2]), hi) if rng.random() < 0.5 else (None, None)
        return (*body, Supply(*outlet, *inlet, 2.0, 500.0, 17.0, hold, 1.5, 0.2))
    if made == 3:
        return (Tile(lo, (hi[0], hi[1], 0.0), 0.4), Return(lo, (hi[0], hi[1], 0.0), 0.6))
    if made == 4:
        leak = float(rng.choice([0.0, 0.02, 0.7]))
        return (
            Panel(lo, (hi[0], lo[1], hi[2]), leak), Panel((lo[0], hi[1], lo[2]), hi, leak),
            Panel(lo, (lo[0], hi[1], hi[2]), leak), Panel((hi[0], lo[1], lo[2]), hi, leak), Panel((lo[0], lo[1], hi[2]), hi, leak),
        )
    if made == 5:
        return (Warm(lo, hi, 400.0),)
    return (Solid((-2.0, -0.2, 0.0), (2.0, 0.2, 3.0)),)


@pytest.mark.parametrize("seed", range(40))
def test_any_room_is_answered(seed: int) -> None:
    rng = np.random.default_rng(seed)
    room = Room(
        (3.6, 3.0, 2.4), float(rng.choice([0.3, 0.35])), 12.0, float(rng.choice([0.0, 0.1])),
        "raised" if rng.random() < 0.5 else "slab", str(rng.choice(["plenum", "open", "ceiling"])),  # type: ignore[arg-type]
    )
    hall = HallModel(Thing(id="hall", name="hall"), room, AirParts((room,)))
    for n in range(int(rng.integers(1, 12))):
        at = tuple(rng.uniform(-0.5, 3.8, 2)) + (0.0,)
        turn = int(rng.choice([0, 90, 180, 270]))
        hall.put(Thing(id=f"E{n}", name=f"E{n}", hall="hall", at_m=at, turn_deg=turn), AirParts(random_parts(rng), (27.0, 32.0)))  # type: ignore[arg-type]
    case = hall.case({"hall": 250.0}, None, {})
    moving = move_air(hall.solver, hall.space, case.imposed, case.is_fixed, None, True)
    assert moving is not None
    for settled in (False, True):
        air = carry_heat(moving, case.heat, None, settled)
        assert air is not None
        assert air.outcome.status != "failed"
        found = assemble([HallAnswer(hall, case, air)], None)
        energy = found.energy["hall"]
        live_w = 0.0 if settled else 0.1 * 1206.0 * case.imposed.flow_m3_s.sum()  # a tenth of a kelvin in all air
        assert abs(energy.residual_w) <= 1e-7 * max(energy.heat_w + energy.fans_w, 1.0) + live_w
        assert all(np.isfinite(value) for pair in found.coil_air.values() for value in pair)
        cells = air.field.cell_c[hall.space.free]
        assert np.isfinite(cells).any() == bool(moving.is_renewed.any())
    put_in = np.bincount(hall.space.region[hall.space.free], moving.moved.put_in[hall.space.free], hall.space.n_region)
    assert put_in == pytest.approx(0.0, abs=1e-9)
