"""Plant of one deployment unit: technology loop with five CDUs, facility loop with five adiabatic coolers, six fan walls
on chilled water."""

from __future__ import annotations

from gigahall.templates.builder import Builder
from gigahall.templates.large_hall_power import CHILLERS_M, Stands, mechanical_feed
from gigahall.templates.loops import tie

LINEUPS = ("A1", "B1", "C1", "D1")
PUMPS_M = 21.0
"""Pumps and vessels stand between the transformers and the generators, this far out from the gallery."""


def _ups(*tails: str) -> tuple[str, ...]:
    return tuple(f"UPS-{tail}.out" for tail in tails)


def technology_loop(b: Builder, place: Stands, du: str, racks: list[str], spare: bool) -> None:
    """Five CDUs (4 + 1, all run) on one header pair along the module."""
    x = place.x_m + 6.9
    for line, offset in (("supply", -0.25), ("return", 0.25)):
        route = ((place.gallery_x_m, place.y_m + 14.4 + offset, 3.6), (x + offset, place.y_m + 14.4 + offset, 3.6),
                 (x + offset, place.y_m + (0.6 if line == "supply" else 28.0), 3.6))
        b.add("header_sch40_nps16", f"{du}-TCS-{line[0].upper()}", hall=du, system="TCS", line=line, length_m=50.0, route_m=route)
    for n in range(4 + spare):
        name = f"{du}-CDU-{n + 1}"
        at = (place.gallery_x_m - place.outward * 1.2, place.y_m + 3.4 + 5.5 * n, 0.0)
        b.add("dsx_cdu_2300", name, at, 0, du, group=f"{du}-CDU", supply_c=45.0, set_dp_pa=230e3)
        tie(b, "pipe_sch40_nps6", f"{name}-TS", f"{name}.tcs_supply", f"{du}-TCS-S.in", "TCS", "supply", 6.0)
        tie(b, "pipe_sch40_nps6", f"{name}-TR", f"{du}-TCS-R.in", f"{name}.tcs_return", "TCS", "return", 6.0)
        mechanical_feed(b, name, du, _ups(LINEUPS[n % 4], LINEUPS[(n + 1) % 4]), "cable_cu_70mm2")
    for rack in racks:
        tie(b, "pipe_sch40_nps2", f"{rack}-S", f"{du}-TCS-S.tap", f"{rack}.supply", "TCS", "supply", 2.0)
        tie(b, "pipe_sch40_nps2", f"{rack}-R", f"{rack}.return", f"{du}-TCS-R.tap", "TCS", "return", 2.0)


def facility_loop(b: Builder, place: Stands, du: str, spare: bool) -> None:
    """FWS 41/51 °C: pumps 2 + 1, five adiabatic dry coolers of 2 MW (4 + 1), no trim."""
    near, far = place.gallery_x_m + place.outward * 4.4, place.gallery_x_m + place.outward * 36.0
    for name, line, at_x in (("FWS-S", "supply", near), ("FWS-R", "return", near + 0.5 * place.outward),
                             ("FWS-C", "supply", far), ("FWS-D", "return", far - 0.5 * place.outward)):
        route = ((at_x, place.y_m + 28.0, 3.0), (at_x, place.y_m + 0.8, 3.0))
        b.add("header_sch40_nps16", f"{du}-{name}", system="FWS", line=line, length_m=30.0, route_m=route)
    tie(b, "pipe_sch40_nps16", f"{du}-FWS-1", f"{du}-FWS-C.tap", f"{du}-FWS-S.in", "FWS", "supply", 45.0)
    for n in range(4 + spare):
        name = f"{du}-DC-{n + 1}"
        turn = 0 if place.outward > 0 else 180
        b.add("dc_2mw_adiabatic", name, (far + place.outward * 8.0, place.y_m + 2.9 + 5.6 * n, 0.0), turn, group=f"{du}-DC", hold_c=41.0)
        tie(b, "pipe_sch40_nps6", f"{name}-R", f"{du}-FWS-D.in", f"{name}.return", "FWS", "return", 6.0)
        tie(b, "pipe_sch40_nps6", f"{name}-S", f"{name}.supply", f"{du}-FWS-C.in", "FWS", "supply", 6.0)
        mechanical_feed(b, name, du, (f"LV-{LINEUPS[n % 4]}.bus",), "cable_cu_70mm2")
        cdu = f"{du}-CDU-{n + 1}"
        tie(b, "pipe_sch40_nps6", f"{cdu}-FS", f"{du}-FWS-S.tap", f"{cdu}.fws_supply", "FWS", "supply", 6.0)
        tie(b, "pipe_sch40_nps6", f"{cdu}-FR", f"{cdu}.fws_return", f"{du}-FWS-R.tap", "FWS", "return", 6.0)
    for n in range(2 + spare):
        name = f"{du}-FWP-{n + 1}"
        b.add("fwp_110", name, (place.gallery_x_m + place.outward * PUMPS_M, place.y_m + 27.5 - 1.6 * n, 0.0), 0, group=f"{du}-FWP", standby=n == 2)
        tie(b, "pipe_sch40_nps10", f"{name}-R", f"{du}-FWS-R.in", f"{name}.a", "FWS", "return", 20.0)
        tie(b, "pipe_sch40_nps10", f"{name}-D", f"{name}.b", f"{du}-FWS-D.tap", "FWS", "return", 20.0)
        mechanical_feed(b, name, du, _ups(LINEUPS[n], LINEUPS[n + 1]), "cable_cu_70mm2")
    b.add("vessel_fws", f"{du}-EV-1", (place.gallery_x_m + place.outward * PUMPS_M, place.y_m + 20.0, 0.0), system="FWS", fluid="PG25")
    b.join(f"{du}-EV-1.a", f"{du}-FWS-R.in")


def fan_walls(b: Builder, place: Stands, du: str, spare: bool) -> None:
    """Six fan walls of 500 kW (5 + 1) along the outer wall of the gallery, chillers N + 1, chilled-water pumps 1 + 1.

    They blow across the gallery: its inner edge touches the rows, whose contained aisles end there.
    """
    wall_x = place.gallery_x_m + place.outward * 2.25
    at_x = place.gallery_x_m + place.outward * 5.2
    for name, line, dx in (("CHW-S", "supply", 0.0), ("CHW-R", "return", 0.4), ("CHW-D", "return", 0.8)):
        route = ((at_x + dx, place.y_m + 28.2, 3.7), (at_x + dx, place.y_m + 0.8, 3.7))
        b.add("header_sch40_nps8", f"{du}-{name}", system="CHW", line=line, length_m=40.0, route_m=route)
    for n in range(5 + spare):
        name = f"{du}-FW-{n + 1}"
        b.add("ca80_500kw", name, (wall_x, place.y_m + 2.4 + 4.8 * n, 0.0), 90 if place.outward < 0 else 270, du,
              group=f"{du}-FW", hold="demand", set_frac=1.1, supply_c=24.0)
        tie(b, "pipe_sch40_nps4", f"{name}-S", f"{du}-CHW-S.tap", f"{name}.supply", "CHW", "supply", 10.0)
        tie(b, "pipe_sch40_nps4", f"{name}-R", f"{name}.return", f"{du}-CHW-R.tap", "CHW", "return", 10.0)
        mechanical_feed(b, name, du, _ups(LINEUPS[n % 4], LINEUPS[(n + 2) % 4]), "cable_cu_50mm2")
    _chillers(b, place, du, spare)


def _chillers(b: Builder, place: Stands, du: str, spare: bool) -> None:
    far = place.gallery_x_m + place.outward * CHILLERS_M
    for n in range(3 + spare):
        name = f"{du}-CH-{n + 1}"
        b.add("ch_900kw", name, (far, place.y_m + 3.0 + 6.4 * n, 0.0), 180 if place.outward > 0 else 0, group=f"{du}-CH", supply_c=18.0)
        tie(b, "pipe_sch40_nps6", f"{name}-R", f"{du}-CHW-D.in", f"{name}.return", "CHW", "return", 40.0)
        tie(b, "pipe_sch40_nps6", f"{name}-S", f"{name}.supply", f"{du}-CHW-S.in", "CHW", "supply", 40.0)
        mechanical_feed(b, name, du, (f"LV-{LINEUPS[n]}.bus",), "cable_cu_70mm2", 3)
    for n in range(1 + spare):
        name = f"{du}-CWP-{n + 1}"
        b.add("cwp_80", name, (place.gallery_x_m + place.outward * PUMPS_M, place.y_m + 1.2 + 1.6 * n, 0.0), 0, system="CHW",
              group=f"{du}-CWP", standby=n == 1)
        tie(b, "pipe_sch40_nps8", f"{name}-R", f"{du}-CHW-R.in", f"{name}.a", "CHW", "return", 20.0)
        tie(b, "pipe_sch40_nps8", f"{name}-D", f"{name}.b", f"{du}-CHW-D.tap", "CHW", "return", 20.0)
        mechanical_feed(b, name, du, _ups(LINEUPS[n], LINEUPS[n + 2]), "cable_cu_70mm2")
    b.add("vessel_chw", f"{du}-EV-2", (place.gallery_x_m + place.outward * PUMPS_M, place.y_m + 6.0, 0.0), system="CHW", fluid="water")
    b.join(f"{du}-EV-2.a", f"{du}-CHW-R.in")
