"""The air of a scene followed edit by edit: the same answer as from scratch, and no more work than the edit asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gigahall.compile.air import AirModel
from gigahall.compile.air_solution import AirSolution
from gigahall.kinds.crah import Crah
from gigahall.kinds.hall import Hall
from gigahall.kinds.kind import Env
from gigahall.kinds.rack_air import RackAir
from gigahall.kinds.tile import Tile
from gigahall.scene.document import Diff, Document
from gigahall.scene.edit import Edit
from gigahall.scene.record import Element


def hall(name: str, x: float = 0.0) -> list[Element]:
    """A small raised-floor room: a row of four racks, tiles in front, two units that blow under the floor."""
    out: list[Element] = [Hall(
        id=name, name=name, at_m=(x, 0.0, 0.0), length_m=7.2, breadth_m=6.0, ceiling_m=3.0, floor="raised",
        plenum_pa=12.0, leak_frac=0.05, return_path="ceiling",
    )]
    for n in range(4):
        at = (x + 2.7 + 0.6 * n, 3.6, 0.0)
        out.append(RackAir(id=f"{name}-R{n}", name=f"{name} R{n}", hall=name, at_m=at, rated_w=6e3 + 1e3 * n, load_frac=1.0))
        out.append(Tile(id=f"{name}-T{n}", name=f"{name} T{n}", hall=name, at_m=(at[0], 2.7, 0.0), open_frac=0.56))
    for n in range(2):
        out.append(Crah(
            id=f"{name}-C{n}", name=f"{name} C{n}", hall=name, at_m=(x + 0.6, 1.5 + 3.0 * n, 0.0), turn_deg=90,
            rated_m3_s=2.5, fan_w=3e3, supply_c=18.0, hold="plenum", outlet="floor", width_m=1.2, depth_m=0.6, height_m=2.0,
        ))
    return out


class Followed:
    """A document and an air model that follows it."""

    def __init__(self, *elements: Element) -> None:
        self.document = Document(elements)
        self.model = AirModel(self.document.records, self.env)
        self.document.subscribe(self._changed)

    @property
    def env(self) -> Env:
        return Env(self.document.scene, self.document.ambient)

    def _changed(self, diff: Diff) -> None:
        self.model.update(diff, self.env)

    def edit(self, change: Callable[[Edit], object]) -> None:
        with self.document.edit("Edit") as edit:
            change(edit)

    def solve(self, warm: object = None, settled: bool = True, **heat_w: float) -> AirSolution:
        found = self.model.solve(heat_w, settled=settled, warm=warm)
        assert found is not None
        return found

    def scratch(self) -> AirSolution:
        found = AirModel(self.document.records, self.env).solve({}, settled=True)
        assert found is not None
        return found


def same(a: AirSolution, b: AirSolution, tolerance: float = 1e-7) -> bool:
    assert set(a.block.row_of_id) == set(b.block.row_of_id)
    for name, column in a.block.columns.items():
        other = b.block.columns[name][[b.block.row_of_id[key] for key in a.block.row_of_id]]
        np.testing.assert_allclose(column[list(a.block.row_of_id.values())], other, atol=tolerance, equal_nan=True)
    return True


def inlet(solution: AirSolution, key: str) -> float:
    return float(solution.block.columns["inlet_mean_c"][solution.block.row_of_id[key]])


@pytest.fixture
def followed() -> Followed:
    return Followed(*hall("H"))


def test_edits_lead_where_a_fresh_model_starts(followed: Followed) -> None:
    first = followed.solve()
    edits: list[Callable[[Edit], object]] = [
        lambda e: e.replace("H-R1", at_m=(5.7, 4.5, 0.0), turn_deg=90),
        lambda e: e.replace("H-R2", rated_w=11e3),
        lambda e: e.remove("H-T3"),
        lambda e: e.add(RackAir(id="N", name="N", hall="H", at_m=(2.7, 1.5, 0.0), turn_deg=180, load_frac=1.0)),
        lambda e: e.replace("H-C0", in_service=False),
        lambda e: e.replace("H", ceiling_m=3.6),
        lambda e: e.replace("scene", it_load_frac=0.5),
        lambda e: e.replace("H-R0", load_frac=None),
        lambda e: e.replace("H", at_m=(0.3, 0.0, 0.0)),
    ]
    found = first
    for change in edits:
        followed.edit(change)
        found = followed.solve(found.warm)
        assert same(found, followed.scratch())
        assert abs(found.energy["H"].residual_w) < 1e-8 * found.energy["H"].heat_w
    while followed.document.undo():
        pass
    assert same(followed.solve(found.warm), first)


def test_power_edit_keeps_the_flow(followed: Followed) -> None:
    first = followed.solve()
    second = followed.solve(first.warm, **{"H-R1": 9e3})
    assert second.warm["H"].moving is first.warm["H"].moving
    assert inlet(second, "H-R1") != inlet(first, "H-R1")


def test_live_passes_end_on_a_solution_that_hardly_moves(followed: Followed) -> None:
    """0.1 W more in a rack is below 0.1 mK: live keeps the solution, settled solves it."""
    first = followed.solve(**{"H-R1": 7e3})
    assert followed.solve(first.warm, settled=False, **{"H-R1": 7000.1}).warm["H"] is first.warm["H"]
    assert followed.solve(first.warm, settled=True, **{"H-R1": 7000.1}).warm["H"] is not first.warm["H"]
    assert followed.solve(first.warm, settled=False, **{"H-R1": 7050.0}).warm["H"] is not first.warm["H"]


def test_unchanged_scene_is_not_solved_again(followed: Followed) -> None:
    first = followed.solve()
    assert followed.solve(first.warm).warm["H"] is first.warm["H"]
    followed.edit(lambda e: e.replace("H-R1", name="Renamed"))
    assert followed.solve(first.warm).warm["H"] is first.warm["H"]


def test_live_answer_is_near_the_settled_one(followed: Followed) -> None:
    first = followed.solve()
    followed.edit(lambda e: e.replace("H-R3", at_m=(4.5, 4.2, 0.0)))
    live, exact = followed.solve(first.warm, settled=False), followed.solve()
    for name in ("inlet_mean_c", "inlet_max_c", "outlet_mean_c"):
        np.testing.assert_allclose(live.block.columns[name], exact.block.columns[name], atol=0.1, equal_nan=True)


def test_equal_halls_share_one_solution() -> None:
    both = Followed(*hall("H"), *hall("J", x=20.0))
    found = both.solve()
    assert found.warm["H"] is found.warm["J"]
    assert inlet(found, "H-R2") == inlet(found, "J-R2")
    both.edit(lambda e: e.replace("J-R2", rated_w=9.5e3))
    again = both.solve(found.warm)
    assert again.warm["H"] is found.warm["H"]
    assert again.warm["J"] is not found.warm["J"]
    assert same(again, both.scratch())


def test_swapping_two_racks_swaps_their_inlets(followed: Followed) -> None:
    first = followed.solve()
    a, b = followed.document.find("H-R0"), followed.document.find("H-R3")

    def swap(edit: Edit) -> None:
        edit.replace("H-R0", at_m=b.at_m, rated_w=9e3)
        edit.replace("H-R3", at_m=a.at_m, rated_w=6e3)

    followed.edit(swap)
    second = followed.solve(first.warm)
    assert inlet(second, "H-R0") == pytest.approx(inlet(first, "H-R3"), abs=1e-7)
    assert inlet(second, "H-R3") == pytest.approx(inlet(first, "H-R0"), abs=1e-7)


def test_colder_supply_of_all_units_shifts_the_room(followed: Followed) -> None:
    first = followed.solve()
    found = followed.model.solve({}, None, {"H-C0": 16.5, "H-C1": 16.5}, settled=True, warm=first.warm)
    assert found is not None
    assert inlet(found, "H-R1") == pytest.approx(inlet(first, "H-R1") - 1.5, abs=1e-7)


def test_field_carries_the_room_in_world_axes(followed: Followed) -> None:
    def move(edit: Edit) -> None:
        for element in followed.document.elements():
            x, y, z = element.at_m
            edit.replace(element.id, at_m=(x + 1.2, y + 0.6, z))

    followed.edit(move)
    (field,) = followed.solve().fields
    assert field.hall == "H"
    assert field.origin_m == (1.2, 0.6, 0.0)
    assert field.temperature_c.shape == (24, 20, 10)
    assert np.nanmin(field.temperature_c) >= 18.0 - 1e-3
    assert np.isnan(field.temperature_c).any()


def test_removed_hall_takes_its_elements_along(followed: Followed) -> None:
    def remove(edit: Edit) -> None:
        edit.remove("H")

    followed.edit(remove)
    found = followed.solve()
    assert not found.block.row_of_id
    assert not found.fields
    assert found.outcome.ok


def test_stop_flag_gives_up(followed: Followed) -> None:
    assert followed.model.solve({}, stop=lambda: True) is None
