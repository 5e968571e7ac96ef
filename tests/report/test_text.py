"""Numbers and names as a report shows them."""

from __future__ import annotations

import pytest

from gigahall.report import text


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.0, "0"), (2e-9, "2 × 10⁻⁹"), (1.76e-15, "1.8 × 10⁻¹⁵"), (-3e4, "−3 × 10⁴"), (9.96e-7, "1 × 10⁻⁶")],
)
def test_residuals_are_powers_of_ten(number: float, shown: str) -> None:
    assert text.scientific(number) == shown


def test_a_column_has_one_unit_and_one_number_of_decimals() -> None:
    scale = text.Scale([135e3, 20e3, 1394.6e3], "W")
    assert scale.unit.text == "kW"
    assert [scale.text(w) for w in (135e3, 20e3, 1394.6e3)] == ["135", "20", "1395"]
    assert [text.Scale([24.31, 9.0], "degC").text(c) for c in (24.31, -0.01)] == ["24.3", "0.0"]
    assert text.Scale([], "W").text(None) == "–"


def test_thousands_are_grouped_by_a_thin_space_and_minus_is_a_minus() -> None:
    assert text.grouped(13795.2, 0) == "13\u202f795"
    assert text.grouped(-4.25, 1) == "−4.2"


def test_control_characters_become_visible() -> None:
    assert text.clean("a\0b\x1bc\x7f\x85\ufffe") == "a␀b␛c␡\ufffd\ufffd"
    assert text.clean("one\r\ntwo\rthree") == "one\ntwo\nthree"
    assert text.clean("日本 🙂 ´é") == "日本 🙂 ´é"


def test_a_direction_that_a_name_opens_ends_with_it() -> None:
    assert text.clean("ab\u202ecd") == "ab\u202ecd\u202c"
    assert text.clean("ab\u2067cd\u2069") == "ab\u2067cd\u2069"
    assert text.named("\u05e8\u05d0\u05e7") == "\u2068\u05e8\u05d0\u05e7\u2069"
    assert text.named("R1") == "R1"


def test_long_text_is_cut_to_one_line() -> None:
    assert text.short("a\n b", 10) == "a b"
    assert text.short("x" * 50, 10) == "x" * 9 + "…"


def test_numbers_keep_their_units() -> None:
    assert text.tied("Loading 87.9 %, limit 80.0 %") == "Loading 87.9\u00a0%, limit 80.0\u00a0%"
    assert text.value(33.06, "degC") == "33.1\u00a0°C"
    assert text.value(None, "degC") == "–"


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["A01", "A02", "A03"], "A01 to A03"), (["TX-A", "TX-B", "TX-C", "TX-D"], "TX-A to TX-D"), (["A01", "A02"], "A01 and A02"),
        (["A01", "A03", "A04"], "A01, A03 and A04"), (["A9", "A10", "A11"], "A9 to A11"), (["x", "y", "z"], "x, y and z"), (["CDU-1"], "CDU-1"),
    ],
)  # fmt: skip
def test_names_that_count_on_are_said_as_a_span(names: list[str], shown: str) -> None:
    assert text.spanned(names) == shown
