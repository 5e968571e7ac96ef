"""Electrical lineups: transformer -> board -> UPS, and the medium-voltage main-tie-main in front of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gigahall.scene.record import Vec3
from gigahall.templates.builder import Builder

LETTERS = ("A", "B", "C", "D")
PAIRS = ("AB", "CD", "AC", "BD", "AD", "BC")
"""All pairs of four lineups: six dual-corded racks load the four equally."""


@dataclass(frozen=True, slots=True)
class LineupItems:
    transformer: str
    board: str
    ups: str


def main_tie_main(b: Builder, at_m: Vec3, voltage_item: str, board_item: str) -> None:
    """UTIL-1 and UTIL-2 on buses M1 and M2 with tie, generator bus MG that feeds either through a standby breaker."""
    x, y, z = at_m
    for index in (1, 2):
        b.add(voltage_item, f"UTIL-{index}", (x + 6.0 * index, y, z), group="MV")
        b.add(board_item, f"M{index}", (x + 6.0 * index, y - 4.0, z), heat_to="outside", group="MV")
        b.join(f"UTIL-{index}.out", f"M{index}.bus")
    b.add(board_item, "MG", (x, y - 4.0, z), heat_to="outside")
    b.add("mv_tie_1200a", "TIE", (x + 9.0, y - 4.0, z))
    b.chain("M1.bus", "TIE.a", "TIE.b", "M2.bus")
    for index in (1, 2):
        b.add("mv_tie_1200a", f"GB-{index}", (x + 3.0 * index - 0.9, y - 7.0, z))
        b.chain("MG.bus", f"GB-{index}.a", f"GB-{index}.b", f"M{index}.bus")


def lineup(b: Builder, letter: str, items: LineupItems, places: Mapping[str, Vec3], hall: str, mv_bus: str, prefix: str = "") -> None:
    """TX -> LV -> UPS of one letter; the transformer stands outdoors, the rest in `hall`."""
    b.add(items.transformer, f"{prefix}TX-{letter}", places["tx"], lineup=letter)
    b.add(items.board, f"{prefix}LV-{letter}", places["lv"], hall=hall, lineup=letter)
    b.add(items.ups, f"{prefix}UPS-{letter}", places["ups"], hall=hall, lineup=letter)
    b.chain(
        f"{mv_bus}.bus", f"{prefix}TX-{letter}.in",
        f"{prefix}TX-{letter}.out", f"{prefix}LV-{letter}.bus",
        f"{prefix}LV-{letter}.bus", f"{prefix}UPS-{letter}.in",
    )


def whips(b: Builder, rack: str, feeds: str, item: str, hall: str, parallel: int, source: str = "BW-{}.tap", **fields: float) -> None:
    """One whip (of `parallel` equal ones) from each lineup's busway or panel to the rack's supply groups, in order."""
    for index, letter in enumerate(feeds, 1):
        b.link(item, f"W-{rack}-{letter}", source.format(letter), f"{rack}.feed_{index}", hall,
               parallel=parallel, lineup=letter, **fields)


def dual_feed(b: Builder, unit: str, letters: str, item: str, source: str = "UPS-{}.out", length_m: float = 15.0, prefix: str = "") -> None:
    """Feed a unit's supply groups from the named lineups, one cable each."""
    for index, letter in enumerate(letters, 1):
        b.link(item, f"F-{unit}-{letter}", source.format(prefix + letter), f"{unit}.feed_{index}",
               length_m=length_m, lineup=letter if letter in LETTERS else "", heat_to="outside")
