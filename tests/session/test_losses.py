"""The list of losses, and that one a design is made for is no error."""

from __future__ import annotations

import pytest
from tests.scenes.cases import records_of

from gigahall.kinds.finding import Named
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.record import Element
from gigahall.session.headless import solved, with_changes
from gigahall.session.losses import worth_losing

WORTH = (
    "utility generator transformer switchboard breaker ups busway panel cdu pump chiller dry_cooler cooling_tower plate_exchanger "
    "buffer_tank manifold crah rear_door room_coil ideal_source"
)


def test_everything_whose_loss_matters_is_lost_once() -> None:
    assert {name for name, kind in BY_NAME.items() if kind.loss_case} == set(WORTH.split())
    records = records_of("superpod-gb300")
    lost = worth_losing(records)
    kinds = {kind_of(record).name for key in lost if isinstance(record := records[key], Element)}
    assert {"switchboard", "plate_exchanger", "buffer_tank", "manifold", "breaker", "generator"} <= kinds
    assert len(lost) == len(set(lost))


@pytest.mark.parametrize("lost", ["BW-A", "UPS-C"])
def test_one_of_four_lineups(lost: str) -> None:
    """4N3: racks and all else on that UPS go on; one row says from where."""
    results = solved(with_changes(records_of("superpod-gb300"), (), [lost]))
    assert results.exit_code == 0
    assert not [p for p in results.problems if p.severity == "error"]
    (row,) = [p for p in results.problems if p.code == "taken-over"]
    assert row.element == lost and row.severity == "info"
    carriers = row.fact("carriers")
    assert isinstance(carriers, Named) and {f"BW-{letter}" for letter in "ABCD" if letter != lost[-1]} <= set(carriers.ids)
