"""Random plants that could be built: a few rooms with racks, air units and doors, loops from the racks to what rejects their
heat, and a power chain with redundancy. What is drawn differs in size, number, order and control, and everything is joined
as an engineer would join it.
"""

from __future__ import annotations

import random
from typing import Any

from tests.compile.power.nets import Net

from gigahall.kinds.breaker import Breaker
from gigahall.kinds.buffer_tank import BufferTank
from gigahall.kinds.busway import Busway
from gigahall.kinds.cable import Cable
from gigahall.kinds.cdu import Cdu
from gigahall.kinds.chiller import Chiller
from gigahall.kinds.cooling_tower import CoolingTower
from gigahall.kinds.crah import Crah
from gigahall.kinds.dry_cooler import DryCooler
from gigahall.kinds.expansion_vessel import ExpansionVessel
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.generator import Generator
from gigahall.kinds.hall import Hall
from gigahall.kinds.ideal_source import IdealSource
from gigahall.kinds.manifold import Manifold
from gigahall.kinds.panel import Panel
from gigahall.kinds.plate_exchanger import PlateExchanger
from gigahall.kinds.pump import Pump
from gigahall.kinds.rack_air import RackAir
from gigahall.kinds.rack_liquid import RackLiquid
from gigahall.kinds.rear_door import RearDoor
from gigahall.kinds.room_coil import RoomCoil
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.ups import Ups
from gigahall.kinds.utility import Utility
from gigahall.kinds.valve import Valve
from gigahall.scene.record import Ambient, Element, Scene

RETURN_HOT_K = 10.0
"""Rise of the coolant that loops are sized for."""
WATER_J_M3_K = 4.1e6


class PlantRecords(Net):
    """Records by id, with short hands."""

    def elements(self) -> list[Element]:
        return [record for record in self.values() if isinstance(record, Element)]


class Plan:
    """One plant in the making: the choices of `rng` and what exists so far."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.made = PlantRecords()
        self.made["scene"] = Scene()
        dry_c = round(rng.uniform(-15.0, 42.0), 1)
        self.made["ambient"] = Ambient(dry_bulb_c=dry_c, wet_bulb_c=round(min(dry_c, 24.0) - rng.uniform(0.0, 6.0), 1))
        self.boards: list[str] = []
        self.lineups: list[str] = []
        """Ports that racks are fed from."""

    def some(self, *values: Any) -> Any:
        return self.rng.choice(values)

    def size(self, least: float = 0.7, most: float = 1.6) -> float:
        """How much larger than wanted a unit is."""
        return self.rng.uniform(least, most)

    def feed(self, key: str, n: int = 1) -> None:
        """Supply a unit from boards, through a cable now and then."""
        for k, board in enumerate(self.rng.sample(self.boards, min(n, len(self.boards)))):
            self._wire(f"{board}.bus", f"{key}.feed_{k + 1}", f"W-{key}-{k + 1}")

    def _wire(self, a: str, b: str, cable: str) -> None:
        if self.rng.random() < 0.2:
            self.made.add(Cable, cable, length_m=20.0, section_mm2=300.0, parallel=2)
            self.made.join(a, f"{cable}.a", f"{cable}.b", b)
        else:
            self.made.join(a, b)

    def feed_rack(self, key: str) -> None:
        for k in range(4):
            self._wire(self.lineups[k % len(self.lineups)], f"{key}.feed_{k + 1}", f"W-{key}-{k + 1}")


def plant(rng: random.Random) -> PlantRecords:
    """A whole plant."""
    plan = Plan(rng)
    _power(plan)
    liquid_w = _liquid(plan)
    air_w = _rooms(plan)
    if liquid_w:
        _technology(plan, liquid_w)
    if air_w or liquid_w:
        _chilled(plan, air_w + 0.1 * liquid_w)
    return plan.made


# ---------------------------------------------------------------- power


def _power(plan: Plan) -> None:
    """Utilities, transformers, boards with ties and generators, UPS, busways or panels."""
    made, rng = plan.made, plan.rng
    letters = "AB" if rng.random() < 0.7 else "A"
    by_transformer = rng.random() < 0.5
    for p in letters:
        made.add(Utility, f"UTIL-{p}", voltage_v=13_800.0 if by_transformer else 415.0, fault_va=500e6 if by_transformer else 60e6, group="grid")
        made.add(Switchboard, f"LV-{p}", rating_a=6300.0)
        if by_transformer:
            made.add(Transformer, f"TX-{p}", rating_va=3e6)
            made.join(f"UTIL-{p}.out", f"TX-{p}.in", f"TX-{p}.out", f"LV-{p}.bus")
        else:
            made.join(f"UTIL-{p}.out", f"LV-{p}.bus")
        plan.boards.append(f"LV-{p}")
        if rng.random() < 0.3:
            made.add(Generator, f"GEN-{p}", voltage_v=415.0, standby=True, group=plan.some("", "grid"))
            made.add(Breaker, f"GB-{p}", standby=True, rating_a=4000.0)
            made.join(f"GEN-{p}.out", f"GB-{p}.a", f"GB-{p}.b", f"LV-{p}.bus")
    if len(letters) == 2 and rng.random() < 0.5:
        made.add(Breaker, "TIE", standby=True, rating_a=4000.0)
        made.join("LV-A.bus", "TIE.a", "TIE.b", "LV-B.bus")
    for p in letters:
        plan.lineups.append(_lineup(plan, p))


def _lineup(plan: Plan, p: str) -> str:
    made, start = plan.made, f"LV-{p}.bus"
    if plan.rng.random() < 0.5:
        made.add(Breaker, f"CB-{p}", rating_a=4000.0)
        made.join(start, f"CB-{p}.a")
        start = f"CB-{p}.b"
    if plan.rng.random() < 0.5:
        made.add(Ups, f"UPS-{p}", rating_w=2e6)
        made.join(start, f"UPS-{p}.in")
        start = f"UPS-{p}.out"
    if plan.rng.random() < 0.5:
        made.add(Busway, f"BW-{p}", rating_a=3000.0, length_m=20.0)
        made.join(start, f"BW-{p}.a")
        return f"BW-{p}.tap"
    made.add(Panel, f"RPP-{p}", main_a=3000.0)
    made.join(start, f"RPP-{p}.in")
    return f"RPP-{p}.out"


# ---------------------------------------------------------------- racks and rooms


def _hall(plan: Plan) -> None:
    if "Hall" not in plan.made:
        plan.made.add(Hall, "Hall", length_m=9.0, breadth_m=7.2, ceiling_m=3.0, slab_m=3.6, cell_m=0.6)


def _liquid(plan: Plan) -> float:
    """Liquid-cooled racks; their liquid heat [W]."""
    n = plan.some(0, 1, 2, 3)
    for k in range(n):
        _hall(plan)
        watts = plan.some(40e3, 80e3, 135e3)
        share = plan.some(0.85, 0.9, 1.0)
        plan.made.add(
            RackLiquid, f"L{k + 1}", rated_w=watts, idle_w=0.3 * watts, liquid_frac=share, feeds=4, hall="Hall",
            at_m=(2.5 + 0.6 * k, 5.4, 0.0), flow_m3_s=watts / WATER_J_M3_K / RETURN_HOT_K,
        )
        plan.feed_rack(f"L{k + 1}")
    return sum(rack.rated_w * rack.liquid_frac for rack in plan.made.elements() if isinstance(rack, RackLiquid))


def _rooms(plan: Plan) -> float:
    """Air-cooled racks and fixed loads; the heat [W] of the room's air."""
    watts = 0.0
    for k in range(plan.some(0, 1, 2, 4)):
        _hall(plan)
        rated_w = plan.some(5e3, 10e3, 20e3)
        plan.made.add(
            RackAir, f"R{k + 1}", rated_w=rated_w, idle_w=0.3 * rated_w, feeds=4, hall="Hall", at_m=(2.5 + 0.6 * k, 2.4, 0.0),
        )
        plan.feed_rack(f"R{k + 1}")
        watts += rated_w
    if "Hall" in plan.made and plan.rng.random() < 0.4:
        plan.made.add(FixedLoad, "Lights", p_w=plan.some(1e3, 5e3), hall="Hall", at_m=(8.4, 6.6, 0.0))
        plan.feed("Lights")
        watts += 5e3
    return watts


# ---------------------------------------------------------------- coolant


def _header(plan: Plan, name: str, system: str) -> None:
    for end, line in (("S", "supply"), ("R", "return")):
        plan.made.add(Manifold, f"{name}-{end}", system=system, line=line, bore_m=0.2)


def _pumps(plan: Plan, name: str, system: str, flow_m3_s: float, suction: str, discharge: str) -> None:
    """One to three pumps in parallel, one of them perhaps standing by."""
    n = plan.some(1, 1, 2, 3)
    spare = n > 1 and plan.rng.random() < 0.5
    share = flow_m3_s / (n - spare) * plan.size(1.0, 1.5)
    control = plan.some("dp", "dp", "dp", "flow", "speed")
    for k in range(n):
        key = f"{name}-{k + 1}"
        plan.made.add(
            Pump, key, system=system, rated_m3_s=share, rated_pa=300e3, shutoff_pa=380e3, control=control, set_dp_pa=220e3,
            set_m3_s=flow_m3_s / (n - spare), group=name, standby=spare and k == n - 1, nameplate_w=share * 300e3 / 0.6, feeds=2,
        )
        plan.made.join(suction, f"{key}.a", f"{key}.b", discharge)
        plan.feed(key, plan.some(1, 2))


def _vessel(plan: Plan, name: str, system: str, at: str, fluid: str) -> None:
    plan.made.add(ExpansionVessel, name, system=system, fluid=fluid, fill_pa=200e3)
    plan.made.join(f"{name}.a", at)


def _technology(plan: Plan, watts: float) -> None:
    """CDUs between racks and facility loop, or an ideal source for the racks."""
    made, rng = plan.made, plan.rng
    _header(plan, "TCS", "TCS")
    for rack in [e for e in made.elements() if isinstance(e, RackLiquid)]:
        made.join("TCS-S.tap", f"{rack.id}.supply", f"{rack.id}.return", "TCS-R.tap")
    if rng.random() < 0.1:
        made.add(IdealSource, "Source", system="TCS", supply_c=35.0)
        made.join("Source.supply", "TCS-S.in", "TCS-R.in", "Source.return")
        return
    n = plan.some(1, 1, 2)
    spare = n > 1 and rng.random() < 0.4
    flow = watts / WATER_J_M3_K / RETURN_HOT_K
    each = plan.size(0.8, 1.5) / (n - spare)
    _header(plan, "FWS", "FWS")
    supply_c, control = plan.some(30.0, 35.0, 40.0), plan.some("dp", "dp", "flow")
    for k in range(n):
        key = f"CDU-{k + 1}"
        made.add(
            Cdu, key, rated_w=watts * each, rated_tcs_m3_s=flow * each, rated_fws_m3_s=flow * each, fws_max_m3_s=1.2 * flow * each,
            pump_m3_s=flow * each, pump_w=0.7 * flow * each * 1e6, supply_c=supply_c, group="CDU",
            standby=spare and k == n - 1, control=control, set_m3_s=flow / (n - spare),
        )
        made.join("TCS-R.in", f"{key}.tcs_return", f"{key}.tcs_supply", "TCS-S.in")
        made.join("FWS-S.tap", f"{key}.fws_supply", f"{key}.fws_return", "FWS-R.tap")
        plan.feed(key, 2)
    _rejection(plan, "FWS", watts, flow, plan.some("dry", "dry", "tower", "chiller", "ideal", "exchanger"))


def _rejection(plan: Plan, name: str, watts: float, flow: float, how: str) -> None:
    """What takes the heat of a facility loop between the headers NAME-R.in and NAME-S.in."""
    made = plan.made
    if how == "ideal":
        made.add(IdealSource, f"{name}-Source", system="FWS", supply_c=25.0)
        made.join(f"{name}-Source.supply", f"{name}-S.in", f"{name}-R.in", f"{name}-Source.return")
        return
    made.add(Manifold, f"{name}-D", system="FWS", line="return", bore_m=0.2)
    suction = f"{name}-R.in"
    if plan.rng.random() < 0.2:
        made.add(BufferTank, f"{name}-Tank", system="FWS", at_m3_s=flow)
        made.add(Valve, f"{name}-V", system="FWS", line="return", rated_m3_s=flow)
        made.join(f"{name}-R.in", f"{name}-Tank.a", f"{name}-Tank.b", f"{name}-V.a")
        suction = f"{name}-V.b"
        if plan.rng.random() < 0.7:
            made.add(Manifold, f"{name}-C", system="FWS", line="return", bore_m=0.2)
            made.join(suction, f"{name}-C.tap")
            suction = f"{name}-C.in"
    is_single = not suction.endswith(".in")
    _pumps_of(plan, f"{name}P", flow, suction, f"{name}-D.tap", is_single)
    _vessel(plan, f"{name}-EV", "FWS", f"{name}-R.in", plan.some("water", "PG25", "PG30"))
    if how == "exchanger":
        _second_loop(plan, name, watts, flow)
        return
    _coolers(plan, name, watts, flow, how)


def _pumps_of(plan: Plan, key: str, flow: float, suction: str, discharge: str, is_single: bool) -> None:
    if is_single:
        plan.made.add(Pump, f"{key}-1", rated_m3_s=flow * 1.2, rated_pa=300e3, shutoff_pa=380e3, set_dp_pa=220e3, nameplate_w=flow * 6e5)
        plan.made.join(suction, f"{key}-1.a", f"{key}-1.b", discharge)
        plan.feed(f"{key}-1", 2)
    else:
        _pumps(plan, key, "FWS", flow, suction, discharge)


def _coolers(plan: Plan, name: str, watts: float, flow: float, how: str) -> None:
    """Coolers, towers or chillers in parallel from NAME-D.in to NAME-S.in."""
    made, n = plan.made, plan.some(1, 2, 3)
    hold_c = {"dry": plan.some(28.0, 32.0), "tower": plan.some(26.0, 30.0), "chiller": plan.some(20.0, 25.0)}[how]
    for k in range(n):
        key = f"{name}-{how}-{k + 1}"
        each = plan.size() / n
        own: dict[str, Any] = dict(flow_m3_s=flow * each, system="FWS", nameplate_w=0.0)
        if how == "dry":
            made.add(DryCooler, key, rated_w=watts * each, hold_c=hold_c, fan_w=0.025 * watts * each, min_speed_frac=plan.some(0.0, 0.1), **own)
        elif how == "tower":
            made.add(CoolingTower, key, rated_w=watts * each, hold_c=hold_c, fan_w=0.016 * watts * each, **own)
        else:
            made.add(Chiller, key, capacity_w=watts * each, supply_c=hold_c, group=plan.some("", f"{name}-CH"), **own)
        made.join(f"{name}-D.in", f"{key}.return", f"{key}.supply", f"{name}-S.in")
        plan.feed(key, plan.some(1, 1))


def _second_loop(plan: Plan, name: str, watts: float, flow: float) -> None:
    """An exchanger to a loop of its own with towers or dry coolers."""
    made, other = plan.made, f"{name}2"
    each = plan.size(0.9, 1.4)
    made.add(
        PlateExchanger, f"{name}-HX", cold_system="FWS", rated_w=watts * each, hot_in_c=40.0, cold_in_c=26.0, hot_m3_s=flow * each,
        cold_m3_s=flow * each, has_valve=plan.some(True, False), hold_c=32.0,
    )
    _header(plan, other, "FWS")
    made.join(f"{name}-D.in", f"{name}-HX.hot_in", f"{name}-HX.hot_out", f"{name}-S.in")
    made.join(f"{other}-S.tap", f"{name}-HX.cold_in", f"{name}-HX.cold_out", f"{other}-R.tap")
    _rejection(plan, other, watts, flow, plan.some("dry", "tower"))


def _chilled(plan: Plan, watts: float) -> None:
    """Air units and doors with what cools them."""
    made, rng = plan.made, plan.rng
    units = _air_units(plan, watts)
    flow = watts / WATER_J_M3_K / 6.0
    _header(plan, "CHW", "CHW")
    for key in units:
        made.join("CHW-S.tap", f"{key}.supply", f"{key}.return", "CHW-R.tap")
    if rng.random() < 0.2:
        made.add(IdealSource, "CHW-Source", system="CHW", fluid="water", supply_c=plan.some(10.0, 18.0), dp_pa=200e3)
        made.join("CHW-Source.supply", "CHW-S.in", "CHW-R.in", "CHW-Source.return")
        return
    made.add(Manifold, "CHW-D", system="CHW", line="return", bore_m=0.2)
    _pumps(plan, "CHWP", "CHW", flow, "CHW-R.in", "CHW-D.tap")
    _vessel(plan, "CHW-EV", "CHW", "CHW-R.in", "water")
    is_water = rng.random() < 0.5
    n = plan.some(1, 1, 2)
    for k in range(n):
        key, each = f"CH-{k + 1}", plan.size(0.9, 1.6) * 1.3 / n
        made.add(
            Chiller, key, capacity_w=watts * each, supply_c=14.0, flow_m3_s=flow * each, condenser="water" if is_water else "air",
            condenser_m3_s=flow * each * 1.5, nameplate_w=0.0, cop=4.0, feeds=2,
        )
        made.join("CHW-D.in", f"{key}.return", f"{key}.supply", "CHW-S.in")
        plan.feed(key, plan.some(1, 2))
    if is_water:
        _condenser(plan, n, 1.3 * watts, flow * 1.5)


def _condenser(plan: Plan, n: int, watts: float, flow: float) -> None:
    made, joint = plan.made, "CW" not in plan.made
    assert joint
    _header(plan, "CW", "FWS")
    for k in range(n):
        made.join("CW-S.tap", f"CH-{k + 1}.condenser_in", f"CH-{k + 1}.condenser_out", "CW-R.tap")
    _rejection(plan, "CW", watts, flow, plan.some("tower", "tower", "dry"))


def _air_units(plan: Plan, watts: float) -> list[str]:
    """CRAHs or room coils for the room, doors behind some racks."""
    made, n = plan.made, plan.some(1, 1, 2)
    unit, spec = plan.some((Crah, _crah), (Crah, _crah), (RoomCoil, _room_coil))
    keys = []
    for k in range(n):
        key = f"AU-{k + 1}"
        fields = spec(watts * plan.size(0.9, 1.6) / n)
        at, turn = (((0.8, 3.6, 0.0), 90), ((8.2, 3.0, 0.0), 270))[k]
        made.add(unit, key, hall="Hall", at_m=at, turn_deg=turn, group="AU", feeds=2, **fields)
        plan.feed(key, plan.some(1, 2))
        keys.append(key)
    for rack in [e for e in made.elements() if isinstance(e, RackAir)]:
        if plan.rng.random() < 0.25:
            key, share = f"RD-{rack.id}", rack.rated_w / 30e3
            made.add(
                RearDoor, key, hall="Hall", at_m=(rack.at_m[0], rack.at_m[1] + 0.75, 0.0), rated_w=rack.rated_w, rated_m3_s=1.66 * share,
                water_m3_s=0.0009 * share, airflow_m3_s=1.4 * share,
            )
            keys.append(key)
    return keys


def _crah(watts: float) -> dict[str, Any]:
    share = watts / 233e3
    return dict(
        rated_w=watts, water_m3_s=0.0029167 * share, rated_m3_s=13.725 * share, set_m3_s=13.725 * share, fan_w=13.5e3 * share,
        supply_c=20.0, hold="flow", width_m=1.2, depth_m=0.8, height_m=2.2, nameplate_w=0.0,
    )


def _room_coil(watts: float) -> dict[str, Any]:
    share = watts / 40e3
    return dict(
        rated_w=watts, water_m3_s=0.00096 * share, rated_m3_s=3.3 * share, set_m3_s=3.3 * share, fan_w=1.2e3 * share, supply_c=20.0,
        width_m=1.2, depth_m=0.8, height_m=2.2, nameplate_w=0.0,
    )
