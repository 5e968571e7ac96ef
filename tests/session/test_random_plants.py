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

from gigahall.kinds.finding import Named, SetField
from gigahall.scene.record import Ambient, Record, Scene, replace
from gigahall.session.headless import solved
from gigahall.storage import scene_file

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
