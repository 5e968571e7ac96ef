"""`tower-hall`: a small raised-floor hall on a water-cooled chiller with its tower; two of its racks have rear doors."""

from __future__ import annotations

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.loops import tie
from gigahall.templates.parameters import Count

DESCRIPTION = (
    "Six racks of 10 kW, two of them with rear doors, two air handlers, and a water-cooled chiller that gives its heat to a cooling "
    "tower. Take the tower or the condenser pump CWP-C out of service: the chiller stops, and the problems list leads from the "
    "hall that nothing cools back to what was lost. Then raise the outdoor wet bulb and watch the chiller work harder."
)
PARAMETERS = (Count("racks", "Racks", 6, 2, 6),)
DOORS = 2
DOOR_M3_S = 0.7
"""What a rack of 10 kW blows through its door."""


def tower_hall(racks: int = 6) -> list[Record]:
    """Racks in one row, air handlers, and two loops with a chiller between them."""
    b = Builder("Tower hall", DESCRIPTION, dry_bulb_c=32.0, wet_bulb_c=22.0, source="design day, estimated")
    b.add("white_space_raised", "Hall", (0.0, 0.0, 0.0), length_m=9.0, breadth_m=7.2, ceiling_m=3.0, slab_m=3.6, floor="raised",
          floor_depth_m=0.76, plenum_pa=12.45, leak_frac=0.1, return_path="open")
    _power(b)
    for k in range(racks):
        _rack(b, k)
    for name, x, turn in (("CRAH-1", 0.7, 90), ("CRAH-2", 8.3, 270)):
        b.add("cw181", name, (x, 3.0, 0.0), turn, "Hall", group="CRAH", hold="plenum", outlet="floor", intake="top", supply_c=18.0, feeds=1)
        _fed(b, name, "cable_cu_16mm2")
    _chilled_water(b)
    _condenser_water(b)
    return b.records()


def _power(b: Builder) -> None:
    b.add("utility_13k8_250mva", "UTIL-1", (12.0, 6.0, 0.0), voltage_v=415.0, fault_va=20e6)
    b.add("lv_board_800a", "LV", (14.0, 6.0, 0.0), heat_to="outside")
    b.join("UTIL-1.out", "LV.bus")


def _fed(b: Builder, unit: str, item: str, feeds: int = 1) -> None:
    for index in range(1, feeds + 1):
        b.link(item, f"F-{unit}-{index}", "LV.bus", f"{unit}.feed_{index}", length_m=20.0, heat_to="outside")


def _rack(b: Builder, k: int) -> None:
    x, name = 3.3 + 0.6 * k, f"R{k + 1}"
    b.add("rack_10kw", name, (x, 3.0, 0.0), 0, "Hall")
    _fed(b, name, "cable_cu_10mm2", 2)
    for place, y in enumerate((2.1, 1.5)[: 1 + k % 2], 1):
        b.add("tile_56", f"T-{k + 1}-{place}", (x, y, 0.0), 0, "Hall")
    if k >= DOORS:
        return
    door = f"RD-{k + 1}"
    b.add("ocp_door_40kw", door, (x, 3.75, 0.0), 0, "Hall", airflow_m3_s=DOOR_M3_S, leaving_c=22.0)
    _fed(b, door, "cable_cu_6mm2")


def _chilled_water(b: Builder) -> None:
    """Chiller -> racks' doors and air handler -> pump -> chiller."""
    b.add("header_sch40_nps4", "CHW-S", system="CHW", line="supply", length_m=12.0, route_m=((10.0, 5.4, 3.0), (1.0, 5.4, 3.0)))
    b.add("header_sch40_nps4", "CHW-R", system="CHW", line="return", length_m=12.0, route_m=((10.0, 5.8, 3.0), (1.0, 5.8, 3.0)))
    b.add("ch_200kw", "CH-1", (15.0, 1.0, 0.0), 180, condenser="water", cop=5.0, supply_c=14.0, rated_supply_c=14.0, rated_sink_c=30.0,
          condenser_m3_s=0.011)
    _fed(b, "CH-1", "cable_cu_70mm2")
    b.add("cwp_8", "CWP-E", (11.6, 3.4, 0.0), system="CHW", control="dp", set_dp_pa=150e3, feeds=1)
    _fed(b, "CWP-E", "cable_cu_6mm2")
    tie(b, "pipe_sch40_nps3", "CHW-1", "CH-1.supply", "CHW-S.in", "CHW", "supply", 8.0)
    tie(b, "pipe_sch40_nps3", "CHW-2", "CHW-R.in", "CWP-E.a", "CHW", "return", 5.0)
    tie(b, "pipe_sch40_nps3", "CHW-3", "CWP-E.b", "CH-1.return", "CHW", "return", 5.0)
    for unit in ("CRAH-1", "CRAH-2", *(f"RD-{k + 1}" for k in range(DOORS))):
        size = "pipe_sch40_nps3" if unit.startswith("CRAH") else "pipe_sch40_nps1_5"
        tie(b, size, f"{unit}-S", "CHW-S.tap", f"{unit}.supply", "CHW", "supply", 4.0)
        tie(b, size, f"{unit}-R", f"{unit}.return", "CHW-R.tap", "CHW", "return", 4.0)
    b.add("vessel_chw", "EV-E", (11.6, 4.8, 0.0), system="CHW", fluid="water")
    b.join("EV-E.a", "CHW-R.in")


def _condenser_water(b: Builder) -> None:
    """Chiller's condenser -> tower -> pump -> condenser."""
    b.add("tower_500kw", "CT-1", (19.0, -4.0, 0.0), hold_c=28.0)
    _fed(b, "CT-1", "cable_cu_10mm2")
    b.add("cwp_15", "CWP-C", (15.0, -3.0, 0.0), system="FWS", control="flow", set_m3_s=0.011, feeds=1)
    _fed(b, "CWP-C", "cable_cu_10mm2")
    tie(b, "pipe_sch40_nps4", "CW-1", "CH-1.condenser_out", "CT-1.return", "FWS", "return", 12.0)
    b.add("header_sch40_nps4", "CW-S", system="FWS", line="supply", length_m=3.0, route_m=((17.0, -4.6, 0.6), (14.0, -4.6, 0.6)))
    tie(b, "pipe_sch40_nps4", "CW-2", "CT-1.supply", "CW-S.in", "FWS", "supply", 4.0)
    tie(b, "pipe_sch40_nps4", "CW-4", "CW-S.tap", "CWP-C.a", "FWS", "supply", 4.0)
    tie(b, "pipe_sch40_nps4", "CW-3", "CWP-C.b", "CH-1.condenser_in", "FWS", "supply", 6.0)
    b.add("vessel_fws", "EV-C", (13.4, -3.0, 0.0), system="FWS", fluid="water")
    b.join("EV-C.a", "CW-S.in")
