"""`superpod-gb300`: one DGX GB300 scalable unit, eight racks of 135 kW with their support, in a room of its own.

Positions, ratings and estimates follow the published reference architecture where it speaks and are flagged where it
does not; docs/samples.md says so.
"""

from __future__ import annotations

from typing import Any

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.lineups import LETTERS, PAIRS, LineupItems, dual_feed, lineup, main_tie_main, whips
from gigahall.templates.loops import tie
from gigahall.templates.parameters import HOT_AISLE, LIQUID_RACKS, REDUNDANCY, Choice, Count

DESCRIPTION = (
    "One DGX GB300 scalable unit: eight NVL72 racks and six support racks, 1.2 MW of IT. Two coolant distribution units on a "
    "40 °C loop, dry coolers with trim chillers, three air handlers behind a contained hot aisle, and four lineups of which any "
    "three carry the load, on the design day of Sterling, Virginia. Try: take CDU-1 out of service; lose a dry cooler and watch "
    "the chillers take over; set the dry bulb to 38.9 °C; lose one lineup, then a second."
)

ROW_A_X = tuple(2.7 + 0.6 * k for k in range(8))
SUPPORT = ("support_ib_20kw", "support_ib_20kw", "support_eth_20kw", "support_mgmt_20kw", "support_storage_20kw", "support_storage_20kw")
LINEUP_X = {"A": 1.6, "B": 4.9, "C": 8.2, "D": 11.5}

PARAMETERS = (
    Count("racks", "Compute racks", 8, 1, 8, hint="Places that stay free are blanked"),
    Count("support", "Support racks", 6, 0, 6),
    Choice("item", "Compute rack", "gb300_nvl72", LIQUID_RACKS),
    HOT_AISLE,
    REDUNDANCY,
)


def superpod_gb300(
    racks: int = 8, support: int = 6, item: str = "gb300_nvl72", containment: str = "hot", redundancy: str = "N+1"
) -> list[Record]:
    """The scalable unit, with up to eight racks of an item; N leaves out the second CDU, the standby pumps and one chiller."""
    b = Builder(
        "SuperPOD GB300", DESCRIPTION, dry_bulb_c=34.1, wet_bulb_c=24.0,
        source="ASHRAE 0.4 % design dry bulb of Sterling/Dulles VA; wet bulb estimated",
    )
    spare = redundancy == "N+1"
    _rooms(b, containment)
    _racks(b, racks, support, item)
    _power(b, racks, support)
    _technology_loop(b, racks, spare)
    _facility_loop(b, spare)
    _chilled_water(b, spare)
    return b.records()


def _rooms(b: Builder, containment: str) -> None:
    b.add("white_space_slab", "Hall", (0.0, 0.0, 0.0), length_m=9.6, breadth_m=9.0, ceiling_m=4.0, slab_m=5.5, return_path="plenum")
    b.add("electrical_room", "Electrical room", (0.0, 9.4, 0.0))
    if containment == "hot":
        b.add("hot_aisle_chimney", "HAC-1", (4.8, 4.5, 0.0), hall="Hall", length_m=4.8, breadth_m=1.8, height_m=4.0)
    for index, y in enumerate((1.5, 4.5, 7.5), 1):
        b.add("pw170", f"CRAH-{index}", (-0.55, y, 0.0), 90, "Hall", group="CRAH", hold="share", set_m3_s=16.6, supply_c=24.0)


def _racks(b: Builder, racks: int, support: int, item: str) -> None:
    for k, x in enumerate(ROW_A_X):
        b.add(item if k < racks else "empty_blanked", f"A0{k + 1}", (x, 3.0, 0.0), 0, "Hall")
    for k, x in enumerate(ROW_A_X):
        b.add(SUPPORT[k] if k < support else "empty_blanked", f"B0{k + 1}", (x, 6.0, 0.0), 180, "Hall")


def _technology_loop(b: Builder, racks: int, spare: bool) -> None:
    """PG25: both CDUs on one pair of headers above row A, a branch of 2 m each way at every rack."""
    cdus = (1, 2) if spare else (1,)
    for index, y in zip(cdus, (2.5, 4.5), strict=False):
        b.add("xdu1350", f"CDU-{index}", (11.4, y, 0.0), group="CDU", set_dp_pa=130e3)
    header: dict[str, Any] = dict(system="TCS", length_m=15.0)
    b.add("header_sch10s_nps6", "TCS-S", line="supply", route_m=((10.9, 2.45, 2.9), (2.4, 2.45, 2.9)), **header)
    b.add("header_sch10s_nps6", "TCS-R", line="return", route_m=((10.9, 2.75, 2.9), (2.4, 2.75, 2.9)), **header)
    for index in cdus:
        tie(b, "pipe_sch10s_nps4", f"CDU-{index}-TS", f"CDU-{index}.tcs_supply", "TCS-S.in", "TCS", "supply", 4.0)
        tie(b, "pipe_sch10s_nps4", f"CDU-{index}-TR", "TCS-R.in", f"CDU-{index}.tcs_return", "TCS", "return", 4.0)
    for k in range(racks):
        rack = f"A0{k + 1}"
        tie(b, "pipe_sch40_nps1_5", f"{rack}-S", "TCS-S.tap", f"{rack}.supply", "TCS", "supply", 2.0)
        tie(b, "pipe_sch40_nps1_5", f"{rack}-R", f"{rack}.return", "TCS-R.tap", "TCS", "return", 2.0)
    for index in cdus:
        dual_feed(b, f"CDU-{index}", ("AB", "CD")[index - 1], "cable_cu_16mm2", length_m=25.0)


def _facility_loop(b: Builder, spare: bool) -> None:
    """PG30: CDUs -> pumps (1 + 1) -> three dry coolers -> trim exchanger -> buffer tank -> CDUs.

    The pump holds the design flow; what the CDU valves do not take passes the bypass, so the coolers see the design rise.
    """
    main: dict[str, Any] = dict(system="FWS", length_m=20.0)
    b.add("header_sch40_nps6", "FWS-S", line="supply", route_m=((12.6, 6.2, 3.2), (12.6, 2.4, 3.2)), **main)
    b.add("header_sch40_nps6", "FWS-R", line="return", route_m=((12.9, 6.6, 3.2), (12.9, 2.4, 3.2)), **main)
    b.add("header_sch40_nps6", "FWS-D", line="return", route_m=((14.0, 10.0, 2.6), (14.0, 0.4, 2.6)), **main)
    b.add("header_sch40_nps6", "FWS-C", line="supply", route_m=((14.4, 10.0, 2.6), (14.4, 0.4, 2.6)), **main)
    units = (1, 2) if spare else (1,)
    for index, y in zip(units, (6.4, 7.6), strict=False):
        b.add("cre_64_2_2", f"FWP-{index}", (10.6, y, 0.0), group="FWP", standby=index == 2, control="flow", set_m3_s=0.0244)
        tie(b, "pipe_sch40_nps6", f"FWP-{index}-R", "FWS-R.in", f"FWP-{index}.a", "FWS", "return", 3.0)
        tie(b, "pipe_sch40_nps6", f"FWP-{index}-D", f"FWP-{index}.b", "FWS-D.tap", "FWS", "return", 6.0)
    for index, y in enumerate((1.0, 5.0, 9.0), 1):
        b.add("dc_600kw", f"DC-{index}", (18.0, y, 0.0), group="DC", hold_c=36.0)
        tie(b, "pipe_sch40_nps6", f"DC-{index}-R", "FWS-D.in", f"DC-{index}.return", "FWS", "return", 3.0)
        tie(b, "pipe_sch40_nps6", f"DC-{index}-S", f"DC-{index}.supply", "FWS-C.in", "FWS", "supply", 3.0)
    b.add("trim_800kw", "TRIM-1", (12.2, 7.4, 0.0), 180, hold_c=36.0)
    b.add("tank_10m3", "BT-1", (15.6, -2.6, 0.0), system="FWS")
    tie(b, "pipe_sch40_nps6", "FWS-1", "FWS-C.tap", "TRIM-1.hot_in", "FWS", "supply", 6.0)
    tie(b, "pipe_sch40_nps6", "FWS-2", "TRIM-1.hot_out", "BT-1.a", "FWS", "supply", 8.0)
    tie(b, "pipe_sch40_nps6", "FWS-3", "BT-1.b", "FWS-S.in", "FWS", "supply", 8.0)
    for index in units:
        tie(b, "pipe_sch40_nps4", f"CDU-{index}-FS", "FWS-S.tap", f"CDU-{index}.fws_supply", "FWS", "supply", 3.0)
        tie(b, "pipe_sch40_nps4", f"CDU-{index}-FR", f"CDU-{index}.fws_return", "FWS-R.tap", "FWS", "return", 3.0)
    b.link("balancing_dn100", "BYP-1", "FWS-S.tap", "FWS-R.tap", at_m=(12.4, 5.4, 0.0), system="FWS", open_dp_pa=100e3, rated_m3_s=0.010)
    b.add("vessel_fws", "EV-1", (12.7, 8.4, 0.0), system="FWS", fluid="PG30")
    b.join("EV-1.a", "FWS-R.in")
    for index in units:
        dual_feed(b, f"FWP-{index}", ("AB", "CD")[index - 1], "cable_cu_16mm2", length_m=25.0)
    for index, letter in enumerate("ABC", 1):
        dual_feed(b, f"DC-{index}", letter, "cable_cu_16mm2", "LV-{}.bus", 35.0)


def _chilled_water(b: Builder, spare: bool) -> None:
    """Water 18/28 °C: three chillers (2 + 1), pumps 1 + 1, for CRAHs, the electrical room's coils and the trim exchanger."""
    main: dict[str, Any] = dict(system="CHW", length_m=60.0)
    route = ((25.0, 9.6, 3.6), (25.0, 9.2, 3.6), (-1.2, 9.2, 3.6), (-1.2, 1.2, 3.6))
    lower = tuple((x + 0.35, y + 0.0, z - 0.35) for x, y, z in route)
    b.add("header_sch40_nps6", "CHW-S", line="supply", route_m=route, **main)
    b.add("header_sch40_nps6", "CHW-R", line="return", route_m=lower, **main)
    b.add("header_sch40_nps6", "CHW-D", line="return", system="CHW", length_m=10.0, route_m=((25.4, 10.4, 2.4), (25.4, 0.6, 2.4)))
    for index, (pump_y, y) in enumerate(zip((11.2, 12.6, 0.0), (1.0, 5.0, 9.0), strict=True), 1):
        if index == 3 and not spare:
            continue
        b.add("ch_400kw", f"CH-{index}", (28.0, y, 0.0), 180, group="CH", supply_c=18.0)
        tie(b, "pipe_sch40_nps4", f"CH-{index}-R", "CHW-D.in", f"CH-{index}.return", "CHW", "return", 4.0)
        tie(b, "pipe_sch40_nps4", f"CH-{index}-S", f"CH-{index}.supply", "CHW-S.in", "CHW", "supply", 8.0)
        dual_feed(b, f"CH-{index}", "ABC"[index - 1], "cable_cu_70mm2", "LV-{}.bus", 40.0)
        if index < (3 if spare else 2):
            _chilled_water_pump(b, index, pump_y)
    for index in (1, 2, 3):
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-S", "CHW-S.tap", f"CRAH-{index}.supply", "CHW", "supply", 3.0)
        tie(b, "pipe_sch40_nps3", f"CRAH-{index}-R", f"CRAH-{index}.return", "CHW-R.tap", "CHW", "return", 3.0)
    for index, x in enumerate((3.25, 9.85), 1):
        b.add("room_coil_40kw", f"RC-{index}", (x, 12.8, 0.0), 0, "Electrical-room", group="RC")
        tie(b, "pipe_sch40_nps2", f"RC-{index}-S", "CHW-S.tap", f"RC-{index}.supply", "CHW", "supply", 6.0)
        tie(b, "pipe_sch40_nps2", f"RC-{index}-R", f"RC-{index}.return", "CHW-R.tap", "CHW", "return", 6.0)
        dual_feed(b, f"RC-{index}", ("AB", "CD")[index - 1], "cable_cu_6mm2", length_m=15.0)
    tie(b, "pipe_sch40_nps4", "TRIM-1-S", "CHW-S.tap", "TRIM-1.cold_in", "CHW", "supply", 6.0)
    tie(b, "pipe_sch40_nps4", "TRIM-1-R", "TRIM-1.cold_out", "CHW-R.tap", "CHW", "return", 6.0)
    b.add("vessel_chw", "EV-2", (24.0, 12.6, 0.0), system="CHW", fluid="water")
    b.join("EV-2.a", "CHW-R.in")


def _chilled_water_pump(b: Builder, index: int, y: float) -> None:
    name = f"CWP-{index}"
    b.add("cwp_25", name, (26.6, y, 0.0), system="CHW", group="CWP", standby=index == 2, control="dp", set_dp_pa=200e3)
    tie(b, "pipe_sch40_nps6", f"{name}-R", "CHW-R.in", f"{name}.a", "CHW", "return", 3.0)
    tie(b, "pipe_sch40_nps6", f"{name}-D", f"{name}.b", "CHW-D.tap", "CHW", "return", 3.0)
    dual_feed(b, name, ("CD", "AB")[index - 1], "cable_cu_16mm2", length_m=40.0)


def _power(b: Builder, racks: int, support: int) -> None:
    main_tie_main(b, (-6.0, 24.0, 0.0), "utility_13k8_500mva", "mv_board_138_1200a")
    for index in (1, 2):
        b.add("cummins_dqkan", f"GEN-{index}", (14.0 * index - 10.0, 30.0, 0.0), group="MV", standby=True)
        b.join(f"GEN-{index}.out", "MG.bus")
    items = LineupItems("hall_1000kva_13k8", "lv_board_1600a", "schneider_galaxy_vxl_500")
    for letter in LETTERS:
        x = LINEUP_X[letter]
        places = {"tx": (x, 18.0, 0.0), "lv": (x, 14.4, 0.0), "ups": (x, 11.4, 0.0)}
        lineup(b, letter, items, places, "Electrical-room", "M1" if letter in "AB" else "M2")
        _busway(b, letter)
    for k in range(racks):
        whips(b, f"A0{k + 1}", "ABCD", "whip_60a_415v", "Hall", 2)
    for k, pair in enumerate(PAIRS[:support]):
        whips(b, f"B0{k + 1}", pair, "whip_60a_415v", "Hall", 1)
    _lights(b)
    for unit, pair in (("CRAH-1", "AB"), ("CRAH-2", "CD"), ("CRAH-3", "AC")):
        dual_feed(b, unit, pair, "cable_cu_10mm2", length_m=25.0)


def _busway(b: Builder, letter: str) -> None:
    x, z = LINEUP_X[letter], 3.30
    y = {"A": 3.9, "B": 4.3, "C": 4.7, "D": 5.1}[letter]
    route = ((x, 11.4, 2.0), (x, 11.4, z), (x, y, z), (2.4, y, z)) if x > 5 else ((x, 11.4, 2.0), (x, 11.4, z), (x, y, z), (7.2, y, z))
    b.add("busway_cu_800a", f"BW-{letter}", hall="Hall", length_m=35.0, effective_m=25.0, lineup=letter, route_m=route)
    b.join(f"UPS-{letter}.out", f"BW-{letter}.a")


def _lights(b: Builder) -> None:
    b.add("lights_people_10kw", "Lights-1", (8.6, 8.6, 0.0), hall="Hall")
    b.add("lighting_2kw", "Lights-2", (0.5, 10.2, 0.0), hall="Electrical-room")
    for name in ("Lights-1", "Lights-2"):
        dual_feed(b, name, "D", "cable_cu_16mm2", "LV-{}.bus")
