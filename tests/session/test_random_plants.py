"""Random plants with things lost hold what must be true of any result (tests/fuzz/limits.py), and what once did not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compile.power.nets import lineups
from tests.fuzz import limits
from tests.fuzz.plants import plant
from tests.scenes.cases import records_of

from gigahall.kinds.finding import Named, SetField
from gigahall.scene.record import Ambient, Record, Scene, replace
from gigahall.session.headless import solved, with_changes
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "plants"
DRAWS = st.integers(0, 2**32).map(random.Random)
FEW = settings(max_examples=3, deadline=None)


def drawn(rng: random.Random) -> tuple[dict[str, Record], dict[str, Record]]:
    whole = plant(rng)
    broken, _lost = limits.with_losses(whole, rng)
    return whole, broken


@FEW
@given(DRAWS)
def test_what_has_no_solution_is_named_and_what_stopped_has_its_cause(rng: random.Random) -> None:
    whole, broken = drawn(rng)
    limits.causes_are_causes(whole, broken, limits.held(whole), limits.held(broken))


@FEW
@given(DRAWS)
def test_no_loss_makes_a_figure_better(rng: random.Random) -> None:
    _whole, broken = drawn(rng)
    limits.no_better(broken, limits.held(broken), rng)


@FEW
@given(DRAWS)
def test_no_hotter_day_makes_a_supply_colder(rng: random.Random) -> None:
    limits.not_lower_on_a_hotter_day(drawn(rng)[1], rng)


@FEW
@given(DRAWS)
def test_an_edit_ends_where_a_fresh_start_does(rng: random.Random) -> None:
    whole, broken = drawn(rng)
    limits.warm_is_cold(whole, broken, limits.held(broken))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.gigahall")), ids=lambda path: path.stem)
def test_plants_that_once_did_not_hold(path: Path) -> None:
    limits.held({record.id: record for record in scene_file.load(path).records})


def test_a_small_overload_beside_a_large_one_is_told_whatever_came_before() -> None:
    """From the state before its loss the first pass knew of the large one alone, and took the other loop for settled."""
    broken = {record.id: record for record in scene_file.load(FOLDER / "two_overloads.gigahall").records}
    cold = limits.held(broken)
    assert {p.code for p in cold.problems if p.is_unsolved} == {"unsolved-heat", "unsolved-coolant"}
    lost = ("CH-2", "CHW-EV")
    limits.warm_is_cold(broken | {key: replace(broken[key], in_service=True) for key in lost}, broken, cold)


# ---------------------------------------------------------------- shrunk by hand


def lineups_without(*lost: str) -> dict[str, Record]:
    records: dict[str, Record] = {"scene": Scene(), "ambient": Ambient(), **lineups()}
    return {**records, **{key: replace(records[key], in_service=False) for key in lost}}


def test_two_in_a_row_are_both_to_be_restored() -> None:
    """Without the transformer and the board below it no single return helps: the row names both, and one edit does it."""
    results = solved(lineups_without("TX-A", "LV-A", "TX-B", "TX-C", "TX-D"))
    row = next(p for p in results.problems if p.element == "BW-A" and p.code == "no-supply")
    assert row.causes == ("LV-A", "TX-A") and row.cure is not None
    assert row.fact("due") == Named(("LV-A", "TX-A"))
    assert row.cure.edit == (SetField("LV-A", "in_service", True), SetField("TX-A", "in_service", True))
    dark = next(p for p in results.problems if p.element == "A01" and p.code == "no-feed")
    assert dark.causes and dark.causes[0] in ("TX-B", "TX-C", "TX-D"), "one of these alone is enough"


def test_an_open_breaker_is_the_cause_and_closing_it_the_cure() -> None:
    records = lineups_without()
    for key in ("TX-B", "TX-C", "TX-D"):
        records[key] = replace(records[key], in_service=False)
    records["GB-1"] = replace(records["GB-1"], in_service=False)
    results = solved({**records, "TIE": replace(records["TIE"], standby=False, closed=False), "UTIL-1": replace(records["UTIL-1"], in_service=False)})
    row = next(p for p in results.problems if p.element == "M1" and p.code == "no-supply")
    assert "TIE" in row.causes
    tie = next(p for p in results.problems if p.element == "TIE" and p.code == "switch-open")
    assert tie.kind.is_state and tie.cure is not None and tie.cure.edit == (SetField("TIE", "closed", True),)


@pytest.mark.parametrize("lost", [("UTIL-1",), ("UTIL-1", "UTIL-2")])
def test_what_acts_by_itself_says_for_what(lost: tuple[str, ...]) -> None:
    results = solved(lineups_without(*lost))
    acted = [p for p in results.problems if p.code in ("tie-closed", "set-runs")]
    assert len(acted) > 1
    for row in acted:
        assert set(row.causes) <= set(lost) and row.cause is not None and results.problems[row.cause].code == "out-of-service"


def test_a_missed_set_point_is_due_to_the_lost_unit_that_would_hold_it() -> None:
    """Both CDUs off leave the facility pump no way for its flow; one of the two back and it has it."""
    results = solved(with_changes(records_of("superpod-gb300"), (), ("CDU-1", "CDU-2")))
    [row] = [p for p in results.problems if p.element == "FWP-1" and p.code == "set-point-flow"]
    assert set(row.causes) <= {"CDU-1", "CDU-2"} and row.cause is not None
    assert row.cure is not None and row.cure.edit and row.cure.edit[0] == SetField(row.causes[0], "in_service", True)


def test_a_chiller_lost_is_the_cause_where_the_other_is_too_small() -> None:
    """Two chillers of 100 kW for a sealed room of 174 kW: with one lost nothing holds it, and that one would."""
    records = {record.id: record for record in air_hall()}
    sets = [f"{key}.capacity_w=100000" for key in ("CH-1", "CH-2")]
    results = solved(with_changes(records, [*sets, "CH-2.standby=false"], ["CH-2"]))
    [row] = [p for p in results.problems if p.code == "unsolved-heat"]
    assert row.causes == ("CH-2",) and row.cure is not None and row.cure.edit == (SetField("CH-2", "in_service", True),)
    assert row.cause is not None and results.problems[row.cause].element == "CH-2"


def test_a_tripped_rack_misses_no_set_point() -> None:
    results = solved(with_changes(records_of("superpod-gb300"), (), ("DC-1", "DC-2", "DC-3", "TRIM-1")))
    tripped = {p.element for p in results.problems if p.code in ("no-way-out", "no-coolant-flow")}
    assert tripped and not [p for p in results.problems if p.element in tripped and p.kind.topic == "Set point"]


def test_a_scene_that_draws_nothing_closes() -> None:
    """Two sources and no load, or no source: microwatts of rounding are no open balance, cold or warm."""
    whole, broken = drawn(random.Random(2050))
    limits.warm_is_cold(whole, broken, limits.held(broken))
    path = FOLDER.parent / "faults" / "backfeed.gigahall"
    results = limits.held(with_changes({record.id: record for record in scene_file.load(path).records}, (), ("L",)))
    assert results.exit_code == 0
