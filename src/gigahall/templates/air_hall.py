"""`air-hall`: a two-row raised-floor hall cooled by air; one rack stands the wrong way round."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.lineups import LineupItems, dual_feed, lineup, whips
from gigahall.templates.loops import tie
from gigahall.templates.parameters import REDUNDANCY, Choice, Count

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
SMALL = LineupItems("hall_300kva_13k8", "lv_board_800a", "hall_ups_200kw")
LARGE = LineupItems("hall_1000kva_13k8", "lv_board_1600a", "schneider_galaxy_vxl_500")
SMALL_W, CHILLER_W = 200e3, 200e3
"""What one lineup of the small items carries, and one chiller [W]."""
PLANT_SHARE = 1.15
"""Chilled water takes the IT heat and, estimated, this share with fans, pumps and losses."""
PAIR_M = 5.4
"""From a pair of rows to the next: two racks, a cold aisle and a hot one."""
PARAMETERS = (
    Choice("rows", "Rows", "2", (("2", "Two, one cold aisle"), ("4", "Four, two cold aisles"))),
    Count("racks", "Racks in a row", 10, 4, 10),
    Choice("item", "Rack", "mix", (("mix", "Mix of 6 to 20.4 kW, one turned round"), ("rack_6kw", "6 kW"), ("rack_10kw", "10 kW"), ("rack_12kw", "12 kW"))),
    Choice("containment", "Containment", "none", (("none", "None"), ("cold", "Cold aisles with a roof"))),
    REDUNDANCY,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What was chosen, and how far the east and north sides move for it."""

    rows: int
    racks: int
    item: str
    spare: bool

    @property
    def pairs(self) -> int:
        return self.rows // 2

    @property
    def east_m(self) -> float:
        return 0.6 * (self.racks - 10)

    @property
    def north_m(self) -> float:
        return PAIR_M * (self.pairs - 1)

    def rack_kw(self, row: int, k: int) -> float:
        if self.item == "mix":
            return RACK_KW[("R1", "R2")[row % 2]][k]
        return next(kw for kw, item in ITEMS.items() if item == self.item)

    @property
    def it_w(self) -> float:
        return 1e3 * sum(self.rack_kw(row, k) for row in range(self.rows) for k in range(self.racks))

    @property
    def n_chiller(self) -> int:
        return ceil(PLANT_SHARE * self.it_w / CHILLER_W) + self.spare


def air_hall(
    rows: str = "2", racks: int = 10, item: str = "mix", containment: str = "none", redundancy: str = "N+1"
) -> list[Record]:
    """Rows of air-cooled racks around cold aisles; lineups, chillers and pumps follow the IT power.

    N leaves out one air handler, the standby chiller and the standby pump.
    """
    layout = Layout(int(rows), racks, item, redundancy == "N+1")
    b = Builder("Air hall", DESCRIPTION, dry_bulb_c=35.0, wet_bulb_c=24.0, source="design day, estimated")
    b.add("white_space_raised", "Hall", (0.0, 0.0, 0.0), length_m=round(12.0 + layout.east_m, 3), breadth_m=8.4 + layout.north_m, ceiling_m=3.0,
          slab_m=3.6, floor="raised", floor_depth_m=0.76, plenum_pa=12.45, leak_frac=0.1, return_path="open")
    _power(b, layout)
    _racks(b, layout)
    if containment == "cold":
        _roofs(b, layout)
    _air(b, layout)
    _chilled_water(b, layout)
    return b.records()


def _racks(b: Builder, layout: Layout) -> None:
    for row in range(layout.rows):
        y, turn = ((3.0, 180), (5.4, 0))[row % 2]
        for k in range(layout.racks):
            x, name = 3.3 + 0.6 * k, f"R{row + 1}-{k + 1:02d}"
            stands = (turn + 180) % 360 if name == REVERSED and layout.item == "mix" else turn
            b.add(ITEMS[layout.rack_kw(row, k)], name, (x, y + PAIR_M * (row // 2), 0.0), stands, "Hall")
            whips(b, name, "AB", "cable_cu_16mm2", "Hall", 1, "RPP-{}.out", length_m=10.0)
    for pair in range(layout.pairs):
        for k in range(layout.racks):
            for y in (3.9, 4.5):
                aisle = 2 * pair + (1 if y < 4 else 2)
                b.add("tile_56", f"T-{k + 1:02d}-{aisle}", (3.3 + 0.6 * k, y + PAIR_M * pair, 0.0), 0, "Hall")


def _roofs(b: Builder, layout: Layout) -> None:
    for pair in range(layout.pairs):
        middle = 3.0 + 0.3 * layout.racks
        b.add("cold_aisle_roof", f"CAC-{pair + 1}", (middle, 4.2 + PAIR_M * pair, 0.0), 0, "Hall", length_m=round(0.6 * layout.racks, 3))


def _power(b: Builder, layout: Layout) -> None:
    dx, dy = layout.east_m, layout.north_m
    b.add("utility_13k8_250mva", "UTIL-1", (18.0 + dx, 12.0 + dy, 0.0))
    b.add("mv_board_138_600a", "M1", (18.0 + dx, 9.0 + dy, 0.0), heat_to="outside")
    b.join("UTIL-1.out", "M1.bus")
    small = layout.it_w <= SMALL_W
    panel, parallel = ("rpp_400a", 1) if small else ("rpp_500kw_800a", 2)
    for letter, x in (("A", 2.0), ("B", 8.0)):
        places = {"tx": (x + 2.0, 14.0 + dy, 0.0), "lv": (x, 10.4 + dy, 0.0), "ups": (x + 2.0, 10.4 + dy, 0.0)}
        lineup(b, letter, SMALL if small else LARGE, places, "", "M1")
        b.add(panel, f"RPP-{letter}", (10.9 + dx, {"A": 1.6, "B": 6.8}[letter], 0.0), 270, "Hall", lineup=letter)
        b.link("feeder_185cu", f"FD-{letter}", f"UPS-{letter}.out", f"RPP-{letter}.in", length_m=20.0, parallel=parallel, lineup=letter,
               heat_to="outside")


def _air_places(layout: Layout) -> list[tuple[float, float, int]]:
    """Along both short walls; the panels stand between those of the east."""
    east = 11.4 + layout.east_m
    if layout.pairs == 1:
        places = [(0.6, 1.8, 90), (0.6, 6.6, 90), (east, 4.2, 270)]
    else:
        places = [(0.6, 1.8, 90), (0.6, 6.9, 90), (east, 4.2, 270), (0.6, 12.0, 90), (east, 9.2, 270), (east, 12.3, 270)]
    return places if layout.spare else places[:-1]


def _air(b: Builder, layout: Layout) -> None:
    for index, (x, y, turn) in enumerate(_air_places(layout), 1):
        name, dual = f"CRAH-{index}", index % 3 == 0
        b.add("cw181", name, (x, y, 0.0), turn, "Hall", group="CRAH", hold="plenum", outlet="floor",
              intake="top", supply_c=18.0, feeds=2 if dual else 1)
        dual_feed(b, name, "AB" if dual else "AB"[(index - 1) % 3], "cable_cu_16mm2", "LV-{}.bus")


def _chilled_water(b: Builder, layout: Layout) -> None:
    main: dict[str, Any] = dict(system="CHW", length_m=30.0)
    dx, dy = layout.east_m, layout.north_m
    route = ((16.0 + dx, -1.4, 3.4), (-1.0, -1.4, 3.4), (-1.0, 7.6 + dy, 3.4))
    lower = tuple((x - 0.3, y - 0.3, z) for x, y, z in route)
    b.add("header_sch40_nps4", "CHW-S", line="supply", route_m=route, **main)
    b.add("header_sch40_nps4", "CHW-R", line="return", route_m=lower, **main)
    far = max(5.6, 5.6 + 4.0 * (layout.n_chiller - 2))
    b.add("header_sch40_nps4", "CHW-D", line="return", system="CHW", length_m=6.0, route_m=((17.6 + dx, -1.0, 2.2), (17.6 + dx, far, 2.2)))
    for index in range(1, layout.n_chiller + 1):
        _chiller(b, index, dx, is_standby=layout.spare and index == layout.n_chiller)
    for index in range(1, len(_air_places(layout)) + 1):
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-S", "CHW-S.tap", f"CRAH-{index}.supply", "CHW", "supply", 4.0)
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-R", f"CRAH-{index}.return", "CHW-R.tap", "CHW", "return", 4.0)
    b.add("vessel_fws", "EV-1", (15.4 + dx, -5.6, 0.0), system="CHW", fluid="water")
    b.join("EV-1.a", "CHW-R.in")


def _chiller(b: Builder, index: int, dx: float, is_standby: bool) -> None:
    """A chiller and its pump."""
    b.add("ch_200kw", f"CH-{index}", (21.0 + dx, 0.6 + 4.0 * (index - 1), 0.0), 180, group="CH", supply_c=10.0, standby=is_standby)
    tie(b, "pipe_sch40_nps3", f"CH-{index}-R", "CHW-D.in", f"CH-{index}.return", "CHW", "return", 4.0)
    tie(b, "pipe_sch40_nps3", f"CH-{index}-S", f"CH-{index}.supply", "CHW-S.in", "CHW", "supply", 6.0)
    dual_feed(b, f"CH-{index}", "A", "cable_cu_70mm2", "LV-{}.bus", 25.0)
    b.add("cwp_8", f"CWP-{index}", (16.6 + dx, -1.8 - 1.4 * index, 0.0), system="CHW", group="CWP",
          standby=is_standby, control="dp", set_dp_pa=150e3, feeds=1)
    tie(b, "pipe_sch40_nps3", f"CWP-{index}-R", "CHW-R.in", f"CWP-{index}.a", "CHW", "return", 3.0)
    tie(b, "pipe_sch40_nps3", f"CWP-{index}-D", f"CWP-{index}.b", "CHW-D.tap", "CHW", "return", 3.0)
    dual_feed(b, f"CWP-{index}", "B", "cable_cu_6mm2", "LV-{}.bus", 25.0)
