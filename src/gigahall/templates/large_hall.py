"""`large-hall`: deployment units of 64 GB300 racks repeated to any size, each a room with its own plant and lineups.

Rack (s, r, k) of scalable unit s, row r, place k; four scalable units stack to a deployment unit (DU), two columns of
three DUs to a block, blocks stand side by side. Every rule of placement is in `Place`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gigahall.scene.record import Record
from gigahall.templates.builder import Builder
from gigahall.templates.large_hall_plant import facility_loop, fan_walls, technology_loop
from gigahall.templates.large_hall_power import deployment_unit_power, medium_voltage, rack_whips, support_whips
from gigahall.templates.lineups import LETTERS
from gigahall.templates.parameters import HOT_AISLE, LIQUID_RACKS, REDUNDANCY, Choice, Count

RACKS_PER_SU, SU_PER_DU, DU_PER_BLOCK = 16, 4, 6
BLOCK_M = 163.8
"""From block to block: 157.6 m from the outermost cooler in the west to that in the east, and a road."""
SUPPORT_PER_SU = 11

DESCRIPTION = (
    "{racks} GB300 racks at 142 kW with {support} support racks of 30 kW in {du} deployment units, each a room of 19.8 x 28.8 m "
    "with five coolant distribution units on a 45 °C loop, adiabatic dry coolers, six fan walls on chilled water and two "
    "groups of four lineups. Try: colour by loading and compare the transformers of the two groups; take a coolant distribution "
    "unit out of service; frame one room (double click it in the scene list) and look at its air."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where deployment unit `index` (0...) stands: block, column (gallery on the outer side) and level."""

    index: int

    @property
    def column(self) -> int:
        return self.index % DU_PER_BLOCK % 2

    @property
    def block_x_m(self) -> float:
        """How far east its block stands of the first."""
        return BLOCK_M * (self.index // DU_PER_BLOCK)

    @property
    def x_m(self) -> float:
        """West edge of the module (racks)."""
        return 7.8 + 13.8 * self.column + self.block_x_m

    @property
    def y_m(self) -> float:
        return 1.8 + 28.8 * (self.index % DU_PER_BLOCK // 2)

    @property
    def room_x_m(self) -> float:
        return self.x_m - (6.0 if self.column == 0 else 0.0)

    @property
    def gallery_x_m(self) -> float:
        """Centre line of the gallery."""
        return self.x_m - 3.0 if self.column == 0 else self.x_m + 13.8 + 3.0

    @property
    def outward(self) -> float:
        """-1 where the gallery lies to the west, +1 to the east."""
        return -1.0 if self.column == 0 else 1.0

    def rack(self, su: int, row: int, k: int, support: bool) -> tuple[float, float, float]:
        x = self.x_m + (6.6 if support else 0.0) + 0.6 * k + 0.3
        return (x, self.y_m + 7.2 * su + 2.1 + 3.0 * row, 0.0)


PARAMETERS = (
    Count("racks", "Compute racks", 384, 16, 3072, 16, hint="Whole scalable units of 16"),
    Choice("item", "Compute rack", "gb300_nvl72", LIQUID_RACKS),
    HOT_AISLE,
    REDUNDANCY,
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What stands in every deployment unit."""

    item: str
    contained: bool
    spare: bool


def large_hall(racks: int = 384, item: str = "gb300_nvl72", containment: str = "hot", redundancy: str = "N+1") -> list[Record]:
    """Records of a hall of `racks` compute racks, a whole number of scalable units of 16. Raises ValueError.

    N leaves out the fifth CDU and dry cooler, the third facility pump, the sixth fan wall, the fourth chiller and the second
    chilled-water pump of every deployment unit.
    """
    if racks <= 0 or racks % RACKS_PER_SU:
        raise ValueError(f"{racks} racks: give a whole number of scalable units of {RACKS_PER_SU}")
    units = racks // RACKS_PER_SU
    count = -(-units // SU_PER_DU)
    text = DESCRIPTION.format(racks=racks, support=SUPPORT_PER_SU * units, du=count)
    b = Builder(f"Large hall, {racks} racks", text, dry_bulb_c=34.1, wet_bulb_c=24.0, source="design day of scene 1, wet bulb estimated")
    medium_voltage(b, [Place(index) for index in range(count)])
    for index in range(count):
        _deployment_unit(b, Place(index), min(SU_PER_DU, units - SU_PER_DU * index), Fit(item, containment == "hot", redundancy == "N+1"))
    return b.records()


def _deployment_unit(b: Builder, place: Place, units: int, fit: Fit) -> None:
    du = f"D{place.index + 1}"
    b.add("white_space_slab", du, (place.room_x_m, place.y_m, 0.0), length_m=19.8, breadth_m=28.8, ceiling_m=4.2, slab_m=5.7, return_path="plenum")
    deployment_unit_power(b, place, du, -(-units // 2))
    racks: list[str] = []
    for su in range(units):
        racks += _compute(b, place, du, su, fit)
        _support(b, place, du, su, fit)
    technology_loop(b, place, du, racks, fit.spare)
    facility_loop(b, place, du, fit.spare)
    fan_walls(b, place, du, fit.spare)


def _compute(b: Builder, place: Place, du: str, su: int, fit: Fit) -> list[str]:
    names: list[str] = []
    for row in (0, 1):
        for k in range(8):
            name = f"{du}-S{su + 1}-{'AB'[row]}{k + 1:02d}"
            rated = {"rated_w": 142e3} if fit.item == "gb300_nvl72" else {}
            b.add(fit.item, name, place.rack(su, row, k, False), 180 * row, du, design_supply_c=45.0, **rated)
            rack_whips(b, name, du, su, LETTERS)
            names.append(name)
    if fit.contained:
        _aisle(b, place, du, su, support=False)
    return names


def _support(b: Builder, place: Place, du: str, su: int, fit: Fit) -> None:
    for n in range(SUPPORT_PER_SU):
        row, k = divmod(n, 6)
        name = f"{du}-S{su + 1}-N{n + 1:02d}"
        b.add("support_30kw", name, place.rack(su, row, k, True), 180 * row, du)
        support_whips(b, name, du, su, n)
    if fit.contained:
        _aisle(b, place, du, su, support=True)


def _aisle(b: Builder, place: Place, du: str, su: int, support: bool) -> None:
    x, y, _ = place.rack(su, 0, 0, support)
    name = f"{du}-S{su + 1}-HAC-{'2' if support else '1'}"
    b.add("hot_aisle_chimney", name, (x - 0.3 + 2.4, y + 1.5, 0.0), hall=du, length_m=4.8, breadth_m=1.8, height_m=4.2)
