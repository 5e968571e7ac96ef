"""Power of the large hall: one 34.5 kV bus pair, loop pairs of two DUs, two groups of four lineups in every DU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from gigahall.templates.builder import Builder
from gigahall.templates.lineups import LETTERS, PAIRS

CHILLERS_M = 58.0
"""How far out from the gallery the chillers of a deployment unit stand."""


class Stands(Protocol):
    """What power and plant need to know of a deployment unit's place."""

    @property
    def index(self) -> int: ...
    @property
    def block_x_m(self) -> float: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def gallery_x_m(self) -> float: ...
    @property
    def outward(self) -> float: ...


def medium_voltage(b: Builder, places: Sequence[Stands]) -> None:
    """UTIL-1 and UTIL-2 on M1 and M2 with a standby tie; every loop pair is a ring of two DUs, open at its far end."""
    for index, y in ((1, -12.0), (2, -24.0)):
        b.add("utility_34k5", f"UTIL-{index}", (20.0, y, 0.0), group="MV")
        b.add("mv_board_345_2000a", f"M{index}", (26.0, y, 0.0), heat_to="outside")
        b.join(f"UTIL-{index}.out", f"M{index}.bus")
    b.add("mv_tie_1200a", "TIE", (26.0, -18.0, 0.0), rating_a=2000.0)
    b.chain("M1.bus", "TIE.a", "TIE.b", "M2.bus")
    for pair in range(-(-len(places) // 2)):
        first, last = 2 * pair + 1, min(2 * pair + 2, len(places))
        home, far = ("M1", "M2") if pair % 2 == 0 else ("M2", "M1")
        for place in places[first - 1:last]:
            _mv_board(b, place)
        cable: dict[str, Any] = dict(parallel=2, heat_to="outside")
        way_m = 120.0 + places[first - 1].block_x_m
        b.link("cable_n2xsfl2y_240", f"LP-{pair + 1}-1", f"{home}.bus", f"D{first}-MV.bus", length_m=way_m, **cable)
        if last > first:
            b.link("cable_n2xsfl2y_240", f"LP-{pair + 1}-2", f"D{first}-MV.bus", f"D{last}-MV.bus", length_m=120.0, **cable)
        b.add("mv_tie_1200a", f"LP-{pair + 1}-T", (32.0 + 3.0 * pair, -18.0, 0.0), rating_a=1000.0)
        b.join(f"{far}.bus", f"LP-{pair + 1}-T.a")
        b.link("cable_n2xsfl2y_240", f"LP-{pair + 1}-3", f"LP-{pair + 1}-T.b", f"D{last}-MV.bus", length_m=way_m, **cable)


def _mv_board(b: Builder, place: Stands) -> None:
    """Behind the last chiller of its unit."""
    at = (place.gallery_x_m + place.outward * CHILLERS_M, place.y_m + 26.4, 0.0)
    b.add("mv_board_345_1200a", f"D{place.index + 1}-MV", at, heat_to="outside")


def deployment_unit_power(b: Builder, place: Stands, du: str, groups: int) -> None:
    """Lineups A-D of each group: transformer, board with its generator, UPS, and a busway along each of two SUs."""
    for group in range(1, groups + 1):
        for n, letter in enumerate(LETTERS):
            tail = f"{letter}{group}"
            y = place.y_m + 14.4 * (group - 1) + 1.9 + 3.6 * n
            x = place.gallery_x_m + place.outward * 7.0
            b.add("lv_board_4000a", f"{du}-LV-{tail}", (x, y, 0.0), lineup=letter, heat_to="outside")
            b.add("ups_2000kw_block", f"{du}-UPS-{tail}", (x + place.outward * 5.4, y, 0.0), lineup=letter, heat_to="outside")
            b.add("hall_2500kva_34k5", f"{du}-TX-{tail}", (x + place.outward * 11.2, y, 0.0), lineup=letter)
            b.add("cummins_dqkan", f"{du}-GEN-{tail}", (x + place.outward * 21.5, y, 0.0), standby=True, voltage_v=415.0)
            b.chain(
                f"{du}-MV.bus", f"{du}-TX-{tail}.in", f"{du}-TX-{tail}.out", f"{du}-LV-{tail}.bus",
                f"{du}-GEN-{tail}.out", f"{du}-LV-{tail}.bus", f"{du}-LV-{tail}.bus", f"{du}-UPS-{tail}.in",
            )
            for su in (2 * group - 2, 2 * group - 1):
                _busway(b, place, du, su, letter, tail, n)


def _busway(b: Builder, place: Stands, du: str, su: int, letter: str, tail: str, n: int) -> None:
    y = place.y_m + 7.2 * su + 3.0 + 0.4 * n
    near, far = (place.x_m, place.x_m + 11.4) if place.outward < 0 else (place.x_m + 13.8, place.x_m)
    start = place.gallery_x_m + place.outward * 7.0
    b.add("busway_cu_1600a", f"{du}-S{su + 1}-BW-{letter}", hall=du, length_m=45.0, effective_m=35.0, lineup=letter,
          route_m=((start, y, 3.3), (near, y, 3.3), (far, y, 3.3)))
    b.join(f"{du}-UPS-{tail}.out", f"{du}-S{su + 1}-BW-{letter}.a")


def rack_whips(b: Builder, rack: str, du: str, su: int, letters: tuple[str, ...]) -> None:
    for index, letter in enumerate(letters, 1):
        b.link("whip_60a_415v", f"W-{rack}-{letter}", f"{du}-S{su + 1}-BW-{letter}.tap", f"{rack}.feed_{index}", du,
               parallel=2, lineup=letter)


def support_whips(b: Builder, rack: str, du: str, su: int, n: int) -> None:
    for index, letter in enumerate(PAIRS[(n + 5 * su) % len(PAIRS)], 1):
        b.link("whip_60a_415v", f"W-{rack}-{letter}", f"{du}-S{su + 1}-BW-{letter}.tap", f"{rack}.feed_{index}", du,
               lineup=letter)


def mechanical_feed(b: Builder, unit: str, du: str, sources: tuple[str, ...], item: str, parallel: int = 1) -> None:
    """Feed a plant unit from boards or UPS outputs ("UPS-A1.out", "LV-B2.bus"), one cable to each of its feeds."""
    for index, source in enumerate(sources, 1):
        b.link(item, f"F-{unit}-{index}", f"{du}-{source}", f"{unit}.feed_{index}", length_m=40.0, parallel=parallel, heat_to="outside")
