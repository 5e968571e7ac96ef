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


@pytest.mark.parametrize("lost", ["M1", "BW-A"])
def test_what_is_overloaded_by_a_loss_names_it(lost: str) -> None:
    """Also where some loads go dark and others go on, and for what a carrier hangs on."""
    results = solved(with_changes(records_of("superpod-gb300"), (), [lost]))
    loaded = [p for p in results.problems if p.quantity == "power.loading_frac" and p.severity != "info"]
    assert any(p.element.startswith("UPS-") for p in loaded)
    for row in loaded:
        root = row
        while root.cause is not None:
            root = results.problems[root.cause]
        assert root.element == lost, row


def test_hot_racks_of_an_open_containment_name_it() -> None:
    results = solved(with_changes(records_of("superpod-gb300"), (), ["HAC-1"]))
    hot = [p for p in results.problems if p.quantity == "air.inlet_max_c" and p.severity == "error"]
    assert hot and all(p.causes == ("HAC-1",) and p.cure is not None and p.cure.edit for p in hot)


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
