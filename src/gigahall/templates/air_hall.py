"""`air-hall`: a two-row raised-floor hall cooled by air; one rack stands the wrong way round."""

from __future__ import annotations

from typing import Any

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.lineups import LineupItems, dual_feed, lineup, whips
from gigahall.templates.loops import tie

DESCRIPTION = (
    "Two rows of ten air-cooled racks on a raised floor, 164.4 kW, two feeds to every rack. Rack R2-06 stands the wrong way "
    "round: it breathes the hot aisle and blows into the cold one. Find it in the problems list, turn it by 180° (R, R), and the "
    "hotspot is gone. Then take an air handler out of service and colour by air temperature to see which racks feel it first."
)

RACK_KW = {
    "R1": (6.0, 6.0, 10.0, 6.0, 10.0, 12.0, 10.0, 6.0, 6.0, 6.0),
    "R2": (6.0, 6.0, 10.0, 6.0, 10.0, 20.4, 10.0, 6.0, 6.0, 6.0),
}
ITEMS = {6.0: "rack_6kw", 10.0: "rack_10kw", 12.0: "rack_12kw", 20.4: "dgx_h100_2"}
REVERSED = "R2-06"


def air_hall() -> list[Record]:
    b = Builder("Air hall", DESCRIPTION, dry_bulb_c=35.0, wet_bulb_c=24.0, source="design day, estimated")
    b.add("white_space_raised", "Hall", (0.0, 0.0, 0.0), length_m=12.0, breadth_m=8.4, ceiling_m=3.0, slab_m=3.6, floor="raised",
          floor_depth_m=0.76, plenum_pa=12.45, leak_frac=0.1, return_path="open")
    _power(b)
    _racks(b)
    _air(b)
    _chilled_water(b)
    return b.records()


def _racks(b: Builder) -> None:
    for row, (y, turn) in {"R1": (3.0, 180), "R2": (5.4, 0)}.items():
        for k, kw in enumerate(RACK_KW[row]):
            x, name = 3.3 + 0.6 * k, f"{row}-{k + 1:02d}"
            stands = (turn + 180) % 360 if name == REVERSED else turn
            b.add(ITEMS[kw], name, (x, y, 0.0), stands, "Hall")
            whips(b, name, "AB", "cable_cu_16mm2", "Hall", 1, "RPP-{}.out", length_m=10.0)
    for k in range(10):
        for y in (3.9, 4.5):
            b.add("tile_56", f"T-{k + 1:02d}-{'1' if y < 4 else '2'}", (3.3 + 0.6 * k, y, 0.0), 0, "Hall")


def _power(b: Builder) -> None:
    b.add("utility_13k8_250mva", "UTIL-1", (18.0, 12.0, 0.0))
    b.add("mv_board_138_600a", "M1", (18.0, 9.0, 0.0), heat_to="outside")
    b.join("UTIL-1.out", "M1.bus")
    items = LineupItems("hall_300kva_13k8", "lv_board_800a", "hall_ups_200kw")
    for letter, x in (("A", 2.0), ("B", 8.0)):
        places = {"tx": (x + 2.0, 14.0, 0.0), "lv": (x, 10.4, 0.0), "ups": (x + 2.0, 10.4, 0.0)}
        lineup(b, letter, items, places, "", "M1")
        b.add("rpp_400a", f"RPP-{letter}", (10.9, {"A": 1.6, "B": 6.8}[letter], 0.0), 270, "Hall", lineup=letter)
        b.link("feeder_185cu", f"FD-{letter}", f"UPS-{letter}.out", f"RPP-{letter}.in", length_m=20.0, lineup=letter, heat_to="outside")


def _air(b: Builder) -> None:
    for index, (x, y, turn) in enumerate(((0.6, 1.8, 90), (0.6, 6.6, 90), (11.4, 4.2, 270)), 1):
        b.add("cw181", f"CRAH-{index}", (x, y, 0.0), turn, "Hall", group="CRAH", hold="plenum", outlet="floor",
              intake="top", supply_c=18.0, feeds=2 if index == 3 else 1)
    dual_feed(b, "CRAH-1", "A", "cable_cu_16mm2", "LV-{}.bus")
    dual_feed(b, "CRAH-2", "B", "cable_cu_16mm2", "LV-{}.bus")
    dual_feed(b, "CRAH-3", "AB", "cable_cu_16mm2", "LV-{}.bus")


def _chilled_water(b: Builder) -> None:
    main: dict[str, Any] = dict(system="CHW", length_m=30.0)
    route = ((16.0, -1.4, 3.4), (-1.0, -1.4, 3.4), (-1.0, 7.6, 3.4))
    lower = tuple((x - 0.3, y - 0.3, z) for x, y, z in route)
    b.add("header_sch40_nps4", "CHW-S", line="supply", route_m=route, **main)
    b.add("header_sch40_nps4", "CHW-R", line="return", route_m=lower, **main)
    b.add("header_sch40_nps4", "CHW-D", line="return", system="CHW", length_m=6.0, route_m=((17.6, -1.0, 2.2), (17.6, 5.6, 2.2)))
    for index, y in enumerate((0.6, 4.6), 1):
        b.add("ch_200kw", f"CH-{index}", (21.0, y, 0.0), 180, group="CH", supply_c=10.0, standby=index == 2)
        tie(b, "pipe_sch40_nps3", f"CH-{index}-R", "CHW-D.in", f"CH-{index}.return", "CHW", "return", 4.0)
        tie(b, "pipe_sch40_nps3", f"CH-{index}-S", f"CH-{index}.supply", "CHW-S.in", "CHW", "supply", 6.0)
        dual_feed(b, f"CH-{index}", "A", "cable_cu_70mm2", "LV-{}.bus", 25.0)
        b.add("cwp_8", f"CWP-{index}", (16.6, {1: -3.2, 2: -4.6}[index], 0.0), system="CHW", group="CWP",
              standby=index == 2, control="dp", set_dp_pa=150e3, feeds=1)
        tie(b, "pipe_sch40_nps3", f"CWP-{index}-R", "CHW-R.in", f"CWP-{index}.a", "CHW", "return", 3.0)
        tie(b, "pipe_sch40_nps3", f"CWP-{index}-D", f"CWP-{index}.b", "CHW-D.tap", "CHW", "return", 3.0)
        dual_feed(b, f"CWP-{index}", "B", "cable_cu_6mm2", "LV-{}.bus", 25.0)
    for index in (1, 2, 3):
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-S", "CHW-S.tap", f"CRAH-{index}.supply", "CHW", "supply", 4.0)
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-R", f"CRAH-{index}.return", "CHW-R.tap", "CHW", "return", 4.0)
    b.add("vessel_fws", "EV-1", (15.4, -5.6, 0.0), system="CHW", fluid="water")
    b.join("EV-1.a", "CHW-R.in")
