"""Cooling kinds: what their set points and ratings become for the solvers."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest

from gigahall.kinds.catalogue import make
from gigahall.kinds.cdu import Cdu
from gigahall.kinds.cooling_tower import CoolingTower
from gigahall.kinds.crah import Crah
from gigahall.kinds.dry_cooler import DryCooler
from gigahall.kinds.kind import Env
from gigahall.kinds.manifold import Manifold, branch
from gigahall.kinds.parts import air, coolant
from gigahall.kinds.pipe import Pipe
from gigahall.kinds.plate_exchanger import PlateExchanger
from gigahall.kinds.rear_door import RearDoor
from gigahall.kinds.registry import kind_of
from gigahall.kinds.room_coil import RoomCoil
from gigahall.scene.record import Ambient, Scene

ENV = Env(Scene(), Ambient())
P = TypeVar("P")


def coolant_part(item: str, wanted: type[P], **fields: Any) -> P:
    element = make(item, id="x", name="x", **fields)
    return next(part for part in kind_of(element).coolant(element, ENV).parts if isinstance(part, wanted))


def air_parts(item: str, wanted: type[P], **fields: Any) -> list[P]:
    element = make(item, id="x", name="x", **fields)
    return [part for part in kind_of(element).air(element, ENV).parts if isinstance(part, wanted)]


def test_chiller_cop_follows_its_set_point() -> None:
    """90.1-2022 minimum 2.99 at 7 degC, 3 % per kelvin: 3.98 at 18 degC."""
    assert coolant_part("ashrae901_air_1mw", coolant.Chiller).cop == pytest.approx(2.99)
    assert coolant_part("ashrae901_air_1mw", coolant.Chiller, supply_c=18.0).cop == pytest.approx(2.99 * 1.33)
    assert coolant_part("ch_400kw", coolant.Chiller).cop == pytest.approx(4.0)


def test_water_cooled_chiller_has_two_sides() -> None:
    chiller = coolant_part("york_yk_2771", coolant.Chiller)
    assert (chiller.side, chiller.condenser) == ("secondary", "primary")
    assert coolant_part("ch_400kw", coolant.Chiller).condenser == ""


def test_pads_are_wetted_only_where_there_are_any() -> None:
    assert coolant_part("dc_600kw", coolant.AirCooler).wet_above_c is None
    wet = coolant_part("dc_2mw_adiabatic", coolant.AirCooler)
    assert wet.wet_above_c == 34.0
    assert wet.pad_effectiveness > 0


@pytest.mark.parametrize("item", ["dc_600kw", "ch_400kw", "tower_1mw"])
def test_units_on_a_common_header_are_isolated(item: str) -> None:
    assert coolant_part(item, coolant.Restriction).non_return


def test_pump_efficiency_gives_the_reference_power() -> None:
    """24.4 L/s at 250 kPa through 0.76 x 0.93 x 0.97 take 8.9 kW."""
    pump = coolant_part("cre_64_2_2", coolant.Pump)
    assert 0.0244 * 250e3 / pump.efficiency == pytest.approx(8.9e3, rel=0.01)


@pytest.mark.parametrize(("lpm", "head_pa", "kw"), [(476, 102e3, 3.2), (952, 113e3, 5.9)])
def test_cdu_pump_power(lpm: float, head_pa: float, kw: float) -> None:
    """1.0 kW + 13.7 kW x flow x head by their ratings: the two operating points of an N+1 pair."""
    pump = coolant_part("xdu1350", coolant.Pump)
    watts = pump.idle_w + pump.rated_w * (lpm / 60000 / pump.rated_m3_s) * (head_pa / pump.rated_pa)
    assert watts == pytest.approx(kw * 1e3, rel=0.02)


@pytest.mark.parametrize(("control", "value"), [("dp", 110e3), ("flow", 0.02), ("speed", 1.0)])
def test_cdu_pumps_hold_what_is_chosen(control: str, value: float) -> None:
    pump = coolant_part("xdu1350", coolant.Pump, control=control)
    assert (pump.hold, pump.hold_value) == (control, value)


def test_manifold_counts_a_third_of_its_length() -> None:
    header = coolant_part("header_sch10s_nps6", coolant.Pipe, length_m=15.0)
    assert header.length_m == pytest.approx(5.0, rel=2e-3)
    assert (header.a, header.b) == ("in", "tap")
    back = coolant_part("header_sch10s_nps6", coolant.Pipe, line="return")
    assert (back.a, back.b) == ("tap", "in")


def test_branches_flow_with_their_header() -> None:
    supply = Manifold(id="H1", name="H1", line="supply")
    back = Manifold(id="H2", name="H2", line="return")
    pipe, near, far = branch(supply, "A01.supply", Pipe(id="P1", name="P1"), ("J1", "J2"))
    assert (near.a, near.b, far.a, far.b) == ("H1.tap", "P1.a", "P1.b", "A01.supply")
    assert pipe.id == "P1"
    _, near, far = branch(back, "A01.return", Pipe(id="P2", name="P2"), ("J3", "J4"))
    assert (near.b, far.a, far.b) == ("P2.b", "P2.a", "A01.return")


def test_valve_stroke_goes_with_the_flow_coefficient() -> None:
    shut = coolant_part("isolation_dn100", coolant.Restriction, stroke_frac=0.5)
    assert shut.dp_pa == pytest.approx(4e3)
    assert coolant_part("picv_dn40", coolant.FlowValve).set_m3_s == 0.002


def test_crah_blows_where_it_stands() -> None:
    (wall,) = air_parts("pw170", air.Supply)
    assert wall.outlet_lo is not None
    assert wall.outlet_hi is not None
    assert wall.outlet_lo[1] == wall.outlet_hi[1] == pytest.approx(-0.55)
    assert wall.inlet_lo is None
    (down,) = air_parts("cw181", air.Supply)
    assert down.outlet_lo is None
    assert down.hold == "plenum"
    assert down.inlet_hi is not None
    assert down.inlet_hi[2] == pytest.approx(2.0)


def test_chimney_opens_to_the_plenum_and_a_roof_does_not() -> None:
    assert len(air_parts("hot_aisle_chimney", air.Panel)) == 4
    assert len(air_parts("hot_aisle_chimney", air.Return)) == 1
    assert len(air_parts("cold_aisle_roof", air.Panel)) == 5
    assert air_parts("cold_aisle_roof", air.Return) == []
    assert len(air_parts("blank_panel", air.Panel)) == 1


def test_yard_has_no_room_air() -> None:
    assert air_parts("yard", air.Room) == []
    (room,) = air_parts("white_space_raised", air.Room)
    assert (room.floor, room.plenum_pa, room.return_path) == ("raised", 12.45, "open")


def test_hall_starts_at_its_corner() -> None:
    element = make("white_space_slab", id="H", name="H")
    corners = [box.lo for box in kind_of(element).shape(element).primitives if hasattr(box, "lo")]
    assert min(corner[0] for corner in corners) == pytest.approx(-0.35)


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (Cdu, {"rated_w": 5e6, "rated_fws_m3_s": 0.005}),
        (DryCooler, {"rated_out_c": 25.0, "rated_air_c": 29.0}),
        (DryCooler, {"rated_in_c": 28.0, "rated_out_c": 20.0}),
        (CoolingTower, {"rated_out_c": 23.0, "rated_wet_bulb_c": 24.0}),
        (Crah, {"rated_return_c": 24.0}),
        (RearDoor, {"rated_w": 100e3}),
    ],
)
def test_a_rating_beyond_its_own_streams_is_named(record, fields):
    element = record(id="x", name="x", **fields)
    assert [found.code for found in kind_of(element).contradictions(element)] == ["rating-beyond-reach"]
    whole = record(id="x", name="x")
    assert kind_of(whole).contradictions(whole) == ()


@pytest.mark.parametrize("record", [Cdu, Crah, RearDoor, RoomCoil, PlateExchanger])
def test_more_heat_than_the_nameplate_is_no_fault(record):
    """At larger differences of temperature than rated an exchanger moves more: told alike, whatever it stands in."""
    element = record(id="x", name="x")
    [duty] = [limit for limit in kind_of(element).limits(element) if limit.quantity == "coolant.heat_w"]
    assert duty.is_duty and duty.warn is None and duty.error == element.rated_w
