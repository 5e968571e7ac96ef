"""The bench-only room: 44 x 29 x 4.2 m, 200,000 air cells of 0.3 m, 768 air-cooled racks on a raised floor.

Twelve rows of 64 racks of 8 kW face six tiled cold aisles; fourteen fan walls draw from the ceiling and blow under the
floor. Every half row hangs on two panels of its own; chilled water and the panels' supplies are ideal sources.
"""

from __future__ import annotations

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.lineups import whips
from gigahall.templates.loops import tie

LENGTH_M, BREADTH_M, HEIGHT_M = 44.0, 29.0, 4.2
ROWS, RACKS_PER_ROW, FAN_WALLS = 12, 64, 14
EDGE_M, END_M, PITCH_M = 0.7, 2.8, 4.8
"""Free strip along the long walls, at the ends of the rows, and from one cold aisle to the next."""


def room() -> list[Record]:
    b = Builder("Bench room", "768 racks in one room, for the bench only.", dry_bulb_c=30.0, wet_bulb_c=22.0)
    b.add("white_space_raised", "hall", length_m=LENGTH_M, breadth_m=BREADTH_M, ceiling_m=HEIGHT_M, slab_m=HEIGHT_M + 1.0,
          floor="raised", floor_depth_m=0.9, plenum_pa=12.45, leak_frac=0.1, return_path="plenum")
    for row in range(ROWS):
        _row(b, row)
    for aisle in range(ROWS // 2):
        for k in range(RACKS_PER_ROW):
            for n in (0, 1):
                at = (END_M + 0.3 + 0.6 * k, EDGE_M + 1.5 + 0.6 * n + PITCH_M * aisle, 0.0)
                b.add("tile_56", f"T{aisle + 1}-{k + 1:02d}-{n + 1}", at, 0, "hall")
    _fan_walls(b)
    return b.records()


def _row(b: Builder, row: int) -> None:
    """Even rows stand on the low side of their cold aisle and face it, odd ones on the high side."""
    high = row % 2
    y = EDGE_M + 0.6 + 2.4 * high + PITCH_M * (row // 2)
    for half in (0, 1):
        for letter in "AB":
            name = f"P{row + 1}-{half + 1}-{letter}"
            b.add("rpp_500kw_800a", f"RPP-{name}", (50.0, 2.4 * row + 1.2 * half, 0.0), heat_to="outside")
            b.add("ideal_417v", f"SRC-{name}", (54.0, 2.4 * row + 1.2 * half, 0.0))
            b.join(f"SRC-{name}.out", f"RPP-{name}.in")
        for k in range(RACKS_PER_ROW // 2):
            place = k + half * RACKS_PER_ROW // 2
            name = f"R{row + 1:02d}-{place + 1:02d}"
            b.add("rack_10kw", name, (END_M + 0.3 + 0.6 * place, y, 0.0), 0 if high else 180, "hall", rated_w=8e3)
            whips(b, name, "AB", "cable_cu_16mm2", "hall", 1, f"RPP-P{row + 1}-{half + 1}-{{}}.out", length_m=10.0)


def _fan_walls(b: Builder) -> None:
    b.add("ideal_chw", "CHW", (-6.0, 0.0, 0.0), system="CHW", fluid="water", supply_c=12.0, dp_pa=200e3)
    b.add("ideal_417v", "SRC-M", (50.0, -4.0, 0.0))
    for n in range(FAN_WALLS):
        side, place = divmod(n, FAN_WALLS // 2)
        name = f"FW-{n + 1}"
        at = (LENGTH_M - 0.8 if side else 0.8, 2.1 + 4.13 * place, 0.0)
        b.add("fan_wall_600kw", name, at, 270 if side else 90, "hall", group="FW", hold="plenum", outlet="floor",
              intake="return", supply_c=20.0, feeds=1)
        tie(b, "pipe_sch40_nps6", f"{name}-S", "CHW.supply", f"{name}.supply", "CHW", "supply", 10.0)
        tie(b, "pipe_sch40_nps6", f"{name}-R", f"{name}.return", "CHW.return", "CHW", "return", 10.0)
        b.link("cable_cu_50mm2", f"F-{name}", "SRC-M.out", f"{name}.feed_1", length_m=30.0, heat_to="outside")
