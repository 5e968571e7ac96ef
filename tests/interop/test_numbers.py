"""Numbers of several countries: read right, or refused where they could be read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.interop.equipment_csv.numbers import Numbers, decimal_of, written

FILE = Numbers("")
POINTS, COMMAS = Numbers("."), Numbers(",")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("12,5", 12.5), ("12.5", 12.5), ("-3,6", -3.6), ("−3,6", -3.6), ("+4", 4), ("0,125", 0.125), ("0.125", 0.125),
        ("1.200,5", 1200.5), ("1,200.5", 1200.5), ("1.200.300", 1200300), ("1,200,300", 1200300), ("12,3456", 12.3456),
        ("1 200", 1200), ("1 200,5", 1200.5), ("1\u00a0200,5", 1200.5), ("1\u202f200\u202f300", 1200300), ("1'200.5", 1200.5), ("1’200", 1200),
        ("1 200,500", 1200.5), ("1234,567", 1234.567), ("1,5e3", 1500), ("1.234e5", 123400), (".5", 0.5), (",5", 0.5), ("5.", 5), (" 7 ", 7),
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_only_is_read(text: str, number: float) -> None:
    assert FILE.read(text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize("text", ["12.500", "12,500", "1.200", "-1,200", "999.999"])
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="can be read as .* or as "):
        FILE.read(text)
    other = COMMAS if "." in text else POINTS
    with pytest.raises(ValueError, match="can be read as"):
        other.read(text)


def test_the_decimal_sign_of_the_file_settles_its_own_numbers() -> None:
    assert COMMAS.read("12,500") == 12.5 and POINTS.read("12.500") == 12.5


def test_a_decimal_sign_that_was_asked_for_settles_everything() -> None:
    assert Numbers(",", is_sure=True).read("12.500") == 12500
    assert Numbers(".", is_sure=True).read("12,500") == 12500
    with pytest.raises(ValueError, match="“12.5” is not a number with a decimal comma"):
        Numbers(",", is_sure=True).read("12.5")


@pytest.mark.parametrize(
    "text",
    ["", "ten", "nan", "inf", "1e999", "1..2", "1,2,3", "1.20.300", "12 50", "1 20", "1'2", "0x10", "1_000", "--5", "- -5", "٣", "1e", "1.200,300,5", "5 kW"],
)
def test_the_rest_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        FILE.read(text)


@pytest.mark.parametrize(
    ("cells", "separator", "sign"),
    [
        (["3,6", "12.500"], ";", ","), (["3.6", "12,500"], ";", "."), (["12.500", "4"], ";", ""), (["3,6", "3.6"], ";", ""),
        (["12.500"], ",", "."), (["4", "5"], "\t", ""), (["1.200,5"], ";", ","), (["1,200,300"], ";", "."), (["0,125"], ";", ","),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_what_clear_numbers_agree_on(cells: list[str], separator: str, sign: str) -> None:
    assert decimal_of(cells, separator) == sign


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_what_is_written_comes_back_exactly_and_without_doubt(value: float, sign: str) -> None:
    assert FILE.read(written(value, sign)) == value
    assert Numbers(sign, is_sure=True).read(written(value, sign)) == value
