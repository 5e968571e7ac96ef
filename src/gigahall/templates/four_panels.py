"""`four-panels`: the public power-failure test made solvable: four panels, eight racks on all four, fail any panel.

Coolant and chilled water come from ideal sources, so that the scene is about power alone.
"""

from __future__ import annotations

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.lineups import LETTERS, PAIRS, dual_feed, whips
from gigahall.templates.loops import tie
from gigahall.templates.parameters import EDP_RACKS, HOT_AISLE, Choice, Count

DESCRIPTION = (
    "Eight racks, each on four 500 kW panels, and six support racks on pairs of them. Take a panel out of service and watch the "
    "other three carry its share. Leave it out, select the racks and set EDP to 1.5: now the three are overloaded, where all four "
    "together would carry it. Supply, coolant and chilled water come from ideal sources: this hall is about power alone."
)

FEEDER_X = {"A": 1.6, "B": 4.9, "C": 8.2, "D": 11.5}


PARAMETERS = (
    Count("racks", "Compute racks", 8, 1, 8, hint="Each on all four panels; places that stay free are blanked"),
    Count("support", "Support racks", 6, 0, 6, hint="Each on a pair of panels"),
    Choice("item", "Compute rack", "gb200_nvl72", EDP_RACKS),
    HOT_AISLE,
)
POWER_W = {"gb200_nvl72": (38e3, 90e3), "gb300_nvl72": (48e3, 106.7e3)}
"""Power at rest and its rise with EDP [W], as the catalogue has them."""


def four_panels(racks: int = 8, support: int = 6, item: str = "gb200_nvl72", containment: str = "hot") -> list[Record]:
    """Four panels and up to eight racks on all of them."""
    b = Builder("Four panels", DESCRIPTION, dry_bulb_c=30.0, wet_bulb_c=22.0, source="not used by ideal sources")
    b.add("white_space_slab", "Hall", (0.0, 0.0, 0.0), length_m=9.6, breadth_m=9.0, ceiling_m=4.0, slab_m=5.5, return_path="plenum")
    b.add("yard", "Electrical room", (0.0, 9.4, 0.0), length_m=13.2, breadth_m=6.0)
    if containment == "hot":
        b.add("hot_aisle_chimney", "HAC-1", (4.8, 4.5, 0.0), hall="Hall", length_m=4.8, breadth_m=1.8, height_m=4.0)
    _panels(b)
    _racks(b, racks, support, item)
    _cooling(b, racks)
    return b.records()


def _panels(b: Builder) -> None:
    """417 V ideal -> 40 m of 800 A busway (2.88 + j2.40 mohm) -> panel of 800 A, 500 kW."""
    for letter in LETTERS:
        x = FEEDER_X[letter]
        b.add("ideal_417v", f"SRC-{letter}", (x, 14.4, 0.0), lineup=letter)
        b.add("busway_cu_800a", f"FD-{letter}", length_m=40.0, lineup=letter, heat_to="outside",
              route_m=((x, 14.4, 2.4), (x, 14.4, 3.2), (x, 11.2, 3.2), (x, 11.2, 2.0)))
        b.add("rpp_500kw_800a", f"RPP-{letter}", (x, 11.0, 0.0), lineup=letter, heat_to="outside")
        b.chain(f"SRC-{letter}.out", f"FD-{letter}.a", f"FD-{letter}.b", f"RPP-{letter}.in")


def _racks(b: Builder, racks: int, support: int, item: str) -> None:
    base_w, slope_w = POWER_W[item]
    for k in range(8):
        name = f"R{k + 1}"
        if k >= racks:
            b.add("empty_blanked", name, (2.7 + 0.6 * k, 3.0, 0.0), 0, "Hall")
            continue
        b.add(item, name, (2.7 + 0.6 * k, 3.0, 0.0), 0, "Hall", law="edp", base_w=base_w, slope_w=slope_w, edp=1.2)
        whips(b, name, "ABCD", "whip_60a_415v", "Hall", 2, "RPP-{}.out", length_m=10.0)
    for k in range(8):
        name = f"S{k + 1}"
        if k >= support:
            b.add("empty_blanked", name, (2.7 + 0.6 * k, 6.0, 0.0), 180, "Hall")
            continue
        b.add("support_24_6kw", name, (2.7 + 0.6 * k, 6.0, 0.0), 180, "Hall")
        whips(b, name, PAIRS[k], "whip_60a_415v", "Hall", 1, "RPP-{}.out", length_m=10.0)


def _cooling(b: Builder, racks: int) -> None:
    b.add("ideal_tcs", "TCS-SRC", (11.4, 2.6, 0.0), system="TCS", fluid="PG25", supply_c=40.0, dp_pa=150e3)
    b.add("header_sch10s_nps6", "TCS-S", system="TCS", line="supply", length_m=15.0, route_m=((10.9, 2.45, 2.9), (2.4, 2.45, 2.9)))
    b.add("header_sch10s_nps6", "TCS-R", system="TCS", line="return", length_m=15.0, route_m=((10.9, 2.75, 2.9), (2.4, 2.75, 2.9)))
    tie(b, "pipe_sch10s_nps6", "TCS-1", "TCS-SRC.supply", "TCS-S.in", "TCS", "supply", 3.0)
    tie(b, "pipe_sch10s_nps6", "TCS-2", "TCS-R.in", "TCS-SRC.return", "TCS", "return", 3.0)
    for k in range(racks):
        rack = f"R{k + 1}"
        tie(b, "pipe_sch40_nps1_5", f"{rack}-S", "TCS-S.tap", f"{rack}.supply", "TCS", "supply", 2.0)
        tie(b, "pipe_sch40_nps1_5", f"{rack}-R", f"{rack}.return", "TCS-R.tap", "TCS", "return", 2.0)
    b.add("ideal_chw", "CHW-SRC", (-3.0, -1.8, 0.0), system="CHW", fluid="water", supply_c=18.0, dp_pa=150e3)
    for index, y in enumerate((1.5, 4.5, 7.5), 1):
        name = f"CRAH-{index}"
        b.add("pw170", name, (-0.55, y, 0.0), 90, "Hall", group="CRAH", hold="demand", set_frac=1.1, supply_c=24.0, feeds=1)
        tie(b, "pipe_sch40_nps3", f"{name}-S", "CHW-SRC.supply", f"{name}.supply", "CHW", "supply", 6.0)
        tie(b, "pipe_sch40_nps3", f"{name}-R", f"{name}.return", "CHW-SRC.return", "CHW", "return", 6.0)
    b.add("ideal_417v", "SRC-M", (13.0, 14.4, 0.0))
    for index in (1, 2, 3):
        dual_feed(b, f"CRAH-{index}", "M", "cable_cu_16mm2", "SRC-{}.out")
