"""Findings: every code is registered once, its words and cures can be filled, and names and units are the reader's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.pages import assert_current

from gigahall.kinds.codes import CODES, slots
from gigahall.kinds.finding import Amount, Cure, Finding, Named, find
from gigahall.kinds.prose import cure_words, spoken, text, words

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "gigahall"


def test_every_code_is_made_somewhere_and_only_registered_codes_are_made() -> None:
    made = set()
    for path in SRC.rglob("*.py"):
        if path.name != "codes.py":
            made |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text(encoding="utf-8"))) & CODES.keys()
            for code in re.findall(r'(?:\bfind|\bset_point_missed)\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8")):
                assert code in CODES, f"{path.name}: {code}"
    assert CODES.keys() - made == set(), "codes that nothing makes"


@pytest.mark.parametrize("code", CODES.values(), ids=CODES.keys())
def test_a_code_says_what_it_means(code) -> None:
    assert code.meaning.endswith(".") and code.words and not code.words.endswith(".")
    assert "!" not in code.words + code.cure + code.meaning
    assert slots(code.cure) <= slots(code.words) | {"value", "limit"}


def test_missing_facts_and_unknown_codes_are_refused_where_they_are_made() -> None:
    with pytest.raises(KeyError):
        find("no-such-code", "A")
    with pytest.raises(ValueError, match="below-freezing: the words need coldest, freezes"):
        find("below-freezing", "A", coolant="PG25")


def test_words_are_for_the_names_and_units_of_the_reader() -> None:
    hot = find("limit-above", "r1", quantity="air.inlet_max_c", value=33.14, limit=32.0, label="Air inlet", source="ASHRAE")
    assert text(hot, lambda key: f"Rack {key}") == "Rack r1: Air inlet 33.1 °C, limit 32.0 °C"
    assert words(hot, units="US") == "Air inlet 91.7 °F, limit 89.6 °F"
    flow = find("limit-above", "p", quantity="coolant.flow_m3_s", value=0.0104, limit=0.0096, label="Flow")
    assert words(flow) == "Flow 10.4 L/s, limit 9.60 L/s", "one unit for both"
    close = find("limit-above", "w", quantity="power.loading_frac", value=1.0026, limit=1.0, label="Loading")
    assert words(close) == "Loading 100.3 %, limit 100.0 %", "as many digits as tell them apart"
    apart = find("limit-above", "r", quantity="power.v_v", value=13.8e3, limit=457.0, label="Supply voltage")
    assert words(apart) == "Supply voltage 13.8 kV, limit 457 V"
    cured = hot.with_cure("Must come down by {change}", change=Amount(1.14, "K"))
    assert cure_words(cured) == "Must come down by 1.14 K"
    assert cure_words(cured, units="US") == "Must come down by 2.05 °F"
    assert cure_words(Finding("tie-closed", "t", "info")) == ""


@pytest.mark.parametrize(
    ("ids", "said"),
    [(("a",), "A"), (("a", "b"), "A and B"), (("a", "b", "c"), "A, B and C"), (tuple("abcdefg"), "A, B, C, D and 3 more"), ((), "")],
)
def test_elements_are_listed_by_name(ids, said) -> None:
    assert spoken(Named(ids), str.upper) == said


def test_names_are_looked_up_not_filled_in() -> None:
    """A name with braces is a name."""
    row = find("two-coolants", "a", other=Named(("b",)), used="PG25")
    assert text(row, lambda key: "{used}" + key).startswith("{used}a: {used}b names another coolant")
    assert isinstance(row.cure, Cure)


def test_the_page_about_codes_is_the_register() -> None:
    """`python tools/problem_codes.py` writes it anew."""
    assert_current("problem_codes")
