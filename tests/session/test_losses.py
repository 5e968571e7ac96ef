"""The list of losses, and that one a design is made for is no error."""

from __future__ import annotations

import pytest
from tests.scenes.cases import records_of

from gigahall.kinds.finding import Finding, Named
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.record import Element
from gigahall.session.dark import dark_ids
from gigahall.session.headless import solved, with_changes
from gigahall.session.losses import losses, worth_losing
from gigahall.templates.large_hall import large_hall

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


@pytest.mark.parametrize("scene", ["superpod-gb300", "tower-hall", "air-hall"])
def test_any_one_of_a_group_lost_is_one_row_that_names_who_took_over(scene: str) -> None:
    """Whatever the kind: pumps, CDUs, chillers, coolers, air units, supplies. Nothing new stops or misses its set point."""
    records = records_of(scene)
    grouped = [e for e in records.values() if isinstance(e, Element) and e.group and kind_of(e).name != "switchboard"]
    duty = [e for e in grouped if not e.standby]
    base = solved(records)
    assert duty and not any(is_fault(p) for p in base.problems)
    for loss in losses(records, [e.id for e in duty], base, settled=True):
        problems = loss.results.problems
        assert not [p for p in problems if is_fault(p)], loss.element
        (row,) = [p for p in problems if p.code.endswith("taken-over") and p.element == loss.element]
        carriers = row.fact("carriers")
        mates = {e.id for e in grouped if e.group == next(one.group for one in duty if one.id == loss.element)} - {loss.element}
        assert isinstance(carriers, Named) and set(carriers.ids) & mates and loss.element not in carriers.ids
        assert row.severity == "info" and row.cause is not None and problems[row.cause].code == "out-of-service"


def is_fault(finding: Finding) -> bool:
    """An error that is no value above a limit."""
    return finding.severity == "error" and finding.kind.topic != "Limit"


def test_a_machine_without_supply_whose_share_others_carry_is_no_error() -> None:
    """A transformer takes a chiller and a dry cooler with it: both name who carries on, and its dead board is no error either."""
    results = solved(with_changes(records_of("superpod-gb300"), (), ["TX-A"]))
    assert not [p for p in results.problems if p.severity == "error"]
    assert {p.element: p.severity for p in results.problems if p.code in ("no-feed", "no-supply")} == {"CH-1": "info", "DC-1": "info", "LV-A": "info"}
    told = {p.element: p.fact("carriers") for p in results.problems if p.code == "taken-over"}
    assert told == {"CH-1": Named(("CH-2", "CH-3")), "DC-1": Named(("DC-2", "DC-3"))}


def test_what_the_rest_cannot_carry_is_not_said_to_be_taken_over() -> None:
    """Two of three chillers without supply, and a rack: the third is far short, so the two are errors."""
    results = solved(with_changes(records_of("superpod-gb300"), (), ["M1"]))
    severity = {p.element: p.severity for p in results.problems if p.code == "no-feed"}
    assert severity["CH-1"] == severity["CH-2"] == severity["B01"] == "error" and severity["CDU-1"] == "info"
    assert not {"CH-1", "CH-2", "M1"} & {p.element for p in results.problems if p.code == "taken-over"}


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


def test_what_is_dead_below_a_takeover_looks_dead() -> None:
    """Its board, busway and whips have no rows of their own; the racks that go on do not look so."""
    out = dark_ids(solved(with_changes(records_of("superpod-gb300"), (), ["TX-A"])))
    assert {"LV-A", "BW-A", "W-A01-A", "CH-1"} <= out
    assert not {"A01", "BW-B", "LV-B"} & out


def test_what_carries_more_for_a_loss_in_a_large_hall_names_it() -> None:
    """Pipes in line with the CDUs that go on, UPS and whips of the lineups that do: every new row hangs on the loss."""
    records = {record.id: record for record in large_hall(64)}
    base = solved(records)
    known = {(p.element, p.quantity, p.severity) for p in base.problems}
    for loss in losses(records, ["D1-CDU-1", "D1-UPS-A1", "D1-LV-B1"], base, settled=True):
        problems = loss.results.problems
        new = [p for p in problems if p.severity != "info" and (p.element, p.quantity, p.severity) not in known]
        assert len(new) > 10
        for row in new:
            root = row
            while root.cause is not None:
                root = problems[root.cause]
            assert root.element == loss.element, row
