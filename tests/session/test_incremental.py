"""A plant that followed edits answers as one compiled anew from the edited records: nothing kept between edits is stale."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.kinds import catalogue
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document, Edit
from gigahall.scene.record import Connection, Element
from gigahall.session.alarms import LimitTable
from gigahall.session.heat import Ledger
from gigahall.session.plant import Plant
from gigahall.templates.air_hall import air_hall

HALL = next(record.id for record in air_hall() if isinstance(record, Element) and kind_of(record).is_room)
REL = 1e-7
"""Settled solves end below 1e-8 of the scene's heat."""


def _power(edit: Edit) -> None:
    edit.replace("R1-03", load_frac=0.4)


def _move(edit: Edit) -> None:
    edit.replace("R1-05", at_m=(5.7, 2.7, 0.0))


def _off(edit: Edit) -> None:
    edit.replace("CRAH-2", in_service=False)


def _rating(edit: Edit) -> None:
    edit.replace("R2-01", allowable_inlet_c=20.0, recommended_inlet_c=15.0, name="Renamed")


def _outdoor(edit: Edit) -> None:
    edit.replace("ambient", dry_bulb_c=28.0)


def _less(edit: Edit) -> None:
    edit.replace("scene", it_load_frac=0.7)


def _remove(edit: Edit) -> None:
    edit.remove("R1-10")


def _add(edit: Edit) -> None:
    edit.add(catalogue.make("rack_6kw", id="NEW", name="NEW", at_m=(9.3, 3.0, 0.0), turn_deg=180, hall=HALL))
    edit.add(Connection(id="new-1", a="RPP-A.out", b="NEW.feed_1"))


EDITS = (_power, _move, _off, _rating, _outdoor, _less, _remove, _add)


def test_the_columns_of_the_ledger_and_the_limits_follow_every_edit() -> None:
    document = Document(air_hall())
    plant = Plant(document.records)
    document.subscribe(lambda diff: plant.update(document.records, diff))
    steps = [lambda change=change: _made(document, change) for change in EDITS]
    steps += [document.undo] * len(EDITS) + [document.redo] * len(EDITS)
    for step in steps:
        step()
        fresh = Ledger(document.records, plant.env)
        rows = [plant.ledger.row_of_id[key] for key in fresh.ids]
        assert sorted(plant.ledger.ids) == sorted(fresh.ids)
        for name in ("in_service", "it_w", "liquid_w", "warms_air", "loss_to_air", "rest_to_air"):
            assert (getattr(plant.ledger, name)[rows] == getattr(fresh, name)).all(), name
        halls = [plant.ledger.ids[row] if row >= 0 else "" for row in plant.ledger.hall[rows]]
        assert halls == [fresh.ids[row] if row >= 0 else "" for row in fresh.hall]
        limits = LimitTable(fresh.elements.values())
        assert _listed(plant.limits) == _listed(limits)


def _made(document: Document, change: object) -> None:
    with document.edit("Test") as edit:
        change(edit)  # type: ignore[operator]


def _listed(table: LimitTable) -> set[tuple[object, ...]]:
    return {(place, key, limit) for place, entries in table._entries.items() for key, limit in entries.items()}


@pytest.mark.parametrize("chosen", [EDITS[:3], EDITS[3:6], EDITS[6:]])
def test_settled_results_after_edits_are_those_of_the_edited_scene(chosen: tuple[object, ...]) -> None:
    document = Document(air_hall())
    plant = Plant(document.records)
    document.subscribe(lambda diff: plant.update(document.records, diff))
    plant.solve(settled=True)
    for change in chosen:
        _made(document, change)
        plant.solve(settled=False)
    warm, cold = plant.solve(settled=True), Plant(document.records).solve(settled=True)
    assert warm is not None
    assert cold is not None
    for name, number in cold.key_figures.items():
        assert warm.key_figures[name] == (number if isinstance(number, str) else pytest.approx(number, rel=REL)), name
    assert {(p.element, p.quantity, p.severity) for p in warm.problems} == {(p.element, p.quantity, p.severity) for p in cold.problems}
    for name, block in cold.blocks.items():
        rows = [warm.blocks[name].row_of_id[key] for key in block.row_of_id]
        for column, values in block.columns.items():
            np.testing.assert_allclose(warm.blocks[name].columns[column][rows], values, rtol=REL, atol=1e-6, err_msg=f"{name}.{column}")
